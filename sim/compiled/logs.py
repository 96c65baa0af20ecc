"""Event logs of many rows by the compiled engine, as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.compiled import door, engine
from sim.compiled.draws import varied_numbers
from sim.compiled.state import EVENT_SIZE, EVENTS, EVENTS_AT, EVENTS_ROOM
from sim.filling import places_needed
from sim.numbers import MOST_SITES, numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.varied import Varied

    Cells = NDArray[np.int64]

AT_FIRST = 1 << 13
"""Events for which there is room before more is asked for."""


def logs_of(varied: Varied, draws: Cells, replications: Cells, seed: int) -> Iterator[tuple[Cells, Cells]]:
    """Yield the events and the totals of each row, one replication of one parameter draw.

    Parameters
    ----------
    varied : Varied
        The parameter draws.
    draws, replications : array of int, shape (rows,)
        Which draw and which replication each row is.
    seed : int
        64-bit seed.

    Yields
    ------
    events : array of int, shape (events, 6)
        Time in ticks, entity, event, step, resource and value, as ``sim.record.Logged`` has them, in the order in
        which they were noted.
    totals : array of int, shape (totals,)
        In the order of ``sim.outcomes.TOTALS``.
    """
    door.get_ready()
    room = _Room()
    if not door.fills_agree(varied.base):
        for draw, replication in zip(draws.tolist(), replications.tolist(), strict=True):
            table = engine.table_of(varied.parameters(draw))
            yield room.events(table, engine.no_numbers(), 0, replication, seed)
        return
    widest = numbers(varied.base)
    widest.sites.number = MOST_SITES
    table = np.zeros(places_needed(widest), np.int64)
    distinct, places = np.unique(draws, return_inverse=True)
    as_numbers = varied_numbers(varied, distinct)
    for place, replication in zip(places.tolist(), replications.tolist(), strict=True):
        yield room.events(table, as_numbers, place, replication, seed)


class _Room:
    """Memory with room for a log, which grows to the largest."""

    def __init__(self) -> None:
        self.memory, self.room = engine.Memory(), AT_FIRST

    def events(self, table: Cells, as_numbers: Any, place: int, replication: int, seed: int) -> tuple[Cells, Cells]:
        """Return one row's events and totals."""
        while True:
            self.memory.cells[EVENTS_ROOM] = self.room
            where, which = np.array([place]), np.array([replication])
            totals = engine.run(table, as_numbers, where, which, seed, self.memory, None)[0]
            cells = self.memory.cells
            number, start = int(cells[EVENTS]), int(cells[EVENTS_AT])
            if number <= self.room:
                return cells[start : start + number * EVENT_SIZE].reshape(number, EVENT_SIZE).copy(), totals
            self.room = number
