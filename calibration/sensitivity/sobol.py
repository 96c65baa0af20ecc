"""Sobol's indices over the priors: which share of an answer's variance each factor brings, alone and with others.

SALib makes the design (Saltelli's, on a scrambled Sobol sequence), the indices and their bootstrap. A list is a group
of its members. The output at a point is the mean of some replications, the same at every point: on single replications
a nearly irrelevant factor had a total index of 0.28, on means of 0.02.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.answers import ANSWERS, measured
from calibration.sensitivity.factors import Factor, from_priors
from calibration.sensitivity.running import Progress, nobody, rows_at
from sim.errors import InputError

Numbers = NDArray[np.float64]

RESAMPLES = 200
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Index:
    """What share of the variance of an answer one factor brings.

    Attributes
    ----------
    first, total : float
        Alone, and with all its interactions. Estimates: they may be a little below 0 or above 1.
    first_error, total_error : float
        Half the width of SALib's 95 % bootstrap interval.
    """

    factor: str
    answer: str
    first: float
    first_error: float
    total: float
    total_error: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How an answer spreads over the priors.

    Attributes
    ----------
    mean : float
        Over the priors; of a share, the one mean over the other.
    interval : tuple of float
        2.5 and 97.5 % of the answer over the priors.
    chance : float
        Share of the variance of the means that is chance, and no factor's doing.
    first_in_all : float
        Sum of the first-order indices: 1 if no factors act together.
    """

    answer: str
    mean: float
    interval: tuple[float, float]
    chance: float
    first_in_all: float


@dataclass(frozen=True)
class Global:
    """The indices of every factor and answer, and how they were found.

    Attributes
    ----------
    points : int
        Points of the design at which replications were run.
    """

    indices: list[Index]
    spreads: list[Spread]
    points: int
    replications: int

    def of(self, answer: str) -> list[Index]:
        """Return the indices of one answer, largest total first."""
        return sorted((one for one in self.indices if one.answer == answer), key=lambda one: -one.total)


def needs_salib() -> tuple[Any, Any]:
    """Return SALib's Sobol sampling and analysis.

    Raises
    ------
    InputError
        If SALib is not installed.
    """
    try:
        from SALib.analyze import sobol as analyze
        from SALib.sample import sobol as sample
    except ImportError:
        raise InputError(
            'SALib is not installed, and Sobol\'s indices are its: pip install "dussk[calibration]"'
        ) from None
    return sample, analyze


def sobol_indices(
    factors: Sequence[Factor], function: Callable[[Numbers], dict[str, Numbers]], base_points: int, seed: int
) -> list[Index]:
    """Return first-order and total indices of outputs of a function of uniform numbers.

    Parameters
    ----------
    factors : sequence of Factor
        The inputs; one with several columns is one group.
    function : callable
        Gives outputs by name, one value a row of numbers between 0 and 1.
    base_points : int
        Points of each of the two base samples, a power of 2. In all the function is asked at
        ``base_points * (len(factors) + 2)``.
    seed : int
        Seed of the scrambling and of the bootstrap.

    Raises
    ------
    InputError
        If SALib is not installed, or the number of points is not a power of 2.
    """
    sample, analyze = needs_salib()
    if base_points < 2 or base_points & (base_points - 1):
        raise InputError(f"points: {base_points}: expected a power of 2, such as 1024")
    names = [column for factor in factors for column in factor.columns]
    problem = {
        "num_vars": len(names),
        "names": names,
        "groups": [factor.name for factor in factors for _ in factor.columns],
        "bounds": [[0.0, 1.0]] * len(names),
    }
    u = sample.sample(problem, base_points, calc_second_order=False, seed=seed)
    found = []
    for output, values in function(u).items():
        said = analyze.analyze(
            problem, values, calc_second_order=False, num_resamples=RESAMPLES, conf_level=LEVEL, seed=seed
        )
        columns = (said["S1"], said["S1_conf"], said["ST"], said["ST_conf"])
        found += [
            Index(factor.name, output, *(float(x) for x in row)) for factor, *row in zip(factors, *columns, strict=True)
        ]
    return found


def over_priors(
    factors: Sequence[Factor], base_points: int, replications: int, seed: int, threads: int, progress: Progress = nobody
) -> Global:
    """Return the indices of the headline answers over the priors.

    Parameters
    ----------
    factors : sequence of Factor
        The factors.
    base_points, replications : int
        Points of each base sample, and replications at each point.
    seed : int
        Seed of the design and of chance.
    threads : int
        Threads to use; the result does not depend on it.
    progress : callable
        Told how many more points are done.
    """
    spreads: list[Spread] = []

    def function(u: Numbers) -> dict[str, Numbers]:
        rows = rows_at(from_priors(list(factors), u), replications, seed, threads, progress)
        values = {}
        for answer in ANSWERS:
            found = measured(rows, answer)
            values[answer] = found.values
            low, high = np.percentile(found.values, (2.5, 97.5))
            chance = float(found.noise.mean() / found.values.var(ddof=1))
            mean = float(measured(rows.mean(axis=1)[None], answer).values[0])
            spreads.append(Spread(answer, mean, (float(low), float(high)), chance, 0.0))
        return values

    needs_salib()
    indices = sobol_indices(factors, function, base_points, seed)
    sums = {answer: sum(one.first for one in indices if one.answer == answer) for answer in ANSWERS}
    spreads = [Spread(one.answer, one.mean, one.interval, one.chance, float(sums[one.answer])) for one in spreads]
    return Global(indices, spreads, base_points * (len(factors) + 2), replications)
