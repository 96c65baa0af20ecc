"""Runs in the page: lived draw by draw, as far as there was time, on the page's only thread."""

from __future__ import annotations

import time
from array import array
from dataclasses import dataclass, field, replace

from calibration.own import own_of
from scenarios.files import Scenario
from scenarios.page.designs import Design
from scenarios.page.draws import Draws, replication_of
from sim.outcomes import TOTALS
from sim.parameters import Parameters
from sim.run import Runs, simulate

WIDTH = len(TOTALS)


@dataclass(slots=True)
class Lives:
    """One design's replications so far: row ``r`` is draw ``r``."""

    scenario: Scenario
    runs: Runs

    def live(self, draws: Draws, draw: int) -> None:
        """Live the next draw, if it is not there yet."""
        if self.runs.replications > draw:
            return
        one = lived(self.scenario.parameters, draws, draw, self.runs.seed)
        self.runs.extend(one)


@dataclass(slots=True)
class Work:
    """A design being run, and what it is compared with.

    Attributes
    ----------
    design : Design
        What the visitor chose.
    mine, other : Lives
        The rows of both; those of what is compared with may be there from the start.
    draws : Draws
        The draws that both are lived over.
    beforehand : bool
        Whether the rows of what is compared with came with the page.
    done : int
        How many draws both have been lived over.
    """

    design: Design
    mine: Lives
    other: Lives
    draws: Draws
    beforehand: bool
    done: int = field(default=0)

    @property
    def total(self) -> int:
        """How many draws there are."""
        return len(self.draws.rows)

    @property
    def other_is_ahead(self) -> bool:
        """Whether more is known of what is compared with than is done."""
        return self.other.runs.replications > self.done

    @property
    def final(self) -> bool:
        """Whether every draw has been lived."""
        return self.done == self.total

    def kept(self, scenario: Scenario) -> list[str]:
        """Return the parameters that a design decides for itself, and so keeps in every draw."""
        return own_of(scenario.parameters, self.draws.columns)

    def step(self, seconds: float) -> None:
        """Live draws for about so long, at least one."""
        ends = time.monotonic() + seconds
        while not self.final:
            self.mine.live(self.draws, self.done)
            self.other.live(self.draws, self.done)
            self.done += 1
            if time.monotonic() >= ends:
                return

    def pair(self) -> tuple[Runs, Runs]:
        """Return the rows of both designs that are done, with what else is known of them."""
        return first_rows(self.mine.runs, self.done), first_rows(self.other.runs, self.done)


def lived(base: Parameters, draws: Draws, draw: int, seed: int, logs: bool = False) -> Runs:
    """Return one replication of one draw of a design, with its whole log if asked for."""
    number = replication_of(draw)
    parameters = draws.parameters(base, draw)
    one = simulate(parameters, 1, seed, "simpy", first=number, logs=number + 1 if logs else 0)
    one.draws = array("q", [draw])
    return one


def first_rows(runs: Runs, rows: int) -> Runs:
    """Return the first rows of a run; waits, sizes and years, which are kept added up, are those of all its rows."""
    if rows == runs.replications:
        return runs
    return replace(runs, cells=runs.cells[: rows * WIDTH], draws=runs.draws[:rows])
