"""The options that every business case must hold: business as usual, and the least that could be done (Green Book)."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.files import Scenario, find

ALWAYS = ("business-as-usual", "do-minimum")
"""Shipped scenarios whose changes make these options of any setting."""


def is_needed(name: str) -> bool:
    """Whether an option is one that every business case must hold, by its name."""
    return name.endswith(ALWAYS)


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
        parameters = other.parameters.changed(shipped.changes)
        if any(option.parameters == parameters for option in options):
            continue
        own = name if other.name == shipped.based_on else f"{other.name}-{name}"
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
