"""The recruitment funnel in closed form, against numerical integration."""

import numpy as np
import pytest
from scipy import integrate, stats

from calibration.evidence import evidence
from calibration.funnel import (
    accepting_counts,
    contact_rates,
    joiner_rates,
    posterior_weights,
    world_of_joiners,
)
from calibration.prices import bounded_prices, price_bounds
from calibration.roles import roles
from sim import default_parameters
from sim.parameters import entries
from sim.rules import accepts_screening

pytestmark = pytest.mark.unit


def entry_weights(parameter):
    numbers = entries()[parameter].prior.model_extra
    return tuple(numbers["weights"]) if "weights" in numbers else (numbers["a"], numbers["b"])


@pytest.mark.parametrize("name", roles().closed_form)
def test_what_was_thought_before_plus_the_counts_is_the_entry(name):
    within = 1.0 if name == "screening.accepts" else 1e-12  # that entry was rounded
    assert np.allclose(posterior_weights(name), entry_weights(name), rtol=0.0, atol=within)


def test_the_conjugate_posterior_is_the_integrated_one():
    a, b = posterior_weights("screening.able_to_consent")
    counted = evidence()["able_to_consent"]

    def unscaled(p):
        return stats.binom.pmf(counted.counts[0], counted.out_of, p)

    total = integrate.quad(unscaled, 0.0, 1.0)[0]
    for p in (0.3, 0.6, 0.75, 0.9):
        assert stats.beta.pdf(p, a, b) == pytest.approx(unscaled(p) / total, rel=1e-9)


def test_agreement_over_all_routes_is_the_study_s():
    agreed, declined = accepting_counts()
    base = default_parameters()
    each = [base.get(name) for name in roles().rates]
    share, alone = agreed / (agreed + declined), each[2] / sum(each)
    both = (1 - alone) * share + alone * accepts_screening(share, base.screening.self_referral_odds_ratio)
    assert both * 115 == pytest.approx(41.0)


def test_the_count_of_contacts_says_nothing_about_the_length():
    def likelihood(weeks):
        # the rate's prior is 1 / rate
        return integrate.quad(lambda rate: stats.poisson.pmf(125, rate * weeks) / rate, 1e-9, 30.0, limit=200)[0]

    assert likelihood(20) == pytest.approx(likelihood(30), rel=1e-6)


def test_contacts_in_all_are_gamma_given_the_weeks():
    weeks = np.repeat([13.0, 26.0, 52.0], 1000)
    rates = contact_rates(weeks, seed=3)
    assert stats.kstest(rates.sum(axis=1) * weeks, stats.gamma(125).cdf).pvalue > 0.001
    assert rates.min() > 0.0
    assert np.corrcoef(rates.sum(axis=1), weeks)[0, 1] < -0.8


def test_eleven_are_expected_among_the_joiners():
    assert joiner_rates(np.array([22.0, 44.0])).sum(axis=1) * [22, 44] == pytest.approx([11, 11])
    world = world_of_joiners()
    assert world.screening.able_to_consent == world.screening.accepts == world.women.ptsd == 1.0


def test_prices_stay_within_the_rounding_of_every_printed_figure():
    bounds = price_bounds()
    assert bounds["costs.emdr_session"] == pytest.approx((723.5 / 7, 103.5))
    assert bounds["costs.stabilisation_session"] == pytest.approx((202.7, 202.9))
    assert bounds["costs.ptsd_screening"] == (190.5, 191.5)
    for name, drawn in bounded_prices(500, seed=1).items():
        assert bounds[name][0] < drawn.min() < drawn.max() < bounds[name][1]
    emdr = bounded_prices(500, seed=1)["costs.emdr_session"]
    assert (np.round(emdr * 7) == 724).all()
    assert (np.round(emdr) == 103).all()
