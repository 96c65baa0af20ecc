"""The value of information: what always holds, whatever the numbers, and what is refused."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from calibration.priors import uniforms
from scenarios.economics.decision import perfect_information
from scenarios.value import exact
from scenarios.value.evppi import Expected, evppi, gain
from scenarios.value.evsi import by_importance, by_moments, by_regression, normal_log_likelihood
from scenarios.value.splines import basis_of, curves_of, smooth
from sim.errors import InputError

pytestmark = pytest.mark.unit

DRAWS = 240
few = settings(max_examples=4, deadline=None)
seeds = st.integers(0, 10_000)


def normals(draws, columns, seed):
    return stats.norm.ppf(np.column_stack([uniforms("unit.value", i, draws, seed) for i in range(columns)]))


def a_decision(seed, options=3, draws=DRAWS):
    """Parameters, and options that rest on them in straight lines, bends and products."""
    x = normals(draws, 3, seed)
    effects = np.column_stack([x[:, 0], 0.5 + x[:, 1] ** 2 - 1.0, x[:, 0] * x[:, 2], 0.3 - x[:, 2]])
    return x, 1000.0 * effects[:, :options]


def worth(x, benefit):
    """The value alone, which is quicker."""
    return gain(Expected.of(x, benefit).fitted)


@few
@given(seeds, st.integers(2, 4))
def test_knowing_some_is_worth_no_more_than_knowing_all(seed, options):
    x, benefit = a_decision(seed, options)
    everything = perfect_information(benefit, np.zeros((options, options)))
    all_of_them = evppi(x, benefit)
    assert abs(all_of_them.value - everything.value) <= 4.0 * np.hypot(all_of_them.error, 0.02 * everything.value)
    for some in ([0], [1], [0, 2]):
        part = evppi(x[:, some], benefit)
        assert 0.0 <= part.value <= everything.value + 3.0 * np.hypot(part.error, everything.error)


@few
@given(seeds, st.permutations(range(4)))
def test_the_order_of_options_changes_nothing(seed, order):
    x, benefit = a_decision(seed, 4)
    assert worth(x, benefit[:, order]) == pytest.approx(worth(x, benefit), rel=1e-6)


@few
@given(seeds, st.integers(2, 3), st.floats(-1e6, 1e6))
def test_what_options_have_in_common_changes_nothing(seed, options, constant):
    x, benefit = a_decision(seed, options)
    chance = 500.0 * normals(DRAWS, 1, seed + 1)
    for more in (constant, chance):
        found = worth(x[:, :2], benefit + more)
        assert found == pytest.approx(worth(x[:, :2], benefit), rel=1e-4, abs=1e-6)


@few
@given(seeds, st.floats(0.001, 1000.0))
def test_the_unit_of_money_and_of_parameters_changes_nothing(seed, unit):
    x, benefit = a_decision(seed)
    x = x[:, :2]
    found = worth(x, benefit)
    assert worth(x, unit * benefit) == pytest.approx(unit * found, rel=1e-6)
    assert worth(unit * x + 3.0, benefit) == pytest.approx(found, rel=1e-4)


@few
@given(seeds)
def test_the_order_of_parameters_changes_nothing(seed):
    x, benefit = a_decision(seed)
    assert worth(x[:, ::-1], benefit) == pytest.approx(worth(x, benefit), rel=1e-3)


@few
@given(seeds)
def test_a_larger_study_is_worth_more_and_tends_to_knowing(seed):
    x = normals(DRAWS, 2, seed)
    benefit = np.column_stack([np.zeros(DRAWS), 100.0 * x[:, 0]])
    known = evppi(x[:, 0], benefit)
    studies = [by_regression(x[:, 0] + error * x[:, 1], benefit) for error in (8.0, 2.0, 0.5, 0.01)]
    for smaller, larger in itertools.pairwise(studies):
        assert smaller.value <= larger.value + 2.0 * np.hypot(smaller.error, larger.error)
    assert studies[0].value < 0.5 * studies[-1].value
    assert studies[-1].value == pytest.approx(known.value, rel=0.02)
    assert all(study.value <= known.value + 2.0 * study.error for study in studies)


def test_moments_and_importance_rise_with_the_size_of_a_study_and_tend_to_knowing():
    x = normals(DRAWS, 2, 5)
    benefit = np.column_stack([np.zeros(DRAWS), 100.0 * x[:, 0]])
    conditional = Expected.of(x[:, 0], benefit).fitted
    known, values = gain(conditional), []
    for error in (8.0, 2.0, 0.5, 0.05):
        likelihood = normal_log_likelihood(x[:, 0] + error * x[:, 1], x[:, 0], np.full(DRAWS, error))
        values.append(
            (by_moments(conditional, likelihood[::8]).value, by_importance(conditional, likelihood).value.value)
        )
    rising = np.array(values)
    assert (np.diff(rising, axis=0) > 0.0).all()
    assert rising[-1] == pytest.approx([known, known], rel=0.03)
    assert (rising <= known * 1.01).all()


def test_importance_sampling_says_when_too_few_draws_agree_with_a_report():
    x = normals(DRAWS, 2, 6)
    conditional = np.column_stack([np.zeros(DRAWS), x[:, 0]])
    wide, narrow = (normal_log_likelihood(x[:, 0], x[:, 0], np.full(DRAWS, error)) for error in (2.0, 0.001))
    assert by_importance(conditional, wide).is_enough
    assert not by_importance(conditional, narrow).is_enough


def test_a_parameter_that_says_nothing_is_worth_about_the_floor():
    x = normals(2000, 12, 7)
    benefit = np.column_stack([np.zeros(2000), x[:, 0] + 3.0 * x[:, 1]])
    worth = evppi(x[:, 0], benefit, floor_seed=1)
    nothing = evppi(x[:, 2:], benefit, floor_seed=1)
    assert worth.floor < 0.15 * worth.value
    assert nothing.value < 3.0 * max(nothing.floor, nothing.error)
    assert "floor" not in evppi(x[:, 0], benefit).as_json()


def test_the_floor_of_many_parameters_is_what_a_fit_without_penalties_would_take_for_value():
    """Twenty numbers that say nothing: least squares on their curves finds value in them, penalties most of it away."""
    x = normals(500, 21, 8)
    benefit = np.column_stack([np.zeros(500), x[:, 20]])
    flat = np.column_stack([np.ones(500), basis_of(x[:, :20], benefit).columns])
    fitted = flat @ np.linalg.lstsq(flat, benefit, rcond=None)[0]
    assert evppi(x[:, :20], benefit).value < 0.5 * gain(fitted)


def test_what_does_not_vary_is_worth_nothing_and_yes_or_no_is_taken_as_it_is():
    x = normals(DRAWS, 1, 9)[:, 0]
    yes = (x > 0).astype(float)
    benefit = np.column_stack([np.zeros(DRAWS), yes - 0.5])
    assert evppi(np.ones(DRAWS), benefit).value == 0.0
    assert evppi(yes, benefit).value == pytest.approx(perfect_information(benefit, np.zeros((2, 2))).value, rel=0.01)
    assert curves_of(yes, 8)[0].shape == (DRAWS, 1)


def test_functions_of_a_number_are_uncorrelated_and_ever_more_bent():
    values, bends = curves_of(normals(DRAWS, 1, 10)[:, 0] ** 3, 8)
    assert np.cov(values, rowvar=False, bias=True) == pytest.approx(np.eye(values.shape[1]), abs=1e-6)
    assert (np.diff(bends) > 0.0).all()


def test_shares_that_add_up_to_one_are_fitted():
    raw = np.exp(normals(DRAWS, 4, 11))
    shares = raw / raw.sum(axis=1, keepdims=True)
    fit = smooth(shares, shares[:, :1])
    assert fit.fitted[:, 0] == pytest.approx(shares[:, 0], abs=0.01)
    assert basis_of(np.ones((DRAWS, 2)), shares).columns.shape == (DRAWS, 0)


def test_leaving_nobody_out_gives_the_fit_back():
    x, benefit = a_decision(12)
    fit = smooth(x, benefit)
    assert fit.without(np.zeros(DRAWS, bool)) == pytest.approx(fit.fitted, abs=1e-6)
    # Left out, a draw has no say: whatever was seen in it, the others' fit stays as it is.
    out = np.arange(DRAWS) < 20
    other = type(fit)(fit.basis, np.where(out[:, None], 1e9, benefit), fit.penalties, fit.fitted, fit.gram)
    assert other.without(out) == pytest.approx(fit.without(out))
    assert fit.without(out).mean(axis=0) == pytest.approx(benefit[~out].mean(axis=0))


@pytest.mark.parametrize(
    ("numbers", "benefit", "words"),
    [
        (np.zeros((10, 1)), np.zeros((10, 2)), "draws: 10: expected 40 or more"),
        (np.zeros((50, 1)), np.zeros((60, 2)), "50 draws of numbers, 60 of net benefit"),
        (np.zeros((50, 1)), np.zeros((50, 1)), "one column for each option"),
        (np.full((50, 1), np.nan), np.zeros((50, 2)), "missing or infinite"),
    ],
)
def test_what_cannot_be_valued_is_refused_in_one_line(numbers, benefit, words):
    with pytest.raises(InputError, match=words) as caught:
        evppi(numbers, benefit)
    assert "\n" not in str(caught.value)


def test_too_few_reports_are_refused():
    conditional = np.zeros((DRAWS, 2))
    with pytest.raises(InputError, match="reports: 5"):
        by_moments(conditional, np.zeros((5, DRAWS)))
    with pytest.raises(InputError, match="one of each of the 240 draws"):
        by_importance(conditional, np.zeros((50, DRAWS)))


@few
@given(st.floats(-5, 5), st.floats(0.01, 5), st.floats(0.01, 20))
def test_a_study_tells_no_more_than_there_is_to_know(mean, prior, error):
    learnt = exact.learnt_sd(prior, error)
    assert 0.0 <= learnt <= prior
    assert exact.of_difference(mean, learnt) <= exact.of_difference(mean, prior) + 1e-12
    assert exact.of_difference(mean, 0.0) == 0.0
