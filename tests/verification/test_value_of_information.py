"""Values of information that have exact answers; and the Monte Carlo error that is claimed is the one there is."""

import numpy as np
import pytest
from scipy import stats

from calibration.priors import uniforms
from scenarios.economics.decision import PARTS, perfect_information
from scenarios.value import exact
from scenarios.value.evppi import Expected, evppi
from scenarios.value.evsi import by_importance, by_moments, by_regression, normal_log_likelihood

from .intervals import passes, share

pytestmark = pytest.mark.verification

DRAWS, SEEDS = 2000, 40
SURE = stats.t.ppf(0.995, PARTS - 1)
"""Standard errors within which one value is of its exact answer: one correct value in a hundred is outside."""

EDGE = stats.t.ppf(0.975, PARTS - 1)


def normals(draws, columns, seed, name="verification.value"):
    return stats.norm.ppf(np.column_stack([uniforms(name, i, draws, seed) for i in range(columns)]))


def against_nothing(difference):
    return np.column_stack([np.zeros(len(difference)), difference])


def holds(found, expected):
    return abs(found.value - expected) <= SURE * found.error


def product(seed, mean=0.1):
    """The difference rests on a product of two normals, and on a third that is not asked about."""
    x = normals(DRAWS, 3, seed)
    return x[:, :2], against_nothing(mean + x[:, 0] * x[:, 1] + x[:, 2])


def conjugate(seed, error, mean=0.3, prior=1.0):
    """A study that estimates one of two normal numbers, of which the difference is the sum."""
    x = normals(DRAWS, 3, seed)
    return prior * x[:, 0], prior * x[:, 0] + error * x[:, 2], against_nothing(mean + prior * x[:, 0] + 0.5 * x[:, 1])


def moments_and_importance(known, report, benefit, error):
    conditional = Expected.of(known, benefit).fitted
    likelihood = normal_log_likelihood(report, known, np.full(DRAWS, error))
    spread = np.argsort(known)[(2 * np.arange(50) + 1) * DRAWS // 100]
    return by_moments(conditional, likelihood[spread]), by_importance(conditional, likelihood)


@pytest.mark.parametrize(("z", "loss"), [(0.0, 0.39894), (0.5, 0.19780), (1.0, 0.08332), (2.0, 0.00849)])
def test_the_unit_normal_loss_is_that_of_its_table(z, loss):
    """Raiffa and Schlaifer 1961, table of the unit normal linear-loss integral."""
    assert exact.unit_normal_loss(z) == pytest.approx(loss, abs=1e-5)


def test_exact_answers_agree_with_each_other():
    assert exact.of_options([0.3, 0.0], [0.8, 0.6]) == pytest.approx(exact.of_difference(0.3, 1.0), abs=1e-8)
    assert exact.of_options([0.0, 0.4], [0.0, 0.7]) == pytest.approx(exact.of_difference(0.4, 0.7), abs=1e-8)
    # A product with a number that is known is that number times the other.
    assert exact.of_product(0.2, (2.0, 1e-6), (0.1, 0.5)) == pytest.approx(exact.of_difference(0.4, 1.0), abs=1e-5)
    # The best of three standard normals is 3 / (2 root pi) above their mean.
    assert exact.of_options([0, 0, 0], [1, 1, 1]) == pytest.approx(1.5 / np.sqrt(np.pi), abs=1e-8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_options(seed):
    x = normals(DRAWS, 3, seed)
    benefit = against_nothing(0.5 + x @ [1.0, 0.7, 2.0])
    assert holds(evppi(x[:, 0], benefit), exact.of_difference(0.5, 1.0))
    assert holds(evppi(x[:, :2], benefit), exact.of_difference(0.5, np.hypot(1.0, 0.7)))
    assert holds(evppi(x, benefit), exact.of_difference(0.5, np.sqrt(1.0 + 0.49 + 4.0)))


@pytest.mark.parametrize("seed", [1, 2])
def test_three_options_with_much_chance_in_each_draw(seed):
    """Chance three times the spread of what is asked about is taken out by the regression alone."""
    x = normals(DRAWS, 3, seed)
    means, sds = [0.2, 0.0, 0.5], [1.0, 2.0, 0.5]
    benefit = np.array(means) + x * sds + 3.0 * normals(DRAWS, 3, seed, "chance")
    assert holds(evppi(x, benefit), exact.of_options(means, sds))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_product_that_separate_curves_would_miss(seed):
    both, benefit = product(seed)
    truth = exact.of_product(0.1, (0.0, 1.0), (0.0, 1.0))
    found = evppi(both, benefit, floor_seed=seed)
    assert holds(found, truth)
    assert found.floor < 0.1 * truth
    assert evppi(both[:, 0], benefit).value < 0.2 * truth


def test_a_product_among_twenty_five():
    others = normals(DRAWS, 23, 4, "others")
    both, benefit = product(4)
    assert holds(evppi(np.column_stack([others, both]), benefit), exact.of_product(0.1, (0.0, 1.0), (0.0, 1.0)))


def test_the_worked_example_of_the_voi_package():
    """Jackson, introduction to the R package voi: net benefit p1 - p2, with p1 ~ N(1, sd 1) and p2 ~ N(0, sd 2).

    Its inputs, and EVPI in closed form, are stated there; the others, and a study of p1, have the same form.
    """
    x = normals(10_000, 3, 1)
    p1, p2 = 1.0 + x[:, 0], 2.0 * x[:, 1]
    benefit = against_nothing(p1 - p2)
    sd = np.sqrt(5.0)
    nothing_known = sd * stats.norm.pdf(1.0 / sd) + stats.norm.cdf(1.0 / sd) - 1.0
    assert exact.of_difference(1.0, sd) == pytest.approx(nothing_known)
    assert holds(perfect_information(benefit, np.zeros((2, 2))), nothing_known)
    assert holds(evppi(p1, benefit), exact.of_difference(1.0, 1.0))
    assert holds(evppi(p2, benefit), exact.of_difference(1.0, 2.0))
    assert holds(by_regression(p1 + x[:, 2] / np.sqrt(10.0), benefit), exact.of_difference(1.0, np.sqrt(10.0 / 11.0)))


@pytest.mark.parametrize("women", [1, 4, 20, 100])
def test_a_study_with_normal_data_by_all_three_ways(women):
    error = 3.0 / np.sqrt(women)
    known, report, benefit = conjugate(women, error)
    truth = exact.of_difference(0.3, exact.learnt_sd(1.0, error))
    assert holds(by_regression(report, benefit), truth)
    moments, importance = moments_and_importance(known, report, benefit, error)
    assert importance.is_enough
    assert holds(moments, truth)
    assert holds(importance.value, truth)


def test_a_study_of_two_numbers_for_three_options():
    """Independent normal net benefits of which two are estimated, with different errors: exact by integration."""
    x = normals(DRAWS, 5, 3)
    sds, errors = np.array([1.0, 0.8]), np.array([0.7, 1.5])
    known = x[:, :2] * sds
    reports = known + x[:, 2:4] * errors
    benefit = np.column_stack([np.full(DRAWS, 0.1), known[:, 0], known[:, 1] + 0.2 * x[:, 4]])
    learnt = [exact.learnt_sd(*pair) for pair in zip(sds, errors, strict=True)]
    truth = exact.of_options([0.1, 0.0, 0.0], [0.0, *learnt])
    assert holds(by_regression(reports, benefit), truth)
    likelihood = normal_log_likelihood(reports, known, np.broadcast_to(errors, known.shape))
    conditional = Expected.of(known, benefit).fitted
    assert holds(by_moments(conditional, likelihood[:: DRAWS // 100]), truth)
    assert holds(by_importance(conditional, likelihood).value, truth)


def test_error_bars_hold_as_often_as_they_say():
    """95 % intervals over seeds, each a draw of the whole sample: exact binomial test at the folder's error rate."""
    inside = {"one": 0, "product": 0, "study": 0, "moments": 0}
    for seed in range(100, 100 + SEEDS):
        known, report, benefit = conjugate(seed, 1.0)
        moments, _ = moments_and_importance(known, report, benefit, 1.0)
        both, of_product = product(seed)
        found = {
            "one": (evppi(known, benefit), exact.of_difference(0.3, 1.0)),
            "product": (evppi(both, of_product), exact.of_product(0.1, (0.0, 1.0), (0.0, 1.0))),
            "study": (by_regression(report, benefit), exact.of_difference(0.3, exact.learnt_sd(1.0, 1.0))),
            "moments": (moments, exact.of_difference(0.3, exact.learnt_sd(1.0, 1.0))),
        }
        for name, (value, truth) in found.items():
            inside[name] += abs(value.value - truth) <= EDGE * value.error
    for name, number in inside.items():
        assert passes(share(number, SEEDS, 0.95)), (name, number)
