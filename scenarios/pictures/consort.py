"""The flow of women: how many reach each step, and beside it how many do not, and why.

For one option, or for two side by side: then every number stands twice, under the letter of its option.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.pictures.canvas import Canvas
from scenarios.pictures.lettering import LARGE, LEADING, NORMAL, SMALL, lines_of, width_of
from scenarios.pictures.style import AXIS, PAPER, QUIET, WASH, WIDTH, letter, places_of

MAIN, BESIDE = 164.0, 236.0
PAD, DROP = 7.0, 18.0
"""Room inside a box, and between a box and the next."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Some who do not go on: why, and how many in each option, as written."""

    words: str
    shown: tuple[str, ...]
    indented: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the pathway: its name, how many reach it in each option, and who does not go on from it."""

    words: str
    shown: tuple[str, ...]
    losses: tuple[Loss, ...] = ()


def consort(
    name: str,
    title: str,
    description: str,
    steps: Sequence[Step],
    options: Sequence[str],
    last: Sequence[Loss] = (),
    places: Sequence[int] = (),
) -> str:
    """Return the flow of one option, or of two side by side.

    Parameters
    ----------
    name, title, description : str
        Identifier, title and text alternative.
    steps : sequence of Step
        From the first to the last; the losses of a step are those who reach it and do not go on.
    options : sequence of str
        Names of the one or two options.
    last : sequence of Loss
        Rows for a box at the end, such as how things stood when the run ended.
    places : sequence of int
        The place of each option among all options, for its letter; by default their order.
    """
    letters = tuple(map(letter, places_of(options, places)))
    canvas = Canvas(name, title, description)
    top = _draw_names(canvas, options, letters, 2.0)
    for place, step in enumerate(steps):
        height = _main_height(step)
        _draw_main(canvas, step, letters, top, height)
        bottom = top + height
        if step.losses:
            beside = _losses_height(step.losses)
            middle = top + min(height, beside) / 2
            canvas.line(MAIN - 1.0, middle, WIDTH - BESIDE - 1.0, middle, stroke=AXIS, thick=1.5)
            _draw_losses(canvas, step.losses, letters, WIDTH - BESIDE - 1.0, top, BESIDE, beside)
            bottom = max(bottom, top + beside - DROP / 2)
        if place < len(steps) - 1:
            canvas.arrow(MAIN / 2, top + height, bottom + DROP, stroke=AXIS)
        top = bottom + DROP
    if last:
        height = _losses_height(last, WIDTH - 2.0)
        _draw_losses(canvas, last, letters, 1.0, top, WIDTH - 2.0, height)
        top += height
    return canvas.svg(top + 4.0)


def _draw_names(canvas: Canvas, options: Sequence[str], letters: Sequence[str], top: float) -> float:
    for place, option in enumerate(options):
        if len(options) > 1:
            canvas.text(0.0, top + 12.0, letters[place], bold=True)
        left = 18.0 if len(options) > 1 else 0.0
        top = canvas.lines(left, top + 1.0, option, WIDTH - left - 2.0, bold=len(options) == 1) + 3.0
    return top + 6.0


def _main_height(step: Step) -> float:
    lines = len(lines_of(step.words, MAIN - 2 * PAD))
    return lines * LEADING * NORMAL + LEADING * LARGE + 2 * PAD


def _draw_main(canvas: Canvas, step: Step, letters: Sequence[str], top: float, height: float) -> None:
    canvas.box(1.0, top, MAIN - 2.0, height, fill=WASH, stroke=AXIS)
    y = top + PAD
    for line in lines_of(step.words, MAIN - 2 * PAD):
        canvas.text(MAIN / 2, y + 0.8 * NORMAL, line, anchor="middle")
        y += LEADING * NORMAL
    if len(step.shown) == 1:
        canvas.text(MAIN / 2, y + 0.9 * LARGE, step.shown[0], size=LARGE, bold=True, anchor="middle")
        return
    for place, shown in enumerate(step.shown):
        centre = MAIN * (0.27 + 0.46 * place)
        canvas.text(centre, y + 0.9 * LARGE, f"{letters[place]} {shown}", size=NORMAL, bold=True, anchor="middle")


def _columns(losses: Sequence[Loss]) -> list[float]:
    """Return how wide each option's column of numbers is."""
    number = max(len(loss.shown) for loss in losses)
    return [
        max(width_of(loss.shown[place], SMALL, bold=True) for loss in losses if place < len(loss.shown)) + 10.0
        for place in range(number)
    ]


def _room(losses: Sequence[Loss], width: float) -> float:
    return width - 2 * PAD - sum(_columns(losses))


def _losses_height(losses: Sequence[Loss], width: float = BESIDE) -> float:
    room = _room(losses, width)
    lines = sum(
        len(lines_of(loss.words, room - 10.0 * loss.indented, SMALL, bold=not loss.indented)) for loss in losses
    )
    heading = LEADING * SMALL if len(_columns(losses)) > 1 else 0.0
    return heading + lines * LEADING * SMALL + 2 * PAD - 4.0


def _draw_losses(
    canvas: Canvas, losses: Sequence[Loss], letters: Sequence[str], left: float, top: float, width: float, height: float
) -> None:
    canvas.box(left, top, width, height, fill=PAPER, stroke=AXIS, dashes="4 3")
    columns, room = _columns(losses), _room(losses, width)
    ends = [left + width - PAD - sum(columns[place + 1 :]) for place in range(len(columns))]
    y = top + PAD - 2.0
    if len(columns) > 1:
        for place, end in enumerate(ends):
            canvas.text(end, y + 0.8 * SMALL, letters[place], size=SMALL, bold=True, anchor="end", fill=QUIET)
        y += LEADING * SMALL
    for loss in losses:
        indent = 10.0 * loss.indented
        for place, shown in enumerate(loss.shown):
            canvas.text(ends[place], y + 0.8 * SMALL, shown, size=SMALL, bold=not loss.indented, anchor="end")
        y = canvas.lines(left + PAD + indent, y, loss.words, room - indent, size=SMALL, bold=not loss.indented)
