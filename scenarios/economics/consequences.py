"""Costs and consequences of every option, and what one more woman who completes therapy costs, where that has meaning.

A ratio is of means and is never averaged over draws or replications. Of two options it is given only where one surely
costs more and surely gains more than the other (or less of both), given what is not known of the parameters; elsewhere
it is said in words what is so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.answers import probably
from scenarios.intervals import TAILS, outcome_of
from scenarios.summary import Difference, Interval, Summary
from scenarios.sure import SURE, sure_side
from sim.outcomes import Outcome
from sim.run import Runs

Numbers = NDArray[np.float64]

PER_WOMAN = {
    "consented": Outcome("cost_per_woman_joined", "pence_total", "", "consented", 0.01, "£", "lower"),
    "started_therapy": Outcome("cost_per_woman_in_therapy", "pence_total", "", "started_therapy", 0.01, "£", "lower"),
    "completed_therapy": Outcome("cost_per_completer", "pence_total", "", "completed_therapy", 0.01, "£", "lower"),
}
"""Cost for each woman who got so far, by the total that counts them."""


@dataclass(frozen=True, slots=True)
class Incremental:
    """One option beside another.

    Attributes
    ----------
    ratio : float or None
        Pounds for each additional woman who completes therapy: the ratio of the mean differences. None where it would
        mean nothing.
    interval : tuple of float or None
        2.5 to 97.5 % of the ratios of draws, where the ratio is given and nearly all draws gain.
    words : str
        What is so, for people.
    more, dearer : float or None
        Probability that more women complete therapy on average, and that it costs more on average; None where
        parameters are not drawn, or nothing differs.
    """

    ratio: float | None
    interval: Interval
    words: str
    more: float | None
    dearer: float | None


def per_woman(runs: Runs) -> dict[str, Summary]:
    """Return total cost for each woman who joined, began therapy and completed it; ratios of means."""
    return {name: outcome_of(runs, outcome) for name, outcome in PER_WOMAN.items()}


def incremental(difference: Mapping[str, Difference], costs: Numbers | None, effects: Numbers | None) -> Incremental:
    """Return what one more woman who completes therapy costs, or why no such figure is given.

    Parameters
    ----------
    difference : mapping of str to Difference
        Paired differences by outcome.
    costs, effects : array of float, shape (draws,), or None
        Differences in cost and effect in each draw, freed of chance.
    """
    cost, effect = difference["cost_total"], difference["completed_therapy"]
    more = effect.probability_better
    dearer = None if cost.probability_better is None else 1.0 - cost.probability_better
    gain, price = sure_side(effect), sure_side(cost, fewer_is_better=True)
    words = f"{_gain_words(gain, effect, more)}; {_PRICES[price]}"
    ratio = interval = None
    if cost.mean is not None and effect.mean and gain == price == 1:
        ratio, interval = cost.mean / effect.mean, _interval(costs, effects)
        words = "costs more, and more women complete therapy"
    elif cost.mean is not None and effect.mean and gain == price == -1:
        saved = cost.mean / effect.mean
        words = f"costs less, and fewer women complete therapy: £{saved:,.0f} saved for each one fewer"
    return Incremental(ratio, interval, words, more, dearer)


_PRICES = {1: "it costs more", -1: "it costs less", 0: "whether it costs more or less is not sure"}


def _gain_words(side: int, effect: Difference, more: float | None) -> str:
    if side:
        return f"{'more' if side > 0 else 'fewer'} women complete therapy"
    if effect.same == 1.0:
        return "as many women complete therapy"
    sure = "" if more is None else f" ({probably(more)} that more do, on average)"
    return f"it is not sure whether more or fewer women complete therapy{sure}"


def _interval(costs: Numbers | None, effects: Numbers | None) -> Interval:
    if costs is None or effects is None:
        return None
    gains = effects > 0.0
    if gains.mean() < SURE:
        return None
    low, high = np.quantile(costs[gains] / effects[gains], TAILS)
    return float(low), float(high)
