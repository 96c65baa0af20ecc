"""What matters most to a trial: its assurance with one thing after another settled, or at either end of what it may be.

No woman's life is lived again: at a size, what was delivered and what is believed are changed, and power worked out.
Assurance is for the effect in all women randomised, so that keeping more of them in follow-up counts as more women
measured, and not as less of a bias in the trial's favour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.trial.curve import assessed, of_all_randomised
from scenarios.trial.delivered import delivered
from scenarios.trial.design import Design
from scenarios.trial.effect import Beliefs, distributions_of
from scenarios.trial.lives import Lives
from scenarios.trial.power import Delivered
from scenarios.trial.yes_no import power_of_shares, shares_reaching

Numbers = NDArray[np.float64]
ENDS = (0.025, 0.975)
EVERY_WOMAN = "every woman of the treated arm"
LEAST_COST = 0.01
NOT_TO_BLAME = ("women", "whole_course")
"""What is no assumption of a design: its size, and a course that nowhere every woman receives."""

FOLLOWED = {
    "retention_treated": ("Followed up, treated arm", "share"),
    "retention_comparison": ("Followed up, comparison arm", "share"),
}
"""What is believed of follow-up: in words, and its unit."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Assurance with one thing settled in the trial's favour.

    Attributes
    ----------
    name, words : str
        Which, and in words.
    assurance, change, error : float
        Assurance, its difference from the design's, and the Monte Carlo standard error of that difference.
    """

    name: str
    words: str
    assurance: float
    change: float
    error: float


@dataclass(frozen=True, slots=True)
class Swing:
    """Assurance with one thing at the 2.5 % and the 97.5 % point of what it may be, all else as uncertain as it is."""

    name: str
    words: str
    ends: tuple[float, float]
    assurances: tuple[float, float]
    unit: str


@dataclass(frozen=True, slots=True)
class Matters:
    """What matters most at a size.

    Attributes
    ----------
    size : int
        Women randomised.
    assurance : float
        The design's own.
    settled : list of Settled
        From the greatest gain.
    swings : list of Swing
        From the widest.
    """

    size: int
    assurance: float
    settled: list[Settled]
    swings: list[Swing]

    @property
    def blame(self) -> Settled | None:
        """The assumption that costs most, if settling any gains a point or more, and more than chance could."""
        clear = (one for one in self.settled if one.change > max(LEAST_COST, 3.0 * one.error))
        return next((one for one in clear if one.name not in NOT_TO_BLAME), None)

    def as_json(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "size": self.size,
            "assurance": self.assurance,
            "settled": [{name: getattr(one, name) for name in Settled.__slots__} for one in self.settled],
            "swings": [{name: getattr(one, name) for name in Swing.__slots__} for one in self.swings],
        }


def matters(lives: Lives, draws: int, beliefs: Beliefs, design: Design, size: int) -> Matters:
    """Return what matters most to a trial of some size.

    Parameters
    ----------
    lives : Lives
        Both arms, lived.
    draws : int
        How many draws they hold.
    beliefs : Beliefs
        Draws of what the design believes.
    design : Design
        The design.
    size : int
        Women randomised.
    """
    if design.outcome.is_yes_no:
        return _of_shares(lives, draws, beliefs, design, size)
    return _of_a_score(lives, draws, beliefs, design, size)


@dataclass(frozen=True, eq=False)
class _Score:
    """A trial of a score whose power is worked out again with other beliefs, or with women who received otherwise.

    ``own`` is what the design delivers at its size, and ``twice`` at twice that.
    """

    lives: Lives
    draws: int
    design: Design
    size: int
    own: Delivered
    twice: Delivered

    @classmethod
    def of(cls, lives: Lives, draws: int, beliefs: Beliefs, design: Design, size: int) -> _Score:
        """Return the trial as it is."""
        made = of_all_randomised(delivered(lives.women, draws, [size, 2 * size], beliefs, design))
        return cls(lives, draws, design, size, _one(made, 0), _one(made, 1))

    def again(self, beliefs: Beliefs, made: Delivered | None = None) -> Numbers:
        """Return power where the same women are followed up, with what was delivered or something else."""
        return assessed(made or self.own, beliefs, self.design).in_favour(self.design.alpha)[:, 0]

    def counted(self, beliefs: Beliefs) -> Numbers:
        """Return power where others are followed up, so that women are counted again."""
        made = delivered(self.lives.women, self.draws, [self.size], beliefs, self.design)
        return self.again(beliefs, of_all_randomised(made))


def _of_a_score(lives: Lives, draws: int, beliefs: Beliefs, design: Design, size: int) -> Matters:
    trial = _Score.of(lives, draws, beliefs, design, size)
    base = trial.again(beliefs)
    return _ordered(size, base, _settled_of_a_score(trial, beliefs), _swings_of_a_score(trial, beliefs))


def _settled_of_a_score(trial: _Score, beliefs: Beliefs) -> list[tuple[str, str, Numbers]]:
    """Return power with one thing after another settled: its name, in words, and power in each draw."""
    own, nothing, size = trial.own, np.zeros(trial.draws), trial.design.effect.size.mean
    unclustered = replace(beliefs, icc_group=nothing, icc_therapist=nothing)
    known = _with(beliefs, size=np.full(trial.draws, size))
    return [
        ("dose", f"{EVERY_WOMAN} receives the dose of the source", trial.again(beliefs, _in_source(own, beliefs))),
        ("whole_course", f"{EVERY_WOMAN} receives a whole course", trial.again(beliefs, _responding(own, 1.0))),
        ("follow_up", "everybody is followed up, in both arms", trial.counted(_all_followed(beliefs))),
        ("clustering", "no clustering by group or psychologist", trial.again(unclustered)),
        ("effect", f"the effect in its source known: {size:.2f}", trial.again(known)),
        ("women", f"twice as many women: {2 * trial.size:,}", trial.again(beliefs, trial.twice)),
    ]


def _swings_of_a_score(trial: _Score, beliefs: Beliefs) -> list[Swing]:
    """Return assurance at either end of each belief, and of the dose that the pathway delivers."""
    known = {
        "size": ("Effect in its source, in standard deviations", "", trial.again),
        "dose_in_source": ("Dose in the source", "share", trial.again),
        "correlation": ("Correlation of outcome and baseline", "", trial.again),
        "icc_group": ("Clustering by stabilisation group (ICC)", "", trial.again),
        "icc_therapist": ("Clustering by psychologist (ICC)", "", trial.again),
        "retention_treated": (*FOLLOWED["retention_treated"], trial.counted),
        "retention_comparison": (*FOLLOWED["retention_comparison"], trial.counted),
    }
    swings = [_swing(name, *said, beliefs, trial.design) for name, said in known.items()]
    doses = _quantiles(trial.own.response[:, 0])
    low, high = (float(trial.again(beliefs, _responding(trial.own, dose)).mean()) for dose in doses)
    return [*swings, Swing("dose_here", "Dose that women receive here", doses, (low, high), "share")]


def _of_shares(lives: Lives, draws: int, beliefs: Beliefs, design: Design, size: int) -> Matters:
    shares = shares_reaching(lives, draws)
    low, high = (float(each.mean()) for each in shares)

    def again(changed: Beliefs) -> Numbers:
        return power_of_shares(shares, changed, design, size)

    def with_shares(comparison: Numbers, treated: Numbers) -> Numbers:
        return power_of_shares((comparison, treated), beliefs, design, size)

    known = with_shares(np.full(draws, low), np.full(draws, high))
    settled = [
        ("follow_up", "everybody is followed up, in both arms", again(_all_followed(beliefs))),
        ("shares", f"the shares beginning therapy known: {high:.0%} and {low:.0%}", known),
        ("women", f"twice as many women: {2 * size:,}", power_of_shares(shares, beliefs, design, 2 * size)),
    ]
    swings = [_swing(name, *said, again, beliefs, design) for name, said in FOLLOWED.items()]
    # The arms move together, as both rest on the pathway: what varies is how far they are apart.
    apart = _quantiles(shares[1] - shares[0])
    at = [float(with_shares(shares[0], np.clip(shares[0] + a, 0, 1)).mean()) for a in apart]
    words = "Difference of the arms in the share beginning therapy"
    swings.append(Swing("difference", words, apart, (at[0], at[1]), "share"))
    return _ordered(size, again(beliefs), settled, swings)


def _swing(
    name: str, words: str, unit: str, assess: Callable[[Beliefs], Numbers], beliefs: Beliefs, design: Design
) -> Swing:
    """Return assurance at either end of a belief, as the design has it and not as it was drawn."""
    low, high = (float(end) for end in distributions_of(design)[name].quantiles(np.array(ENDS)))
    at = [float(assess(_with(beliefs, **{name: np.full_like(beliefs.size, end)})).mean()) for end in (low, high)]
    return Swing(name, words, (low, high), (at[0], at[1]), unit)


def _ordered(size: int, base: Numbers, settled: list[tuple[str, str, Numbers]], swings: list[Swing]) -> Matters:
    found = [
        Settled(
            name,
            words,
            float(power.mean()),
            float((power - base).mean()),
            float((power - base).std(ddof=1) / np.sqrt(len(base))),
        )
        for name, words, power in settled
    ]
    moves = [one for one in swings if one.ends[0] != one.ends[1]]
    return Matters(
        size,
        float(base.mean()),
        sorted(found, key=lambda one: -one.change),
        sorted(moves, key=lambda one: -abs(one.assurances[1] - one.assurances[0])),
    )


def _one(made: Delivered, place: int) -> Delivered:
    return Delivered(**{name: getattr(made, name)[:, [place]] for name in Delivered.__dataclass_fields__})


def _in_source(made: Delivered, beliefs: Beliefs) -> Delivered:
    return replace(made, response=np.broadcast_to(beliefs.dose_in_source[:, None], made.response.shape))


def _responding(made: Delivered, dose: float) -> Delivered:
    """Return what is delivered if every woman had as much: then no two differ in dose, nor two clusters."""
    none = np.zeros_like(made.spread)
    response = np.full_like(made.response, dose)
    return replace(made, response=response, spread=none, between=none, left_to_chance=none)


def _all_followed(beliefs: Beliefs) -> Beliefs:
    one = np.ones_like(beliefs.size)
    return replace(beliefs, retention_treated=one, retention_comparison=one, by_dose=np.zeros_like(one))


def _with(beliefs: Beliefs, **known: Numbers) -> Beliefs:
    """Return beliefs with some of them changed, and the effect of a whole course that follows."""
    found = replace(beliefs, **known)
    return replace(found, whole=found.size / found.dose_in_source)


def _quantiles(values: Numbers) -> tuple[float, float]:
    low, high = np.quantile(values, ENDS)
    return float(low), float(high)
