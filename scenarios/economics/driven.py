"""An option beside what it is compared with: what drives their difference, and where they change places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.drawn import drawn
from scenarios.economics.drivers import Driver, drivers
from scenarios.economics.sample import COST, EFFECTS, Sample
from scenarios.economics.switching import Pair, Switch, switches
from scenarios.files import Scenario
from scenarios.running import Settings
from sim.parameters import Parameters
from sim.varied import Varied

SWITCHED = 5
"""Drivers whose switching values are sought, beside those of the prices."""

PRICES = ("costs.drug_group_session", "costs.stabilisation_session", "costs.emdr_session", "costs.unused_slot")
"""Unit costs whose switching values are always sought."""

SWITCH_DRAWS, SWITCH_EACH = 400, 2
"""Draws, and replications of each, with which they are sought."""


@dataclass(frozen=True, slots=True)
class Driven:
    """What drives one option, and where its ranking turns.

    Attributes
    ----------
    option : str
        Its name.
    drivers, cost_drivers : list of Driver
        What drives its difference in women who complete therapy, and in cost.
    switches : list of Switch
        Where it and what is compared with change places.
    """

    option: str
    drivers: list[Driver]
    cost_drivers: list[Driver]
    switches: list[Switch]

    def as_json(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "completers": [_driver(one) for one in self.drivers],
            "cost": [_driver(one) for one in self.cost_drivers],
            "switching": [
                {"name": s.name, "now": s.now, "tried": list(s.tried), "at": s.at, "gain": list(s.gain)}
                for s in self.switches
            ],
        }


def driven(
    option: Scenario, place: int, other: Scenario, settings: Settings, sample: Sample, threshold: float
) -> Driven:
    """Return what drives an option beside another, and where they change places.

    Parameters
    ----------
    option, other : Scenario
        The two.
    place : int
        The option's place in the sample, in which the other is first.
    settings : Settings
        How they were run.
    sample : Sample
        Costs and effects.
    threshold : float
        Pounds that one more woman who completes therapy is worth.
    """
    varied = drawn(other.parameters, settings.draws)
    if not isinstance(varied, Varied) or not sample.is_enough():
        return Driven(option.name, [], [], [])
    gains, costs = (_drivers(varied, sample, place, total, other) for total in (EFFECTS[0], COST))
    number = min(SWITCH_DRAWS, settings.draws)
    pair = Pair(option, other, lambda p: _varied(p, number), SWITCH_EACH, settings.seed, threshold, EFFECTS[0])
    return Driven(option.name, gains, costs, switches(pair, _tried(gains, costs, varied), settings.workers))


def _drivers(varied: Varied, sample: Sample, place: int, total: str, other: Scenario) -> list[Driver]:
    means = sample.totals[total].mean(axis=1)
    found = drivers(varied, means[:, place] - means[:, 0])
    # A service recruits until its end: there, how long the study recruited only goes with what was fitted.
    service = other.parameters.run.kind == "service"
    return [one for one in found if not (service and one.name.startswith("run."))]


def _tried(gains: Sequence[Driver], costs: Sequence[Driver], varied: Varied) -> list[str]:
    """Return the inputs to move: the strongest drivers that are single numbers, and the prices that vary."""
    single = [one.name for one in (*gains, *costs) if "[" not in one.name and not one.name.startswith("run.")]
    return list(dict.fromkeys([*single[:SWITCHED], *(name for name in PRICES if name in varied.names)]))


def _varied(parameters: Parameters, number: int) -> Varied:
    found = drawn(parameters, number)
    assert isinstance(found, Varied)
    return found


def _driver(one: Driver) -> dict[str, Any]:
    return {"name": one.name, "at": list(one.at), "low": one.low, "high": one.high, "error": one.error}
