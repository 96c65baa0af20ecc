"""Summaries and paired differences without NumPy, for runs in which every draw has one replication.

They are what ``scenarios.intervals`` gives for the same rows; tests hold that they agree. With one replication a draw
chance cannot be told from the parameters, so ``expected``, the shares of the variance and the probability of being
better on average are None; the Monte Carlo interval holds both, for its observations are draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scenarios.page.student import quantile
from scenarios.summary import Difference, Interval, Summary
from sim.outcomes import OUTCOMES, Outcome
from sim.run import Runs

LEVEL = 0.95
TAILS = ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0)


@dataclass(frozen=True, slots=True)
class _Mean:
    """A mean or a ratio of totals, what it is over, and each replication's influence on it."""

    value: float | None
    n: int
    influence: list[float]


def summarise(runs: Runs) -> dict[str, Summary]:
    """Return the summary of every outcome."""
    return {name: _summary(_total_of(runs), outcome) for name, outcome in OUTCOMES.items()}


def differences(runs: Runs, other: Runs) -> dict[str, Difference]:
    """Return the paired difference of every outcome: ``runs`` less ``other``, over the rows that both have."""
    return {name: difference_in(runs, other, outcome) for name, outcome in OUTCOMES.items()}


def summary_of_outcome(runs: Runs, outcome: Outcome) -> Summary:
    """Return the summary of one outcome, which need not be among ``OUTCOMES``."""
    return _summary(_total_of(runs), outcome)


def difference_in(runs: Runs, other: Runs, outcome: Outcome) -> Difference:
    """Return the paired difference of one outcome over the rows that both have, as :func:`differences` does."""
    rows = min(runs.replications, other.replications)
    return _difference(_total_of(runs, rows), _total_of(other, rows), outcome)


def summary_of(values: Sequence[float]) -> Summary:
    """Return the summary of any number that every replication has, such as a sum of some of its totals."""
    mean = _plain([float(value) for value in values])
    return Summary(mean.value, mean.n, _monte_carlo(mean), predictive([float(value) for value in values]))


def predictive(values: Sequence[float]) -> Interval:
    """Return 2.5 to 97.5 % of single replications' values: the least values that at least so many are not above."""
    if len(values) < 2:
        return None
    ordered = sorted(values)
    low, high = (ordered[_place(tail, len(ordered))] for tail in TAILS)
    return low, high


def _place(share: float, number: int) -> int:
    """Return the place of a quantile by the inverted distribution, as NumPy rounds it."""
    place = share * number - 1.0
    return min(max(math.ceil(place), 0), number - 1)


_Totals = Callable[[str], list[int]]


def _total_of(runs: Runs, rows: int | None = None) -> _Totals:
    return lambda name: runs.total(name)[:rows]


def _summary(total: _Totals, outcome: Outcome) -> Summary:
    mean = _mean(total, outcome)
    each = [value for value in _each(total, outcome) if value is not None]
    return Summary(mean.value, mean.n, _monte_carlo(mean), predictive(each))


def _difference(mine: _Totals, theirs: _Totals, outcome: Outcome) -> Difference:
    one, other = _mean(mine, outcome), _mean(theirs, outcome)
    value = None if one.value is None or other.value is None else one.value - other.value
    influence = [a - b for a, b in zip(one.influence, other.influence, strict=True)]
    mean = _Mean(value, min(one.n, other.n), influence)
    pairs = zip(_each(mine, outcome), _each(theirs, outcome), strict=True)
    each = [a - b for a, b in pairs if a is not None and b is not None]
    shares = _shares(each, outcome)
    return Difference(mean.value, mean.n, _monte_carlo(mean), predictive(each), None, None, None, *shares)


def _mean(total: _Totals, outcome: Outcome) -> _Mean:
    above = [outcome.scale * value for value in total(outcome.numerator)]
    if outcome.denominator is None:
        return _plain(above)
    below = total(outcome.denominator)
    whole = sum(below)
    if not whole:
        return _Mean(None, 0, [0.0] * len(above))
    ratio, mean_below = math.fsum(above) / whole, whole / len(below)
    return _Mean(ratio, whole, [(a - ratio * b) / mean_below for a, b in zip(above, below, strict=True)])


def _plain(values: list[float]) -> _Mean:
    mean = math.fsum(values) / len(values)
    return _Mean(mean, len(values), [value - mean for value in values])


def _each(total: _Totals, outcome: Outcome) -> list[float | None]:
    """Return the outcome of every replication, None where nothing is counted."""
    above = total(outcome.numerator)
    if outcome.denominator is None:
        return [outcome.scale * value for value in above]
    below = total(outcome.denominator)
    return [outcome.scale * (a / b) if b > 0 else None for a, b in zip(above, below, strict=True)]


def _monte_carlo(mean: _Mean) -> Interval:
    n = len(mean.influence)
    if mean.value is None or n < 2:
        return None
    error = math.sqrt(math.fsum(value * value for value in mean.influence) * n / (n - 1)) / n
    half = quantile(n - 1, TAILS[1]) * error
    return mean.value - half, mean.value + half


def _shares(each: list[float], outcome: Outcome) -> tuple[float | None, float | None, float | None]:
    if outcome.better is None or not each:
        return None, None, None
    gain = each if outcome.better == "higher" else [-value for value in each]
    better, worse = sum(value > 0 for value in gain), sum(value < 0 for value in gain)
    return better / len(gain), (len(gain) - better - worse) / len(gain), worse / len(gain)
