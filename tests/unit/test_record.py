"""The record: its order does not depend on who acted first, and its rows read in words."""

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from sim.record import EVENT_COLUMNS, LEDGER_COLUMNS, NOBODY, Logged, Record, Spent, event_rows, ledger_rows
from sim.words import Component, Event, Item, Kind, Payer, Reason, Resource, Route, Step, Trauma, name_of

pytestmark = pytest.mark.unit

SITE_1 = 1 << 24
DAY_3 = 38
events = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-20, 3), st.sampled_from(Event), st.sampled_from(Step), st.just(0)),
    max_size=20,
)


@given(events, st.randoms(use_true_random=False))
def test_a_closed_record_does_not_depend_on_the_order_of_writing(written, random):
    first, second = Record(simpy.Environment()), Record(simpy.Environment())
    first.events = [(now, entity, int(event), int(step), 0, value) for now, entity, event, step, value in written]
    second.events = random.sample(first.events, len(first.events))
    for record in (first, second):
        record.close()
    assert first.events == second.events
    assert [entry[0] for entry in first.events] == sorted(entry[0] for entry in first.events)


def test_entries_carry_the_moment():
    env = simpy.Environment()
    record = Record(env)
    record.note(7, Event.ENROLLED)
    env.run(until=DAY_3)
    record.note(-4, Event.SESSION_HELD, Step.STABILISATION, 4, 6)
    record.spend(0, Component.STABILISATION, Item.SESSION, Kind.SESSION, Payer.NHS, 20280)
    record.spend(0, Component.SUPPORT, Item.VOUCHER, Kind.EVENT, Payer.CHARITY, 0, 7)
    support = [(Component.SUPPORT, Item.LUNCH, Kind.EVENT, Payer.CHARITY, 400)]
    record.spend_all(support, 2, 7)
    assert [Logged(*entry).now for entry in record.events] == [0, DAY_3]
    assert [Spent(*entry).day for entry in record.ledger] == [3, 3]
    assert [Spent(*entry).woman for entry in record.ledger] == [NOBODY, 7]
    assert sum(Spent(*entry).pence for entry in record.ledger) == 20680


def row_of(*logged: int) -> dict[str, object]:
    (row,) = event_rows([logged], run_number=5, pathway="base")
    return dict(zip(EVENT_COLUMNS, row, strict=True))


def test_an_event_reads_in_words():
    row = row_of(DAY_3, SITE_1 + 9, Event.LEFT, Step.PREPARATION, 0, Reason.HOUSING)
    assert row == {
        "entity_id": SITE_1 + 9,
        "event_type": "pathway",
        "event": "left",
        "time": 3,
        "resource_id": None,
        "run_number": 5,
        "pathway": "base",
        "phase": 8,
        "site": 1,
        "step": "preparation",
        "value": Reason.HOUSING,
        "reason": "housing",
    }


@pytest.mark.parametrize(
    ("event", "kind", "name"),
    [
        (Event.ARRIVAL, "arrival_departure", "arrival"),
        (Event.WAITS, "queue", "waits_therapy"),
        (Event.BEGAN, "resource_use", "began_therapy"),
        (Event.ENDED, "resource_use_end", "ended_therapy"),
        (Event.DEPART, "arrival_departure", "depart"),
        (Event.ATTENDED, "pathway", "attended"),
    ],
)
def test_event_types_are_vidigis(event, kind, name):
    row = row_of(0, 1, event, Step.THERAPY, 5, 0)
    assert (row["event_type"], row["event"], row["resource_id"]) == (kind, name, 5)


@pytest.mark.parametrize("site", [0, 1, 199])
def test_what_happens_to_a_group_is_the_services(site):
    resource = site * 16 + Resource.PSYCHOLOGIST
    row = row_of(DAY_3, -resource, Event.SLOTS_USED, Step.CONTACT, resource, 4)
    assert (row["event_type"], row["site"], row["entity_id"]) == ("service", site, -resource)


def test_a_cost_reads_in_words():
    entry = (3, 1, Component.SUPPORT, Item.VOUCHER, Kind.EVENT, NOBODY, Payer.CHARITY, 1000)
    (row,) = ledger_rows([entry], run_number=2)
    named = dict(zip(LEDGER_COLUMNS, row, strict=True))
    assert named["entity_id"] is None
    assert [named[column] for column in ("component", "item", "kind", "payer")] == [
        "support",
        "voucher",
        "event",
        "charity",
    ]
    assert (named["run_number"], named["day"], named["site"], named["pence"]) == (2, 3, 1, 1000)


def test_names_are_where_they_were():
    """Stored logs hold the numbers; a name may be added, never moved. These few stand for all."""
    assert (Event.MET, Event.ENROLLED, Event.BEGAN, Event.LEFT, Event.SESSION_HELD, Event.SLOTS_USED) == (
        1,
        7,
        15,
        29,
        40,
        45,
    )
    assert (Step.CONTACT, Step.THERAPY, Step.CATCH_UP) == (0, 6, 7)
    assert (Reason.TOO_BUSY, Reason.DISENGAGED, Reason.NOT_READY) == (1, 10, 22)
    assert (Component.DRUG_GROUPS, Component.SUPPORT) == (0, 4)
    assert (Route.SELF_REFERRAL, Trauma.COMPLEX) == (2, 2)
    assert name_of(Item.WELFARE_CALLS) == "welfare_calls"
