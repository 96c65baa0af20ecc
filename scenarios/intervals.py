"""Intervals: what is known about an outcome, or about a paired difference, and what each interval holds.

Three intervals, three names. ``monte_carlo`` is the error of the mean, which more draws and replications would shrink.
``expected`` holds parameter uncertainty: 2.5 to 97.5 % of the means of parameter draws; it is None where parameters
are not drawn. ``predictive`` holds what single studies (or services) may show: 2.5 to 97.5 % of replications, over the
draws if there are any.

Where parameters are drawn, replications are nested in draws, and a one-way analysis of variance tells chance from
parameters (Searle, Casella and McCulloch, Variance Components, 1992, chapter 3). The mean of a draw's few replications
holds chance as well; ``expected`` is freed of it by drawing the means in towards their mean, until they vary by as much
as the parameters do. A ratio is made linear first: what counts is each replication's influence on it, and for
``expected`` on the ratio of its own draw.

``probability_better`` is how sure it is that a difference is one for the better on average, given what is not known of
the parameters. Which draws are better cannot be told from a few replications of each; but the first three moments of
the draws' means, freed of chance, can be: products of two and of three different replications of a draw have the
expectation of the square and of the cube. It is the probability under the distribution with these moments, Pearson's
type III (a shifted gamma distribution), widened by the errors of the mean of all and of the variance itself. So it says
rather too little than too much: 2,000 draws of 5 replications give what was counted over 400 draws of 250, or up to
0.14 nearer to a half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammainc, gammaincc, ndtr, stdtrit

from scenarios.summary import Difference, Interval, Summary
from sim.outcomes import OUTCOMES, Outcome
from sim.run import Runs

LEVEL = 0.95
ENOUGH = 1000
"""Replications of which not one is worse, for it to be said that a change makes nothing worse."""

TAILS = ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0)

LEAST_SKEW, MOST_SKEW = 1e-3, 1.0
"""Skewness below which a distribution is as good as normal, and beyond which it is not believed: few draws made it."""

Vector = np.ndarray[Any, np.dtype[np.float64]]


def summarise(runs: Runs) -> dict[str, Summary]:
    """Return the summary of every outcome of a scenario."""
    return {name: outcome_of(runs, outcome) for name, outcome in OUTCOMES.items()}


def differences(runs: Runs, other: Runs) -> dict[str, Difference]:
    """Return the paired difference of every outcome: ``runs`` less ``other``, which share their replications."""
    return {name: difference_of(runs, other, outcome) for name, outcome in OUTCOMES.items()}


def summary_of(values: Sequence[float], runs: Runs) -> Summary:
    """Return the summary of any number that every replication of a run has, such as a sum of some of its totals."""
    each = np.array(values, dtype=float)
    mean = float(each.mean())
    found = _Mean(mean, len(each), each - mean, each - mean)
    return Summary(mean, found.n, _monte_carlo(found, runs), predictive(each), *_over_draws(found, runs))


@dataclass(frozen=True, slots=True)
class _Mean:
    """A mean, or a ratio of totals, and what each replication adds to it.

    Attributes
    ----------
    value : float or None
        None where a ratio has nothing below.
    n : int
        What it is over.
    influence : array of float
        Each replication's influence on it; they add up to nought.
    in_draw : array of float
        Each replication's influence on the value of its own draw, less the value of all: the same but for ratios,
        where a draw is divided by what there is in itself and not by what there is in the mean of all.
    """

    value: float | None
    n: int
    influence: Vector
    in_draw: Vector

    def less(self, other: _Mean) -> _Mean:
        """Return a difference over the same replications."""
        value = None if self.value is None or other.value is None else self.value - other.value
        n = min(self.n, other.n)
        return _Mean(value, n, self.influence - other.influence, self.in_draw - other.in_draw)


def outcome_of(runs: Runs, outcome: Outcome) -> Summary:
    """Return the summary of one outcome, which need not be one of ``sim.outcomes.OUTCOMES``."""
    mean = _mean(runs, outcome)
    over_draws = _over_draws(mean, runs)
    return Summary(mean.value, mean.n, _monte_carlo(mean, runs), predictive(_each(runs, outcome)), *over_draws)


def difference_of(runs: Runs, other: Runs, outcome: Outcome) -> Difference:
    """Return the paired difference of one outcome, which need not be one of ``sim.outcomes.OUTCOMES``."""
    mean = _mean(runs, outcome).less(_mean(other, outcome))
    each = _each(runs, outcome) - _each(other, outcome)
    each = each[~np.isnan(each)]
    return Difference(
        mean.value,
        mean.n,
        _monte_carlo(mean, runs),
        predictive(each),
        *_over_draws(mean, runs),
        *_shares(each, outcome),
        _probability_better(mean, each, runs, outcome),
    )


def _mean(runs: Runs, outcome: Outcome) -> _Mean:
    """Return the mean of an outcome.

    A ratio is of totals; its error is by linearisation: the influence of a replication is (numerator - ratio *
    denominator) / mean denominator (Cochran, Sampling Techniques, 3rd ed., section 6.4).
    """
    above = outcome.scale * np.array(runs.total(outcome.numerator), dtype=float)
    if outcome.denominator is None:
        mean = float(above.mean())
        return _Mean(mean, len(above), above - mean, above - mean)
    below = np.array(runs.total(outcome.denominator), dtype=float)
    if not below.any():
        return _Mean(None, 0, np.zeros_like(above), np.zeros_like(above))
    ratio = float(above.sum() / below.sum())
    influence = (above - ratio * below) / below.mean()
    return _Mean(ratio, int(below.sum()), influence, influence * _of_all_in_draw(below, runs))


def _of_all_in_draw(below: Vector, runs: Runs) -> Vector | float:
    """Return, for each replication, the mean of what a ratio is divided by over its mean in the draw, freed of chance.

    The ratio of a draw less that of all is (numerator - ratio * denominator) / denominator, all of them the draw's
    means: its mean influence times this. A draw that has nothing below tells nothing.
    """
    mean = float(below.mean())
    split = _split(below - mean, runs)
    if split is None:
        return 1.0
    own = mean + split.means
    found: Vector = np.divide(mean, own, out=np.zeros_like(own), where=own > 0.0)[np.asarray(runs.draws)]
    return found


def _each(runs: Runs, outcome: Outcome) -> Vector:
    """Return the outcome of every replication, not a number where nothing is counted."""
    above = np.array(runs.total(outcome.numerator), dtype=float)
    if outcome.denominator is None:
        return outcome.scale * above
    below = np.array(runs.total(outcome.denominator), dtype=float)
    # Scaled last: 14 days of 2 women and 7 of 1 are the same wait, to the last bit.
    each: Vector = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
    return outcome.scale * each


def _monte_carlo(mean: _Mean, runs: Runs) -> Interval:
    """Return the error of a mean, whose observations are draws where parameters are drawn, else replications."""
    error, n = _error(mean, runs)
    if mean.value is None or error is None:
        return None
    half = float(stdtrit(n - 1, TAILS[1])) * error
    return mean.value - half, mean.value + half


def _error(mean: _Mean, runs: Runs) -> tuple[float | None, int]:
    """Return the standard error of a mean, None where it is not known, and how many observations it is from."""
    sums = np.bincount(runs.draws, mean.influence) if len(runs.draws) else mean.influence
    n = len(sums)
    return (None if n < 2 else float(np.sqrt((sums**2).sum() * n / (n - 1))) / len(mean.influence)), n


@dataclass(frozen=True, slots=True)
class _Split:
    """What chance and parameters each do: the draws' means, freed of chance, and the variance by each.

    ``parameters_error`` is the standard error of the variance by parameters (Searle and others, section 3.5).
    """

    means: Vector
    chance: float
    parameters: float
    parameters_error: float


def _split(values: Vector, runs: Runs) -> _Split | None:
    """Tell chance from parameters; None where parameters are not drawn, or no draw has two replications."""
    if not len(runs.draws):
        return None
    each = np.bincount(runs.draws)
    draws, n = len(each), len(values)
    if draws < 2 or n == draws:
        return None
    means = np.bincount(runs.draws, values) / each
    chance = float(((values - means[np.asarray(runs.draws)]) ** 2).sum()) / (n - draws)
    between = float((each * (means - values.mean()) ** 2).sum()) / (draws - 1)
    usual_number = (n - float((each**2).sum()) / n) / (draws - 1)
    parameters = max(0.0, (between - chance) / usual_number)
    error = float(np.sqrt(2.0 * (between**2 / (draws - 1) + chance**2 / (n - draws)))) / usual_number
    seen = float(means.var(ddof=1))
    drawn_in = min(1.0, float(np.sqrt(parameters / seen))) if seen > 0.0 else 0.0
    centre = float(means.mean())
    return _Split(centre + drawn_in * (means - centre), chance, parameters, error)


def _over_draws(mean: _Mean, runs: Runs) -> tuple[Interval, float | None, float | None]:
    """Return the ``expected`` interval, the share of the variance that comes from the parameters, and the variance."""
    split, of_draws = _split(mean.influence, runs), _split(mean.in_draw, runs)
    if mean.value is None or split is None or of_draws is None:
        return None, None, None
    low, high = (mean.value + float(bound) for bound in np.quantile(of_draws.means, TAILS))
    total = split.parameters + split.chance
    return (low, high), split.parameters / total if total > 0.0 else None, total


def _probability_better(mean: _Mean, each: Vector, runs: Runs, outcome: Outcome) -> float | None:
    """Return the probability that the mean of a draw is better; ``each`` are the paired differences of replications.

    Where not one replication is better (or worse), as where a design offers no therapy, no mean can be.
    """
    (error, _), split = _error(mean, runs), _split(mean.in_draw, runs)
    if mean.value is None or split is None or outcome.better is None or error is None:
        return None
    spread = float(np.sqrt(split.parameters + split.parameters_error + error**2))
    if spread == 0.0:
        return None if mean.value == 0.0 else float((mean.value > 0.0) == (outcome.better == "higher"))
    if outcome.denominator is None and (one_way := _one_way(each)) is not None:
        return float(one_way == (outcome.better == "higher"))
    skew = _third_moment(mean.in_draw, runs) / spread**3
    above = _above_nought(mean.value / spread, float(np.clip(skew, -MOST_SKEW, MOST_SKEW)))
    return above if outcome.better == "higher" else 1.0 - above


def _one_way(each: Vector) -> bool | None:
    """Return whether differences are all upwards or nought, or all downwards or nought.

    None if there are both, or too few to say that there are not.
    """
    up, down = bool((each > 0.0).any()), bool((each < 0.0).any())
    return None if (up and down) or len(each) < ENOUGH else up


def _third_moment(values: Vector, runs: Runs) -> float:
    """Return the third central moment of the draws' means, from products of three replications of a draw; 0 if none."""
    each = np.bincount(runs.draws)
    values = values - values.mean()
    first, second, third = (np.bincount(runs.draws, values**power) for power in (1, 2, 3))
    enough = each > 2
    if not enough.any():
        return 0.0
    triples = (first**3 - 3.0 * first * second + 2.0 * third)[enough]
    n = each[enough].astype(float)
    return float((triples / (n * (n - 1.0) * (n - 2.0))).mean())


def _above_nought(mean: float, skew: float) -> float:
    """Return the probability above nought of a variable of variance 1, a shifted (or turned) gamma distribution."""
    if abs(skew) < LEAST_SKEW:
        return float(ndtr(mean))
    shape = 4.0 / skew**2
    nought = max(0.0, shape - 2.0 * mean / skew)
    return float(gammaincc(shape, nought) if skew > 0.0 else gammainc(shape, nought))


def predictive(each: Vector) -> Interval:
    """Return 2.5 to 97.5 % of single replications' values, of those that are numbers; None of fewer than two."""
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
