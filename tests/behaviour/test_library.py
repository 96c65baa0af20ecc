"""The scenarios that ship: each changes something that happens, and changes it in the way its title says."""

from collections import Counter
from functools import cache

import pytest

from scenarios.files import find, shipped
from scenarios.run_text import run_text
from sim import Parameters, Runs, simulate
from sim.record import Logged
from sim.words import Event, Item

pytestmark = pytest.mark.behaviour

STUDIES = [name for name in shipped() if find(name).parameters.run.kind == "study"]
OF_BASE = [name for name in STUDIES if name != "base"]
FEW = {"study": 6, "service": 1}
MOST = 240
"""Replications after which a scenario that has changed nothing yet is taken to change nothing."""


@cache
def few(name: str) -> Runs:
    """Return a few replications of a shipped scenario, with their whole record."""
    parameters = find(name).parameters
    count = FEW[parameters.run.kind]
    return simulate(parameters, count, seed=3, logs=count)


def events(name: str, *kinds: Event) -> list[Counter[tuple[float, int, int, int]]]:
    """Return, replication by replication, the events of some kinds in a scenario's log: when, to whom, step, value."""
    found = []
    for record in few(name).records.values():
        logged = (Logged(*entry) for entry in record.events)
        found.append(Counter((e.now, e.entity, e.step, e.value) for e in logged if e.event in kinds))
    return found


def differ(one: Runs, other: Runs) -> bool:
    """Whether two runs differ in any total or in any line of log or ledger."""
    records = [[(r.events, r.ledger) for r in runs.records.values()] for runs in (one, other)]
    return one.rows != other.rows or records[0] != records[1]


@pytest.mark.parametrize("name", [name for name in shipped() if find(name).compare_with])
def test_it_changes_something_against_what_it_is_compared_with(name: str) -> None:
    assert differ(few(name), few(str(find(name).compare_with)))


def ever_differ(one: Parameters, other: Parameters) -> bool:
    """Whether two parameter sets lead to different lives in any of many replications."""
    return any(
        differ(simulate(one, seed=3, first=i, logs=i + 1), simulate(other, seed=3, first=i, logs=i + 1))
        for i in range(MOST)
    )


@pytest.mark.parametrize("name", [name for name in shipped() if name != "base"])
def test_each_of_its_changes_changes_something_in_what_it_is_based_on(name: str) -> None:
    scenario = find(name)
    below = find(str(scenario.based_on)).parameters
    for left_out in scenario.changes:
        others = {field: value for field, value in scenario.changes.items() if field != left_out}
        assert ever_differ(scenario.parameters, below.changed(others)), f"{left_out} changes nothing"


@pytest.mark.parametrize("name", OF_BASE)
def test_the_same_women_are_met_whatever_the_design(name: str) -> None:
    """A woman is met on the same day, by the same route, under every design of the study."""
    assert events(name, Event.MET) == events("base", Event.MET)
    assert sum(map(Counter.total, events(name, Event.MET))) > 0


@pytest.mark.parametrize("name", ["widened-sex-work", "widened-drug-use", "widened-both"])
def test_wider_criteria_turn_no_eligible_woman_away(name: str) -> None:
    wide, narrow = events(name, Event.ELIGIBLE), events("base", Event.ELIGIBLE)
    women = [({woman for _, woman, *_ in w}, {woman for _, woman, *_ in n}) for w, n in zip(wide, narrow, strict=True)]
    assert all(wider >= narrower for wider, narrower in women)
    assert any(wider > narrower for wider, narrower in women)
    assert "rests on an assumption alone" in " ".join(_text(name).split())
    assert "rests on an assumption alone" not in " ".join(_text("base").split())


def test_widening_both_admits_all_whom_either_admits() -> None:
    eligible = {name: events(name, Event.ELIGIBLE) for name in ("widened-sex-work", "widened-drug-use", "widened-both")}
    for sex_work, drug_use, both in zip(*eligible.values(), strict=True):
        either = {woman for _, woman, *_ in (*sex_work, *drug_use)}
        assert {woman for _, woman, *_ in both} >= either


@pytest.mark.parametrize("name", ["do-minimum", "business-as-usual"])
def test_without_trauma_work_nobody_is_referred_and_nothing_is_spent_on_it(name: str) -> None:
    runs = few(name)
    for total in ("referred", "ptsd_screened", "started_stabilisation", "started_therapy", "slots_offered"):
        assert not any(runs.total(total))
    for pence in ("pence_ptsd_screening", "pence_stabilisation", "pence_therapy"):
        assert not any(runs.total(pence))
    assert all(runs.total("pence_drug_groups"))
    assert runs.mean("weeks_waited_therapy") is None
    assert "One-to-one therapy   " not in _text(name).split("Sessions and groups")[1].split("Costs")[0]


def test_without_support_none_is_paid_for() -> None:
    support = {Item.VOUCHER, Item.LUNCH, Item.TRANSPORT, Item.REMINDERS, Item.WELFARE_CALLS, Item.CASE_MANAGER}

    def paid(name: str) -> set[int]:
        return {item for record in few(name).records.values() for _, _, _, item, *_ in record.ledger} & support

    assert not paid("no-support")
    assert paid("base") == support - {Item.CASE_MANAGER}
    assert paid("more-support") == support


def test_supported_facilitators_cancel_no_session_that_others_would_have_held() -> None:
    def sessions(name: str, *kinds: Event) -> list[set[tuple[float, int]]]:
        return [{(now, group) for now, group, *_ in found} for found in events(name, *kinds)]

    cancelled = sessions("facilitator-support", Event.SESSION_CANCELLED)
    held = sessions("base", Event.SESSION_HELD, Event.SESSION_EMPTY)
    assert not any(mine & theirs for mine, theirs in zip(cancelled, held, strict=True))
    assert sum(map(len, cancelled)) < sum(map(len, sessions("base", Event.SESSION_CANCELLED)))


def test_slots_follow_the_number_of_psychologists() -> None:
    assert sum(few("second-psychologist").total("slots_offered")) == 2 * sum(few("base").total("slots_offered"))
    more, some = few("service-half-psychologist-more"), few("service")
    assert 2 * sum(more.total("slots_offered")) == 3 * sum(some.total("slots_offered"))


def test_three_sites_meet_more_women_than_one() -> None:
    assert few("service-three-sites").total("contacts")[0] > 2 * few("service").total("contacts")[0]


def _text(name: str) -> str:
    from scenarios.intervals import summarise
    from scenarios.running import Settings

    runs = few(name)
    return run_text(find(name), runs, summarise(runs), Settings(runs.replications, runs.seed))
