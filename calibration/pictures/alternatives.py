"""The headline answers under other priors and other structures, beside the base's."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from calibration.answers import ANSWERS
from calibration.pictures.style import BLUE, GREY, INK, ORANGE, blank, grid, save, shown, styled, ticks
from calibration.sensitivity.refit import Result
from calibration.sensitivity.run import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SURE = 1.96
MARKS = {"base": ("D", INK), "prior": ("o", BLUE), "structure": ("s", ORANGE)}


def draw_alternatives(path: Path, results: Results) -> Path:
    """Draw every alternative's headline answers: means, their Monte Carlo error, and 95 % of draws.

    Parameters
    ----------
    path : Path
        Where to: .svg or .png.
    results : Results
        The results, as ``calibration.sensitivity.run.read_results`` gives them.
    """
    rows = [one for one in (results.base, *results.others) if one.answers]
    with styled():
        figure = blank(1.5 + 0.27 * len(rows), 12.0)
        axes = figure.subplots(1, len(ANSWERS), sharey=True)
        for each, answer in zip(axes, ANSWERS, strict=True):
            _panel(each, rows, answer)
        axes[0].set_yticks(range(len(rows)), [_label(one) for one in rows], fontsize=8)
        axes[0].set_ylim(len(rows) - 0.3, -0.7)
        _legend(axes[0])
        return save(figure, path, "Headline answers under other priors and structures", description(results))


def description(results: Results) -> str:
    """Return the picture in words: the base, and how far each answer goes among the alternatives."""
    said = []
    for name, asked in ANSWERS.items():
        there = {one.help: one.answers[name].mean for one in results.others if one.answers}
        least, most = min(there, key=lambda each: there[each]), max(there, key=lambda each: there[each])
        base = results.base.answers[name]
        low, high = (shown(bound, asked.unit) for bound in base.expected)
        said.append(
            f"{asked.words[0].upper()}{asked.words[1:]}: {shown(base.mean, asked.unit)} in the base ({low} to {high} "
            f"over its draws); from {shown(there[least], asked.unit)} ({least}) to {shown(there[most], asked.unit)} "
            f"({most}) among the alternatives."
        )
    return " ".join(said)


def _panel(axes: Axes, rows: list[Result], answer: str) -> None:
    unit = ANSWERS[answer].unit
    base = rows[0].answers[answer]
    axes.axvspan(*base.expected, color="#eef1f4", zorder=0)
    axes.axvline(base.mean, color=GREY, linewidth=0.8, linestyle="--")
    for place, one in enumerate(rows):
        mark, colour = MARKS[one.kind]
        known = one.answers[answer]
        error = SURE * known.error
        axes.plot(known.expected, (place, place), color=colour, linewidth=0.9)
        axes.plot((known.mean - error, known.mean + error), (place, place), color=colour, linewidth=3.2)
        filling = "white" if one.not_fitted else colour
        axes.plot(known.mean, place, mark, color=colour, markerfacecolor=filling, markersize=5.5)
    axes.set_title(fill(ANSWERS[answer].short, 20), fontsize=9)
    axes.set_xlim(left=0.0)
    ticks(axes, unit)
    grid(axes)


def _label(one: Result) -> str:
    draws = "" if one.not_fitted or one.kind == "base" else f"  ({one.draws})"
    return f"{one.help}{draws}"


def _legend(axes: Axes) -> None:
    from matplotlib.lines import Line2D

    def mark(kind: str, label: str, *, hollow: bool = False) -> Line2D:
        shape, colour = MARKS[kind]
        filling = "white" if hollow else colour
        return Line2D([], [], color=colour, marker=shape, markerfacecolor=filling, linewidth=0.9, label=label)

    handles = [
        mark("base", "the base; band: 95% of its draws"),
        mark("prior", "another prior (draws)"),
        mark("structure", "another structure (draws)"),
        mark("structure", "not fitted anew", hollow=True),
        Line2D([], [], color=GREY, linewidth=3.2, label="95% Monte Carlo of the mean"),
        Line2D([], [], color=GREY, linewidth=0.9, label="95% of draws"),
    ]
    axes.figure.legend(handles=handles, loc="outside lower center", ncols=3)
