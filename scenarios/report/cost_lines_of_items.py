"""Lines of costs for the workbook's cost model, from what each option's money buys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any

from scenarios.bought import Bought, bought
from scenarios.display import PENCE
from scenarios.document.blocks import CostLine
from scenarios.files import Scenario
from scenarios.summary import Summary
from sim.run import Runs

if TYPE_CHECKING:
    from scenarios.economics.items import Item

Option = tuple[Scenario, "Sequence[Item | Bought]", Mapping[str, Summary]]
"""An option, its items, and its outcomes."""

Drawn = tuple[Scenario, Runs, Mapping[str, Summary], Sequence[Mapping[str, Any]]]
"""An option, its runs, its outcomes, and what each replication's draw changes in it."""


def lines_of_options(options: Iterable[Option]) -> tuple[CostLine, ...]:
    """Return the lines of several options, of which the first is what the others are compared with.

    Quantity times unit cost adds up to the mean total cost of each.

    Parameters
    ----------
    options : iterable of (Scenario, sequence of Item or Bought, mapping of str to Summary)
        Such as those of ``scenarios.economics.analysis.Economics.options``; items are from
        ``scenarios.economics.items.items_of`` or ``scenarios.bought.bought``.
    """
    given = list(options)
    titles = [scenario.title for scenario, _, _ in given]
    names = [
        scenario.title if titles.count(scenario.title) == 1 else f"{scenario.title} ({scenario.name})"
        for scenario, _, _ in given
    ]
    found: list[CostLine] = []
    for place, (_, items, summaries) in enumerate(given):
        found += _lines(names[place], items, summaries, names[0] if place else "")
    return tuple(found)


def lines_of_runs(options: Iterable[Drawn]) -> tuple[CostLine, ...]:
    """Return the lines of several options as :func:`lines_of_options` does, from their runs; without NumPy.

    Parameters
    ----------
    options : iterable of (Scenario, Runs, mapping of str to Summary, sequence of mapping)
        The last is what each replication's draw changes in the option, by dotted name.
    """
    return lines_of_options((one, _bought(one, runs, changes), summaries) for one, runs, summaries, changes in options)


def _bought(scenario: Scenario, runs: Runs, changes: Sequence[Mapping[str, Any]]) -> list[Bought]:
    p = scenario.parameters
    return bought(p, runs.total, lambda name: [float(drawn.get(name, p.get(name))) for drawn in changes])


def _lines(
    option: str, items: Sequence[Item | Bought], summaries: Mapping[str, Summary], beside: str
) -> list[CostLine]:
    joined, completed = (summaries[name].mean or 0.0 for name in ("consented", "completed_therapy"))
    found = []
    for item in items:
        pence, quantity = fsum(item.pence), fsum(item.quantity)
        if not pence:
            continue
        # What costs something though nothing of it was counted is one cost of the run.
        runs = len(item.pence)
        number, unit = (quantity, item.unit) if quantity else (float(runs), "run")
        pounds = pence / PENCE / number
        found.append(CostLine(option, item.name, unit, number / runs, pounds, item.payer, joined, completed, beside))
    return found
