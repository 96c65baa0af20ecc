"""Attending: whether a woman comes to a session, and what coming or missing does to her."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import simpy

from sim.clock import Phase
from sim.draws import Block
from sim.grids import APPOINTMENT, DRUG_GROUP, HIGHEST_STABILITY, STABILISATION, attends_index, gains_index
from sim.rules import CAP
from sim.words import Component, Event, Item, Recency, Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.groups import DrugGroup, Group, Session
    from sim.woman import Woman

    Coming = Generator[simpy.Event, object, bool]

GROUP_SESSIONS = {DRUG_GROUP: Block.DRUG_GROUP, STABILISATION: Block.STABILISATION}


def comes(woman: Woman, kind: int, word: int, misses: int, incident_last_time: bool = False) -> bool:
    """Return whether a woman comes to a session of a kind, by the rule ``rules.attends``."""
    place = attends_index(
        kind,
        woman.propensity,
        woman.treatment,
        woman.sells == Recency.WEEKLY,
        woman.uses == Recency.WEEKLY,
        min(misses, CAP),
        incident_last_time,
    )
    return word < woman.tables.attends[place]


def sits_in(woman: Woman, group: Group, kind: int, session: Session) -> Coming:
    """Decide whether to come to a group's session and live through it; return whether she came.

    Whether she comes depends on how things stood before any session of the day. What it leads to follows after.
    """
    attends, part, gains, _ = woman.next_words(GROUP_SESSIONS[kind])
    came = comes(woman, kind, attends, woman.misses, group.incident_last_time)
    in_part = came and part < woman.tables.in_part
    step = woman.group_step if kind == DRUG_GROUP else Step.STABILISATION
    note_attendance(woman, step, group.resource, came, in_part)
    if came:
        session.present.append(woman)
        pay_for_attendance(woman, kind)
    yield session.over
    if came:
        if step != Step.GETTING_STARTED:
            may_gain_stability(woman, gains, in_part)
        woman.misses, woman.in_a_row = 0, woman.in_a_row + 1
        woman.sessions_attended += kind == DRUG_GROUP
    else:
        woman.misses, woman.in_a_row = woman.misses + 1, 0
    return came


def next_session(woman: Woman, group: Group, kind: int) -> Coming:
    """Wait for a group's next session, and sit in it if she comes; return whether she came."""
    session = cast("Session", (yield group.next_session))
    return (yield from sits_in(woman, group, kind, session))


def keeps_attending(woman: Woman, group: DrugGroup) -> Generator[simpy.Event, object, None]:
    """Keep attending the drug group while she waits for the psychologist; a process beside her pathway."""
    this_time = woman.attending_meanwhile
    while True:
        session = cast("Session", (yield group.next_session))
        if woman.attending_meanwhile != this_time:
            return
        if woman.site.step_runs(woman.group_step, woman.today):
            yield from sits_in(woman, group, DRUG_GROUP, session)


def may_gain_stability(woman: Woman, word: int, in_part: bool) -> None:
    """Gain a level of stability from a session attended, by the rule ``rules.gains_stability``."""
    place = gains_index(woman.treatment, woman.in_a_row, in_part)
    if woman.stability < HIGHEST_STABILITY and word < woman.tables.gains_stability[place]:
        woman.stability += 1
        woman.note(Event.STABILITY_GAINED, woman.step, value=woman.stability)


def keeps_appointment(woman: Woman, step: Step, misses: int) -> Coming:
    """Come, or not, to a one-off appointment today; return whether she came.

    Ends while the session is on: what it leads to is for the caller, at ``Phase.OUTCOME``.
    """
    yield woman.until(woman.today, Phase.SESSION)
    came = comes(woman, APPOINTMENT, woman.words_for(Block.APPOINTMENT, step)[0], misses)
    note_attendance(woman, step, woman.site.clinic.resource, came)
    return came


def note_attendance(woman: Woman, step: Step, resource: int, came: bool, in_part: bool = False) -> None:
    """Write down that she attended, attended in part, or missed a session."""
    event = Event.MISSED if not came else Event.ATTENDED_IN_PART if in_part else Event.ATTENDED
    woman.note(event, step, resource)


def pay_for_attendance(woman: Woman, kind: int) -> None:
    """Enter what one attendance costs: voucher, lunch and transport, and the contact where treatment is usual."""
    prices = woman.tables.prices
    if kind == DRUG_GROUP and woman.tables.usual_treatment:
        woman.spend(Component.DRUG_GROUPS, Item.USUAL_CONTACT, prices.usual_contact, prices.pays_drug_groups)
    if kind == DRUG_GROUP or prices.support_at_trauma_sessions:
        woman.site.record.spend_all(prices.attendance, woman.site.index, woman.number)
