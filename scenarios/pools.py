"""Worker processes: fresh interpreters that leave Ctrl-C to the process that started them, and end when it does."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager


def processes(number: int) -> ProcessPoolExecutor:
    """Return so many worker processes, each a fresh interpreter: forking one that has threads can hang."""
    return ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def end_at_once(pool: Executor) -> None:
    """End the workers of a pool: processes whatever they are doing, threads once they are done with it."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """Hold Ctrl-C back while workers start: they inherit that, and so leave it to this process for good."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Leave Ctrl-C to the main process, and end when it has ended, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
