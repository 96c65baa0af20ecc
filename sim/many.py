"""Replications of many parameter draws at once: rows of totals, and nothing else kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.draws import checked_seed
from sim.engines import chosen_engine
from sim.errors import InputError
from sim.outcomes import TOTALS
from sim.run import simulate
from sim.varied import Varied

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


SPREAD = 2_530_306_041
"""An odd number whose multiples, taken modulo 2**32, stay far apart: see :func:`own_replications`."""

LARGEST_NUMBER_OF_ROWS = (1 << 32) // 5


def own_replications(draws: ArrayLike, replications: ArrayLike) -> NDArray[np.int64]:
    """Return the engine's replication numbers for replications 0, 1, 2 and so on of each parameter draw.

    Parameter sets share random numbers: replication 5 is the same chance under every set. That is right for
    comparing scenarios within a draw, and wrong for averaging over draws, whose chance would then not average out.
    So the replications of draw ``d`` begin at ``d * SPREAD`` modulo 2**32, whatever the number of draws and of
    replications, and those of draw 0 at 0. The starts of any ``D`` draws below 100 million are at least
    ``0.23 * 2**32 / D`` apart, so no two rows share a number while draws times replications stay below
    ``LARGEST_NUMBER_OF_ROWS``.

    Parameters
    ----------
    draws, replications : array of int
        The draw and the replication within the draw of each row.

    Raises
    ------
    InputError
        If a number is beyond what can be kept apart.
    """
    d, r = np.asarray(draws, np.int64), np.asarray(replications, np.int64)
    if d.size and d.max() > 0 and (int(d.max()) + 1) * (int(r.max()) + 1) > LARGEST_NUMBER_OF_ROWS:
        raise InputError(
            f"draws, replications: {int(d.max()) + 1} draws of {int(r.max()) + 1} replications cannot be kept apart; "
            f"the most is {LARGEST_NUMBER_OF_ROWS} in all"
        )
    number: NDArray[np.int64] = (d * SPREAD + r) % (1 << 32)
    return number


def run_many(
    varied: Varied, draws: ArrayLike, replications: ArrayLike, seed: int, engine: str = "auto"
) -> NDArray[np.int64]:
    """Simulate rows, each one replication of one parameter draw.

    Parameters
    ----------
    varied : Varied
        The parameter draws.
    draws, replications : array of int, shape (rows,)
        Which draw and which replication each row is; rows of one draw that follow one another share its tables.
    seed : int
        64-bit seed.
    engine : {"auto", "simpy", "compiled"}
        Which engine.

    Returns
    -------
    array of int, shape (rows, totals)
        One row of totals, in the order of ``sim.outcomes.TOTALS``.

    Raises
    ------
    InputError
        If a number is out of range, or the engine unknown or unable to run here.
    """
    which, numbers = np.asarray(draws, np.int64), np.asarray(replications, np.int64)
    if which.shape != numbers.shape or which.ndim != 1:
        raise InputError(f"draws, replications: expected rows of both, got {which.shape} and {numbers.shape}")
    for name, values, most in (("draws", which, varied.draws), ("replications", numbers, 1 << 32)):
        if len(values) and not (values.min() >= 0 and values.max() < most):
            raise InputError(f"{name}: expected whole numbers from 0 to {most - 1}")
    checked_seed(seed)
    if chosen_engine(engine, len(which)) == "compiled":
        from sim.compiled import door

        return door.run_varied(varied, which, numbers, seed)
    rows = np.empty((len(which), len(TOTALS)), np.int64)
    for row, (draw, replication) in enumerate(zip(which.tolist(), numbers.tolist(), strict=True)):
        rows[row] = simulate(varied.parameters(draw), 1, seed, "simpy", first=replication).cells
    return rows
