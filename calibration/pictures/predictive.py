"""The study's figures beside what new studies give: before the fit, after it, and in the studies that matched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from calibration.check.predictive import Beside, shown
from calibration.pictures.style import BLUE, GREY, HATCH, INK, ORANGE, PALE, blank, save, styled, ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = 2
ROW_HEIGHT = 0.82
TITLE = "The study's figures, and what new studies give"
USES = {"fitted": "fitted", "held_out": "held out", "closed_form": "on paper", "in_prior": "in a prior"}


def draw_predictive(path: Path, figures: list[Beside]) -> Path:
    """Draw every figure of the study on an axis of its own.

    Parameters
    ----------
    path : Path
        Where to: .svg or .png.
    figures : list of Beside
        As ``calibration.check.predictive.beside`` gives them.
    """
    rows = -(-len(figures) // COLUMNS)
    with styled():
        figure = blank(ROW_HEIGHT * rows + 0.8, 11.0)
        panels = figure.subplots(rows, COLUMNS, squeeze=False).T.ravel()
        for axes, one in zip(panels, figures, strict=False):
            _strip(axes, one)
        for axes in panels[len(figures) :]:
            axes.set_visible(False)
        _legend(figure)
        return save(figure, path, TITLE, description(figures))


def description(figures: list[Beside]) -> str:
    """Return the picture in words."""
    said, matched = [], []
    for one in figures:
        said.append(f"{_name(one)}: study {one.target.shown()}, new studies {shown(one.target, one.posterior)}")
        if one.matched is not None:
            matched.append(f"{_name(one)} {shown(one.target, one.matched)}")
    return f"95% predictive intervals under the posterior. {'; '.join(said)}. In matched studies: {'; '.join(matched)}."


def _strip(axes: Axes, one: Beside) -> None:
    scale = 100.0 if one.target.likelihood == "rounded_cost" else 1.0

    def bar(bounds: tuple[float, float], place: float, height: float, **look: object) -> None:
        low, high = (bound / scale for bound in bounds)
        axes.barh(place, high - low, left=low, height=height, **look)  # type: ignore[arg-type]

    bar(one.prior, 0.0, 0.9, color=PALE, edgecolor=GREY, linewidth=0.6)
    bar(one.posterior, 0.0, 0.42, color=BLUE)
    if one.matched is not None:
        bar(one.matched, -0.75, 0.42, color="white", edgecolor=ORANGE, hatch=HATCH)
    low, high = one.target.low / scale, one.target.high / scale
    axes.plot([low, high], [0.0, 0.0], color="white", linewidth=3.2, solid_capstyle="butt")
    axes.plot([low, high], [0.0, 0.0], color=INK, linewidth=1.6, marker="D", markersize=5.0, markeredgecolor="white")
    axes.set_ylim(-1.1, 0.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    reach = [bound / scale for bounds in (one.prior, one.posterior) for bound in bounds]
    axes.set_xlim(0.0, 1.06 * max(*reach, high))
    ticks(axes, "£" if scale > 1.0 else "")
    axes.set_title(f"{_name(one)}: {one.target.shown()}  ({USES[one.target.use]})", fontsize=8.5, pad=2.0)


def _name(one: Beside) -> str:
    words = one.target.name.replace("_", " ").replace("ptsd", "PTSD")
    return f"{words[0].upper()}{words[1:]}"


def _legend(figure: object) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles = [
        Line2D([], [], color=INK, marker="D", linestyle="none", label="the study"),
        Patch(facecolor=PALE, edgecolor=GREY, label="new studies before the fit (95%)"),
        Patch(facecolor=BLUE, label="new studies after it"),
        Patch(facecolor="white", edgecolor=ORANGE, hatch=HATCH, label="studies that matched every fitted figure"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=4)  # type: ignore[attr-defined]
