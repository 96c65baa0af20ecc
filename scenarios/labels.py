"""What a parameter is called where people read: its line of help, a member of a list by its own words."""

from __future__ import annotations

from sim.parameters import entries


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
    """Return a parameter's value as people write it: pounds and shares as such, whole numbers whole."""
    entry = entries()[name.partition("[")[0]]
    example = entry.value[0] if isinstance(entry.value, list) else entry.value
    if isinstance(example, int):
        return f"{value:,.0f}"
    if entry.unit.startswith("£"):
        return f"£{value:,.0f}" if abs(value) >= 10.0 else f"£{value:,.2f}"
    if entry.unit.startswith(("probability", "shares", "share", "proportion")):
        return f"{100.0 * value:.0f}%" if abs(value) >= 0.1 else f"{100.0 * value:.1f}%"
    return f"{value:.2g}" if abs(value) < 10.0 else f"{value:,.0f}"
