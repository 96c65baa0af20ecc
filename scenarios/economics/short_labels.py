"""Short names of numbers, and their units, for tables and pictures of what drives an answer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from scenarios.labels import label_of
from sim.parameters import entries

LABELS_FILE = Path(__file__).with_name("short_labels.toml")
PLAIN = {
    "ratio": "share",
    "probability": "chance",
    "hazard": "chance",
    "hazard ratio": "times as often",
    "odds ratio": "times the odds",
    "log odds": "times lower odds",
    "standard deviation of log odds": "chance, where half come",
}
"""Units in words that a board reads, for values as ``scenarios.labels.value_of`` writes them."""

COUNTED_LOCALLY = (
    *("contacts.", "women.", "screening.accepts", "screening.says_not_selling", "screening.decline_reasons"),
    *("screening.able_to_consent", "screening.unable_reasons", "drug_groups.cancelled", "attendance.drug_group"),
    *("attendance.stabilisation", "attendance.therapy", "attendance.appointment", "attendance.in_part"),
    *("attendance.spread_between_women", "climate.incident", "referral.delay_days", "readiness.ready"),
    *("readiness.accepts_repeat", "emdr.leaving_per_session", "trauma_focused_cbt.leaving_per_session"),
    *("imagery_rescripting.leaving_per_session", "present_focused.leaving_per_session", "psychologist.cancelled"),
    *("waiting.takes_up_at_once", "leaving.getting_started", "leaving.preparation", "leaving.stabilisation"),
    *("leaving.life_events", "leaving.life_event_shares", "returning.per_week", "costs."),
)
"""Beginnings of the names of numbers that a service's own records, registers and invoices hold."""


@cache
def _labels() -> dict[str, str]:
    with LABELS_FILE.open("rb") as file:
        return tomllib.load(file)


def short_label_of(name: str) -> str:
    """Return what a number is called in a few words; its line of help where no shorter name is given.

    Parameters
    ----------
    name : str
        Its dotted name; a member of a list as ``"women.sells_sex[0]"``.
    """
    plain, _, member = name.partition("[")
    if plain not in _labels():
        return label_of(name)
    own = label_of(name).removeprefix(f"{label_of(plain)}: ") if member else ""
    return f"{_labels()[plain]}: {own}" if own else _labels()[plain]


def unit_of_number(name: str) -> str:
    """Return the unit of a number in a few words; a list's is that of its members."""
    unit = entries()[name.partition("[")[0]].unit.partition(":")[0].partition(",")[0]
    unit = "share" if unit == "shares" else unit
    first, space, rest = unit.partition(" a ")
    return f"{PLAIN.get(first, first)}{space}{rest}"


def counted_locally(names: Iterable[str]) -> str:
    """Return a sentence on which of some numbers a service could count for itself.

    Parameters
    ----------
    names : iterable of str
        Dotted names, such as those of what drives an answer.
    """
    found = [f"'{short_label_of(name)}'" for name in dict.fromkeys(names) if name.startswith(COUNTED_LOCALLY)]
    if not found:
        return "None of them is a number that a service's own records would hold."
    listed = found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
    return f"From its own records a service could count {listed}."
