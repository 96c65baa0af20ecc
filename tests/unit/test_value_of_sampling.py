"""The expected net benefit of sampling: arithmetic, the best size, and what is said of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.economics.decision import PARTS, jackknife_error
from scenarios.value import exact
from scenarios.value.evppi import Value
from scenarios.value.net_benefit_of_sampling import Price, Reach, net_benefit_of_sampling
from sim.errors import InputError

pytestmark = pytest.mark.unit

REACH = Reach(1000.0, 10.0, 0.035)


def a_value(value, spread=0.0, own=0.0, place=0):
    """A value with parts that vary together with all sizes (spread), and by themselves (own)."""
    wave = np.cos(np.arange(PARTS))
    left_out = value + spread * wave + own * np.roll(wave, place + 1)
    return Value(value, jackknife_error(left_out), left_out)


def test_women_reached_are_those_of_an_annuity_less_those_before_the_report():
    annuity = sum(1.035**-year for year in range(10))
    assert REACH.women() == pytest.approx(1000.0 * annuity)
    assert REACH.women(3.0) == pytest.approx(1000.0 * sum(1.035**-year for year in range(3, 10)))
    assert REACH.women(10.0) == REACH.women(np.inf) == 0.0
    assert Reach(1000.0, 4.0, 0.0).women(1.5) == pytest.approx(2500.0)


@given(st.floats(0, 20), st.floats(0, 20))
def test_a_later_report_reaches_no_more_women(one, other):
    assert REACH.women(max(one, other)) <= REACH.women(min(one, other)) + 1e-9


def test_net_is_worth_to_all_less_cost_and_the_best_is_that_of_the_exact_curve():
    """Normal data: the best size of a grid is that of the exact net benefit."""
    sizes = list(range(20, 1001, 20))
    exactly = [exact.of_difference(50.0, exact.learnt_sd(100.0, 1000.0 / np.sqrt(n))) for n in sizes]
    price = Price(5_000.0, 150.0)
    found = net_benefit_of_sampling(sizes, [a_value(v) for v in exactly], REACH, price, [REACH.women(2.0)] * len(sizes))
    nets = np.array(exactly) * REACH.women(2.0) - 5_000.0 - 150.0 * np.array(sizes)
    assert [one.net for one in found.sizes] == pytest.approx(nets)
    assert found.best.size == sizes[int(nets.argmax())]
    assert found.worth == pytest.approx(nets.max())
    assert found.is_worth_it
    assert not found.is_at_an_end


def test_what_costs_more_than_it_is_worth_is_worth_nothing_and_never_less():
    found = net_benefit_of_sampling([100, 200], [a_value(1.0), a_value(1.5)], REACH, Price(1e6, 100.0), [100.0, 90.0])
    assert all(one.net < 0.0 for one in found.sizes)
    assert found.worth == 0.0
    assert not found.is_worth_it
    assert found.is_at_an_end
    assert found.as_json()["worth"] == 0.0


def test_sizes_are_as_good_as_the_best_by_the_error_of_their_difference():
    """Error that sizes share tells nothing of which is best; error of their own does."""
    values, sizes, reached = (10.0, 10.2, 10.1), [100, 200, 300], [1000.0] * 3
    shared = net_benefit_of_sampling(sizes, [a_value(v, spread=0.5) for v in values], REACH, Price(0, 0), reached)
    assert shared.best.size == 200
    assert shared.as_good == (200,)
    own = [a_value(v, own=0.5, place=place) for place, v in enumerate(values)]
    assert net_benefit_of_sampling(sizes, own, REACH, Price(0, 0), reached).as_good == (100, 200, 300)


def test_population_and_horizon_are_always_said():
    found = net_benefit_of_sampling([100], [a_value(1.0)], REACH, Price(0, 0), [1.0])
    assert found.as_json()["reach"] == "1,000 women a year for 10 years, discounted at 3.5% a year"
    assert {"population", "horizon", "discount_rate"} <= set(found.as_json())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Reach(-1.0, 10.0, 0.035), "population: -1"),
        (lambda: Reach(1.0, float("nan"), 0.035), "horizon"),
        (lambda: Reach(1.0, 1.0, 3.5), "discount_rate: 3.5"),
        (lambda: Price(-5.0, 0.0), "cost of the research: fixed = -5"),
        (lambda: net_benefit_of_sampling([], [], REACH, Price(0, 0), []), "sizes of a study"),
        (lambda: net_benefit_of_sampling([0], [a_value(1.0)], REACH, Price(0, 0), [1.0]), "sizes of a study"),
    ],
)
def test_what_cannot_be_is_refused(make, words):
    with pytest.raises(InputError, match=words):
        make()
