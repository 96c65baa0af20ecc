"""Short names of numbers, and their units, for tables and pictures of what drives an answer."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from scenarios.labels import label_of
from sim.parameters import entries

LABELS_FILE = Path(__file__).with_name("short_labels.toml")
PLAIN = {"ratio": "share", "probability": "chance"}
"""Units in words that a board reads."""


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
