"""Whom a change does not touch lives the same life in both scenarios, to the last event."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lives import Life, read_lives
from strategies import examples, parameter_sets

from sim import Parameters, default_parameters
from sim.clock import WEEK, Phase, tick
from sim.parameters import entries
from sim.record import Logged, Record, Spent
from sim.replication import replicate
from sim.tables import build_tables
from sim.words import Event, Step

pytestmark = pytest.mark.behaviour

Lives = dict[int, Life]
Changes = dict[str, object]

BUSY: Changes = {
    "run.kind": "service",
    "run.delivery_weeks": 60,
    "run.warm_up_weeks": 0,
    "population.kind": "unlimited",
    "pathway.drug_treatment": "groups",
    "pathway.trauma": "offered",
    "contacts.outreach_per_week": 4.0,
    "contacts.drop_in_per_week": 4.0,
    "contacts.self_referral_per_week": 2.0,
    "women.sells_sex": [0.4, 0.2, 0.2, 0.2],
    "screening.accepts": 0.6,
    "attendance.drug_group": 0.8,
    "attendance.stabilisation": 0.85,
    "attendance.appointment": 0.8,
    "drug_groups.sessions_to_prepare": 2,
    "gate.rule": "stable_and_in_a_row",
    "gate.in_a_row": 2,
    "stability.judged_at": 1,
    "stability.gained": 0.6,
    "referral.delay_days": 7,
    "readiness.ready": 0.8,
    "returning.per_week": 0.1,
    "interruption.first_week": 20,
    "interruption.weeks": 3,
    "stabilisation.sessions": 5,
    "emdr.sessions": 6,
}
"""A service in which many women reach every step."""

ROOM: Changes = BUSY | {
    "climate.incident": 0.0,
    "drug_groups.places": 1000,
    "screening.screenings_per_day": 1000,
    "stabilisation.format": "closed",
    "stabilisation.minimum_size": 1,
    "stabilisation.maximum_size": 50,
    "psychologist.number": 50.0,
    "psychologist.slots_per_clinic_day": 50,
    "psychologist.reserved_slots": 0,
}
"""The same with room for everybody and no group mood: nothing by which one woman could touch another."""


def lives_with(changes: Mapping[str, object], replication: int = 0) -> Lives:
    """Run one replication and return everybody's life."""
    tables = build_tables(default_parameters().changed(changes))
    return read_lives(replicate(tables, 77, replication), tables.end_day)


def begun(step: Step) -> Callable[[Life], bool]:
    """Say whether a woman ever began a step."""
    return lambda life: life.has(Event.BEGAN, step)


def never(_: Life) -> bool:
    """Say of every woman that the change does not touch her."""
    return False


def not_admitted(life: Life) -> bool:
    """Whether the rule kept her out, or she declined because of it."""
    return not life.has(Event.ELIGIBLE)


def came_to_an_appointment(life: Life) -> bool:
    """Whether she was offered a one-off appointment and kept it or not."""
    steps = (Step.PTSD_SCREENING, Step.READINESS, Step.CATCH_UP)
    return any(e.event in (Event.ATTENDED, Event.MISSED) and e.step in steps for e in life.events)


TOUCHES: list[tuple[Changes, Callable[[Life], bool]]] = [
    ({"contacts.drop_in_per_week": 9.0}, never),
    ({"contacts.outreach_per_week": 9.0, "contacts.self_referral_per_week": 5.0}, never),
    ({"eligibility.sells_sex": "any"}, not_admitted),
    ({"eligibility.uses_drugs": "three_months"}, not_admitted),
    ({"eligibility.sells_sex": "month", "eligibility.uses_drugs": "any"}, not_admitted),
    ({"screening.accepts": 0.8}, lambda life: life.has(Event.DECLINED)),
    ({"screening.able_to_consent": 0.95}, lambda life: life.has(Event.UNABLE_TO_CONSENT)),
    ({"drug_groups.sessions_to_prepare": 4}, begun(Step.PREPARATION)),
    ({"gate.in_a_row": 4}, begun(Step.PREPARATION)),
    ({"stability.judged_at": 2}, begun(Step.PREPARATION)),
    ({"referral.delay_days": 40}, lambda life: life.has(Event.REFERRED)),
    ({"waiting.keep_attending": False}, lambda life: life.has(Event.REFERRED)),
    ({"women.ptsd": 0.3}, begun(Step.PTSD_SCREENING)),
    ({"ptsd_screening.appointments": 4}, came_to_an_appointment),
    ({"attendance.appointment": 0.5}, came_to_an_appointment),
    ({"attendance.stabilisation": 0.5}, begun(Step.STABILISATION)),
    ({"stabilisation.sessions": 8}, begun(Step.STABILISATION)),
    ({"leaving.stabilisation": 0.4}, begun(Step.STABILISATION)),
    ({"readiness.ready": 0.3}, begun(Step.READINESS)),
    ({"readiness.extra_session_odds_ratio": 2.0}, never),
    ({"emdr.sessions": 12}, begun(Step.THERAPY)),
    ({"emdr.interval_weeks": 2}, begun(Step.THERAPY)),
    ({"attendance.therapy": 0.3}, begun(Step.THERAPY)),
    ({"emdr.share": 0.5, "imagery_rescripting.share": 0.5}, begun(Step.READINESS)),
    ({"returning.per_week": 0.4}, lambda life: life.has(Event.LEFT)),
    ({"leaving.life_event_shares": [0.1, 0.2, 0.3, 0.4]}, lambda life: life.has(Event.LEFT)),
]
"""A change, and the women whom it may touch."""


@pytest.fixture(scope="module")
def before() -> Lives:
    """Everybody's life without a change."""
    return lives_with(ROOM)


@pytest.mark.parametrize(
    ("change", "touched"), TOUCHES, ids=lambda value: str(value) if isinstance(value, dict) else ""
)
def test_a_woman_untouched_by_a_change_lives_the_same_life(change, touched, before):
    after = lives_with(ROOM | change)
    untouched = [number for number, life in before.items() if not touched(life)]
    assert len(untouched) > 50
    assert {number for number in untouched if before[number].events != after[number].events} == set()
    new = after.keys() - before.keys()
    if touched is never and "readiness" not in str(change):
        assert len(new) > 50, "the change adds women"
    else:
        assert not new
    if touched is not never:
        assert any(before[number].events != after[number].events for number in before), "the change touches somebody"


def test_in_the_busy_service_women_do_touch_one_another():
    """The tests above would say little if nobody could ever touch anybody."""
    crowded = BUSY | {"drug_groups.places": 5, "psychologist.slots_per_clinic_day": 3, "psychologist.number": 1.0}
    before, after = lives_with(crowded), lives_with(crowded | {"contacts.drop_in_per_week": 9.0})
    assert any(before[number].events != after[number].events for number in before)


def test_sites_do_not_touch_one_another():
    two = BUSY | {"sites.number": 2, "sites.contact_multipliers": [1.0, 0.5], "sites.opening_weeks": [0, 3]}
    tables = [
        build_tables(default_parameters().changed(two | more))
        for more in ({}, {"sites.contact_multipliers": [1.0, 3.0]})
    ]
    alone = build_tables(default_parameters().changed(BUSY))
    first = [at_first_site(replicate(built, 5, 1)) for built in (*tables, alone)]
    assert first[0] == first[1] == first[2]
    assert len(first[0][0]) > 500


def at_first_site(record: Record) -> tuple[list, list]:
    """Return the events and the costs of the first site."""
    events = [e for e in record.events if (e[1] >> 24 == 0 if e[1] >= 0 else -e[1] < 16)]
    return events, [entry for entry in record.ledger if Spent(*entry).site == 0]


# --- the future does not touch the past ---------------------------------------------------------------------------

FROM_A_DAY: list[tuple[Changes, Changes, int]] = [
    ({"contacts.quarterly_multipliers": [1.0, 1.0]}, {"contacts.quarterly_multipliers": [1.0, 3.0]}, 13 * WEEK),
    ({"contacts.quarterly_multipliers": [0.5, 1, 1]}, {"contacts.quarterly_multipliers": [0.5, 1, 0]}, 26 * WEEK),
    ({"interruption.first_week": 20}, {"interruption.first_week": 31}, 20 * WEEK),
    ({"interruption.weeks": 0}, {"interruption.weeks": 9}, 20 * WEEK),
    ({"interruption.weeks": 3}, {"interruption.weeks": 9}, 23 * WEEK),
    ({"interruption.weeks": 3}, {"interruption.weeks": 3, "interruption.stops": "everything"}, 20 * WEEK),
    ({"calendar.closed_weeks": [30]}, {"calendar.closed_weeks": [34]}, 30 * WEEK),
    ({"drug_groups.preparation_last_week": 40}, {"drug_groups.preparation_last_week": 50}, 41 * WEEK),
    ({"drug_groups.getting_started_last_week": 35}, {"drug_groups.getting_started_last_week": 50}, 36 * WEEK),
    (
        {"gate.rule": "most_frequent_attenders", "gate.clinic_opens_week": 18},
        {"gate.rule": "most_frequent_attenders", "gate.clinic_opens_week": 25},
        18 * WEEK,
    ),
    (
        {"run.kind": "study", "run.recruitment_weeks": 17},
        {"run.kind": "study", "run.recruitment_weeks": 29},
        17 * WEEK,
    ),
    (
        {"sites.number": 2, "sites.opening_weeks": [0, 16]},
        {"sites.number": 2, "sites.opening_weeks": [0, 40]},
        16 * WEEK,
    ),
    (
        {"population.kind": "finite", "population.turnover_per_year": 0.1},
        {"population.kind": "finite", "population.turnover_per_year": 0.9},
        52 * WEEK,
    ),
]
"""Two sets of changes, and the day before which they say the same."""


def until(record: Record, day: int) -> tuple[list, list]:
    """Return what was written before a day."""
    events = [e for e in record.events if Logged(*e).now < tick(day, Phase.LEFT)]
    return events, [entry for entry in record.ledger if Spent(*entry).day < day]


@pytest.mark.parametrize(("one", "other", "day"), FROM_A_DAY, ids=lambda value: str(value)[:60])
def test_what_differs_from_a_day_on_differs_from_that_day_on(one, other, day):
    records = [replicate(build_tables(default_parameters().changed(BUSY | changes)), 3, 0) for changes in (one, other)]
    assert until(records[0], day) == until(records[1], day)
    assert len(until(records[0], day)[0]) > 500
    assert records[0].events != records[1].events


@examples(25)
@given(parameter_sets(), st.sampled_from([4, 8, 12]))
def test_a_longer_run_begins_with_the_shorter_one(parameters, more):
    """Only who will come back, and so has not departed yet, is known from the end of the run."""
    weeks = parameters.run.delivery_weeks
    longer = parameters.changed({"run.delivery_weeks": weeks + more})
    day = min(parameters.run.recruitment_weeks, weeks) * WEEK if parameters.run.kind == "study" else weeks * WEEK
    short, long = (until(replicate(build_tables(p), 8, 0), day) for p in (parameters, longer))
    left = (Event.DEPART, Event.STILL_INSIDE)
    assert [e for e in short[0] if e[2] not in left] == [e for e in long[0] if e[2] not in left]
    assert short[1] == long[1]


# --- prices -------------------------------------------------------------------------------------------------------

PRICES = [name for name in entries() if name.startswith(("costs.", "payers."))]


def another(parameters: Parameters, name: str) -> object:
    """Return another value of a price."""
    entry, now = entries()[name], parameters.get(name)
    if isinstance(now, bool):
        return not now
    if isinstance(now, str):
        return next(value for value in entry.range if value != now)
    if isinstance(now, tuple):
        return [percent + 1.0 for percent in now]
    return type(now)(entry.range[0] if now == entry.range[1] else (now + entry.range[1]) / 2)


@pytest.mark.parametrize("name", PRICES)
def test_a_price_changes_no_event(name):
    base = default_parameters().changed(BUSY)
    before, after = (replicate(build_tables(p), 6, 2) for p in (base, base.changed({name: another(base, name)})))
    assert before.events == after.events


def test_no_price_at_all_changes_no_event():
    base = default_parameters().changed(BUSY)
    free = base.changed(
        {name: 0.0 for name in PRICES if isinstance(base.get(name), float) and entries()[name].range[0] == 0}
    )
    before, after = (replicate(build_tables(p), 6, 2) for p in (base, free))
    assert before.events == after.events
    assert before.ledger
    assert not after.ledger
