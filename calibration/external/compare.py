"""Other studies beside the pathway: before the fit, after it, and whether they agree.

Each draw of the parameters lives the pathway once in a setting, at many sites, and what a study counted is counted in
the women's lives. The first so many women as the study had make a study of its size, so the interval over draws holds
chance and parameters; where a review has no one size, all women of a draw make one. Before the fit the draws come
from the priors, after it from the posterior; both have the same chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.external.runs import Counted, counted
from calibration.external.spread import Spread
from calibration.external.studies import Comparison, studies
from calibration.posterior import Posterior, posterior
from calibration.predict import interval
from sim.errors import InputError

Numbers = NDArray[np.float64]

DRAWS, QUICK_DRAWS = 200, 40
WIDE = 0.5
"""The part of what is possible from which an interval says little, and agreement with it little more."""

NO_FIGURE = "no figure"

_STATISTICS: dict[str, Callable[[Numbers], float]] = {
    "mean": lambda values: float(values.mean()),
    "median": lambda values: float(np.median(values)),
    "sd": lambda values: float(values.std(ddof=1)) if len(values) > 1 else 0.0,
}


@dataclass(frozen=True, slots=True)
class Ours:
    """Our counterpart of a figure.

    Attributes
    ----------
    mean : float
        Mean over draws, all women of each counted.
    interval : tuple of float
        95 % of studies of the same size: chance and parameters.
    size : int
        How many women (or appointments) such a study has; the middle one, where not enough of them got there.
    women : tuple of float or None
        95 % of single women, one by one, of all draws together; None for shares.
    """

    mean: float
    interval: tuple[float, float]
    size: int
    women: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class External:
    """One comparison with a figure from outside.

    Attributes
    ----------
    prior, posterior : Ours
        Ours before the fit and after it.
    verdict : str
        ``agrees`` if the intervals overlap and the figure is within ours after the fit; else ``above`` or ``below``,
        which is where ours is; or that there is no figure.
    wide : bool
        Whether our interval after the fit covers half of what is possible or more: then agreeing is easy.
    why : str
        What explains the verdict, in a line.
    """

    comparison: Comparison
    prior: Ours
    posterior: Ours
    verdict: str
    wide: bool
    why: str


def compared(
    draws: int = DRAWS,
    seed: int = 1,
    workers: int = 1,
    *,
    after: Posterior | None = None,
    only: Sequence[Comparison] | None = None,
    progress: Callable[[int], object] = lambda number: None,
) -> list[External]:
    """Return every comparison with figures from outside.

    Parameters
    ----------
    draws : int
        Draws from the priors, and as many from the posterior.
    seed : int
        Seed of the priors' draws and of chance.
    workers : int
        Processes to use; numbers do not depend on it.
    after : Posterior, optional
        The posterior; by default the one that ships.
    only : sequence of Comparison, optional
        Which comparisons; by default all that ship.
    progress : callable
        Told time after time how many more runs are done, of ``runs.number_of_runs`` in all.

    Raises
    ------
    InputError
        If there are too few draws, or not so many.
    """
    if draws < 2:
        raise InputError(f"draws: {draws}: expected 2 or more")
    chosen = studies().comparisons if only is None else only
    found = counted(chosen, after or posterior(), draws, seed, workers, progress)
    return [_one(each, found[each.setting_name]) for each in chosen]


def ours(comparison: Comparison, values: Sequence[Numbers]) -> Ours:
    """Return our counterpart of a figure from what was counted in each draw.

    Parameters
    ----------
    comparison : Comparison
        What is compared.
    values : sequence of array
        A value a woman (or appointment), draw by draw.
    """
    taken = _STATISTICS[comparison.statistic]
    asked = [_asked(comparison, each) for each in values if len(each)]
    if not asked:
        raise InputError(f"{comparison.name}: in no draw did any woman get there; expected a larger setting")
    size = comparison.figure.spread.size
    single = np.concatenate(asked)
    return Ours(
        float(np.mean([taken(each) for each in asked])),
        interval(np.array([taken(each[:size]) for each in asked])),
        int(np.median([len(each[:size]) for each in asked])),
        None if _is_share(comparison) else interval(single),
    )


def verdict_of(figure: Spread, mean: float, predicted: tuple[float, float]) -> str:
    """Return whether ours agrees with a figure, or is above or below it; see :class:`External`.

    Parameters
    ----------
    figure : Spread
        The figure and its interval.
    mean : float
        Ours.
    predicted : tuple of float
        Our interval of studies of that size.
    """
    if (bounds := figure.bounds) is None:
        return NO_FIGURE
    overlap = bounds[0] <= predicted[1] and predicted[0] <= bounds[1]
    value = figure.value
    if overlap and (value is None or predicted[0] <= value <= predicted[1]):
        return "agrees"
    return "above" if mean > (bounds[1] if value is None else value) else "below"


def _one(comparison: Comparison, found: Counted) -> External:
    asked = comparison.measure, comparison.sessions
    old, new = ours(comparison, found.before[asked]), ours(comparison, found.after[asked])
    verdict = verdict_of(comparison.figure.spread, new.mean, new.interval)
    wide = new.interval[1] - new.interval[0] >= WIDE * _possible(comparison)
    return External(comparison, old, new, verdict, wide, comparison.why.get(verdict, ""))


def _asked(comparison: Comparison, values: Numbers) -> Numbers:
    if comparison.between is None:
        return values
    low, high = comparison.between
    return ((values >= low) & (values <= high)).astype(np.float64)


def _is_share(comparison: Comparison) -> bool:
    return comparison.figure.unit == "share"


def _possible(comparison: Comparison) -> float:
    """Return how far apart two values can be at most: shares, sessions of a course, or standard deviations of them."""
    if _is_share(comparison):
        return 1.0
    return comparison.sessions / 2 if comparison.statistic == "sd" else float(comparison.sessions)
