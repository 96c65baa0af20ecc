"""The key of a picture: a letter, a mark and the whole name of every option."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scenarios.pictures.canvas import Canvas
from scenarios.pictures.lettering import NORMAL
from scenarios.pictures.style import WIDTH, colour, dash, letter, places_of

MARK = 22.0


def draw_key(
    canvas: Canvas,
    names: Sequence[str],
    top: float,
    *,
    lines: bool = False,
    places: Sequence[int] = (),
    mark_of: Callable[[int], str] = letter,
) -> float:
    """Draw the key from ``top`` downwards and return where it ends; marks are boxes, or lines with their dashes.

    Parameters
    ----------
    places : sequence of int
        The place of each name among all options; by default their order.
    mark_of : callable
        What a place is called in the picture: its letter, but for parts of something, which have numbers.
    """
    for place, name in zip(places_of(names, places), names, strict=True):
        middle = top + 8.0
        if lines:
            canvas.line(0.0, middle, MARK + 8.0, middle, stroke=colour(place), thick=3.0, dashes=dash(place))
        else:
            canvas.box(1.0, middle - 7.0, MARK, 14.0, fill=canvas.fill_of(place), stroke=colour(place))
        canvas.text(MARK + 14.0, top + 13.0, mark_of(place), bold=True)
        top = canvas.lines(MARK + 30.0, top + 2.0, name, WIDTH - MARK - 32.0, size=NORMAL) + 4.0
    return top + 4.0
