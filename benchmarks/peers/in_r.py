"""The shared pathway in plain R (``in_r.R``) and simmer (``in_simmer.R``): one R process a pathway, asked by seed."""

import shutil
import subprocess
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from benchmarks.peers.shared import COUNTS, Pathway, Tally, money

FOLDER = Path(__file__).parent
NAMES = sorted({*COUNTS, "offered_readiness"} - {"pence"})
"""What a line of R's holds, in its order; the CPU seconds it took come last."""


def rscript(*words: str) -> str:
    """Return what R prints when asked."""
    return subprocess.run(["Rscript", "--vanilla", *words], capture_output=True, text=True, check=True).stdout


@dataclass(frozen=True, slots=True)
class Program:
    """One of this folder's programs in R."""

    title: str
    file: str
    package: str = "base"
    """The package whose version is the peer's."""
    oldest: str = "4.0"
    """The oldest version of the package that the program runs with."""

    def missing(self) -> str | None:
        """Say why the program cannot be run here, if it cannot."""
        return lacking(self.package, self.oldest)

    def version(self) -> str:
        """Return the version of its package, or of R."""
        return rscript("-e", f'cat(format(packageVersion("{self.package}")))')

    def timed(self, pathway: Pathway, seed: int) -> tuple[Tally, float]:
        """Run one replication; return its counts and the CPU seconds that R took for it."""
        asked = started(self.file, pathway)
        assert asked.stdin
        assert asked.stdout
        asked.stdin.write(f"{seed}\n")
        asked.stdin.flush()
        line = asked.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.file} stopped at seed {seed}; what R said of it stands above")
        *counts, seconds = map(float, line.split())
        tally = Tally(dict(zip(NAMES, map(int, counts), strict=True)))
        tally["pence"] = money(tally, pathway)
        return tally, seconds

    def replicate(self, pathway: Pathway, seed: int) -> Tally:
        """Run one replication, seeded by R's own means."""
        return self.timed(pathway, seed)[0]


PLAIN = Program("plain R", "in_r.R")
SIMMER = Program("simmer", "in_simmer.R", "simmer", "4.4.6")


@cache
def lacking(package: str, oldest: str) -> str | None:
    """Say what is not there of R and a package, if anything."""
    if shutil.which("Rscript") is None:
        return "R is not installed here"
    try:
        said = rscript("-e", f'library({package}); cat(packageVersion("{package}") >= "{oldest}")')
    except subprocess.CalledProcessError:
        return f"R cannot load the package {package} here"
    return None if said == "TRUE" else f"the R package {package} is older than {oldest} here"


@cache
def started(file: str, pathway: Pathway) -> "subprocess.Popen[str]":
    """Return an R process that knows a pathway and waits for seeds; it ends with this one, as its input does."""
    command = ["Rscript", "--vanilla", str(FOLDER / "answer.R"), str(FOLDER / file)]
    asked = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    assert asked.stdin
    numbers = [f"{field.name} {getattr(pathway, field.name)!r}\n" for field in fields(pathway)]
    asked.stdin.write("".join(numbers) + "go\n")
    return asked
