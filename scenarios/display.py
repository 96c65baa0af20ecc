"""How results are worded and numbers are written, for everything people read."""

from __future__ import annotations

import textwrap
import tomllib
from functools import cache
from pathlib import Path

from scenarios.summary import Interval, Summary
from sim.outcomes import OUTCOMES, Outcome

LONGEST_LINE, BEFORE_THE_CUT = 800, 500
"""Letters of a message, and of its beginning where it is longer: what was given may be of any length."""

WORDS_FILE = Path(__file__).with_name("words.toml")
WIDTH = 100
NOTHING = "-"

PENCE = 100
"""Pence in a pound."""


@cache
def _words() -> dict[str, dict[str, str]]:
    with WORDS_FILE.open("rb") as file:
        return tomllib.load(file)


def term(kind: str, name: str) -> str:
    """Return the words for something: ``kind`` is a table of ``words.toml``, such as ``"outcomes"``."""
    return _words()[kind][name]


def meaning(outcome: Outcome) -> str:
    """Return what an outcome is, in a sentence: as ``words.toml`` has it, else as it is defined."""
    return _words()["meanings"].get(outcome.name, outcome.help)


def amount(value: float | None, unit: str, *, signed: bool = False, decimals: int = 1) -> str:
    """Return a number as people write it: pounds whole, shares in per cent, others to so many decimal places."""
    if value is None:
        return NOTHING
    sign = "+" if signed and round(value, decimals) > 0 else "-" if round(value, decimals) < 0 else ""
    size = abs(value)
    if unit == "£":
        sign = "+" if signed and round(value) > 0 else "-" if round(value) < 0 else ""
        return f"{sign}£{size:,.0f}"
    if unit == "share":
        sign = "+" if signed and round(100 * value) > 0 else "-" if round(100 * value) < 0 else ""
        return f"{sign}{100 * size:.0f}%"
    return f"{sign}{size:,.{decimals}f}"


def decimals_for(value: float, half_width: float) -> int:
    """Return the decimal places that a number deserves whose interval is this wide either way."""
    return 2 if half_width < 0.05 and abs(value) < 10.0 else 1


def spread(interval: Interval, unit: str, *, signed: bool = False) -> str:
    """Return an interval as ``low to high``, without decimals where both ends are whole numbers."""
    if interval is None:
        return NOTHING
    if unit == "" and all(bound.is_integer() for bound in interval):
        low, high = (f"{bound:+,.0f}" if signed and bound else f"{bound:,.0f}" for bound in interval)
        return f"{low} to {high}"
    return f"{amount(interval[0], unit, signed=signed)} to {amount(interval[1], unit, signed=signed)}"


def unit_of(outcome: str) -> str:
    """Return the unit of an outcome: ``"£"``, ``"share"``, or another that is shown to one decimal place."""
    return OUTCOMES[outcome].unit


def plus_minus(item: Summary, unit: str, *, signed: bool = False) -> str:
    """Return a mean with, after ±, how far the mean of more replications may lie (95% Monte Carlo)."""
    if item.mean is None:
        return NOTHING
    if item.monte_carlo is None:
        return amount(item.mean, unit, signed=signed)
    half = item.monte_carlo[1] - item.mean
    if item.mean == 0.0 and half == 0.0:
        return "0"
    places = decimals_for(item.mean, half)
    return f"{amount(item.mean, unit, signed=signed, decimals=places)} ±{amount(half, unit, decimals=places)}"


def chance_and_parameters(item: Summary) -> str:
    """Return the shares of a variance that come from chance and from the parameters, in per cent."""
    if item.parameters is None:
        return NOTHING
    by_parameters = round(100 * item.parameters)
    return f"{100 - by_parameters}/{by_parameters}%"


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Return lines of a plain-text table: the first column to the left, the others to the right.

    A heading may have several lines; those with fewer stand at the bottom.
    """
    headings = [cell.split("\n") for cell in header]
    deepest = max(map(len, headings))
    above = list(zip(*([""] * (deepest - len(lines)) + lines for lines in headings), strict=True))
    widths = [max(len(line[column]) for line in (*above, *rows)) for column in range(len(header))]
    lines = []
    for line in (*above, *rows):
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        lines.append("  " + "  ".join(cells).rstrip())
    lines.insert(deepest, "  " + "  ".join("-" * width for width in widths))
    return lines


def wrapped(text: str, indent: str = "  ") -> list[str]:
    """Return a paragraph in lines of at most ``WIDTH``."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def one_line(message: str) -> str:
    """Return a message as one line that a terminal shows as it stands: nothing hidden in it, and not without end."""
    shown = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in message)
    if len(shown) <= LONGEST_LINE:
        return shown
    return f"{shown[:BEFORE_THE_CUT]} … {shown[BEFORE_THE_CUT - LONGEST_LINE :]}"
