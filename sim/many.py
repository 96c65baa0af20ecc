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
