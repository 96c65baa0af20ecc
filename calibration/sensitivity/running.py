"""Replications at many points of the parameters.

With the same chance at each point, what differs is the parameters' doing. Points that are draws, to be averaged over,
each have chance of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from calibration.answers import counted
from sim.many import run_many
from sim.varied import Varied

Whole = NDArray[np.int64]
Progress = Callable[[int], object]

ROWS_AT_A_TIME = 8192


def nobody(number: int) -> None:
    """Tell nobody of progress."""


def rows_at(
    varied: Varied, replications: int, seed: int, threads: int, progress: Progress = nobody, *, shared: bool = True
) -> Whole:
    """Return what answers are made of, at every point.

    Parameters
    ----------
    varied : Varied
        The points.
    replications : int
        Replications at each.
    seed : int
        Seed of chance.
    threads : int
        Threads to use; the result does not depend on it.
    progress : callable
        Told how many more points are done.
    shared : bool
        Whether the replications are the same ones at each point, or each point has its own.

    Returns
    -------
    array of int, shape (points, replications, totals)
        The totals of ``calibration.answers.COUNTED``.
    """
    size = max(1, ROWS_AT_A_TIME // replications)

    def part(first: int) -> Whole:
        some = Varied(varied.base, varied.names, varied.values[first : first + size])
        draws = np.repeat(np.arange(some.draws), replications)
        own = np.arange(len(draws)) + (0 if shared else first * replications)
        rows = counted(run_many(some, draws, own % replications if shared else own, seed))
        progress(some.draws)
        return rows.reshape(some.draws, replications, -1)

    with ThreadPoolExecutor(threads) as pool:
        return np.concatenate(list(pool.map(part, range(0, varied.draws, size))))
