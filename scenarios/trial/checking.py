"""Power and type I error of simulated trials beside what was worked out, draw for draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scenarios.trial.curve import assessed, without_effect
from scenarios.trial.delivered import delivered
from scenarios.trial.design import Design
from scenarios.trial.effect import Beliefs
from scenarios.trial.lives import Lives, Women
from scenarios.trial.simulate import significant
from scenarios.trial.yes_no import power_of_shares, shares_reaching

Numbers = NDArray[np.float64]
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """A share of simulated trials that are significant, its exact 95 % interval, and what was worked out."""

    simulated: float
    interval: tuple[float, float]
    worked_out: float

    @property
    def agrees(self) -> bool:
        """Whether what was worked out lies in the interval."""
        return self.interval[0] <= self.worked_out <= self.interval[1]


@dataclass(frozen=True, slots=True)
class Check:
    """Simulated trials of a design's method at a size.

    Attributes
    ----------
    method : str
        The analysis.
    size, trials : int
        Women randomised in each, and how many trials, with and without an effect.
    alpha : float
        What type I error should be.
    power, type_one : Share
        With the effect, and where nothing has one.
    """

    method: str
    size: int
    trials: int
    alpha: float
    power: Share
    type_one: Share

    @property
    def nominal(self) -> bool:
        """Whether the simulated type I error can be alpha, or less: with few events a test is careful."""
        return self.type_one.interval[0] <= self.alpha

    def as_json(self) -> dict[str, Any]:
        """Return the check for JSON."""
        return {**asdict(self), "nominal": self.nominal, "agrees": self.power.agrees}


def checked(
    lives: Lives,
    trials: int,
    size: int,
    beliefs: Beliefs,
    design: Design,
    seed: int,
    progress: Callable[[int], object] | None = None,
) -> Check:
    """Return simulated trials beside what was worked out, each of a draw of its own.

    Parameters
    ----------
    lives : Lives
        Both arms; the first ``trials`` draws are used.
    trials : int
        How many, at most the draws.
    size : int
        Women randomised.
    beliefs, design
        What the trials are made with.
    seed : int
        Seed of their outcomes.
    progress : callable, optional
        Told 1 for each trial.
    """
    shares = []
    for effect in (True, False):
        found = significant(lives, trials, size, beliefs, design, seed, effect=effect, progress=progress)
        worked = float(worked_out(lives, trials, size, beliefs, design, effect=effect).mean())
        shares.append(Share(float(found.mean()), exact(int(found.sum()), trials), worked))
    return Check(design.method, size, trials, design.alpha, shares[0], shares[1])


def worked_out(lives: Lives, draws: int, size: int, beliefs: Beliefs, design: Design, *, effect: bool) -> Numbers:
    """Return the worked-out power in each of the first draws; without an effect, the type I error."""
    first = Beliefs(**{name: getattr(beliefs, name)[:draws] for name in Beliefs.__dataclass_fields__})
    if design.outcome.is_yes_no:
        if not effect:
            return np.full(draws, design.alpha)
        return power_of_shares(shares_reaching(_first(lives, draws), draws), first, design, size)
    made = delivered(lives.women, draws, [size], first, design)
    if not effect:
        made = without_effect(made)
    found: Numbers = assessed(made, first, design, effect=effect).power(design.alpha)[:, 0]
    return found


def exact(successes: int, trials: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (Clopper and Pearson 1934)."""
    found = stats.binomtest(successes, trials).proportion_ci(LEVEL)
    return float(found.low), float(found.high)


def _first(lives: Lives, draws: int) -> Lives:
    end = int(np.searchsorted(lives.women.draw, draws))
    women = Women(*(getattr(lives.women, name)[:end] for name in Women.__dataclass_fields__))
    return Lives(women, lives.contacts[:draws], lives.pounds[:draws])
