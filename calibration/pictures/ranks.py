"""Simulation-based calibration as a picture: where the truth lies among its posterior's draws."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scipy import stats

from calibration.check.ranks import BINS, LEVELS, Ranks
from calibration.pictures.style import BLUE, GREY, INK, PALE, blank, save, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = 7
ROW_HEIGHT = 1.12
TITLE = "Simulation-based calibration: ranks of the truth"
WITHIN = (0.005, 0.995)


def draw_ranks(path: Path, ranks: Ranks) -> Path:
    """Draw the histogram of ranks of every fitted parameter, with the band in which 99 % of even bins lie.

    Parameters
    ----------
    path : Path
        Where to: .svg or .png.
    ranks : Ranks
        As ``calibration.check.ranks.ranks_of`` gives them.
    """
    rows = -(-len(ranks.names) // COLUMNS)
    with styled():
        figure = blank(ROW_HEIGHT * rows + 0.9, 12.0)
        panels = figure.subplots(rows, COLUMNS, squeeze=False, sharex=True, sharey=True).ravel()
        for axes, name in zip(panels, ranks.names, strict=False):
            _histogram(axes, ranks, name)
        for axes in panels[len(ranks.names) :]:
            axes.set_visible(False)
        figure.supxlabel(
            f"Rank of the true value among 99 draws of its posterior, in {BINS} bins; {ranks.studies:,} simulated "
            "studies. Grey: where 99% of bins lie if ranks are even.",
            fontsize=9,
        )
        return save(figure, path, TITLE, description(ranks))


def description(ranks: Ranks) -> str:
    """Return the picture in words."""
    low, high = _band(ranks)
    bins = [count for name in ranks.names for count in ranks.histogram(name)]
    outside = sum(not low <= count <= high for count in bins)
    held = []
    for level in LEVELS:
        share = sum(ranks.covered(name, level) for name in ranks.names) / len(ranks.names) / ranks.studies
        held.append(f"{level:.0%} intervals hold the truth in {share:.1%}")
    return (
        f"Histograms of ranks for {len(ranks.names)} parameters over {ranks.studies:,} simulated studies. "
        f"{outside} of {len(bins)} bins lie outside the band that holds 99% of them if ranks are even. "
        f"{'; '.join(held)}."
    )


def _band(ranks: Ranks) -> tuple[float, float]:
    low, high = stats.binom.ppf(WITHIN, ranks.studies, 1.0 / BINS)
    return float(low), float(high)


def _histogram(axes: Axes, ranks: Ranks, name: str) -> None:
    low, high = _band(ranks)
    axes.axhspan(low, high, color=PALE)
    axes.axhline(ranks.studies / BINS, color=GREY, linewidth=0.8)
    axes.bar(range(BINS), ranks.histogram(name), width=0.8, color="none", edgecolor=BLUE, linewidth=1.1)
    axes.set_ylim(0, 1.6 * ranks.studies / BINS)
    axes.set_xticks([])
    axes.tick_params(axis="y", labelsize=7)
    group, _, own = name.partition(".")
    axes.set_title(f"{group}\n{own}", fontsize=6.8, fontweight="normal", pad=1.5, color=INK)
