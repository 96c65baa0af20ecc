"""What an option's money is spent on: quantities, what one costs, and whose hours it pays for.

``scenarios.bought`` tells it apart; here it is worked with over all replications.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.bought import UNUSED, ValueOf, bought
from scenarios.economics.settings import given
from scenarios.files import Scenario
from sim.money import price_level
from sim.numbers import numbers
from sim.parameters import Parameters, default_parameters, entries
from sim.run import Runs
from sim.varied import Varied

Numbers = NDArray[np.float64]

__all__ = ["LATEST", "UNUSED", "Item", "carried_to", "hours", "items_of"]

LATEST = str(entries()["costs.price_year"].range[-1])
"""The latest price year to which costs can be carried."""


@dataclass(frozen=True, eq=False)
class Item:
    """One thing that money is spent on.

    Attributes
    ----------
    name, unit : str
        What, and one of what.
    quantity, pence : array of float, shape (replications,)
        How many, and what they cost together.
    payer : str
        Who pays.
    role : str or None
        Whose hours it pays for; None for what is not time.
    """

    name: str
    unit: str
    quantity: Numbers
    pence: Numbers
    payer: str
    role: str | None = None


def items_of(runs: Runs, scenario: Scenario, varied: Parameters | Varied) -> list[Item]:
    """Return what an option's money is spent on, which adds up to its total cost in every replication.

    Parameters
    ----------
    runs : Runs
        Its replications.
    scenario : Scenario
        The option.
    varied : Parameters or Varied
        The parameters, or the draws of them, that it ran with.
    """
    found = bought(scenario.parameters, runs.total, _values(varied, runs))
    return [Item(one.name, one.unit, np.array(one.quantity), np.array(one.pence), one.payer, one.role) for one in found]


def hours(items: Sequence[Item], year: str) -> dict[str, Numbers]:
    """Return the hours of each role that the money pays for, were all of it working time.

    An hour costs what it does in Unit Costs of Health and Social Care, carried to the prices of the run; so this is the
    most that a unit cost can hold, with rooms and materials left out of account.

    Parameters
    ----------
    items : sequence of Item
        From :func:`items_of`.
    year : str
        The run's price year.
    """
    carried = _level_of(year) / _level_of(str(given("hourly_year")))
    found: dict[str, Numbers] = {}
    for item in items:
        if item.role is not None:
            an_hour = 100.0 * given(f"hourly.{item.role}") * carried
            found[item.role] = found.get(item.role, np.zeros_like(item.pence)) + item.pence / an_hour
    return found


def carried_to(pounds: float, from_year: str, to_year: str) -> float:
    """Return pounds of one price year in the prices of another, by the NHS cost inflation index."""
    return pounds * _level_of(to_year) / _level_of(from_year)


def _level_of(year: str) -> float:
    return price_level(numbers(default_parameters().changed({"costs.price_year": year})))


def _values(varied: Parameters | Varied, runs: Runs) -> ValueOf:
    """Return what gives a number's value in every replication."""
    draws = np.array(runs.draws, dtype=np.int64)

    def value(name: str) -> list[float]:
        if isinstance(varied, Parameters):
            return [float(varied.get(name))] * runs.replications  # type: ignore[arg-type]
        found = np.asarray(varied.values_of(name), dtype=float)
        return found[draws].tolist() if found.ndim else [float(found)] * runs.replications

    return value
