"""What the prior and the posterior predict for a study like DUSSK, and for the very study that was matched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.evidence import Target, evidence
from calibration.posterior import Posterior
from calibration.priors import draw_priors, drawable
from sim.many import run_many
from sim.outcomes import TOTALS
from sim.parameters import default_parameters
from sim.varied import Varied

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

LEVEL = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Predicted:
    """One target beside what is predicted for it.

    Attributes
    ----------
    prior, posterior : tuple of float
        95 % predictive interval of a new study's total: chance and parameters, before and after the fit.
    possible : tuple of float
        The least and the most that any new study gave before the fit.
    in_matched : tuple of float or None
        The same in the studies that matched every fitted figure.
    at_least, at_most : float
        Share of new studies, under the posterior, with at least (at most) the study's figure.
    at_figure : float or None
        Share of matched studies that give the figure.
    """

    target: Target
    prior: tuple[float, float]
    posterior: tuple[float, float]
    possible: tuple[float, float]
    in_matched: tuple[float, float] | None
    at_least: float
    at_most: float
    at_figure: float | None


def rows_of(varied: Varied, replications: int, seed: int) -> NDArray[np.int64]:
    """Return totals of the base, shape (draws, replications, totals)."""
    draws = np.repeat(np.arange(varied.draws), replications)
    rows = run_many(varied, draws, np.arange(len(draws)), seed)
    return rows.reshape(varied.draws, replications, len(TOTALS))


def prior_draws(number: int, seed: int) -> Varied:
    """Return draws of everything from its prior."""
    return draw_priors(default_parameters(), drawable(), number, seed)


def predicted(posterior: Posterior, number: int, replications: int, seed: int = 1) -> list[Predicted]:
    """Return every target beside its predictions.

    Parameters
    ----------
    posterior : Posterior
        The posterior.
    number, replications : int
        Draws, and new studies of each.
    seed : int
        Seed of chance and of the prior's draws.
    """
    base = default_parameters()
    after = rows_of(posterior.draws(base, number), replications, seed).reshape(-1, len(TOTALS))
    before = rows_of(prior_draws(number, seed), replications, seed).reshape(-1, len(TOTALS))
    return [_one(target, posterior, before, after) for target in evidence().values()]


def _one(target: Target, posterior: Posterior, before: Whole, after: Whole) -> Predicted:
    places = [TOTALS.index(name) for name in target.outcomes]
    old, new = before[:, places].sum(axis=1), after[:, places].sum(axis=1)
    matched = None
    if all(name in posterior.studies for name in target.outcomes):
        matched = np.sum([posterior.studies[name] for name in target.outcomes], axis=0)
    return Predicted(
        target,
        interval(old),
        interval(new),
        (float(old.min()), float(old.max())),
        None if matched is None else interval(matched),
        float((new >= target.low).mean()),
        float((new <= target.high).mean()),
        None if matched is None else float(((matched >= target.low) & (matched <= target.high)).mean()),
    )


def interval(values: NDArray[np.int64] | Numbers) -> tuple[float, float]:
    """Return the 2.5 and 97.5 % quantiles."""
    low, high = np.percentile(values, LEVEL)
    return float(low), float(high)
