"""How a figure is judged against its exact value; the judging itself is ``scenarios.verify.judging``."""

from collections.abc import Sequence

import numpy as np

from scenarios.verify import judging
from scenarios.verify.judging import passes
from scenarios.verify.lengths import CHECKS, ERROR_RATE, FAMILY_ERROR_RATE

__all__ = ["CHECKS", "ERROR_RATE", "FAMILY_ERROR_RATE", "mean", "passes", "share"]


def share(successes: int, trials: int, probability: float) -> float:
    """Return the p-value of a proportion of independent trials."""
    return judging.share(successes, trials, probability).p_value


def mean(values: Sequence[float] | np.ndarray, expected: float) -> float:
    """Return the p-value of the mean of independent values."""
    return judging.mean(values, expected).p_value
