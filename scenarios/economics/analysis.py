"""The economics of a comparison, whole: costs and consequences, the decision, budgets, drivers and switching values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.comparison import Comparison
from scenarios.drawn import drawn
from scenarios.economics.asked import Asked
from scenarios.economics.budget import Year, budget, has_budget
from scenarios.economics.business_case import options_of
from scenarios.economics.choice import Choice, choice_of
from scenarios.economics.consequences import Incremental, incremental, per_woman
from scenarios.economics.drivers import Driver, drivers
from scenarios.economics.health import QALYS, with_health
from scenarios.economics.items import Item, hours, items_of
from scenarios.economics.optimism import Uplifted, uplifted
from scenarios.economics.sample import DISCOUNTED, EFFECTS, Sample, sample_of
from scenarios.economics.settings import given
from scenarios.economics.switching import Pair, Switch, switches
from scenarios.files import Scenario
from scenarios.intervals import differences, summarise, summary_of
from scenarios.running import Settings, run_scenarios
from scenarios.summary import Difference, Summary
from sim.errors import InputError
from sim.run import Runs
from sim.varied import Varied

Numbers = NDArray[np.float64]

SWITCHED = 6
"""Drivers whose switching values are sought."""

SWITCH_DRAWS, SWITCH_EACH = 400, 2
"""Draws, and replications of each, with which they are sought."""


@dataclass(frozen=True, eq=False)
class OptionResult:
    """What one option costs and brings.

    Attributes
    ----------
    summary, difference : dict
        Outcomes, and paired differences from what is compared with (none for that itself).
    each : dict of str to Summary
        Cost for each woman who joined, began therapy, completed it.
    beside : Incremental or None
        What one more woman who completes therapy costs.
    hours : dict of str to Summary
        Hours by role.
    years : list of Year
        Budget by year.
    """

    scenario: Scenario
    summary: dict[str, Summary]
    difference: dict[str, Difference] | None
    each: dict[str, Summary]
    beside: Incremental | None
    items: list[Item]
    hours: dict[str, Summary]
    years: list[Year]


@dataclass(frozen=True, eq=False)
class Economics:
    """The economics of a comparison with one scenario.

    Attributes
    ----------
    asked : Asked
        What was asked for.
    draws : int
        Draws of the parameters; 0 for the point values, whose intervals hold chance alone.
    options : list of OptionResult
        What is compared with first.
    choice, health : Choice or None
        The decision by women who complete therapy, and by QALYs where asked for.
    uplifts : list of Uplifted
        The decision with optimism bias.
    drivers : list of Driver
        What drives the difference in women who complete therapy of the first option asked for.
    cost_drivers : list of Driver
        What drives its difference in cost.
    switches : list of Switch
        Where its ranking changes, at ``threshold`` pounds for a woman who completes.
    """

    asked: Asked
    draws: int
    options: list[OptionResult]
    choice: Choice | None
    health: Choice | None
    uplifts: list[Uplifted]
    drivers: list[Driver]
    cost_drivers: list[Driver]
    switches: list[Switch]
    threshold: float
    has_budget: bool

    def as_json(self) -> dict[str, Any]:
        """Return the economics for JSON."""
        return {
            "options": {
                one.scenario.name: {
                    "cost_per_woman": {name: each.as_json() for name, each in one.each.items()},
                    "hours": {role: each.as_json() for role, each in one.hours.items()},
                    "pounds_for_one_more_completer": one.beside.ratio if one.beside else None,
                    "beside": one.beside.words if one.beside else None,
                    "quadrants": one.beside.quadrants if one.beside else None,
                    "budget": [{"year": y.number, "pounds": y.pounds} for y in one.years],
                }
                for one in self.options
            },
            "choice": self.choice.as_json() if self.choice else None,
            "health": self.health.as_json() if self.health else None,
            "optimism_bias": [
                {"uplift": u.uplift, "best": {f"{k:g}": v for k, v in u.best.items()}} for u in self.uplifts
            ],
            "drivers": [_driver_json(one) for one in self.drivers],
            "cost_drivers": [_driver_json(one) for one in self.cost_drivers],
            "switching": {
                "threshold": self.threshold,
                "values": [
                    {"name": s.name, "now": s.now, "tried": list(s.tried), "at": s.at, "gain": list(s.gain)}
                    for s in self.switches
                ],
            },
        }


def _driver_json(one: Driver) -> dict[str, Any]:
    return {"name": one.name, "at": list(one.at), "low": one.low, "high": one.high, "error": one.error}


def economics_of(comparison: Comparison, asked: Asked | None = None, *, quiet: bool = True) -> Economics:
    """Return the economics of a comparison; options that every business case must hold are run and added.

    Parameters
    ----------
    comparison : Comparison
        All its scenarios compared with the same one.
    asked : Asked, optional
        What to add.
    quiet : bool
        Whether to leave out the progress bar.

    Raises
    ------
    InputError
        If its scenarios are compared with different ones.
    """
    asked = asked or Asked()
    others = {item.other.name: item.other for item in comparison.compared}
    if len(others) > 1:
        raise InputError(f"economics compare with one scenario, not with {', '.join(others)}; name one with --to")
    (other,) = others.values()
    scenarios = [item.scenario for item in comparison.compared]
    options = options_of(other, scenarios)
    missing = [option for option in options if option.name not in comparison.runs]
    runs = {**comparison.runs, **run_scenarios(missing, comparison.settings, quiet=quiet)}
    sample = sample_of(options, runs)
    thresholds = [float(value) for value in given("value_of_a_completer")]
    choice = choice_of(sample, EFFECTS[0], thresholds)
    middle = thresholds[len(thresholds) // 2]
    first = _Pair(scenarios[0], other, comparison.settings, sample)
    return Economics(
        asked=asked,
        draws=comparison.settings.draws,
        options=[_option(option, other, runs, choice, i, comparison.settings) for i, option in enumerate(options)],
        choice=choice,
        health=_health(sample, runs, comparison.settings.seed, asked),
        uplifts=uplifted(choice, {s.name for s in scenarios}, given("optimism_bias"), thresholds) if choice else [],
        drivers=first.drivers(EFFECTS[0]),
        cost_drivers=first.drivers("pence_total"),
        switches=first.switches(middle),
        threshold=middle,
        has_budget=all(has_budget(runs[option.name]) for option in options),
    )


def _health(sample: Sample, runs: dict[str, Runs], seed: int, asked: Asked) -> Choice | None:
    if not asked.health or not sample.is_enough():
        return None
    both = with_health(sample, runs, seed, asked.discounting, drug_use=asked.drug_use)
    return choice_of(both, QALYS, [float(value) for value in given("value_of_a_qaly")], DISCOUNTED)


def _option(
    option: Scenario, other: Scenario, runs: dict[str, Runs], choice: Choice | None, place: int, settings: Settings
) -> OptionResult:
    own = runs[option.name]
    items = items_of(own, option, drawn(option.parameters, settings.draws))
    difference = beside = None
    if place > 0:
        difference = differences(own, runs[other.name])
        costs = None if choice is None else choice.costs[:, place] - choice.costs[:, 0]
        effects = None if choice is None else choice.effects[:, place] - choice.effects[:, 0]
        beside = incremental(difference, costs, effects)
    year = option.parameters.costs.price_year
    worked = {role: summary_of(each.tolist(), own) for role, each in hours(items, year).items()}
    return OptionResult(option, summarise(own), difference, per_woman(own), beside, items, worked, budget(own))


@dataclass(frozen=True, eq=False)
class _Pair:
    """The first option asked for beside what it is compared with: what drives their difference, and where it turns."""

    option: Scenario
    other: Scenario
    settings: Settings
    sample: Sample

    def drivers(self, total: str) -> list[Driver]:
        """Return what drives the difference in a total."""
        varied = drawn(self.other.parameters, self.settings.draws)
        if not isinstance(varied, Varied) or not self.sample.is_enough():
            return []
        means = self.sample.totals[total].mean(axis=1)
        found = drivers(varied, means[:, 1] - means[:, 0])
        # A service recruits until its end: there, how long the study recruited only goes with what was fitted.
        service = self.other.parameters.run.kind == "service"
        return [one for one in found if not (service and one.name.startswith("run."))]

    def switches(self, threshold: float) -> list[Switch]:
        """Return where the ranking turns as the strongest drivers move."""
        names = self._names()
        if not names:
            return []
        number = min(SWITCH_DRAWS, self.settings.draws)
        pair = Pair(
            self.option,
            self.other,
            lambda parameters: _varied(parameters, number),
            SWITCH_EACH,
            self.settings.seed,
            threshold,
            EFFECTS[0],
        )
        return switches(pair, names, self.settings.workers)

    def _names(self) -> Sequence[str]:
        both = [*self.drivers(EFFECTS[0]), *self.drivers("pence_total")]
        single = [one.name for one in both if "[" not in one.name and not one.name.startswith("run.")]
        return list(dict.fromkeys(single))[:SWITCHED]


def _varied(parameters: Any, number: int) -> Varied:
    found = drawn(parameters, number)
    assert isinstance(found, Varied)
    return found
