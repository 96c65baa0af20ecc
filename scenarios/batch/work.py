"""What a worker does with a unit: simulate its rows and make its part."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.batch.parts import encode
from scenarios.batch.provenance import code_hash
from scenarios.batch.units import Unit
from scenarios.packages import versions
from sim.engines import chosen_engine
from sim.many import own_replications, run_many
from sim.outcomes import TOTALS
from sim.parameters import Parameters
from sim.varied import Varied

MUST_AGREE = ("dussk", "numpy", "scipy", "pyarrow")
"""Libraries whose versions must be the same where a part is asked for and where it is made."""


_loaded: set[str] = set()
"""Engines that this process has loaded: what that takes is no part of how fast it computes."""


@dataclass(frozen=True, slots=True)
class Job:
    """A unit with all that a worker needs to compute it.

    Attributes
    ----------
    base : Parameters
        The scenario's parameters.
    columns : sequence of str
        What is drawn.
    values : array of float, shape (draws, columns)
        The unit's own draws, as the scenario has them; the worker checks them.
    provenance : dict
        What goes into the part, the code's hash and the address among it.
    """

    scenario: str
    unit: Unit
    base: Parameters
    columns: tuple[str, ...]
    values: NDArray[np.float64]
    seed: int
    engine: str
    provenance: dict[str, Any]

    @property
    def address(self) -> str:
        """Return the hash of the unit's inputs."""
        return str(self.provenance["address"])


@dataclass(frozen=True, slots=True)
class Done:
    """A part as a worker returns it, and what the log says of it.

    Attributes
    ----------
    seconds : float
        How long it took to make, once packages and machine code were loaded.
    loading : float
        Seconds that the worker has loaded them just before; 0 for all but its first unit.
    """

    scenario: str
    unit: Unit
    address: str
    content: bytes
    seconds: float
    where: str
    loading: float = 0.0


class DifferentCodeError(RuntimeError):
    """A worker has another version of the model or of a library."""


def compute(job: Job) -> Done:
    """Return a unit's part.

    Raises
    ------
    DifferentCodeError
        If this worker would make another part than was asked for.
    """
    _check_same(job)
    unit = job.unit
    varied = Varied(job.base, job.columns, job.values)
    loading = _load(job, varied)
    began = time.perf_counter()
    draws = np.repeat(np.arange(unit.draws), unit.replications)
    replications = np.tile(np.arange(unit.first, unit.first + unit.replications), unit.draws)
    numbers = own_replications(unit.draw + draws, replications)
    rows = run_many(varied, draws, numbers, job.seed, job.engine)
    columns = job.provenance["columns"]
    chosen = rows if len(columns) == len(TOTALS) else rows[:, [TOTALS.index(name) for name in columns]]
    content = encode(unit, columns, chosen, job.provenance)
    where = f"{socket.gethostname()}:{os.getpid()}"
    return Done(job.scenario, unit, job.address, content, time.perf_counter() - began, where, loading)


def _load(job: Job, varied: Varied) -> float:
    """Load what a unit needs by making a part of one row, once in a process; return the seconds it took."""
    if job.engine in _loaded:
        return 0.0
    began = time.perf_counter()
    rows = run_many(varied, [0], [0], job.seed, chosen_engine(job.engine, job.unit.rows))
    encode(Unit(0, 1, 0, 1), TOTALS, rows, {})
    _loaded.add(job.engine)
    return time.perf_counter() - began


def _check_same(job: Job) -> None:
    if code_hash() != job.provenance["code"]:
        raise DifferentCodeError("a worker has another version of the model; install the same one everywhere")
    for package in MUST_AGREE:
        mine, asked = versions().get(package), job.provenance["versions"].get(package)
        if mine != asked:
            raise DifferentCodeError(
                f"a worker has {package} {mine}, this machine {asked}; install the same everywhere"
            )
