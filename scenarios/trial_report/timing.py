"""When women receive what: the dose, and what it would tell, at other follow-ups; and a study like DUSSK beside.

A woman waits for every step, so much of what the pathway gives comes late. The same women are followed up longer here:
what they receive until the design's own follow-up is the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenarios.files import find
from scenarios.running import Settings, run_scenarios
from scenarios.trial.curve import Curve
from scenarios.trial.design import Design, weeks_of_a_course
from scenarios.trial.effect import Beliefs
from scenarios.trial.lives import Lives, live_until
from scenarios.trial.progression import BEGAN, JOINED
from scenarios.trial.yes_no import curve_of_shares
from scenarios.trial_report.result import Three, dose_of, three

MOST_DRAWS = 300
"""Draws that are followed up longer: enough for a tenth, and quick."""

WEEKS = (26, 39, 52, 78, 104)
THE_STUDY = "base"
LONGER = 200
"""Fewest single studies for an interval of them."""


@dataclass(frozen=True, slots=True)
class At:
    """One follow-up.

    Attributes
    ----------
    weeks : int
        From randomisation.
    began : tuple of float
        Share of the treated arm that has begun therapy: 2.5 %, mean and 97.5 % of draws.
    response : tuple of float
        Mean share of the effect of a course.
    assurance, error : float
        At the trial's size, if the outcome were measured then and an effect did not fade, with its Monte Carlo error.
    """

    weeks: int
    began: Three
    response: Three
    assurance: float
    error: float


@dataclass(frozen=True, slots=True)
class LikeTheStudy:
    """Women who joined and began therapy in studies like DUSSK, as the model has them.

    Attributes
    ----------
    share : float
        Women who began therapy, for each who joined, over all studies.
    spread : tuple of float
        That share in 95 % of single studies.
    as_many : float
        Share of single studies with as large a share as DUSSK's, or larger.
    """

    share: float
    spread: tuple[float, float]
    as_many: float


@dataclass(frozen=True, slots=True)
class Timing:
    """The dose by follow-up, over so many draws; and a study like DUSSK, where women are randomised as they join."""

    draws: int
    size: int
    at: tuple[At, ...]
    like_the_study: LikeTheStudy | None


def timing(design: Design, draws: int, seed: int, beliefs: Beliefs, size: int, threads: int = 1) -> Timing:
    """Return what women have received by several follow-ups.

    Parameters
    ----------
    design : Design
        The design.
    draws : int
        Draws of the trial; at most ``MOST_DRAWS`` of them are used.
    seed : int
        Seed of chance, as for the trial, so that the women are the same.
    beliefs : Beliefs
        Draws of what the design believes.
    size : int
        Women randomised, for assurance.
    threads : int
        Threads to use; the result does not depend on it.
    """
    used = min(draws, MOST_DRAWS)
    weeks = sorted({week for week in WEEKS if week >= weeks_of_a_course(design)} | {design.follow_up.weeks})
    first = beliefs.first(used)
    lived = live_until(design, weeks, used, seed, threads)
    found = tuple(_at(week, lives, used, first, design, size) for week, lives in zip(weeks, lived, strict=True))
    joins = design.estimand.randomised_at == "consent"
    return Timing(used, size, found, _like_the_study(draws, seed, threads) if joins else None)


def _at(week: int, lives: Lives, draws: int, beliefs: Beliefs, design: Design, size: int) -> At:
    dose, gained = dose_of(lives, draws, design)
    if design.outcome.is_yes_no:
        (point,) = curve_of_shares(lives, draws, beliefs, design, [size])
    else:
        (point,) = Curve(lives, draws, beliefs, design).at([size])
    return At(week, dose.began, three(gained), point.assurance, point.error)


def _like_the_study(draws: int, seed: int, threads: int) -> LikeTheStudy:
    runs = run_scenarios((find(THE_STUDY),), Settings(max(draws, LONGER), seed, "auto", threads, 0, draws), quiet=True)
    began, joined = (np.asarray(runs[THE_STUDY].total(name), float) for name in ("started_therapy", "consented"))
    some = joined > 0
    share = began[some] / joined[some]
    low, high = np.quantile(share, (0.025, 0.975))
    as_many = float(np.mean(share >= BEGAN / JOINED - 1e-9))
    return LikeTheStudy(float(began.sum() / joined.sum()), (float(low), float(high)), as_many)
