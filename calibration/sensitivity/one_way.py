"""One at a time around the posterior: every parameter at its median, and one moved to its 5th and its 95th percentile.

Three kinds of parameter are not moved by themselves, because nothing could be learnt from it:

- the contacts a week and the weeks of recruitment, which the study ties together: 125 contacts in all. The weeks are
  moved with the contacts kept, and each route's contacts in all with the weeks kept;
- shares that add up to 1: the first is moved, and the others keep their proportions.

All else that the posterior ties is broken: most of all the price of a drug-group session, which in each draw is what
makes the study's row its £6,842, and here is taken by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.answers import ANSWERS, measured
from calibration.posterior import Posterior
from calibration.priors import held_together
from calibration.roles import roles
from calibration.sensitivity.factors import Factor
from calibration.sensitivity.running import Progress, nobody, rows_at
from sim.parameters import default_parameters, entries
from sim.varied import Varied

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

ENDS = (5.0, 95.0)
"""Percentiles that a parameter is moved to."""

WEEKS = "run.recruitment_weeks"


@dataclass(frozen=True, slots=True)
class Move:
    """A factor at both its ends.

    Attributes
    ----------
    at : tuple of float
        Its value at either end.
    low, high : mapping of str to float
        The columns that are then different from the middle.
    """

    factor: str
    at: tuple[float, float]
    low: Mapping[str, float]
    high: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Swing:
    """What an answer does as one factor goes from its lower to its upper end.

    Attributes
    ----------
    at : tuple of float
        The factor's two values.
    middle, low, high : float
        The answer with all factors in the middle, and with this one at either end.
    error : float
        Monte Carlo standard error of high minus low, the replications being the same.
    """

    factor: str
    answer: str
    at: tuple[float, float]
    middle: float
    low: float
    high: float
    error: float

    @property
    def swing(self) -> float:
        """High minus low."""
        return self.high - self.low


def middle_of(posterior: Posterior) -> dict[str, float]:
    """Return every column at the posterior's median: whole numbers rounded, shares adding up to 1."""
    medians = dict(zip(posterior.columns, np.median(posterior.values, axis=0).tolist(), strict=True))
    found: dict[str, float] = {}
    for column, value in medians.items():
        name, _, member = column.partition("[")
        if member:
            value /= sum(other for each, other in medians.items() if each.partition("[")[0] == name)
        found[column] = _as_it_is(column, value)
    return found


def moves_of(posterior: Posterior, factors: Sequence[Factor]) -> list[Move]:
    """Return every factor's move around the posterior's middle."""
    middle = middle_of(posterior)
    return [_move(posterior, factor, middle) for factor in factors]


def swings(
    middle: Mapping[str, float], moves: Sequence[Move], rows_of: Callable[[tuple[str, ...], Numbers], Whole]
) -> list[Swing]:
    """Return what each move does to each answer, the largest swing of an answer first.

    Parameters
    ----------
    middle : mapping of str to float
        Every column in the middle.
    moves : sequence of Move
        The moves.
    rows_of : callable
        Given columns and points, gives the totals of the same replications at each, as
        :func:`calibration.sensitivity.running.rows_at` does.
    """
    columns = tuple(middle)
    points = [dict(middle)] + [{**middle, **end} for move in moves for end in (move.low, move.high)]
    rows = rows_of(columns, np.array([[point[column] for column in columns] for point in points]))
    found = []
    for answer in ANSWERS:
        there = measured(rows, answer)
        for i, move in enumerate(moves):
            low, high = 1 + 2 * i, 2 + 2 * i
            apart = there.off[high] - there.off[low]
            values = [float(there.values[place]) for place in (0, low, high)]
            error = float(apart.std(ddof=1) / np.sqrt(len(apart)))
            found.append(Swing(move.factor, answer, move.at, values[0], values[1], values[2], error))
    return sorted(found, key=lambda one: (list(ANSWERS).index(one.answer), -abs(one.swing)))


def around_posterior(
    posterior: Posterior,
    factors: Sequence[Factor],
    replications: int,
    seed: int,
    threads: int,
    progress: Progress = nobody,
) -> list[Swing]:
    """Return the swings of a new study like the base around the posterior's medians.

    Parameters
    ----------
    posterior : Posterior
        The posterior.
    factors : sequence of Factor
        What is moved.
    replications : int
        Replications at each point, the same ones.
    seed : int
        Seed of chance.
    threads : int
        Threads to use; the result does not depend on it.
    progress : callable
        Told how many more points are done.
    """
    base = default_parameters()

    def rows_of(columns: tuple[str, ...], points: Numbers) -> Whole:
        varied = Varied(base, columns, held_together(base, columns, points))
        return rows_at(varied, replications, seed, threads, progress)

    return swings(middle_of(posterior), moves_of(posterior, factors), rows_of)


def _move(posterior: Posterior, factor: Factor, middle: Mapping[str, float]) -> Move:
    column = factor.columns[0]
    draws = posterior.column(column)
    if factor.name in roles().rates:
        draws = draws * posterior.column(WEEKS) / middle[WEEKS]
    at = tuple(_as_it_is(column, float(end)) for end in np.percentile(draws, ENDS))
    ends = [{column: value} for value in at]
    if factor.name == WEEKS:
        for end in ends:
            end.update({rate: middle[rate] * middle[WEEKS] / end[WEEKS] for rate in roles().rates})
    for end in ends if len(factor.columns) > 1 else ():
        left = (1.0 - end[column]) / (1.0 - middle[column])
        end.update({other: middle[other] * left for other in factor.columns[1:]})
    return Move(factor.name, (at[0], at[1]), *ends)


def _as_it_is(column: str, value: float) -> float:
    """Return a value that the parameter can have: a whole number if it is one."""
    example = entries()[column.partition("[")[0]].value
    whole = isinstance(example[0] if isinstance(example, list) else example, int)
    return float(np.floor(value + 0.5)) if whole else value
