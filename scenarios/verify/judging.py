"""How a figure of the simulation is judged against its exact value.

Every judging function returns a p-value: the chance of a figure at least as far from theory as this one, if the model
is right; and the figure beside what theory says. ``passes`` compares the p-value with the error rate of one check; this
is the same as asking whether the exact value lies inside the simulation's own 99.99 % interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from scenarios.verify.lengths import ERROR_RATE

LEAST_EXPECTED = 5.0
"""Expected number in a cell of a chi-square test, at least; smaller cells are put together with their neighbours."""

Bounds = tuple[float, float]


@dataclass(frozen=True)
class Judged:
    """How far figures are from theory.

    Attributes
    ----------
    p_value : float
        Chance of a figure at least as far off, if the model is right; of several figures, of the one furthest off.
    seen, expected : str
        The figure furthest off, and what theory says of it.
    interval : callable
        The interval, in words, of the figure at an error rate.
    figures : int
        How many figures were judged.
    """

    p_value: float
    seen: str
    expected: str
    interval: Callable[[float], str] = field(default=lambda _: "exact", repr=False)
    figures: int = 1


def passes(judged: Judged | float, rate: float = ERROR_RATE) -> bool:
    """Return whether a figure is inside its interval."""
    return (judged.p_value if isinstance(judged, Judged) else judged) >= rate


def together(*judged: Judged) -> Judged:
    """Return one judgement of several figures of the same check, which share its error rate (Bonferroni)."""
    worst = min(judged, key=lambda one: one.p_value)
    number = len(judged)
    return Judged(
        min(1.0, number * worst.p_value),
        worst.seen,
        worst.expected,
        lambda rate: worst.interval(rate / number),
        sum(one.figures for one in judged),
    )


def exactly(found: object, expected: object) -> Judged:
    """Return 1 if a figure without chance in it is right, and otherwise 0."""
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        right, number = sum(one == other for one, other in zip(found, expected, strict=True)), len(expected)
        return Judged(float(found == expected), f"{right:,} of {number:,} values right", f"{number:,}")
    return Judged(float(found == expected), _short(found), _short(expected))


def share(successes: int, trials: int, probability: float) -> Judged:
    """Judge a proportion of independent trials: exact binomial test."""
    test = stats.binomtest(successes, trials, probability)

    def interval(rate: float) -> str:
        found = test.proportion_ci(1.0 - rate)
        return _to(found.low, found.high)

    return Judged(
        float(test.pvalue), f"share {_figure(successes / trials)} of {trials:,}", _figure(probability), interval
    )


def mean(values: Sequence[float] | np.ndarray, expected: float, what: str = "mean") -> Judged:
    """Judge the mean of independent values (of women who do not meet, or of whole replications): t interval."""
    found = np.asarray(values, dtype=float)
    error = float(found.std(ddof=1) / np.sqrt(found.size))
    centre = float(found.mean())
    seen = f"{what} {_figure(centre)} of {found.size:,}"
    if error == 0.0:
        return Judged(float(abs(found[0] - expected) < 1e-9), seen, _figure(expected))
    p_value = float(2.0 * stats.t.sf(abs(centre - expected) / error, found.size - 1))

    def interval(rate: float) -> str:
        half = float(stats.t.isf(rate / 2.0, found.size - 1)) * error
        return _to(centre - half, centre + half)

    return Judged(p_value, seen, _figure(expected), interval)


def standardised(differences: Sequence[float], variances: Sequence[float]) -> Judged:
    """Judge independent differences from theory whose variances are known: z interval of their sum."""
    error = float(np.sqrt(sum(variances)))
    total = float(sum(differences))

    def interval(rate: float) -> str:
        half = float(stats.norm.isf(rate / 2.0)) * error
        return _to(total - half, total + half)

    seen = f"differences from theory add up to {_figure(total)}"
    return Judged(float(2.0 * stats.norm.sf(abs(total) / error)), seen, "0", interval)


def ratio(numerators: Sequence[int], denominators: Sequence[int], expected: float) -> Judged:
    """Judge a ratio of two totals of independent replications: t interval of numerator - expected * denominator."""
    judged = mean(np.asarray(numerators) - expected * np.asarray(denominators), 0.0)
    found, scale = sum(numerators) / sum(denominators), float(np.mean(denominators))
    centre = float(np.mean(np.asarray(numerators) - expected * np.asarray(denominators)))
    error = float(np.std(np.asarray(numerators) - expected * np.asarray(denominators), ddof=1))
    freedom = len(numerators) - 1

    def interval(rate: float) -> str:
        half = float(stats.t.isf(rate / 2.0, freedom)) * error / float(np.sqrt(len(numerators)))
        return _to(expected + (centre - half) / scale, expected + (centre + half) / scale)

    return Judged(judged.p_value, f"ratio {_figure(found)} of {len(numerators):,}", _figure(expected), interval)


def vector(samples: np.ndarray, expected: np.ndarray) -> Judged:
    """Judge several means at once, of independent samples (rows) with related columns: Hotelling's T-squared."""
    n, k = samples.shape
    off = samples.mean(axis=0) - expected
    spread = np.cov(samples, rowvar=False)
    if np.linalg.matrix_rank(spread) < k:
        return Judged(float(np.allclose(off, 0.0)), f"{k} means of which one never varies", "the same", figures=k)
    t_squared = float(n * off @ np.linalg.solve(spread, off))
    scale = (n - k) / (k * (n - 1))
    return Judged(
        float(stats.f.sf(scale * t_squared, k, n - k)),
        f"T² of {k} means {_figure(t_squared)} of {n:,}",
        f"about {k}",
        lambda rate: f"up to {_figure(float(stats.f.isf(rate, k, n - k)) / scale)}",
        k,
    )


def frequencies(
    counts: Sequence[int] | np.ndarray, probabilities: Sequence[float] | Sequence[np.floating] | np.ndarray
) -> Judged:
    """Judge how often each outcome of independent trials happened: chi-square, small cells put together.

    The last probability may be left out; it is then what remains.
    """
    found, chances = np.asarray(counts, dtype=float), np.asarray(probabilities, dtype=float)
    if chances.size == found.size - 1:
        chances = np.append(chances, max(1.0 - chances.sum(), 0.0))
    if abs(chances.sum() - 1.0) > 1e-6:
        raise ArithmeticError(f"the chances add up to {chances.sum()}")
    if found[chances <= 0.0].any():
        return Judged(0.0, f"{found[chances <= 0.0].sum():,.0f} of what never happens", "0")
    cells: list[list[float]] = [[0.0, 0.0]]
    for number, expected in zip(found, chances / chances.sum() * found.sum(), strict=True):
        if cells[-1][1] >= LEAST_EXPECTED:
            cells.append([0.0, 0.0])
        cells[-1][0] += number
        cells[-1][1] += expected
    if len(cells) > 1 and cells[-1][1] < LEAST_EXPECTED:
        few = cells.pop()
        cells[-1] = [cells[-1][0] + few[0], cells[-1][1] + few[1]]
    seen, theory = np.array(cells).T
    statistic, freedom = float(((seen - theory) ** 2 / theory).sum()), len(cells) - 1
    return Judged(
        float(stats.chi2.sf(statistic, freedom)),
        f"chi-square {_figure(statistic)} over {len(cells)} outcomes of {found.sum():,.0f}",
        f"about {freedom}",
        lambda rate: f"up to {_figure(float(stats.chi2.isf(rate, freedom)))}",
        len(cells),
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:.4g}"


def _to(low: float, high: float) -> str:
    return f"{_figure(low)} to {_figure(high)}"


_LONGEST = 60


def _short(value: object) -> str:
    shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
