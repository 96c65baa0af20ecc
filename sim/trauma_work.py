"""The trauma work: PTSD screening, stabilisation, readiness and one-to-one therapy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from sim.attending import comes, keeps_appointment, keeps_attending, next_session, note_attendance, pay_for_attendance
from sim.clinic import APPOINTMENT_RANK, THERAPY_RANK
from sim.clock import WEEK, Phase
from sim.draws import Block
from sim.endings import Left, MovedOn
from sim.grids import STABILISATION, THERAPY, ready_index
from sim.parameters import THERAPIES
from sim.waiting import Patience
from sim.woman import LIFE_EVENTS_ONLY, STABILISATION_HAZARD
from sim.words import Component, Event, Item, Kind, Reason, Step, Trauma

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.woman import Woman

    Process = Generator[simpy.Event, object, None]
    Answer = Generator[simpy.Event, object, bool]

PRESENT_FOCUSED = THERAPIES.index("present_focused")
WEEKLY_UNITS, OTHER_UNITS = 2, 1
"""Half-slots a week of the caseload that a course takes: weekly, and every other week or less."""


def trauma_work(woman: Woman) -> Process:
    """Everything from referral to the end of therapy, with stabilisation repeated if need be."""
    yield from ptsd_screening(woman)
    for course in range(woman.tables.repeats + 1):
        attended = yield from stabilisation(woman)
        attended, completed = yield from completes_course(woman, attended)
        ready_word, accepts_word, _, _ = woman.words_for(Block.READINESS)
        if completed and (yield from is_ready(woman, attended, ready_word)):
            yield from therapy(woman, woman.therapy)
            return
        reason = Reason.NOT_READY if completed else Reason.COURSE_NOT_COMPLETED
        accepts = accepts_word < woman.tables.accepts_repeat
        if completed and accepts and woman.tables.present_focused_if_not_ready:
            yield from therapy(woman, PRESENT_FOCUSED)
            return
        if not accepts or course == woman.tables.repeats:
            raise MovedOn(reason)


def ptsd_screening(woman: Woman) -> Process:
    """Wait for the psychologist, perhaps attending preparation meanwhile, and be screened for PTSD."""
    site, tables = woman.site, woman.tables
    step, clinic = Step.PTSD_SCREENING, site.clinic
    woman.note(Event.REFERRED, step)
    weeks_in_step = woman.weeks_in_step
    woman.waits_for(step, clinic.resource)
    if tables.keep_attending and woman.group is not None:
        woman.keeps_coming(weeks_in_step)
        woman.env.process(keeps_attending(woman, woman.group))
    else:
        woman.stops_group()
    patience = Patience(woman, step)
    yield from patience.until(woman.today + max(tables.referral_delay, 1))
    with clinic.psychologist.ask(woman.today, woman.number, APPOINTMENT_RANK) as slot:
        yield from patience.for_offer(slot)
        pay_for_appointment(woman, Component.PTSD_SCREENING, tables.prices.ptsd_screening)
        patience.answers()
        woman.stops_group()
        woman.begins(step, clinic.resource, LIFE_EVENTS_ONLY)
        came = yield from keeps_appointment(woman, step, 0)
    for misses in range(1, tables.screening_appointments):
        if not came:
            cost = tables.prices.ptsd_screening_rebooked
            came = yield from next_appointment(woman, step, Component.PTSD_SCREENING, cost, misses)
    yield woman.until(woman.today, Phase.OUTCOME)
    if not came:
        raise Left(Reason.NOT_REACHED)
    if woman.trauma == Trauma.NONE:
        woman.note(Event.NO_SYMPTOMS_FOUND, step)
        raise MovedOn(Reason.NO_SYMPTOMS)
    woman.note(Event.SYMPTOMS_FOUND, step)


def next_appointment(woman: Woman, step: Step, component: Component, cost: int, misses: int) -> Answer:
    """Wait for a one-off slot from tomorrow on, and keep the appointment or not; return whether she came."""
    yield woman.until(woman.today + 1, Phase.JOINED)
    with woman.site.clinic.psychologist.ask(woman.today, woman.number, APPOINTMENT_RANK) as slot:
        yield slot
        woman.note(Event.PLACE_OFFERED, step)
        if woman.status is None:
            woman.begins(step, woman.site.clinic.resource, LIFE_EVENTS_ONLY)
        pay_for_appointment(woman, component, cost)
        return (yield from keeps_appointment(woman, step, misses))


def stabilisation(woman: Woman) -> Generator[simpy.Event, object, int]:
    """Wait for a stabilisation group and sit through its course; return how many sessions she attended."""
    groups, step = woman.site.clinic.stabilisation, Step.STABILISATION
    woman.waits_for(step, groups.resource)
    place = groups.waiting.ask(woman.today, woman.number)
    try:
        yield from Patience(woman, step).for_place(place)
        group = place.group
        assert group is not None
        woman.begins(step, group.resource, STABILISATION_HAZARD)
        woman.misses = woman.in_a_row = attended = 0
        for _ in range(woman.tables.sessions):
            attended += yield from next_session(woman, group, STABILISATION)
        return attended
    finally:
        groups.leaves(place)


def completes_course(woman: Woman, attended: int) -> Generator[simpy.Event, object, tuple[int, bool]]:
    """Return the sessions she attended, caught up or not, and whether that completes the course."""
    tables, step = woman.tables, Step.STABILISATION
    if tables.every_session:
        for _ in range(tables.catch_up_appointments):
            if attended < tables.sessions:
                woman.hazard = LIFE_EVENTS_ONLY
                cost = tables.prices.catch_up_appointment
                attended += yield from next_appointment(woman, Step.CATCH_UP, Component.STABILISATION, cost, 0)
        completed = attended >= tables.sessions
        yield woman.until(woman.today, Phase.OUTCOME)
    else:
        completed = attended >= tables.to_complete
    woman.note(Event.COMPLETED if completed else Event.NOT_COMPLETED, step, value=attended)
    return attended, completed


def is_ready(woman: Woman, attended: int, word: int) -> Answer:
    """See the psychologist, who judges whether she is ready; the rule is ``rules.ready``."""
    tables, step, clinic = woman.tables, Step.READINESS, woman.site.clinic
    woman.waits_for(step, clinic.resource)
    came = False
    for misses in range(tables.readiness_appointments):
        if not came:
            cost = tables.prices.readiness_appointment
            came = yield from next_appointment(woman, step, Component.STABILISATION, cost, misses)
    place = ready_index(min(attended, tables.sessions), woman.trauma == Trauma.COMPLEX, woman.stability)
    yield woman.until(woman.today, Phase.OUTCOME)
    if not came:
        raise Left(Reason.NOT_REACHED)
    ready = word < tables.ready[place]
    woman.note(Event.READY if ready else Event.NOT_READY, step)
    return ready


def therapy(woman: Woman, kind: int) -> Process:
    """Wait for a place on the caseload, and go through a course of one-to-one therapy."""
    tables, clinic, step = woman.tables, woman.site.clinic, Step.THERAPY
    woman.waits_for(step, clinic.resource)
    interval = tables.therapy_interval[kind]
    units = WEEKLY_UNITS if interval == WEEK else OTHER_UNITS
    with clinic.caseload.ask(woman.today, woman.number, units=units) as place:
        yield from Patience(woman, step).for_place(place)
        woman.begins(step, clinic.resource, LIFE_EVENTS_ONLY, kind)
        held = appointments = misses = 0
        while held < tables.therapy_sessions[kind]:
            if appointments:
                yield woman.until(woman.today + interval, Phase.JOINED)
            came, leaves = yield from therapy_session(woman, kind, appointments, misses)
            appointments += 1
            held, misses = (held + 1, 0) if came else (held, misses + 1)
            if held < tables.therapy_sessions[kind] and leaves:
                raise Left(Reason.LEFT_THERAPY)
            if misses >= tables.misses_end:
                raise Left(Reason.THERAPY_ENDED)
    woman.note(Event.COMPLETED, step, value=held)


def therapy_session(
    woman: Woman, kind: int, before: int, misses: int
) -> Generator[simpy.Event, object, tuple[bool, bool]]:
    """Take the psychologist's next slot and come or not; return whether she came and whether she then leaves."""
    tables, clinic, step = woman.tables, woman.site.clinic, Step.THERAPY
    with clinic.psychologist.ask(woman.today, woman.number, THERAPY_RANK) as slot:
        slot.therapy = kind
        yield slot
        yield woman.until(woman.today, Phase.SESSION)
        attends, part, leaves, _ = woman.next_words(Block.THERAPY)
        came = comes(woman, THERAPY, attends, misses)
        note_attendance(woman, step, clinic.resource, came, came and part < tables.in_part)
        pay_for_therapy(woman, kind, came)
        yield woman.until(woman.today, Phase.OUTCOME)
    hazards = tables.leaves_therapy[kind]
    return came, leaves < hazards[min(before, len(hazards) - 1)]


def pay_for_appointment(woman: Woman, component: Component, pence: int) -> None:
    """Enter the cost of a one-off appointment, which falls whether she comes or not."""
    woman.spend(component, Item.APPOINTMENT, pence, woman.tables.prices.pays_trauma)


def pay_for_therapy(woman: Woman, kind: int, came: bool) -> None:
    """Enter the cost of a therapy session, held or missed."""
    prices = woman.tables.prices
    pence = prices.therapy_session[kind] if came else prices.therapy_missed[kind]
    item = Item.SESSION if came else Item.APPOINTMENT_MISSED
    woman.spend(Component.THERAPY, item, pence, prices.pays_trauma, Kind.SESSION)
    if came:
        pay_for_attendance(woman, THERAPY)
