"""What the study told about each parameter: the posterior beside the prior, and the share of variance that went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from calibration.identify import Learnt
from calibration.pictures.style import BLUE, GREY, INK, PALE, blank, brief, grid, save, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW_HEIGHT = 0.22
TITLE = "What the study told about each fitted parameter"


def draw_learnt(path: Path, learnt: list[Learnt]) -> Path:
    """Draw the contraction of every fitted parameter, and prior and posterior on the prior's scale.

    Parameters
    ----------
    path : Path
        Where to: .svg or .png.
    learnt : list of Learnt
        As ``calibration.identify.learnt`` gives them.
    """
    fitted = _fitted(learnt)
    with styled():
        figure = blank(ROW_HEIGHT * len(fitted) + 1.2, 11.0)
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.0, 1.5))
        _contraction(left, fitted)
        _intervals(right, fitted)
        left.set_ylim(len(fitted) - 0.4, -0.6)
        return save(figure, path, TITLE, description(learnt))


def description(learnt: list[Learnt]) -> str:
    """Return the picture in words."""
    fitted = _fitted(learnt)
    most = ", ".join(f"{one.parameter} ({max(one.contraction, 0.0):.0%})" for one in fitted[:6])
    little = sum(one.contraction < 0.1 for one in fitted)
    return (
        f"The share of the prior's variance that the study took away is largest for {most}. For {little} of "
        f"{len(fitted)} parameters it is below 10%: the posterior's 95% interval is nearly the prior's."
    )


def _fitted(learnt: list[Learnt]) -> list[Learnt]:
    return sorted((one for one in learnt if one.role == "fitted"), key=lambda one: -one.contraction)


def _contraction(axes: Axes, fitted: list[Learnt]) -> None:
    axes.barh(range(len(fitted)), [max(one.contraction, 0.0) for one in fitted], height=0.62, color=BLUE)
    axes.set_yticks(range(len(fitted)), [one.parameter for one in fitted], fontsize=7.5)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0%", "25%", "50%", "75%", "100%"])
    axes.set_title("Share of the prior's variance that went")
    grid(axes)


def _intervals(axes: Axes, fitted: list[Learnt]) -> None:
    """Draw both intervals with the prior's as the unit: 0 is its lower end and 1 its upper."""
    for place, one in enumerate(fitted):
        low, wide = one.prior[0], one.prior[1] - one.prior[0]
        ends = [(bound - low) / wide for bound in one.interval]
        axes.barh(place, 1.0, height=0.62, color=PALE, edgecolor=GREY, linewidth=0.5)
        axes.barh(place, ends[1] - ends[0], left=ends[0], height=0.3, color=BLUE)
        axes.plot([(one.mean - low) / wide], [place], color=INK, marker="D", markersize=3.2, markeredgecolor="white")
        for x, side, bound in ((-0.07, "right", one.prior[0]), (1.07, "left", one.prior[1])):
            axes.text(x, place, brief(bound), ha=side, va="center", fontsize=6.5)
    axes.set_xlim(-0.22, 1.2)
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_title("95% before (grey) and after (blue, with the mean)")
