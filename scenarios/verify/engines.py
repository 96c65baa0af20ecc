"""One replication by both engines, held together: every event, every ledger line, and all that is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np

from scenarios.verify.happenings import happenings
from sim.compiled import door, engine, kernel
from sim.compiled.draws import numbers_of
from sim.counting import Counted, count
from sim.outcomes import TOTALS
from sim.parameters import Parameters
from sim.record import EVENT_COLUMNS, LEDGER_COLUMNS, Record, event_rows, ledger_rows
from sim.replication import replicate
from sim.tables import build_tables

SIMPY, COMPILED = "SimPy engine", "compiled engine"


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing in which two engines differ: where, and what each of them has there (``None`` for nothing)."""

    where: str
    simpy: str | None
    compiled: str | None

    def __str__(self) -> str:
        """Return the difference over three lines."""
        return f"{self.where}\n  {SIMPY + ':':<17} {self.simpy}\n  {COMPILED + ':':<17} {self.compiled}"

    @property
    def in_a_line(self) -> str:
        """The difference in one line."""
        return f"{self.where}; {SIMPY} {self.simpy}, {COMPILED} {self.compiled}"


@dataclass(frozen=True, slots=True)
class Lived:
    """One replication by one engine: its record, and what it came to."""

    record: Record
    counted: Counted


def held_together(parameters: Parameters, seed: int, replication: int) -> tuple[Difference | None, set[str]]:
    """Live one replication by both engines; return the first difference, if any, and what happened in it.

    Compared are the tables as Python and as machine code fill them, every event, every ledger line, and totals, waits,
    sessions by size and totals by year, with a log kept and without one.

    Parameters
    ----------
    parameters : Parameters
        The design.
    seed : int
        64-bit seed.
    replication : int
        Number of the replication.
    """
    simpy, compiled = by_simpy(parameters, seed, replication), by_compiled(parameters, seed, replication)
    difference = (
        tables_differ(parameters)
        or differ(simpy, compiled)
        or counts_differ(simpy.counted, without_log(parameters, seed, replication), " without a log")
    )
    return difference, happenings(parameters, build_tables(parameters), simpy.record)


def by_simpy(parameters: Parameters, seed: int, replication: int) -> Lived:
    """Live one replication by the SimPy engine."""
    tables = build_tables(parameters)
    record = replicate(tables, seed, replication)
    return Lived(record, count(record, tables))


def by_compiled(parameters: Parameters, seed: int, replication: int) -> Lived:
    """Live one replication by the compiled engine."""
    door.get_ready()
    return Lived(*engine.replicate(engine.table_of(parameters), seed, replication))


def without_log(parameters: Parameters, seed: int, replication: int) -> Counted:
    """Return what one replication comes to by the compiled engine when it keeps no log."""
    rows, added = door.run_rows(parameters, seed, replication, 1)
    totals = dict(zip(TOTALS, rows[0].tolist(), strict=True))
    return Counted(totals, added.waits(), added.by_size(), added.by_year())


def differ(simpy: Lived, compiled: Lived) -> Difference | None:
    """Return the first difference between two lives: in events, then in the ledger, then in what they came to."""
    for what, ours, theirs, named in (
        ("event", simpy.record.events, compiled.record.events, _event),
        ("ledger line", simpy.record.ledger, compiled.record.ledger, _entry),
    ):
        if ours != theirs:
            number, ours_first, theirs_first = _first(ours, theirs)
            shown = (None if one is None else named(one) for one in (ours_first, theirs_first))
            return Difference(f"{what} {number}", *shown)
    return counts_differ(simpy.counted, compiled.counted)


def counts_differ(simpy: Counted, compiled: Counted, how: str = "") -> Difference | None:
    """Return the first difference in what two lives came to."""
    for name in ("totals", "waits", "sizes", "years"):
        for key, ours, theirs in _items(getattr(simpy, name), getattr(compiled, name)):
            if ours != theirs:
                return Difference(f"{name}{how}: {key}", str(ours), str(theirs))
    return None


def tables_differ(parameters: Parameters) -> Difference | None:
    """Return the first difference between the tables that Python fills and those that machine code fills."""
    python = engine.table_of(parameters)
    filled = np.zeros_like(python)
    kernel.fills_table(numbers_of(parameters), filled)
    for place in np.flatnonzero(python != filled)[:1]:
        return Difference(f"place {place} of the table", str(python[place]), str(filled[place]))
    return None


def _first(ours: Sequence[Any], theirs: Sequence[Any]) -> tuple[int, Any, Any]:
    pairs = enumerate(zip_longest(ours, theirs))
    return next((number, one, other) for number, (one, other) in pairs if one != other)


def _items(ours: Mapping[Any, int], theirs: Mapping[Any, int]) -> Iterator[tuple[Any, int, int]]:
    for key in [*ours, *(key for key in theirs if key not in ours)]:
        yield key, ours.get(key, 0), theirs.get(key, 0)


def _event(entry: Any) -> str:
    return _row(EVENT_COLUMNS, next(iter(event_rows([entry], 0, ""))), without=("run_number", "pathway"))


def _entry(entry: Any) -> str:
    return _row(LEDGER_COLUMNS, next(iter(ledger_rows([entry], 0))), without=("run_number",))


def _row(columns: Sequence[str], row: Sequence[object], without: Sequence[str]) -> str:
    said = (f"{name}={value}" for name, value in zip(columns, row, strict=True) if name not in without)
    return " ".join(part for part in said if not part.endswith(("=", "=None")))
