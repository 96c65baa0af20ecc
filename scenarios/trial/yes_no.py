"""Power where the outcome is reached or not: beginning therapy, which women of the comparison arm cannot.

The share of the treated arm that begins therapy is what the pathway delivers; the test is the score test of two shares.
Its type I error is not worked out: it takes women as independent, though women of a site share a psychologist.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scenarios.trial.curve import Point, halved
from scenarios.trial.design import Design
from scenarios.trial.effect import Beliefs
from scenarios.trial.lives import COMPARISON, TREATED, Lives

Numbers = NDArray[np.float64]


def curve_of_shares(
    lives: Lives, draws: int, beliefs: Beliefs, design: Design, sizes: Sequence[int] | None = None
) -> list[Point]:
    """Return the design curve; see ``scenarios.trial.curve``. Nothing is diluted, and loss moves nothing."""
    found = []
    shares = shares_reaching(lives, draws)
    women = lives.women
    there = [np.bincount(women.draw[women.arm == arm], minlength=draws) > 0 for arm in (COMPARISON, TREATED)]
    left = there[0] & there[1] & (beliefs.retention_comparison > 0.0) & (beliefs.retention_treated > 0.0)
    nobody = float(1.0 - np.mean(left))
    for size in sizes or design.sizes:
        power = left * power_of_shares(shares, beliefs, design, size)
        error = float(power.std(ddof=1) / np.sqrt(draws))
        ends = (float(np.quantile(power, 0.05)), float(np.quantile(power, 0.95)))
        against = float((left * power_of_shares(shares, beliefs, design, size, against=True)).mean())
        mean = float(power.mean())
        found.append(Point(size, mean, error, mean, against, mean, np.nan, np.nan, ends, nobody))
    return found


def smallest_of_shares(lives: Lives, draws: int, beliefs: Beliefs, design: Design) -> Point | None:
    """Return the smallest trial that reaches the target, or None."""
    return halved(design, lambda sizes: curve_of_shares(lives, draws, beliefs, design, sizes))


def shares_reaching(lives: Lives, draws: int) -> tuple[Numbers, Numbers]:
    """Return the shares of the comparison arm's and of the treated arm's women that begin therapy, by draw."""
    women = lives.women
    found = [_share_reaching(women.draw, women.arm == arm, women.began, draws) for arm in (COMPARISON, TREATED)]
    return found[0], found[1]


def power_of_shares(
    p: tuple[Numbers, Numbers], beliefs: Beliefs, design: Design, size: int, *, against: bool = False
) -> Numbers:
    """Return power of the score test in each draw, in favour of the treated arm (normal approximation; Fleiss 1981).

    Parameters
    ----------
    p : tuple of array of float
        Shares of the comparison arm and of the treated arm that begin therapy.
    beliefs, design
        For retention, the arms' shares of the women, and alpha.
    size : int
        Women randomised.
    against : bool
        The probability of a significant result against the treated arm instead.
    """
    share = design.arms.share_treated
    n1 = size * share * beliefs.retention_treated
    n0 = size * (1 - share) * beliefs.retention_comparison
    left = (n1 > 0.0) & (n0 > 0.0)  # where an arm has nobody left to compare, nothing is found
    n1, n0 = np.where(left, n1, 1.0), np.where(left, n0, 1.0)
    both = (p[1] * n1 + p[0] * n0) / (n1 + n0)
    null = np.sqrt(both * (1 - both) * (1 / n1 + 1 / n0))
    true = np.sqrt(p[1] * (1 - p[1]) / n1 + p[0] * (1 - p[0]) / n0)
    z = special.ndtri(1.0 - design.alpha / 2.0)
    difference = (p[0] - p[1]) if against else (p[1] - p[0])
    fine = true > 0.0
    scaled = np.where(fine, true, 1.0)
    beyond = special.ndtr((difference - z * null) / scaled)
    found: Numbers = np.where(left, np.where(fine, beyond, (difference > 0.0).astype(float)), 0.0)
    return found


def _share_reaching(draw: NDArray[np.int64], of: NDArray[np.bool_], began: NDArray[np.bool_], draws: int) -> Numbers:
    number = np.bincount(draw[of], minlength=draws)
    reached = np.bincount(draw[of], began[of].astype(float), minlength=draws)
    found: Numbers = np.divide(reached, number, out=np.zeros(draws), where=number > 0)
    return found
