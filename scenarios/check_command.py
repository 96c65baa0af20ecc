"""The command ``dussk calibrate check``: a verdict for each check, and exit status 1 if any is not as it should be."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from calibration.check.run import Checked
    from calibration.posterior import Posterior

NOT_AS_IT_SHOULD_BE = 1


def check_posterior(
    file: Annotated[Path | None, typer.Argument(help="A posterior file; the shipped one by default.")] = None,
    in_brief: Annotated[bool, typer.Option("--quick", help="Fewer simulated studies: half a minute.")] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", help="Threads; all cores by default, or DUSSK_WORKERS. Numbers do not change."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON instead of text.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No notes and no progress on standard error.")] = False,
) -> None:
    """Check the posterior: that it gives the study back, that intervals are right, that seeds do not matter.

    The exit status is 0 if every check is passed and 1 if any is not.
    """
    from calibration.check.run import QUICK, WHOLE, check
    from calibration.posterior import posterior, read_posterior
    from scenarios.running import threads_for

    threads = threads_for(workers)

    def note(line: str) -> None:
        if not quiet:
            print(f"dussk: {line}", file=sys.stderr)

    found = posterior() if file is None else read_posterior(file)
    if file is not None:
        found.check_model(note)
    effort = QUICK if in_brief else WHOLE
    checked = check(found, effort, threads, note)
    if as_json:
        typer.echo(json.dumps(_as_json(found, checked), indent=2, ensure_ascii=False))
    else:
        from scenarios.check_text import check_text

        typer.echo(check_text(found, checked), nl=False)
    if not checked.passed:
        raise typer.Exit(NOT_AS_IT_SHOULD_BE)


def _as_json(posterior: Posterior, checked: Checked) -> dict[str, Any]:
    return {
        "posterior": posterior.name,
        "content": posterior.said["content"],
        "passed": checked.passed,
        "verdicts": [asdict(verdict) for verdict in checked.verdicts],
        "figures": [
            {**asdict(one), "target": one.target.name, "use": one.target.use, "study": one.target.shown()}
            for one in checked.beside
        ],
        "ranks": {name: checked.ranks.histogram(name).tolist() for name in checked.ranks.names},
    }
