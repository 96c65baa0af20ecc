"""The world of the eleven who joined: parameters from their priors, and lives in which exactly eleven join.

A *life* is one replication of chance. Which lives have exactly eleven women depends on the weeks of recruitment alone
(``calibration.funnel`` says why the rates need not vary), so they are looked for once for each number of weeks, and a
simulated study takes one of those, each as likely as any other. That is conditioning on the eleven, exactly, without
simulating the seven of eight studies that have another number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from calibration.evidence import Target, evidence, targets
from calibration.funnel import joiner_rates, world_of_joiners
from calibration.priors import NEAREST_0, held_together, quantile, uniforms
from calibration.roles import roles
from sim.many import run_many
from sim.outcomes import TOTALS
from sim.parameters import Parameters, entries
from sim.varied import Varied

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

LIFE = "calibration.life"
"""What the draw of a life is keyed by."""

CHUNK = 16384


class World(Protocol):
    """What a sampler needs to know of a model."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the parameters that are fitted."""

    @property
    def stages(self) -> tuple[Target, ...]:
        """Return what a simulated study is compared with, in this order."""

    def values(self, u: Numbers) -> Numbers:
        """Return parameters from numbers between 0 and 1, one row a draw: the priors' quantiles."""

    def lives(self, values: Numbers, u: Numbers) -> Whole:
        """Return a life for each draw, from numbers between 0 and 1."""

    def totals(self, values: Numbers, draws: Whole, lives: Whole) -> Whole:
        """Return the totals of rows, each one life of one draw."""


@dataclass(frozen=True)
class Joiners:
    """The world of the eleven.

    Attributes
    ----------
    lives_with_eleven : mapping of int to array of int
        For each number of weeks of recruitment, the replications in which exactly eleven women join.
    seed : int
        Seed of the replications.
    names : tuple of str
        The parameters that are fitted.
    stages : tuple of Target
        What a simulated study is compared with.
    base : Parameters
        What the draws start from: another structure has another base. Who joins must be the same in it.
    reshaped : callable or None
        What becomes of the numbers between 0 and 1 before the priors take them: other priors are other numbers.
    """

    lives_with_eleven: Mapping[int, Whole]
    seed: int
    names: tuple[str, ...] = roles().fitted
    stages: tuple[Target, ...] = tuple(targets("fitted"))
    base: Parameters = field(default_factory=world_of_joiners)
    reshaped: Callable[[Numbers], Numbers] | None = None

    def values(self, u: Numbers) -> Numbers:
        """Return parameters from numbers between 0 and 1, one row a draw: the priors' quantiles."""
        u = u if self.reshaped is None else self.reshaped(u)
        columns = [quantile(entries()[name], u[:, i]) for i, name in enumerate(self.names)]
        return held_together(self.base, self.names, np.column_stack(columns))

    def weeks(self, values: Numbers) -> Numbers:
        """Return the weeks of recruitment of each draw: those of the base, if they are not fitted."""
        if "run.recruitment_weeks" not in self.names:
            return np.full(len(values), float(self.base.run.recruitment_weeks))
        weeks: Numbers = values[:, self.names.index("run.recruitment_weeks")]
        return weeks

    def lives(self, values: Numbers, u: Numbers) -> Whole:
        """Return a life with eleven women for each draw."""
        weeks = self.weeks(values).astype(np.int64)
        found = np.empty(len(weeks), np.int64)
        for each in np.unique(weeks):
            rows, pool = weeks == each, self.lives_with_eleven[int(each)]
            found[rows] = pool[(u[rows] * len(pool)).astype(np.int64)]
        return found

    def has_eleven(self, values: Numbers, lives: Whole) -> NDArray[np.bool_]:
        """Return whether eleven join in each life at the draw's weeks of recruitment."""
        weeks = self.weeks(values).astype(np.int64)
        found = np.zeros(len(weeks), np.bool_)
        for each in np.unique(weeks):
            rows = weeks == each
            found[rows] = np.isin(lives[rows], self.lives_with_eleven[int(each)])
        return found

    def varied(self, values: Numbers) -> Varied:
        """Return draws as the simulation takes them."""
        columns = (*self.names, *roles().rates)
        return Varied(self.base, columns, np.column_stack([values, joiner_rates(self.weeks(values))]))

    def totals(self, values: Numbers, draws: Whole, lives: Whole) -> Whole:
        """Return the totals of rows, each one life of one draw."""
        return run_many(self.varied(values), draws, lives, self.seed)


def matches(stages: Iterable[Target], rows: Whole) -> NDArray[np.int64]:
    """Return how many stages, from the first, each row of totals matches before one that it does not."""
    passed = np.zeros(len(rows), np.int64)
    alive = np.ones(len(rows), np.bool_)
    for target in stages:
        total = rows[:, [TOTALS.index(name) for name in target.outcomes]].sum(axis=1)
        alive = alive & (total >= target.low) & (total <= target.high)
        passed += alive
    return passed


def life_uniforms(member: int, number: int, seed: int, first: int) -> Numbers:
    """Return the numbers that choose lives, one a draw."""
    return uniforms(LIFE, member, number, seed, first)


def parameter_uniforms(names: Iterable[str], number: int, seed: int, first: int) -> Numbers:
    """Return the numbers that choose parameters, one row a draw: those of ``calibration.priors``."""
    return np.column_stack([uniforms(name, 0, number, seed, first) for name in names])


def weeks_possible() -> range:
    """Return every number of weeks of recruitment that its prior allows."""
    entry = entries()["run.recruitment_weeks"]
    low, high = quantile(entry, np.array([NEAREST_0, 1.0 - NEAREST_0]))
    return range(int(low), int(high) + 1)


def short_world(weeks: int) -> Parameters:
    """Return the world of joiners, over when recruitment is, in which women leave at once: who joins is the same."""
    return world_of_joiners().changed(
        {
            "run.recruitment_weeks": weeks,
            "run.delivery_weeks": weeks + 1,
            "pathway.trauma": "not_offered",
            "leaving.life_events": 5.0,
            "leaving.getting_started": 5.0,
            **dict(zip(roles().rates, joiner_rates(np.array([float(weeks)]))[0].tolist(), strict=True)),
        }
    )


def find_lives(
    tried: int,
    seed: int,
    threads: int,
    progress: Callable[[int], object] = lambda number: None,
    all_weeks: Iterable[int] | None = None,
) -> dict[int, Whole]:
    """Return, for each number of weeks, the replications with exactly as many joining as joined the study.

    Parameters
    ----------
    tried : int
        How many replications to look through.
    seed : int
        Seed of the replications.
    threads : int
        How many run at a time; what is found does not depend on it.
    progress : callable
        Told the number of replications looked through, time after time.
    all_weeks : iterable of int, optional
        Which numbers of weeks; by default all that the prior allows.
    """
    all_weeks = list(weeks_possible() if all_weeks is None else all_weeks)
    joined, column = evidence()["able_to_consent"].counts[0], TOTALS.index("consented")

    def look(task: tuple[int, int]) -> Whole:
        weeks, first = task
        which = np.arange(first, min(first + CHUNK, tried))
        rows = run_many(Varied.only(short_world(weeks)), np.zeros_like(which), which, seed)
        progress(len(which))
        eleven: Whole = which[rows[:, column] == joined]
        return eleven

    tasks = [(weeks, first) for weeks in all_weeks for first in range(0, tried, CHUNK)]
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(look, tasks))
    return {
        weeks: np.concatenate([part for task, part in zip(tasks, found, strict=True) if task[0] == weeks])
        for weeks in all_weeks
    }
