"""Running scenarios over this machine's cores: the same numbers at any number of workers."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scenarios.drawn import drawn
from scenarios.pools import end_at_once, interrupts_wait, processes
from sim.engines import check_engine, chosen_engine, why_not_compiled
from sim.errors import InputError
from sim.many import own_replications, simulate_many
from sim.parameters import Parameters
from sim.replication import replicate
from sim.run import Runs, simulate
from sim.tables import build_tables
from sim.varied import Varied

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scenarios.files import Scenario

    Rows = NDArray[np.int64]

WORKERS_VARIABLE = "DUSSK_WORKERS"
BLOCKS_A_WORKER = 8
"""Blocks of replications each worker gets, so that progress shows and the last block is short."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run: replications, seed, engine, workers, for how many replications to keep the whole log, and draws.

    With ``draws``, parameters are drawn from the posterior, and the replications are divided over the draws.
    """

    replications: int
    seed: int = 1
    engine: str = "auto"
    workers: int = 1
    logs: int = 0
    draws: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be run, before anything runs."""
        check_engine(self.engine)
        for name, low, high in (("replications", 1, 1 << 32), ("seed", 0, (1 << 64) - 1), ("workers", 1, 4096)):
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(f"{name}: {value} is not a whole number from {low} to {high}")
        if self.logs < 0:
            raise InputError(f"logs: {self.logs} is not a whole number of at least 0")
        if not 0 <= self.draws <= self.replications:
            raise InputError(
                f"draws: {self.draws} is not a whole number from 0 (the point values) to {self.replications}, "
                "the number of replications, which are divided over the draws"
            )


def default_workers() -> int:
    """Return the number of workers: ``DUSSK_WORKERS``, or the cores this process may use.

    Raises
    ------
    InputError
        If the variable is not a whole number of at least 1.
    """
    given = os.environ.get(WORKERS_VARIABLE)
    if given is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not (given.isascii() and given.isdigit() and len(given) < 10 and int(given) >= 1):
        raise InputError(f"{WORKERS_VARIABLE}: '{given}' is not a whole number of at least 1")
    return int(given)


MOST_THREADS = 1024


def threads_for(workers: int | None) -> int:
    """Return the number of threads that a command of the calibration may use: ``workers``, or the usual number.

    Raises
    ------
    InputError
        If it is not from 1 to 1024, or the variable of the usual number is wrong.
    """
    if workers is None:
        usual = default_workers()
        if usual > MOST_THREADS and WORKERS_VARIABLE in os.environ:
            raise InputError(f"{WORKERS_VARIABLE}: {usual}: expected 1 to {MOST_THREADS}")
        return min(usual, MOST_THREADS)
    if not 1 <= workers <= MOST_THREADS:
        raise InputError(f"workers: {workers}: expected 1 to {MOST_THREADS}")
    return workers


REPLICATIONS, REPLICATIONS_BY_SIMPY = 10_000, 300
WEEKS_OF_BASE = 60

WORTH_PROCESSES = 60
"""Replications of `base` by the SimPy engine that take about as long as other processes take to start."""


def usual_replications(engine: str) -> int:
    """Return how many replications to run when nobody says: what takes seconds, or a minute by the SimPy engine."""
    check_engine(engine)
    return REPLICATIONS_BY_SIMPY if engine == "simpy" or why_not_compiled() else REPLICATIONS


def size_of(parameters: Parameters) -> float:
    """Return about how many replications of `base` one replication is as much work as, by its sites and weeks."""
    return max(1.0, parameters.sites.number * parameters.run.delivery_weeks / WEEKS_OF_BASE)


class Ran(dict[str, Runs]):
    """Runs by scenario name, and the engine that lived them: ``"simpy"`` or ``"compiled"``."""

    def __init__(self, engine: str, runs: dict[str, Runs]) -> None:
        super().__init__(runs)
        self.engine = engine


def run_scenarios(scenarios: Sequence[Scenario], settings: Settings, *, quiet: bool = False) -> Ran:
    """Run every scenario over the same replications and return the runs by scenario name.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Each name once.
    settings : Settings
        How to run.
    quiet : bool
        Whether to leave out the progress bar, which is also left out when standard error is not a terminal.
    """
    named = {scenario.name: drawn(scenario.parameters, settings.draws) for scenario in scenarios}
    total = len(named) * settings.replications
    work = settings.replications * sum(size_of(scenario.parameters) for scenario in scenarios)
    engine = chosen_engine(settings.engine, round(work))
    threads = engine == "compiled"
    settings = replace(settings, engine=engine)
    with _progress(total, quiet) as advance:
        if settings.workers == 1 or total == 1 or (not threads and work < WORTH_PROCESSES):
            alone = {
                name: _block(parameters, settings, 0, settings.replications, advance)
                for name, parameters in named.items()
            }
            return Ran(engine, alone)
        advance.idle = True
        return Ran(engine, _in_parallel(named, settings, advance, threads))


def _in_parallel(
    named: dict[str, Parameters | Varied], settings: Settings, advance: Advance, threads: bool
) -> dict[str, Runs]:
    size = max(1, -(-settings.replications * len(named) // (settings.workers * BLOCKS_A_WORKER)))
    parts: dict[str, dict[int, Runs]] = {name: {} for name in named}
    # The compiled engine does not hold Python's lock.
    pool: Executor = ThreadPoolExecutor(settings.workers) if threads else processes(settings.workers)
    watch = Advance(None) if threads else None
    try:
        futures: dict[Future[Runs], tuple[str, int]] = {}
        with interrupts_wait():
            for name, parameters in named.items():
                for first in range(0, settings.replications, size):
                    count = min(size, settings.replications - first)
                    futures[pool.submit(_block, parameters, settings, first, count, watch)] = (name, first)
        for future in as_completed(futures):
            name, first = futures[future]
            parts[name][first] = future.result()
            advance(parts[name][first].replications)
    except BaseException:
        if watch is not None:
            watch.stop()
        end_at_once(pool)
        raise
    pool.shutdown()
    return {name: _joined(blocks) for name, blocks in parts.items()}


def _joined(blocks: dict[int, Runs]) -> Runs:
    first, *others = (blocks[start] for start in sorted(blocks))
    for other in others:
        first.extend(other)
    return first


def _block(
    what: Parameters | Varied,
    settings: Settings,
    first: int,
    count: int,
    advance: Callable[[int], object] | None = None,
) -> Runs:
    if isinstance(what, Parameters):
        return simulate(what, count, settings.seed, settings.engine, first=first, logs=settings.logs, progress=advance)
    draws, numbers = rows_of_draws(settings.replications, what.draws, first, count)
    runs = simulate_many(what, draws, numbers, settings.seed, settings.engine, advance)
    runs.first = first
    for row in range(first, min(first + count, settings.logs)):
        draw, number = int(draws[row - first]), int(numbers[row - first])
        runs.records[row] = replicate(build_tables(what.parameters(draw)), settings.seed, number)
    return runs


def rows_of_draws(replications: int, draws: int, first: int, count: int) -> tuple[Rows, Rows]:
    """Return the draw, and the engine's replication number, of some of the rows of a run over draws.

    Replications are divided over the draws as evenly as can be, draw after draw, and each has its own chance.
    """
    each, over = divmod(replications, draws)
    starts = np.arange(draws + 1) * each + np.minimum(np.arange(draws + 1), over)
    rows = np.arange(first, first + count)
    of = np.searchsorted(starts, rows, side="right") - 1
    return of, own_replications(of, rows - starts[of])


class Advance:
    """Tell the progress bar, if there is one, how many more replications are done; and stop when asked to."""

    def __init__(self, bar: object | None) -> None:
        self._bar = bar
        self._stopped = False
        self.idle = False

    def stop(self, *_: object) -> None:
        """Stop on Ctrl-C: at once if this process only waits for workers, else after the replication under way.

        Python drops an exception raised while it clears away old generators, and a replication clears away many. So
        the wish is remembered; Ctrl-C again stops at once.
        """
        if self.idle or self._stopped:
            raise KeyboardInterrupt
        self._stopped = True

    def __call__(self, replications: int) -> None:
        """Move the bar on."""
        if self._stopped:
            raise KeyboardInterrupt
        if self._bar is not None:
            self._bar.update(replications)  # type: ignore[attr-defined]


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Advance]:
    with ExitStack() as stack:
        bar = None
        if not quiet and sys.stderr.isatty():
            from tqdm import tqdm

            bar = stack.enter_context(
                tqdm(total=total, unit="replication", file=sys.stderr, leave=False, dynamic_ncols=True)
            )
        advance = Advance(bar)
        in_main_thread = threading.current_thread() is threading.main_thread()
        if in_main_thread and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            stack.callback(signal.signal, signal.SIGINT, signal.default_int_handler)
            signal.signal(signal.SIGINT, advance.stop)
        yield advance
