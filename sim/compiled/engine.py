"""The compiled engine seen from Python: memory, seeds, and its results in the form of the SimPy engine's."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.clock import WEEK, WEEKS_IN_YEAR
from sim.compiled.book import HOW_WAITS_END, WAITING_STEPS, YEARLY_TOTALS
from sim.compiled.draws import number_type
from sim.compiled.kernel import ENOUGH, TABLE_TOO_SMALL, runs_rows
from sim.compiled.state import (
    ADDED_DAYS,
    ADDED_YEARS,
    ENTRY_SIZE,
    EVENT_SIZE,
    EVENTS,
    EVENTS_AT,
    EVENTS_ROOM,
    HEADER,
    LEDGER,
    LEDGER_AT,
    LEDGER_ROOM,
)
from sim.counting import Counted
from sim.grids import CONTACTS_A_DAY
from sim.layout import END_DAY
from sim.outcomes import TOTALS, WAITS
from sim.parameters import Parameters
from sim.record import Record
from sim.tables import flat_table
from sim.words import Step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Cells = NDArray[np.int64]

SIZES = ("drug_group", "stabilisation")
_HALF = 0xFFFFFFFF
_SPARE = 1.5
_ROOM_FOR_EVENTS = 4096


class Memory:
    """The memory of one worker: grown when a replication needs more, and used again for the next."""

    def __init__(self) -> None:
        self.cells: Cells = np.zeros(HEADER + 65536, np.int64)

    def grow(self, needed: int) -> None:
        """Make room for so many cells, keeping what there is in the header."""
        cells = np.zeros(int(needed * _SPARE), np.int64)
        cells[:HEADER] = self.cells[:HEADER]
        self.cells = cells


class Added:
    """What is added up over replications of at most so many weeks: waits, totals by year, and sessions by size."""

    def __init__(self, weeks: int) -> None:
        self.days, self.years = weeks * WEEK + 1, -(-weeks // WEEKS_IN_YEAR)
        self.sizes = CONTACTS_A_DAY + 1
        self.cells: Cells = np.zeros(self._fixed + 2 * self.sizes, np.int64)

    @property
    def _waits(self) -> int:
        return WAITING_STEPS * self.days * len(HOW_WAITS_END)

    @property
    def _fixed(self) -> int:
        return self._waits + len(YEARLY_TOTALS) * self.years

    def grow(self, women: int) -> None:
        """Make room for sessions of more women."""
        more = 2 * (women - self.sizes)
        self.sizes = women
        self.cells = np.concatenate([self.cells, np.zeros(more, np.int64)])

    def waits(self) -> Counter[tuple[str, int, str]]:
        """Return the waits by step, days and how they ended."""
        shape = (WAITING_STEPS, self.days, len(HOW_WAITS_END))
        return Counter(
            {
                (WAITS[Step(1 + step)], day, HOW_WAITS_END[how]): number
                for (step, day, how), number in _nonzero(self.cells[: self._waits].reshape(shape))
            }
        )

    def by_year(self) -> Counter[tuple[str, int]]:
        """Return totals by name and financial year."""
        cells = self.cells[self._waits : self._fixed].reshape(len(YEARLY_TOTALS), self.years)
        return Counter({(YEARLY_TOTALS[name], year): number for (name, year), number in _nonzero(cells)})

    def by_size(self) -> Counter[tuple[str, int]]:
        """Return sessions held by kind and women present."""
        cells = self.cells[self._fixed :].reshape(-1, len(SIZES))
        return Counter({(SIZES[kind], women): number for (women, kind), number in _nonzero(cells)})


def _nonzero(cells: Cells) -> list[tuple[tuple[int, ...], int]]:
    places = np.argwhere(cells)
    return [(tuple(place), int(number)) for place, number in zip(places.tolist(), cells[cells != 0], strict=True)]


def no_numbers() -> Any:
    """Return the parameters of no draws: the table given is used as it is."""
    return np.empty(0, number_type())


def run(
    table: Cells,
    numbers: Any,
    draws: Cells,
    replications: Cells,
    seed: int,
    memory: Memory,
    added: Added | None,
) -> Cells:
    """Run rows, growing memory as needed, and return their totals; see ``kernel.runs_rows``."""
    halves = np.array([seed & _HALF, seed >> 32], np.int64)
    rows = np.empty((len(replications), len(TOTALS)), np.int64)
    done = 0
    if added is not None:
        memory.cells[ADDED_DAYS], memory.cells[ADDED_YEARS] = added.days, added.years
    while True:
        cells, sizes = (added.cells, added.sizes) if added is not None else (np.empty(0, np.int64), 0)
        more, needed = runs_rows(
            table, numbers, draws[done:], replications[done:], halves, memory.cells, cells, sizes, rows[done:]
        )
        done += more
        if needed == ENOUGH:
            return rows
        if needed == TABLE_TOO_SMALL:
            raise ValueError(f"a table of {len(table)} places is too small for a draw")
        if needed > 0:
            memory.grow(needed)
        elif added is not None:
            added.grow(-needed)


def run_block(table: Cells, seed: int, first: int, replications: int) -> tuple[Cells, Added]:
    """Run replications that follow one another, with one table."""
    added = Added(int(table[END_DAY]) // WEEK)
    numbers = np.arange(first, first + replications)
    rows = run(table, no_numbers(), np.zeros(replications, np.int64), numbers, seed, Memory(), added)
    return rows, added


@lru_cache(maxsize=64)
def table_of(parameters: Parameters) -> Cells:
    """Return the flat table of a parameter set, as the SimPy engine's tables are made.

    Whoever asks for the same parameters gets the same array, which is to be read only: a block of replications takes
    less time than making it.
    """
    return np.array(flat_table(parameters), np.int64)


def replicate(table: Cells, seed: int, replication: int) -> tuple[Record, Counted]:
    """Run one replication and return its whole record, and what it came to.

    Parameters
    ----------
    table : array of int
        From :func:`table_of`.
    seed : int
        64-bit seed.
    replication : int
        Number of the replication, from 0.
    """
    memory, room = Memory(), _ROOM_FOR_EVENTS
    while True:
        memory.cells[EVENTS_ROOM] = memory.cells[LEDGER_ROOM] = room
        added = Added(int(table[END_DAY]) // WEEK)
        row = run(table, no_numbers(), np.zeros(1, np.int64), np.array([replication]), seed, memory, added)[0]
        most = int(max(memory.cells[EVENTS], memory.cells[LEDGER]))
        if most <= room:
            break
        room = most
    totals = dict(zip(TOTALS, row.tolist(), strict=True))
    return _record(memory.cells), Counted(totals, added.waits(), added.by_size(), added.by_year())


def _record(m: Cells) -> Record:
    record = Record.__new__(Record)
    record.events = _rows(m, int(m[EVENTS_AT]), int(m[EVENTS]), EVENT_SIZE)
    record.ledger = _rows(m, int(m[LEDGER_AT]), int(m[LEDGER]), ENTRY_SIZE)
    return record


def _rows(m: Cells, start: int, number: int, size: int) -> list[Any]:
    rows = m[start : start + number * size].reshape(number, size)
    return sorted(map(tuple, rows.tolist()))
