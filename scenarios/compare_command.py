"""``dussk compare``: scenarios paired woman by woman, as text, JSON, tables on disk, and documents for a board."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scenarios.options import (
    DEFAULT_LOGS,
    AsJson,
    Draws,
    Engine,
    Logs,
    Out,
    Overwrite,
    Quiet,
    Replications,
    Seed,
    TableFormat,
    Workers,
    print_json,
    settings_of,
)
from sim.errors import InputError

if TYPE_CHECKING:
    from scenarios.comparison import Comparison
    from scenarios.economics.analysis import Economics
    from scenarios.economics.asked import Asked

Reports = Annotated[
    list[Path] | None,
    typer.Option("--report", help="A document to write, ending in .html, .docx, .xlsx or .pdf; may be given again."),
]
WithEconomics = Annotated[
    bool,
    typer.Option("--economics", help="Add value for money, business as usual and the least that could be done."),
]
Health = Annotated[
    bool,
    typer.Option("--health", help="Add health outcomes to the economics, from other studies; without it, none."),
]
Discounting = Annotated[
    Literal["nice", "green-book"] | None,
    typer.Option("--discounting", help="Of health outcomes: 3.5% for costs and health, or 3.5% and 1.5%."),
]
DrugUse = Annotated[
    bool, typer.Option("--drug-use", help="Let health outcomes hold a published effect on drug use, not reliably any.")
]
Suppress = Annotated[
    bool,
    typer.Option("--suppress", help="In reports, show counts of the study of 1 to 7 as *, others to the nearest 5."),
]
Annexes = Annotated[
    bool,
    typer.Option("--annexes", help="Print the annexes in Word and PDF reports too; pages and workbooks hold them."),
]


def compare(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Shipped names or paths; by default all shipped ones that compare with base."),
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="Compare all with this scenario instead.")] = None,
    replications: Replications = None,
    seed: Seed = 1,
    engine: Engine = "auto",
    draws: Draws = None,
    workers: Workers = None,
    report: Reports = None,
    economics: WithEconomics = False,
    health: Health = False,
    discounting: Discounting = None,
    drug_use: DrugUse = False,
    suppress: Suppress = False,
    annexes: Annexes = False,
    out: Out = None,
    logs: Logs = DEFAULT_LOGS,
    overwrite: Overwrite = False,
    table_format: TableFormat = "csv",
    as_json: AsJson = False,
    in_detail: Annotated[bool, typer.Option("--all", help="Every scenario: a paragraph, waits, all outcomes.")] = False,
    quiet: Quiet = False,
) -> None:
    """Compare scenarios, paired: the same women and the same chances under both designs."""
    from scenarios.comparison import compare_pairs, pairs_to_compare
    from scenarios.economics.analysis import check_asked
    from scenarios.report_command import check_reports, write_reports
    from scenarios.results import check_out, write_results

    pairs = pairs_to_compare(scenarios or (), to)
    settings = settings_of(replications, seed, engine, draws, workers, logs if out else 0)
    if out is not None:
        check_out(out, overwrite=overwrite, table_format=table_format)
    asked = _asked(health=health or drug_use, discounting=discounting, drug_use=drug_use)
    _check_of_reports({"--suppress": suppress, "--annexes": annexes}, report)
    wanted = bool(report) or economics or asked.health
    if wanted:
        check_asked(pairs, asked)
        check_reports(report or [], overwrite=overwrite)
    result = compare_pairs(pairs, settings, quiet=quiet)
    found = _economics(result, asked, quiet=quiet) if wanted else None
    if out is not None:
        write_results(out, result.scenarios(), result.runs, result.settings, table_format, overwrite=overwrite)
    if found is not None:
        write_reports(report or [], result, found, suppress=suppress, overwrite=overwrite, annexes=annexes)
    _print(result, found, as_json=as_json, in_detail=in_detail)


def _check_of_reports(given: dict[str, bool], reports: list[Path] | None) -> None:
    """Refuse options that change reports where none is named."""
    for name, is_given in given.items():
        if is_given and not reports:
            raise InputError(f"{name}: it changes reports; name one with --report")


def _asked(*, health: bool, discounting: str | None, drug_use: bool) -> Asked:
    from scenarios.economics.asked import Asked

    if discounting is not None and not health:
        raise InputError("--discounting: it is of health outcomes; add --health")
    return Asked(health, (discounting or "nice").replace("-", "_"), drug_use)


def _economics(result: Comparison, asked: Asked, *, quiet: bool) -> Economics:
    from scenarios.economics.analysis import economics_of

    return economics_of(result, asked, quiet=quiet)


def _print(result: Comparison, economics: Economics | None, *, as_json: bool, in_detail: bool) -> None:
    if as_json:
        more = {} if economics is None else {"economics": economics.as_json()}
        print_json({**result.as_json(), **more})
        return
    from scenarios.compare_text import compare_text

    typer.echo(compare_text(result, in_detail=in_detail), nl=False)
    if economics is not None:
        from scenarios.economics.text import economics_text

        typer.echo(economics_text(economics), nl=False)
