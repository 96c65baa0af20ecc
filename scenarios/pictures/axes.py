"""Scales and axes: ticks at 1, 2 or 5 times a power of ten, and numbers as people write them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.pictures.canvas import Canvas
from scenarios.pictures.lettering import LEADING, SMALL, width_of
from scenarios.pictures.style import AXIS, GRID, QUIET, WIDTH

MOST_TICKS = 6
MILLION = 1e6
"""Steps of a tenth of this or more are written in millions, with an m."""

APART = 6.0
"""Least room between the numbers of an axis."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of numbers laid along a stretch of the picture.

    Attributes
    ----------
    ticks : tuple of float
        Where numbers stand; the first and last are the ends.
    start, end : float
        Where the first and last tick lie in the picture.
    unit : str
        ``"£"``, ``"share"`` or another, which decides how the numbers are written.
    """

    ticks: tuple[float, ...]
    start: float
    end: float
    unit: str = ""

    def at(self, value: float) -> float:
        """Return where a number lies; what is beyond an end lies at the end."""
        low, high = self.ticks[0], self.ticks[-1]
        part = min(1.0, max(0.0, (value - low) / (high - low)))
        return self.start + part * (self.end - self.start)

    def shown(self, tick: float) -> str:
        """Return the number of a tick."""
        return written(tick, self.unit, self.ticks[1] - self.ticks[0])


def ticks_for(values: Sequence[float], most: int = MOST_TICKS, *, with_nought: bool = True) -> tuple[float, ...]:
    """Return at most ``most`` ticks that hold all values, a step of 1, 2 or 5 times a power of ten apart.

    Parameters
    ----------
    values : sequence of float
        What must lie between the first and the last tick.
    most : int
        How many ticks at most, at least 3.
    with_nought : bool
        Whether 0 must lie between them too.
    """
    known = [value for value in values if math.isfinite(value)]
    low, high = (
        min([*known, *([0.0] if with_nought or not known else [])]),
        max([*known, 0.0] if with_nought else known or [0.0]),
    )
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        low, high = (
            (low, low + 1.0) if with_nought and low == 0.0 else (low - abs(low or 1.0) / 2, high + abs(high or 1.0) / 2)
        )
    power = 10.0 ** math.floor(math.log10((high - low) / (most - 1)))
    for step in (power * times for times in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            break
    return tuple(step * place for place in range(first, max(last, first + 1) + 1))


def written(value: float, unit: str, step: float) -> str:
    """Return a number of an axis whose ticks are ``step`` apart: as short as tells it from the others."""
    sign = "\N{MINUS SIGN}" if value < -step / 1e6 else ""
    size = abs(value)
    if unit == "share":
        return f"{sign}{100 * size:.{_places(100 * step)}f}%"
    pounds = "£" if unit == "£" else ""
    if step >= MILLION / 10:
        return f"{sign}{pounds}{size / MILLION:,.{_places(step / MILLION)}f}m"
    return f"{sign}{pounds}{size:,.{_places(step)}f}"


def _places(step: float) -> int:
    return max(0, -math.floor(math.log10(step) + 1e-9))


def fitting(values: Sequence[float], start: float, end: float, unit: str, *, with_nought: bool = True) -> Scale:
    """Return a level scale that holds all values, with as many ticks as have room for their numbers."""
    for most in range(MOST_TICKS, 2, -1):
        scale = Scale(ticks_for(values, most, with_nought=with_nought), start, end, unit)
        widest = max(width_of(scale.shown(tick), SMALL) for tick in scale.ticks)
        if (len(scale.ticks) - 1) * (widest + APART) <= end - start:
            break
    return scale


def draw_level_axis(canvas: Canvas, scale: Scale, top: float, bottom: float, words: str) -> float:
    """Draw an axis along the bottom with lines up to ``top``, and return where its words end."""
    for tick in scale.ticks:
        x = scale.at(tick)
        canvas.line(x, top, x, bottom, stroke=AXIS if tick == 0.0 else GRID, thick=1.5 if tick == 0.0 else 1.0)
    y = bottom + LEADING * SMALL
    for tick in scale.ticks:
        canvas.text(_inside(scale, tick), y, scale.shown(tick), size=SMALL, anchor="middle", fill=QUIET)
    return canvas.lines(scale.start, y + 6.0, words, WIDTH - scale.start - 2.0, size=SMALL, fill=QUIET)


def _inside(scale: Scale, tick: float) -> float:
    """Return where the middle of a tick's number stands, so that it stays between the edges of the picture."""
    half = width_of(scale.shown(tick), SMALL) / 2
    return min(max(scale.at(tick), half + 1.0), WIDTH - half - 1.0)


def draw_upright_axis(canvas: Canvas, scale: Scale, left: float, right: float) -> None:
    """Draw an axis on the left with lines across to ``right``; its numbers stand left of it."""
    for tick in scale.ticks:
        y = scale.at(tick)
        canvas.line(left, y, right, y, stroke=AXIS if tick == 0.0 else GRID, thick=1.5 if tick == 0.0 else 1.0)
        canvas.text(left - 5.0, y + 0.35 * SMALL, scale.shown(tick), size=SMALL, anchor="end", fill=QUIET)


def room_for(scale: Scale) -> float:
    """Return how wide the numbers of an upright axis are."""
    return max(width_of(scale.shown(tick), SMALL) for tick in scale.ticks) + 6.0
