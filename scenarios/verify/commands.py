"""The commands ``dussk verify ...``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from sim.errors import InputError

if TYPE_CHECKING:
    from scenarios.verify.cases import Case
    from scenarios.verify.engines import Difference

DIFFERENT = 1
USUAL_DESIGNS = 300
USUAL_REPLICATIONS = 10
USUAL_LENGTH = "usual"

app = typer.Typer(
    help="Check the model on this machine, for as long as you like.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def verify() -> None:
    """Check the model on this machine, for as long as you like."""


@app.command()
def engines(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Scenarios to check; by default all that ship, and random designs beside them."),
    ] = None,
    designs: Annotated[
        int | None, typer.Option("--designs", help=f"How many random designs; by default {USUAL_DESIGNS}.")
    ] = None,
    minutes: Annotated[
        float | None, typer.Option("--minutes", help="Go on with random designs for so many minutes instead.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="64-bit seed: another seed draws other designs.")] = 1,
    first: Annotated[int, typer.Option("--first", help="With scenarios: the first replication.")] = 0,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", help=f"With scenarios: how many; by default {USUAL_REPLICATIONS}."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Processes; all cores by default, or DUSSK_WORKERS.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="The folder for the scenario file of a difference.")] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of text.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")] = False,
) -> None:
    """Check that the SimPy engine and the compiled engine live the same lives: every event, cost and total.

    The exit status is 0 if they do and 1 if they differ; Ctrl-C ends the check with what was seen so far.
    """
    from scenarios.running import default_workers
    from sim.draws import checked_seed
    from sim.engines import check_engine

    check_engine("compiled")
    checked_seed(seed)
    workers = default_workers() if workers is None else workers
    _check(scenarios, designs, minutes, first, replications, workers)
    from scenarios.verify.cases import cases_of, random_cases
    from scenarios.verify.runner import check
    from scenarios.verify.text import seen_json, seen_text

    if scenarios:
        cases = cases_of(scenarios, seed, first, USUAL_REPLICATIONS if replications is None else replications)
    else:
        cases = random_cases(seed, None if minutes is not None else USUAL_DESIGNS if designs is None else designs)
    seen = check(cases, minutes, workers, quiet=quiet)
    if as_json:
        typer.echo(json.dumps(seen_json(seen, seed), indent=2, ensure_ascii=False))
    else:
        typer.echo(seen_text(seen, seed), nl=False)
    if seen.case is not None and seen.difference is not None:
        _tell_how_to_see_it_again(seen.case, seen.difference, out, sys.stderr if as_json else sys.stdout)
        raise typer.Exit(DIFFERENT)


def _tell_how_to_see_it_again(case: Case, difference: Difference, out: Path, where: TextIO) -> None:
    """Write the smallest scenario in which the engines differ, and the command that shows it."""
    from scenarios.verify.replayable import command_again, fewest_changes, write_case

    changes, left = fewest_changes(case, difference)
    path = write_case(case, changes, out)
    print(
        f"\nwith the fewest changes from base ({len(changes)}) they differ at {left}\n"
        f"written to {path}; to see it again:\n  {command_again(path, case)}",
        file=where,
    )


@app.command("all")
def every(
    length: Annotated[
        str,
        typer.Option("--length", help="quick (about a minute), usual (some minutes) or long (as --minutes says)."),
    ] = USUAL_LENGTH,
    minutes: Annotated[
        float | None, typer.Option("--minutes", help="With --length long: begin new rounds for so many minutes.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="A section or a check, by the names of dussk verify list.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="64-bit seed: another seed lives other lives.")] = 1,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Processes; all cores by default, or DUSSK_WORKERS.")
    ] = None,
    out: Annotated[
        list[Path] | None,
        typer.Option("--out", help="A file for the dated report: .html, .docx, .pdf, .xlsx or .md. More than once."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is already there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of text.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")] = False,
) -> None:
    """Run the verification dossier: theory, both engines, conservation, determinism and extreme values.

    The exit status is 0 if everything holds and 1 if anything does not.
    """
    from datetime import date

    from scenarios.running import default_workers
    from scenarios.verify.dossier import Asked
    from scenarios.verify.dossier import verify as run
    from scenarios.verify.report import dossier_json, dossier_text
    from scenarios.verify.written import check_files, write_files
    from sim.draws import checked_seed

    checked_seed(seed)
    workers = default_workers() if workers is None else workers
    asked = Asked(length, tuple(only or ()), seed, minutes, workers)
    files = out or []
    check_files(files, overwrite=overwrite)
    dossier, today = run(asked, quiet=quiet), date.today()
    if as_json:
        typer.echo(json.dumps(dossier_json(dossier, today), indent=2, ensure_ascii=False))
    else:
        typer.echo(dossier_text(dossier), nl=False)
    write_files(files, dossier, today, overwrite=overwrite)
    if dossier.broken:
        raise typer.Exit(DIFFERENT)


@app.command("list")
def list_checks(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON instead of text.")] = False,
) -> None:
    """List the sections of the dossier and its checks, with what each asks."""
    from scenarios.verify.checks import SECTIONS
    from scenarios.verify.dossier import checks

    if as_json:
        listed = [{"name": c.name, "asked": c.asked, "law": c.law, "items": list(c.items)} for c in checks()]
        typer.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    for section, title in SECTIONS.items():
        typer.echo(f"{section}: {title}")
        for check in checks():
            if check.section == section:
                typer.echo(f"  {check.name}\n      {check.asked}")


def _check(
    scenarios: list[str] | None,
    designs: int | None,
    minutes: float | None,
    first: int,
    replications: int | None,
    workers: int,
) -> None:
    """Refuse what cannot be run, before anything runs."""
    from scenarios.files import find

    for name, value, low, high in (
        ("designs", designs, 0, 1 << 32),
        ("workers", workers, 1, 4096),
        ("replications", replications, 1, 1 << 32),
        ("first", first, 0, (1 << 32) - (replications or USUAL_REPLICATIONS if scenarios else 1)),
    ):
        if value is not None and not low <= value <= high:
            raise InputError(f"{name}: {value} is not a whole number from {low} to {high}")
    if minutes is not None and not 0 < minutes <= 1e6:
        raise InputError(f"minutes: {minutes:g} is not a number above 0")
    if designs is not None and minutes is not None:
        raise InputError("--designs and --minutes: give one of them")
    if scenarios and (designs is not None or minutes is not None):
        raise InputError("--designs and --minutes are for random designs; with scenarios give --replications")
    if not scenarios and (replications is not None or first):
        raise InputError("--first and --replications are for scenarios; name one, or give --designs")
    for name in scenarios or ():
        find(name)
