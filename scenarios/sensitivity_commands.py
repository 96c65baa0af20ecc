"""The commands ``dussk calibrate sensitivity`` and ``dussk calibrate alternatives``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import InputError

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from calibration.sensitivity.one_way import Swing
    from calibration.sensitivity.sobol import Global

INTERRUPTED = 130
BROKEN_OFF = 1
KEPT = "what was found is kept; the same command goes on from there"

POINTS, QUICK_POINTS = 2048, 256
REPLICATIONS = 20
AROUND, QUICK_AROUND = 2000, 500

Workers = Annotated[
    int | None,
    typer.Option("--workers", help="Threads; all cores by default, or DUSSK_WORKERS. Numbers do not change."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No notes and no progress on standard error.")]


def sensitivity(
    in_brief: Annotated[
        bool, typer.Option("--quick", help="Fewer points and replications: wider intervals, a tenth of the time.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="64-bit seed of chance; the design's is made from it.")] = 1,
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show what the headline answers hang on: Sobol's indices over the priors, and one at a time around the posterior.

    About two minutes on two quiet cores, or with --quick about 20 seconds.
    """
    from calibration.posterior import posterior
    from calibration.sensitivity.sobol import needs_salib
    from scenarios.running import threads_for

    needs_salib()
    found = posterior()
    overall, swings = analysed(found, threads_for(workers), in_brief=in_brief, seed=seed, quiet=quiet)
    if as_json:
        content: dict[str, Any] = {
            "over_priors": {
                "points": overall.points,
                "replications": overall.replications,
                "answers": [asdict(one) for one in overall.spreads],
                "indices": [asdict(one) for one in overall.indices],
            },
            "around_posterior": {
                "posterior": found.said["content"],
                "replications": QUICK_AROUND if in_brief else AROUND,
                "swings": [{**asdict(one), "swing": one.swing} for one in swings],
            },
        }
        typer.echo(json.dumps(content, indent=2, ensure_ascii=False))
        return
    from scenarios.sensitivity_text import sensitivity_text

    typer.echo(sensitivity_text(overall, swings), nl=False)


def analysed(
    found: Posterior, threads: int, *, in_brief: bool = False, seed: int = 1, quiet: bool = True
) -> tuple[Global, list[Swing]]:
    """Return Sobol's indices over the priors, and the swings one at a time around a posterior.

    Parameters
    ----------
    found : Posterior
        The posterior.
    threads : int
        Threads to use; the result does not depend on it.
    in_brief : bool
        Whether to take fewer points and replications.
    seed : int
        Seed of the design and of chance.
    quiet : bool
        Show no progress on standard error.
    """
    from tqdm import tqdm

    from calibration.sensitivity.factors import factors
    from calibration.sensitivity.one_way import around_posterior
    from calibration.sensitivity.sobol import over_priors

    points, around = (QUICK_POINTS, QUICK_AROUND) if in_brief else (POINTS, AROUND)
    chosen = factors(seed, threads)
    swings = around_posterior(found, chosen, around, seed, threads)
    hidden = None if not quiet else True
    with tqdm(total=points * (len(chosen) + 2), unit=" points", desc="over the priors", disable=hidden) as bar:
        overall = over_priors(chosen, points, REPLICATIONS, seed, threads, bar.update)
    return overall, swings


def alternatives(
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Fit them anew, in this folder; one that holds the same is gone on with."),
    ] = None,
    fit: Annotated[
        Path | None, typer.Option("--fit", help="A fit's folder, whose lives with eleven women are taken.")
    ] = None,
    studies: Annotated[int, typer.Option("--studies", help="Simulated studies of each alternative.")] = 2_500_000,
    replications: Annotated[int, typer.Option("--replications", "-n", help="New studies of each draw.")] = 100,
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this alternative; can be repeated.")] = None,
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show the headline answers under other priors and other structures, or fit those anew with --out.

    Without --out the results that ship are shown. To ship new ones, copy alternatives.json of the folder over
    calibration/alternatives.json.
    """
    from calibration.sensitivity.run import RESULTS_FILE, Settings, read_results, run_alternatives
    from scenarios.running import threads_for

    path = RESULTS_FILE
    if out is None and (fit or only):
        raise InputError("--fit and --only are for fitting anew: expected --out FOLDER with them")
    if out is not None:
        from calibration.posterior import posterior

        settings, threads = Settings(studies, replications), threads_for(workers)
        try:
            path = run_alternatives(settings, out, posterior(), threads, fit=fit, only=only, quiet=quiet)
        except KeyboardInterrupt:
            print(f"dussk: stopped; {KEPT}", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
        except OSError as error:
            print(f"dussk: --out {out}: cannot be written: {error.strerror or error}; {KEPT}", file=sys.stderr)
            raise typer.Exit(BROKEN_OFF) from None
    results = read_results(path)
    if as_json:
        typer.echo(path.read_text(encoding="utf-8"), nl=False)
        return
    from scenarios.sensitivity_text import alternatives_text

    typer.echo(alternatives_text(results), nl=False)
