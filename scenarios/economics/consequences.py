"""Costs and consequences of every option, and what one more woman who completes therapy costs, where that has meaning.

A ratio is of means and is never averaged over draws or replications. Of two options it is given only where one costs
more and gains more than the other (or less of both), each clearly; elsewhere it is said in words what is so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.answers import is_clear
from scenarios.intervals import TAILS, outcome_of
from scenarios.summary import Difference, Interval, Summary
from sim.outcomes import Outcome
from sim.run import Runs

Numbers = NDArray[np.float64]

PER_WOMAN = {
    "consented": Outcome("cost_per_woman_joined", "pence_total", "", "consented", 0.01, "£", "lower"),
    "started_therapy": Outcome("cost_per_woman_in_therapy", "pence_total", "", "started_therapy", 0.01, "£", "lower"),
    "completed_therapy": Outcome("cost_per_completer", "pence_total", "", "completed_therapy", 0.01, "£", "lower"),
}
"""Cost for each woman who got so far, by the total that counts them."""

GAIN_AT_COST = "more women, at more cost"

ENOUGH = 0.975
"""Share of draws that must cost more and gain more for an interval of their ratios to mean anything."""


@dataclass(frozen=True, slots=True)
class Incremental:
    """One option beside another.

    Attributes
    ----------
    ratio : float or None
        Pounds for each additional woman who completes therapy: the ratio of the mean differences. None where it would
        mean nothing.
    interval : tuple of float or None
        2.5 to 97.5 % of the ratios of draws, where at least 97.5 % of the draws cost more and gain more.
    words : str
        What is so, for people.
    quadrants : dict of str to float, or None
        Share of draws with more women or no more, at more cost or at less; None where chance cannot be told from
        parameters.
    """

    ratio: float | None
    interval: Interval
    words: str
    quadrants: dict[str, float] | None


def per_woman(runs: Runs) -> dict[str, Summary]:
    """Return total cost for each woman who joined, began therapy and completed it; ratios of means."""
    return {name: outcome_of(runs, outcome) for name, outcome in PER_WOMAN.items()}


def incremental(
    difference: dict[str, Difference], costs: Numbers | None, effects: Numbers | None, who: str = "completes therapy"
) -> Incremental:
    """Return what one more woman who completes therapy costs, or why no such figure is given.

    Parameters
    ----------
    difference : dict of str to Difference
        Paired differences by outcome.
    costs, effects : array of float, shape (draws,), or None
        Differences in cost and effect in each draw, freed of chance.
    who : str
        What the women counted do.
    """
    cost, effect = difference["cost_total"], difference["completed_therapy"]
    quadrants = None if costs is None or effects is None else _quadrants(costs, effects)
    if not is_clear(effect):
        also = "; it costs more" if _up(cost) else "; it costs less" if _down(cost) else " nor in cost"
        return Incremental(None, None, f"no clear difference in women who {_plural(who)}{also}", quadrants)
    assert cost.mean is not None
    assert effect.mean is not None
    more, dearer, cheaper = effect.mean > 0.0, _up(cost), _down(cost)
    if more and dearer:
        interval = _interval(costs, effects, quadrants)
        sure = "" if quadrants is None else f" (more of both in {_share(quadrants[GAIN_AT_COST])} of draws)"
        words = f"costs more, and more women {_plural(who)}{sure}"
        return Incremental(cost.mean / effect.mean, interval, words, quadrants)
    if more:
        cheap = "costs less" if cheaper else "no clear difference in cost"
        return Incremental(None, None, f"more women {_plural(who)}; {cheap}", quadrants)
    if cheaper:
        saved = f"costs less, and fewer women {_plural(who)}: £{cost.mean / effect.mean:,.0f} saved for each one fewer"
        return Incremental(None, None, saved, quadrants)
    dear = "costs more" if dearer else "no clear difference in cost"
    return Incremental(None, None, f"fewer women {_plural(who)}; {dear}", quadrants)


def _plural(who: str) -> str:
    first, _, rest = who.partition(" ")
    return f"{first.removesuffix('s')} {rest}"


def _share(share: float) -> str:
    return "below 1%" if 0.0 < share < 0.005 else "above 99%" if 0.995 < share < 1.0 else f"{100.0 * share:.0f}%"


def _up(cost: Difference) -> bool:
    return is_clear(cost) and cost.mean is not None and cost.mean > 0.0


def _down(cost: Difference) -> bool:
    return is_clear(cost) and cost.mean is not None and cost.mean < 0.0


def _quadrants(costs: Numbers, effects: Numbers) -> dict[str, float]:
    more, dearer = effects > 0.0, costs > 0.0
    return {
        GAIN_AT_COST: float((more & dearer).mean()),
        "more women, at less cost": float((more & ~dearer).mean()),
        "no more women, at less cost": float((~more & ~dearer).mean()),
        "no more women, at more cost": float((~more & dearer).mean()),
    }


def _interval(costs: Numbers | None, effects: Numbers | None, quadrants: dict[str, float] | None) -> Interval:
    if costs is None or effects is None or quadrants is None or quadrants[GAIN_AT_COST] < ENOUGH:
        return None
    both = (costs > 0.0) & (effects > 0.0)
    low, high = np.quantile(costs[both] / effects[both], TAILS)
    return float(low), float(high)
