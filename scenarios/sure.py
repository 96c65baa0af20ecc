"""When something may be called surely more, or surely fewer: one rule, for every sentence and every ratio."""

from __future__ import annotations

from scenarios.answers import is_clear
from scenarios.summary import Difference

SURE = 0.975
"""Probability from which it counts as sure that a mean difference is above nought, or below it."""


def sure_side(difference: Difference, *, fewer_is_better: bool = False) -> int:
    """Return 1 where a mean difference is surely above nought, -1 where surely below, and 0 where neither.

    It is sure where three things agree: the error of the mean leaves out nought, so does the interval that holds 95 %
    of averages over the draws, and the probability that the average is on that side is 97.5 % or more. Where parameters
    are not drawn there is no such interval or probability, and the first alone decides: chance is all that is known.

    Parameters
    ----------
    difference : Difference
        Of an outcome of which more is better, such as women who complete therapy.
    fewer_is_better : bool
        Whether less of it is better, as of a cost; ``probability_better`` is turned round.
    """
    if difference.mean is None or not is_clear(difference):
        return 0
    side = 1 if difference.mean > 0.0 else -1
    ends, better = difference.expected, difference.probability_better
    if ends is not None and (ends[0] <= 0.0 if side > 0 else ends[1] >= 0.0):
        return 0
    if better is None:
        return side
    on_this_side = better if (side > 0) != fewer_is_better else 1.0 - better
    return side if on_this_side >= SURE else 0
