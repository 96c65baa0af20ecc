"""The key of a picture: a letter, a mark and the whole name of every option."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.pictures.canvas import Canvas
from scenarios.pictures.lettering import NORMAL
from scenarios.pictures.style import WIDTH, colour, dash, letter

MARK = 22.0


def draw_key(canvas: Canvas, names: Sequence[str], top: float, *, lines: bool = False) -> float:
    """Draw the key from ``top`` downwards and return where it ends; marks are boxes, or lines with their dashes."""
    for place, name in enumerate(names):
        middle = top + 8.0
        if lines:
            canvas.line(0.0, middle, MARK + 8.0, middle, stroke=colour(place), thick=3.0, dashes=dash(place))
        else:
            canvas.box(1.0, middle - 7.0, MARK, 14.0, fill=canvas.fill_of(place), stroke=colour(place))
        canvas.text(MARK + 14.0, top + 13.0, letter(place), bold=True)
        top = canvas.lines(MARK + 30.0, top + 2.0, name, WIDTH - MARK - 32.0, size=NORMAL) + 4.0
    return top + 4.0
