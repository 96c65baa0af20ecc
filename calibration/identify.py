"""What the study told about each parameter, what trades off, and what would be worth knowing next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from calibration.answers import ANSWERS, counted, measured
from calibration.posterior import Posterior
from calibration.predict import interval, prior_draws, rows_of
from calibration.roles import roles
from sim.parameters import default_parameters

Numbers = NDArray[np.float64]

MORE_NUMBERS = {
    "drug_group_attendances": "attendances at drug groups, in all",
    "drug_group_sessions_held": "drug-group sessions held, exactly",
    "drug_group_sessions_cancelled": "drug-group sessions cancelled",
    "attended_any_group": "women who came to at least one drug group",
    "reached_preparation": "women who reached preparation",
    "therapy_sessions_missed": "therapy sessions missed",
    "completed_therapy": "women who completed all of therapy",
    "stabilisation_attendances": "attendances at stabilisation, in all",
}
"""Totals of the study that its paper may hold and that were not seen."""

DATES = {
    "run.recruitment_weeks": "how long recruitment lasted",
    "run.delivery_weeks": "when delivery ended",
    "interruption.weeks": "how long the interruption was",
}

POWERS = 3
"""Terms of the regressions on one number: straight, squared, cubed."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """How far the study moved one parameter from its prior.

    Attributes
    ----------
    contraction : float
        1 minus the ratio of the posterior's variance to the prior's: 0 nothing learnt, 1 all; below 0 if wider.
    shift : float
        How far the mean moved, in standard deviations of the prior.
    """

    parameter: str
    role: str
    prior_mean: float
    prior: tuple[float, float]
    mean: float
    interval: tuple[float, float]
    contraction: float
    shift: float


@dataclass(frozen=True, slots=True)
class TradeOff:
    """Two parameters that the study tells about together: their rank correlation in the posterior."""

    one: str
    other: str
    correlation: float


@dataclass(frozen=True, slots=True)
class Worth:
    """By how much knowing something is expected to shrink the variance of an answer, as a share."""

    what: str
    answer: str
    share: float


def learnt(posterior: Posterior, seed: int = 1) -> list[Learnt]:
    """Return what was learnt about every column of the posterior, most contracted first."""
    prior = prior_draws(max(posterior.number, 4000), seed)
    found = []
    for i, column in enumerate(posterior.columns):
        before, after = prior.values[:, prior.names.index(column)], posterior.values[:, i]
        found.append(
            Learnt(
                column,
                roles().of(column.partition("[")[0]),
                float(before.mean()),
                interval(before),
                float(after.mean()),
                interval(after),
                float(1.0 - after.var(ddof=1) / before.var(ddof=1)),
                float((after.mean() - before.mean()) / before.std(ddof=1)),
            )
        )
    return sorted(found, key=lambda one: -one.contraction)


def trade_offs(posterior: Posterior, number: int = 10) -> list[TradeOff]:
    """Return the pairs of fitted parameters with the strongest rank correlations; in the prior there are none."""
    names = roles().fitted
    ranks = np.column_stack([stats.rankdata(posterior.column(name)) for name in names])
    matrix = np.corrcoef(ranks, rowvar=False)
    pairs = [(i, j) for i in range(len(names)) for j in range(i)]
    pairs.sort(key=lambda pair: -abs(matrix[pair]))
    return [TradeOff(names[i], names[j], float(matrix[i, j])) for i, j in pairs[:number]]


def worth_knowing(
    posterior: Posterior, number: int, replications: int, seed: int = 1
) -> tuple[list[Worth], list[Worth]]:
    """Return what would shrink the answers' uncertainty: parameters, then numbers of the study; most first.

    The answer is the expected total of a new study at one draw (a mean over replications, whose own error is taken
    off). The share of its variance that a regression on the one number explains is what knowing that number is
    expected to take away.

    Parameters
    ----------
    posterior : Posterior
        The posterior.
    number, replications : int
        Draws, and replications of each.
    seed : int
        Seed of chance.
    """
    rows = counted(rows_of(posterior.draws(default_parameters(), number), replications, seed))
    parameters: list[Worth] = []
    numbers: list[Worth] = []
    for answer in ANSWERS:
        found = measured(rows, answer)
        means, noise = found.values, float(found.noise.mean())
        for i, column in enumerate(posterior.columns):
            share = explained(means, posterior.values[:number, i], noise)
            parameters.append(Worth(column, answer, share))
        for total in MORE_NUMBERS:
            share = explained(means, posterior.studies[total][:number].astype(np.float64), noise)
            numbers.append(Worth(total, answer, share))
        for name in DATES:
            numbers.append(Worth(name, answer, explained(means, posterior.column(name)[:number], noise)))
    return sorted(parameters, key=lambda one: -one.share), sorted(numbers, key=lambda one: -one.share)


def explained(means: Numbers, known: Numbers, noise: float) -> float:
    """Return the share of the variance of an answer that knowing one number explains.

    Parameters
    ----------
    means : array of float
        The answer of each draw, with an error of its own.
    known : array of float
        The number that would be known.
    noise : float
        Variance of that error, which is no uncertainty about the answer.
    """
    signal = means.var(ddof=1) - noise
    if signal <= 0.0 or np.ptp(known) == 0.0 or len(means) <= POWERS + 1:
        return 0.0
    score = stats.norm.ppf((stats.rankdata(known) - 0.5) / len(known))
    basis = np.column_stack([score**power for power in range(POWERS + 1)])
    fitted = basis @ np.linalg.lstsq(basis, means, rcond=None)[0]
    left = ((means - fitted) ** 2).sum() / (len(means) - basis.shape[1])
    return float(min(max((means.var(ddof=1) - left) / signal, 0.0), 1.0))
