"""A permutation test of a trial: the arms relabelled as randomising would have, and the statistic taken again.

Whose outcome and baseline stand in which place of the trial (an arm, and in the treated arm a cluster) is shuffled; the
numbers in each arm and the clusters' sizes stay. Where nobody's outcome depends on her arm or on whom she shares a
cluster with, every order is as likely as the one seen, and the test is exact at any size. The statistic is studentised
by the clusters (Janssen 1997; Chung and Romano 2013), which an arm of more spread does not mislead. Women of a cluster
who are alike and yet no better off are not exchangeable with others: there it is not exact.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from calibration.priors import uniforms
from scenarios.trial.nested import compared, sizes_of

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

RELABELLINGS, MOST = 199, 9_999
"""Relabellings of a test, and the most where the level is small: p is (1 + times as far) / (1 + relabellings)."""
SAME = 1e-9
"""Statistics that differ by less are the same, which shares often are."""


def relabellings(alpha: float) -> int:
    """Return how many relabellings tell a significance level: ten steps of p or more below it, as far as that goes."""
    return min(max(RELABELLINGS, round(10.0 / alpha) - 1), MOST)


def permuted(
    y: Numbers,
    treated: NDArray[np.bool_],
    baseline: Numbers,
    clusters: Whole,
    key: tuple[int, int],
    times: int = RELABELLINGS,
) -> tuple[float, float, float]:
    """Return a trial's estimate, its standard error, and the two-sided p value of the permutation test.

    Parameters
    ----------
    y, treated, baseline, clusters : array
        Of those followed up: outcome, arm, baseline, and cluster of the treated arm, -1 for none. Of outcomes that are
        0 and 1 alone the statistic is that of the score test.
    key : tuple of int
        Number of the data set, and seed: chance is keyed by them.
    times : int
        Relabellings; the p value is (1 + as far or further) / (1 + times).
    """
    one, other = np.flatnonzero(treated), np.flatnonzero(~treated)
    order, sizes = sizes_of(clusters[one])
    places = np.concatenate([one[order], other])
    shares = bool(((y == 0.0) | (y == 1.0)).all())
    if len(sizes) < 2 and not shares:
        return np.nan, np.nan, np.nan
    u = uniforms("trial.permutation", key[0], times * len(y), key[1]).reshape(times, len(y))
    rows = np.vstack([places, places[np.argsort(u, axis=1)]])
    if shares:
        estimates, errors = _shares(y[rows], len(one))
    else:
        found = compared(y[rows], baseline[rows], sizes)
        estimates, errors = found.estimate, found.error
    far = np.divide(np.abs(estimates), errors, out=np.zeros_like(errors), where=errors > 0.0)
    as_far = int((far[1:] >= far[0] - SAME).sum())
    return float(estimates[0]), float(errors[0]), (1 + as_far) / (1 + times)


def _shares(y: Numbers, number: int) -> tuple[Numbers, Numbers]:
    """Return differences of two shares and the score test's error, which no relabelling changes."""
    estimates = y[:, :number].mean(axis=1) - y[:, number:].mean(axis=1)
    both = float(y[0].mean())
    error = float(np.sqrt(both * (1.0 - both) * (1.0 / number + 1.0 / (y.shape[1] - number))))
    return estimates, np.full(len(y), error)
