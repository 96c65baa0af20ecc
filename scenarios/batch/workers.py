"""Workers of this machine: processes that compute units, and are replaced when one is ended from outside."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol

from scenarios.batch.work import Done, Job, compute
from scenarios.pools import end_at_once, interrupts_wait, processes

ATTEMPTS = 4
"""How many times in a row workers may be lost without one unit completed in between."""


class WorkersLostError(RuntimeError):
    """Workers end again and again before a unit is complete."""


class Workers(Protocol):
    """Whatever computes units."""

    number: int

    def each(self, jobs: Iterator[Job]) -> Iterator[Done]:
        """Yield the part of every job, in any order."""

    def close(self) -> None:
        """End them, whatever they are doing."""


class ThisProcess:
    """No workers: units are computed here, one after another."""

    number = 1

    def each(self, jobs: Iterator[Job]) -> Iterator[Done]:
        """Yield the part of every job."""
        return map(compute, jobs)

    def close(self) -> None:
        """Do nothing."""


class LocalWorkers:
    """Processes of this machine.

    Parameters
    ----------
    number : int
        How many.
    note : callable
        Told, in a line, what the log should hold.
    """

    def __init__(self, number: int, note: Callable[[str], None] = print) -> None:
        self.number = number
        self._note = note
        self._pool: ProcessPoolExecutor | None = None

    def each(self, jobs: Iterator[Job]) -> Iterator[Done]:
        """Yield the part of every job, in any order; a lost worker's units are given to others.

        Raises
        ------
        WorkersLostError
            If workers are lost again and again.
        """
        again: deque[Job] = deque()
        waiting: dict[Future[Done], Job] = {}
        losses = 0
        while True:
            # Two units a worker: one under way, one to go on with; the more, the more memory they take.
            lost = not self._fill(jobs, again, waiting)
            if not waiting and not lost:
                return
            done = set() if lost else wait(waiting, return_when=FIRST_COMPLETED).done
            for future in done:
                job = waiting.pop(future)
                try:
                    result = future.result()
                except BrokenProcessPool:
                    again.append(job)
                    lost = True
                    continue
                losses = 0
                yield result
            if lost:
                losses += 1
                if losses >= ATTEMPTS:
                    raise WorkersLostError("worker processes end before a unit is complete; is there enough memory?")
                again.extend(waiting.values())
                waiting.clear()
                self._note(f"a worker process was lost; {len(again)} units are given to new ones")
                self.close()

    def close(self) -> None:
        """End the workers at once."""
        pool, self._pool = self._pool, None
        if pool is not None:
            end_at_once(pool)

    def _fill(self, jobs: Iterator[Job], again: deque[Job], waiting: dict[Future[Done], Job]) -> bool:
        """Keep the workers busy; return whether there still are any."""
        while len(waiting) < 2 * self.number:
            job = again.popleft() if again else next(jobs, None)
            if job is None:
                return True
            try:
                waiting[self._submit(job)] = job
            except BrokenProcessPool:
                again.append(job)
                return False
        return True

    def _submit(self, job: Job) -> Future[Done]:
        if self._pool is None:
            self._pool = processes(self.number)
        with interrupts_wait():
            return self._pool.submit(compute, job)
