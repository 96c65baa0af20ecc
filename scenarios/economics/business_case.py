"""The options that every business case must hold: business as usual, and the least that could be done (Green Book)."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.files import Scenario, find
from sim.parameters import Parameters

ALWAYS = ("business-as-usual", "do-minimum")
"""Shipped scenarios whose changes make these options of any setting."""


def need_of(option: Scenario, other: Scenario) -> str | None:
    """Return which of :data:`ALWAYS` an option is, in the setting of what it is compared with; None if it is neither.

    It is told by its values: a file of somebody's own may have the name of a shipped one.
    """
    return next((name for name in ALWAYS if option.parameters == _in_the_setting_of(other, find(name))), None)


def _in_the_setting_of(other: Scenario, shipped: Scenario) -> Parameters:
    return other.parameters.changed(shipped.changes)


def options_of(other: Scenario, scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return the options of a business case, each once: what is compared with first, then those asked for.

    Business as usual and the least that could be done are the shipped scenarios' changes made in the setting of
    ``other``, so that they run for the same time, with the same women, in the same prices.

    Parameters
    ----------
    other : Scenario
        What the others are compared with.
    scenarios : sequence of Scenario
        The options asked for.
    """
    options = [other, *scenarios]
    for name in ALWAYS:
        shipped = find(name)
        parameters = _in_the_setting_of(other, shipped)
        if any(option.parameters == parameters for option in options):
            continue
        own = name if other.name == shipped.based_on else f"{other.name}-{name}"
        # Runs are told apart by name, and a file of somebody's own with other values may have this one.
        while any(option.name == own for option in options):
            own = f"{other.name}-{own}"
        options.append(
            Scenario(
                name=own,
                title=shipped.title,
                question=shipped.question,
                based_on=other.name,
                compare_with=other.name,
                changes=shipped.changes,
                evidence=shipped.evidence,
                parameters=parameters,
            )
        )
    return options
