"""The partially nested comparison of two means: Welch's test, the treated arm's error from its clusters.

The baseline is taken out with the slope within arms. The comparison arm's error is that of women one by one; the
treated arm's is from its clusters, where a woman in none is one by herself. Many relabelled data sets, a row each, are
analysed at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Compared:
    """Estimates, their standard errors and degrees of freedom, one a row."""

    estimate: Numbers
    error: Numbers
    freedom: Numbers


def sizes_of(clusters: Whole) -> tuple[Whole, Whole]:
    """Return an order of the treated arm's women by cluster, and the size of each cluster in it.

    Parameters
    ----------
    clusters : array of int
        Of the treated arm's women; a woman in none (-1) is one by herself.
    """
    own = np.where(clusters >= 0, clusters, -1 - np.arange(len(clusters)))
    _, place, sizes = np.unique(own, return_inverse=True, return_counts=True)
    return np.argsort(place, kind="stable"), sizes


def compared(y: Numbers, x: Numbers, sizes: Whole) -> Compared:
    """Return the partially nested comparison of each row.

    Parameters
    ----------
    y, x : array of float, shape (rows, women)
        Outcome and baseline; the treated arm's women first, cluster by cluster.
    sizes : array of int
        Sizes of the treated arm's clusters, in that order: two or more.
    """
    n1, k = int(sizes.sum()), len(sizes)
    n0 = y.shape[1] - n1
    one_y, other_y = _about(y[:, :n1]), _about(y[:, n1:])
    one_x, other_x = _about(x[:, :n1]), _about(x[:, n1:])
    across = (one_x * one_y).sum(axis=1) + (other_x * other_y).sum(axis=1)
    squares = (one_x**2).sum(axis=1) + (other_x**2).sum(axis=1)
    slope = np.divide(across, squares, out=np.zeros_like(across), where=squares > 0.0)[:, None]
    one, other = one_y - slope * one_x, other_y - slope * other_x
    means = y[:, :n1].mean(axis=1) - y[:, n1:].mean(axis=1)
    baselines = x[:, :n1].mean(axis=1) - x[:, n1:].mean(axis=1)
    sums = np.add.reduceat(one, np.concatenate([[0], np.cumsum(sizes)[:-1]]), axis=1)
    of_treated = (sums**2).sum(axis=1) * k / (k - 1) / n1**2
    of_other = (other**2).sum(axis=1) / (n0 - 1) / n0
    both = of_treated + of_other
    with np.errstate(all="ignore"):
        freedom = both**2 / (of_treated**2 / (k - 1) + of_other**2 / (n0 - 1))
    return Compared(means - slope[:, 0] * baselines, np.sqrt(both), freedom)


def _about(values: Numbers) -> Numbers:
    found: Numbers = values - values.mean(axis=1, keepdims=True)
    return found
