"""Power and type I error of simulated trials beside what was worked out, draw for draw.

Power is of a significant result in favour of the treated arm, in those followed up, with loss as the design believes:
that is what a simulated trial shows. Type I error is of one either way, where nothing has an effect and nobody's loss
depends on her outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scenarios.trial.curve import assessed, without_bias
from scenarios.trial.delivered import delivered
from scenarios.trial.design import OF_SCORES, OF_SHARES, Design
from scenarios.trial.effect import Beliefs
from scenarios.trial.lives import Lives, Women
from scenarios.trial.permutation import relabellings
from scenarios.trial.simulate import significant_by
from scenarios.trial.yes_no import power_of_shares, shares_reaching

Numbers = NDArray[np.float64]
LEVEL = 0.95
MUCH = 1.1
"""A type I error this many times alpha is not nominal."""
ENOUGH = 2000
"""Fewest simulated trials from which a method is recommended: fewer hardly tell a level of 5 % from 8 %."""

RELABELLED, FEWEST = 60_000_000, 50
"""Women relabelled by all permutation tests with an effect (and as many without), and the fewest trials."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of simulated trials that are significant, its exact 95 % interval, and what was worked out, if it was."""

    simulated: float
    interval: tuple[float, float]
    worked_out: float | None

    @property
    def agrees(self) -> bool:
        """Whether what was worked out lies in the interval."""
        return self.worked_out is not None and self.interval[0] <= self.worked_out <= self.interval[1]


@dataclass(frozen=True, slots=True)
class Tried:
    """One analysis of the simulated trials.

    Attributes
    ----------
    method : str
        The analysis.
    trials : int
        Trials that it analysed, with and without an effect: the first so many draws.
    alpha : float
        What type I error should be.
    power, type_one : Share
        With the effect, in favour of the treated arm; and where nothing has one, either way.
    """

    method: str
    trials: int
    alpha: float
    power: Share
    type_one: Share

    @property
    def above(self) -> bool:
        """Whether simulated trials show its type I error to be above alpha."""
        return self.type_one.interval[0] > self.alpha

    @property
    def above_by_formula(self) -> bool:
        """Whether the worked-out type I error is much above alpha."""
        return self.type_one.worked_out is not None and self.type_one.worked_out > MUCH * self.alpha

    @property
    def below(self) -> bool:
        """Whether simulated trials show it to be significant more seldom than it may be."""
        return self.type_one.interval[1] < self.alpha

    @property
    def holds(self) -> bool:
        """Whether neither simulated trials nor the worked-out type I error show it above its level."""
        return not self.above and not self.above_by_formula


@dataclass(frozen=True, slots=True)
class Check:
    """Simulated trials of a design at a size, by every method that can analyse its outcome.

    Attributes
    ----------
    method : str
        The design's own analysis.
    size, trials : int
        Women randomised in each, and how many trials, with and without an effect.
    alpha : float
        What type I error should be.
    power, type_one : Share
        Of the design's own analysis.
    tried : tuple of Tried
        Every analysis, of the same data sets.
    better : str or None
        The method not shown above its level with the most power; the design's own where it is not and no other is
        significant more often than chance would have it. None where all are above it, or trials are too few to say.
    """

    method: str
    size: int
    trials: int
    alpha: float
    power: Share
    type_one: Share
    tried: tuple[Tried, ...] = ()
    better: str | None = None

    @property
    def nominal(self) -> bool:
        """Whether the simulated type I error of the design's own analysis can be alpha, or less."""
        return self.type_one.interval[0] <= self.alpha

    @property
    def enough(self) -> bool:
        """Whether there are trials enough to recommend a method."""
        return self.trials >= ENOUGH

    def as_json(self) -> dict[str, Any]:
        """Return the check for JSON."""
        return {**asdict(self), "nominal": self.nominal, "enough": self.enough, "agrees": self.power.agrees}


def checked(
    lives: Lives,
    trials: int,
    size: int,
    beliefs: Beliefs,
    design: Design,
    seed: int,
    progress: Callable[[int], object] | None = None,
) -> Check:
    """Return simulated trials beside what was worked out, each of a draw of its own, by every method.

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
    methods = _methods(design, trials, size)
    found, worked = [], []
    for effect in (True, False):
        found.append(
            significant_by(methods, lives, trials, size, beliefs, design, seed, effect=effect, progress=progress)
        )
        worked.append(worked_out_by(methods, lives, trials, size, beliefs, design, effect=effect))
    tried = tuple(
        Tried(method, number, design.alpha, *(_share(found[i][method], worked[i][method][:number]) for i in (0, 1)))
        for method, number in methods.items()
    )
    (own,) = (one for one in tried if one.method == design.method)
    better = _better(tried, own, found[0]) if trials >= ENOUGH else None
    return Check(design.method, size, trials, design.alpha, own.power, own.type_one, tried, better)


def _methods(design: Design, trials: int, size: int) -> dict[str, int]:
    """Return every method that can analyse the outcome, and the trials that each analyses.

    Permutation takes long, so that it analyses fewer trials where they are large; all if it is the design's own.
    """
    methods = dict.fromkeys(OF_SHARES if design.outcome.is_yes_no else OF_SCORES, trials)
    if design.method != "permutation":
        methods["permutation"] = min(trials, max(FEWEST, RELABELLED // (relabellings(design.alpha) * size)))
    return methods


def _share(found: Numbers, worked: Numbers) -> Share:
    known = None if np.isnan(worked).any() else float(worked.mean())
    return Share(float(found.mean()), exact(int(found.sum()), len(found)), known)


def _better(tried: tuple[Tried, ...], own: Tried, found: dict[str, Numbers]) -> str | None:
    """Return the method to use, on the same data sets as the design's own (exact test of those where they differ)."""
    holding = [one for one in tried if one.holds and one.trials >= ENOUGH]
    if not holding:
        return None
    best = max(holding, key=lambda one: one.power.simulated)
    if not own.holds:
        return best.method
    number = min(own.trials, best.trials)
    differ = found[best.method][:number] - found[own.method][:number]
    more, fewer = int((differ > 0.0).sum()), int((differ < 0.0).sum())
    surer = more > fewer and stats.binomtest(more, more + fewer).pvalue < 1.0 - LEVEL
    return best.method if surer else own.method


def worked_out(lives: Lives, draws: int, size: int, beliefs: Beliefs, design: Design, *, effect: bool) -> Numbers:
    """Return the worked-out power in each of the first draws, as observed; without an effect, the type I error."""
    return worked_out_by([design.method], lives, draws, size, beliefs, design, effect=effect)[design.method]


def worked_out_by(
    methods: Iterable[str], lives: Lives, draws: int, size: int, beliefs: Beliefs, design: Design, *, effect: bool
) -> dict[str, Numbers]:
    """Return what is worked out for each of several methods; those that count clusters have one formula.

    Type I error of two shares is not worked out, and not a number.
    """
    first = beliefs.first(draws)
    if design.outcome.is_yes_no:
        power = np.full(draws, np.nan)
        if effect:
            power = power_of_shares(shares_reaching(_first(lives, draws), draws), first, design, size)
        return dict.fromkeys(methods, power)
    made = delivered(lives.women, draws, [size], first, design)
    if not effect:
        made = without_bias(made)
    found = {}
    for method in methods:
        test = assessed(made, first, replace(design, method=method), effect=effect)
        found[method] = (test.in_favour if effect else test.either_way)(design.alpha)[:, 0]
    return found


def exact(successes: int, trials: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (Clopper and Pearson 1934)."""
    found = stats.binomtest(successes, trials).proportion_ci(LEVEL)
    return float(found.low), float(found.high)


def _first(lives: Lives, draws: int) -> Lives:
    end = int(np.searchsorted(lives.women.draw, draws))
    women = Women(*(getattr(lives.women, name)[:end] for name in Women.__dataclass_fields__))
    return Lives(women, lives.contacts[:draws], lives.pounds[:draws])
