"""Every total from a tiny hand-made record, and outcomes from totals."""

from collections import Counter

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from sim import OUTCOMES, TOTALS, default_parameters
from sim.clock import Phase, tick
from sim.counting import Counted, count
from sim.outcomes import DECLINED, LEFT, MOVED_ON, NOT_ELIGIBLE, UNABLE, value
from sim.record import NOBODY, Record
from sim.tables import build_tables
from sim.words import Component, Event, Item, Kind, Payer, Reason, Step

pytestmark = pytest.mark.unit

WEEKS = 60
PARAMETERS = default_parameters().changed({"run.delivery_weeks": WEEKS, "run.warm_up_weeks": 0})
TABLES = build_tables(PARAMETERS)
LATER = build_tables(PARAMETERS.changed({"run.warm_up_weeks": 10}))
END = 7 * WEEKS
HER, GROUP = 1024, -4

Happened = tuple[int, int, Event, Step, int]


def on(day: int, event: Event, step: Step = Step.CONTACT, number: int = 0, who: int = HER) -> Happened:
    """Say that something happened to her on a day."""
    return day, who, event, step, number


def counted(happened: list[Happened], ledger: list[tuple] | None = None, tables=TABLES) -> Counted:
    """Count a record made of what happened and what was spent."""
    record = Record(simpy.Environment())
    record.events = [
        (tick(day, Phase.OUTCOME), who, event, step, 0, number) for day, who, event, step, number in happened
    ]
    record.ledger = list(ledger or [])
    record.close()
    return count(record, tables)


def totals(happened: list[Happened], ledger: list[tuple] | None = None, tables=TABLES) -> dict[str, int]:
    """Return the totals that are not 0, but for the days counted."""
    found = counted(happened, ledger, tables).totals
    assert tuple(found) == TOTALS
    assert found.pop("days_counted") == tables.end_day - tables.counted_from_day
    return {name: number for name, number in found.items() if number}


def name_of(member: Reason | Step) -> str:
    return member.name.lower()


ENROLLED = on(0, Event.ENROLLED)
STAYS = [ENROLLED, on(END, Event.STILL_INSIDE)]
INSIDE = {"consented": 1, "still_inside": 1}
DRUG_STEPS = (Step.GETTING_STARTED, Step.PREPARATION)
WAITS = {
    Step.GETTING_STARTED: "getting_started",
    Step.PREPARATION: "preparation",
    Step.PTSD_SCREENING: "screening",
    Step.STABILISATION: "stabilisation",
    Step.READINESS: "readiness",
    Step.THERAPY: "therapy",
}

EXAMPLES: list[tuple[list[Happened], dict[str, int]]] = [
    ([on(2, Event.MET), on(9, Event.MET)], {"contacts": 2, "women_met": 1}),
    ([on(2, Event.SCREENED), on(2, Event.ELIGIBLE)], {"screened": 1, "eligible": 1}),
    (STAYS, INSIDE),
    (
        [ENROLLED, on(30, Event.COMPLETED, Step.THERAPY, 12)],
        {"consented": 1, "completed_therapy": 1},
    ),
    (
        [*STAYS, on(9, Event.LEFT, Step.PREPARATION, Reason.DISENGAGED), on(30, Event.RETURNED, Step.PREPARATION)],
        INSIDE | {"returned": 1},
    ),
    ([on(5, Event.REFERRED, Step.PTSD_SCREENING)] * 2, {"referred": 1}),
    ([on(5, Event.SYMPTOMS_FOUND, Step.PTSD_SCREENING)] * 2, {"ptsd_positive": 1, "ptsd_screened": 1}),
    ([on(5, Event.NO_SYMPTOMS_FOUND, Step.PTSD_SCREENING)], {"ptsd_negative": 1, "ptsd_screened": 1}),
    ([on(5, Event.PLACE_OFFERED, Step.PTSD_SCREENING)] * 2, {"offered_ptsd_screening": 1}),
    ([on(5, Event.BEGAN, Step.PREPARATION)] * 2, {"reached_preparation": 1}),
    ([on(5, Event.BEGAN, Step.STABILISATION)] * 2, {"started_stabilisation": 1}),
    ([on(5, Event.COMPLETED, Step.STABILISATION, 4)] * 2, {"completed_stabilisation": 1}),
    ([on(5, Event.READY, Step.READINESS)] * 2, {"ready": 1}),
    ([on(5, Event.BEGAN, Step.THERAPY)] * 2, {"started_therapy": 1}),
    ([on(5, Event.MISSED, Step.STABILISATION)] * 2, {"stabilisation_missed": 2}),
    ([on(5, Event.MISSED, Step.THERAPY)] * 2, {"therapy_sessions_missed": 2}),
    ([on(5, Event.SESSION_CANCELLED, Step.THERAPY, 1)] * 2, {"therapy_sessions_cancelled": 2}),
    ([on(5, Event.CLINIC_CANCELLED, who=-5)] * 2, {"clinics_cancelled": 2}),
    ([on(5, Event.CLINIC_HELD, number=6, who=-5)] * 2, {"slots_offered": 12}),
    ([on(5, Event.SLOTS_USED, number=4, who=-5)] * 2, {"slots_used": 8}),
    (
        [on(5, Event.SESSION_HELD, Step.STABILISATION, 6, GROUP), on(5, Event.INCIDENT, Step.STABILISATION, 6, GROUP)],
        {"stabilisation_sessions_held": 1, "incidents": 1},
    ),
    ([on(5, Event.SESSION_EMPTY, Step.STABILISATION, 0, GROUP)], {"stabilisation_sessions_empty": 1}),
    ([on(5, Event.SESSION_CANCELLED, Step.STABILISATION, 1, GROUP)], {"stabilisation_sessions_cancelled": 1}),
]
for reason in DECLINED:
    EXAMPLES.append(([on(2, Event.DECLINED, number=reason)], {"declined": 1, f"declined_{name_of(reason)}": 1}))
for reason in NOT_ELIGIBLE:
    EXAMPLES.append(
        ([on(2, Event.NOT_ELIGIBLE, number=reason)], {"not_eligible": 1, f"not_eligible_{name_of(reason)}": 1})
    )
for reason in UNABLE:
    expected = {"unable_to_consent": 1, f"unable_to_consent_{name_of(reason)}": 1}
    EXAMPLES.append(([on(2, Event.UNABLE_TO_CONSENT, number=reason)], expected))
for reason in LEFT:
    for step, at in WAITS.items():
        expected = {"consented": 1, "left": 1, f"left_{name_of(reason)}": 1, f"left_at_{at}": 1}
        EXAMPLES.append(([ENROLLED, on(40, Event.LEFT, step, reason)], expected))
for reason in MOVED_ON:
    expected = {"consented": 1, "moved_on": 1, f"moved_on_{name_of(reason)}": 1}
    EXAMPLES.append(([ENROLLED, on(40, Event.MOVED_ON, Step.READINESS, reason)], expected))
for step in DRUG_STEPS:
    EXAMPLES += [
        ([on(5, Event.ATTENDED, step)] * 2, {"attended_any_group": 1, "drug_group_attendances": 2}),
        ([on(5, Event.ATTENDED_IN_PART, step)], {"attended_any_group": 1, "drug_group_attendances": 1}),
        ([on(5, Event.MISSED, step)], {"drug_group_missed": 1}),
        ([on(5, Event.SESSION_HELD, step, 3, -2)], {"drug_group_sessions_held": 1}),
        ([on(5, Event.SESSION_EMPTY, step, 0, -2)], {"drug_group_sessions_empty": 1}),
        ([on(5, Event.SESSION_CANCELLED, step, 0, -2)], {"drug_group_sessions_cancelled": 1}),
        ([on(5, Event.INCIDENT, step, 3, -2)], {"incidents": 1}),
    ]
for event in (Event.ATTENDED, Event.ATTENDED_IN_PART):
    EXAMPLES.append(([on(5, event, Step.STABILISATION)] * 2, {"stabilisation_attendances": 2}))
    EXAMPLES.append(([on(5, event, Step.THERAPY)] * 2, {"therapy_sessions_held": 2}))
for step in (Step.PTSD_SCREENING, Step.READINESS, Step.CATCH_UP):
    EXAMPLES.append(([on(5, Event.MISSED, step)] * 2, {"appointments_missed": 2}))
for step, wait in WAITS.items():
    offered = {"offered_ptsd_screening": 1} if step == Step.PTSD_SCREENING else {}
    days = {f"days_queued_{wait}": 13}
    EXAMPLES += [
        (
            [on(5, Event.WAITS, step), on(18, Event.PLACE_OFFERED, step)],
            offered | days | {f"served_{wait}": 1, f"days_waited_{wait}": 13},
        ),
        ([on(5, Event.WAITS, step), on(18, Event.LEFT, step, Reason.INTEREST_LOST)], days),
        ([on(END - 13, Event.WAITS, step)], days),
    ]


@pytest.mark.parametrize(("happened", "expected"), EXAMPLES)
def test_what_happened_is_counted_and_nothing_else(happened, expected):
    assert totals(happened) == expected


def test_every_total_has_an_example():
    money = {name for name in TOTALS if name.startswith("pence_")}
    shown = {name for _, expected in EXAMPLES for name in expected}
    assert shown | money | {"days_counted", "inside_at_start"} == set(TOTALS)


def test_what_happened_before_the_warm_up_ended_is_not_counted():
    for happened, _ in EXAMPLES:
        early = [entry for entry in happened if entry[0] < 70]
        if not any(event in (Event.ENROLLED, Event.WAITS, Event.RETURNED) for _, _, event, _, _ in early):
            assert totals(early, tables=LATER) == {}


def test_who_was_inside_when_counting_began():
    assert totals(STAYS, tables=LATER) == {"inside_at_start": 1, "still_inside": 1}
    gone = [ENROLLED, on(40, Event.LEFT, Step.PREPARATION, Reason.DISENGAGED)]
    assert totals(gone, tables=LATER) == {}
    back = [*gone, on(90, Event.RETURNED, Step.PREPARATION), on(END, Event.STILL_INSIDE)]
    assert totals(back, tables=LATER) == {"inside_at_start": 1, "still_inside": 1, "returned": 1}


def test_a_step_first_reached_before_counting_began_is_not_reached_again():
    twice = [on(5, Event.READY, Step.READINESS), on(100, Event.READY, Step.READINESS)]
    assert totals(twice, tables=LATER) == {}
    assert totals(twice) == {"ready": 1}


def test_a_wait_begun_before_counting_began_counts_as_queue_from_then_and_not_as_a_wait():
    waits = [on(60, Event.WAITS, Step.THERAPY), on(80, Event.BEGAN, Step.THERAPY)]
    assert totals(waits, tables=LATER) == {"days_queued_therapy": 10, "started_therapy": 1}
    assert counted(waits, tables=LATER).waits == Counter()


def test_waits_by_length_and_ending():
    others = [
        on(3, Event.WAITS, Step.THERAPY),
        on(10, Event.PLACE_OFFERED, Step.THERAPY),
        on(3, Event.WAITS, Step.THERAPY, who=2),
        on(11, Event.LEFT, Step.THERAPY, Reason.HOUSING, who=2),
        on(END - 4, Event.WAITS, Step.THERAPY, who=3),
    ]
    assert counted(others).waits == {
        ("therapy", 7, "served"): 1,
        ("therapy", 8, "left"): 1,
        ("therapy", 4, "waiting"): 1,
    }


def test_sizes_of_sessions_held():
    sessions = [
        on(5, Event.SESSION_HELD, Step.GETTING_STARTED, 3, -2),
        on(12, Event.SESSION_HELD, Step.PREPARATION, 3, -3),
        on(12, Event.SESSION_HELD, Step.STABILISATION, 5, GROUP),
        on(19, Event.SESSION_EMPTY, Step.GETTING_STARTED, 0, -2),
    ]
    assert counted(sessions).sizes == {("drug_group", 3): 2, ("stabilisation", 5): 1}


def spent(day: int, component: Component, payer: Payer, pence: int) -> tuple:
    return day, 0, component, Item.SESSION, Kind.SESSION, NOBODY, payer, pence


def test_money_by_component_payer_and_year():
    ledger = [spent(3, component, payer, 10**component) for component in Component for payer in Payer]
    ledger.append(spent(364, Component.THERAPY, Payer.NHS, 1_000_000))
    found = totals([], ledger)
    assert [found[f"pence_{component.name.lower()}"] for component in Component] == [3, 30, 300, 1_003_000, 30_000]
    each = 11_111
    assert [found[f"pence_paid_by_{payer.name.lower()}"] for payer in Payer] == [each + 1_000_000, each, each]
    assert found["pence_total"] == 3 * each + 1_000_000
    rate = PARAMETERS.costs.discount_rate
    assert found["pence_discounted"] == pytest.approx(3 * each + 1_000_000 / (1 + rate), abs=1)
    years = counted([], ledger).years
    assert (years["pence_total", 0], years["pence_total", 1]) == (3 * each, 1_000_000)


def test_money_spent_before_counting_began_is_not_counted():
    ledger = [spent(69, Component.THERAPY, Payer.NHS, 500), spent(70, Component.THERAPY, Payer.NHS, 7)]
    found = totals([], ledger, LATER)
    assert found == dict.fromkeys(("pence_therapy", "pence_paid_by_nhs", "pence_total", "pence_discounted"), 7)


def test_years_from_opening():
    years = counted([on(5, Event.MET), on(364, Event.MET), on(365, Event.MET)]).years
    assert (years["contacts", 0], years["contacts", 1]) == (1, 2)


# --- outcomes from totals -----------------------------------------------------------------------------------------

FIXED = (
    "contacts screened eligible consented attended_any_group reached_preparation referred ptsd_screened ptsd_positive "
    "started_stabilisation completed_stabilisation ready started_therapy completed_therapy drug_group_sessions_held "
    "drug_group_attendances stabilisation_sessions_held therapy_sessions_held left still_inside "
    "weeks_waited_screening weeks_waited_stabilisation weeks_waited_therapy psychologist_use cost_total "
    "cost_drug_groups cost_ptsd_screening cost_stabilisation cost_therapy cost_support"
)


def test_the_public_names_are_all_there():
    assert set(FIXED.split()) <= set(OUTCOMES)


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_is_made_of_totals_and_says_what_it_is(name):
    outcome = OUTCOMES[name]
    assert outcome.name == name
    assert outcome.numerator in TOTALS
    assert outcome.denominator is None or outcome.denominator in TOTALS
    assert outcome.help.endswith(".")
    assert outcome.scale > 0


@given(st.integers(0, 10**9), st.integers(1, 50))
def test_a_count_is_a_mean_over_replications(total, replications):
    sums = dict.fromkeys(TOTALS, 0) | {"contacts": total, "pence_total": total}
    assert value(OUTCOMES["contacts"], sums, replications) == pytest.approx(total / replications)
    assert value(OUTCOMES["cost_total"], sums, replications) == pytest.approx(total / replications / 100)


def test_a_ratio_is_of_sums_and_missing_where_nothing_is_counted():
    sums = dict.fromkeys(TOTALS, 0)
    for name in ("weeks_waited_therapy", "psychologist_use", "cost_per_completer", "women_in_a_session"):
        assert value(OUTCOMES[name], sums, 3) is None
    sums |= {"days_waited_therapy": 49, "served_therapy": 2, "pence_total": 100_000, "completed_therapy": 4}
    assert value(OUTCOMES["weeks_waited_therapy"], sums, 3) == pytest.approx(3.5)
    assert value(OUTCOMES["cost_per_completer"], sums, 3) == pytest.approx(250.0)
