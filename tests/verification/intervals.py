"""How a figure of the simulation is judged against its exact value.

Every judging function returns a p-value: the chance of a figure at least as far from theory as this one, if the model
is right. ``passes`` compares it with the error rate of one check; this is the same as asking whether the exact value
lies inside the simulation's own 99.99 % interval.
"""

from collections.abc import Sequence

import numpy as np
from scipy import stats

FAMILY_ERROR_RATE = 0.01
"""Chance that a correct model fails any check of the folder, at most."""

CHECKS = 100
"""Checks in the folder, at most: each has its equal part of the family's error rate."""

ERROR_RATE = FAMILY_ERROR_RATE / CHECKS
"""Chance that a correct model fails one check."""

LEAST_EXPECTED = 5.0
"""Expected number in a cell of a chi-square test, at least; smaller cells are put together with their neighbours."""


def passes(p_value: float) -> bool:
    """Return whether a figure is inside its interval."""
    return p_value >= ERROR_RATE


def together(*p_values: float) -> float:
    """Return one p-value for several figures of the same check (Bonferroni)."""
    return min(1.0, len(p_values) * min(p_values))


def exactly(found: object, expected: object) -> float:
    """Return 1 if a figure without chance in it is right, and otherwise 0."""
    return float(found == expected)


def share(successes: int, trials: int, probability: float) -> float:
    """Judge a proportion of independent trials: exact binomial test."""
    return float(stats.binomtest(successes, trials, probability).pvalue)


def mean(values: Sequence[float] | np.ndarray, expected: float) -> float:
    """Judge the mean of independent values (of women who do not meet, or of whole replications): t interval."""
    found = np.asarray(values, dtype=float)
    error = found.std(ddof=1) / np.sqrt(found.size)
    if error == 0.0:
        return float(abs(found[0] - expected) < 1e-9)
    return float(2.0 * stats.t.sf(abs(found.mean() - expected) / error, found.size - 1))


def standardised(differences: Sequence[float], variances: Sequence[float]) -> float:
    """Judge independent differences from theory whose variances are known: z interval of their sum."""
    return float(2.0 * stats.norm.sf(abs(sum(differences)) / np.sqrt(sum(variances))))


def ratio(numerators: Sequence[int], denominators: Sequence[int], expected: float) -> float:
    """Judge a ratio of two totals of independent replications: t interval of numerator - expected * denominator."""
    return mean(np.asarray(numerators) - expected * np.asarray(denominators), 0.0)


def vector(samples: np.ndarray, expected: np.ndarray) -> float:
    """Judge several means at once, of independent samples (rows) with related columns: Hotelling's T-squared."""
    n, k = samples.shape
    off = samples.mean(axis=0) - expected
    spread = np.cov(samples, rowvar=False)
    if np.linalg.matrix_rank(spread) < k:
        return float(np.allclose(off, 0.0))
    t_squared = n * off @ np.linalg.solve(spread, off)
    return float(stats.f.sf((n - k) / (k * (n - 1)) * t_squared, k, n - k))


def frequencies(counts: Sequence[int] | np.ndarray, probabilities: Sequence[float] | np.ndarray) -> float:
    """Judge how often each outcome of independent trials happened: chi-square, small cells put together.

    The last probability may be left out; it is then what remains.
    """
    found, chances = np.asarray(counts, dtype=float), np.asarray(probabilities, dtype=float)
    if chances.size == found.size - 1:
        chances = np.append(chances, max(1.0 - chances.sum(), 0.0))
    assert abs(chances.sum() - 1.0) < 1e-6, chances.sum()
    if found[chances <= 0.0].any():
        return 0.0
    cells: list[list[float]] = [[0.0, 0.0]]
    for number, expected in zip(found, chances / chances.sum() * found.sum(), strict=True):
        if cells[-1][1] >= LEAST_EXPECTED:
            cells.append([0.0, 0.0])
        cells[-1][0] += number
        cells[-1][1] += expected
    if len(cells) > 1 and cells[-1][1] < LEAST_EXPECTED:
        few = cells.pop()
        cells[-1] = [cells[-1][0] + few[0], cells[-1][1] + few[1]]
    number, expected = np.array(cells).T
    return float(stats.chi2.sf(((number - expected) ** 2 / expected).sum(), len(cells) - 1))
