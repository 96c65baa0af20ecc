"""Unit costs in closed form, given what happened in each matched study.

Printed pounds are rounded, so a price lies anywhere within what the rounding allows. For the drug groups the study
gives one figure for both groups, support to attend included; the support's own prices come from their priors, and the
price of a session is whatever makes the matched study's row that figure. So sessions, support and price of a session
trade off in the draws exactly as they must.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calibration.evidence import evidence
from calibration.priors import uniforms
from calibration.study import study
from calibration.world import Joiners, Whole
from sim.many import run_many
from sim.outcomes import TOTALS
from sim.varied import Varied

Numbers = NDArray[np.float64]

KNOWN_PRICE = 100.0
"""Pounds a drug-group session, with which a row is run once to see how many sessions it pays for."""

SESSION = "costs.drug_group_session"


def price_bounds() -> dict[str, tuple[float, float]]:
    """Return, for each price that printed figures bound, the least and the most it can be, in pounds."""
    each, counts = study()["pounds_each"], study()["counts"]
    sessions_each = counts["therapy_sessions_held"] / counts["started_therapy"]
    held = counts["stabilisation_sessions_held"]
    return {
        "costs.emdr_session": _both(_printed(each["therapy_per_woman"], sessions_each), each["therapy_session"]),
        "costs.stabilisation_session": _both(
            _printed(study()["pounds"]["stabilisation"], held), each["stabilisation_session"]
        ),
        "costs.ptsd_screening": _printed(each["ptsd_screening_per_woman"], 1),
    }


def bounded_prices(number: int, seed: int, first: int = 0) -> dict[str, Numbers]:
    """Return draws of the prices that printed figures bound, each as likely as any other within its bounds."""
    return {
        name: low + uniforms(name, 0, number, seed, first) * (high - low)
        for name, (low, high) in price_bounds().items()
    }


def lived_again(world: Joiners, columns: tuple[str, ...], values: Numbers, lives: Whole) -> Whole:
    """Return the totals of matched studies, one row each, with every column of their draws in force.

    Parameters
    ----------
    world : Joiners
        The world in which they matched, whose own columns stand.
    columns, values
        Every column of the draws, and its values.
    lives : array of int
        The life of each.
    """
    base = world.varied(values[:, [columns.index(name) for name in world.names]])
    kept = [i for i, name in enumerate(columns) if name not in base.names and not _given_by_world(name)]
    names = (*base.names, *(columns[i] for i in kept))
    varied = Varied(base.base, names, np.column_stack([base.values, values[:, kept]]))
    return run_many(varied, np.arange(len(values)), lives, world.seed)


def session_prices(world: Joiners, columns: tuple[str, ...], values: Numbers, lives: Whole) -> Numbers:
    """Return the price of a drug-group session, in whole pence, at which each study's row is the printed figure.

    It is not a number where support alone comes to more than the figure: such prices of support cannot be.
    """
    tried = values.copy()
    tried[:, columns.index(SESSION)] = KNOWN_PRICE
    rows = lived_again(world, columns, tried, lives)
    target = evidence()["drug_group_price"]
    groups, support = (rows[:, TOTALS.index(name)] for name in target.outcomes)
    sessions = groups / (100.0 * KNOWN_PRICE)
    left = (target.low + target.high) / 2 - support
    prices = np.round(left / sessions) / 100.0
    found: Numbers = np.where(prices > 0.0, prices, np.nan)
    return found


def _given_by_world(name: str) -> bool:
    return name.startswith(("women.sells", "women.uses", "women.ptsd", "screening."))


def _printed(pounds: float, divided_by: float) -> tuple[float, float]:
    return (pounds - 0.5) / divided_by, (pounds + 0.5) / divided_by


def _both(bounds: tuple[float, float], printed: float) -> tuple[float, float]:
    low, high = _printed(printed, 1)
    return max(bounds[0], low), min(bounds[1], high)
