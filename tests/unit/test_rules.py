"""The rules, one by one: their limits, what moves them and which way, and what they say in plain arithmetic."""

from fractions import Fraction
from math import ceil, exp, inf, isclose, log
from statistics import NormalDist

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim import rules
from sim.rules import CAP, PROPENSITIES, WORD

pytestmark = pytest.mark.unit

probabilities = st.floats(0.0, 1.0)
open_probabilities = st.floats(0.01, 0.99)
ratios = st.floats(0.05, 20.0)
raising = st.floats(1.0, 20.0)
log_odds = st.floats(-20.0, 20.0)
hazards = st.floats(0.0, 5.0)
misses = st.integers(0, 10)
truth = st.booleans()


def odds(probability: float) -> float:
    return probability / (1.0 - probability)


def close(a: float, b: float) -> bool:
    return isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


# --- arithmetic of odds -------------------------------------------------------------------------------------------


@given(open_probabilities)
def test_log_odds_and_back(p):
    assert close(rules.from_log_odds(rules.log_odds(p)), p)
    assert close(rules.log_odds(p), log(odds(p)))


def test_log_odds_at_the_limits():
    assert rules.log_odds(0.0) == -inf
    assert rules.log_odds(1.0) == inf
    assert rules.from_log_odds(-inf) == rules.from_log_odds(-1e6) == 0.0
    assert rules.from_log_odds(inf) == rules.from_log_odds(1e6) == 1.0
    assert rules.from_log_odds(0.0) == 0.5


@given(log_odds, log_odds)
def test_from_log_odds_rises(x, y):
    assume(x <= y)
    assert 0.0 <= rules.from_log_odds(x) <= rules.from_log_odds(y) <= 1.0
    assert close(rules.from_log_odds(x) + rules.from_log_odds(-x), 1.0)


@given(probabilities, probabilities)
def test_threshold_rises_from_never_to_always(p, q):
    assume(p <= q)
    assert 0 <= rules.threshold(p) <= rules.threshold(q) <= WORD
    assert 0.0 <= p - rules.threshold(p) / WORD < 1.0 / WORD
    assert rules.threshold(0.0) == 0
    assert rules.threshold(1.0) == WORD == 2**32
    assert rules.threshold(0.5) == 2**31


@given(hazards, hazards)
def test_competing_hazards_add(h, k):
    stays = (1.0 - rules.in_interval(h)) * (1.0 - rules.in_interval(k))
    assert close(1.0 - rules.in_interval(h + k), stays)
    assert rules.in_interval(h) <= rules.in_interval(h + k) < 1.0
    assert rules.in_interval(0.0) == 0.0
    assert close(rules.in_interval(1e-12), 1e-12)


def test_propensities_are_the_means_of_equal_slices_of_a_normal_distribution():
    normal, n = NormalDist(), len(PROPENSITIES)
    cuts = [-inf, *(normal.inv_cdf(i / n) for i in range(1, n)), inf]
    density = [normal.pdf(cut) if abs(cut) < inf else 0.0 for cut in cuts]
    means = [n * (density[i] - density[i + 1]) for i in range(n)]
    assert list(PROPENSITIES) == pytest.approx(means, abs=6e-5)
    assert sum(PROPENSITIES) == pytest.approx(0.0, abs=1e-12)


# --- meeting women and attending ----------------------------------------------------------------------------------


def test_contacts_of_a_week_are_spread_over_its_days():
    assert rules.contacts_a_day(6.0, 3, 1.5, 0.5) == pytest.approx(1.5)
    assert rules.contacts_a_day(0.0, 3, 1.5, 0.5) == 0.0


@given(open_probabilities, ratios)
def test_accepting_screening_multiplies_the_odds(p, ratio):
    assert odds(rules.accepts_screening(p, ratio)) == pytest.approx(odds(p) * ratio)
    assert rules.accepts_screening(0.0, ratio) == 0.0
    assert rules.accepts_screening(1.0, ratio) == 1.0


@given(log_odds, raising)
def test_support_acts_within_bounds_in_both_directions(joint, largest):
    effect = rules.support_log_odds(joint, largest)
    assert abs(effect) <= log(largest)
    assert effect == joint or abs(effect) == log(largest)
    assert effect * joint >= 0.0
    assert rules.support_log_odds(0.0, largest) == 0.0


@given(st.floats(-3, 3), st.floats(0, 5), truth, ratios, truth, ratios, truth, ratios)
def test_what_a_woman_brings_adds_up(z, spread, treated, on, sells_weekly, sells, uses_weekly, uses):
    x = rules.propensity_log_odds(z, spread, treated, on, sells_weekly, sells, uses_weekly, uses)
    expected = (on if treated else 1.0) * (1.0 if sells_weekly else sells) * (1.0 if uses_weekly else uses)
    assert close(exp(x), exp(spread * z) * expected)
    assert rules.propensity_log_odds(0.0, spread, False, on, True, sells, True, uses) == 0.0


@given(open_probabilities, st.floats(-3, 3), st.floats(-2, 2), misses, ratios, truth, ratios)
def test_attending_multiplies_odds(p, hers, service, missed, miss_ratio, incident, incident_ratio):
    got = rules.attends(p, hers, service, missed, miss_ratio, incident, incident_ratio)
    expected = odds(p) * exp(hers + service) * miss_ratio ** min(missed, CAP) * (incident_ratio if incident else 1.0)
    assert 0.0 < got <= 1.0
    assert got == pytest.approx(expected / (1.0 + expected))
    assert rules.attends(p, 0.0, 0.0, 0, miss_ratio, False, incident_ratio) == pytest.approx(p)


@given(log_odds, misses, ratios)
def test_certain_and_impossible_attendance_stay_so(x, missed, ratio):
    assert rules.attends(0.0, x, x, missed, ratio, True, ratio) == 0.0
    assert rules.attends(1.0, x, x, missed, ratio, True, ratio) == 1.0


@given(open_probabilities, misses, st.floats(0.05, 1.0))
def test_misses_and_incidents_keep_women_away(p, missed, ratio):
    usual = rules.attends(p, 0.0, 0.0, missed, ratio, False, ratio)
    assert rules.attends(p, 0.0, 0.0, missed + 1, ratio, False, ratio) <= usual
    assert rules.attends(p, 0.0, 0.0, missed, ratio, True, ratio) <= usual
    assert rules.attends(p, 0.0, 0.0, CAP, ratio, False, ratio) == rules.attends(
        p, 0.0, 0.0, CAP + 3, ratio, False, ratio
    )


@given(open_probabilities, st.integers(0, 20), st.floats(1.0, 3.0), truth, raising, st.floats(-2, 0))
def test_incidents_are_likelier_in_bigger_and_mixed_groups(p, size, ratio, mixed, mixed_ratio, supervision):
    chance = rules.incident(p, size, ratio, mixed, mixed_ratio, supervision)
    assert rules.incident(p, size + 1, ratio, mixed, mixed_ratio, supervision) >= chance
    assert rules.incident(p, size, ratio, True, mixed_ratio, supervision) >= chance
    assert rules.incident(p, size, ratio, mixed, mixed_ratio, 0.0) >= chance
    assert rules.incident(p, 4, ratio, False, mixed_ratio, 0.0) == pytest.approx(p)
    assert rules.incident(0.0, size, ratio, mixed, mixed_ratio, supervision) == 0.0


@given(probabilities, st.floats(-3.0, 0.0))
def test_supervision_cancels_no_more_sessions(p, supervision):
    assert rules.cancelled(p, supervision) <= p + 1e-12
    assert rules.cancelled(p, 0.0) == pytest.approx(p)


# --- becoming stable, leaving, waiting, readiness -----------------------------------------------------------------


@given(probabilities, misses, st.floats(1.0, 3.0), raising, st.floats(0.0, 1.0))
def test_stability_grows_with_engagement_and_treatment(p, row, engagement, treatment, share):
    gain = rules.gains_stability(p, False, treatment, row, engagement, False, share)
    assert rules.gains_stability(p, False, treatment, row + 1, engagement, False, share) >= gain
    assert rules.gains_stability(p, True, treatment, row, engagement, False, share) >= gain
    assert rules.gains_stability(p, False, treatment, row, engagement, True, share) == pytest.approx(gain * share)
    assert rules.gains_stability(p, False, treatment, 0, engagement, False, share) == pytest.approx(p)
    most = rules.gains_stability(p, False, treatment, CAP, engagement, False, share)
    assert rules.gains_stability(p, False, treatment, CAP + 2, engagement, False, share) == most


@given(probabilities, misses, raising, st.floats(0.05, 1.0))
def test_stability_is_lost_with_misses_and_kept_by_treatment(p, missed, ratio, treatment):
    loss = rules.loses_stability(p, False, treatment, missed, ratio)
    assert rules.loses_stability(p, False, treatment, missed + 1, ratio) >= loss
    assert rules.loses_stability(p, True, treatment, missed, ratio) <= loss
    assert rules.loses_stability(p, False, treatment, 0, ratio) == pytest.approx(p)


@given(hazards, st.integers(0, 60), st.floats(0.1, 10.0), st.floats(0.1, 52.0), misses, st.floats(0.5, 5.0))
def test_disengaging_fades_to_its_later_value(h, weeks, early, fades, missed, ratio):
    grown = ratio ** min(missed, CAP)
    assert rules.disengaging_hazard(h, 0, early, fades, missed, ratio) == pytest.approx(h * early * grown)
    assert rules.disengaging_hazard(h, 10_000, early, fades, missed, ratio) == pytest.approx(h * grown)
    now = rules.disengaging_hazard(h, weeks, early, fades, missed, ratio)
    later = rules.disengaging_hazard(h, weeks + 1, early, fades, missed, ratio)
    assert (now - later) * (early - 1.0) >= -1e-9
    excess = h * grown * (early - 1.0) * exp(-weeks / fades)
    assert now == pytest.approx(h * grown + excess)


@given(hazards, st.integers(2, 52))
def test_every_shape_of_leaving_therapy_has_the_same_mean(h, sessions):
    for shape in range(3):
        course = [rules.therapy_leaving_hazard(h, shape, k, sessions) for k in range(1, sessions + 1)]
        assert min(course) >= 0.0
        assert sum(course) == pytest.approx(h * sessions)
        assert rules.therapy_leaving_hazard(h, shape, sessions + 5, sessions) == course[-1]
    early = [rules.therapy_leaving_hazard(h, 1, k, sessions) for k in range(1, sessions + 1)]
    late = [rules.therapy_leaving_hazard(h, 2, k, sessions) for k in range(1, sessions + 1)]
    assert early == sorted(early, reverse=True)
    assert late == pytest.approx(early[::-1])


@pytest.mark.parametrize("shape", range(3))
def test_a_course_of_one_session_has_one_hazard(shape):
    assert rules.therapy_leaving_hazard(0.3, shape, 1, 1) == 0.3


@given(st.integers(0, 104), st.floats(0.001, 0.999), st.floats(0.5, 1.0))
def test_waiting_gives_the_published_odds_back(weeks, at_once, ratio):
    share = rules.still_interested(weeks, at_once, ratio, False, 1.4)
    expected = odds(at_once) * ratio**weeks
    assert at_once * share == pytest.approx(expected / (1.0 + expected))
    assert rules.still_interested(weeks + 1, at_once, ratio, False, 1.4) <= share <= 1.0
    assert rules.still_interested(0, at_once, ratio, False, 1.4) == 1.0


@given(st.integers(1, 104), st.floats(0.001, 0.999), st.floats(0.0, 5.0))
def test_a_steep_first_week_falls_once(weeks, at_once, fall):
    share = rules.still_interested(weeks, at_once, 0.95, True, fall)
    assert odds(at_once * share) == pytest.approx(odds(at_once) * exp(-fall))
    assert share == rules.still_interested(1, at_once, 0.95, True, fall)
    assert rules.still_interested(0, at_once, 0.95, True, fall) == 1.0


@given(st.integers(0, 520), probabilities)
def test_returning_is_geometric(weeks, p):
    back = rules.returns_by(weeks, p)
    next_week = rules.returns_by(weeks + 1, p)
    assert next_week == pytest.approx(back + (1.0 - back) * p)
    assert rules.returns_by(0, p) == 0.0


@given(open_probabilities, st.floats(0, 1), st.floats(0.001, 1.0), truth, ratios, st.integers(-4, 4), ratios)
def test_readiness_multiplies_odds(p, share, missed_all, complex_ptsd, complex_ratio, levels, level_ratio):
    got = rules.ready(p, share, missed_all, complex_ptsd, complex_ratio, levels, level_ratio, 3, 1.1)
    expected = odds(p) * missed_all ** (1.0 - share) * level_ratio**levels * 1.1**3
    expected *= complex_ratio if complex_ptsd else 1.0
    assert got == pytest.approx(expected / (1.0 + expected))
    assert rules.ready(p, 1.0, missed_all, False, complex_ratio, 0, level_ratio, 0, 1.1) == pytest.approx(p)


@given(st.integers(1, 52), st.integers(0, 1000))
def test_sessions_to_complete_is_the_share_rounded_up(sessions, thousandths):
    exact = ceil(Fraction(thousandths, 1000) * sessions)
    assert rules.sessions_to_complete(sessions, thousandths / 1000) == exact


# --- money --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pounds", "level", "expected"),
    [
        (0.0, 1.0, 0),
        (10.0, 1.0, 1000),
        (0.125, 1.0, 13),
        (0.124, 1.0, 12),
        (103.43, 1.0, 10343),
        (100.0, 1.0214, 10214),
    ],
)
def test_pence_are_whole_and_halves_go_up(pounds, level, expected):
    assert rules.pence(pounds, level) == expected


@given(st.floats(0.0, 5000.0), st.floats(0.5, 2.0))
def test_pence_are_within_half_a_penny(pounds, level):
    assert abs(rules.pence(pounds, level) - pounds * level * 100.0) <= 0.5 + 1e-6


@given(st.floats(0.0, 0.2), st.integers(0, 20))
def test_discounting_compounds(rate, years):
    assert rules.discount_factor(rate, years + 1) * (1.0 + rate) == pytest.approx(rules.discount_factor(rate, years))
    assert rules.discount_factor(rate, 0) == 1.0


@given(st.integers(1, 50), st.integers(25, 5000))
def test_slots_are_whole_and_rounded_down(a_psychologist, hundredths):
    exact = Fraction(hundredths, 100) * a_psychologist
    assert rules.whole_slots(a_psychologist, hundredths / 100) == exact // 1


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_unused_slots_are_charged_beyond_those_not_charged(offered, used, free):
    assume(used <= offered)
    charged = rules.unused_slots_charged(offered, used, free)
    assert charged == len([slot for slot in range(offered) if slot >= used and slot >= free])
