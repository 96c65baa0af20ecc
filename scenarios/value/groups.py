"""Groups of parameters that research could tell about together, by the names of the parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.errors import InputError

TITLES = {
    "effect": "The effect of a whole course",
    "worth_of_a_gain": "What a gain in symptoms is worth, and how long it lasts",
    "attendance_and_leaving": "Attendance and leaving",
    "recruitment": "Recruitment",
    "women_and_readiness": "Women's treatment, stability and readiness",
    "waiting": "Waiting, and how the service runs",
    "costs": "Costs",
    "dates": "When the study began, paused and ended",
}
"""What each group is called, in the order in which they are shown."""

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
"""How the names of each group's parameters begin; where several fit, the longest decides."""


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


def grouped(names: Iterable[str]) -> dict[str, list[int]]:
    """Return the places of the parameters of each group, of those groups that have any, as they are shown."""
    found: dict[str, list[int]] = {group: [] for group in TITLES}
    for place, name in enumerate(names):
        found[group_of(name)].append(place)
    return {group: places for group, places in found.items() if places}
