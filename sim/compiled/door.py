"""The way into the compiled engine: whether it can run here, getting it ready, and running."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compiled import engine, kernel
from sim.compiled.draws import numbers_of, varied_numbers
from sim.compiled.toolchain import cache_folder, cannot_keep, forget_old_code
from sim.filling import places_needed
from sim.numbers import MOST_SITES, numbers
from sim.outcomes import TOTALS
from sim.parameters import Parameters, default_parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.record import Record
    from sim.varied import Varied

_lock = threading.Lock()
_ready = False
_ENTRY = "kernel.runs_rows"
CHUNK = 1024
"""Rows run in one go: the caller hears how far it is, and draws as numbers take a few megabytes."""


def is_ready() -> bool:
    """Whether the machine code is loaded in this process."""
    return _ready


def is_kept() -> bool:
    """Whether machine code made from these very sources is on disk."""
    return any(cache_folder().rglob(f"{_ENTRY}-*.nbi"))


def tell(line: str) -> None:
    """Say on standard error what is going on."""
    print(f"dussk: {line}", file=sys.stderr, flush=True)


def get_ready(say: Callable[[str], object] = tell) -> None:
    """Load the machine code, or make it, which takes about 20 seconds and is said."""
    global _ready
    with _lock:
        if _ready:
            return
        if not is_kept():
            why = cannot_keep()
            how_often = f"every time ({why})" if why else "once for this version of the model"
            say(f"making machine code for the compiled engine, about 20 seconds, {how_often}")
            forget_old_code()
        engine.run_block(engine.table_of(default_parameters()), 0, 0, 1)
        _ready = True
        with suppress(OSError):
            os.utime(cache_folder())  # so that code in use is not taken for old


def run_rows(
    parameters: Parameters,
    seed: int,
    first: int,
    replications: int,
    progress: Callable[[int], object] | None = None,
) -> tuple[NDArray[np.int64], engine.Added]:
    """Run replications of one parameter set, with the tables that the SimPy engine has."""
    get_ready()
    table, memory = engine.table_of(parameters), engine.Memory()
    added = engine.Added(parameters.run.delivery_weeks)
    parts = []
    for start in range(first, first + replications, CHUNK):
        number = min(CHUNK, first + replications - start)
        which = np.arange(start, start + number)
        zeros = np.zeros(number, np.int64)
        parts.append(engine.run(table, engine.no_numbers(), zeros, which, seed, memory, added))
        if progress is not None:
            progress(number)
    return np.concatenate(parts), added


def replicate(parameters: Parameters, seed: int, replication: int) -> Record:
    """Return the whole record of one replication."""
    get_ready()
    return engine.replicate(engine.table_of(parameters), seed, replication)[0]


def run_varied(
    varied: Varied,
    draws: NDArray[np.int64],
    replications: NDArray[np.int64],
    seed: int,
    added: engine.Added | None = None,
    progress: Callable[[int], object] | None = None,
) -> NDArray[np.int64]:
    """Run rows of many parameter draws, filling the tables of each by compiled rules; add to ``added`` if given."""
    get_ready()
    if not fills_agree(varied.base):
        return _run_by_draw(varied, draws, replications, seed, added)
    widest = numbers(varied.base)
    widest.sites.number = MOST_SITES  # a draw may have more sites than the base, and so more tables of arrivals
    table = np.zeros(places_needed(widest), np.int64)
    rows = np.empty((len(draws), len(TOTALS)), np.int64)
    memory = engine.Memory()
    for start in range(0, len(draws), CHUNK):
        chunk = slice(start, start + CHUNK)
        distinct, places = np.unique(draws[chunk], return_inverse=True)
        as_numbers = varied_numbers(varied, distinct)
        rows[chunk] = engine.run(table, as_numbers, places, replications[chunk], seed, memory, added)
        if progress is not None:
            progress(len(places))
    return rows


def added_for(varied: Varied) -> engine.Added:
    """Return what adds up over replications of any of these draws."""
    weeks = max(int(np.max(varied.values_of("run.delivery_weeks"))), 1)
    return engine.Added(weeks)


@lru_cache(maxsize=64)
def fills_agree(base: Parameters) -> bool:
    """Whether the rules, compiled, give the very integers that they give in Python, on this machine.

    They may not where a mathematical library rounds the last bit of a logarithm otherwise; tables are then filled in
    Python, which is slower and changes nothing.
    """
    python = engine.table_of(base)
    filled = np.zeros_like(python)
    kernel.fills_table(numbers_of(base), filled)
    return bool(np.array_equal(python, filled))


def _run_by_draw(
    varied: Varied,
    draws: NDArray[np.int64],
    replications: NDArray[np.int64],
    seed: int,
    added: engine.Added | None,
) -> NDArray[np.int64]:
    changes = np.flatnonzero(np.diff(draws)) + 1
    memory, parts = engine.Memory(), []
    for rows in np.split(np.arange(len(draws)), changes):
        table = engine.table_of(varied.parameters(int(draws[rows[0]])))
        zeros: Any = np.zeros(len(rows), np.int64)
        parts.append(engine.run(table, engine.no_numbers(), zeros, replications[rows], seed, memory, added))
    return np.concatenate(parts)
