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
from scenarios.economics.business_case import need_of, options_of
from scenarios.economics.choice import Choice, choice_of
from scenarios.economics.consequences import Incremental, incremental, per_woman
from scenarios.economics.driven import Driven, driven
from scenarios.economics.frontier import Standing
from scenarios.economics.health import QALYS, with_health
from scenarios.economics.items import Item, hours, items_of
from scenarios.economics.optimism import Uplifted, uplifted
from scenarios.economics.sample import DISCOUNTED, EFFECTS, Sample, sample_of
from scenarios.economics.settings import given
from scenarios.economics.today import check_rates, discounted_of_today
from scenarios.files import Scenario
from scenarios.intervals import differences, summarise, summary_of
from scenarios.running import run_scenarios
from scenarios.summary import Difference, Summary
from sim.errors import InputError
from sim.run import Runs

Numbers = NDArray[np.float64]

MOST_DRIVEN = 3
"""Options asked for of which drivers and switching values are sought."""


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
    cloud : tuple of array of float, shape (draws,), or None
        By how much it costs and gains more than what is compared with, in each draw, freed of chance.
    need : str or None
        Which of the options that every business case must hold it is, see :func:`~.business_case.need_of`.
    """

    scenario: Scenario
    summary: dict[str, Summary]
    difference: dict[str, Difference] | None
    each: dict[str, Summary]
    beside: Incremental | None
    items: list[Item]
    hours: dict[str, Summary]
    years: list[Year]
    cloud: tuple[Numbers, Numbers] | None
    need: str | None


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
    driven : list of Driven
        For some options asked for, see :attr:`driven_options`: what drives them, and where they and what is compared
        with change places, at ``threshold`` pounds for a woman who completes.
    """

    asked: Asked
    draws: int
    options: list[OptionResult]
    choice: Choice | None
    health: Choice | None
    uplifts: list[Uplifted]
    driven: list[Driven]
    threshold: float
    has_budget: bool

    @property
    def driven_options(self) -> list[OptionResult]:
        """The options of :attr:`driven`, in its order."""
        by_name = {one.scenario.name: one for one in self.options}
        return [by_name[one.option] for one in self.driven]

    def as_json(self) -> dict[str, Any]:
        """Return the economics for JSON."""
        return {
            "options": {
                one.scenario.name: {
                    "cost_per_woman": {name: each.as_json() for name, each in one.each.items()},
                    "hours": {role: each.as_json() for role, each in one.hours.items()},
                    "pounds_for_one_more_completer": one.beside.ratio if one.beside else None,
                    "beside": one.beside.words if one.beside else None,
                    "probability_more_complete": one.beside.more if one.beside else None,
                    "probability_costs_more": one.beside.dearer if one.beside else None,
                    "budget": [{"year": y.number, "pounds": y.pounds} for y in one.years],
                }
                for one in self.options
            },
            "choice": self.choice.as_json() if self.choice else None,
            "health": self.health.as_json() if self.health else None,
            "optimism_bias": [
                {"uplift": u.uplift, "best": {f"{k:g}": v for k, v in u.best.items()}} for u in self.uplifts
            ],
            "worth_of_a_completer": self.threshold,
            "driven": {one.option: one.as_json() for one in self.driven},
        }


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
    check_asked([(item.scenario, item.other) for item in comparison.compared], asked)
    other = comparison.compared[0].other
    scenarios = [item.scenario for item in comparison.compared]
    options = options_of(other, scenarios)
    missing = [option for option in options if option.name not in comparison.runs]
    runs = {**comparison.runs, **run_scenarios(missing, comparison.settings, quiet=quiet)}
    sample = sample_of(options, runs)
    thresholds = [float(value) for value in given("value_of_a_completer")]
    choice = choice_of(sample, EFFECTS[0], thresholds)
    middle = thresholds[len(thresholds) // 2]
    needed = [need_of(scenario, other) is not None for scenario in scenarios]
    return Economics(
        asked=asked,
        draws=comparison.settings.draws,
        options=[_option(option, comparison, runs, sample, i) for i, option in enumerate(options)],
        choice=choice,
        health=_health(sample, runs, comparison.settings.seed, asked),
        uplifts=uplifted(choice, {s.name for s in scenarios}, given("optimism_bias"), thresholds) if choice else [],
        driven=[
            driven(scenarios[i], i + 1, other, comparison.settings, sample, middle)
            for i in _most_telling([s.name for s in scenarios], needed, choice)
        ],
        threshold=middle,
        has_budget=all(has_budget(runs[option.name]) for option in options),
    )


def _most_telling(names: Sequence[str], needed: Sequence[bool], choice: Choice | None) -> list[int]:
    """Return the places of the options whose drivers are sought: all of a few; of more those of most weight first.

    Those on the frontier come first, then those that gain most; what every business case must hold comes last.
    """
    if len(names) <= MOST_DRIVEN or choice is None:
        return list(range(min(len(names), MOST_DRIVEN)))
    on_frontier = {one.option.name for one in choice.frontier if one.standing is Standing.ON_FRONTIER}
    gains = dict(zip(choice.names, choice.effects.mean(axis=0).tolist(), strict=True))
    ranked = sorted(
        range(len(names)),
        key=lambda i: (needed[i], names[i] not in on_frontier, -gains[names[i]]),
    )
    return ranked[:MOST_DRIVEN]


def check_asked(pairs: Sequence[tuple[Scenario, Scenario]], asked: Asked) -> None:
    """Refuse what economics cannot be made of, before anything runs.

    Raises
    ------
    InputError
        If the scenarios are compared with different ones, or discount costs otherwise than health outcomes would.
    """
    others = list(dict.fromkeys(other.name for _, other in pairs))
    if len(others) > 1:
        raise InputError(
            f"economics and reports compare with one scenario, and these compare with {', '.join(others)}; "
            "name one with --to"
        )
    check_rates((one for pair in pairs for one in pair if asked.health), asked.discounting)


def _health(sample: Sample, runs: dict[str, Runs], seed: int, asked: Asked) -> Choice | None:
    if not asked.health or not sample.is_enough():
        return None
    both = with_health(sample, runs, seed, asked.discounting, drug_use=asked.drug_use)
    priced = Sample(both.options, {**both.totals, DISCOUNTED: discounted_of_today(both)})
    return choice_of(priced, QALYS, [float(value) for value in given("value_of_a_qaly")], DISCOUNTED)


def _option(
    option: Scenario, comparison: Comparison, runs: dict[str, Runs], sample: Sample, place: int
) -> OptionResult:
    own = runs[option.name]
    items = items_of(own, option, drawn(option.parameters, comparison.settings.draws))
    difference = beside = cloud = None
    if place == 0:
        summary = comparison.compared[0].other_summary
    elif place <= len(comparison.compared):
        known = comparison.compared[place - 1]
        summary, difference = known.summary, known.difference
    else:
        summary, difference = summarise(own), differences(own, runs[sample.options[0].name])
    if difference is not None:
        cloud = sample.freed_difference(place, 0) if sample.is_enough() else None
        beside = incremental(difference, *(cloud or (None, None)))
    year = option.parameters.costs.price_year
    worked = {role: summary_of(each.tolist(), own) for role, each in hours(items, year).items()}
    need = need_of(option, sample.options[0])
    return OptionResult(option, summary, difference, per_woman(own), beside, items, worked, budget(own), cloud, need)
