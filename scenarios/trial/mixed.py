"""A linear mixed model of a partially nested trial, by restricted maximum likelihood, and two tests of its effect.

The model is outcome = intercept + effect * treated + slope * baseline + cluster + own, where only women of the treated
arm have a cluster, and a woman in none is one by herself; in R, with a cluster of her own for each woman in none,

    lmerTest::lmer(outcome ~ treated + baseline + (0 + treated | cluster))

There is one unknown beside the fixed effects and the residual variance: the ratio of the clusters' variance to the
residual one. Given it everything is in closed form, since the inverse of a cluster's covariance (compound symmetry) is
known; so the fit is a search in one dimension, over sums that are taken once, and it cannot fail to converge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

RATIOS = np.concatenate([[0.0], np.logspace(-5.0, 5.0, 81)])
"""Ratios of variances between which the least criterion is sought; 0 is the boundary."""
STEPS = 100
FINE = 1e-13


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    estimate, error : float
        The treated coefficient and its standard error.
    freedom : float
        Degrees of freedom of its t-test.
    criterion : float
        -2 times the restricted log likelihood, as lme4 gives it.
    between, within : float
        Variances of clusters and of residuals.
    """

    estimate: float
    error: float
    freedom: float
    criterion: float
    between: float
    within: float


@dataclass(frozen=True, eq=False)
class _Sums:
    """What the criterion depends on: cross-products of the columns (fixed effects, then outcome).

    ``sizes`` are the different sizes of clusters, ``counts`` how many have each, ``squares`` the sum of the squares of
    their clusters' sums, shape (sizes, columns, columns).
    """

    number: int
    whole: Numbers
    sizes: Numbers
    counts: Numbers
    squares: Numbers


def fitted(y: Numbers, treated: NDArray[np.bool_], baseline: Numbers, clusters: Whole) -> Fit | None:
    """Return the fit of a trial's data, or None where there is nothing to estimate it from.

    Where the best estimate of the clusters' variance is zero the model is the analysis of covariance: its estimate, its
    standard error, and its residual degrees of freedom, which is what lmerTest gives there too. Elsewhere the degrees
    of freedom are Satterthwaite's, 2 v² / (g' A g), with v the variance of the coefficient, g its gradient in the two
    variances, and A their covariance from the observed information of the restricted likelihood.

    Parameters
    ----------
    y, treated, baseline, clusters : array
        Of those followed up: outcome, arm, baseline, and cluster, -1 for none; clusters of the comparison arm are not
        looked at.
    """
    sums = _sums_of_trial(y, treated, baseline, clusters)
    return None if sums is None else _fit(sums, _best(sums))


def kenward_roger(y: Numbers, treated: NDArray[np.bool_], baseline: Numbers, clusters: Whole) -> Fit | None:
    """Return the fit with Kenward and Roger's (1997) standard error and degrees of freedom, or None if there is none.

    The standard error is enlarged for the variances being estimated too, and the degrees of freedom rest on the
    expected information, which does not vanish at the boundary: with few clusters the test does not turn into that of
    independent women because their likeness happens to be estimated as nought. Parameters are those of ``fitted``.
    """
    sums = _sums_of_trial(y, treated, baseline, clusters)
    if sums is None:
        return None
    fit = _fit(sums, _best(sums))
    size, h = sums.sizes, 1.0 / (1.0 + sums.sizes * fit.between / fit.within)
    x, counts, v = sums.whole[:3, :3], sums.counts, fit.within

    def weighted(weights: Numbers) -> Numbers:
        found: Numbers = np.tensordot(weights, sums.squares[:, :3, :3], axes=1)
        return found

    # Of the residual variance and of the clusters': in a cluster's own direction its inverse is h / v, else 1 / v.
    inverse = np.linalg.inv((x + weighted((h - 1.0) / size)) / v)
    once = np.stack([-(x + weighted((h**2 - 1.0) / size)), -weighted(h**2)]) / v**2
    both = weighted(h**3)
    twice = np.stack([[x + weighted((h**3 - 1.0) / size), both], [both, weighted(h**3 * size)]]) / v**3
    mixed = float(counts @ (h**2 * size))
    traces = [[sums.number - counts.sum() + counts @ h**2, mixed], [mixed, float(counts @ (h * size) ** 2)]]
    product = np.einsum("iab,bc,jcd->ijad", once, inverse, once)
    of_fixed = np.einsum("ab,ijba->ij", inverse, 2.0 * twice - product)
    spread = np.linalg.inv((np.array(traces) / v**2 - of_fixed) / 2.0)
    adjusted = inverse + 2.0 * inverse @ np.einsum("ij,ijab->ab", spread, twice - product) @ inverse
    gradient = (inverse @ once @ inverse)[:, 1, 1]
    freedom = 2.0 * inverse[1, 1] ** 2 / (gradient @ spread @ gradient)
    # With a handful of women the correction can be larger than what it corrects: then there is no test.
    if not (adjusted[1, 1] > 0.0 and freedom > 0.0):
        return None
    return replace(fit, error=float(np.sqrt(adjusted[1, 1])), freedom=float(freedom))


def _sums_of_trial(y: Numbers, treated: NDArray[np.bool_], baseline: Numbers, clusters: Whole) -> _Sums | None:
    columns = np.column_stack([np.ones(len(y)), treated, baseline, y])
    if len(y) <= 3 or np.linalg.matrix_rank(columns[:, :3]) < 3:
        return None
    # An exact fit has no error to estimate.
    _, left, _, _ = np.linalg.lstsq(columns[:, :3], y, rcond=None)
    if not len(left) or left[0] <= 1e-20 * max(float(y @ y), 1e-300):
        return None
    return _sums_of(columns, treated, clusters)


def _sums_of(columns: Numbers, treated: NDArray[np.bool_], clusters: Whole) -> _Sums:
    rows, of = columns[treated], clusters[treated]
    of = np.where(of >= 0, of, -1 - np.arange(len(of)))
    _, place, size = np.unique(of, return_inverse=True, return_counts=True)
    sums = np.column_stack([np.bincount(place, column) for column in rows.T])
    sizes, which, counts = np.unique(size, return_inverse=True, return_counts=True)
    squares = np.stack([sums[which == i].T @ sums[which == i] for i in range(len(sizes))])
    return _Sums(len(columns), columns.T @ columns, sizes.astype(float), counts.astype(float), squares)


def _weighted(sums: _Sums, ratios: Numbers) -> Numbers:
    """Return the cross-products weighted by the inverse of the covariance, for each ratio."""
    weights = ratios[:, None] / (1.0 + ratios[:, None] * sums.sizes)
    found: Numbers = sums.whole - np.tensordot(weights, sums.squares, axes=1)
    return found


def _profile(sums: _Sums, ratios: Numbers) -> Numbers:
    """Return the criterion with fixed effects and residual variance at their best, for each ratio."""
    made = _weighted(sums, ratios)
    x, xy = made[:, :3, :3], made[:, :3, 3]
    squares = made[:, 3, 3] - (xy * np.linalg.solve(x, xy[..., None])[..., 0]).sum(axis=1)
    left = sums.number - 3
    of_clusters = np.log1p(ratios[:, None] * sums.sizes) @ sums.counts
    with np.errstate(all="ignore"):
        found: Numbers = (
            of_clusters + np.linalg.slogdet(x)[1] + left * (1.0 + np.log(2.0 * np.pi * np.maximum(squares, 0.0) / left))
        )
    return found


def _best(sums: _Sums) -> float:
    """Return the ratio with the least criterion: the best of a grid, then the root of the slope beside it."""
    place = int(np.argmin(_profile(sums, RATIOS)))
    low, high = RATIOS[max(place - 1, 0)], RATIOS[min(place + 1, len(RATIOS) - 1)]
    # On the boundary the slope is not falling; at the far end of the grid there is nothing further to seek.
    if _slopes(sums, low).first >= 0.0:
        return float(low)
    if _slopes(sums, high).first <= 0.0:
        return float(high)
    at = RATIOS[place] if low < RATIOS[place] < high else (low + high) / 2.0
    for _ in range(STEPS):
        slopes = _slopes(sums, at)
        low, high = (at, high) if slopes.first < 0.0 else (low, at)
        step = at - slopes.first / slopes.second if slopes.second > 0.0 else low
        nearer = step if low < step < high else (low + high) / 2.0
        if abs(nearer - at) <= FINE * at:
            break
        at = nearer
    return float(at)


@dataclass(frozen=True, eq=False)
class _Slopes:
    """The profile's first and second derivative at a ratio, and what the fit is made of."""

    first: float
    second: float
    inverse: Numbers
    slopes: Numbers
    squares: float
    of_squares: tuple[float, float]
    of_logs: tuple[float, float]
    of_variance: float


def _slopes(sums: _Sums, ratio: float) -> _Slopes:
    shrunk = 1.0 / (1.0 + ratio * sums.sizes)
    made = _weighted(sums, np.array([ratio]))[0]
    once = -np.tensordot(shrunk**2, sums.squares, axes=1)
    twice = np.tensordot(2.0 * sums.sizes * shrunk**3, sums.squares, axes=1)
    inverse = np.linalg.inv(made[:3, :3])
    slopes = inverse @ made[:3, 3]
    out = np.append(-slopes, 1.0)
    squares = float(out @ made @ out)
    moved = once @ out
    of_squares = (float(out @ moved), float(out @ twice @ out - 2.0 * moved[:3] @ inverse @ moved[:3]))
    turned = inverse @ once[:3, :3]
    logs = sums.counts * sums.sizes * shrunk
    of_logs = (
        float(logs.sum() + np.trace(turned)),
        float(-(logs * sums.sizes * shrunk).sum() + np.trace(inverse @ twice[:3, :3]) - np.trace(turned @ turned)),
    )
    left, relative = sums.number - 3, of_squares[0] / squares
    return _Slopes(
        of_logs[0] + left * relative,
        of_logs[1] + left * (of_squares[1] / squares - relative**2),
        inverse,
        slopes,
        squares,
        of_squares,
        of_logs,
        float(-(turned @ inverse)[1, 1]),
    )


def _fit(sums: _Sums, ratio: float) -> Fit:
    found, left = _slopes(sums, ratio), sums.number - 3
    within = found.squares / left
    unit = float(found.inverse[1, 1])
    variance = within * unit
    freedom = float(left)
    if ratio > 0.0:
        # Second derivatives of the criterion in the ratio and the residual variance.
        across = -found.of_squares[0] / within**2
        curved = np.array([[found.of_logs[1] + found.of_squares[1] / within, across], [across, left / within**2]])
        gradient = np.array([within * found.of_variance, unit])
        freedom = float(variance**2 / (gradient @ np.linalg.solve(curved, gradient)))
    criterion = float(_profile(sums, np.array([ratio]))[0])
    return Fit(float(found.slopes[1]), float(np.sqrt(variance)), freedom, criterion, ratio * within, within)
