"""The commands ``dussk calibrate fit`` and ``dussk calibrate show``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from scenarios.check_command import check_posterior
from scenarios.external_command import external
from scenarios.figures_command import figures
from scenarios.sensitivity_commands import alternatives, sensitivity
from sim.errors import InputError

INTERRUPTED = 130
BROKEN_OFF = 1
KEPT = "what was found is kept; the same command goes on from there"

app = typer.Typer(
    help="The posterior: fit it again, or show what the study tells and what it cannot.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
app.command("check")(check_posterior)
app.command("external")(external)
app.command("figures")(figures)
app.command("sensitivity")(sensitivity)
app.command("alternatives")(alternatives)

Quiet = Annotated[bool, typer.Option("--quiet", help="No notes and no progress on standard error.")]


@app.command("fit")
def fit_posterior(
    out: Annotated[Path, typer.Option("--out", help="The fit's folder; one that holds the same fit is gone on with.")],
    draws: Annotated[int, typer.Option("--draws", help="Draws from the posterior.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="64-bit seed of everything.")] = 1,
    lives: Annotated[
        int, typer.Option("--lives", help="Replications looked through for those in which eleven women join.")
    ] = 1 << 17,
    block: Annotated[int, typer.Option("--block", help="Draws from the priors in a block.")] = 4096,
    workers: Annotated[
        int | None,
        typer.Option("--workers", help="Threads; all cores by default, or DUSSK_WORKERS. Numbers do not change."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Fit the model to the study: exact draws from the posterior, resumable at any moment.

    The posterior is written into the folder. To ship it, copy it over calibration/posterior.csv.gz.
    """
    from calibration.fit import Settings, fit
    from scenarios.running import threads_for

    def note(line: str) -> None:
        if not quiet:
            print(f"dussk: {line}", file=sys.stderr)

    threads = threads_for(workers)
    settings = Settings(draws, seed, lives, block)
    try:
        path = fit(settings, out, threads, quiet=quiet, say=note)
    except KeyboardInterrupt:
        print(f"dussk: stopped; {KEPT}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    except OSError as error:
        print(f"dussk: --out {out}: cannot be written: {error.strerror or error}; {KEPT}", file=sys.stderr)
        raise typer.Exit(BROKEN_OFF) from None
    typer.echo(f"{path}: {draws:,} draws")


@app.command("show")
def show_posterior(
    file: Annotated[Path | None, typer.Argument(help="A posterior file; the shipped one by default.")] = None,
    draws: Annotated[int, typer.Option("--draws", help="Draws used for the predictions; all by default, 0.")] = 0,
    replications: Annotated[int, typer.Option("--replications", "-n", help="New studies of each draw.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON instead of text.")] = False,
) -> None:
    """Show what is known: the study's figures beside what is predicted, what was learnt, what trades off."""
    from calibration.identify import learnt, trade_offs, worth_knowing
    from calibration.posterior import posterior, read_posterior
    from calibration.predict import predicted

    found = posterior() if file is None else read_posterior(file)
    if file is not None:
        found.check_model()
    if replications < 2:
        raise InputError(f"replications: {replications}: expected 2 or more")
    number = draws or found.number
    beside = predicted(found, number, replications)
    moved, pairs = learnt(found), trade_offs(found)
    parameters, numbers = worth_knowing(found, number, replications)
    if as_json:
        content: dict[str, Any] = {
            "provenance": {key: value for key, value in found.said.items() if key != "parameters"},
            "targets": [{**asdict(one), "target": one.target.name, "use": one.target.use} for one in beside],
            "learnt": [asdict(one) for one in moved],
            "trade_offs": [asdict(one) for one in pairs],
            "worth_knowing": {
                "parameters": [asdict(one) for one in parameters],
                "numbers_of_the_study": [asdict(one) for one in numbers],
            },
        }
        typer.echo(json.dumps(content, indent=2, ensure_ascii=False))
        return
    from scenarios.calibrate_text import show_text

    typer.echo(show_text(found, beside, moved, pairs, parameters, numbers), nl=False)
