"""What a batch will take on free cores: time and disk, from timing its first rows in seconds of a core."""

from __future__ import annotations

import hashlib
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.batch.drawing import Draws
from scenarios.batch.outcomes import columns_for
from scenarios.batch.parts import encode, read_rows
from scenarios.batch.plan import Plan
from scenarios.batch.summary import summarise
from scenarios.batch.tally import Tally
from scenarios.batch.units import Unit
from sim.errors import InputError
from sim.many import run_many
from sim.outcomes import TOTALS

SECONDS = 0.3
"""How long the first rows of each scenario are timed."""

MOST_LOADING = 20.0
"""Seconds that loading may be told to take: this process may have made machine code too, which is then kept."""

SPARE = 1.1
"""How much more room there has to be than is estimated."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the missing rows will take.

    Attributes
    ----------
    rows : int
        How many rows are to be run; at most, where there is a rule to stop.
    size : int
        Bytes on disk.
    rate : float
        Rows that a core computes in a second, once packages and machine code are loaded.
    computing : float
        Seconds of computing with all workers.
    loading : float
        Seconds that this process and then a worker need to load packages and machine code.
    reading : float
        Seconds for reading all parts back and summarising them.
    may_stop : bool
        Whether there is a rule to stop.
    stopped : str, optional
        Where the rule has stopped this batch already; nothing is then to be run.
    """

    rows: int
    size: int
    rate: float = 0.0
    computing: float = 0.0
    loading: float = 0.0
    reading: float = 0.0
    may_stop: bool = False
    stopped: str | None = None

    def __str__(self) -> str:
        """Return the estimate as people read it."""
        if self.stopped:
            return f"precision {self.stopped}; nothing is to be run"
        if not self.rows:
            return "everything is there; nothing is to be run"
        what = f"{self.rows:,} replications to run"
        if self.may_stop:
            what = f"at most {what}, if the precision asked for is not reached before"
        whole = duration(self.loading + self.computing + self.reading)
        return (
            f"{what}: about {whole} on free cores, and {megabytes(self.size)} of disk; "
            f"of the time {duration(self.loading)} for loading packages and machine code, "
            f"{duration(self.computing)} for computing at {_two_figures(self.rate)} replications a second and core, "
            f"{duration(self.reading)} for reading back and summarising"
        )


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
        return Estimate(0, 0)
    run_many(draws.varied(plan.scenarios[0].parameters, 0, 1), [0], [0], plan.seed, engine)
    # A worker is a fresh interpreter: it loads what this one has loaded, and spends about as long on it.
    loading = min(time.process_time(), MOST_LOADING)
    samples = [_timed(plan, draws, name, engine) for name in plan.named]
    each = sum(sample.seconds for sample in samples) / len(samples)
    size = sum(sample.size for sample in samples) / len(samples)
    reading, summing = _reading(plan, samples)
    return Estimate(
        rows=left,
        size=int(left * size) + 8 * draws.number * len(draws.columns),
        rate=1.0 / each,
        computing=left * each / workers,
        loading=loading * (2 if workers > 1 else 1),
        reading=total * reading + summing,
        may_stop=plan.stop is not None,
    )


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


def _two_figures(value: float) -> str:
    """Return a number with its two first figures, and noughts."""
    return f"{float(f'{value:.2g}'):,.0f}"


@dataclass(frozen=True, slots=True)
class _Sample:
    """First rows of a scenario: seconds of a core and bytes of a row, the rows, and the part they make."""

    seconds: float
    size: float
    rows: Any
    part: bytes


def _timed(plan: Plan, draws: Draws, scenario: str, engine: str) -> _Sample:
    """Return what as many of the first rows as a moment allows take."""
    columns = columns_for(plan.outcomes)
    places = [TOTALS.index(name) for name in columns]
    few = min(draws.number, 4096)
    varied = draws.varied(plan.named[scenario].parameters, 0, few)
    run_many(varied, [0], [0], plan.seed, engine)  # makes its tables
    n, took = 1, 0.0
    most = min(plan.block, few * plan.replications)
    while True:
        rows_of, replications = np.divmod(np.arange(n), plan.replications)
        began = time.process_time()
        rows = run_many(varied, rows_of, replications, plan.seed, engine)
        took = time.process_time() - began
        if took > SECONDS / 4 or n == most:
            break
        n = min(most, 4 * n)
    began = time.process_time()
    part = encode(Unit(0, 1, 0, n), columns, rows[:, places], {})
    took += time.process_time() - began
    fixed = len(encode(Unit(0, 1, 0, 1), columns, rows[:1, places], {}))
    parts = plan.block / min(plan.block, draws.number * plan.replications)
    each = (len(part) - fixed) / (n - 1) if n > 1 else 200.0
    return _Sample(max(took, 1e-9) / n, each + parts * fixed / plan.block, rows[:, places], part)


def _reading(plan: Plan, samples: list[_Sample]) -> tuple[float, float]:
    """Return the seconds for hashing, reading and adding up a row, and for summarising what is added up."""
    columns = columns_for(plan.outcomes)
    n = min(len(sample.rows) for sample in samples)
    began = time.process_time()
    for sample in samples:
        hashlib.sha256(sample.part).hexdigest()
        read_rows(sample.part, columns)
    tally = Tally(tuple(plan.named), plan.pairs, plan.outcomes, columns, n)
    tally.add(Unit(0, 1, 0, n), [np.ascontiguousarray(sample.rows[:n].T) for sample in samples])
    read = time.process_time()
    summarise(tally, {})
    return (read - began) / (n * len(samples)), time.process_time() - read
