"""Lines of costs from the economics' own items, for the workbook's cost model; on the command line only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from scenarios.document.blocks import CostLine
from scenarios.files import Scenario
from scenarios.summary import Summary

if TYPE_CHECKING:
    from scenarios.economics.items import Item

PENCE = 100.0
Option = tuple[Scenario, "Sequence[Item]", Mapping[str, Summary]]
"""An option, its items, and its outcomes."""


def lines_of_options(options: Iterable[Option]) -> tuple[CostLine, ...]:
    """Return the lines of several options, of which the first is what the others are compared with.

    Parameters
    ----------
    options : iterable of (Scenario, sequence of Item, mapping of str to Summary)
        Such as those of ``scenarios.economics.analysis.Economics.options``.
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


def lines_of_items(scenario: Scenario, items: Sequence[Item], summaries: Mapping[str, Summary]) -> tuple[CostLine, ...]:
    """Return the lines of one option, of which quantity times unit cost adds up to its mean total cost.

    Parameters
    ----------
    scenario : Scenario
        The option.
    items : sequence of Item
        From ``scenarios.economics.items.items_of``.
    summaries : mapping of str to Summary
        Its outcomes.
    """
    return tuple(_lines(scenario.title, items, summaries, ""))


def _lines(option: str, items: Sequence[Item], summaries: Mapping[str, Summary], beside: str) -> list[CostLine]:
    joined, completed = (summaries[name].mean or 0.0 for name in ("consented", "completed_therapy"))
    found = []
    for item in items:
        pounds, quantity = float(item.pence.mean()) / PENCE, float(item.quantity.mean())
        if not pounds:
            continue
        # What costs something though nothing of it was counted is one cost of the run.
        number, unit = (quantity, item.unit) if quantity else (1.0, "run")
        found.append(CostLine(option, item.name, unit, number, pounds / number, item.payer, joined, completed, beside))
    return found
