"""The factors of a sensitivity analysis: the parameters that can matter to the base.

A parameter is one factor; a list, such as the shares of women by recency, is one factor with all its members. Every
parameter that the study tells about is one. Of those left at their priors, only those that act on a headline answer:
most belong to ways of working that the base has not.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.answers import counted
from calibration.priors import NEAREST_0, drawable, from_uniforms, held_together, prior_values
from calibration.roles import roles
from sim.many import run_many
from sim.parameters import Parameters, default_parameters
from sim.varied import Varied, columns_of

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

TRIED = 400
"""Draws from the priors at each of which a parameter is drawn again, to see whether a total changes."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A parameter, and the columns that it has in a table of draws."""

    name: str
    columns: tuple[str, ...]


def factors(seed: int, threads: int) -> list[Factor]:
    """Return the factors that can matter to the base, in the order of the parameter file.

    Parameters
    ----------
    seed : int
        Seed of the draws with which it is found out what acts.
    threads : int
        Threads to use; the result does not depend on it.
    """
    base = default_parameters()
    told = {*roles().fitted, *roles().rates, *roles().priced}
    rest = [name for name in drawable() if name not in told]
    acting = told | acts(base, rest, seed, threads, TRIED)
    return [Factor(name, tuple(columns_of([name], base))) for name in drawable() if name in acting]


def acts(base: Parameters, names: list[str], seed: int, threads: int, tried: int) -> set[str]:
    """Return those parameters that change a headline answer's total in at least one of some studies.

    All parameters are drawn from their priors, a study each, and lived again with the one parameter drawn anew: the
    same chance, all else the same. One that changes nothing in 400 has no effect to speak of.

    Parameters
    ----------
    base : Parameters
        What the draws start from.
    names : list of str
        Which parameters.
    seed, threads, tried : int
        Seed, threads, and studies.
    """
    columns = columns_of(drawable(), base)
    before, again = (prior_values(drawable(), tried, seed, first) for first in (0, tried))
    every = np.arange(tried)

    def rows(values: Numbers) -> Whole:
        varied = Varied(base, tuple(columns), held_together(base, columns, values))
        return counted(run_many(varied, every, every, seed))

    there = rows(before)

    def changes(name: str) -> bool:
        places = [columns.index(column) for column in columns_of([name], base)]
        values = before.copy()
        values[:, places] = again[:, places]
        return not np.array_equal(rows(values), there)

    with ThreadPoolExecutor(threads) as pool:
        return {name for name, acting in zip(names, pool.map(changes, names), strict=True) if acting}


def from_priors(chosen: list[Factor], u: Numbers) -> Varied:
    """Return the base with factors as their priors have them at numbers between 0 and 1.

    Parameters
    ----------
    chosen : list of Factor
        The factors.
    u : array of float, shape (points, columns)
        One number for each column of each factor.
    """
    u = np.clip(u, NEAREST_0, 1.0 - NEAREST_0)
    parts, first = [], 0
    for factor in chosen:
        last = first + len(factor.columns)
        parts.append(from_uniforms(factor.name, u[:, first:last]))
        first = last
    columns = tuple(column for factor in chosen for column in factor.columns)
    base = default_parameters()
    return Varied(base, columns, held_together(base, columns, np.concatenate(parts, axis=1)))
