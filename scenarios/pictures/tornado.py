"""What drives an answer: one bar a parameter, from the answer at its low end to the answer at its high end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.pictures.axes import Scale, draw_level_axis, fitting
from scenarios.pictures.canvas import Canvas
from scenarios.pictures.lettering import LEADING, NORMAL, SMALL, lines_of, width_of
from scenarios.pictures.style import PAPER, QUIET, SERIES, TEXT, WIDTH

BAR = 16.0


@dataclass(frozen=True, slots=True)
class Driver:
    """A parameter, and the answer at the ends of what is not known of it.

    Attributes
    ----------
    words : str
        What it is.
    low, high : float
        The answer where the parameter is low, and where it is high.
    low_shown, high_shown : str
        The parameter's own two values, as they are written.
    """

    words: str
    low: float
    high: float
    low_shown: str
    high_shown: str


def tornado(
    name: str,
    title: str,
    description: str,
    drivers: Sequence[Driver],
    middle: float,
    *,
    middle_words: str = "the answer as it stands",
    unit: str = "",
    axis: str = "",
) -> str:
    """Return the bars from the top, in the order given; ``middle`` is the answer as it stands.

    The end at which the parameter is high is filled, the other is open, and each end carries the parameter's value.
    """
    canvas = Canvas(name, title, description)
    top = 2.0
    canvas.box(1.0, top + 1.0, 20.0, 12.0, fill=PAPER, stroke=SERIES[0])
    canvas.text(28.0, top + 12.0, "the number is low")
    canvas.box(211.0, top + 1.0, 20.0, 12.0, fill=SERIES[0], stroke=SERIES[0])
    canvas.text(238.0, top + 12.0, "the number is high")
    top += 22.0
    canvas.line(1.0, top + 7.0, 21.0, top + 7.0, stroke=TEXT, thick=1.5, dashes="5 3")
    canvas.text(28.0, top + 12.0, middle_words)
    top += 30.0
    shown = [text for driver in drivers for text in (driver.low_shown, driver.high_shown)]
    room = max((width_of(text, SMALL) for text in shown), default=0.0) + 8.0
    # What is over is broken between words: a number keeps its unit beside it.
    room = min(room, 0.36 * WIDTH)
    ends = [middle, *(end for driver in drivers for end in (driver.low, driver.high))]
    scale = fitting(ends, room, WIDTH - room, unit, with_nought=False)
    tops: list[float] = []
    start = top
    for driver in drivers:
        tops.append(top)
        top += _label_height(driver) + max(BAR, _value_height(driver, room)) + 10.0
    bottom = draw_level_axis(canvas, scale, start, top, axis)
    x = scale.at(middle)
    canvas.line(x, start, x, top, stroke=TEXT, thick=1.5, dashes="5 3")
    for driver, from_top in zip(drivers, tops, strict=True):
        _draw(canvas, driver, scale, from_top, x, room)
    return canvas.svg(bottom + 2.0)


def _label_height(driver: Driver) -> float:
    return len(lines_of(driver.words, WIDTH - 4.0)) * LEADING * NORMAL + 2.0


def _value_height(driver: Driver, room: float) -> float:
    return (
        max(len(lines_of(text, room - 7.0, SMALL)) for text in (driver.low_shown, driver.high_shown)) * LEADING * SMALL
    )


def _draw(canvas: Canvas, driver: Driver, scale: Scale, top: float, middle: float, room: float) -> None:
    canvas.box(0.0, top, WIDTH, _label_height(driver))
    canvas.lines(0.0, top, driver.words, WIDTH - 4.0)
    y = top + _label_height(driver)
    low, high = scale.at(driver.low), scale.at(driver.high)
    # Where both ends lie on one side the longer bar goes first, or it would hide the shorter.
    bars = [(low, PAPER), (high, SERIES[0])]
    for end, fill in sorted(bars, key=lambda bar: -abs(bar[0] - middle)):
        canvas.box(min(end, middle), y, abs(end - middle), BAR, fill=fill, stroke=SERIES[0])
    left_text, right_text = (
        (driver.low_shown, driver.high_shown) if low <= high else (driver.high_shown, driver.low_shown)
    )
    canvas.lines(
        min(low, high, middle) - 4.0, y + 1.0, left_text, room - 7.0, size=SMALL, anchor="end", fill=QUIET, halo=True
    )
    canvas.lines(max(low, high, middle) + 4.0, y + 1.0, right_text, room - 7.0, size=SMALL, fill=QUIET, halo=True)
