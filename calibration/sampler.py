"""Exact draws from the posterior, by rejection at tolerance zero.

Draw *i* takes parameters from their priors and a few lives (replications of chance) of its own; a life is kept if its
simulated study gives every fitted figure exactly. What is kept is a sample of the posterior itself: there is no
tolerance, no adaptation, no burn-in and no step to tune. Everything is keyed by the draw's number, so a block of
draws gives the same whoever computes it and when, and a fit can be broken off and gone on with.

Why not something cleverer: filling the tables of a draw costs more than a life, so several lives share one; lives
that do not have eleven women are never simulated; and with that a core finds one or two exact draws a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import count, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.world import World, life_uniforms, matches, parameter_uniforms
from sim.outcomes import TOTALS

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sampling:
    """What decides which draws are found.

    Attributes
    ----------
    seed : int
        Seed of parameters and of the choice of lives.
    block : int
        Draws from the priors in a block.
    lives : int
        Lives that each draw is tried with.
    """

    seed: int = 1
    block: int = 4096
    lives: int = 16


@dataclass(frozen=True)
class Found:
    """What one block found.

    Attributes
    ----------
    number : int
        The block's number.
    passed : tuple of int
        Rows that matched the first 0, 1, 2 ... figures.
    matched : tuple of Match
        The rows that matched all of them, in order.
    nearly : tuple of tuple of int
        The draw, the life and the total of every row that matched all figures but the last.
    """

    number: int
    passed: tuple[int, ...]
    matched: tuple[Match, ...]
    nearly: tuple[tuple[int, int, int], ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is written down."""
        return asdict(self)

    @staticmethod
    def from_json(content: dict[str, Any]) -> Found:
        """Return it from what was written down."""
        matched = tuple(
            Match(one["draw"], one["life"], tuple(one["values"]), tuple(one["totals"])) for one in content["matched"]
        )
        nearly = tuple((int(a), int(b), int(c)) for a, b, c in content["nearly"])
        return Found(content["number"], tuple(content["passed"]), matched, nearly)


@dataclass(frozen=True, slots=True)
class Match:
    """One exact draw: the number of the draw, the life, the fitted parameters and the totals of its study."""

    draw: int
    life: int
    values: tuple[float, ...]
    totals: tuple[int, ...]


def studies_of_block(world: World, sampling: Sampling, number: int) -> tuple[Numbers, Whole, Whole, Whole]:
    """Simulate the studies of one block: its draws from the priors, each lived a few times.

    Parameters
    ----------
    world : World
        The model.
    sampling : Sampling
        What decides the draws and their lives.
    number : int
        Which block.

    Returns
    -------
    values : array of float, shape (draws, parameters)
        The draws of the block.
    draws, lives : array of int, shape (studies,)
        The draw (its row in ``values``) and the life of each study.
    rows : array of int, shape (studies, totals)
        What happened.
    """
    size, each, seed = sampling.block, sampling.lives, sampling.seed
    first = number * size
    values = world.values(parameter_uniforms(world.names, size, seed, first))
    lives = np.column_stack([world.lives(values, life_uniforms(i, size, seed, first)) for i in range(each)]).ravel()
    draws = np.repeat(np.arange(size), each)
    return values, draws, lives, world.totals(values, draws, lives)


def block_of(world: World, sampling: Sampling, number: int) -> Found:
    """Return what one block of draws finds.

    Parameters
    ----------
    world : World
        The model.
    sampling : Sampling
        What decides which draws are found.
    number : int
        Which block.
    """
    values, draws, chosen, rows = studies_of_block(world, sampling, number)
    first = number * sampling.block
    passed = matches(world.stages, rows)
    last = [TOTALS.index(name) for name in world.stages[-1].outcomes]
    all_of_them = len(world.stages)
    matched = [
        Match(
            first + int(draws[row]),
            int(chosen[row]),
            tuple(values[draws[row]].tolist()),
            tuple(rows[row].tolist()),
        )
        for row in np.flatnonzero(passed == all_of_them)
    ]
    nearly = [
        (first + int(draws[row]), int(chosen[row]), int(rows[row, last].sum()))
        for row in np.flatnonzero(passed >= all_of_them - 1)
    ]
    counts = tuple(int((passed >= stage).sum()) for stage in range(all_of_them + 1))
    return Found(number, counts, tuple(matched), tuple(nearly))


def blocks(
    world: World,
    sampling: Sampling,
    threads: int,
    kept: Callable[[int], Found | None],
    keep: Callable[[Found], object],
    most: int | None = None,
) -> Iterator[Found]:
    """Yield block after block, in order, for as long as the caller asks.

    Parameters
    ----------
    world : World
        The model.
    sampling : Sampling
        What decides which draws are found.
    threads : int
        Blocks computed at a time; what is yielded does not depend on it.
    kept, keep : callable
        Give a block that was computed before, if it was; and keep one that is new.
    most : int, optional
        How many blocks there are; by default there is no end of them.
    """

    def one(number: int) -> Found:
        found = kept(number)
        if found is None:
            found = block_of(world, sampling, number)
            keep(found)
        return found

    waiting: list[Future[Found]] = []
    with ThreadPoolExecutor(threads) as pool:
        try:
            for number in islice(count(), most):
                waiting.append(pool.submit(one, number))
                if len(waiting) > threads:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            for future in waiting:
                future.cancel()
