"""When a batch may stop: once its intervals are narrow enough, and have been for a while.

The rule is the replications algorithm of Hoad, Robinson and Davies (Journal of the Operational Research Society 61,
2010) with absolute half-widths, looked at now and then instead of after every replication: when all half-widths asked
for are reached at a look, with n replications run, they have to hold at every look until
n + look_ahead * max(n, 100) / 100 have been run; if one does not, the search begins again. Looking ahead keeps a
lucky early narrow interval from ending the run. The half-widths are those of single 95 % intervals: no allowance is
made for there being several, nor for looking more than once.

Where parameters are drawn, whole draws are added, in their order; otherwise replications are. Looks are at fixed
numbers of rows and in order, so where a batch stops does not depend on its workers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from scenarios.batch.plan import Plan
from scenarios.batch.summary import half_width
from scenarios.batch.tally import Tally
from scenarios.batch.units import Grid


def looks(plan: Plan, number: int, grid: Grid) -> Iterator[tuple[int, int]]:
    """Yield how many draws and replications are wanted at each look; only the last, if there is no rule to stop.

    Parameters
    ----------
    plan : Plan
        The plan.
    number : int
        How many draws there are.
    grid : Grid
        Looks are at whole cells.
    """
    drawn = plan.draws.kind != "none"
    most, cell = (number, grid.draws) if drawn else (plan.replications, grid.replications)
    if plan.stop is not None:
        step = -(-plan.stop.look_every // cell) * cell
        for wanted in range(step, most, step):
            yield (wanted, plan.replications) if drawn else (number, wanted)
    yield number, plan.replications


MOST_NAMED = 6
"""How many looks are told one by one."""


def where_it_looks(plan: Plan, number: int, grid: Grid) -> str:
    """Return at how many draws, or replications, the precision is looked at, in a line."""
    drawn = plan.draws.kind != "none"
    unit, cell = ("draws", grid.draws) if drawn else ("replications", grid.replications)
    first = list(islice(looks(plan, number, grid), MOST_NAMED + 1))
    at = [f"{draws if drawn else replications:,}" for draws, replications in first]
    assert plan.stop is not None
    if len(at) == 1:
        return f"looks at its end alone, {at[0]} {unit}, so [stop] saves nothing: make block or look_every smaller"
    if len(at) > MOST_NAMED:
        at[3:] = ["…", f"{number if drawn else plan.replications:,}"]
    rounded = -(-plan.stop.look_every // cell) * cell
    why = "" if rounded == plan.stop.look_every else f"; look_every is rounded up to whole parts, of {cell:,} {unit}"
    return f"looks at {', '.join(at)} {unit}{why}"


class Precision:
    """Whether the half-widths asked for are reached, and since when."""

    def __init__(self, plan: Plan) -> None:
        self._stop = plan.stop
        self._scenarios = tuple(plan.named)
        self._pairs = plan.pairs
        self._since: int | None = None

    def reached(self, tally: Tally) -> bool:
        """Look: whether all half-widths are reached and have held for long enough."""
        if self._stop is None:
            return False
        n = tally.draws if tally.replications else tally.rows
        if self.widest(tally) > 1.0:
            self._since = None
            return False
        if self._since is None:
            self._since = n
        # Whole numbers, rounded up: ceil(look_ahead * max(n, 100) / 100).
        return n >= self._since - (-self._stop.look_ahead * max(self._since, 100) // 100)

    def at_the_end(self, tally: Tally) -> str | None:
        """Say what became of the precision asked for, when all has been run; None where none was."""
        if self._stop is None:
            return None
        if self._since is None:
            return "not reached"
        found = [
            f"{place} {half:.3g} of {wanted:.3g}" for place, half, wanted in self._widths(tally) if half is not None
        ]
        return "reached at the last look, but not held for as long as was asked; half-widths: " + ", ".join(found)

    def widest(self, tally: Tally) -> float:
        """Return the largest half-width as a share of what is asked for; infinity if one is not known yet."""
        widths = self._widths(tally)
        return max(float("inf") if half is None else half / wanted for _, half, wanted in widths)

    def _widths(self, tally: Tally) -> list[tuple[str, float | None, float]]:
        """Return every half-width asked for: of what, how wide it is, and how wide it may be."""
        assert self._stop is not None
        found = [
            (f"{name} ({scenario})", half_width(tally, name, scenario), wanted)
            for name, wanted in self._stop.means.items()
            for scenario in self._scenarios
        ]
        found += [
            (f"{name} ({one} less {other})", half_width(tally, name, one, other), wanted)
            for name, wanted in self._stop.differences.items()
            for one, other in self._pairs
        ]
        return found
