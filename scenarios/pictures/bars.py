"""Bars: one group of bars a row, one bar an option, with values written at their ends; and stacked bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.pictures.axes import Scale, draw_level_axis, fitting
from scenarios.pictures.canvas import Canvas
from scenarios.pictures.key import draw_key
from scenarios.pictures.lettering import LEADING, NORMAL, SMALL, lines_of, width_of
from scenarios.pictures.style import QUIET, TEXT, WIDTH, colour, letter, places_of

BAR, GAP = 17.0, 4.0
LEFT = 20.0
"""Room for the letter of an option before its bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how long, how that is written, and how far it may be otherwise."""

    value: float
    shown: str
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A group of bars: what they are about, and a bar an option; None where there is nothing to show."""

    words: str
    bars: tuple[Bar | None, ...]


def grouped(
    name: str,
    title: str,
    description: str,
    rows: Sequence[Row],
    options: Sequence[str],
    *,
    unit: str = "",
    axis: str = "",
    places: Sequence[int] = (),
) -> str:
    """Return groups of level bars, one bar an option, with its value and the whisker of its interval.

    Parameters
    ----------
    name, title, description : str
        Identifier, title and text alternative.
    rows : sequence of Row
        The groups, from the top.
    options : sequence of str
        Name of each option, for the key.
    unit : str
        ``"£"``, ``"share"`` or another, for the axis.
    axis : str
        What the axis shows.
    places : sequence of int
        The place of each option among all options, for its letter and colour; by default their order.
    """
    places = places_of(options, places)
    canvas = Canvas(name, title, description)
    top = draw_key(canvas, options, 2.0, places=places) if len(options) > 1 else 2.0
    start = top
    bars = [bar for row in rows for bar in row.bars if bar is not None]
    room = max((width_of(bar.shown, SMALL) for bar in bars), default=0.0) + 10.0
    reaches = [end for bar in bars for end in (bar.value, *(bar.interval or ()))]
    left = LEFT if len(options) > 1 else 2.0
    if any(end < 0.0 for end in reaches):
        left += room
    scale = fitting(reaches, left, WIDTH - room, unit)
    tops: list[float] = []
    for row in rows:
        tops.append(top)
        top += _height_of(row)
    top_of_grid = start
    bottom = draw_level_axis(canvas, scale, top_of_grid, top, axis)
    for row, from_top in zip(rows, tops, strict=True):
        _draw_row(canvas, row, scale, from_top, places)
    return canvas.svg(bottom + 2.0)


def _label_height(row: Row) -> float:
    return len(lines_of(row.words, WIDTH - 4.0, bold=True)) * LEADING * NORMAL


def _height_of(row: Row) -> float:
    return _label_height(row) + len(row.bars) * (BAR + GAP) + 10.0


def _draw_row(canvas: Canvas, row: Row, scale: Scale, top: float, places: Sequence[int]) -> None:
    # On paper of its own, so that lines of the axis do not run through the words.
    canvas.box(0.0, top, WIDTH, _label_height(row))
    top = canvas.lines(0.0, top + 1.0, row.words, WIDTH - 4.0, bold=True)
    for place, bar in zip(places, row.bars, strict=True):
        middle = top + BAR / 2
        if len(places) > 1:
            canvas.text(0.0, middle + 0.35 * NORMAL, letter(place), bold=True)
        if bar is None:
            canvas.text(scale.at(0.0) + 6.0, middle + 0.35 * SMALL, "none", size=SMALL, fill=QUIET, halo=True)
        else:
            _draw_bar(canvas, bar, scale, top, place)
        top += BAR + GAP


def _draw_bar(canvas: Canvas, bar: Bar, scale: Scale, top: float, place: int) -> None:
    nought, end, middle = scale.at(0.0), scale.at(bar.value), top + BAR / 2
    canvas.box(min(nought, end), top, abs(end - nought), BAR, fill=canvas.fill_of(place), stroke=colour(place))
    ends = [nought, end]
    if bar.interval is not None:
        low, high = (scale.at(bound) for bound in bar.interval)
        ends += [low, high]
        for thick, stroke in ((4.5, "#ffffff"), (1.8, TEXT)):
            canvas.line(low, middle, high, middle, stroke=stroke, thick=thick)
        for x in (low, high):
            canvas.line(x, middle - 5.0, x, middle + 5.0, stroke=TEXT, thick=1.8)
    y = middle + 0.35 * SMALL
    if bar.value < 0.0:
        canvas.text(min(ends) - 5.0, y, bar.shown, size=SMALL, anchor="end", halo=True)
    else:
        # Beside a whisker, in a column: at its end a number would seem to say where the whisker ends.
        x, anchor = (max(ends) + 5.0, "start") if bar.interval is None else (WIDTH - 2.0, "end")
        canvas.text(x, y, bar.shown, size=SMALL, anchor=anchor, halo=True)


def stacked(
    name: str,
    title: str,
    description: str,
    options: Sequence[tuple[str, Sequence[Bar], str]],
    parts: Sequence[str],
    *,
    unit: str = "£",
    axis: str = "",
) -> str:
    """Return one stacked bar an option, with the values of its parts written in the key of each.

    Parameters
    ----------
    options : sequence of (str, sequence of Bar, str)
        Name, the parts in the order of ``parts``, and the total as it is written.
    parts : sequence of str
        What each part is.
    """
    canvas = Canvas(name, title, description)
    # Options have letters, so parts of their costs have numbers.
    top = draw_key(canvas, parts, 2.0, mark_of=_part_mark)
    start = top
    room = max(width_of(total, SMALL, bold=True) for _, _, total in options) + 10.0
    sums = [sum(part.value for part in each) for _, each, _ in options]
    scale = fitting(sums, 2.0, WIDTH - room, unit)
    placed: list[tuple[float, Row, Sequence[Bar], str]] = []
    for words, each, total in options:
        row = Row(words, ())
        placed.append((top, row, each, total))
        top += _label_height(row) + 30.0 + 12.0
    bottom = draw_level_axis(canvas, scale, start, top, axis)
    for from_top, row, each, total in placed:
        canvas.box(0.0, from_top, WIDTH, _label_height(row))
        y = canvas.lines(0.0, from_top + 1.0, row.words, WIDTH - 4.0, bold=True)
        _draw_stack(canvas, each, scale, y, total)
    return canvas.svg(bottom + 2.0)


def _part_mark(place: int) -> str:
    return str(place + 1)


def _draw_stack(canvas: Canvas, parts: Sequence[Bar], scale: Scale, top: float, total: str) -> None:
    before = 0.0
    for place, part in enumerate(parts):
        left, right = scale.at(before), scale.at(before + part.value)
        canvas.box(left, top, right - left, 28.0, fill=canvas.fill_of(place), stroke=colour(place))
        if right - left >= width_of(_part_mark(place), SMALL, bold=True) + 8.0:
            middle = (left + right) / 2
            canvas.box(middle - 8.0, top + 5.0, 16.0, 18.0)
            canvas.text(middle, top + 18.5, _part_mark(place), size=SMALL, bold=True, anchor="middle")
        before += part.value
    canvas.text(scale.at(before) + 5.0, top + 18.5, total, size=SMALL, bold=True, halo=True)
