"""What an option's money is spent on: quantities, what one costs, and whose hours it pays for.

Totals hold money by component. What is inside support is told apart by quantities that are counted too: vouchers, lunch
and transport fall with each attendance, the psychologist's unused time is what is left of her payer's bill; the rest is
support by the week.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.economics.settings import given
from scenarios.files import Scenario
from sim import rules
from sim.money import price_level
from sim.numbers import numbers
from sim.parameters import Parameters, default_parameters, entries
from sim.run import Runs
from sim.varied import Varied

Numbers = NDArray[np.float64]
ValueOf = Callable[[str], Numbers | float]

UNUSED = "The psychologist's unused time"
ATTENDANCE = ("voucher", "lunch", "transport")
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
    p, value = scenario.parameters, _values(varied, runs)
    usual = p.pathway.drug_treatment == "usual"
    sessions = _total(runs, "drug_group_sessions_held") + _total(runs, "drug_group_sessions_empty")
    drug = (
        ("Contacts with ordinary drug treatment", "contact", _total(runs, "drug_group_attendances"))
        if usual
        else ("Drug-group sessions", "session held, whoever came", sessions)
    )
    stabilisation = _total(runs, "stabilisation_sessions_held") + _total(runs, "stabilisation_sessions_empty")
    nhs = p.payers.trauma
    found = [
        Item(*drug, _total(runs, "pence_drug_groups"), p.payers.drug_groups, "drug_group_staff"),
        Item(
            "PTSD screening",
            "woman offered it",
            _total(runs, "offered_ptsd_screening"),
            _total(runs, "pence_ptsd_screening"),
            nhs,
            "psychologist",
        ),
        Item(
            "Stabilisation sessions",
            "session held, whoever came",
            stabilisation,
            _total(runs, "pence_stabilisation"),
            nhs,
            "psychologist",
        ),
        Item(
            "One-to-one therapy sessions",
            "session held",
            _total(runs, "therapy_sessions_held"),
            _total(runs, "pence_therapy"),
            nhs,
            "psychologist",
        ),
        *_support(runs, p, value),
    ]
    return [item for item in found if item.pence.any()]


def _support(runs: Runs, p: Parameters, value: ValueOf) -> list[Item]:
    """Return the items of support: each attendance, the psychologist's unused time, and what falls by the week."""
    level = price_level(numbers(p))
    left = _total(runs, "pence_support")
    attended = _total(runs, "drug_group_attendances")
    if p.costs.support_at_trauma_sessions:
        attended = attended + _total(runs, "stabilisation_attendances") + _total(runs, "therapy_sessions_held")
    each = sum(_pence(value(f"costs.{what}"), value(f"support.{what}"), level) for what in ATTENDANCE)
    found = [Item("Voucher, lunch and transport", "attendance", attended, attended * each, p.payers.support)]
    slots = _total(runs, "slots_offered") - _total(runs, "slots_used")
    unused = _pence_unused(runs, p, slots * _pence(value("costs.unused_slot"), 1.0, level))
    found.append(Item(UNUSED, "slot not used", slots, unused, p.payers.trauma, "psychologist"))
    for item in found:
        left = left - item.pence
    days = _total(runs, "days_counted")
    weekly = Item(
        "Support by the week: reminders, calls, case work, management",
        "week of the service",
        days / 7.0 * p.sites.number,
        left,
        p.payers.support,
        "support_staff",
    )
    return [*found, weekly]


def _pence_unused(runs: Runs, p: Parameters, of_all: Numbers) -> Numbers:
    """Return what the psychologist's unused slots cost; ``of_all`` is their cost were all of them charged for.

    Who pays for trauma work pays for them and for none of the support else, so where these are two payers it is what is
    left of the one's bill. Where they are one, and some slots of a day are not charged for, it cannot be told apart and
    stays in the support by the week.
    """
    payers = p.payers
    if payers.support == payers.trauma:
        return of_all if p.costs.unused_slots_not_charged == 0 else np.zeros_like(of_all)
    paid = _total(runs, f"pence_paid_by_{payers.trauma}")
    for component in ("ptsd_screening", "stabilisation", "therapy"):
        paid = paid - _total(runs, f"pence_{component}")
    return paid - _total(runs, "pence_drug_groups") if payers.drug_groups == payers.trauma else paid


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


def _total(runs: Runs, name: str) -> Numbers:
    return np.array(runs.total(name), dtype=float)


def _values(varied: Parameters | Varied, runs: Runs) -> ValueOf:
    """Return a number's value in every replication."""
    draws = np.array(runs.draws, dtype=np.int64)

    def value(name: str) -> Numbers | float:
        if isinstance(varied, Parameters):
            return float(varied.get(name))  # type: ignore[arg-type]
        found = np.asarray(varied.values_of(name), dtype=float)
        return found[draws] if found.ndim else float(found)

    return value


def _pence(pounds: Numbers | float, of_it: Numbers | float, level: float) -> Numbers | float:
    """Return whole pence as the price list has them, for one number or for many."""
    product = np.asarray(pounds) * np.asarray(of_it)
    made: Numbers = np.vectorize(lambda one: rules.pence(one, level), otypes=[float])(product)
    return made
