"""What the total cost and the women who complete therapy hang on: a tornado, and Sobol's indices beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.answers import ANSWERS
from calibration.pictures.style import (
    BLUE,
    GREY,
    HATCH,
    INK,
    ORANGE,
    PALE,
    blank,
    brief,
    grid,
    save,
    shown,
    styled,
    ticks,
)
from calibration.sensitivity.one_way import Swing
from calibration.sensitivity.sobol import Global

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

SHOWN = ("cost_total", "completed_therapy")
BARS = 12


def draw_tornado(path: Path, around: list[Swing], overall: Global) -> Path:
    """Draw the tornado around the posterior, and beside it Sobol's indices over the priors.

    Parameters
    ----------
    path : Path
        Where to: .svg or .png.
    around : list of Swing
        The swings, as ``calibration.sensitivity.one_way`` gives them.
    overall : Global
        The indices, as ``calibration.sensitivity.sobol`` gives them.
    """
    with styled():
        figure = blank(7.6, 12.0)
        parts: Any = figure.subfigures(1, 2, width_ratios=(1.15, 1.0))
        left, right = parts
        for answer, axes in zip(SHOWN, left.subplots(len(SHOWN), 1), strict=True):
            _tornado(axes, _largest(around, answer), answer)
        for answer, axes in zip(SHOWN, right.subplots(len(SHOWN), 1), strict=True):
            _indices(axes, overall, answer)
        left.suptitle("Around the posterior, one at a time", fontweight="bold")
        right.suptitle("Over the priors, all at once: Sobol's shares of the variance", fontweight="bold")
        _legends(left, right)
        return save(figure, path, "What the headline answers hang on", description(around, overall))


def description(around: list[Swing], overall: Global) -> str:
    """Return the picture in words."""
    said = []
    for answer in SHOWN:
        asked = ANSWERS[answer]
        first, second, third = _largest(around, answer)[:3]
        swings = ", ".join(
            f"{one.factor} ({shown(one.low, asked.unit)} at {brief(one.at[0])}, {shown(one.high, asked.unit)} at "
            f"{brief(one.at[1])})"
            for one in (first, second, third)
        )
        indices = ", ".join(f"{one.factor} ({one.total:.2f})" for one in overall.of(answer)[:3])
        said.append(
            f"{_sentence(asked.words)}: {shown(first.middle, asked.unit)} with every parameter at its posterior "
            f"median. One at a time to the 5th and 95th percentile, the largest swings are from {swings}. Over the "
            f"priors, the largest total Sobol indices are those of {indices}."
        )
    return " ".join(said)


def _largest(around: list[Swing], answer: str) -> list[Swing]:
    chosen = [one for one in around if one.answer == answer]
    return sorted(chosen, key=lambda one: -abs(one.swing))[:BARS]


def _tornado(axes: Axes, chosen: list[Swing], answer: str) -> None:
    middle = chosen[0].middle
    for place, one in enumerate(chosen):
        axes.barh(place, one.low - middle, left=middle, height=0.7, color="white", edgecolor=BLUE, hatch=HATCH)
        axes.barh(place, one.high - middle, left=middle, height=0.7, color=ORANGE, edgecolor=ORANGE)
    axes.axvline(middle, color=INK, linewidth=1.0)
    names = [f"{one.factor}  ({brief(one.at[0])} to {brief(one.at[1])})" for one in chosen]
    axes.set_yticks(range(len(chosen)), names, fontsize=8)
    axes.invert_yaxis()
    axes.set_title(f"{ANSWERS[answer].short}: {shown(middle, ANSWERS[answer].unit)} in the middle")
    ticks(axes, ANSWERS[answer].unit)
    grid(axes)


def _indices(axes: Axes, overall: Global, answer: str) -> None:
    chosen = overall.of(answer)[:BARS]
    whiskers = {"color": INK, "linewidth": 0.8}
    for place, one in enumerate(chosen):
        axes.barh(place, one.total, 0.72, color=PALE, edgecolor=GREY, xerr=one.total_error, error_kw=whiskers)
        axes.barh(place, max(one.first, 0.0), 0.3, color=BLUE)
    axes.set_yticks(range(len(chosen)), [one.factor for one in chosen], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(left=0.0)
    ticks(axes, "")
    axes.set_title(ANSWERS[answer].short)
    grid(axes)


def _legends(left: SubFigure, right: SubFigure) -> None:
    from matplotlib.patches import Patch

    ends = [
        Patch(facecolor="white", edgecolor=BLUE, hatch=HATCH, label="at its 5th percentile"),
        Patch(facecolor=ORANGE, edgecolor=ORANGE, label="at its 95th percentile"),
    ]
    shares = [
        Patch(facecolor=BLUE, label="alone (first order)"),
        Patch(facecolor=PALE, edgecolor=GREY, label="in all (total, with 95% bootstrap)"),
    ]
    for part, handles in ((left, ends), (right, shares)):
        part.legend(handles=handles, loc="outside lower center", ncols=2)


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
