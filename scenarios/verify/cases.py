"""What is checked: every shipped scenario, then random designs without end, and now and then the scenarios again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice

from scenarios.files import find, shipped
from scenarios.verify.designs import drawn
from sim.draws import WORD, Block, philox, round_keys
from sim.parameters import Parameters

DESIGNS_A_ROUND = 500
"""Random designs between one round of the shipped scenarios and the next."""


@dataclass(frozen=True, slots=True)
class Case:
    """One replication of one design: of a scenario, or of a random design of a seed."""

    seed: int
    replication: int
    scenario: str | None = None
    design: int | None = None

    def __str__(self) -> str:
        """Return what a person would call it."""
        what = f"random design {self.design}" if self.scenario is None else f"scenario {self.scenario}"
        return f"{what}, seed {self.seed}, replication {self.replication}"

    def parameters(self) -> Parameters:
        """Return the design."""
        if self.scenario is not None:
            return find(self.scenario).parameters
        assert self.design is not None
        return drawn(self.seed, self.design)


def cases_of(scenarios: Sequence[str], seed: int, first: int, replications: int) -> Iterator[Case]:
    """Return replications of some scenarios."""
    return (Case(seed, first + i, scenario=name) for i in range(replications) for name in scenarios)


def random_cases(seed: int, designs: int | None = None) -> Iterator[Case]:
    """Return so many random designs, or no end of them, with a round of the shipped scenarios before every 500."""
    numbers = iter(range(WORD) if designs is None else range(designs))
    for round_number in count():
        some = list(islice(numbers, DESIGNS_A_ROUND))
        if not some and round_number:
            return
        yield from cases_of(shipped(), seed, round_number, 1)
        yield from (Case(seed, replication_of(seed, number), design=number) for number in some)


def replication_of(seed: int, number: int) -> int:
    """Return the replication of a random design: any of the 2**32."""
    return philox(number, 0, max(Block), 0, round_keys(seed))[3]
