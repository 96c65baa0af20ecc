"""The cost-effectiveness plane: every draw's difference in cost against its difference in effect, and the mean."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.pictures.axes import Scale, draw_level_axis, draw_upright_axis, fitting, room_for, ticks_for
from scenarios.pictures.canvas import Canvas
from scenarios.pictures.lettering import LEADING, SMALL, lines_of
from scenarios.pictures.style import PAPER, QUIET, SERIES, TEXT, WIDTH

HEIGHT = 270.0
MOST_DRAWS = 1000
"""Draws that are shown, taken evenly from all: more would only blacken the page."""

QUADRANTS = ("costs more, fewer women", "costs more, more women", "costs less, fewer women", "costs less, more women")
"""Words of the corners: top left, top right, bottom left, bottom right."""


def plane(
    name: str,
    title: str,
    description: str,
    points: Sequence[tuple[float, float]],
    mean: tuple[float, float],
    *,
    effect: str,
    cost: str = "Difference in cost",
    quadrants: Sequence[str] = QUADRANTS,
) -> str:
    """Return the plane.

    Parameters
    ----------
    name, title, description : str
        Identifier, title and text alternative.
    points : sequence of (float, float)
        Difference in effect and in pounds, one a draw of the parameters.
    mean : (float, float)
        The mean difference in effect and in pounds.
    effect, cost : str
        What the two axes show.
    quadrants : sequence of str
        Words of the corners: top left, top right, bottom left, bottom right.
    """
    canvas = Canvas(name, title, description)
    top = canvas.lines(0.0, 2.0, f"{cost} (upwards)", WIDTH, size=SMALL, fill=QUIET) + 6.0
    corner = max(len(lines_of(words, 150.0, SMALL)) for words in quadrants) * LEADING * SMALL + 4.0
    every = -(-len(points) // MOST_DRAWS) if points else 1
    shown = [*points[::every]]
    bottom = top + HEIGHT + 2 * corner
    pounds = ticks_for([mean[1], *(y for _, y in shown)])
    # Room for the words of the corners above and below all draws.
    upright = Scale(pounds, bottom - corner, top + corner, "£")
    left = room_for(upright)
    level = fitting([mean[0], *(x for x, _ in shown)], left + 8.0, WIDTH - 12.0, "")
    draw_upright_axis(canvas, upright, left, WIDTH)
    end = draw_level_axis(canvas, level, top, bottom, f"{effect} (to the right)")
    for x, y in shown:
        canvas.dot(level.at(x), upright.at(y), 2.2, fill=SERIES[0], opacity=0.6)
    _draw_mean(canvas, level.at(mean[0]), upright.at(mean[1]))
    _draw_corners(canvas, level, upright, (left, top, bottom), quadrants)
    return canvas.svg(end + 2.0)


def _draw_mean(canvas: Canvas, x: float, y: float) -> None:
    canvas.path([(x - 7, y), (x, y - 7), (x + 7, y), (x, y + 7)], stroke=TEXT, thick=1.5, fill=SERIES[1])
    room = WIDTH - x - 14.0
    if room > 45.0:
        canvas.text(x + 11.0, y + 0.35 * SMALL, "mean", size=SMALL, bold=True, halo=True)
    else:
        canvas.text(x - 11.0, y + 0.35 * SMALL, "mean", size=SMALL, bold=True, anchor="end", halo=True)


def _draw_corners(
    canvas: Canvas, level: Scale, upright: Scale, edges: tuple[float, float, float], quadrants: Sequence[str]
) -> None:
    """Write the words of each quadrant that the axes show, in its corner."""
    left, top, bottom = edges
    has_left, has_right = level.ticks[0] < 0.0, level.ticks[-1] > 0.0
    has_above, has_below = upright.ticks[-1] > 0.0, upright.ticks[0] < 0.0
    width = (WIDTH - left - 20.0) / (2 if has_left and has_right else 1)
    for place, words in enumerate(quadrants):
        below, right = divmod(place, 2)
        if not ((has_right if right else has_left) and (has_below if below else has_above)):
            continue
        x, anchor = (WIDTH - 2.0, "end") if right else (left + 4.0, "start")
        lines = lines_of(words, width, SMALL)
        y = bottom - len(lines) * LEADING * SMALL - 1.0 if below else top + 1.0
        canvas.box(x - (width if right else 0.0), y - 1.0, width, len(lines) * LEADING * SMALL, fill=PAPER)
        canvas.lines(x, y, words, width, size=SMALL, anchor=anchor, fill=QUIET)
