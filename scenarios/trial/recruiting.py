"""Recruitment: women randomised by month, the time that a size takes, and the contacts behind them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.trial.design import Design
from scenarios.trial.lives import Lives
from sim.clock import WEEK

Numbers = NDArray[np.float64]
Ends = tuple[float, float]

TAILS = (0.025, 0.975)
WEEKS_IN_MONTH = 365.25 / 12.0 / 7.0


@dataclass(frozen=True, slots=True)
class Reached:
    """How a size is reached.

    Attributes
    ----------
    size : int
        Women randomised.
    on_time : float
        Probability that the window suffices: share of draws.
    months : tuple of float, or None
        Months from the first opening, 2.5 %, middle and 97.5 % of the draws; an end is infinite where the window does
        not suffice in so many draws.
    contacts : tuple of float
        Contacts that so many women take, 2.5 %, middle and 97.5 % of the draws that recruit anybody.
    sites : tuple of float
        Sites like these that would reach the size in the window, 2.5 %, middle and 97.5 %.
    """

    size: int
    on_time: float
    months: tuple[float, float, float]
    contacts: tuple[float, float, float]
    sites: tuple[float, float, float]


def counts(lives: Lives, draws: int) -> Numbers:
    """Return women randomised in the whole window, by draw."""
    return np.bincount(lives.women.draw, minlength=draws).astype(float)


def reached(lives: Lives, draws: int, design: Design, size: int) -> Reached:
    """Return how a size is reached.

    Parameters
    ----------
    lives : Lives
        Both arms, lived over the whole window.
    draws : int
        How many draws.
    design : Design
        The design.
    size : int
        Women randomised in all.
    """
    ends = np.searchsorted(lives.women.draw, np.arange(draws + 1))
    number = np.diff(ends)
    days = np.full(draws, np.inf)
    enough = number >= size
    days[enough] = lives.women.day[ends[:-1][enough] + size - 1] + 1.0
    some = number > 0
    each = lives.contacts[some] / number[some]
    sites = np.ceil(design.sites.number * size / number[some])
    return Reached(
        size,
        float(enough.mean()),
        _three(days / WEEK / WEEKS_IN_MONTH),
        _three(each * size),
        _three(sites),
    )


def by_month(lives: Lives, draws: int, design: Design) -> list[tuple[int, Ends, float]]:
    """Return women randomised by the end of each month: its number, 2.5 to 97.5 % of draws, and the middle."""
    months = int(np.ceil(design.sites.recruitment_weeks / WEEKS_IN_MONTH))
    month = np.minimum(lives.women.day / WEEK / WEEKS_IN_MONTH, months - 1e-9).astype(np.int64)
    grid = np.zeros((draws, months))
    np.add.at(grid, (lives.women.draw, month), 1.0)
    found = np.cumsum(grid, axis=1)
    low, middle, high = of_draws(found)
    return [(i + 1, (float(low[i]), float(high[i])), float(middle[i])) for i in range(months)]


def of_draws(values: Numbers) -> Numbers:
    """Return 2.5 %, the middle and 97.5 % of draws, along the first axis.

    Each is what some draw has, so that a count is whole, and the same count has the same interval wherever it stands.
    """
    found: Numbers = np.quantile(values, (TAILS[0], 0.5, TAILS[1]), axis=0, method="inverted_cdf")
    return found


def _three(values: Numbers) -> tuple[float, float, float]:
    if not len(values):
        return (np.inf, np.inf, np.inf)
    low, middle, high = of_draws(values)
    return float(low), float(middle), float(high)
