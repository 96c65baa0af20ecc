"""The one door: ``simulate(parameters, replications, seed)``."""

from __future__ import annotations

import gc
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.counting import count
from sim.draws import checked_seed
from sim.engines import chosen_engine
from sim.errors import InputError, nearest
from sim.outcomes import OUTCOMES, TOTALS, value
from sim.parameters import Parameters
from sim.record import EVENT_COLUMNS, LEDGER_COLUMNS, Record, event_rows, ledger_rows
from sim.replication import replicate
from sim.tables import build_tables

if TYPE_CHECKING:
    import pandas as pd

_WIDTH = len(TOTALS)


@dataclass(slots=True)
class Runs:
    """Replications of one parameter set.

    Attributes
    ----------
    first : int
        Number of the first replication.
    cells : array of int
        The totals of one replication after another, in the order of ``TOTALS``.
    waits : Counter
        Waits by (step, days, how they ended), over all replications.
    sizes : Counter
        Sessions held by (kind, women present), over all replications.
    years : Counter
        Totals by (name, financial year from opening), added over all replications.
    draws : array of int
        The parameter draw of each replication, or empty where parameters are not drawn.
    records : dict of int to Record
        The whole record of the first replications, by replication, as many as were asked for.
    """

    parameters: Parameters
    seed: int
    first: int = 0
    cells: array[int] = field(default_factory=lambda: array("q"))
    waits: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    sizes: Counter[tuple[str, int]] = field(default_factory=Counter)
    years: Counter[tuple[str, int]] = field(default_factory=Counter)
    draws: array[int] = field(default_factory=lambda: array("q"))
    records: dict[int, Record] = field(default_factory=dict)

    @property
    def replications(self) -> int:
        """How many replications."""
        return len(self.cells) // _WIDTH

    @property
    def rows(self) -> list[tuple[int, ...]]:
        """One row of totals a replication, in the order of ``TOTALS``."""
        return list(zip(*(self.cells[place::_WIDTH] for place in range(_WIDTH)), strict=True))

    def total(self, name: str) -> list[int]:
        """Return one total for every replication."""
        return self.cells[TOTALS.index(name) :: _WIDTH].tolist()

    def sums(self) -> dict[str, int]:
        """Return every total added over the replications."""
        return {name: sum(self.cells[place::_WIDTH]) for place, name in enumerate(TOTALS)}

    def mean(self, outcome: str) -> float | None:
        """Return an outcome over all replications (see ``sim.outcomes``), or None where nothing is counted.

        Raises
        ------
        InputError
            If the outcome is unknown.
        """
        if outcome not in OUTCOMES:
            raise InputError(f"unknown outcome '{outcome}'.{nearest(outcome, OUTCOMES)}")
        return value(OUTCOMES[outcome], self.sums(), self.replications)

    def extend(self, other: Runs) -> None:
        """Add the replications that follow these."""
        self.cells += other.cells
        self.draws += other.draws
        self.waits += other.waits
        self.sizes += other.sizes
        self.years += other.years
        self.records |= other.records

    def frame(self) -> pd.DataFrame:
        """Return the totals as a pandas data frame, one row a replication, indexed by replication."""
        import pandas as pd

        index = pd.RangeIndex(self.first, self.first + self.replications, name="replication")
        return pd.DataFrame({name: self.total(name) for name in TOTALS}, index=index)

    def event_rows(self, pathway: str = "") -> Iterator[tuple[object, ...]]:
        """Yield the event log of the replications kept, as rows of ``EVENT_COLUMNS``."""
        for replication, record in self.records.items():
            yield from event_rows(record.events, replication, pathway)

    def ledger_rows(self) -> Iterator[tuple[object, ...]]:
        """Yield the ledger of the replications kept, as rows of ``LEDGER_COLUMNS``."""
        for replication, record in self.records.items():
            yield from ledger_rows(record.ledger, replication)

    def events_frame(self, pathway: str = "") -> pd.DataFrame:
        """Return the event log of the replications kept as a pandas data frame with vidigi's columns and ours."""
        return _frame(list(self.event_rows(pathway)), EVENT_COLUMNS)

    def ledger_frame(self) -> pd.DataFrame:
        """Return the ledger of the replications kept as a pandas data frame."""
        return _frame(list(self.ledger_rows()), LEDGER_COLUMNS)


def _frame(rows: list[Any], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns))


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Put off garbage collection within one replication, whose world is dropped as a whole at its end anyway."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def simulate(
    parameters: Parameters,
    replications: int = 1,
    seed: int = 1,
    engine: str = "auto",
    *,
    first: int = 0,
    logs: int = 0,
    progress: Callable[[int], object] | None = None,
) -> Runs:
    """Simulate the pathway.

    Parameters
    ----------
    parameters : Parameters
        A frozen parameter set, from ``scenarios.load(...)`` or :func:`sim.default_parameters`.
    replications : int
        How many replications, at least 1.
    seed : int
        64-bit seed. The same seed, replication and parameters give the same lives on every machine.
    engine : {"auto", "simpy", "compiled"}
        Which engine. Both give the same; ``auto`` counts with the compiled one where it runs and pays, and takes
        logs from the SimPy engine, the model of record.
    first : int
        Number of the first replication, so that a run can be extended or divided.
    logs : int
        For how many replications, counted from 0, to keep the whole event log and ledger.
    progress : callable, optional
        Called now and then with how many more replications are done.

    Returns
    -------
    Runs
        One row of totals a replication.

    Raises
    ------
    InputError
        If a number is out of range, or the engine unknown or unable to run here.
    """
    for name, given, least in (("replications", replications, 1), ("seed", seed, 0), ("logs", logs, 0)):
        if not hasattr(given, "__index__") or given < least:
            raise InputError(f"{name}: {given} is not a whole number of at least {least}")
    chosen = chosen_engine(engine, replications)
    if not 0 <= first <= (1 << 32) - replications:
        raise InputError(
            f"first: {first}: {replications} replications from there are not all from 0 to {(1 << 32) - 1}"
        )
    if chosen == "simpy":
        return _by_simpy(parameters, replications, seed, first, logs, progress)
    return _by_compiled(parameters, replications, seed, engine, first, logs, progress)


def _by_simpy(
    parameters: Parameters,
    replications: int,
    seed: int,
    first: int,
    logs: int,
    progress: Callable[[int], object] | None,
) -> Runs:
    tables = build_tables(parameters)
    runs = Runs(parameters, seed, first)
    for replication in range(first, first + replications):
        with _no_garbage_collection():
            record = replicate(tables, seed, replication)
            counted = count(record, tables)
        runs.cells.extend(counted.totals.values())
        runs.waits.update(counted.waits)
        runs.sizes.update(counted.sizes)
        runs.years.update(counted.years)
        if replication < logs:
            runs.records[replication] = record
        if progress is not None:
            progress(1)
    return runs


def _by_compiled(
    parameters: Parameters,
    replications: int,
    seed: int,
    engine: str,
    first: int,
    logs: int,
    progress: Callable[[int], object] | None,
) -> Runs:
    from sim.compiled import door

    rows, added = door.run_rows(parameters, checked_seed(seed), first, replications, progress)
    runs = Runs(parameters, seed, first, array("q", rows.tobytes()), added.waits(), added.by_size(), added.by_year())
    for replication in range(first, min(first + replications, logs)):
        if engine == "auto":
            runs.records[replication] = replicate(build_tables(parameters), seed, replication)
        else:
            runs.records[replication] = door.replicate(parameters, seed, replication)
    return runs
