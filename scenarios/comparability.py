"""Which scenarios may be compared: those that run for the same time, in the same prices."""

from scenarios.files import Scenario, find, shipped
from sim.errors import InputError

HORIZON = ("run.kind", "run.recruitment_weeks", "run.delivery_weeks", "run.warm_up_weeks", "costs.price_year")
"""Parameters that must be equal, or the difference would be one of time and not of design."""


def default_comparisons(to: str = "base") -> list[Scenario]:
    """Return the shipped scenarios that compare with ``to``."""
    return [scenario for scenario in map(find, shipped()) if scenario.compare_with == to]


def comparator(scenario: Scenario, to: str | None = None) -> Scenario:
    """Return the scenario another one is compared with.

    Raises
    ------
    InputError
        If none is named, or the two run for different times.
    """
    name = to or scenario.compare_with
    if name is None:
        raise InputError(f"{scenario.name}: compare_with is missing; name a scenario with --to")
    other = find(name)
    if why := why_not_comparable(scenario, other):
        raise InputError(why)
    return other


def why_not_comparable(one: Scenario, other: Scenario) -> str:
    """Return in a line why two scenarios cannot be compared: other times or prices; empty if they can."""
    for parameter in HORIZON:
        mine, theirs = one.parameters.get(parameter), other.parameters.get(parameter)
        if mine != theirs:
            return (
                f"{one.name} cannot be compared with {other.name}: {parameter} is {mine} in one and {theirs} in the "
                "other, so a difference would not be one of design"
            )
    return ""
