"""Workers of an existing Dask cluster. Parts come back as bytes, so no disk has to be shared."""

from __future__ import annotations

import socket
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from scenarios.batch.work import Done, Job, compute
from scenarios.batch.workers import ATTEMPTS, WorkersLostError
from sim.errors import InputError

PATIENCE = 15.0
"""Seconds to wait for the scheduler."""

_RECOUNT = 5.0


class DaskWorkers:
    """The workers of a Dask cluster.

    Parameters
    ----------
    address : str
        The scheduler's address, such as ``tcp://10.0.0.1:8786``.
    note : callable
        Told, in a line, what the log should hold.

    Raises
    ------
    InputError
        If Dask is not installed or nothing answers at the address.
    """

    def __init__(self, address: str, note: Callable[[str], None] = print) -> None:
        try:
            import distributed
        except ImportError:
            raise InputError("--cluster needs Dask: install dussk[cluster]") from None
        self._dask: Any = distributed
        self._note = note
        _check_address(address)
        try:
            self._client: Any = self._dask.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise InputError(f"--cluster {address}: no Dask scheduler answers there: {reason}") from None
        self._counted = -_RECOUNT
        self.number = 1
        self._count()

    def each(self, jobs: Iterator[Job]) -> Iterator[Done]:
        """Yield the part of every job, in any order.

        Dask gives a lost worker's units to others by itself; a unit that it gives up is asked for again.

        Raises
        ------
        WorkersLostError
            If the scheduler is gone, or units are lost again and again.
        """
        again: deque[Job] = deque()
        waiting: dict[Any, Job] = {}
        coming = self._dask.as_completed(loop=self._client.loop)
        losses = 0
        while True:
            self._count()
            while len(waiting) < 2 * self.number:
                job = again.popleft() if again else next(jobs, None)
                if job is None:
                    break
                future = self._submit(job)
                waiting[future] = job
                coming.add(future)
            if not waiting:
                return
            future = self._next(coming)
            job = waiting.pop(future)
            try:
                done: Done = future.result()
            except (self._dask.KilledWorker, self._cancelled()) as error:
                losses += 1
                self._note(f"a unit of {job.scenario} was lost on the cluster ({type(error).__name__}); asked again")
                if losses >= ATTEMPTS or self._client.status != "running":
                    raise WorkersLostError("the cluster's workers end before a unit is complete") from None
                again.append(job)
                continue
            future.release()
            losses = 0
            yield done

    def close(self) -> None:
        """Leave the cluster; what is under way there is dropped, the cluster goes on."""
        self._client.close(timeout=5)

    def _next(self, coming: Any) -> Any:
        """Return the next future that is done, as long as the scheduler is there."""
        try:
            return next(coming)
        except StopIteration:
            raise WorkersLostError("the cluster's scheduler is gone") from None

    def _submit(self, job: Job) -> Any:
        with warnings.catch_warnings():
            # A unit with many draws of many parameters is large, and is meant to be.
            warnings.simplefilter("ignore", UserWarning)
            return self._client.submit(compute, job, pure=False)

    def _count(self) -> None:
        """Count the workers' threads now and then: workers may come and go."""
        now = time.monotonic()
        if now - self._counted >= _RECOUNT:
            self._counted = now
            self.number = max(1, sum(self._client.nthreads().values()))

    def _cancelled(self) -> type[BaseException]:
        from concurrent.futures import CancelledError

        found: type[BaseException] = getattr(self._dask.client, "FutureCancelledError", CancelledError)
        return found


def _check_address(address: str) -> None:
    """Knock before a client is made: one that finds nobody takes half a minute to give up."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if not host or not port.isdecimal():
        raise InputError(f"--cluster {address}: expected an address such as tcp://10.0.0.1:8786")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise InputError(f"--cluster {address}: no Dask scheduler answers there: {error}") from None
