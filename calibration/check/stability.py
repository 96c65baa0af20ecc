"""Whether the posterior is the same whatever the seed, and however exactly the last figure is matched.

A second sample is found with other parameters and other lives. Its exact matches are compared with the shipped draws;
and matching the last figure (therapy sessions held) within so many sessions is compared with matching it exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from calibration.check.diagnostics import diagnosed
from calibration.check.studies import Studies
from calibration.check.verdicts import Verdict, smallest_stands
from calibration.evidence import Target
from calibration.posterior import SAMPLE_OF_TOTALS, Posterior
from calibration.predict import rows_of
from calibration.prices import lived_again
from calibration.world import Joiners, matches
from sim.outcomes import TOTALS
from sim.parameters import default_parameters
from sim.run import simulate

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

TOLERANCES = (1, 2, 4)
CHAINS = 4
"""Parts in which the draws are given to the diagnostics."""

LEAST_EFFECTIVE, MOST_R_HAT, MOST_ERROR = 0.7, 1.02, 0.05
LEAST_DRAWS = 100
"""Draws without which no diagnostics are made."""

BY_SIMPY = 20
"""Draws whose studies are lived again by the model of record as well."""


@dataclass(frozen=True, slots=True)
class Apart:
    """How far the means of two samples are apart.

    Attributes
    ----------
    numbers : tuple of int
        Draws in each.
    worst : str
        The parameter of the largest difference in standard errors.
    largest : float
        The largest difference, in standard deviations of the posterior.
    p_values : list of float
        One a parameter.
    """

    numbers: tuple[int, int]
    worst: str
    largest: float
    p_values: list[float]


def apart(names: tuple[str, ...], one: Numbers, other: Numbers) -> Apart:
    """Compare the means of two independent samples, one row a draw."""
    spread = np.sqrt(one.var(axis=0, ddof=1) / len(one) + other.var(axis=0, ddof=1) / len(other))
    difference = other.mean(axis=0) - one.mean(axis=0)
    scores = difference / spread
    largest = float(np.abs(difference / one.std(axis=0, ddof=1)).max())
    p_values = [float(p) for p in 2.0 * stats.norm.sf(np.abs(scores))]
    return Apart((len(one), len(other)), names[int(np.argmax(np.abs(scores)))], largest, p_values)


def again(posterior: Posterior, model: Joiners) -> list[Verdict]:
    """Live every matched study again: it must give what the file says, and every fitted figure."""
    world, stages = Joiners({}, posterior.said["settings"]["seed"], base=model.base), model.stages
    lives = posterior.studies["life"]
    rows = lived_again(world, posterior.columns, posterior.values, lives)
    same = np.all([rows[:, TOTALS.index(name)] == posterior.studies[name] for name in SAMPLE_OF_TOTALS], axis=0)
    whole = matches(stages, rows) == len(stages)
    good = int((same & whole).sum())
    columns = [posterior.columns.index(name) for name in world.names]
    varied = world.varied(posterior.values[:, columns])
    counts = [TOTALS.index(name) for stage in stages for name in stage.outcomes]
    by_simpy = 0
    for i in range(min(BY_SIMPY, posterior.number)):
        runs = simulate(varied.parameters(i), 1, world.seed, "simpy", first=int(lives[i]))
        by_simpy += all(runs.cells[place] == rows[i, place] for place in counts)
    tried = min(BY_SIMPY, posterior.number)
    return [
        Verdict(
            "matched studies: lived again",
            good == posterior.number,
            f"{good:,} of {posterior.number:,} gave every fitted figure, and all totals kept of them",
            "all of them",
        ),
        Verdict(
            "matched studies: lived again by SimPy",
            by_simpy == tried,
            f"{by_simpy} of {tried} gave the same fitted figures",
            "all of them",
        ),
    ]


def effective(posterior: Posterior, names: tuple[str, ...]) -> list[Verdict]:
    """Diagnose the draws as they lie in the file."""
    if posterior.number < LEAST_DRAWS:
        return [Verdict("draws: enough of them", False, f"{posterior.number:,}", f"at least {LEAST_DRAWS}")]
    each = posterior.number // CHAINS
    columns = [posterior.columns.index(name) for name in names]
    sample = posterior.values[: each * CHAINS, columns].reshape(CHAINS, each, len(names))
    found = diagnosed(names, sample)
    bulk, tail = (min(getattr(one, kind) for one in found) / (each * CHAINS) for kind in ("bulk", "tail"))
    r_hat, error = max(one.r_hat for one in found), max(one.error for one in found)
    return [
        Verdict(
            "draws: effective sample size",
            min(bulk, tail) >= LEAST_EFFECTIVE,
            f"at least {bulk:.0%} of {each * CHAINS:,} draws for means, {tail:.0%} for tails",
            f"at least {LEAST_EFFECTIVE:.0%}: independent draws count in full, but for the error of the estimate",
        ),
        Verdict(
            "draws: R-hat of four parts",
            r_hat <= MOST_R_HAT,
            f"at most {r_hat:.3f}",
            f"at most {MOST_R_HAT}",
        ),
        Verdict(
            "draws: Monte Carlo error of means",
            error <= MOST_ERROR,
            f"at most {error:.3f} standard deviations",
            f"at most {MOST_ERROR}",
        ),
    ]


def halves(posterior: Posterior, lives: int, seed: int) -> Verdict:
    """Compare the headline answers of the first half of the draws with those of the second."""
    rows = rows_of(posterior.draws(default_parameters(), posterior.number), lives, seed)
    each = rows[:, :, [TOTALS.index(name) for name in HEADLINES]].mean(axis=1)
    middle = len(each) // 2
    found = apart(tuple(HEADLINES), each[:middle], each[middle:])
    means = ", ".join(
        f"{HEADLINES[name]} {one:,.2f} and {other:,.2f}"
        for name, one, other in zip(HEADLINES, each[:middle].mean(axis=0), each[middle:].mean(axis=0), strict=True)
    )
    return Verdict("draws: two halves give the same answers", smallest_stands(found.p_values), means, "within chance")


HEADLINES = {"started_therapy": "women who begin therapy", "completed_therapy": "women who complete it"}


def seeds(posterior: Posterior, studies: Studies, stages: tuple[Target, ...]) -> Verdict:
    """Compare the shipped draws with exact matches found with another seed."""
    exact = studies.with_figures(_figures(stages))
    if len(exact) < 2:
        return Verdict(
            "another seed finds the same posterior", False, f"{len(exact)} exact matches", "2 or more to compare"
        )
    columns = [posterior.columns.index(name) for name in studies.names]
    found = apart(studies.names, posterior.values[:, columns], studies.values[studies.draws[exact]])
    return Verdict(
        "another seed finds the same posterior",
        smallest_stands(found.p_values),
        f"{found.numbers[1]:,} new exact matches: smallest p of {len(found.p_values)} means "
        f"{min(found.p_values):.4f} ({found.worst})",
        "no less than 1% divided by their number",
    )


def tolerances(posterior: Posterior, studies: Studies, stages: tuple[Target, ...]) -> list[Verdict]:
    """Compare the shipped draws with matches of the last figure within a tolerance."""
    figures = _figures(stages)
    nearly = (studies.figures[:, :-1] == figures[:-1]).all(axis=1)
    off = np.abs(studies.figures[:, -1] - figures[-1])
    columns = [posterior.columns.index(name) for name in studies.names]
    shipped, said = posterior.values[:, columns], []
    for tolerance in TOLERANCES:
        taken = np.flatnonzero(nearly & (off <= tolerance))
        about = f"therapy sessions matched within {tolerance}"
        if len(taken) < 2:
            said.append(Verdict(about, False, f"{len(taken)} matches", "2 or more to compare"))
            continue
        found = apart(studies.names, shipped, studies.values[studies.draws[taken]])
        said.append(
            Verdict(
                about,
                smallest_stands(found.p_values),
                f"{found.numbers[1]:,} matches: largest shift of a mean {found.largest:.2f} standard deviations, "
                f"smallest p {min(found.p_values):.4f} ({found.worst})",
                "the same posterior as matched exactly, within chance",
            )
        )
    return said


def _figures(stages: tuple[Target, ...]) -> Whole:
    """Return what the study itself reports of each target."""
    return np.array([target.low if target.low == target.high else 1 for target in stages], np.int64)
