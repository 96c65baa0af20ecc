"""Cells of tables: numbers as people write them, with their values for a workbook."""

from __future__ import annotations

from scenarios.display import NOTHING, amount, decimals_for, spread
from scenarios.document.blocks import Cell, Number, Range
from scenarios.summary import Interval, Summary

NOT_TOLD = "not told from chance"
"""Where an interval of the means of draws would be a point: the draws vary no more than chance alone would do."""

SMALL_MEAN = 0.05
"""Means below this, and not nought, are written as less than 0.1."""

FEW = 4
"""Options up to which each has its pictures and sentences; more stand as the rows of tables."""

MOST_IN_A_TITLE = 60
"""Letters of a title, beyond which it is shortened where it is not introduced."""


def shortened(text: str, most: int = MOST_IN_A_TITLE) -> str:
    """Return a title as it stands in captions, keys and headings of columns: whole words, and dots for the rest."""
    if len(text) <= most:
        return text
    return f"{(text[:most].rpartition(' ')[0] or text[: most - 1]).rstrip(' ,;:')}…"


def count(mean: float) -> Number:
    """Return a mean number of women or of sessions in a run."""
    return Number(mean, shown_count(mean))


def shown_count(mean: float) -> str:
    """Return a mean number as it is written: none is 0, and what would be written as 0.0 is less than 0.1."""
    if mean == 0.0:
        return "0"
    return "<0.1" if mean < SMALL_MEAN else amount(mean, "")


def number(value: float | None, unit: str, *, signed: bool = False) -> Cell:
    """Return a number, or that there is none."""
    if value is None:
        return NOTHING
    return Number(value, amount(value, unit, signed=signed), unit)


def mean_of(item: Summary, unit: str, *, signed: bool = False) -> Cell:
    """Return a mean with as many decimals as its Monte Carlo error lets it have."""
    if item.mean is None:
        return NOTHING
    if item.monte_carlo is None:
        return number(item.mean, unit, signed=signed)
    half = item.monte_carlo[1] - item.mean
    if item.mean == 0.0 and half == 0.0:
        return Number(0.0, "0", unit)
    places = decimals_for(item.mean, half)
    return Number(item.mean, amount(item.mean, unit, signed=signed, decimals=places), unit)


def half_of(item: Summary, unit: str) -> Cell:
    """Return how far the mean of more replications may lie, either way (95% Monte Carlo)."""
    if item.mean is None or item.monte_carlo is None:
        return NOTHING
    half = item.monte_carlo[1] - item.mean
    if half == 0.0:
        return Number(0.0, "0", unit)
    return Number(half, amount(half, unit, decimals=decimals_for(item.mean, half)), unit)


def interval(found: Interval, unit: str, *, signed: bool = False, beside: Summary | None = None) -> Cell:
    """Return an interval, or that there is none; with as many decimals as the mean that it stands beside."""
    if found is None:
        return NOTHING
    places = 1
    if beside is not None and beside.mean is not None and beside.monte_carlo is not None:
        places = decimals_for(beside.mean, beside.monte_carlo[1] - beside.mean)
    if beside is not None and not_told(found, beside):
        return NOT_TOLD
    return Range(found[0], found[1], _spread(found, unit, places, signed=signed), unit)


def not_told(found: tuple[float, float], beside: Summary) -> bool:
    """Whether an interval over draws has shrunk to a point, though its mean has a Monte Carlo error.

    What parameters do cannot then be told from chance: it is not that nothing is unknown.
    """
    error = beside.monte_carlo
    return found[0] == found[1] and error is not None and error[0] < error[1] and found == beside.expected


def _spread(found: tuple[float, float], unit: str, places: int, *, signed: bool) -> str:
    if found[0] == found[1] == 0.0:
        return "0"
    if unit in ("£", "share") or all(bound.is_integer() for bound in found):
        return spread(found, unit, signed=signed)
    ends = [amount(bound, unit, signed=signed, decimals=places) for bound in found]
    return "about 0" if all(float(end) == 0.0 for end in map(_plain, ends)) else " to ".join(ends)


def _plain(shown: str) -> str:
    return shown.replace(",", "")


def share(value: float | None) -> Cell:
    """Return a share in per cent: never quite none of some, and never quite all of nearly all."""
    if value is None:
        return NOTHING
    if 0.0 < value < 0.005:
        return Number(value, "<1%", "share")
    return Number(value, ">99%" if 0.995 < value < 1.0 else amount(value, "share"), "share")


def in_a_sentence(words: str) -> str:
    """Return words that begin a line as they stand within a sentence; abbreviations keep their capitals."""
    return words[:1].lower() + words[1:] if words[1:2].islower() or words[1:2] == " " else words


def text_of(cell: Cell) -> str:
    """Return a cell as it is written."""
    return cell if isinstance(cell, str) else cell.shown
