"""The shared pathway in plain R, by ``in_r.R`` beside this file: one R process a pathway, asked by seed."""

import shutil
import subprocess
from dataclasses import fields
from functools import cache
from pathlib import Path

from benchmarks.peers.shared import COUNTS, Pathway, Tally, money

PROGRAM = Path(__file__).with_name("in_r.R")
NAMES = sorted({*COUNTS, "offered_readiness"} - {"pence"})
"""What a line of R's holds, in its order; the CPU seconds it took come last."""


def is_there() -> bool:
    """Whether R is installed here."""
    return shutil.which("Rscript") is not None


def version() -> str:
    """Return the version of R."""
    said = subprocess.run(["Rscript", "--version"], capture_output=True, text=True, check=True)
    return (said.stdout + said.stderr).split("version ")[1].split()[0]


@cache
def started(pathway: Pathway) -> "subprocess.Popen[str]":
    """Return an R process that knows a pathway and waits for seeds; it ends with this one, as its input does."""
    asked = subprocess.Popen(
        ["Rscript", "--vanilla", str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert asked.stdin
    numbers = [f"{field.name} {getattr(pathway, field.name)!r}\n" for field in fields(pathway)]
    asked.stdin.write("".join(numbers) + "go\n")
    return asked


def timed(pathway: Pathway, seed: int) -> tuple[Tally, float]:
    """Run one replication; return its counts and the CPU seconds that R took for it."""
    asked = started(pathway)
    assert asked.stdin
    assert asked.stdout
    asked.stdin.write(f"{seed}\n")
    asked.stdin.flush()
    *counts, seconds = map(float, asked.stdout.readline().split())
    tally = Tally(dict(zip(NAMES, map(int, counts), strict=True)))
    tally["pence"] = money(tally, pathway)
    return tally, seconds


def replicate(pathway: Pathway, seed: int) -> Tally:
    """Run one replication, seeded by R's own means."""
    return timed(pathway, seed)[0]
