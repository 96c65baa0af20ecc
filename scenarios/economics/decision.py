"""Uncertainty about a decision: net benefit, acceptability, its frontier, and the value of perfect information.

Each draw of the parameters gives every option an expected cost and an expected effect, of which a few replications are
only estimates. The chance in them makes the best option of a draw look better than it is, so that perfect information
seems worth more than it is (with eleven women a draw by a half). It is taken out first (:func:`freed`).

Net benefit is linear in costs and effects; no ratio is ever averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError

Numbers = NDArray[np.float64]

NOTHING, TINY = 1e-12, 1e-300
"""Share of the largest variance that counts as none, and the smallest number that may be the largest."""

EQUAL = 1e-9
"""Share of the range of net benefits within which two are equal: what rounding leaves of options that are."""

PARTS = 20
"""Parts of the draws that are left out in turn for the Monte Carlo error of the value of information."""


LEAST_DRAWS = 2 * PARTS


@dataclass(frozen=True, slots=True)
class Information:
    """What it would be worth to know all parameters before deciding.

    Attributes
    ----------
    value : float
        Pounds a decision: the mean of the best option of each draw, less the best mean. Never below 0.
    error : float
        Monte Carlo standard error (jackknife over parts of the draws).
    not_freed : float
        The same with the chance of replications left in: too much.
    """

    value: float
    error: float
    not_freed: float


def net_benefit(costs: Numbers, effects: Numbers, threshold: float) -> Numbers:
    """Return net monetary benefit in pounds: what the effect is worth, less its cost.

    Parameters
    ----------
    costs, effects : array of float, shape (..., options)
        Pounds, and units of effect.
    threshold : float
        Pounds that one unit of effect is worth.
    """
    found: Numbers = threshold * effects - costs
    return found


def acceptability(benefit: Numbers) -> Numbers:
    """Return the share of draws in which each option has the highest net benefit; equals share a draw.

    Parameters
    ----------
    benefit : array of float, shape (draws, options)
        Net benefit of each option in each draw, freed of chance.
    """
    near = EQUAL * float(np.ptp(benefit))
    best = benefit >= benefit.max(axis=1, keepdims=True) - near
    found: Numbers = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    return found


def best_on_average(benefit: Numbers) -> int:
    """Return the option to choose with what is known: the highest mean net benefit. The frontier is its acceptability.

    It is not always the option that is most often best (Fenwick and others 2001).
    """
    return int(benefit.mean(axis=0).argmax())


def freed(means: Numbers, noise: Numbers) -> Numbers:
    """Return means of draws with the chance of their replications taken out.

    The means are drawn in towards their mean, in all directions at once, until their covariance is what the parameters
    alone make: that of the means less that of the chance in them. Of all linear maps that do so, the one that moves
    the draws least (the optimal transport between two normals; Peyre and Cuturi 2019, remark 2.31).

    Parameters
    ----------
    means : array of float, shape (draws, options)
        Mean over the replications of each draw.
    noise : array of float, shape (options, options)
        Covariance of the chance in those means: that of replications within draws, divided by their number. Options
        that share women and chance have most of it in common, and what is in common changes no decision.
    """
    middle = means.mean(axis=0)
    seen = np.atleast_2d(np.cov(means, rowvar=False))
    real = _powered(seen - noise, 1.0)
    root, back = _powered(seen, 0.5), _powered(seen, -0.5)
    found: Numbers = middle + (means - middle) @ (back @ _powered(root @ real @ root, 0.5) @ back)
    return found


def perfect_information(means: Numbers, noise: Numbers) -> Information:
    """Return the expected value of perfect information, freed of chance, with its Monte Carlo error.

    Parameters
    ----------
    means, noise
        Net benefit of each option in each draw, as :func:`freed` takes them.

    Raises
    ------
    InputError
        If there are too few draws.
    """
    draws = len(means)
    if draws < LEAST_DRAWS:
        raise InputError(f"draws: {draws}: expected {LEAST_DRAWS} or more, or the value of information has no error")
    value = _information(freed(means, noise))
    part = parts_of(draws)
    left_out = np.array([_information(freed(means[part != i], noise)) for i in range(PARTS)])
    return Information(value, jackknife_error(left_out), _information(means))


def parts_of(draws: int) -> NDArray[np.int64]:
    """Return the part that each draw is in."""
    found: NDArray[np.int64] = np.arange(draws) * PARTS // draws
    return found


def jackknife_error(left_out: Numbers) -> float:
    """Return the standard error that values without each part make."""
    number = len(left_out)
    return float(np.sqrt((number - 1) / number * ((left_out - left_out.mean()) ** 2).sum()))


def noise_within(replications: Numbers) -> Numbers:
    """Return the covariance of the chance in means of draws.

    Parameters
    ----------
    replications : array of float, shape (draws, replications, options)
        The same replications of every option.
    """
    draws, each, options = replications.shape
    if each < 2:
        raise InputError("replications: 1 of each draw: expected 2 or more, to tell chance from parameters")
    off = (replications - replications.mean(axis=1, keepdims=True)).reshape(draws * each, options)
    found: Numbers = off.T @ off / (draws * (each - 1)) / each
    return found


def _powered(matrix: Numbers, power: float) -> Numbers:
    """Return a power of a symmetric matrix on the directions in which it is above 0; it is 0 on the others."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2.0)
    above = values > NOTHING * max(float(np.abs(values).max()), TINY)
    powered = np.where(above, np.power(np.where(above, values, 1.0), power), 0.0)
    found: Numbers = (vectors * powered) @ vectors.T
    return found


def _information(benefit: Numbers) -> float:
    return max(0.0, float(benefit.max(axis=1).mean() - benefit.mean(axis=0).max()))
