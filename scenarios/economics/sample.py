"""Costs and effects of every option in every replication of every draw, the same chance for all options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.economics.decision import LEAST_DRAWS, freed, net_benefit, noise_within
from scenarios.files import Scenario
from sim.run import Runs

Numbers = NDArray[np.float64]

COST, DISCOUNTED = "pence_total", "pence_discounted"
EFFECTS = ("completed_therapy", "started_therapy", "consented")
"""Totals that may stand for the effect of an option, of which the first is the one by default."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A probabilistic sample of options.

    Attributes
    ----------
    options : tuple of Scenario
        The first is what the others are compared with.
    totals : dict of str to array of float, shape (draws, replications, options)
        Women and sessions, and pounds where the total is in pence.
    """

    options: tuple[Scenario, ...]
    totals: dict[str, Numbers]

    @property
    def draws(self) -> int:
        """How many draws of the parameters."""
        return int(self.totals[COST].shape[0])

    @property
    def each(self) -> int:
        """How many replications of each draw."""
        return int(self.totals[COST].shape[1])

    def is_enough(self) -> bool:
        """Whether chance can be told from parameters: two replications of a draw, and enough draws."""
        return self.each >= 2 and self.draws >= LEAST_DRAWS

    def freed_means(self, effect: str = EFFECTS[0], cost: str = COST) -> tuple[Numbers, Numbers]:
        """Return mean cost and mean effect of each option in each draw, freed of chance together.

        Returns
        -------
        tuple of array of float, shape (draws, options)
            Pounds, and units of effect.
        """
        both = np.concatenate([self.totals[cost], self.totals[effect]], axis=2)
        scale = np.maximum(both.std(axis=(0, 1)), 1e-12)
        # In units of their own spread, or pounds would decide alone which directions count as none.
        found = freed((both / scale).mean(axis=1), noise_within(both / scale)) * scale
        options = len(self.options)
        return found[:, :options], found[:, options:]

    def freed_difference(
        self, one: int, other: int, effect: str = EFFECTS[0], cost: str = COST
    ) -> tuple[Numbers, Numbers]:
        """Return by how much an option costs and gains more than another in each draw, freed of chance as a pair.

        Which other options there are makes no difference to it.
        """
        both = np.stack(
            [self.totals[name][..., one] - self.totals[name][..., other] for name in (cost, effect)], axis=2
        )
        scale = np.maximum(both.std(axis=(0, 1)), 1e-12)
        found = freed((both / scale).mean(axis=1), noise_within(both / scale)) * scale
        return found[:, 0], found[:, 1]

    def benefit(self, threshold: float, effect: str = EFFECTS[0], cost: str = COST) -> tuple[Numbers, Numbers]:
        """Return net benefit in each draw (chance still in it), and the covariance of that chance."""
        each = net_benefit(self.totals[cost], self.totals[effect], threshold)
        return each.mean(axis=1), noise_within(each)


def sample_of(options: Sequence[Scenario], runs: Mapping[str, Runs]) -> Sample:
    """Return the sample that runs over the same draws make.

    Where the replications could not be divided evenly, the draws with one more leave it out.

    Parameters
    ----------
    options : sequence of Scenario
        The options, what the others are compared with first.
    runs : mapping of str to Runs
        The runs of each, by its name, over the same draws and replications.
    """
    draws = np.frombuffer(runs[options[0].name].draws, np.int64)
    number = len(draws) or runs[options[0].name].replications
    of = draws if len(draws) else np.zeros(number, np.int64)
    counts = np.bincount(of)
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    rows = (first[:, None] + np.arange(counts.min())).ravel()
    totals = {}
    for name in (COST, DISCOUNTED, *EFFECTS, "therapy_sessions_held"):
        stacked = np.stack([np.array(runs[o.name].total(name), float)[rows] for o in options], axis=1)
        unit = 100.0 if name.startswith("pence") else 1.0
        totals[name] = stacked.reshape(len(counts), counts.min(), len(options)) / unit
    return Sample(tuple(options), totals)
