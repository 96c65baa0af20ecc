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
from scenarios.trial.effect import Beliefs
from scenarios.trial.lives import Lives
from scenarios.trial.power import Delivered
from scenarios.trial.yes_no import power_of_shares, shares_reaching

Numbers = NDArray[np.float64]
ENDS = (0.025, 0.975)
EVERY_WOMAN = "every woman of the treated arm"
NOT_TO_BLAME = ("women", "whole_course")
"""What is no assumption of a design: its size, and a course that nowhere every woman receives."""


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
        """The assumption that costs most, if settling any gains more than chance in the draws could."""
        return next(
            (one for one in self.settled if one.name not in NOT_TO_BLAME and one.change > 3.0 * one.error), None
        )

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


def _of_a_score(lives: Lives, draws: int, beliefs: Beliefs, design: Design, size: int) -> Matters:
    made = of_all_randomised(delivered(lives.women, draws, [size, 2 * size], beliefs, design))
    both = _power(made, beliefs, design)
    own = _one(made, 0)
    everybody = _all_followed(beliefs)

    def counted(changed: Beliefs) -> Numbers:
        return _power(of_all_randomised(delivered(lives.women, draws, [size], changed, design)), changed, design)[:, 0]

    def again(changed: Beliefs, of: Delivered = own) -> Numbers:
        return _power(of, changed, design)[:, 0]

    mean_size = np.full(draws, float(beliefs.size.mean()))
    nothing = np.zeros(draws)
    unclustered = replace(beliefs, icc_group=nothing, icc_therapist=nothing)
    settled = [
        ("dose", f"{EVERY_WOMAN} receives the dose of the source", again(beliefs, _in_source(own, beliefs))),
        ("whole_course", f"{EVERY_WOMAN} receives a whole course", again(beliefs, _responding(own, 1.0))),
        ("follow_up", "everybody is followed up, in both arms", counted(everybody)),
        ("clustering", "no clustering by group or psychologist", again(unclustered)),
        ("effect", f"the effect in its source known: {mean_size[0]:.2f}", again(_with_size(beliefs, mean_size))),
        ("women", f"twice as many women: {2 * size:,}", both[:, 1]),
    ]  # fmt: skip
    known = {
        "size": ("Effect in its source, in standard deviations", "", again),
        "dose_in_source": ("Dose in the source", "share", again),
        "correlation": ("Correlation of outcome and baseline", "", again),
        "icc_group": ("Clustering by stabilisation group (ICC)", "", again),
        "icc_therapist": ("Clustering by psychologist (ICC)", "", again),
        "retention_treated": ("Followed up, treated arm", "share", counted),
        "retention_comparison": ("Followed up, comparison arm", "share", counted),
    }
    swings = [_swing(name, *said, beliefs) for name, said in known.items()]
    doses = _quantiles(own.response[:, 0])
    at_dose = [float(again(beliefs, _responding(own, dose)).mean()) for dose in doses]
    swings.append(Swing("dose_here", "Dose that women receive here", doses, (at_dose[0], at_dose[1]), "share"))
    return _ordered(size, both[:, 0], settled, swings)


def _of_shares(lives: Lives, draws: int, beliefs: Beliefs, design: Design, size: int) -> Matters:
    shares = shares_reaching(lives, draws)
    base = power_of_shares(shares, beliefs, design, size)
    means = tuple(np.full(draws, float(each.mean())) for each in shares)

    def again(changed: Beliefs) -> Numbers:
        return power_of_shares(shares, changed, design, size)

    settled = [
        ("follow_up", "everybody is followed up, in both arms", again(_all_followed(beliefs))),
        (
            "shares",
            f"the shares beginning therapy known: {means[1][0]:.0%} and {means[0][0]:.0%}",
            power_of_shares((means[0], means[1]), beliefs, design, size),
        ),
        ("women", f"twice as many women: {2 * size:,}", power_of_shares(shares, beliefs, design, 2 * size)),
    ]
    swings = [
        _swing("retention_treated", "Followed up, treated arm", "share", again, beliefs),
        _swing("retention_comparison", "Followed up, comparison arm", "share", again, beliefs),
    ]
    # The arms move together, as both rest on the pathway: what varies is how far they are apart.
    apart = _quantiles(shares[1] - shares[0])
    at = [
        float(power_of_shares((shares[0], np.clip(shares[0] + a, 0, 1)), beliefs, design, size).mean()) for a in apart
    ]
    words = "Difference of the arms in the share beginning therapy"
    swings.append(Swing("difference", words, apart, (at[0], at[1]), "share"))
    return _ordered(size, base, settled, swings)


def _swing(name: str, words: str, unit: str, assess: Callable[[Beliefs], Numbers], beliefs: Beliefs) -> Swing:
    ends = _quantiles(getattr(beliefs, name))
    found = []
    for end in ends:
        changed = replace(beliefs, **{name: np.full_like(beliefs.size, end)})
        found.append(float(assess(replace(changed, whole=changed.size / changed.dose_in_source)).mean()))
    return Swing(name, words, ends, (found[0], found[1]), unit)


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


def _power(made: Delivered, beliefs: Beliefs, design: Design) -> Numbers:
    return assessed(made, beliefs, design).in_favour(design.alpha)


def _one(made: Delivered, place: int) -> Delivered:
    return Delivered(**{name: getattr(made, name)[:, [place]] for name in Delivered.__dataclass_fields__})


def _in_source(made: Delivered, beliefs: Beliefs) -> Delivered:
    return replace(made, response=np.broadcast_to(beliefs.dose_in_source[:, None], made.response.shape))


def _responding(made: Delivered, dose: float) -> Delivered:
    return replace(made, response=np.full_like(made.response, dose), spread=np.zeros_like(made.spread))


def _all_followed(beliefs: Beliefs) -> Beliefs:
    one = np.ones_like(beliefs.size)
    return replace(beliefs, retention_treated=one, retention_comparison=one, by_dose=np.zeros_like(one))


def _with_size(beliefs: Beliefs, size: Numbers) -> Beliefs:
    return replace(beliefs, size=size, whole=size / beliefs.dose_in_source)


def _quantiles(values: Numbers) -> tuple[float, float]:
    low, high = np.quantile(values, ENDS)
    return float(low), float(high)
