"""Curves over what a commissioner would pay: acceptability and its frontier, or the value of information.

Curves are told apart by their dashes and by the letter at their end, which the key explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.pictures.axes import Scale, draw_level_axis, draw_upright_axis, fitting, room_for, ticks_for
from scenarios.pictures.canvas import Canvas
from scenarios.pictures.key import draw_key
from scenarios.pictures.lettering import NORMAL, SMALL
from scenarios.pictures.spreading import spread_apart
from scenarios.pictures.style import AXIS, PAPER, QUIET, TEXT, WIDTH, colour, dash, letter

HEIGHT = 230.0
FRONTIER = "The frontier: the option that is best on average"


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve: what it is, and its points from left to right."""

    words: str
    points: tuple[tuple[float, float], ...]


def curves(
    name: str,
    title: str,
    description: str,
    lines: Sequence[Curve],
    *,
    x_words: str,
    y_words: str,
    x_unit: str = "£",
    y_unit: str = "share",
    frontier: Sequence[tuple[float, float]] = (),
) -> str:
    """Return curves with a key.

    Parameters
    ----------
    name, title, description : str
        Identifier, title and text alternative.
    lines : sequence of Curve
        The curves.
    x_words, y_words, x_unit, y_unit : str
        What the axes show, and in what.
    frontier : sequence of (float, float)
        Points of the frontier, drawn as two lines around the curves; empty for none.
    """
    canvas = Canvas(name, title, description)
    top = draw_key(canvas, [line.words for line in lines], 2.0, lines=True) if len(lines) > 1 else 2.0
    if frontier:
        _draw_tube(canvas, [(0.0, top + 7.0), (30.0, top + 7.0)])
        top = canvas.lines(52.0, top, FRONTIER, WIDTH - 54.0) + 6.0
    top = canvas.lines(0.0, top, y_words, WIDTH - 2.0, size=SMALL, fill=QUIET) + 12.0
    bottom = top + HEIGHT
    heights = [y for line in lines for _, y in line.points] + [y for _, y in frontier]
    upright = Scale(ticks_for([*heights, *([1.0] if y_unit == "share" else [])]), bottom, top, y_unit)
    left = room_for(upright)
    level = fitting([x for line in lines for x, _ in line.points], left, WIDTH - 26.0, x_unit)
    draw_upright_axis(canvas, upright, left, WIDTH - 26.0)
    end = draw_level_axis(canvas, level, top, bottom, x_words)
    if frontier:
        _draw_tube(canvas, [(level.at(x), upright.at(y)) for x, y in frontier])
    for place, line in enumerate(lines):
        placed = [(level.at(x), upright.at(y)) for x, y in line.points]
        canvas.path(placed, stroke=colour(place), thick=2.6, dashes=dash(place))
    if len(lines) > 1:
        _draw_letters(canvas, [upright.at(line.points[-1][1]) for line in lines], top, bottom)
    return canvas.svg(end + 2.0)


def _draw_tube(canvas: Canvas, points: list[tuple[float, float]]) -> None:
    """Draw two lines around a course, between which a curve can still be told by its dashes."""
    canvas.path(points, stroke=AXIS, thick=10.0)
    canvas.path(points, stroke=PAPER, thick=6.0)


def _draw_letters(canvas: Canvas, ends: list[float], top: float, bottom: float) -> None:
    heights = [NORMAL * 1.05] * len(ends)
    for place, y in enumerate(spread_apart(ends, heights, top - 8.0, bottom + 2.0)):
        if abs(y - ends[place]) > 2.0:
            canvas.line(WIDTH - 26.0, ends[place], WIDTH - 16.0, y, stroke=colour(place), thick=1.0)
        canvas.text(WIDTH - 14.0, y + 0.36 * NORMAL, letter(place), bold=True, fill=TEXT)
