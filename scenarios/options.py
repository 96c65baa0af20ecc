"""Options that several commands share, and how to run as they say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from scenarios.running import Settings

Replications = Annotated[
    int | None,
    typer.Option("--replications", "-n", help="How many replications: by default 10000, or 300 by the SimPy engine."),
]
Seed = Annotated[int, typer.Option("--seed", help="64-bit seed: the same seed gives the same lives everywhere.")]
Engine = Annotated[str, typer.Option("--engine", help="auto, simpy or compiled: the same numbers from each.")]
Draws = Annotated[
    int | None,
    typer.Option(
        "--draws",
        help="Draws of the parameters from the posterior of the calibration, over which the replications are divided: "
        "by default one for every 5, at most all it holds. 0: the point values, and intervals that hold chance alone.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", help="Cores to use; all by default, or DUSSK_WORKERS. Numbers do not change."),
]
Out = Annotated[Path | None, typer.Option("--out", help="A folder for outcomes, events, ledger and run.json.")]
Logs = Annotated[int, typer.Option("--logs", help="Replications whose whole log is written with --out.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a result that is already in the folder.")]
TableFormat = Annotated[Literal["csv", "parquet"], typer.Option("--format", help="Format of the tables.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")]

DEFAULT_LOGS = 10


def settings_of(
    replications: int | None, seed: int, engine: str, draws: int | None, workers: int | None, logs: int
) -> Settings:
    """Return how to run, with what is usual where nothing was said."""
    from scenarios.drawn import usual_draws
    from scenarios.running import Settings, default_workers, usual_replications

    workers = default_workers() if workers is None else workers
    number = usual_replications(engine) if replications is None else replications
    # Checked first as point values: what cannot be run is said before the posterior is read.
    settings = Settings(number, seed, engine, workers, logs, draws or 0)
    return replace(settings, draws=usual_draws(number)) if draws is None else settings


def print_json(content: object) -> None:
    """Print a result as JSON."""
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))
