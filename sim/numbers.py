"""A parameter set as plain numbers, in the form that the tables are filled from.

Filling is written once and runs both as Python and compiled, so it may meet numbers only: a choice becomes its place
in the list of names it is chosen from, and a list carries its length beside it (``opening_weeks_length``).
"""

from types import SimpleNamespace
from typing import Any

from sim.clock import WEEK, WEEKS_IN_YEAR
from sim.parameters import Parameters, entries

Numbers = Any
"""A parameter set as numbers, by group and name: a namespace in Python, a structured array's record when compiled."""

MOST_SITES = 200
MOST_QUARTERS = 80

LONGEST = {
    "sites.contact_multipliers": MOST_SITES,
    "sites.opening_weeks": MOST_SITES,
    "contacts.outreach_days": WEEK,
    "contacts.drop_in_days": WEEK,
    "contacts.self_referral_days": WEEK,
    "contacts.quarterly_multipliers": MOST_QUARTERS,
    "psychologist.clinic_days": WEEK,
    "calendar.closed_weeks": WEEKS_IN_YEAR,
}
"""Lists of any length, and how many members can matter."""

SETS = frozenset(name for name in LONGEST if name.endswith(("_days", "closed_weeks")))
"""Those whose order and repeats do not matter."""


def numbers(parameters: Parameters) -> Numbers:
    """Return a parameter set as numbers, by group and name."""
    groups: dict[str, dict[str, Any]] = {}
    for full_name, value in parameters.flat().items():
        group, _, name = full_name.partition(".")
        fields = groups.setdefault(group, {})
        fields[name] = coded(full_name, value)
        if full_name in LONGEST:
            fields[f"{name}_length"] = len(fields[name])
    return SimpleNamespace(**{group: SimpleNamespace(**fields) for group, fields in groups.items()})


def coded(name: str, value: Any) -> Any:
    """Return one parameter's value as a number, or as a tuple of numbers no longer than can matter."""
    if isinstance(value, str):
        return entries()[name].range.index(value)
    if name in SETS:
        return tuple(sorted(set(value)))
    if name in LONGEST:
        return value[: LONGEST[name]]
    return value


def choice(parameter: str, name: str) -> int:
    """Return the number that stands for one of a parameter's names."""
    return entries()[parameter].range.index(name)
