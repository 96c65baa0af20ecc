"""The rules laid out as tables: every place of a grid holds its own rule, and nothing else."""

from bisect import bisect_right
from dataclasses import fields
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson as exact_poisson
from strategies import parameter_sets

from sim import default_parameters, grids, rules
from sim.filling import support_log_odds
from sim.numbers import numbers
from sim.parameters import Parameters
from sim.rules import CAP, PROPENSITIES, WORD, threshold
from sim.tables import Tables, build_tables

pytestmark = pytest.mark.unit

NO_YES = (False, True)
MISSES = range(CAP + 1)
THRESHOLDS = """
    arrivals turnover sells_sex uses_drugs on_treatment trauma accepts says_not_selling decline_reasons
    able_to_consent unable_reasons group_cancelled group_cancelled_late attends in_part incident treatment_starts
    treatment_lapses gains_stability loses_stability leaves causes returns interest_lost takes_up ready
    accepts_repeat therapy_preference leaves_therapy clinic_cancelled clinic_cancelled_late
"""
CHANGED = {
    "stabilisation.sessions": 7,
    "attendance.elsewhere_odds_ratio": 0.5,
    "attendance.venue": "elsewhere",
    "support.voucher": 0.0,
    "leaving.preparation": 0.07,
    "leaving.stabilisation": 0.11,
    "readiness.extra_session_odds_ratio": 1.2,
    "facilitators.supervision": 1.0,
}
"""Changes under which no two dimensions of a grid have the same effect."""


@pytest.fixture(scope="module")
def p() -> Parameters:
    return default_parameters().changed(CHANGED)


@pytest.fixture(scope="module")
def tables(p: Parameters) -> Tables:
    return build_tables(p)


def covers(places: list[int], table: tuple) -> bool:
    """Whether every place of a table is reached, and none twice."""
    return sorted(places) == list(range(len(table)))


def test_attends(p, tables):
    a = p.attendance
    usual = (a.drug_group, a.stabilisation, a.therapy, a.appointment)
    service = support_log_odds(numbers(p)) + rules.log_odds(0.5 / 1.5)
    places = []
    for kind, who, treated, sells, uses, missed, incident in product(
        range(4), range(len(PROPENSITIES)), NO_YES, NO_YES, NO_YES, MISSES, NO_YES
    ):
        places.append(grids.attends_index(kind, who, treated, sells, uses, missed, incident))
        hers = rules.propensity_log_odds(
            PROPENSITIES[who],
            a.spread_between_women,
            treated,
            a.treatment_odds_ratio,
            sells,
            a.sells_less_odds_ratio,
            uses,
            a.uses_less_odds_ratio,
        )
        chance = rules.attends(usual[kind], hers, service, missed, a.miss_odds_ratio, incident, a.incident_odds_ratio)
        assert abs(tables.attends[places[-1]] - chance * WORD) <= 2
    assert covers(places, tables.attends)


def test_incident(p, tables):
    c, fewer = p.climate, rules.log_odds(p.facilitators.incident_odds_ratio / (1 + p.facilitators.incident_odds_ratio))
    places = []
    for size, mixed in product(range(grids.LARGEST_GROUP + 1), NO_YES):
        places.append(grids.incident_index(size, mixed))
        chance = rules.incident(c.incident, size, c.size_odds_ratio, mixed, c.mixed_odds_ratio, fewer)
        assert abs(tables.incident[places[-1]] - chance * WORD) <= 2
    assert covers(places, tables.incident)
    assert grids.incident_index(1000, True) == grids.incident_index(grids.LARGEST_GROUP, True)


def test_stability(p, tables):
    s = p.stability
    gains, loses = [], []
    for treated, row, in_part in product(NO_YES, MISSES, NO_YES):
        gains.append(grids.gains_index(treated, row, in_part))
        chance = rules.gains_stability(
            s.gained, treated, s.treatment_odds_ratio, row, s.engagement_odds_ratio, in_part, s.in_part_share
        )
        assert tables.gains_stability[gains[-1]] == threshold(chance)
    for treated, missed in product(NO_YES, MISSES):
        loses.append(grids.loses_index(treated, missed))
        chance = rules.loses_stability(
            s.lost_per_week, treated, s.lost_treatment_odds_ratio, missed, s.lost_miss_odds_ratio
        )
        assert tables.loses_stability[loses[-1]] == threshold(chance)
    assert covers(gains, tables.gains_stability)
    assert covers(loses, tables.loses_stability)
    assert grids.gains_index(True, CAP + 5, True) == grids.gains_index(True, CAP, True)


def test_leaving_and_its_causes(p, tables):
    x = p.leaving
    places = []
    for step, weeks, missed in product(range(4), range(grids.WEEKS_TOLD_APART + 1), MISSES):
        place = grids.leaves_index(step, weeks, missed)
        places.append(place)
        usual = (x.getting_started, x.preparation, x.stabilisation, 0.0)[step]
        hazard = rules.disengaging_hazard(usual, weeks, x.early_ratio, x.early_weeks, missed, x.miss_ratio)
        assert abs(tables.leaves[place] - rules.in_interval(hazard + x.life_events) * WORD) <= 2
        by_cause = pairwise((0, *tables.causes[place], WORD))
        expected = [hazard, *(x.life_events * share for share in x.life_event_shares)]
        got = [(above - below) / WORD * (hazard + x.life_events) for below, above in by_cause]
        assert got == pytest.approx(expected, abs=1e-8)
    assert covers(places, tables.leaves)
    assert len(tables.causes) == len(tables.leaves)
    assert grids.leaves_index(1, 400, 2) == grids.leaves_index(1, grids.WEEKS_TOLD_APART, 2)


def test_ready(p, tables):
    r, sessions = p.readiness, p.stabilisation.sessions
    places = []
    for attended, complex_ptsd, level in product(range(sessions + 1), NO_YES, range(grids.HIGHEST_STABILITY + 1)):
        places.append(grids.ready_index(attended, complex_ptsd, level))
        chance = rules.ready(
            r.ready,
            attended / sessions,
            r.missed_all_odds_ratio,
            complex_ptsd,
            r.complex_ptsd_odds_ratio,
            level - p.stability.judged_at,
            r.stability_odds_ratio,
            sessions - 5,
            r.extra_session_odds_ratio,
        )
        assert tables.ready[places[-1]] == threshold(chance)
    assert covers(places, tables.ready)


def numbers_in(value: object) -> list[int]:
    """Return every number of a nested tuple."""
    if isinstance(value, tuple):
        return [number for item in value for number in numbers_in(item)]
    assert isinstance(value, int)
    return [value]


@settings(max_examples=60)
@given(parameter_sets())
def test_thresholds_are_between_never_and_always(parameters):
    built = build_tables(parameters)
    assert set(THRESHOLDS.split()) <= {field.name for field in fields(Tables)}
    for name in THRESHOLDS.split():
        numbers = numbers_in(getattr(built, name))
        assert numbers or name == "returns"
        assert all(type(number) is int and 0 <= number <= WORD for number in numbers), name


def shares_of(weights):
    out = [0] * (len(weights) - 1)
    grids.put_shares(out, 0, weights, len(weights))
    return tuple(out)


def poisson_of(mean):
    out = [0] * grids.CONTACTS_A_DAY
    return tuple(out[: grids.put_poisson(out, 0, mean)])


@given(st.lists(st.integers(0, 100), min_size=2, max_size=6).filter(any))
def test_shares_give_every_outcome_its_share(weights):
    total = sum(weights)
    cumulative = shares_of(tuple(weight / total for weight in weights))
    assert list(cumulative) == sorted(cumulative)
    widths = [above - below for below, above in pairwise((0, *cumulative, WORD))]
    assert widths == pytest.approx([weight / total * WORD for weight in weights], abs=8)
    assert bisect_right(cumulative, 0) == next(place for place, weight in enumerate(weights) if weight)


@pytest.mark.parametrize("mean", [0.0, 1e-6, 0.03, 0.58, 1.4, 7.0, 40.0, 150.0])
def test_poisson_is_poisson(mean):
    cumulative = poisson_of(mean)
    exact = exact_poisson.cdf(range(len(cumulative)), mean) * WORD
    assert list(cumulative) == pytest.approx(list(exact), abs=64)
    assert list(cumulative) == sorted(cumulative)
    beyond = exact_poisson.sf(len(cumulative), mean) * WORD
    assert beyond < 1 or len(cumulative) == grids.CONTACTS_A_DAY


@given(st.floats(0.0, 300.0), st.floats(0.0, 300.0), st.integers(0, WORD - 1))
def test_more_contacts_a_week_never_mean_fewer_on_a_day(low, high, word):
    low, high = sorted((low, high))
    assert bisect_right(poisson_of(low), word) <= bisect_right(poisson_of(high), word) <= grids.CONTACTS_A_DAY


def test_no_contacts_when_there_are_none():
    assert all(bisect_right(poisson_of(0.0), word) == 0 for word in (0, 12345, WORD - 1))


def test_waiting_and_returning(p, tables):
    assert list(tables.interest_lost) == sorted(tables.interest_lost)
    assert len(tables.interest_lost) == grids.LONGEST_WAIT
    lost = 1.0 - rules.still_interested(4, p.waiting.takes_up_at_once, p.waiting.odds_ratio_per_week, False, 0.0)
    assert tables.interest_lost[3] == threshold(lost)
    assert len(tables.returns) == p.returning.within_weeks
    assert tables.returns[0] == threshold(rules.returns_by(1, p.returning.per_week))


def test_the_run_and_its_calendar():
    base = {
        "run.recruitment_weeks": 20,
        "run.delivery_weeks": 50,
        "interruption.first_week": 9,
        "interruption.weeks": 4,
    }
    study = build_tables(default_parameters().changed(base | {"run.warm_up_weeks": 3}))
    service = build_tables(default_parameters().changed(base | {"run.kind": "service"}))
    assert (study.end_day, study.contacts_end_day, study.counted_from_day) == (350, 140, 21)
    assert (service.end_day, service.contacts_end_day, service.counted_from_day) == (350, 350, 0)
    assert (study.interruption_first_week, study.interruption_end_week) == (9, 13)
    sites = build_tables(default_parameters().changed({"sites.number": 3, "sites.opening_weeks": [0, 4]}))
    assert sites.opening_days == (0, 28, 0)


def test_the_psychologists_time():
    changes = {
        "psychologist.number": 1.5,
        "psychologist.slots_per_clinic_day": 5,
        "psychologist.clinic_days": [3, 1, 3],
        "psychologist.reserved_slots": 2,
    }
    built = build_tables(default_parameters().changed(changes))
    assert built.clinic_days == (1, 3)
    assert built.slots_per_clinic_day == 7
    assert built.caseload == 2 * (7 * 2 - 2)


def test_invitations_and_therapies():
    changes = {
        "gate.clinic_opens_week": 10,
        "gate.clinic_reopens_weeks": 6,
        "gate.clinic_times": 3,
        "emdr.share": 0.5,
        "present_focused.share": 0.5,
        "imagery_rescripting.interval_weeks": 2,
    }
    built = build_tables(default_parameters().changed(changes))
    assert built.invitation_days == (70, 112, 154)
    assert built.therapy_preference == (WORD // 2, WORD // 2, WORD // 2)
    assert built.therapy_interval == (7, 7, 14, 7)
    assert [len(course) for course in built.leaves_therapy] == list(built.therapy_sessions)


def test_the_studys_own_support_changes_nothing():
    assert support_log_odds(numbers(default_parameters())) == 0.0
    without = default_parameters().changed({"support.voucher": 0.0})
    assert support_log_odds(numbers(without)) < 0.0


def test_equal_parameters_share_one_table():
    assert build_tables(default_parameters()) is build_tables(default_parameters().changed({}))
