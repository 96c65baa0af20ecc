"""Student's t distribution without SciPy: its quantile, for the error of a mean."""

from __future__ import annotations

import math
from functools import cache

ENOUGH = 1e-15
MOST_TERMS = 10_000
TINY = 1e-300


@cache
def quantile(degrees: int, probability: float) -> float:
    """Return the value that Student's t stays below with a probability above one half.

    Parameters
    ----------
    degrees : int
        Degrees of freedom, at least 1.
    probability : float
        Above 0.5 and below 1.
    """
    beyond = 2.0 * (1.0 - probability)
    low, high = 0.0, 1.0
    while both_tails(degrees, high) > beyond:
        low, high = high, 2.0 * high
    while high - low > ENOUGH * high:
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        low, high = (middle, high) if both_tails(degrees, middle) > beyond else (low, middle)
    return 0.5 * (low + high)


def both_tails(degrees: int, t: float) -> float:
    """Return the probability that Student's t lies beyond ``t`` on either side."""
    return _beta(degrees / (degrees + t * t), t * t / (degrees + t * t), 0.5 * degrees, 0.5)


def _beta(x: float, rest: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function; ``rest`` is 1 - x, without its rounding."""
    if x <= 0.0 or rest <= 0.0:
        return 0.0 if x <= 0.0 else 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(rest)
    if x < (a + 1.0) / (a + b + 2.0):
        return math.exp(log_front) * _fraction(x, a, b) / a
    return 1.0 - math.exp(log_front) * _fraction(rest, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1.0 / _not_nought(1.0 - (a + b) * x / (a + 1.0))
    found = d
    for m in range(1, MOST_TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0)),
        ):
            d = 1.0 / _not_nought(1.0 + term * d)
            c = _not_nought(1.0 + term / c)
            found *= c * d
        if abs(c * d - 1.0) < ENOUGH:
            break
    return found


def _not_nought(value: float) -> float:
    return value if abs(value) > TINY else TINY
