"""Economics against closed forms and published worked examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from calibration.priors import uniforms
from scenarios.economics.decision import (
    acceptability,
    best_on_average,
    freed,
    net_benefit,
    noise_within,
    perfect_information,
)
from scenarios.economics.frontier import Option, Standing, placed
from sim import InputError

pytestmark = pytest.mark.unit


def normals(number, columns, seed):
    return stats.norm.ppf(np.column_stack([uniforms("economics", i, number, seed) for i in range(columns)]))


def test_acceptability_of_two_options_is_the_normal_probability():
    gain = 300.0 + 1000.0 * normals(40_000, 1, 1)[:, 0]
    benefit = np.column_stack([np.zeros_like(gain), gain])
    assert acceptability(benefit) == pytest.approx([stats.norm.cdf(-0.3), stats.norm.cdf(0.3)], abs=0.01)
    assert best_on_average(benefit) == 1


@pytest.mark.parametrize("mean", [0.0, 300.0, -800.0])
def test_perfect_information_is_the_unit_normal_loss(mean):
    """Raiffa and Schlaifer 1961: sd (phi(z) - z (1 - Phi(z))), z = |mean| / sd."""
    sd, z = 1000.0, abs(mean) / 1000.0
    exact = sd * (stats.norm.pdf(z) - z * stats.norm.sf(z))
    gain = mean + sd * normals(40_000, 1, 2)[:, 0]
    found = perfect_information(np.column_stack([np.zeros_like(gain), gain]), np.zeros((2, 2)))
    assert abs(found.value - exact) < 4.0 * found.error
    assert found.error < 0.03 * sd
    assert found.value == pytest.approx(found.not_freed)


def test_chance_of_few_replications_is_taken_out():
    """Five replications whose chance is three times the parameters' spread, partly shared by the options."""
    draws, each, sd = 4000, 5, 1000.0
    truth = np.column_stack([np.zeros(draws), 200.0 + sd * normals(draws, 1, 8)[:, 0]])
    shared, own = normals(draws * each, 1, 4), normals(draws * each, 2, 5)
    seen = truth[:, None, :] + 3.0 * sd * (0.8 * shared + 0.6 * own).reshape(draws, each, 2)
    noise = noise_within(seen)
    exact = sd * (stats.norm.pdf(0.2) - 0.2 * stats.norm.sf(0.2))
    found = perfect_information(seen.mean(axis=1), noise)
    assert abs(found.value - exact) < 4.0 * found.error
    assert found.not_freed > 1.3 * exact
    means = freed(seen.mean(axis=1), noise)
    assert np.cov(means, rowvar=False)[1, 1] == pytest.approx(np.cov(truth, rowvar=False)[1, 1], rel=0.25)
    assert acceptability(means)[1] == pytest.approx(stats.norm.cdf(0.2), abs=0.03)


def test_perfect_information_about_what_changes_no_decision_is_worth_nothing():
    gain = 10_000.0 + normals(2000, 1, 6)[:, 0]
    assert perfect_information(np.column_stack([np.zeros_like(gain), gain]), np.zeros((2, 2))).value == 0.0


def test_chance_alone_is_worth_nothing():
    """No parameter matters; five replications make it look as if one did."""
    seen = 1000.0 * normals(10_000, 3, 7).reshape(2000, 5, 3)
    found = perfect_information(seen.mean(axis=1), noise_within(seen))
    assert found.not_freed > 200.0
    assert found.value < 0.2 * found.not_freed


def test_a_dearer_option_that_gains_more_is_acceptable_above_its_ratio():
    costs, effects = np.array([[100.0, 400.0]] * 3), np.array([[1.0, 2.0]] * 3)
    found = [acceptability(net_benefit(costs, effects, threshold)).tolist() for threshold in (200.0, 400.0)]
    assert found == [[1.0, 0.0], [0.0, 1.0]]
    assert acceptability(net_benefit(costs, effects, 300.0)).tolist() == [0.5, 0.5]


def test_options_that_are_the_same_share_what_is_acceptable():
    gain = 1000.0 * normals(2000, 1, 9)[:, 0]
    same = np.column_stack([gain, gain, np.zeros_like(gain)])
    found = acceptability(freed(same, np.diag([1e4, 1e4, 0.0]) + 1e4 * (np.ones((3, 3)) - np.eye(3)) * [1, 1, 0]))
    assert found[0] == found[1]


def test_too_few_draws_or_replications_are_refused():
    with pytest.raises(InputError, match="expected 40 or more"):
        perfect_information(np.zeros((39, 2)), np.zeros((2, 2)))
    with pytest.raises(InputError, match="expected 2 or more"):
        noise_within(np.zeros((50, 1, 2)))


def test_the_textbook_frontier():
    """The worked example of Drummond and others is of this shape: one dominated, one extendedly dominated."""
    found = {
        one.option.name: one
        for one in placed(
            [
                Option("none", 0.0, 0.0),
                Option("a", 10_000.0, 1.0),
                Option("b", 30_000.0, 1.5),
                Option("c", 32_000.0, 1.4),
                Option("d", 40_000.0, 3.0),
            ]
        )
    }
    assert found["none"].standing is Standing.CHEAPEST
    assert found["a"].ratio == 10_000.0
    assert found["b"].standing is Standing.EXTENDEDLY_DOMINATED
    assert found["c"].standing is Standing.DOMINATED
    assert found["c"].than == "b"
    assert (found["d"].ratio, found["d"].than) == (15_000.0, "a")


amounts = st.floats(0.0, 1e6).map(lambda x: round(x, 2))


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8))
def test_an_option_is_on_the_frontier_when_some_threshold_makes_it_best(pairs):
    options = [Option(str(i), cost, effect) for i, (cost, effect) in enumerate(pairs)]
    found = placed(options)
    on = [one for one in found if one.standing in (Standing.CHEAPEST, Standing.ON_FRONTIER)]
    ratios = [one.ratio for one in on[1:]]
    assert all(ratio > 0.0 for ratio in ratios)
    assert ratios == sorted(ratios)
    assert all(one.ratio is None for one in found if one not in on)
    for i, one in enumerate(on):
        low = 0.0 if i == 0 else one.ratio
        high = on[i + 1].ratio if i + 1 < len(on) else 2.0 * low + 1e7
        price = (low + high) / 2.0
        best = max(price * other.effect - other.cost for other in options)
        assert price * one.option.effect - one.option.cost >= best - 1e-6 * max(1.0, price * 1e6)
