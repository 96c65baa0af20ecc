"""The command ``dussk calibrate figures``: every picture of the calibration, made anew."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

BROKEN_OFF = 1


def figures(
    out: Annotated[Path, typer.Option("--out", help="The folder for the pictures.")],
    in_brief: Annotated[bool, typer.Option("--quick", help="Fewer simulated studies: about two minutes.")] = False,
    as_png: Annotated[bool, typer.Option("--png", help="PNG instead of SVG.")] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", help="Threads; all cores by default, or DUSSK_WORKERS. Pictures do not change."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No notes on standard error.")] = False,
) -> None:
    """Draw what the calibration found: predictions, ranks, what was learnt, what answers hang on, other structures.

    Pictures are SVG with a title and a description in words; the same posterior gives the same bytes.
    """
    from calibration.pictures.style import styled
    from scenarios.running import threads_for

    threads = threads_for(workers)
    with styled():
        pass  # whether Matplotlib is there is said before minutes of simulation
    ending = "png" if as_png else "svg"

    def note(line: str) -> None:
        if not quiet:
            print(f"dussk: {line}", file=sys.stderr)

    try:
        out.mkdir(parents=True, exist_ok=True)
        for path in _drawn(lambda name: out / f"calibration-{name}.{ending}", threads, in_brief, note):
            typer.echo(str(path))
    except OSError as error:
        print(f"dussk: --out {out}: cannot be written: {error.strerror or error}", file=sys.stderr)
        raise typer.Exit(BROKEN_OFF) from None


def _drawn(path: Callable[[str], Path], threads: int, in_brief: bool, note: Callable[[str], object]) -> list[Path]:
    from calibration.check.run import QUICK, WHOLE, check
    from calibration.identify import learnt
    from calibration.pictures.alternatives import draw_alternatives
    from calibration.pictures.learnt import draw_learnt
    from calibration.pictures.predictive import draw_predictive
    from calibration.pictures.ranks import draw_ranks
    from calibration.pictures.tornado import draw_tornado
    from calibration.posterior import posterior
    from calibration.sensitivity.run import read_results
    from scenarios.sensitivity_commands import analysed

    found = posterior()
    checked = check(found, QUICK if in_brief else WHOLE, threads, note)
    note("finding out what the answers hang on")
    overall, around = analysed(found, threads, in_brief=in_brief)
    return [
        draw_learnt(path("learnt"), learnt(found)),
        draw_predictive(path("predictive"), checked.beside),
        draw_ranks(path("ranks"), checked.ranks),
        draw_tornado(path("sensitivity"), around, overall),
        draw_alternatives(path("alternatives"), read_results()),
    ]
