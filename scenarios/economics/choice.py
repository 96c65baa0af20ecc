"""The decision between options, and how uncertain it is: frontier, net benefit, acceptability, value of information."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.economics.decision import (
    Information,
    acceptability,
    best_on_average,
    net_benefit,
    perfect_information,
)
from scenarios.economics.frontier import Option, Placed, best_from, placed
from scenarios.economics.sample import COST, Sample
from scenarios.sure import SURE

Numbers = NDArray[np.float64]

GRID = 41
"""Thresholds at which the acceptability curves are worked out, from nought to the largest."""


@dataclass(frozen=True, slots=True)
class At:
    """The decision at one value of the effect.

    Attributes
    ----------
    threshold : float
        Pounds that one unit of effect is worth.
    benefit : dict of str to float
        Expected net benefit of each option.
    probability : dict of str to float
        Probability that each option is the best.
    best : str
        The option with the highest expected net benefit: the one on the acceptability frontier.
    information : Information
        Expected value of perfect information.
    """

    threshold: float
    benefit: dict[str, float]
    probability: dict[str, float]
    best: str
    information: Information


@dataclass(frozen=True, eq=False)
class Choice:
    """The decision between options with one measure of effect.

    Attributes
    ----------
    effect : str
        The total that is the effect.
    names : tuple of str
        The options.
    costs, effects : array of float, shape (draws, options)
        Mean cost and effect of each draw, freed of chance.
    frontier : list of Placed
        Where each option stands.
    sure : set of str
        Options on the frontier that surely cost more and gain more than the one before them.
    at : list of At
        The decision at each threshold.
    turns : list of At
        The decision where another option becomes the best on average, exactly: the first at nought.
    grid : array of float, shape (thresholds,)
        Thresholds of the curves.
    curves : array of float, shape (thresholds, options)
        Acceptability over the grid.
    best : list of str
        The best option on average over the grid.
    information : list of float
        Expected value of perfect information over the grid, in pounds.
    """

    effect: str
    names: tuple[str, ...]
    costs: Numbers
    effects: Numbers
    frontier: list[Placed]
    sure: set[str]
    at: list[At]
    turns: list[At]
    grid: Numbers
    curves: Numbers
    best: list[str]
    information: list[float]

    def by_worth(self) -> list[At]:
        """Return the decision at each threshold and wherever another option becomes the best, from the lowest on."""
        return sorted([*self.at, *self.turns[1:]], key=lambda one: one.threshold)

    def as_json(self) -> dict[str, Any]:
        """Return the decision for JSON."""
        return {
            "effect": self.effect,
            "frontier": [
                {
                    "option": one.option.name,
                    "cost": one.option.cost,
                    "effect": one.option.effect,
                    "standing": one.standing.name.lower(),
                    "pounds_for_one_more": one.ratio,
                    "sure": one.ratio is None or one.option.name in self.sure,
                    "than": one.than,
                }
                for one in self.frontier
            ],
            "at": [
                {
                    "threshold": at.threshold,
                    "net_benefit": at.benefit,
                    "probability_best": at.probability,
                    "best_on_average": at.best,
                    "evpi": at.information.value,
                    "evpi_error": at.information.error,
                }
                for at in self.at
            ],
            "best_from": [{"threshold": at.threshold, "option": at.best} for at in self.turns],
        }


def choice_of(sample: Sample, effect: str, thresholds: Sequence[float], cost: str = COST) -> Choice | None:
    """Return the decision between the options of a sample; None where chance cannot be told from parameters.

    Parameters
    ----------
    sample : Sample
        The options.
    effect : str
        The total that is the effect, more of which is better.
    thresholds : sequence of float
        Pounds that one unit of effect may be worth.
    cost : str
        The total that is the cost.
    """
    if not sample.is_enough():
        return None
    names = tuple(option.name for option in sample.options)
    costs, effects = sample.freed_means(effect, cost)
    average = zip(names, costs.mean(axis=0), effects.mean(axis=0), strict=True)
    frontier = placed([Option(name, float(pounds), float(gained)) for name, pounds, gained in average])
    grid = np.linspace(0.0, float(max(thresholds)), GRID)
    benefits = [net_benefit(costs, effects, float(one)) for one in grid]
    return Choice(
        effect,
        names,
        costs,
        effects,
        frontier,
        _sure(sample, names, frontier, effect, cost),
        [_at(sample, names, costs, effects, float(one), effect, cost) for one in thresholds],
        [
            # Where two are equal, the one that takes over is named.
            replace(_at(sample, names, costs, effects, one, effect, cost), best=name)
            for one, name in best_from(frontier, float(max(thresholds)))
        ],
        grid,
        np.array([acceptability(benefit) for benefit in benefits]),
        [names[best_on_average(benefit)] for benefit in benefits],
        [float(benefit.max(axis=1).mean() - benefit.mean(axis=0).max()) for benefit in benefits],
    )


def _sure(sample: Sample, names: tuple[str, ...], frontier: Sequence[Placed], effect: str, cost: str) -> set[str]:
    found = set()
    for one in frontier:
        if one.ratio is None or one.than is None:
            continue
        costs, effects = sample.freed_difference(names.index(one.option.name), names.index(one.than), effect, cost)
        if min(float((costs > 0.0).mean()), float((effects > 0.0).mean())) >= SURE:
            found.add(one.option.name)
    return found


def _at(
    sample: Sample, names: tuple[str, ...], costs: Numbers, effects: Numbers, threshold: float, effect: str, cost: str
) -> At:
    benefit = net_benefit(costs, effects, threshold)
    return At(
        threshold,
        dict(zip(names, benefit.mean(axis=0).tolist(), strict=True)),
        dict(zip(names, acceptability(benefit).tolist(), strict=True)),
        names[best_on_average(benefit)],
        perfect_information(*sample.benefit(threshold, effect, cost)),
    )
