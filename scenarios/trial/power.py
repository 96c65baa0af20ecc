"""Power of a trial in each draw, worked out from the women that the pathway delivers.

With standard deviations of the outcome as the unit, and what the baseline explains taken out (ANCOVA; not for the plain
t-test), a woman of the treated arm gains ``whole * response``. Beside individual differences the treated arm has what
women of one stabilisation group, and of one psychologist, share. The estimate is the difference of the means of those
followed up. Its true error and the error that a method believes in are two things: a method that ignores clusters
believes too little, so that its type I error is not what it says. Power is the probability that the method's test is
significant in favour of the treated arm; type I error counts results either way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scenarios.trial.design import NESTED, Design

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Delivered:
    """What a trial of some size is made of, one entry a draw (and a size).

    Attributes
    ----------
    treated, comparison : array of float
        Women followed up in each arm.
    response, spread : array of float
        Mean and variance of the response of treated women followed up.
    response_of_all : array of float
        Mean response of all treated women randomised, followed up or not: what the estimand is about.
    in_groups, with_therapist : array of float
        Sum over groups (psychologists) of m (m - 1), m their women followed up.
    groups : array of float
        How many clusters, and women outside any, the treated arm has (:func:`scenarios.trial.delivered.clusters_of`).
    bias : array of float
        By how much loss to follow-up alone moves the difference, in standard deviations.
    between : array of float, optional
        The variance of response as clusters show it: sum over clusters of the square of their sum about the mean, for
        each treated woman. Where clusters differ in dose it is more than ``spread``, which is taken without it.
    left_to_chance : array of float, optional
        The part of ``spread`` that who is followed up leaves to chance, once the doses of the women randomised are
        given; ``spread`` is taken without it, as for women whose doses are chance too.
    """

    treated: Numbers
    comparison: Numbers
    response: Numbers
    response_of_all: Numbers
    spread: Numbers
    in_groups: Numbers
    with_therapist: Numbers
    groups: Numbers
    bias: Numbers
    between: Numbers | None = None
    left_to_chance: Numbers | None = None


@dataclass(frozen=True, eq=False)
class Test:
    """A test in each draw (and size): its signal, the true error, the error it believes in, and degrees of freedom."""

    signal: Numbers
    true_error: Numbers
    believed_error: Numbers
    freedom: Numbers

    def in_favour(self, alpha: float) -> Numbers:
        """Return the probability of a significant result in favour of the treated arm."""
        return self._beyond(alpha, 1.0)

    def against(self, alpha: float) -> Numbers:
        """Return the probability of a significant result against the treated arm."""
        return self._beyond(alpha, -1.0)

    def either_way(self, alpha: float) -> Numbers:
        """Return the probability of a significant result, in favour or against."""
        return self.in_favour(alpha) + self.against(alpha)

    def _beyond(self, alpha: float, side: float) -> Numbers:
        """Return the probability of a significant result to one side; 0 where an arm has nobody left to compare."""
        critical = special.stdtrit(np.maximum(self.freedom, 1.0), 1.0 - alpha / 2.0)
        fine = (self.true_error > 0.0) & np.isfinite(self.true_error) & (self.freedom >= 1.0)
        scale = np.where(fine, self.believed_error / np.where(fine, self.true_error, 1.0), 1.0)
        shift = np.where(fine, self.signal / np.where(fine, self.true_error, 1.0), 0.0)
        # The believed error is itself estimated: a noncentral t, on the scale of the true error.
        below = _below(side * critical * scale, shift, self.freedom)
        found: Numbers = np.where(fine, np.clip(1.0 - below if side > 0.0 else below, 0.0, 1.0), 0.0)
        return found


def made_test(
    delivered: Delivered, whole: Numbers, icc_group: Numbers, icc_therapist: Numbers, kept: Numbers, design: Design
) -> Test:
    """Return the test that a design's method makes of what is delivered.

    Every method that counts clusters has the formula of the partially nested comparison: simulated trials tell how far
    a mixed model or a permutation test is from it (``scenarios.trial.checking``).

    Parameters
    ----------
    delivered : Delivered
        The women.
    whole : array of float
        Effect of a whole course.
    icc_group, icc_therapist : array of float
        Intracluster correlations.
    kept : array of float
        Share of the outcome's variance that the baseline leaves: 1 less the squared correlation. Intracluster
        correlations are of what it leaves, whatever the method.
    design : Design
        Its method.
    """
    n1, n0 = np.maximum(delivered.treated, 1e-9), np.maximum(delivered.comparison, 1e-9)
    left = np.ones_like(kept) if design.method == "t_test" else kept
    nested = design.method in NESTED
    between = delivered.between if nested else None
    spread = whole**2 * (delivered.spread if between is None else between)
    chance = whole**2 * (delivered.spread if delivered.left_to_chance is None else delivered.left_to_chance)
    shared = kept * (icc_group * delivered.in_groups + icc_therapist * delivered.with_therapist) / n1**2
    treated_error, comparison_error = (left + spread) / n1 + shared, left / n0
    true = np.sqrt((left + chance) / n1 + shared + comparison_error)
    if nested:
        believed = np.sqrt(treated_error + comparison_error)
        freedom = (treated_error + comparison_error) ** 2 / (
            treated_error**2 / np.maximum(delivered.groups - 1.0, 0.5) + comparison_error**2 / np.maximum(n0 - 1.0, 0.5)
        )
    else:
        pooled = ((left + spread) * np.maximum(n1 - 1.0, 0.0) + left * np.maximum(n0 - 1.0, 0.0)) / np.maximum(
            n1 + n0 - 2.0, 1e-9
        )
        believed = np.sqrt(pooled * (1.0 / n1 + 1.0 / n0))
        freedom = n1 + n0 - (2.0 if design.method == "t_test" else 3.0)
    some = (delivered.treated >= 2.0) & (delivered.comparison >= 2.0)
    signal = whole * delivered.response + delivered.bias
    return Test(np.where(some, signal, 0.0), np.where(some, true, 0.0), believed, np.where(some, freedom, 0.0))


def _below(at: Numbers, shift: Numbers, freedom: Numbers) -> Numbers:
    """Return the probability that a noncentral t is below a value."""
    df = np.maximum(freedom, 1.0)
    with np.errstate(all="ignore"):
        found = special.nctdtr(df, np.clip(shift, -37.0, 37.0), at)
    # Far from nought the series does not end: there the normal is as good.
    rough = special.ndtr((at * (1.0 - 1.0 / (4.0 * df)) - shift) / np.sqrt(1.0 + at**2 / (2.0 * df)))
    usable: Numbers = np.where(np.isfinite(found) & (np.abs(shift) < 37.0), found, rough)
    return usable
