"""The commands ``dussk batch`` and ``dussk replay``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.errors import InputError

INTERRUPTED = 130
BROKEN_OFF = 1
KEPT = "what is complete is kept; the same command goes on from there"

Engine = Annotated[str, typer.Option("--engine", help="auto, compiled or simpy. Numbers do not change.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No notes and no progress on standard error.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON instead of text.")]


def batch(
    plan: Annotated[
        str,
        typer.Argument(
            help="A plan, a file that ends in .toml (docs/scaling.md has its fields); or the name of a shipped one."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="The batch's folder; one that has parts already is gone on with. Not needed with --check."
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", help="Processes; all cores by default, or DUSSK_WORKERS. Numbers do not change."),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="Address of a Dask scheduler whose workers compute instead.")
    ] = None,
    engine: Engine = "auto",
    check: Annotated[
        bool, typer.Option("--check", help="Check the plan and the folder, say what it will take, and change nothing.")
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run a plan: many replications of many scenarios and parameter draws, resumable at any moment."""
    from scenarios.batch.plan import found_plan, read_plan
    from scenarios.batch.runner import check_batch, open_batch, run_batch
    from scenarios.batch.text import summary_text
    from sim.engines import check_engine

    note = _no_note if quiet else _note
    if out is None and not check:
        raise InputError("--out: name a folder for the batch, or give --check to see what it will take")
    check_engine(engine)
    wanted = read_plan(found_plan(plan))
    with _told_if_broken_off(out), ExitStack() as stack:
        helpers = _workers(stack, workers, cluster, note)
        if check or out is None:
            note(str(check_batch(wanted, out, engine, helpers.number, note)))
            return
        ready = open_batch(stack, wanted, out, engine, helpers.number, note)
        note(str(ready.estimate))
        # A cluster's machines are not this one: each finds out for itself what it can run.
        summary = run_batch(ready, helpers, engine if cluster else ready.engine, quiet=quiet)
    if as_json:
        typer.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        typer.echo(summary_text(wanted, summary), nl=False)


def _note(line: str) -> None:
    print(f"dussk: {line}", file=sys.stderr)


def _no_note(line: str) -> None:
    """Say nothing."""


@contextmanager
def _told_if_broken_off(out: Path | None) -> Iterator[None]:
    """Say what has ended a batch before its end, and what is kept of it."""
    from scenarios.batch.work import DifferentCodeError
    from scenarios.batch.workers import WorkersLostError

    try:
        yield
    except KeyboardInterrupt:
        raise _broken_off(f"stopped; {KEPT}", INTERRUPTED) from None
    except (WorkersLostError, DifferentCodeError) as error:
        raise _broken_off(f"{error}; {KEPT}", BROKEN_OFF) from None
    except OSError as error:
        raise _broken_off(f"--out {out}: cannot be written: {error.strerror or error}; {KEPT}", BROKEN_OFF) from None


def replay(
    folder: Annotated[Path, typer.Argument(help="The folder of a batch.")],
    scenario: Annotated[str, typer.Option("--scenario", help="The scenario's name in the batch.")],
    replication: Annotated[int, typer.Option("--replication", help="The replication's number, from 0.")],
    draw: Annotated[int, typer.Option("--draw", help="The parameter draw's number, from 0.")] = 0,
    out: Annotated[Path | None, typer.Option("--out", help="A folder for its events, ledger and totals.")] = None,
    as_json: AsJson = False,
) -> None:
    """Live one replication of a batch again, with its whole log, and hold it against the stored row."""
    from scenarios.batch.replay import replay as live_again
    from scenarios.batch.replay import write_replay
    from scenarios.batch.text import replay_text

    found = live_again(folder, scenario, draw, replication)
    if out is not None:
        write_replay(found, out)
    if as_json:
        runs = found.runs
        content = {
            "scenario": scenario,
            "draw": draw,
            "replication": replication,
            "same_as_stored": not found.differs,
            "totals": {name: values[0] for name, values in runs.frame().to_dict("list").items()},
            "differs": {name: {"stored": was, "replayed": now} for name, was, now in found.differs},
        }
        typer.echo(json.dumps(content, indent=2))
    else:
        typer.echo(replay_text(found, out), nl=False)
    if found.differs:
        name, was, now = found.differs[0]
        raise _broken_off(
            f"the stored row is not what was lived: {name} is {was} in the folder and {now} here"
            + (f" ({len(found.differs)} totals differ)" if len(found.differs) > 1 else ""),
            BROKEN_OFF,
        )


def _workers(stack: ExitStack, number: int | None, cluster: str | None, note: Callable[[str], None]) -> Any:
    from scenarios.batch.workers import LocalWorkers, ThisProcess
    from scenarios.running import default_workers

    if cluster is not None:
        if number is not None:
            raise InputError("--workers and --cluster: give one of them; a cluster has workers of its own")
        from scenarios.batch.cluster import DaskWorkers

        helpers: Any = DaskWorkers(cluster, note)
    else:
        number = default_workers() if number is None else number
        if not 1 <= number <= 4096:
            raise InputError(f"workers: {number} is not a whole number from 1 to 4096")
        helpers = ThisProcess() if number == 1 else LocalWorkers(number, note)
    stack.callback(helpers.close)
    return helpers


def _broken_off(message: str, status: int) -> typer.Exit:
    print(f"dussk: {message}", file=sys.stderr)
    return typer.Exit(status)
