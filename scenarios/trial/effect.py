"""What an effect becomes here: from a source trial's, as randomised, through the dose that women really receive.

A published effect is as randomised, so it is already diluted by its own trial's women who received less than a course.
It is divided by the mean response of those women, and multiplied by each woman's response here; so the source's own
doses give the source's effect back. Three shapes of response are structural options:

- linear: in proportion to the share of a course received;
- threshold: whole from some share of a course on, and none below;
- all or nothing: whole for a whole course, and none below.

Dose is what the pathway's engine delivered. It is never read off who attended as if that had caused it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from scenarios.distributions import Distribution
from scenarios.trial.design import Design, Effect
from scenarios.trial.lives import TREATED, Women
from sim.parameters import THERAPIES

Numbers = NDArray[np.float64]

KEYS = {
    "size": "effect.size",
    "dose_in_source": "effect.dose",
    "correlation": "outcome.correlation",
    "gain_without": "outcome.gain_without",
    "retention_treated": "follow_up.retention_treated",
    "retention_comparison": "follow_up.retention_comparison",
    "by_dose": "follow_up.by_dose",
    "lost_are_worse": "follow_up.lost_are_worse",
    "icc_group": "clustering.icc_group",
    "icc_therapist": "clustering.icc_therapist",
}
"""What the draws of each belief are keyed by."""


@dataclass(frozen=True, eq=False)
class Beliefs:
    """Draws of everything that a design believes, one array each, shape (draws,).

    Attributes
    ----------
    whole : array of float
        Effect of a whole course, in standard deviations of the outcome.
    size : array of float
        The source's effect, as randomised.
    dose_in_source : array of float
        Mean response in the source.
    """

    size: Numbers
    dose_in_source: Numbers
    whole: Numbers
    correlation: Numbers
    gain_without: Numbers
    retention_treated: Numbers
    retention_comparison: Numbers
    by_dose: Numbers
    lost_are_worse: Numbers
    icc_group: Numbers
    icc_therapist: Numbers

    def first(self, draws: int) -> Beliefs:
        """Return the first so many draws."""
        return Beliefs(**{one.name: getattr(self, one.name)[:draws] for one in fields(self)})


def beliefs_of(design: Design, draws: int, seed: int) -> Beliefs:
    """Return draws of everything that a design believes, keyed by name, in step with the draws of the posterior."""
    drawn = {name: of.values(f"trial.{KEYS[name]}", draws, seed) for name, of in distributions_of(design).items()}
    return Beliefs(whole=drawn["size"] / drawn["dose_in_source"], **drawn)


def distributions_of(design: Design) -> dict[str, Distribution]:
    """Return what a design believes, by the name that its draws have in :class:`Beliefs`."""
    follow_up, outcome, clustering = design.follow_up, design.outcome, design.clustering
    return {
        "size": design.effect.size,
        "dose_in_source": mean_response_in(design.effect),
        "correlation": outcome.correlation,
        "gain_without": outcome.gain_without,
        "retention_treated": follow_up.retention_treated,
        "retention_comparison": follow_up.retention_comparison,
        "by_dose": follow_up.by_dose,
        "lost_are_worse": follow_up.lost_are_worse,
        "icc_group": clustering.icc_group,
        "icc_therapist": clustering.icc_therapist,
    }


def mean_response_in(effect: Effect) -> Distribution:
    """Return what is believed of the mean response of the source's women."""
    return effect.dose_in_source if effect.dose_response == "linear" else effect.reached_in_source


def response(share: Numbers, effect: Effect) -> Numbers:
    """Return the share of a whole course's effect that each woman has.

    Parameters
    ----------
    share : array of float
        Share of a course received, from 0 to 1.
    effect : Effect
        Whose shape of response.
    """
    if effect.dose_response == "linear":
        return np.clip(share, 0.0, 1.0)
    least = effect.threshold if effect.dose_response == "threshold" else 1.0
    # A share is sessions over sessions: a course of twelve is whole at twelve twelfths, whatever rounding makes of it.
    found: Numbers = (share >= least - 1e-9).astype(float)
    return found


def shares_received(women: Women, design: Design) -> Numbers:
    """Return the share of a course of one-to-one therapy that each woman attended; none in the comparison arm."""
    found: Numbers = np.minimum(women.therapy / sessions_of(design), 1.0) * (women.arm == TREATED)
    return found


def sessions_of(design: Design) -> float:
    """Return the sessions of a whole course in the treated arm, over the kinds of therapy that it offers."""
    p = design.arms.treated.parameters
    shares: dict[str, float] = {kind: float(p.get(f"{kind}.share")) for kind in THERAPIES}  # type: ignore[arg-type]
    total = sum(shares.values()) or 1.0
    sessions: dict[str, float] = {kind: float(p.get(f"{kind}.sessions")) for kind in THERAPIES}  # type: ignore[arg-type]
    return sum(share / total * sessions[kind] for kind, share in shares.items()) or 1.0
