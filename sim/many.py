"""Replications of many parameter draws at once: rows of totals, and nothing else kept."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.draws import checked_seed
from sim.engines import chosen_engine
from sim.errors import InputError
from sim.outcomes import TOTALS
from sim.run import Runs, simulate
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
    replications, and those of draw 0 at 0. The starts of any ``D`` draws are at least ``0.23 * 2**32 / D``
    apart below 100 million draws (and far enough apart above), so no two rows share a number while draws times
    replications stay below ``LARGEST_NUMBER_OF_ROWS``.

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
    which, numbers = _checked(varied, draws, replications, seed)
    if chosen_engine(engine, len(which)) == "compiled":
        from sim.compiled import door

        return door.run_varied(varied, which, numbers, seed)
    cells = _by_simpy(varied, which, numbers, seed, None).cells
    return np.frombuffer(cells, np.int64).reshape(len(which), len(TOTALS)).copy()


def simulate_many(
    varied: Varied,
    draws: ArrayLike,
    replications: ArrayLike,
    seed: int = 1,
    engine: str = "auto",
    progress: Callable[[int], object] | None = None,
) -> Runs:
    """Simulate rows of parameter draws, and keep what :func:`sim.simulate` keeps of them, logs excepted.

    Parameters are those of :func:`run_many`; ``progress`` is called now and then with how many more rows are done.

    Returns
    -------
    Runs
        One replication a row, with the draw of each; its parameters are the base of the draws.
    """
    which, numbers = _checked(varied, draws, replications, seed)
    if chosen_engine(engine, len(which)) == "simpy":
        return _by_simpy(varied, which, numbers, seed, progress)
    from sim.compiled import door

    added = door.added_for(varied)
    rows = door.run_varied(varied, which, numbers, seed, added, progress)
    return Runs(
        varied.base,
        seed,
        0,
        array("q", rows.tobytes()),
        added.waits(),
        added.by_size(),
        added.by_year(),
        array("q", which.tobytes()),
    )


def _by_simpy(
    varied: Varied,
    draws: NDArray[np.int64],
    replications: NDArray[np.int64],
    seed: int,
    progress: Callable[[int], object] | None,
) -> Runs:
    runs = Runs(varied.base, seed)
    for draw, replication in zip(draws.tolist(), replications.tolist(), strict=True):
        one = simulate(varied.parameters(draw), 1, seed, "simpy", first=replication, progress=progress)
        one.draws = array("q", [draw])
        runs.extend(one)
    return runs


def _checked(
    varied: Varied, draws: ArrayLike, replications: ArrayLike, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    for name, given in (("draws", draws), ("replications", replications)):
        if np.asarray(given).dtype.kind not in "iu" and np.size(given):
            raise InputError(f"{name}: expected whole numbers, got {np.asarray(given).dtype}")
    which, numbers = np.asarray(draws, np.int64), np.asarray(replications, np.int64)
    if which.shape != numbers.shape or which.ndim != 1:
        raise InputError(f"draws, replications: expected rows of both, got {which.shape} and {numbers.shape}")
    for name, values, most in (("draws", which, varied.draws), ("replications", numbers, 1 << 32)):
        if len(values) and not (values.min() >= 0 and values.max() < most):
            raise InputError(f"{name}: expected whole numbers from 0 to {most - 1}")
    checked_seed(seed)
    return which, numbers
