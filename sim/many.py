"""Replications of many parameter draws at once: rows of totals, and nothing else kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes import TOTALS
from sim.run import simulate
from sim.varied import Varied

if TYPE_CHECKING:
    from numpy.typing import NDArray


def run_many(
    varied: Varied, draws: Sequence[int], replications: Sequence[int], seed: int, engine: str = "auto"
) -> NDArray[np.int64]:
    """Simulate rows, each one replication of one parameter draw.

    Parameters
    ----------
    varied : Varied
        The parameter draws.
    draws, replications : sequence of int
        Which draw and which replication each row is; rows of one draw that follow one another share its tables.
    seed : int
        64-bit seed.
    engine : {"auto", "simpy", "compiled"}
        Which engine.

    Returns
    -------
    array of int, shape (rows, totals)
        One row of totals, in the order of ``sim.outcomes.TOTALS``.
    """
    rows = np.empty((len(draws), len(TOTALS)), np.int64)
    for row, (draw, replication) in enumerate(zip(draws, replications, strict=True)):
        parameters = varied.parameters(int(draw))
        rows[row] = simulate(parameters, 1, seed, engine, first=int(replication)).rows[0]
    return rows
