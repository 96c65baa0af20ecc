"""Intervals: what is known about an outcome, or about a paired difference, and what each interval holds.

Three intervals, three names. ``monte_carlo`` is the error of the mean, which more draws and replications would shrink.
``expected`` holds parameter uncertainty: 2.5 to 97.5 % of the means of parameter draws; it is None where parameters
are not drawn. ``predictive`` holds what single studies (or services) may show: 2.5 to 97.5 % of replications, over the
draws if there are any.

Where parameters are drawn, replications are nested in draws, and a one-way analysis of variance tells chance from
parameters (Searle, Casella and McCulloch, Variance Components, 1992, chapter 3). The mean of a draw's few replications
holds chance as well; ``expected`` is freed of it by drawing the means in towards their mean, until they vary by as much
as the parameters do. A ratio is made linear first: what counts is each replication's influence on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit

from sim.outcomes import OUTCOMES, Outcome
from sim.run import Runs

LEVEL = 0.95
TAILS = ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0)

Interval = tuple[float, float] | None
Vector = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Summary:
    """One outcome of one scenario.

    ``n`` is what the mean is over: replications for a count or a sum of money, women (or sessions, or slots) for a
    ratio. ``mean`` is None where there is nothing to count. ``parameters`` is the share of the variance of single
    replications that comes from the parameters; the rest is chance. It is None where parameters are not drawn.
    """

    mean: float | None
    n: int
    monte_carlo: Interval
    predictive: Interval
    expected: Interval = None
    parameters: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the summary for JSON."""
        found = {
            "mean": self.mean,
            "n": self.n,
            "monte_carlo": _listed(self.monte_carlo),
            "predictive": _listed(self.predictive),
            "expected": _listed(self.expected),
        }
        return found if self.parameters is None else {**found, "variance_from_parameters": self.parameters}


@dataclass(frozen=True, slots=True)
class Difference(Summary):
    """A paired difference: the scenario less what it is compared with, replication by replication.

    ``better``, ``same`` and ``worse`` are shares of the replications in which both have a value; None where neither
    direction is better.
    """

    better: float | None = None
    same: float | None = None
    worse: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the difference for JSON."""
        shares = {"better": self.better, "same": self.same, "worse": self.worse}
        # Not super(): a dataclass with slots is made anew, and the old class would be meant.
        return {**Summary.as_json(self), **shares}


def summarise(runs: Runs) -> dict[str, Summary]:
    """Return the summary of every outcome of a scenario."""
    return {name: _summary(runs, outcome) for name, outcome in OUTCOMES.items()}


def differences(runs: Runs, other: Runs) -> dict[str, Difference]:
    """Return the paired difference of every outcome: ``runs`` less ``other``, which share their replications."""
    return {name: _difference(runs, other, outcome) for name, outcome in OUTCOMES.items()}


def predictive_of(values: Sequence[float]) -> Interval:
    """Return 2.5 to 97.5 % of single replications' values."""
    return _predictive(np.array(values, dtype=float))


def _summary(runs: Runs, outcome: Outcome) -> Summary:
    mean, n, influence = _mean(runs, outcome)
    spread = _between(mean, influence, runs)
    return Summary(mean, n, _monte_carlo(mean, influence, runs), _predictive(_each(runs, outcome)), *spread)


def _difference(runs: Runs, other: Runs, outcome: Outcome) -> Difference:
    mean, n, influence = _mean(runs, outcome)
    other_mean, other_n, other_influence = _mean(other, outcome)
    each = _each(runs, outcome) - _each(other, outcome)
    each = each[~np.isnan(each)]
    shares = _shares(each, outcome)
    if mean is None or other_mean is None:
        return Difference(None, min(n, other_n), None, _predictive(each), None, None, *shares)
    difference, influence = mean - other_mean, influence - other_influence
    interval, spread = _monte_carlo(difference, influence, runs), _between(difference, influence, runs)
    return Difference(difference, min(n, other_n), interval, _predictive(each), *spread, *shares)


def _mean(runs: Runs, outcome: Outcome) -> tuple[float | None, int, Vector]:
    """Return the mean, what it is over, and each replication's influence on it.

    A ratio is of totals; its error is by linearisation: the influence of a replication is (numerator - ratio *
    denominator) / mean denominator (Cochran, Sampling Techniques, 3rd ed., section 6.4).
    """
    above = outcome.scale * np.array(runs.total(outcome.numerator), dtype=float)
    if outcome.denominator is None:
        mean = float(above.mean())
        return mean, len(above), above - mean
    below = np.array(runs.total(outcome.denominator), dtype=float)
    if not below.any():
        return None, 0, np.zeros_like(above)
    ratio = float(above.sum() / below.sum())
    return ratio, int(below.sum()), (above - ratio * below) / below.mean()


def _each(runs: Runs, outcome: Outcome) -> Vector:
    """Return the outcome of every replication, not a number where nothing is counted."""
    above = np.array(runs.total(outcome.numerator), dtype=float)
    if outcome.denominator is None:
        return outcome.scale * above
    below = np.array(runs.total(outcome.denominator), dtype=float)
    # Scaled last: 14 days of 2 women and 7 of 1 are the same wait, to the last bit.
    each: Vector = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
    return outcome.scale * each


def _monte_carlo(mean: float | None, influence: Vector, runs: Runs) -> Interval:
    """Return the error of a mean, whose observations are draws where parameters are drawn, else replications."""
    sums = np.bincount(runs.draws, influence) if len(runs.draws) else influence
    n = len(sums)
    if mean is None or n < 2:
        return None
    error = float(np.sqrt((sums**2).sum() * n / (n - 1))) / len(influence)
    half = float(stdtrit(n - 1, TAILS[1])) * error
    return mean - half, mean + half


def _between(mean: float | None, influence: Vector, runs: Runs) -> tuple[Interval, float | None]:
    """Return the ``expected`` interval and the share of variance that comes from the parameters."""
    if mean is None or not len(runs.draws):
        return None, None
    each = np.bincount(runs.draws)
    draws, n = len(each), len(influence)
    if draws < 2 or n == draws:
        return None, None
    means = np.bincount(runs.draws, influence) / each
    chance = float(((influence - means[np.asarray(runs.draws)]) ** 2).sum()) / (n - draws)
    between = float((each * means**2).sum()) / (draws - 1)
    usual_number = (n - float((each**2).sum()) / n) / (draws - 1)
    parameters = max(0.0, (between - chance) / usual_number)
    total = parameters + chance
    seen = float(means.var(ddof=1))
    drawn_in = min(1.0, float(np.sqrt(parameters / seen))) if seen > 0.0 else 0.0
    low, high = (mean + drawn_in * float(bound) for bound in np.quantile(means, TAILS))
    return (low, high), parameters / total if total > 0.0 else None


def _predictive(each: Vector) -> Interval:
    counted = each[~np.isnan(each)]
    if len(counted) < 2:
        return None
    low, high = np.quantile(counted, TAILS, method="inverted_cdf")
    return float(low), float(high)


def _shares(each: Vector, outcome: Outcome) -> tuple[float | None, float | None, float | None]:
    if outcome.better is None or not len(each):
        return None, None, None
    gain = each if outcome.better == "higher" else -each
    return float((gain > 0).mean()), float((gain == 0).mean()), float((gain < 0).mean())


def _listed(interval: Interval) -> list[float] | None:
    return None if interval is None else list(interval)
