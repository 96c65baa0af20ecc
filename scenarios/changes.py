"""What a design changes beside another, in words that people read."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from sim.parameters import Value

CHANGES_FILE = Path(__file__).with_name("changes.toml")
SMALL = 0.1
"""Numbers that are not whole and are below this are written in per cent, which needs fewer decimals."""


@cache
def _words() -> dict[str, Any]:
    with CHANGES_FILE.open("rb") as file:
        return tomllib.load(file)


def choices_of(name: str) -> dict[str, str]:
    """Return what the choices of a parameter are called, in their order; empty where they have no words."""
    found: dict[str, str] = _words()["choices"].get(name, {})
    return found


def called(name: str, otherwise: str) -> str:
    """Return what a parameter is called in a sentence: its own words, or others that are given."""
    found: str = _words()["called"].get(name, otherwise)
    return found


def value_in_words(name: str, value: Value) -> str:
    """Return a parameter's value as people write it: a choice by its words, never by its name in a file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value_in_words(name, each) for each in value) or "none"
    if isinstance(value, float):
        if 0.0 < abs(value) < SMALL:
            return f"{100 * value:.2g}%"
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    return choices_of(name).get(value, value)


def change_in_words(name: str, value: Value, before: Value, otherwise: str, varies: str = "") -> str:
    """Return what a parameter is changed to, and what it was.

    Parameters
    ----------
    name : str
        The parameter's dotted name.
    value, before : bool, int, float, str or tuple
        Its value in the design, and in what that is compared with.
    otherwise : str
        What the parameter is called where ``changes.toml`` has no words for it, to stand inside a sentence.
    varies : str
        What it is, in words, where it was not one number but varied (``scenarios.held.not_known``).

    Returns
    -------
    str
        Such as "two £10 vouchers a session, where there was one", without a full stop.
    """
    if (level := _level(name, value)) and (was := _was(name, before)):
        return f"{level}{was}"
    was = f"is {varies}" if varies else f"was {value_in_words(name, before)}"
    return f"{called(name, otherwise)}: {value_in_words(name, value)}, where it {was}"


def _level(name: str, value: Value) -> str:
    return _of_level(_words()["levels"].get(name, ()), value)


def _was(name: str, before: Value) -> str:
    return _of_level(_words()["before"].get(name, _words()["before"]["usual"]), before)


def _of_level(words: list[str], value: Value) -> str:
    """Return the words of a whole level; empty for one between two of them."""
    if isinstance(value, float) and value.is_integer() and 0 <= value < len(words):
        return words[int(value)]
    return ""
