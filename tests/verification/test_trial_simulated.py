"""The virtual trial's worked-out power, type I error and recruitment against simulated trials and closed forms.

A share of simulated trials is judged against what was worked out for the same draws: trial by trial the chance is
known, so that the share's own error is too. What is worked out is an approximation (skewed responses, few clusters),
so a simulated share may be off by ``APPROXIMATE`` beside its chance.
"""

from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from scenarios.distributions import distribution_of
from scenarios.trial.checking import worked_out
from scenarios.trial.design import read_design
from scenarios.trial.effect import beliefs_of, mean_response_in, response
from scenarios.trial.lives import COMPARISON, TREATED, Lives, live
from scenarios.trial.recruiting import counts
from scenarios.trial.simulate import analysed, data_of, significant_by

from .intervals import ERROR_RATE, mean, passes, share

pytestmark = pytest.mark.verification

TRIALS = Path(__file__).parents[2] / "scenarios" / "trials"
DRAWS, SIZE, SEED = 600, 150, 3
APPROXIMATE = 0.015


def fixed(value):
    return distribution_of(float(value), "")


@cache
def design_of(name, method, icc_group=0.0, icc_therapist=0.0):
    """A shipped design of few sites, with everything but the pathway known."""
    design = read_design(TRIALS / f"{name}.toml")
    follow = replace(
        design.follow_up,
        retention_treated=fixed(0.8),
        retention_comparison=fixed(0.7),
        by_dose=fixed(0.5),
        lost_are_worse=fixed(0.0),
    )
    effect = replace(design.effect, size=fixed(0.6), dose_in_source=fixed(0.9))
    return replace(
        design,
        sites=replace(design.sites, number=4, opening_weeks=(0,)),
        follow_up=follow,
        outcome=replace(design.outcome, correlation=fixed(0.5)),
        effect=effect,
        clustering=replace(design.clustering, icc_group=fixed(icc_group), icc_therapist=fixed(icc_therapist)),
        method=method,
    )


@cache
def lives_of(name) -> Lives:
    method = "logistic" if name == "reaching-therapy" else "ancova"
    return live(design_of(name, method), DRAWS, SEED, 2)


def judged(simulated, chances):
    """Return the p-value of a share of trials whose chances are known, beside what is approximate."""
    off = max(0.0, abs(simulated.mean() - chances.mean()) - APPROXIMATE)
    error = np.sqrt((chances * (1.0 - chances)).sum()) / len(chances)
    return float(2.0 * stats.norm.sf(off / error))


def significant(lives, draws, size, beliefs, design, seed, *, effect):
    """Return whether simulated trials are significant by the design's own method."""
    own = design.method
    return significant_by({own: draws}, lives, draws, size, beliefs, design, seed, effect=effect)[own]


POWER = [
    ("example", "ancova", 0.0, 0.0, 6.0),
    ("example", "t_test", 0.0, 0.0, 6.0),
    ("example", "partially_nested", 0.05, 0.0, 6.0),
    ("example", "partially_nested", 0.3, 0.0, 6.0),
    ("example", "partially_nested", 0.0, 0.001, 12.0),
    ("at-readiness", "ancova", 0.0, 0.0, 1.0),
    ("at-readiness", "t_test", 0.0, 0.05, 1.0),
    ("reaching-therapy", "logistic", 0.0, 0.0, 1.0),
]


@pytest.mark.parametrize(("name", "method", "icc_group", "icc_therapist", "times"), POWER)
def test_simulated_power_is_the_worked_out_one(name, method, icc_group, icc_therapist, times):
    design = design_of(name, method, icc_group, icc_therapist)
    beliefs = beliefs_of(design, DRAWS, SEED)
    beliefs = replace(beliefs, whole=beliefs.whole * times)
    chances = worked_out(lives_of(name), DRAWS, SIZE, beliefs, design, effect=True)
    simulated = significant(lives_of(name), DRAWS, SIZE, beliefs, design, SEED, effect=True)
    # A power that is neither 5 % nor 1, or nothing would be learnt.
    assert 0.15 < chances.mean() < 0.95
    assert passes(judged(simulated, chances)), (simulated.mean(), chances.mean())


@pytest.mark.parametrize(
    ("name", "method", "icc_group"),
    [
        ("example", "ancova", 0.0),
        ("example", "t_test", 0.0),
        ("example", "partially_nested", 0.05),
        ("example", "partially_nested", 0.3),
        ("at-readiness", "ancova", 0.0),
        ("at-readiness", "partially_nested", 0.0),
        ("reaching-therapy", "logistic", 0.0),
    ],
)
def test_without_an_effect_every_method_is_significant_as_often_as_it_says(name, method, icc_group):
    design = design_of(name, method, icc_group)
    beliefs = beliefs_of(design, DRAWS, SEED)
    simulated = significant(lives_of(name), DRAWS, SIZE, beliefs, design, SEED, effect=False)
    assert passes(share(int(simulated.sum()), DRAWS, design.alpha)), simulated.mean()


def test_an_analysis_that_ignores_psychologists_is_significant_too_often_and_the_worked_out_error_says_so():
    design = design_of("at-readiness", "ancova", 0.0, 0.3)
    beliefs = beliefs_of(design, DRAWS, SEED)
    chances = worked_out(lives_of("at-readiness"), DRAWS, SIZE, beliefs, design, effect=False)
    simulated = significant(lives_of("at-readiness"), DRAWS, SIZE, beliefs, design, SEED, effect=False)
    assert chances.mean() > 2.0 * design.alpha
    assert not passes(share(int(simulated.sum()), DRAWS, design.alpha))
    assert passes(judged(simulated, chances)), (simulated.mean(), chances.mean())


def test_a_partially_nested_analysis_of_few_psychologists_is_better_though_not_perfect():
    """Four clusters a trial: nearer to its level than the analysis of covariance, with the same data."""
    found = {}
    for method in ("ancova", "partially_nested"):
        design = design_of("at-readiness", method, 0.0, 0.3)
        beliefs = beliefs_of(design, DRAWS, SEED)
        found[method] = significant(lives_of("at-readiness"), DRAWS, SIZE, beliefs, design, SEED, effect=False).mean()
    assert found["partially_nested"] < 0.7 * found["ancova"]
    assert found["partially_nested"] < 0.12


def test_loss_that_goes_with_outcome_moves_simulated_and_worked_out_trials_alike():
    """Without it the difference is the effect; with it, an arm that keeps fewer women seems to do better."""
    design = design_of("at-readiness", "ancova")
    beliefs = beliefs_of(design, DRAWS, SEED)
    one = np.ones(DRAWS)
    beliefs = replace(
        beliefs,
        lost_are_worse=2.0 * one,
        retention_treated=0.5 * one,
        retention_comparison=0.9 * one,
        by_dose=0.0 * one,
    )
    lives = lives_of("at-readiness")
    estimates = [
        analysed(data_of(lives, draw, SIZE, beliefs, design, SEED, effect=True), "ancova").estimate
        for draw in range(200)
    ]
    plain = replace(beliefs, lost_are_worse=0.0 * one)
    without = [
        analysed(data_of(lives, draw, SIZE, plain, design, SEED, effect=True), "ancova").estimate for draw in range(200)
    ]
    # The same women and the same chance, so that the difference is exact.
    found = np.array(estimates) - np.array(without)
    assert np.isfinite(found).mean() > 0.95
    assert found[np.isfinite(found)] == pytest.approx(2.0 * (0.5 - 0.1))


def poisson_gamma(weeks, a_week, cv, size):
    """Return the probability that sites with gamma rates recruit so many women in time, in closed form.

    Sites whose weeks of recruitment are equal share one gamma law, so that their counts add up to a negative binomial;
    for unequal weeks the sum is matched by its mean and variance (Anisimov and Fedorov 2007).

    Parameters
    ----------
    weeks : array of float, shape (sites,)
        Weeks in which each site recruits.
    a_week : float
        Women a week of a site with the mean rate.
    cv : float
        Coefficient of variation of sites' rates.
    size : int
        Women wanted.
    """
    mean = float((a_week * weeks).sum())
    extra = float(((a_week * weeks * cv) ** 2).sum())
    if extra <= 0.0:
        return float(stats.poisson.sf(size - 1, mean))
    shape = mean**2 / extra
    return float(stats.nbinom.sf(size - 1, shape, shape / (shape + mean)))


def test_recruitment_at_one_rate_is_the_poisson_gammas():
    """Women joining at sites whose rate differs as a gamma, in windows that differ, from one draw of the pathway.

    Draws differ in the pathway too, so each is put beside the closed form with its own expected number for a site.
    """
    design = read_design(TRIALS / "example.toml")
    design = replace(design, sites=replace(design.sites, number=6, rate_cv=fixed(1.5), recruitment_weeks=52))
    design = replace(design, sites=replace(design.sites, opening_weeks=(0, 10)))
    draws = 800
    found = counts(_of_one_draw(design, draws), draws)
    weeks = np.array([52.0 if site % 2 == 0 else 42.0 for site in range(6)])
    a_week = found.mean() / weeks.sum()
    for size in np.quantile(found, (0.2, 0.5, 0.8)).astype(int):
        expected = poisson_gamma(weeks, a_week, 1.5, int(size))
        assert passes(share(int((found >= size).sum()), draws, expected)), (size, expected)


def _of_one_draw(design, draws) -> Lives:
    """Return lives of the same parameters in every draw, with chance and sites' rates of their own."""
    from unittest.mock import patch

    from scenarios.drawn import the_posterior
    from sim.varied import Varied

    class Same:
        def draws(self, base, number):
            one = the_posterior().draws(base, 1)
            return Varied(base, one.names, np.repeat(one.values, number, axis=0))

    with patch("scenarios.trial.lives.the_posterior", Same):
        return live(design, draws, SEED, 2)


@pytest.mark.parametrize(
    ("shape", "doses", "reached"),
    [
        ("linear", [0.0, 0.25, 0.5, 1.0], None),
        ("threshold", [0.0, 0.25, 0.5, 1.0], 0.5),
        ("all_or_nothing", [0.0, 0.25, 1.0, 1.0], 0.5),
    ],
)
def test_a_sources_own_dose_gives_its_effect_back(shape, doses, reached):
    design = read_design(TRIALS / "example.toml")
    dose = fixed(np.mean(doses))
    effect = replace(
        design.effect, dose_response=shape, threshold=0.5, dose_in_source=dose, reached_in_source=fixed(reached or 1.0)
    )
    beliefs = beliefs_of(replace(design, effect=effect), 50, SEED)
    gained = response(np.array(doses), effect).mean()
    assert gained == pytest.approx(mean_response_in(effect).mean)
    assert beliefs.whole * gained == pytest.approx(beliefs.size)


@pytest.mark.parametrize("part", [0.5, 2 / 3, 0.25])
def test_an_arms_women_are_a_random_part_of_the_pool(part):
    """Both arms join at the same rate from consent, so that women are divided as randomising each would."""
    design = read_design(TRIALS / "example.toml")
    design = replace(
        design,
        arms=replace(design.arms, share_treated=part, comparison=design.arms.treated),
        sites=replace(design.sites, number=2, opening_weeks=(0,), recruitment_weeks=40),
    )
    lives = live(design, 300, SEED, 2)
    treated = np.bincount(lives.women.draw[lives.women.arm == TREATED], minlength=300)
    other = np.bincount(lives.women.draw[lives.women.arm == COMPARISON], minlength=300)
    assert treated.sum() + other.sum() > 3000
    assert passes(mean(treated - part * (treated + other), 0.0)), treated.sum() / (treated.sum() + other.sum())


def test_results_do_not_depend_on_the_number_of_threads():
    design = design_of("example", "ancova")
    one, more = live(design, 30, SEED, 1), live(design, 30, SEED, 3)
    for each in fields(one.women):
        assert np.array_equal(getattr(one.women, each.name), getattr(more.women, each.name))
    assert np.array_equal(one.contacts, more.contacts)
    assert np.array_equal(one.pounds, more.pounds)


def test_the_error_rate_is_stated():
    assert ERROR_RATE <= 1e-4
