"""Posterior predictive checks: whether each of the study's figures is one that a study like it would give.

Three kinds of simulated study, each sharper than the one before:

- *whole*: a new study from the first contact on; any number of women may join. For the figures of recruitment.
- *of eleven*: a new study in which eleven women joined. For all else.
- *matched*: studies that gave every fitted figure. For the figures that were held out of the fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.check.verdicts import Verdict
from calibration.evidence import Target, evidence
from calibration.posterior import Posterior
from calibration.predict import Predicted, interval, predicted, prior_draws
from calibration.prices import lived_again
from calibration.priors import uniforms
from calibration.world import Joiners
from sim.outcomes import TOTALS

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

NEW_LIFE = "calibration.check.life"
"""What the choice of new lives is keyed by."""

OF_RECRUITMENT = ("contacts", "screened", "declined_not_selling_sex", "eligible", "able_to_consent", "ptsd_positive")
"""Targets that a new study is compared with whole; those of the eleven women come after them."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of the study beside what new studies give.

    Attributes
    ----------
    prior, posterior : tuple of float
        95 % predictive interval before and after the fit.
    possible : tuple of float
        The least and the most that any study gave before the fit.
    matched : tuple of float or None
        95 % interval in the studies that gave every fitted figure; of held-out figures alone.
    eleven : bool
        Whether the new studies have eleven women who joined.
    """

    target: Target
    prior: tuple[float, float]
    posterior: tuple[float, float]
    possible: tuple[float, float]
    matched: tuple[float, float] | None
    eleven: bool

    def holds(self, bounds: tuple[float, float]) -> bool:
        """Return whether an interval holds the study's figure, or some of it if the figure is itself an interval."""
        return bounds[0] <= self.target.high and bounds[1] >= self.target.low

    @property
    def tells(self) -> bool:
        """Whether the posterior's interval is less than all that was ever possible."""
        return self.possible[0] < self.posterior[0] or self.posterior[1] < self.possible[1]

    @property
    def narrower(self) -> bool:
        """Whether the fit made the interval narrower; if it did not, that the figure is inside says little."""
        return self.posterior[1] - self.posterior[0] < self.prior[1] - self.prior[0]


def beside(posterior: Posterior, world: Joiners, number: int, lives: int, seed: int) -> list[Beside]:
    """Return the study's figures beside what new studies give.

    Parameters
    ----------
    posterior : Posterior
        The posterior.
    world : Joiners
        The world of the eleven, with other lives than the fit had.
    number, lives : int
        Draws, and new studies of each.
    seed : int
        Seed of the choice of lives.
    """
    whole = {one.target.name: one for one in predicted(posterior, number, lives, seed)}
    found = [_of_whole(whole[name]) for name in OF_RECRUITMENT]
    before = prior_draws(number, seed)
    old = _new_studies(world, before.names, np.array(before.values), lives, seed)
    new = _new_studies(world, posterior.columns, posterior.values[:number], lives, seed)
    for target in evidence().values():
        if target.use in ("fitted", "held_out") or target.name == "drug_group_price":
            found.append(_of_eleven(target, old, new, posterior))
    return found


def _new_studies(world: Joiners, columns: tuple[str, ...], values: Numbers, lives: int, seed: int) -> Whole:
    repeated = np.repeat(values, lives, axis=0)
    fitted = repeated[:, [columns.index(name) for name in world.names]]
    return lived_again(world, columns, repeated, world.lives(fitted, uniforms(NEW_LIFE, 0, len(repeated), seed)))


def _of_whole(one: Predicted) -> Beside:
    return Beside(one.target, one.prior, one.posterior, one.possible, None, eleven=False)


def _of_eleven(target: Target, old: Whole, new: Whole, posterior: Posterior) -> Beside:
    places = [TOTALS.index(name) for name in target.outcomes]
    before, after = old[:, places].sum(axis=1), new[:, places].sum(axis=1)
    matched = None
    if target.use == "held_out":
        matched = interval(np.sum([posterior.studies[name] for name in target.outcomes], axis=0))
    possible = (float(before.min()), float(before.max()))
    return Beside(target, interval(before), interval(after), possible, matched, eleven=True)


def verdicts(found: list[Beside]) -> list[Verdict]:
    """Return one verdict a figure, and one more for each that was held out."""
    said = []
    for one in found:
        kind = {"fitted": "fitted", "held_out": "held out"}.get(one.target.use, "on paper")
        said.append(
            Verdict(
                f"new studies: {one.target.name} ({kind})",
                one.holds(one.posterior) and one.tells,
                f"95% give {shown(one.target, one.posterior)}; before the fit {shown(one.target, one.prior)}"
                + ("" if one.narrower else ", which is no wider: this figure says little"),
                f"{_inside(one.target)}, and less than all that is possible ({shown(one.target, one.possible)})",
            )
        )
        if one.matched is not None:
            said.append(
                Verdict(
                    f"matched studies: {one.target.name} (held out)",
                    one.holds(one.matched),
                    f"95% give {shown(one.target, one.matched)}",
                    _inside(one.target),
                )
            )
    return said


def _inside(target: Target) -> str:
    return f"the study's {target.shown()} {'inside' if target.low == target.high else 'inside, or some of it'}"


def shown(target: Target, bounds: tuple[float, float]) -> str:
    """Return an interval as people write it."""
    if target.likelihood == "rounded_cost":
        return f"£{bounds[0] / 100:,.0f} to £{bounds[1] / 100:,.0f}"
    return f"{bounds[0]:,.0f} to {bounds[1]:,.0f}"
