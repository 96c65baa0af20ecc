"""Progression criteria: how likely an internal pilot, or a whole trial, is green, amber or red on each.

Criteria are judged on what is counted, so chance is in them as well as what is not known: each draw's counts are drawn
from its own chances.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from calibration.priors import uniforms
from scenarios.trial.delivered import followed_up
from scenarios.trial.design import CRITERIA, Design
from scenarios.trial.effect import Beliefs, shares_received
from scenarios.trial.lives import TREATED, Lives, Women
from scenarios.trial.recruiting import counts, of_draws

Numbers = NDArray[np.float64]

MEANS = {
    "recruitment": "women randomised, as a share of the size sought",
    "retention": "women followed up, as a share of those randomised",
    "adherence": "women of the treated arm who begin one-to-one therapy, as a share of the arm",
    "data": "women followed up in the arm that loses more, as a share of the arm",
}

BEGAN, JOINED, WITH_SYMPTOMS = 4, 11, 4
"""What DUSSK counted: women who began therapy, who joined, and who had symptoms of PTSD (Patel 2020, summary)."""

COUNTED = {
    "consent": (JOINED, "who joined"),
    "ptsd_positive": (WITH_SYMPTOMS, "in whom screening found post-traumatic stress"),
}
"""Of whom DUSSK's share who began therapy is what adherence asks, by when women are randomised."""


@dataclass(frozen=True, slots=True)
class Lights:
    """One criterion.

    Attributes
    ----------
    name, means : str
        The criterion, and what it is a share of.
    bounds : tuple of float
        Red below the first, green from the second.
    red, amber, green : float
        Probabilities.
    middle : float
        Median of what is counted.
    spread : tuple of float
        2.5 to 97.5 % of it: chance and what is not known.
    """

    name: str
    means: str
    bounds: tuple[float, float]
    red: float
    amber: float
    green: float
    middle: float
    spread: tuple[float, float]


def lights(lives: Lives, draws: int, seed: int, beliefs: Beliefs, design: Design, size: int) -> list[Lights]:
    """Return every criterion of a design, for a trial of some size.

    Parameters
    ----------
    lives : Lives
        Both arms.
    draws : int
        How many draws.
    seed : int
        Seed of the counts.
    beliefs, design
        For retention and bounds.
    size : int
        Women sought.
    """
    measured = measures(lives, draws, seed, beliefs, design, size)
    return [light(name, measured[name], design.progression[name]) for name in CRITERIA if name in design.progression]


def light(name: str, values: Numbers, bounds: tuple[float, float]) -> Lights:
    """Return one criterion from what is counted in each draw; draws in which nothing can be counted are red."""
    known = values[~np.isnan(values)]
    red = float(np.mean(np.isnan(values) | (values < bounds[0])))
    green = float(np.mean(values >= bounds[1]))
    low, middle, high = of_draws(known) if len(known) else (np.nan,) * 3
    return Lights(name, MEANS[name], bounds, red, 1.0 - red - green, green, float(middle), (float(low), float(high)))


def measures(lives: Lives, draws: int, seed: int, beliefs: Beliefs, design: Design, size: int) -> dict[str, Numbers]:
    """Return what each criterion counts, in each draw."""
    women = lives.women
    ends = np.searchsorted(women.draw, np.arange(draws + 1))
    u = uniforms("trial.followed", 0, len(women), seed)
    retention, data, adherence = (np.full(draws, np.nan) for _ in range(3))
    for draw in range(draws):
        where = slice(int(ends[draw]), int(ends[draw + 1]))
        treated = women.arm[where] == TREATED
        if not len(treated):
            continue
        part = Women(*(getattr(women, name)[where] for name in Women.__dataclass_fields__))
        seen = u[where] < followed_up(shares_received(part, design), treated, draw, beliefs)
        retention[draw] = seen.mean()
        arms = [seen[of].mean() for of in (treated, ~treated) if of.any()]
        data[draw] = min(arms)
        if treated.any():
            adherence[draw] = part.began[treated].mean()
    return {
        "recruitment": counts(lives, draws) / size,
        "retention": retention,
        "adherence": adherence,
        "data": data,
    }


def of_the_study(design: Design) -> list[tuple[str, str, str]]:
    """Return what DUSSK's own progression would have been: criterion, what it counted, and its light.

    The study set no target for recruitment, so it has no light there; eleven joined in its window. It counted nobody
    as ready for therapy, so adherence of women randomised then has none either.
    """
    if "adherence" not in design.progression or design.estimand.randomised_at not in COUNTED:
        return []
    women, whose = COUNTED[design.estimand.randomised_at]
    share = BEGAN / women
    return [("adherence", f"{BEGAN} of {women} {whose} began therapy ({share:.0%})", _light(share, design))]


def _light(share: float, design: Design) -> str:
    low, high = design.progression["adherence"]
    return "red" if share < low else "green" if share >= high else "amber"


def precision_of_pilot(women: int, share: float, level: float = 0.95) -> tuple[float, float]:
    """Return the interval that a pilot of so many women would give for a share (Wilson; Brown and others 2001)."""
    z = float(stats.norm.ppf((1.0 + level) / 2.0))
    middle = (share + z**2 / (2 * women)) / (1 + z**2 / women)
    half = z / (1 + z**2 / women) * np.sqrt(share * (1 - share) / women + z**2 / (4 * women**2))
    return float(middle - half), float(middle + half)
