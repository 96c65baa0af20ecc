"""The picture of recruitment: women randomised by month, with the band of the draws and the size that is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.pictures.axes import Scale, draw_level_axis, draw_upright_axis, fitting, room_for, ticks_for
from scenarios.pictures.canvas import Canvas
from scenarios.pictures.lettering import SMALL
from scenarios.pictures.style import GRID, QUIET, SERIES, TEXT, WIDTH

HEIGHT = 150.0
Month = tuple[int, tuple[float, float], float]


def recruitment_picture(months: Sequence[Month], size: int, description: str) -> str:
    """Return the picture.

    Parameters
    ----------
    months : sequence of (int, (float, float), float)
        Month, band and middle of the women randomised by its end.
    size : int
        Women wanted.
    description : str
        Text alternative.
    """
    canvas = Canvas("recruitment", "Women randomised by month", description)
    top = _key(canvas, size)
    bottom = top + HEIGHT
    points = [(0, (0.0, 0.0), 0.0), *months]
    upright = Scale(ticks_for([float(size), *(ends[1] for _, ends, _ in points)]), bottom, top, "")
    level = fitting([float(month) for month, _, _ in points], room_for(upright), WIDTH - 14.0, "")
    band = [(level.at(m), upright.at(ends[0])) for m, ends, _ in points]
    band += [(level.at(m), upright.at(ends[1])) for m, ends, _ in reversed(points)]
    canvas.path(band, stroke=SERIES[0], thick=1.0, fill=GRID)
    draw_upright_axis(canvas, upright, room_for(upright), WIDTH - 14.0)
    end = draw_level_axis(canvas, level, top, bottom, "Months from the first site's opening")
    canvas.path([(level.at(m), upright.at(middle)) for m, _, middle in points], stroke=SERIES[0], thick=2.6)
    wanted = upright.at(float(size))
    canvas.line(level.at(0.0), wanted, level.at(float(months[-1][0])), wanted, stroke=TEXT, thick=1.8, dashes="9 5")
    return canvas.svg(end + 2.0)


def _key(canvas: Canvas, size: int) -> float:
    canvas.line(0.0, 9.0, 28.0, 9.0, stroke=SERIES[0], thick=2.6)
    canvas.text(34.0, 13.0, "middle of the draws", size=SMALL)
    canvas.box(165.0, 3.0, 28.0, 12.0, fill=GRID, stroke=SERIES[0], thick=1.0)
    canvas.text(199.0, 13.0, "95% of the draws", size=SMALL)
    canvas.line(315.0, 9.0, 343.0, 9.0, stroke=TEXT, thick=1.8, dashes="9 5")
    canvas.text(349.0, 13.0, f"{size:,}", size=SMALL)
    return (
        canvas.lines(0.0, 22.0, f"Women randomised so far, and the {size:,} wanted", WIDTH, size=SMALL, fill=QUIET)
        + 10.0
    )
