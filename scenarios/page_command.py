"""``dussk page``: make the commissioner's page, one file that works without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.errors import InputError

DRAWS, MOST_DRAWS = 200, 2000
ENDING = ".html"


def page(
    out: Annotated[Path, typer.Option("--out", help="The file to make, ending in .html.")],
    draws: Annotated[
        int,
        typer.Option(
            "--draws", help="Draws of the parameters that every answer of the page is over, each with one run."
        ),
    ] = DRAWS,
    seed: Annotated[int, typer.Option("--seed", help="64-bit seed of the page's runs.")] = 1,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is already there.")] = False,
) -> None:
    """Make the commissioner's page: one offline file in which anybody can change the pathway and see the answer."""
    check_file(out, overwrite=overwrite)
    if not 2 <= draws <= MOST_DRAWS:
        raise InputError(f"--draws {draws}: expected a whole number from 2 to {MOST_DRAWS}")
    from calibration.whole import write_whole
    from scenarios.page.bundle import bundle
    from scenarios.page.material import make
    from scenarios.page.said import ADVISED, ENOUGH

    if draws < ENOUGH:
        typer.echo(
            f"Warning: --draws {draws}: a page of fewer than {ENOUGH} draws shows numbers and never answers in words; "
            f"{ADVISED} is usual.",
            err=True,
        )
    content = bundle(make(draws, seed)).encode()
    try:
        write_whole(out.resolve(), content)
    except OSError as error:
        raise InputError(f"--out {out}: cannot be written: {error.strerror or error}") from None
    typer.echo(
        f"{out}: {len(content) / 1e6:.1f} MB, {draws} draws, seed {seed}. Open it in a browser; it needs no network."
    )


def check_file(out: Path, *, overwrite: bool) -> None:
    """Refuse, before anything runs, a file that cannot be made.

    Raises
    ------
    InputError
        Saying what is in the way.
    """
    if out.suffix.lower() != ENDING:
        raise InputError(f"--out {out}: expected a file name that ends in {ENDING}")
    if out.is_dir():
        raise InputError(f"--out {out}: that is a folder; name a file in it")
    if out.exists() and not overwrite:
        raise InputError(f"--out {out}: there is a file of that name; add --overwrite to replace it")
    folder = out.resolve().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--out {out}: cannot be written: {error.strerror or error}") from None
