"""What the keyed draws cost: how many a replication makes, and what one block costs, compiled by Numba and in C."""

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import ClassVar
from unittest import mock

from numba import njit, uint32, uint64

import sim.replication
from benchmarks.engines import COMPILED, busiest, compiled_is_there, work_of
from benchmarks.text import number, table
from benchmarks.timing import Effort, Work, in_turn
from scenarios import load
from sim import Parameters
from sim.draws import Block, Draws, Words
from sim.tables import build_tables

SOURCE = Path(__file__).with_name("philox.c")


class CountedDraws(Draws):
    """Keyed draws that count the blocks asked for, by kind; the same words as ever."""

    counted: ClassVar[Counter[int]] = Counter()

    def block(self, block: int, subject: int, occasion: int) -> Words:
        self.counted[block] += 1
        return super().block(block, subject, occasion)

    def in_sequence(self, block: int, subject: int, occasion: int) -> Words:
        self.counted[block] += 1
        return super().in_sequence(block, subject, occasion)

    def sequence(self, block: int, subject: int) -> Iterator[Words]:
        for words in super().sequence(block, subject):
            self.counted[block] += 1
            yield words


def blocks_drawn(parameters: Parameters, replications: int) -> dict[str, float]:
    """Return the mean number of blocks that a replication draws, by kind."""
    tables = build_tables(parameters)
    CountedDraws.counted.clear()
    with mock.patch.object(sim.replication, "Draws", CountedDraws):
        for number_of in range(replications):
            sim.replication.replicate(tables, 1, number_of)
    return {Block(kind).name.lower(): n / replications for kind, n in CountedDraws.counted.most_common()}


@njit(inline="always")
def _philox(c0, c1, c2, c3, k0, k1):
    low = uint64(0xFFFFFFFF)
    for _ in range(10):
        p0, p1 = uint64(0xD2511F53) * c0, uint64(0xCD9E8D57) * c2
        c0, c2 = (p1 >> uint64(32)) ^ c1 ^ k0, (p0 >> uint64(32)) ^ c3 ^ k1
        c1, c3 = p1 & low, p0 & low
        k0, k1 = (k0 + uint64(0x9E3779B9)) & low, (k1 + uint64(0xBB67AE85)) & low
    return c0, c1, c2, c3


@njit(nogil=True)
def _side_by_side(first, many):
    seen = uint64(0)
    for i in range(first, first + many):
        a, b, c, d = _philox(uint64(uint32(i)), uint64(7), uint64(4), uint64(3), uint64(1), uint64(0))
        seen ^= a ^ b ^ c ^ d
    return seen


@njit(nogil=True)
def _one_after_the_other(first, many):
    seen, subject = uint64(0), uint64(0)
    for i in range(first, first + many):
        a, b, c, d = _philox(uint64(uint32(i)), subject, uint64(4), uint64(3), uint64(1), uint64(0))
        seen ^= a ^ b ^ c ^ d
        subject = b
    return seen


def numba_blocks(many: int) -> int:
    """Draw so many blocks side by side, without holding Python's lock."""
    return int(_side_by_side(0, many))


@cache
def c_nanoseconds(blocks: int) -> tuple[float, float] | None:
    """Return what a block costs in C, side by side and one after the other; None where there is no compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "philox"
        built = subprocess.run([compiler, "-O3", "-march=native", "-o", program, SOURCE], capture_output=True)
        if built.returncode:
            return None
        runs = [subprocess.run([program, str(blocks)], capture_output=True, text=True).stdout for _ in range(5)]
    times = sorted(tuple(map(float, run.split()[:2])) for run in runs)
    return times[len(times) // 2]  # type: ignore[return-value]


def profile(effort: Effort) -> str:
    """Return what the draws cost, as a share of the compiled replication."""
    names = ("base", busiest(1))
    drawn = {name: blocks_drawn(load(name), 2 if effort.quick else 10) for name in names}
    works: dict[str, Work] = {"side": _side_by_side, "after": _one_after_the_other}
    if compiled_is_there():
        works |= {name: work_of(load(name), COMPILED) for name in names}
    seconds = in_turn(works, effort)
    in_c = c_nanoseconds(2_000_000 if effort.quick else 20_000_000)
    rows = [["ns a block, compiled by Numba", *[_both(seconds["side"] * 1e9, seconds["after"] * 1e9)] * 2]]
    rows.append(["ns a block, in C", *[_both(*in_c) if in_c else number(None)] * 2])
    totals = [sum(drawn[name].values()) for name in names]
    rows.append(["blocks drawn a replication", *[f"{total:,.0f}" for total in totals]])
    draws = [total * seconds["after"] * 1e6 for total in totals]
    whole = [seconds[name] * 1e6 if name in seconds else None for name in names]
    rows.append(["µs a replication for the draws", *map(number, draws)])
    rows.append(["µs a replication, compiled, in all", *map(number, whole)])
    shares = [part / all_ if all_ else None for part, all_ in zip(draws, whole, strict=True)]
    rows.append(["share of it that is draws", *(f"{s:.0%}" if s else number(None) for s in shares)])
    least = [total * in_c[1] * 1e-3 if in_c else None for total in totals]
    rows.append(["µs that C needs for the draws alone", *map(number, least)])
    times = [all_ / part if all_ and part else None for part, all_ in zip(least, whole, strict=True)]
    rows.append(["compiled replication, C's draws = 1", *map(number, times)])
    notes = [
        "Two figures: blocks side by side (where the compiler may do several at once), and one after the other, as",
        "when a life goes on by each; the second is used below it. Blocks are counted in the SimPy engine, whose lives",
        "are the same. Most drawn:",
    ]
    for name in names:
        notes.append(f"{name}: " + ", ".join(f"{kind} {n:,.0f}" for kind, n in list(drawn[name].items())[:6]))
    return table("Where a compiled replication's time goes: keyed draws", ["", *names], rows, notes)


def _both(side: float, after: float) -> str:
    return f"{number(side)} / {number(after)}"
