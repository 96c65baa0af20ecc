"""A second, different method: Markov chains that move in parameters and chance, accepted only at an exact match.

A chain's state is (z, life): normal scores of the parameters' priors, and a life with eleven women. Two steps take
turns. *Parameters*: a random part of z is moved to sqrt(1 - b^2) z + b xi, which leaves the prior as it is, with the
life kept; because lives are keyed, a small move leaves most of a life alone. Where the weeks of recruitment change,
the life must still have eleven women, and the ratio of how many lives have keeps each as likely as any other.
*Chance*: lives are drawn one after another, each with some of the parameters drawn anew from their priors, and all
else kept: with a new life most parameters are free again, and only so do chains come round in reasonable time. A move
is accepted if and only if every figure matches, so the chains' law is the posterior that rejection samples, reached
by another way.

Chains begin where only the first two figures match, and climb: until all match, a move is taken that matches no
fewer. What they were then is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from calibration.priors import uniforms
from calibration.world import Joiners, Whole, matches

Numbers = NDArray[np.float64]

STEPS = (0.15, 0.4, 1.0)
"""Sizes of a move, b: each step takes one of them."""

RENEWED = 0.5
"""Share of the parameters that are drawn anew with a new life."""

PART = (0.05, 0.2)
"""Shares of the parameters that are moved together: each step takes one of them."""


@dataclass
class Chains:
    """Chains, side by side.

    Attributes
    ----------
    z : array of float, shape (chains, parameters)
        Normal scores of the parameters.
    lives : array of int
        The life of each.
    passed : array of int
        How many figures each matches, from the first.
    stages : int
        Figures there are to match.
    moved, renewed : int
        Steps taken: of parameters, and of chance.
    """

    world: Joiners
    seed: int
    z: Numbers
    lives: Whole
    passed: Whole
    stages: int
    moved: int = 0
    renewed: int = 0
    step: int = 0

    def run(self, steps: int, tries: int) -> None:
        """Take steps, each a move of parameters and then ``tries`` new lives.

        Parameters
        ----------
        steps : int
            How many.
        tries : int
            New lives tried in each.
        """
        for _ in range(steps):
            self._move()
            self._renew(tries)
            self.step += 1

    def values(self) -> Numbers:
        """Return the chains' parameters."""
        return self.world.values(special.ndtr(self.z))

    def _move(self) -> None:
        number, width = self.z.shape
        size = np.array(STEPS)[(self._words("size") * len(STEPS)).astype(int)][:, None]
        part = np.array(PART)[(self._words("part") * len(PART)).astype(int)][:, None]
        xi = special.ndtri(np.column_stack([self._words(f"xi {i}") for i in range(width)]))
        chosen = np.column_stack([self._words(f"which {i}") for i in range(width)]) < part
        moved = np.where(chosen, np.sqrt(1.0 - size**2) * self.z + size * xi, self.z)
        before, after = self.values(), self.world.values(special.ndtr(moved))
        pools = [
            np.array([len(self.world.lives_with_eleven[int(week)]) for week in self.world.weeks(v)])
            for v in (before, after)
        ]
        fair = self._words("fair") < pools[0] / pools[1]
        fair &= self.world.has_eleven(after, self.lives)
        passed = np.full(number, -1, np.int64)
        if fair.any():
            rows = self.world.totals(after[fair], np.arange(int(fair.sum())), self.lives[fair])
            passed[fair] = matches(self.world.stages[: self.stages], rows)
        taken = fair & (passed >= self.passed)
        self.z[taken], self.passed[taken] = moved[taken], passed[taken]
        self.moved += int(taken.sum())

    def _renew(self, tries: int) -> None:
        number, width = self.z.shape
        new = np.array([self._words(f"new {i}", tries) for i in range(width)]).T.reshape(number, tries, width)
        # Which parameters are renewed is the same for all tries of a step: what is kept then stays as it is, and each
        # try is as likely from any other's outcome. With a choice for each try, what matches easily comes too often.
        chosen = np.array([self._words(f"renewed {i}") for i in range(width)]).T < RENEWED
        z = np.where(chosen[:, None, :], special.ndtri(new), self.z[:, None, :])
        values = self.world.values(special.ndtr(z.reshape(number * tries, width)))
        lives = self.world.lives(values, np.column_stack([self._words(f"life {i}") for i in range(tries)]).ravel())
        rows = self.world.totals(values, np.arange(number * tries), lives)
        passed = matches(self.world.stages[: self.stages], rows).reshape(number, tries)
        lives = lives.reshape(number, tries)
        for i in range(tries):
            taken = passed[:, i] >= self.passed
            self.z[taken], self.lives[taken], self.passed[taken] = z[taken, i], lives[taken, i], passed[taken, i]
            self.renewed += int(taken.sum())

    def _words(self, what: str, each: int = 1) -> Numbers:
        """Return keyed numbers between 0 and 1, so many a chain, for one purpose at this step."""
        number = len(self.z) * each
        return uniforms(f"calibration.chains {what}", 0, number, self.seed, self.step * number)
