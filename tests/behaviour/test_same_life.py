"""Whom a change does not touch lives the same life in both scenarios, to the last event."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, parameter_sets

from scenarios.verify.same_life import BUSY, ROOM, TOUCHES, Changes, Lives, lives_with, what_is_touched
from sim import Parameters, default_parameters
from sim.clock import WEEK, Phase, tick
from sim.parameters import entries
from sim.record import Logged, Record, Spent
from sim.replication import replicate
from sim.tables import build_tables
from sim.words import Event

pytestmark = pytest.mark.behaviour


@pytest.fixture(scope="module")
def before() -> Lives:
    """Everybody's life without a change."""
    return lives_with(ROOM)


@pytest.mark.parametrize(
    ("change", "touched"), TOUCHES, ids=lambda value: str(value) if isinstance(value, dict) else ""
)
def test_a_woman_untouched_by_a_change_lives_the_same_life(change, touched, before):
    assert not what_is_touched(change, touched, before, lives_with(ROOM | change))


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
