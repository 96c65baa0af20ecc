"""Groups of parameters that research could tell about together, by the names of the parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scenarios.display import term
from sim.errors import InputError

MEMBERS: Mapping[str, tuple[str, ...]] = {
    "effect": ("effect.",),
    "worth_of_a_gain": ("gain.",),
    "attendance_and_leaving": (
        *("attendance.", "support.", "climate.", "facilitators.", "leaving.", "returning."),
        *("emdr.", "trauma_focused_cbt.", "imagery_rescripting.", "present_focused."),
    ),
    "recruitment": ("contacts.", "population.", "screening.", "women.sells_sex", "women.uses_drugs_if"),
    "women_and_readiness": ("women.", "treatment.", "stability.", "readiness.", "drug_groups.sessions_to_prepare"),
    "waiting": ("waiting.", "referral.", "gate.", "stabilisation.", "psychologist.cancelled", "drug_groups.cancelled"),
    "costs": ("costs.", "psychologist.cancelled_late", "drug_groups.cancelled_late"),
    "dates": ("run.", "interruption."),
}
"""How the names of each group's parameters begin, in the order in which groups are shown; the longest that fits
decides."""


def group_of(name: str) -> str:
    """Return the group that a parameter is in.

    Raises
    ------
    InputError
        If it is in none: then this table lacks it.
    """
    fits = [(len(start), group) for group, starts in MEMBERS.items() for start in starts if name.startswith(start)]
    if not fits:
        raise InputError(f"{name}: is in no group of parameters for the value of information")
    return max(fits)[1]


def title_of(group: str) -> str:
    """Return what a group is called."""
    return term("research", group)


def grouped(names: Iterable[str]) -> dict[str, list[int]]:
    """Return the places of the parameters of each group, of those groups that have any, as they are shown."""
    found: dict[str, list[int]] = {group: [] for group in MEMBERS}
    for place, name in enumerate(names):
        found[group_of(name)].append(place)
    return {group: places for group, places in found.items() if places}
