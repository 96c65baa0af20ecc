"""Optimism bias: what is proposed may cost more than was thought; whether it would still be chosen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.economics.choice import Choice
from scenarios.economics.decision import net_benefit
from scenarios.economics.frontier import Option, best_from, placed


@dataclass(frozen=True, slots=True)
class Uplifted:
    """The decision with an uplift.

    Attributes
    ----------
    uplift : float
        Share added to what each option proposed costs beyond what it is compared with.
    costs : dict of str to float
        Mean cost of each option, the uplift in those proposed.
    best : dict of float to str
        The best option on average, by what one unit of effect is worth.
    best_from : list of tuple of (float, str)
        From which worth, exactly, each option is the best on average, up to the largest of the thresholds.
    """

    uplift: float
    costs: dict[str, float]
    best: dict[float, str]
    best_from: list[tuple[float, str]]


def uplifted(
    choice: Choice, proposed: Collection[str], uplifts: Sequence[float], thresholds: Sequence[float]
) -> list[Uplifted]:
    """Return the decision with each uplift, on what each proposed option costs beyond what it is compared with.

    What exists already costs what it costs; an option that costs less is not made dearer than it is thought to be.

    Parameters
    ----------
    choice : Choice
        The decision without any.
    proposed : collection of str
        Options that are proposed.
    uplifts : sequence of float
        Shares added to their cost.
    thresholds : sequence of float
        Pounds that one unit of effect may be worth.
    """
    found = []
    effects = choice.effects.mean(axis=0)
    for uplift in uplifts:
        means = choice.costs.mean(axis=0)
        more = np.maximum(means - means[0], 0.0) * np.array([name in proposed for name in choice.names])
        costs = means + uplift * more
        best = {one: choice.names[int(net_benefit(costs, effects, one).argmax())] for one in thresholds}
        placed_so = placed([Option(*one) for one in zip(choice.names, costs.tolist(), effects.tolist(), strict=True)])
        by_name = dict(zip(choice.names, costs.tolist(), strict=True))
        found.append(Uplifted(uplift, by_name, best, best_from(placed_so, max(thresholds))))
    return found
