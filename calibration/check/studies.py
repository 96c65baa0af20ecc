"""Simulated studies for the checks: what eleven women do under the priors, and whole studies to be recovered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.evidence import Target, evidence
from calibration.funnel import contact_rates
from calibration.priors import draw_priors, drawable
from calibration.roles import roles
from calibration.sampler import Sampling, studies_of_block
from calibration.world import World
from sim.many import run_many
from sim.outcomes import TOTALS
from sim.parameters import default_parameters
from sim.varied import Varied

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Studies:
    """Simulated studies in which eleven women joined, and the parameters that each was simulated with.

    Attributes
    ----------
    names : tuple of str
        The parameters that are fitted.
    values : array of float, shape (draws, parameters)
        Draws from the priors.
    draws : array of int, shape (studies,)
        The draw of each study.
    figures : array of int, shape (studies, targets)
        What the study would report of each fitted target, see :func:`reported`.
    """

    names: tuple[str, ...]
    values: Numbers
    draws: Whole
    figures: Whole

    def with_figures(self, figures: Whole) -> Whole:
        """Return which studies report these very figures."""
        found: Whole = np.flatnonzero((self.figures == figures).all(axis=1))
        return found


def reported(stages: Iterable[Target], rows: Whole) -> Whole:
    """Return what studies report of each target, one column a target.

    A count is reported as it is. Of a figure that the study gives as an interval, a study reports whether it is below
    the interval (0), in it (1) or above (2): that is what the fit uses of it.
    """
    columns = []
    for target in stages:
        total = rows[:, [TOTALS.index(name) for name in target.outcomes]].sum(axis=1)
        within = (total >= target.low).astype(np.int64) + (total > target.high)
        columns.append(total if target.low == target.high else within)
    return np.column_stack(columns)


def prior_studies(
    world: World,
    sampling: Sampling,
    blocks: int,
    threads: int,
    progress: Callable[[int], object] = lambda number: None,
) -> Studies:
    """Simulate studies in which eleven women joined, with parameters from their priors, as the fit does.

    Parameters
    ----------
    world : World
        The model.
    sampling : Sampling
        What decides the draws and their lives.
    blocks : int
        How many blocks.
    threads : int
        Blocks computed at a time; the result does not depend on it.
    progress : callable
        Told the number of studies simulated, time after time.
    """

    def one(number: int) -> tuple[Numbers, Whole, Whole]:
        values, draws, _, rows = studies_of_block(world, sampling, number)
        progress(len(draws))
        return values, draws + number * sampling.block, reported(world.stages, rows)

    with ThreadPoolExecutor(threads) as pool:
        values, draws, figures = zip(*pool.map(one, range(blocks)), strict=True)
    return Studies(world.names, np.concatenate(values), np.concatenate(draws), np.concatenate(figures))


def whole_studies(stages: Iterable[Target], names: tuple[str, ...], number: int, seed: int) -> tuple[Numbers, Whole]:
    """Simulate studies from the first contact on, every parameter from its prior; keep those that had eleven women.

    Of these, only studies in which all women screened had symptoms are kept, as in DUSSK: the fit uses that on paper.

    Parameters
    ----------
    stages : iterable of Target
        What a study reports.
    names : tuple of str
        The parameters to return.
    number : int
        Studies simulated.
    seed : int
        Seed of everything.

    Returns
    -------
    values : array of float, shape (kept, parameters)
        The true parameters of each.
    figures : array of int, shape (kept, targets)
        What it reports.
    """
    drawn = draw_priors(default_parameters(), drawable(), number, seed)
    values = np.array(drawn.values)
    weeks = values[:, drawn.names.index("run.recruitment_weeks")]
    values[:, [drawn.names.index(name) for name in roles().rates]] = contact_rates(weeks, seed)
    draws = np.arange(number)
    rows = run_many(Varied(drawn.base, drawn.names, values), draws, draws, seed)
    positive, screened, joined = (
        rows[:, TOTALS.index(name)] for name in ("ptsd_positive", "ptsd_screened", "consented")
    )
    kept = (joined == evidence()["able_to_consent"].counts[0]) & (positive == screened)
    return values[kept][:, [drawn.names.index(name) for name in names]], reported(stages, rows[kept])
