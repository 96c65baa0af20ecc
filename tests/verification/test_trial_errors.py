"""The worked-out standard error of a trial against how far estimates of simulated trials spread, and its level.

A share of significant trials tells little of an error that is somewhat wrong. Estimates tell much: over trials, each
put on the scale of its own worked-out signal and true error, they have mean 0 and variance 1.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from scenarios.trial.curve import assessed
from scenarios.trial.delivered import delivered
from scenarios.trial.effect import beliefs_of
from scenarios.trial.simulate import analysed, data_of

from .intervals import passes
from .null_trials import together
from .test_trial_simulated import DRAWS, SEED, SIZE, design_of, lives_of

pytestmark = pytest.mark.verification

SEEDS = (3, 4)
OFF, OFF_BELIEVED = 0.04, 0.06
"""How far what is worked out may be off: a variance (numbers followed up vary), and the mean of believed variances."""


def trials_of(name, method, icc_group, icc_therapist, times):
    """Return the worked-out test of each simulated trial, its estimate and its error."""
    design = design_of(name, method, icc_group, icc_therapist)
    beliefs = beliefs_of(design, DRAWS, SEED)
    beliefs = replace(beliefs, whole=beliefs.whole * times)
    lives = lives_of(name)
    test = assessed(delivered(lives.women, DRAWS, [SIZE], beliefs, design), beliefs, design)
    found = [
        [analysed(data_of(lives, draw, SIZE, beliefs, design, seed, effect=True), method) for draw in range(DRAWS)]
        for seed in SEEDS
    ]
    return test, np.array([[(one.estimate, one.error) for one in of_seed] for of_seed in found])


def spread(test, found):
    """Return p-values of the estimates' mean and variance on the worked-out scale, beside what is approximate."""
    z = ((found[..., 0] - test.signal[:, 0]) / test.true_error[:, 0]).ravel()
    z = z[np.isfinite(z)]
    assert len(z) > 0.97 * DRAWS * len(SEEDS)
    # Of the fourth moment, for estimates of few women need not be normal.
    error = np.sqrt(((z**2 - 1.0) ** 2).mean() / len(z))
    off = max(0.0, abs((z**2).mean() - 1.0) - OFF)
    return 2.0 * stats.norm.sf(abs(z.mean()) * np.sqrt(len(z))), 2.0 * stats.norm.sf(off / error)


def believed(test, found):
    """Return the p-value of the mean of believed variances over the worked-out one."""
    over = (found[..., 1] ** 2 / test.believed_error[:, 0] ** 2).ravel()
    over = over[np.isfinite(over)]
    off = max(0.0, abs(over.mean() - 1.0) - OFF_BELIEVED)
    return 2.0 * stats.norm.sf(off / (over.std(ddof=1) / np.sqrt(len(over))))


CASES = [
    ("example", "ancova", 0.0, 0.0),
    ("example", "ancova", 0.3, 0.0),
    ("example", "t_test", 0.0, 0.0),
    ("example", "partially_nested", 0.3, 0.0),
    ("at-readiness", "ancova", 0.0, 0.2),
    ("at-readiness", "partially_nested", 0.0, 0.05),
    ("at-readiness", "mixed_model", 0.0, 0.05),
]


@pytest.mark.parametrize(("name", "method", "icc_group", "icc_therapist"), CASES)
def test_estimates_spread_as_the_true_error_says_and_one_somewhat_wrong_is_seen(name, method, icc_group, icc_therapist):
    test, found = trials_of(name, method, icc_group, icc_therapist, 1.0)
    mean, variance = spread(test, found)
    assert passes(together(mean, variance, believed(test, found))), (mean, variance)
    # What was missed by shares of significant trials, and far smaller mistakes.
    for wrong in (0.6, 0.8, 1.25):
        assert not passes(spread(replace(test, true_error=wrong * test.true_error), found)[1]), wrong
        assert not passes(believed(replace(test, believed_error=wrong * test.believed_error), found)), wrong
    shifted = replace(test, signal=test.signal + 0.25 * test.true_error)
    assert not passes(spread(shifted, found)[0])


@pytest.mark.parametrize("case", [CASES[0], CASES[5]])
def test_where_an_effect_is_large_the_doses_of_a_draw_s_own_women_are_in_its_signal_and_not_in_its_error_too(case):
    """Counted as chance as well, they would make the variance of the estimates 0.77 of the worked-out one."""
    test, found = trials_of(*case, 6.0)
    mean, variance = spread(test, found)
    assert passes(together(mean, variance, believed(test, found))), (mean, variance)
    assert not passes(spread(replace(test, true_error=test.true_error / 0.77**0.5), found)[1])
