"""What a parameter is called where people read: its line of help, a member of a list by its own words."""

from __future__ import annotations

from math import exp

from sim.parameters import entries
from sim.rules import in_interval


def label_of(name: str) -> str:
    """Return what a parameter is, such as ``"How recently women met sold sex on the street: weekly"``.

    Parameters
    ----------
    name : str
        Its dotted name; a member of a list as ``"women.sells_sex[0]"``.
    """
    plain, _, member = name.partition("[")
    entry = entries()[plain]
    words = entry.help.partition(". ")[0].rstrip(".")
    if not member:
        return words
    number = int(member.rstrip("]"))
    _, _, listed = entry.unit.partition(": ")
    members = [each.strip() for each in listed.split(",")]
    own = members[number] if number < len(members) and listed else f"number {number + 1} of the list"
    return f"{words}: {own}"


def value_of(value: float, name: str) -> str:
    """Return a parameter's value as people write it: pounds and shares as such, whole numbers whole.

    A hazard is written as the chance within one week or session, a fall in log odds as the times by which odds are
    lower, and how much women differ as the chances between which two in three of them lie, where half come on average.
    """
    entry = entries()[name.partition("[")[0]]
    example = entry.value[0] if isinstance(entry.value, list) else entry.value
    if isinstance(example, int):
        return f"{value:,.0f}"
    if entry.unit.startswith("£"):
        return f"£{value:,.0f}" if abs(value) >= 10.0 else f"£{value:,.2f}"
    if entry.unit.startswith("hazard a "):
        return _percent(in_interval(value))
    if entry.unit.startswith("standard deviation of log odds"):
        low = 1.0 / (1.0 + exp(value))
        return f"{100.0 * low:.0f}–{100.0 * (1.0 - low):.0f}%"
    if entry.unit == "log odds":
        value = exp(value)
    if entry.unit.startswith(("probability", "shares", "share", "proportion")) or entry.unit == "ratio":
        return _percent(value)
    return f"{value:.2g}" if abs(value) < 10.0 else f"{value:,.0f}"


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f}%" if abs(share) >= 0.1 else f"{100.0 * share:.1f}%"
