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
    from calibration.whole import check_place, write_whole

    if out.suffix.lower() != ENDING:
        raise InputError(f"--out {out}: expected a file name that ends in {ENDING}")
    check_place(out, overwrite=overwrite)
    if not 2 <= draws <= MOST_DRAWS:
        raise InputError(f"--draws {draws}: expected a whole number from 2 to {MOST_DRAWS}")
    from calibration.paths import WRITTEN, told_of
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
    with told_of(f"--out {out}", WRITTEN):
        write_whole(out.resolve(), content)
    typer.echo(
        f"{out}: {len(content) / 1e6:.1f} MB, {draws} draws, seed {seed}. Open it in a browser; it needs no network."
    )
