"""Referral, PTSD screening and one-off appointments, compiled (``sim.trauma_work``)."""

from sim import layout
from sim.clock import Phase
from sim.compiled.attending import comes, note_attendance
from sim.compiled.book import note, spend
from sim.compiled.courses import asks_stabilisation, asks_tomorrow, catches_up, ends_course, is_judged
from sim.compiled.lists import wake
from sim.compiled.philox import words
from sim.compiled.state import (
    APPOINTMENT_COUNTS,
    APPOINTMENT_STEP,
    AT_APPOINTMENT,
    AT_SESSION,
    AWAITS_REFERRAL,
    CAME,
    COURSE,
    COURSE_ATTENDED,
    DAY,
    DOES,
    HAZARD,
    LOST_DAY,
    MEANWHILE,
    NUMBER,
    STATUS,
    TRAUMA,
    TRIES,
    WEEKS_IN_STEP,
)
from sim.compiled.therapy import has_slot_today, learns_outcome_of_session
from sim.compiled.toolchain import Cells, compiled
from sim.compiled.woman import (
    PSYCHOLOGIST,
    STEPS,
    begins,
    begins_to_be_patient,
    goes,
    is_offered,
    resource_at,
    stops_group,
    waits_for,
    why_not_taken_up,
)
from sim.draws import Block
from sim.grids import APPOINTMENT
from sim.woman import LIFE_EVENTS_ONLY, PREPARATION_HAZARD
from sim.words import Component, Event, Item, Kind, Reason, Step
from sim.words import Trauma as Finding

_SCREENING = int(Step.PTSD_SCREENING)
_READINESS = int(Step.READINESS)
_CATCH_UP = int(Step.CATCH_UP)
_REFERRED = int(Event.REFERRED)
_SYMPTOMS = int(Event.SYMPTOMS_FOUND)
_NO_SYMPTOMS = int(Event.NO_SYMPTOMS_FOUND)
_OFFERED = int(Event.PLACE_OFFERED)
_FOUND_NONE = int(Reason.NO_SYMPTOMS)
_NOT_REACHED = int(Reason.NOT_REACHED)
_FOR_SCREENING = int(Component.PTSD_SCREENING)
_FOR_STABILISATION = int(Component.STABILISATION)
_APPOINTMENT_ITEM = int(Item.APPOINTMENT)
_BY_EVENT = int(Kind.EVENT)
_APPOINTMENT_BLOCK = int(Block.APPOINTMENT)
_NONE = int(Finding.NONE)
_INTEREST_LOST = int(Phase.INTEREST_LOST)
_JOINED = int(Phase.JOINED)


@compiled
def is_referred(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Be referred to the psychologist, and perhaps keep attending the drug group meanwhile."""
    note(t, m, a, her, _REFERRED, _SCREENING, 0, 0)
    weeks = m[her + WEEKS_IN_STEP]
    waits_for(t, m, a, her, _SCREENING, resource_at(m, PSYCHOLOGIST))
    if t[layout.KEEP_ATTENDING]:
        m[her + MEANWHILE] = 1
        m[her + HAZARD], m[her + WEEKS_IN_STEP] = PREPARATION_HAZARD, weeks
    else:
        stops_group(m, her)
    m[her + COURSE] = 0
    m[her + DOES] = AWAITS_REFERRAL
    begins_to_be_patient(t, m, her, _SCREENING)
    day = m[DAY] + max(t[layout.REFERRAL_DELAY], 1)
    if m[her + LOST_DAY] <= day and not t[layout.LEARNS_AT_OFFER]:
        wake(t, m, her, m[her + LOST_DAY], _INTEREST_LOST)
    else:
        wake(t, m, her, day, _JOINED)


@compiled
def is_given_screening(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Be given a slot for PTSD screening, and take it up or not; it is paid for either way."""
    is_offered(t, m, a, her, _SCREENING)
    pay_for_appointment(t, m, her, _FOR_SCREENING, t[layout.PTSD_SCREENING])
    reason = why_not_taken_up(t, m, her, _SCREENING)
    if reason > 0:
        goes(t, m, a, her, reason)
        return
    stops_group(m, her)
    begins(t, m, a, her, _SCREENING, resource_at(m, PSYCHOLOGIST), LIFE_EVENTS_ONLY, 0)
    m[her + APPOINTMENT_STEP], m[her + TRIES] = _SCREENING, 0
    has_slot_today(m, her, AT_APPOINTMENT)


@compiled
def is_screened(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Learn what the screening found, if she came to it."""
    if not m[her + CAME]:
        goes(t, m, a, her, _NOT_REACHED)
    elif m[her + TRAUMA] == _NONE:
        note(t, m, a, her, _NO_SYMPTOMS, _SCREENING, 0, 0)
        goes(t, m, a, her, _FOUND_NONE)
    else:
        note(t, m, a, her, _SYMPTOMS, _SCREENING, 0, 0)
        asks_stabilisation(t, m, a, her)


@compiled
def is_given_appointment(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Be given a slot for a one-off appointment, which is paid for whether she comes or not."""
    step, component, pence = m[her + APPOINTMENT_STEP], _FOR_STABILISATION, t[layout.READINESS_APPOINTMENT]
    note(t, m, a, her, _OFFERED, step, 0, 0)
    if m[her + STATUS] == 0:
        begins(t, m, a, her, step, resource_at(m, PSYCHOLOGIST), LIFE_EVENTS_ONLY, 0)
    if step == _SCREENING:
        component, pence = _FOR_SCREENING, t[layout.PTSD_SCREENING_REBOOKED]
    elif step == _CATCH_UP:
        pence = t[layout.CATCH_UP_APPOINTMENT]
    pay_for_appointment(t, m, her, component, pence)
    has_slot_today(m, her, AT_APPOINTMENT)


@compiled
def pay_for_appointment(t: Cells, m: Cells, her: int, component: int, pence: int) -> None:
    """Enter the cost of a one-off appointment."""
    spend(m, component, _APPOINTMENT_ITEM, _BY_EVENT, t[layout.PAYS_TRAUMA], pence, m[her + NUMBER])


@compiled
def keeps_appointment(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Come, or not, to a one-off appointment today; if she did not, perhaps ask for another."""
    step = m[her + APPOINTMENT_STEP]
    count = m[her + APPOINTMENT_COUNTS + step]
    m[her + APPOINTMENT_COUNTS + step] = count + 1
    word = words(m, _APPOINTMENT_BLOCK, m[her + NUMBER], count * STEPS + step)[0]
    misses = 0 if step == _CATCH_UP else m[her + TRIES]
    came = comes(t, m, her, APPOINTMENT, word, misses, False)
    note_attendance(t, m, a, her, step, resource_at(m, PSYCHOLOGIST), came, False)
    m[her + CAME] = int(came)
    m[her + TRIES] += 1
    if step == _CATCH_UP:
        m[her + COURSE_ATTENDED] += m[her + CAME]
        again = catches_up(t, m, her)
    else:
        allowed = t[layout.SCREENING_APPOINTMENTS] if step == _SCREENING else t[layout.READINESS_APPOINTMENTS]
        again = not came and m[her + TRIES] < allowed
    if again:
        asks_tomorrow(t, m, her)


@compiled
def learns_outcome(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Learn what today's appointment led to, unless she has asked for another."""
    if m[her + DOES] == AT_SESSION:
        learns_outcome_of_session(t, m, a, her)
    elif m[her + DOES] == AT_APPOINTMENT:
        if m[her + APPOINTMENT_STEP] == _SCREENING:
            is_screened(t, m, a, her)
        elif m[her + APPOINTMENT_STEP] == _READINESS:
            is_judged(t, m, a, her)
        else:
            ends_course(t, m, a, her)
