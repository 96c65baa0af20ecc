"""The command ``dussk calibrate external``: figures of other studies beside the pathway."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from calibration.external.compare import External, Ours


def external(
    in_brief: Annotated[bool, typer.Option("--quick", help="A fifth of the draws: rough intervals.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="64-bit seed of chance and of the priors' draws.")] = 1,
    workers: Annotated[
        int | None,
        typer.Option("--workers", help="Processes; all cores by default, or DUSSK_WORKERS. Numbers do not change."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON instead of text.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")] = False,
) -> None:
    """Put figures of studies that the fit did not use beside the pathway, before the fit and after it.

    Says where the model misses them, and why. About ten minutes on two cores, or two with --quick.
    """
    from tqdm import tqdm

    from calibration.external.compare import DRAWS, QUICK_DRAWS, compared
    from calibration.external.runs import number_of_runs
    from calibration.external.studies import studies
    from scenarios.running import threads_for

    threads = threads_for(workers)
    draws = QUICK_DRAWS if in_brief else DRAWS
    runs = number_of_runs(studies().comparisons, draws)
    with tqdm(total=runs, unit=" runs", desc="other studies", disable=True if quiet else None) as bar:
        found = compared(draws, seed, threads, progress=bar.update)
    if as_json:
        typer.echo(json.dumps(_as_json(found, draws, seed), indent=2, ensure_ascii=False))
        return
    from scenarios.external_text import external_text

    typer.echo(external_text(found, studies(), draws, seed), nl=False)


def _as_json(found: list[External], draws: int, seed: int) -> dict[str, Any]:
    from calibration.external.studies import studies
    from calibration.posterior import posterior

    return {
        "posterior": posterior().said["content"],
        "draws": draws,
        "seed": seed,
        "settings": studies().settings,
        "comparisons": [_one(each) for each in found],
        "left_out": studies().left_out,
    }


def _one(each: External) -> dict[str, Any]:
    comparison, figure = each.comparison, each.comparison.figure
    return {
        "name": comparison.name,
        "ours": comparison.ours,
        "explains": comparison.explains,
        "setting": comparison.setting_name,
        "figure": {
            "name": figure.name,
            "help": figure.help,
            "value": figure.spread.value,
            "interval": figure.spread.interval,
            "interval_of": figure.spread.interval_of,
            "size": figure.spread.size,
            "unit": figure.unit,
            "population": figure.population,
            "source": figure.source,
            "standing": figure.standing,
            "behind_priors_of": figure.behind_priors,
        },
        "prior": _ours(each.prior),
        "posterior": _ours(each.posterior),
        "verdict": each.verdict,
        "wide": each.wide,
        "why": each.why,
        "caveat": comparison.caveat,
    }


def _ours(ours: Ours) -> dict[str, Any]:
    return {"mean": ours.mean, "predictive": ours.interval, "size": ours.size, "single_women": ours.women}
