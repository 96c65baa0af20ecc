"""Cells of the tables of the economics: numbers as people read them, with how far they are not known."""

from __future__ import annotations

from scenarios.display import NOTHING, amount
from scenarios.document.blocks import Cell, Number, Range
from scenarios.summary import Interval, Summary


def pounds(value: float | None, *, signed: bool = False) -> Cell:
    """Return an amount of money, in whole pounds."""
    return NOTHING if value is None else Number(value, amount(value, "£", signed=signed), "£")


def women(value: float | None, *, signed: bool = False) -> Cell:
    """Return a mean number of women (or of sessions, or hours), to one decimal place."""
    if value is None:
        return NOTHING
    places = _places(abs(value), signed=signed)
    return Number(value, amount(value, "", signed=signed, decimals=places))


def share(value: float | None) -> Cell:
    """Return a probability or a share: never quite none, and never quite one, unless it is."""
    if value is None:
        return NOTHING
    shown = "below 1%" if 0.0 < value < 0.005 else "above 99%" if 0.995 < value < 1.0 else amount(value, "share")
    return Number(value, shown, "share")


def interval(ends: Interval, unit: str, *, signed: bool = False) -> Cell:
    """Return both ends of an interval."""
    if ends is None:
        return NOTHING
    low, high = ends
    places = _places(max(abs(low), abs(high)), signed=signed)
    shown = [amount(end, unit, signed=signed, decimals=places) for end in ends]
    return Range(low, high, " to ".join(shown), unit)


def holds(draws: int) -> str:
    """Return the sentence that says what the intervals of :func:`known` hold."""
    if draws:
        return "Intervals hold 95% of the means of draws: what is not known of the parameters, and not chance."
    return "Parameters are point values: intervals are the 95% Monte Carlo error of the means, and hold nothing else."


def _places(size: float, *, signed: bool) -> int:
    return 0 if size >= 100.0 else 2 if size < 10.0 and signed else 1


def known(item: Summary) -> Interval:
    """Return what is not known of a mean: over the draws of the parameters, or its Monte Carlo error without them."""
    return item.expected or item.monte_carlo
