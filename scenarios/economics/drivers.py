"""What drives an answer: how it differs between the draws in which a number is lowest and those in which it is highest.

The draws themselves are sorted, so nothing that the calibration ties together is broken, no straight line is assumed,
and nothing is run anew. It is association within what is not known: two numbers that move together share it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.economics.decision import LEAST_DRAWS
from sim.varied import Varied

Numbers = NDArray[np.float64]

PART = 0.1
"""Share of the draws at either end."""

SURE = 3.5
"""Standard errors by which the ends must differ: of some hundred numbers that do nothing, fewer than one in twenty
lists then holds one."""


@dataclass(frozen=True, slots=True)
class Driver:
    """A number, and the mean answer at either end of what is not known of it.

    Attributes
    ----------
    name : str
        The parameter, a member of a list as ``"women.sells_sex[0]"``.
    at : tuple of float
        Its mean in the lowest and in the highest tenth of draws.
    low, high : float
        The answer's mean in those draws.
    error : float
        Monte Carlo standard error of high minus low.
    """

    name: str
    at: tuple[float, float]
    low: float
    high: float
    error: float

    @property
    def swing(self) -> float:
        """High minus low."""
        return self.high - self.low


def drivers(varied: Varied, answer: Numbers, most: int = 8) -> list[Driver]:
    """Return the numbers that drive an answer, the strongest first; those that chance could explain are left out.

    Parameters
    ----------
    varied : Varied
        The draws.
    answer : array of float, shape (draws,)
        The answer's mean in each draw.
    most : int
        How many at most.
    """
    if len(answer) < LEAST_DRAWS:
        return []
    found = [_driver(varied.names[i], varied.values[:, i], answer) for i in range(len(varied.names))]
    sure = [one for one in found if one is not None and abs(one.swing) > SURE * one.error]
    return sorted(sure, key=lambda one: -abs(one.swing))[:most]


def _driver(name: str, values: Numbers, answer: Numbers) -> Driver | None:
    low_end, high_end = np.quantile(values, (PART, 1.0 - PART))
    low, high = values <= low_end, values >= high_end
    if low_end >= high_end or min(low.sum(), high.sum()) < 2:
        return None
    error = float(np.sqrt(answer[low].var(ddof=1) / low.sum() + answer[high].var(ddof=1) / high.sum()))
    at = (float(values[low].mean()), float(values[high].mean()))
    return Driver(name, at, float(answer[low].mean()), float(answer[high].mean()), error)
