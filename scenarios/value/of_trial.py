"""The value of a trial for the decision between its arms: of what it could be about, of each size of it, and its cost.

A trial of some size reports, in each draw, the difference between its arms as its analysis would find it (diluted by
the sessions not received, fewer women for those lost, with the error of clusters), the share of a course that its
treated women received, and how many women it kept. A larger feasibility study reports the last two alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from calibration.priors import uniforms
from scenarios.economics.decision import Information
from scenarios.running import Settings
from scenarios.trial.curve import assessed
from scenarios.trial.delivered import delivered
from scenarios.trial.design import Design
from scenarios.trial.effect import Beliefs, beliefs_of, shares_received
from scenarios.trial.lives import COMPARISON, TREATED, Lives, Women, live
from scenarios.value.decision_of_trial import Decision, Measure, check_decision, decision_of
from scenarios.value.evppi import Expected, Value, evppi
from scenarios.value.evsi import Weighed, by_importance, by_moments, by_regression, normal_log_likelihood
from scenarios.value.groups import grouped, title_of
from scenarios.value.net_benefit_of_sampling import Price, Reach, Sampling, net_benefit_of_sampling
from sim.errors import InputError

Numbers = NDArray[np.float64]

DAYS_IN_YEAR, WEEKS_IN_YEAR, MONTHS_IN_YEAR = 365.25, 365.25 / 7.0, 12.0
REPORTS = 50
"""Simulated reports of moment matching, with differences spread evenly over what is believed."""

LEAST_ERROR = 1e-9


@dataclass(frozen=True, slots=True)
class Question:
    """What the value of a trial depends on beside the trial.

    Attributes
    ----------
    measure : Measure
        What the decision is judged by.
    reach : Reach
        To whom it applies: a population and a horizon.
    price : Price
        What the research costs.
    months_after : float
        Months from the last follow-up until the trial reports and the decision follows it.
    feasibility_price : Price, optional
        What a larger feasibility study costs; without it, as much as a trial of that size.
    """

    measure: Measure
    reach: Reach
    price: Price
    months_after: float = 12.0
    feasibility_price: Price | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A group of parameters, and what it would be worth to know them.

    Attributes
    ----------
    name, title : str
        The group.
    parameters : tuple of str
        Those in it that are not known.
    value : Value
        For one woman, with the floor that the method finds in nothing.
    """

    name: str
    title: str
    parameters: tuple[str, ...]
    value: Value

    def as_json(self) -> dict[str, Any]:
        """Return the group for JSON."""
        return {"name": self.name, "title": self.title, "parameters": len(self.parameters), **self.value.as_json()}


@dataclass(frozen=True, slots=True)
class Checked:
    """The value of one size's information by the other two ways, for one woman."""

    size: int
    by_moments: Value
    by_importance: Weighed

    def as_json(self) -> dict[str, Any]:
        """Return the checks for JSON."""
        return {
            "size": self.size,
            "by_moments": self.by_moments.as_json(),
            "by_importance": {**self.by_importance.value.as_json(), "draws_that_agree": self.by_importance.agreeing},
        }


@dataclass(frozen=True, eq=False)
class Worth:
    """The value of a trial.

    Attributes
    ----------
    question : Question
        What it depends on.
    draws, seed : int
        Draws, and their seed.
    decision : Decision
        The decision that it is for.
    perfect : Information
        What it would be worth to know everything, for one woman.
    parts : list of Part
        What it would be worth to know each group of parameters.
    trial, feasibility : Sampling
        The net benefit of the trial, and of a larger feasibility study without the effect, by size.
    checks : list of Checked
        The trial's information by other ways, where asked for.
    years : list of float
        Years until each size reports, the middle of the draws.
    """

    question: Question
    draws: int
    seed: int
    decision: Decision
    perfect: Information
    parts: list[Part]
    trial: Sampling
    feasibility: Sampling
    checks: list[Checked]
    years: list[float]

    @property
    def most(self) -> float:
        """What any research could be worth to everyone at most, in pounds, if it told all and at once."""
        return self.perfect.value * self.question.reach.women()

    def as_json(self) -> dict[str, Any]:
        """Return the value of the trial for JSON."""
        decision, measure = self.decision, self.question.measure
        return {
            "measure": measure.name,
            "pounds": measure.pounds,
            "discounting": measure.regime,
            "draws": self.draws,
            "seed": self.seed,
            "months_after": self.question.months_after,
            "women_in_a_run": decision.women,
            "options": list(decision.options),
            "net_benefit_a_woman": decision.benefit.mean(axis=0).tolist(),
            "probability_best": list(decision.probability),
            "pounds_at_which_both_are_as_good": decision.equal_at,
            "best": decision.best,
            "evpi": {"value": self.perfect.value, "error": self.perfect.error, "for_everyone": self.most},
            "evppi": [part.as_json() for part in self.parts],
            "trial": self.trial.as_json(),
            "feasibility": self.feasibility.as_json(),
            "checks": [one.as_json() for one in self.checks],
            "years_until_it_reports": [year if np.isfinite(year) else None for year in self.years],
        }


def worth_of_trial(
    design: Design,
    draws: int,
    each: int,
    seed: int,
    threads: int,
    sizes: Sequence[int],
    question: Question,
    *,
    lives: Lives | None = None,
    check: bool = True,
) -> Worth:
    """Return what a trial is worth for the decision between its arms.

    Parameters
    ----------
    design : Design
        The design.
    draws, each : int
        Draws of the posterior, and replications of each with which the arms run as scenarios.
    seed : int
        Seed of chance and of beliefs.
    threads : int
        Threads to use; the result does not depend on it.
    sizes : sequence of int
        Women randomised.
    question : Question
        What is asked.
    lives : Lives, optional
        The trial's women over the same draws and seed, where they have been lived already: that takes longest.
    check : bool
        Whether to find the information of each size by two other ways as well.

    Raises
    ------
    InputError
        If there are too few draws or replications, no size, or the outcome cannot be judged as asked.
    """
    if not sizes or any(size < 8 for size in sizes) or list(sizes) != sorted(set(sizes)):
        raise InputError(f"sizes: {list(sizes)}: expected whole numbers of women, 8 or more, each once, rising")
    check_decision(design, question.measure)
    lives = lives or live(design, draws, seed, threads)
    beliefs = beliefs_of(design, draws, seed)
    decision = decision_of(
        design, beliefs, lives.women, question.measure, Settings(draws * each, seed, "auto", threads, 0, draws)
    )
    trial = reported(design, lives.women, beliefs, draws, list(sizes))
    delays = _years(design, lives.women, draws, list(sizes), question.months_after)
    reached = [float(np.mean([question.reach.women(float(delay)) for delay in column])) for column in delays.T]
    forgone = forgone_in_the_trial(design, decision)
    price = replace(question.price, forgone=forgone)
    feasibility = replace(question.feasibility_price or question.price, forgone=forgone)
    with_effect = [by_regression(trial.reports(place, seed), decision.benefit) for place in range(len(sizes))]
    without = [by_regression(trial.reports(place, seed)[:, 1:], decision.benefit) for place in range(len(sizes))]
    return Worth(
        question,
        draws,
        seed,
        decision,
        decision.perfect(),
        parts_of_decision(decision, seed),
        net_benefit_of_sampling(sizes, with_effect, question.reach, price, reached),
        net_benefit_of_sampling(sizes, without, question.reach, feasibility, reached),
        _checks(trial, decision, list(sizes), seed) if check else [],
        np.median(delays, axis=0).tolist(),
    )


def forgone_in_the_trial(design: Design, decision: Decision) -> float:
    """Return what a woman in the trial forgoes on average by not getting what is best as far as is known.

    It is a cost of the trial (Willan and Pinto 2005). Where women are randomised later than they join it is not known
    for those randomised, and left out.
    """
    if design.estimand.randomised_at != "consent":
        return 0.0
    treated_is_best = decision.benefit.mean(axis=0).argmax() == TREATED
    share = 1.0 - design.arms.share_treated if treated_is_best else design.arms.share_treated
    return share * decision.forgone


def parts_of_decision(decision: Decision, seed: int) -> list[Part]:
    """Return what it would be worth to know each group of parameters."""
    return [
        Part(
            name,
            title_of(name),
            tuple(decision.names[place] for place in places),
            evppi(decision.parameters[:, places], decision.benefit, floor_seed=seed),
        )
        for name, places in grouped(decision.names).items()
    ]


@dataclass(frozen=True, eq=False)
class Reported:
    """What studies of each size report: true values and standard errors, in each draw.

    Attributes
    ----------
    means, errors : array of float, shape (draws, sizes, 3)
        Of the difference between arms, the share of a course received, and the share of women kept.
    """

    means: Numbers
    errors: Numbers

    def reports(self, place: int, seed: int) -> Numbers:
        """Return one report in each draw; those of all sizes share their chance, so that sizes compare."""
        draws = len(self.means)
        names = ("difference", "dose", "kept")
        chance = np.column_stack([special.ndtri(uniforms(f"value.trial.{name}", 0, draws, seed)) for name in names])
        found: Numbers = self.means[:, place] + self.errors[:, place] * chance
        return found


def reported(design: Design, women: Women, beliefs: Beliefs, draws: int, sizes: list[int]) -> Reported:
    """Return what studies of each size would report, and with what error.

    Parameters
    ----------
    design : Design
        The design.
    women : Women
        Of all draws.
    beliefs : Beliefs
        What the design believes.
    draws : int
        How many draws.
    sizes : list of int
        Women randomised.
    """
    share, of = design.arms.share_treated, np.asarray(sizes, float)
    dose, spread = _mean_and_variance(women, shares_received(women, design), draws)
    kept = share * beliefs.retention_treated + (1.0 - share) * beliefs.retention_comparison
    if design.outcome.is_yes_no:
        difference, error = _shares(design, women, beliefs, draws, of)
    else:
        # The draw's dose is taken as the true one, so that the doses of the study's own women are chance.
        made = replace(delivered(women, draws, sizes, beliefs, design), left_to_chance=None)
        test = assessed(made, beliefs, design)
        # Where an arm has nobody left to compare, the report says nothing.
        difference, error = test.signal, np.where(test.true_error > 0.0, test.true_error, 1e3)
    one = np.ones(len(sizes))
    means = np.stack([difference, dose[:, None] * one, kept[:, None] * one], axis=2)
    errors = np.stack(
        [error, np.sqrt(spread[:, None] / (share * of)), np.sqrt((kept * (1.0 - kept))[:, None] / of)], axis=2
    )
    return Reported(means, np.maximum(errors, LEAST_ERROR))


def _mean_and_variance(women: Women, values: Numbers, draws: int, arm: int = TREATED) -> tuple[Numbers, Numbers]:
    """Return the mean and the variance of something over one arm's women, by draw; 0 where there are none."""
    of = women.arm == arm
    number = np.maximum(np.bincount(women.draw[of], minlength=draws), 1)
    mean = np.bincount(women.draw[of], values[of], minlength=draws) / number
    square = np.bincount(women.draw[of], values[of] ** 2, minlength=draws) / number
    return mean, np.maximum(square - mean**2, 0.0)


def _shares(design: Design, women: Women, beliefs: Beliefs, draws: int, of: Numbers) -> tuple[Numbers, Numbers]:
    """Return the difference in shares that begin therapy, and its error, shape (draws, sizes)."""
    began = women.began.astype(float)
    p1, v1 = _mean_and_variance(women, began, draws)
    p0, v0 = _mean_and_variance(women, began, draws, COMPARISON)
    n1 = design.arms.share_treated * beliefs.retention_treated[:, None] * of
    n0 = (1.0 - design.arms.share_treated) * beliefs.retention_comparison[:, None] * of
    error = np.sqrt(v1[:, None] / np.maximum(n1, LEAST_ERROR) + v0[:, None] / np.maximum(n0, LEAST_ERROR))
    return (p1 - p0)[:, None] * np.ones(len(of)), error


def _years(design: Design, women: Women, draws: int, sizes: list[int], months_after: float) -> Numbers:
    """Return the years until a trial of each size reports, shape (draws, sizes).

    Where the window does not suffice, the same sites go on at their pace; where nobody is recruited, it never reports.
    """
    ends = np.searchsorted(women.draw, np.arange(draws + 1))
    number = np.diff(ends)
    found = np.full((draws, len(sizes)), np.inf)
    window = design.sites.recruitment_weeks * 7.0
    for place, size in enumerate(sizes):
        enough, some = number >= size, number > 0
        found[some, place] = window * size / number[some]
        found[enough, place] = women.day[ends[:-1][enough] + size - 1] + 1.0
    return found / DAYS_IN_YEAR + design.follow_up.weeks / WEEKS_IN_YEAR + months_after / MONTHS_IN_YEAR


def _checks(trial: Reported, decision: Decision, sizes: list[int], seed: int) -> list[Checked]:
    """Return each size's information by moment matching and by importance sampling.

    Both work on net benefit as expected given the true difference and the true dose: what the trial tells about.
    """
    known = trial.means[:, -1, :2]
    conditional = Expected.of(known, decision.benefit).fitted
    draws = len(known)
    spread = np.argsort(known[:, 0])[(2 * np.arange(REPORTS) + 1) * draws // (2 * REPORTS)]
    found = []
    for place, size in enumerate(sizes):
        reports = trial.reports(place, seed)[:, :2]
        likelihood = normal_log_likelihood(reports, trial.means[:, place, :2], trial.errors[:, place, :2])
        found.append(Checked(size, by_moments(conditional, likelihood[spread]), by_importance(conditional, likelihood)))
    return found
