"""Memory, two cores, and starting: each measured in processes of its own."""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from benchmarks.draws import numba_blocks
from benchmarks.engines import COMPILED, SIMPY, compiled_is_there, engines, work_of
from benchmarks.text import number, table
from benchmarks.timing import Effort, enough, wall
from scenarios import find, load
from scenarios.running import Settings, run_scenarios

# The peak of the process's own memory. getrusage would do elsewhere, but on Linux it also counts what the process that
# started this one held at that moment; VmHWM does not.
PEAK = """
import resource, sys
def peak():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
"""
PEER = """
from benchmarks.peers.in_{0} import replicate
from benchmarks.peers.shared import pathway
for seed in range({1}): replicate(pathway(), seed)
"""
RUN = "from scenarios import load\nfrom sim import simulate\nsimulate(load('{}'), {}, engine='{}')\n"
CLOCK = "import time\nprint(time.process_time())"


def python(program: str, **environment: str) -> str:
    """Run a program in a new Python and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def memory(effort: Effort) -> str:
    """Return the table of peak memory."""
    few, many = (20, 1000) if effort.quick else (300, 100_000)
    runs = [("Python and our packages alone", "from scenarios import load\nfrom sim import simulate\nload('base')\n")]
    runs += [(f"SimPy, base: {n:,}", RUN.format("base", n, SIMPY)) for n in (1, few)]
    runs += [(f"{peer}, the shared pathway: {few}", PEER.format(peer.lower(), few)) for peer in ("Ciw", "salabim")]
    compiled = [(f"compiled, base: {n:,}", RUN.format("base", n, COMPILED)) for n in (1, few, many)]
    rows = []
    for shown, program in runs + compiled:
        there = program not in dict(compiled).values() or compiled_is_there()
        rows.append([shown, number(float(python(PEAK + program + "print(peak())")) if there else None)])
    notes = ["One process each. All rows of totals are kept until the end, as `simulate` does."]
    return table("Memory", ["replications", "MiB at most"], rows, notes)


def both(work: Callable[[int], object]) -> Callable[[], object]:
    """Return the work of doing both halves, in two threads."""

    def run() -> None:
        with ThreadPoolExecutor(2) as pool:
            for half in [pool.submit(work, half) for half in range(2)]:
                half.result()

    return run


def in_threads(work: Callable[[int], object], rounds: int) -> tuple[float, float]:
    """Return median seconds, by the clock on the wall, of two halves one after the other and at the same time."""
    one, two = [], []
    for _ in range(rounds):
        one.append(wall(lambda: [work(0), work(1)]))
        two.append(wall(both(work)))
    return statistics.median(one), statistics.median(two)


def cores(effort: Effort) -> str:
    """Return the table of one core and two, and of what the machine gave a loop without any memory of its own."""
    rounds, base = effort.rounds, load("base")
    half = 2_000_000 if effort.quick else 150_000_000
    measured = {"a compiled loop of draws, in threads": in_threads(lambda _: numba_blocks(half), rounds)}
    if COMPILED in engines():
        work = work_of(base, COMPILED)
        size = enough(work, 0.2 if effort.quick else 1.0)
        measured["compiled, base, in threads"] = in_threads(lambda part: work(part * size, size), rounds)
    replications = 100 if effort.quick else 1000
    taken = [
        wall(lambda: run_scenarios([find("base")], Settings(replications, engine=SIMPY, workers=workers), quiet=True))  # noqa: B023
        for workers in (1, 2)
    ]
    measured[f"SimPy, base, in processes ({replications:,} replications, start included)"] = (taken[0], taken[1])
    rows = [[name, number(one), number(two), number(one / two)] for name, (one, two) in measured.items()]
    if COMPILED not in engines():
        rows.insert(1, ["compiled, base, in threads", *[number(None)] * 3])
    notes = [
        f"Seconds by the clock on the wall, medians of {rounds} rounds in turn (SimPy: one). {os.cpu_count()} cores.",
        "The first row has nothing to share: it shows what the machine could give while this was measured.",
    ]
    return table("Two cores", ["the same work", "on one", "on two", "times as fast"], rows, notes)


def start(effort: Effort) -> str:
    """Return the table of starting: from nothing compiled, and from a full cache."""
    rows = []

    def add(shown: str, program: str, times: int, **environment: str) -> None:
        walls, cpus = [], []
        for _ in range(times):
            walls.append(wall(lambda: cpus.append(float(python(program + CLOCK, **environment)))))
        rows.append([shown, number(statistics.median(walls)), number(statistics.median(cpus))])

    times = 1 if effort.quick else 5
    add("SimPy", RUN.format("base", 1, SIMPY), times)
    if compiled_is_there():
        with tempfile.TemporaryDirectory() as empty:
            add("compiled, nothing in the cache", RUN.format("base", 1, COMPILED), 1, DUSSK_CACHE=empty)
            add("compiled, from the cache", RUN.format("base", 1, COMPILED), times, DUSSK_CACHE=empty)
    else:
        rows += [[f"compiled, {what}", *[number(None)] * 2] for what in ("nothing in the cache", "from the cache")]
    notes = ["A new Python, one replication of base, and its end; medians of several, but for the empty cache."]
    return table("Starting", ["one replication in a new process", "seconds", "CPU seconds"], rows, notes)
