"""Measuring: CPU time of things done in turn, so that a slow spell of the machine falls on all of them alike."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
Work = Callable[[int, int], object]
"""Does some replications: the number of the first, and how many."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a work returns that is done by another process: the CPU seconds it took there, by that process's account."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: rounds in turn, and CPU seconds at least for each thing in a round."""

    rounds: int = 9
    chunk: float = 0.25
    quick: bool = False


QUICK = Effort(rounds=3, chunk=0.05, quick=True)


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one call: of all threads of this process together, or of another process's work."""
    start = time.process_time()
    done = work()
    return done.seconds if isinstance(done, Elsewhere) else time.process_time() - start


def apart(work: Callable[[], T]) -> T:
    """Do something in a thread of its own and return what it returns.

    salabim looks through all callers' frames when it makes an environment: started by ``python -m``, whose frames have
    no source file, that would be half of its time. In a thread it meets few frames, so nobody is slowed by us.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def wall(work: Callable[[], object]) -> float:
    """Return the seconds of one call by the clock on the wall."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def enough(work: Work, chunk: float) -> int:
    """Return how many replications take about ``chunk`` CPU seconds; warms the work up as well."""
    work(0, 1)
    many = 1
    while (taken := cpu(lambda: work(0, many))) < chunk / 4 and many < 1 << 24:  # noqa: B023
        many *= 4 if taken < chunk / 32 else 2
    return max(1, round(many * chunk / max(taken, 1e-9)))


def in_turn(works: Mapping[str, Work], effort: Effort) -> dict[str, float]:
    """Return the median CPU seconds of one replication of each work, over rounds in which they take turns."""
    sizes = {name: apart(lambda: enough(work, effort.chunk)) for name, work in works.items()}  # noqa: B023
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(effort.rounds):
        for name, work in works.items():
            size = sizes[name]
            gc.collect()
            taken[name].append(apart(lambda: cpu(lambda: work(turn * size, size))) / size)  # noqa: B023
    return {name: statistics.median(each) for name, each in taken.items()}
