"""Whom a change does not touch lives the same life with and without it, to the last event."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scenarios.verify.lives import Life, read_lives
from sim.parameters import default_parameters
from sim.replication import replicate
from sim.tables import build_tables
from sim.words import Event, Step

Lives = dict[int, Life]
Changes = dict[str, object]

FEW = 50
"""Women beyond whom a comparison says something."""

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


def lives_with(changes: Mapping[str, object], replication: int = 0, seed: int = 77) -> Lives:
    """Run one replication and return everybody's life."""
    tables = build_tables(default_parameters().changed(changes))
    return read_lives(replicate(tables, seed, replication), tables.end_day)


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


def what_is_touched(change: Changes, touched: Callable[[Life], bool], before: Lives, after: Lives) -> str:
    """Say what is wrong where a change touches women whom it may not touch; an empty text if nothing is.

    Parameters
    ----------
    change : dict
        What is changed.
    touched : callable
        Whether the change may touch a woman, by her life without it.
    before, after : dict of int to Life
        Everybody's life without the change and with it.
    """
    untouched = [number for number, life in before.items() if not touched(life)]
    if len(untouched) <= FEW:
        return f"only {len(untouched)} women are not touched"
    others = [number for number in untouched if number not in after or before[number].events != after[number].events]
    if others:
        return f"{len(others)} of {len(untouched)} women live another life, the first of them woman {others[0]}"
    new = len(after.keys() - before.keys())
    adds = touched is never and not any(name.startswith("readiness") for name in change)
    if adds != (new > FEW) or (new and not adds):
        return f"{new} women are added"
    if touched is not never and all(before[number].events == after[number].events for number in before):
        return "nobody at all is touched"
    return ""
