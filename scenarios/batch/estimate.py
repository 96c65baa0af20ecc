"""What a batch will take: time and disk, from timing its first rows."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenarios.batch.drawing import Draws
from scenarios.batch.outcomes import columns_for
from scenarios.batch.parts import encode
from scenarios.batch.plan import Plan
from scenarios.batch.units import Unit
from sim.errors import InputError
from sim.many import run_many
from sim.outcomes import TOTALS

SECONDS = 0.3
"""How long the first rows of each scenario are timed."""

MOST_STARTING = 20.0
"""Seconds that loading may be told to take: this process may have made machine code too, which is then kept."""

SPARE = 1.1
"""How much more room there has to be than is estimated."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the missing rows will take.

    Attributes
    ----------
    rows : int
        How many rows are to be run.
    seconds : float
        Time with all workers, once they have begun.
    size : int
        Bytes on disk.
    starting : float
        Seconds that a worker needs before it begins, for packages and machine code; 0 where there are no workers.
    """

    rows: int
    seconds: float
    size: int
    starting: float = 0.0

    def __str__(self) -> str:
        """Return the estimate as people read it."""
        if not self.rows:
            return "everything is there; nothing is to be run"
        size = megabytes(self.size)
        said = f"{self.rows:,} replications to run: about {duration(self.seconds)} of computing and {size} of disk"
        if not self.starting:
            return said
        return f"{said}; before that about {duration(self.starting)}, for workers to load packages and machine code"


def estimate(plan: Plan, draws: Draws, done: int, workers: int, engine: str) -> Estimate:
    """Time a few rows of each scenario, and return what the rest will take.

    Parameters
    ----------
    plan : Plan
        The plan.
    draws : Draws
        Its draws.
    done : int
        How many rows are there already.
    workers : int
        How many work at once.
    engine : str
        Which engine.
    """
    total = draws.number * plan.replications * len(plan.scenarios)
    left = max(0, total - done)
    if not left:
        return Estimate(0, 0.0, 0)
    costs = [_timed(plan, draws, name, engine) for name in plan.named]
    # A worker is a fresh interpreter: it loads what this one has loaded, and spends about as long on it.
    starting = min(time.process_time() - SECONDS * len(costs), MOST_STARTING) if workers > 1 else 0.0
    seconds, size = (sum(each) / len(costs) for each in zip(*costs, strict=True))
    drawn = 8 * draws.number * len(draws.columns)
    return Estimate(left, left * seconds / workers, int(left * size) + drawn, max(0.0, starting))


def check_room(folder: Path, wanted: Estimate, there: Path) -> None:
    """Refuse a folder on a disk without room; ``there`` is the folder, or one above it that is there already.

    Raises
    ------
    InputError
        Saying how much is needed and how much there is.
    """
    free = shutil.disk_usage(there).free
    if wanted.size * SPARE > free:
        raise InputError(
            f"--out {folder}: about {megabytes(int(wanted.size * SPARE))} of disk are needed, "
            f"{megabytes(free)} are free"
        )


def duration(seconds: float) -> str:
    """Return a time as people say it."""
    for size, unit in ((86400.0, "days"), (3600.0, "hours"), (60.0, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return "a second" if seconds < 1.5 else f"{seconds:.0f} seconds"


def megabytes(size: int) -> str:
    """Return a size as people say it."""
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{max(1.0, size / 1e6):,.0f} MB"


def _timed(plan: Plan, draws: Draws, scenario: str, engine: str) -> tuple[float, float]:
    """Return seconds and bytes of a row, from as many of the first rows as a moment allows."""
    columns = columns_for(plan.outcomes)
    places = [TOTALS.index(name) for name in columns]
    few = min(draws.number, 4096)
    varied = draws.varied(plan.named[scenario].parameters, 0, few)
    run_many(varied, [0], [0], plan.seed, engine)  # compiles, if need be
    n, took = 1, 0.0
    most = min(plan.block, few * plan.replications)
    while True:
        rows_of, replications = np.divmod(np.arange(n), plan.replications)
        began = time.perf_counter()
        rows = run_many(varied, rows_of, replications, plan.seed, engine)
        took = time.perf_counter() - began
        if took > SECONDS / 4 or n == most:
            break
        n = min(most, 4 * n)
    unit = Unit(0, 1, 0, n)
    size = len(encode(unit, columns, rows[:, places], {}))
    fixed = len(encode(Unit(0, 1, 0, 1), columns, rows[:1, places], {}))
    parts = plan.block / min(plan.block, draws.number * plan.replications)
    each = (size - fixed) / (n - 1) if n > 1 else 200.0
    return took / n, each + parts * fixed / plan.block
