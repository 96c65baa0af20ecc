"""Measure the CPU time of a replication beside bare SimPy in the same run, and print one table.

Machines differ and are shared, so the figure to compare is the ratio: a replication against a SimPy clock that does
nothing but wake processes. Both are timed in turn, many times, by the process's own CPU time; medians are shown.
"""

import platform
import statistics
import sys
import time
from collections.abc import Callable

import simpy

from scenarios import load
from sim import Parameters, simulate
from sim.clock import WEEK
from sim.replication import replicate
from sim.tables import build_tables

ROUNDS = 15
REPLICATIONS = 10
PROCESSES, WAKES = 6, 100


def bare_simpy() -> None:
    """Run a SimPy clock with six processes that wake a hundred times each and do nothing."""

    def sleeper(env: simpy.Environment) -> object:
        for _ in range(WAKES):
            yield env.timeout(WEEK)

    env = simpy.Environment()
    for _ in range(PROCESSES):
        env.process(sleeper(env))  # type: ignore[arg-type]
    env.run()


def cpu_ms(work: Callable[[], object]) -> float:
    """Return the CPU milliseconds of one call."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e3


def measure(parameters: Parameters) -> tuple[float, float, int]:
    """Return median CPU ms of a replication and of bare SimPy, timed in turn, and the events a replication logs."""
    simulate(parameters, 2)
    ours, bare = [], []
    for turn in range(ROUNDS):
        first = turn * REPLICATIONS
        ours.append(cpu_ms(lambda first=first: simulate(parameters, REPLICATIONS, first=first)) / REPLICATIONS)  # type: ignore[misc]
        bare.append(statistics.median(cpu_ms(bare_simpy) for _ in range(10)))
    tables = build_tables(parameters)
    logged = statistics.mean(len(replicate(tables, 1, number).events) for number in range(10))
    return statistics.median(ours), statistics.median(bare), round(logged)


def main() -> None:
    """Print the table."""
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {sys.platform}")
    print(f"{'scenario':24}{'ms a replication':>18}{'bare SimPy, ms':>16}{'ratio':>8}{'events logged':>15}")
    for name in ("base", "no-support", "widened-both", "more-support"):
        ours, bare, logged = measure(load(name))
        print(f"{name:24}{ours:18.2f}{bare:16.3f}{ours / bare:8.1f}{logged:15,}")
    base = load("base")
    tables = statistics.median(cpu_ms(lambda: build_tables.__wrapped__(base)) for _ in range(20))
    print(f"tables of one parameter set: {tables:.2f} ms")


if __name__ == "__main__":
    main()
