"""Units of work: which rows a part holds.

All rows of a scenario are a rectangle, draws by replications. A grid that never moves divides it into cells of
``draws`` by ``replications``, about ``block`` rows each: a block of replications of one draw where a draw has many,
several whole draws where it has few. A unit is a cell, or what is missing of it: so a batch that is extended runs only
what is new, and the same folder always asks for the same units, whoever computes them and in what order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """A rectangle of rows: draws from ``draw`` on, replications from ``first`` on."""

    draw: int
    draws: int
    first: int
    replications: int

    @property
    def rows(self) -> int:
        """How many rows."""
        return self.draws * self.replications

    def stem(self) -> str:
        """Return the beginning of a part's file name: it sorts by draw, then by replication."""
        return f"d{self.draw:010}-n{self.draws}-r{self.first:010}-n{self.replications}"

    def overlaps(self, other: Unit) -> bool:
        """Whether the two have a row in common."""
        return (
            self.draw < other.draw + other.draws
            and other.draw < self.draw + self.draws
            and self.first < other.first + other.replications
            and other.first < self.first + self.replications
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """The shape of a whole cell."""

    draws: int
    replications: int

    @classmethod
    def of(cls, block: int, draws: int, replications: int) -> Grid:
        """Return the grid for a plan: whole draws together if their replications are fewer than a block."""
        if replications >= block or draws == 1:
            return cls(1, min(block, replications) if draws > 1 else block)
        return cls(max(1, block // replications), replications)

    def cells(self, draws: int, replications: int) -> Iterator[Unit]:
        """Yield the cells of a rectangle of rows in their order: by draw, then by replication; edges are cut off."""
        for draw in range(0, draws, self.draws):
            for first in range(0, replications, self.replications):
                yield Unit(
                    draw,
                    min(self.draws, draws - draw),
                    first,
                    min(self.replications, replications - first),
                )

    def cell_of(self, unit: Unit) -> tuple[int, int]:
        """Return the place of a unit's cell in the grid."""
        return unit.draw // self.draws, unit.first // self.replications


def missing(cell: Unit, present: Iterable[Unit]) -> list[Unit]:
    """Return what is missing of a cell, as few units as possible, in order.

    Parameters
    ----------
    cell : Unit
        What is wanted.
    present : iterable of Unit
        What is there, in any order.
    """
    there = [unit for unit in present if unit.overlaps(cell)]
    edges = {cell.draw, cell.draw + cell.draws}
    edges |= {edge for unit in there for edge in (unit.draw, unit.draw + unit.draws)}
    inside = sorted(edge for edge in edges if cell.draw <= edge <= cell.draw + cell.draws)
    found: list[tuple[int, int, list[tuple[int, int]]]] = []
    for low, high in pairwise(inside):
        gaps = _gaps(cell, [unit for unit in there if unit.draw < high and low < unit.draw + unit.draws])
        if found and found[-1][2] == gaps and found[-1][1] == low:
            found[-1] = (found[-1][0], high, gaps)
        else:
            found.append((low, high, gaps))
    return [Unit(low, high - low, first, end - first) for low, high, gaps in found for first, end in gaps]


def _gaps(cell: Unit, there: list[Unit]) -> list[tuple[int, int]]:
    gaps, at, end = [], cell.first, cell.first + cell.replications
    for unit in sorted(there, key=lambda unit: unit.first):
        if unit.first > at:
            gaps.append((at, min(unit.first, end)))
        at = max(at, unit.first + unit.replications)
    if at < end:
        gaps.append((at, end))
    return gaps
