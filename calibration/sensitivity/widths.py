"""Priors that are wider or narrower, on the scale of normal scores: u becomes Phi(k Phi^-1(u)).

The median stays. A normal or lognormal prior then has exactly k times its standard deviation (on the log scale, if
lognormal), before it is cut at its range; any other keeps its bounds and its shape near the middle, and with k above 1
puts more weight near its ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from calibration.priors import NEAREST_0

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Reshaped:
    """What becomes of the numbers between 0 and 1 from which priors make values.

    Attributes
    ----------
    names : tuple of str
        The parameters, one a column.
    width : mapping of str to float
        How many times as wide a prior is; 1 if it is not named.
    tied : mapping of str to str
        Parameters that take the number of another: what is not known of both is one thing.
    """

    names: tuple[str, ...]
    width: Mapping[str, float]
    tied: Mapping[str, str]

    def __call__(self, u: Numbers) -> Numbers:
        """Return the numbers as the priors are to have them, shape (draws, parameters) as given."""
        found = u.copy()
        for one, other in self.tied.items():
            found[:, self.names.index(one)] = u[:, self.names.index(other)]
        for name, times in self.width.items():
            column = self.names.index(name)
            found[:, column] = widened(found[:, column], times)
        return found


def widened(u: Numbers, times: float) -> Numbers:
    """Return numbers between 0 and 1 whose normal scores are ``times`` as far from 0.

    Parameters
    ----------
    u : array of float
        Numbers strictly between 0 and 1.
    times : float
        How many times as wide.
    """
    scores: Numbers = special.ndtr(times * special.ndtri(u))
    return np.clip(scores, NEAREST_0, 1.0 - NEAREST_0)
