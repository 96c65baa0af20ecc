"""Checking case after case, over this machine's cores, for so many designs or so many minutes."""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from types import FrameType
from typing import Any

from scenarios.pools import interrupts_wait, processes
from scenarios.verify.cases import Case
from scenarios.verify.engines import Difference, held_together
from sim.compiled import door

TOGETHER = 4
"""Cases that a worker is given at once."""

AHEAD = 3
"""Lots of cases that wait for each worker, so that none of them is idle."""

_OFTEN = 0.2


@dataclass(slots=True)
class Seen:
    """What a check has seen: how many cases, what happened in them, and the first difference, if any."""

    scenarios: int = 0
    designs: int = 0
    happened: Counter[str] = field(default_factory=Counter)
    case: Case | None = None
    difference: Difference | None = None
    stopped: bool = False

    def add(self, case: Case, difference: Difference | None, happened: set[str]) -> None:
        """Count one case."""
        self.scenarios += case.scenario is not None
        self.designs += case.scenario is None
        self.happened.update(happened)
        if difference is not None:
            self.case, self.difference = case, difference


Checked = tuple[Case, Difference | None, set[str]]


def check(cases: Iterator[Case], minutes: float | None, workers: int, *, quiet: bool = False) -> Seen:
    """Check cases until there are none left, time is over, Ctrl-C is pressed, or two engines differ.

    Parameters
    ----------
    cases : iterator of Case
        Perhaps without end.
    minutes : float or None
        For how long to begin new ones.
    workers : int
        Processes.
    quiet : bool
        Whether to leave out the progress, which is also left out when standard error is not a terminal.
    """
    door.get_ready()
    seen, end = Seen(), None if minutes is None else monotonic() + 60 * minutes
    with _until_interrupted() as interrupted, _progress(quiet) as advance:

        def over() -> bool:
            return interrupted.is_set() or (end is not None and monotonic() >= end)

        for case, difference, happened in _checked(cases, workers, over, interrupted):
            seen.add(case, difference, happened)
            advance(1)
            if difference is not None:
                break
        seen.stopped = interrupted.is_set()
    return seen


def _checked(
    cases: Iterator[Case], workers: int, over: Callable[[], bool], interrupted: threading.Event
) -> Iterator[Checked]:
    """Yield cases with what came of them, in order: the first difference is the same however many workers there are."""
    if workers == 1:
        while not over() and (case := next(cases, None)) is not None:
            yield check_one(case)
        return
    with processes(workers) as pool:
        under_way: deque[Future[list[Checked]]] = deque()
        try:
            while True:
                if not over():
                    _submit(pool, cases, under_way, workers * AHEAD)
                if not under_way:
                    return
                done = _result(under_way.popleft(), interrupted)
                if done is None:
                    return
                yield from done
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _submit(pool: Executor, cases: Iterator[Case], under_way: deque[Future[list[Checked]]], most: int) -> None:
    with interrupts_wait():
        while len(under_way) < most and (lot := list(islice(cases, TOGETHER))):
            under_way.append(pool.submit(check_lot, lot))


def _result(future: Future[list[Checked]], interrupted: threading.Event) -> list[Checked] | None:
    """Return what came of some cases, or nothing if Ctrl-C was pressed first."""
    while not interrupted.is_set():
        try:
            return future.result(_OFTEN)
        except TimeoutError:
            continue
    return None


def check_lot(cases: list[Case]) -> list[Checked]:
    """Check some cases, up to the first difference."""
    done: list[Checked] = []
    for case in cases:
        done.append(check_one(case))
        if done[-1][1] is not None:
            break
    return done


def check_one(case: Case) -> Checked:
    """Check one case."""
    return case, *held_together(case.parameters(), case.seed, case.replication)


@contextmanager
def _until_interrupted() -> Iterator[threading.Event]:
    """Remember Ctrl-C instead of stopping in the middle of a case; pressed again, it stops at once."""
    interrupted = threading.Event()

    def remember(number: int, frame: FrameType | None) -> Any:
        if interrupted.is_set():
            raise KeyboardInterrupt
        interrupted.set()

    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return
    before = signal.signal(signal.SIGINT, remember)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[int], object]]:
    with ExitStack() as stack:
        if quiet or not sys.stderr.isatty():
            yield lambda number: None
            return
        from tqdm import tqdm

        bar = stack.enter_context(tqdm(unit="replication", file=sys.stderr, leave=False, dynamic_ncols=True))
        yield bar.update
