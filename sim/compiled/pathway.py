"""A woman's way through the pathway, compiled (``sim.pathway``, ``sim.trauma_work``).

Each function is one move: what happens to her at one moment, up to what she waits for next.
"""

from sim import layout
from sim.clock import WEEK, Phase
from sim.compiled.attending import comes, index, note_attendance, pay_for_attendance
from sim.compiled.book import note, note_ending, spend, spend_on_week
from sim.compiled.lists import join_queue, link, wake
from sim.compiled.philox import words
from sim.compiled.state import (
    ACCEPTS_WORD,
    APPOINTMENT_COUNTS,
    APPOINTMENT_QUEUE,
    APPOINTMENT_STEP,
    APPOINTMENTS,
    AT_APPOINTMENT,
    AT_SESSION,
    AWAITS_APPOINTMENT,
    AWAITS_PLACE,
    AWAITS_REFERRAL,
    AWAITS_SCREENING,
    AWAITS_SESSION,
    AWAITS_STABILISATION,
    AWAITS_THERAPY,
    AWAITS_TOMORROW,
    BETWEEN_SESSIONS,
    BOOKED_TODAY,
    CAME,
    CASELOAD_QUEUE,
    CLOCK_NEXT,
    COURSE,
    COURSE_ATTENDED,
    COURSE_SAT,
    DAY,
    DOES,
    DRUG_GROUP_SIZE,
    DRUG_GROUPS,
    ENDED_EVENT,
    GETTING_STARTED_QUEUE,
    GROUP,
    GROUP_STEP,
    HAS_PLACE,
    HAZARD,
    HELD,
    IN_A_ROW,
    IN_GROUP,
    IN_STABILISATION,
    INSIDE,
    INVITED,
    LEAVES_WORD,
    LOST_DAY,
    MEANWHILE,
    MEMBER_NEXT,
    MEMBERS,
    MISSES,
    NUMBER,
    PREFERENCE,
    PREPARATION_QUEUE,
    READINESS_COUNT,
    READY_WORD,
    SESSIONS_IN_STEP,
    STABILISATION_QUEUE,
    STABILITY,
    STATUS,
    STEP,
    TAKEN,
    THERAPY,
    THERAPY_COUNT,
    THERAPY_MISSES,
    THERAPY_QUEUE,
    TODAY_NEXT,
    TRAUMA,
    TRIES,
    WEEKDAY_CLOCKS,
    WEEKS_IN_STEP,
)
from sim.compiled.toolchain import Cells, compiled
from sim.compiled.woman import (
    GETTING_STARTED_GROUP,
    PREPARATION_GROUP,
    PSYCHOLOGIST,
    STABILISATION_GROUP,
    STEPS,
    begins,
    begins_to_be_patient,
    departs,
    gives_up_place,
    goes,
    is_offered,
    leaves_caseload,
    leaves_course,
    leaves_status,
    resource_at,
    stops_group,
    waits_for,
    waits_in,
    why_not_taken_up,
)
from sim.draws import Block
from sim.grids import APPOINTMENT
from sim.grids import THERAPY as THERAPY_KIND
from sim.trauma_work import OTHER_UNITS, PRESENT_FOCUSED, WEEKLY_UNITS
from sim.woman import GETTING_STARTED_HAZARD, LIFE_EVENTS_ONLY, PREPARATION_HAZARD, STABILISATION_HAZARD
from sim.words import Component, Event, Item, Kind, Reason, Step
from sim.words import Trauma as Finding

_GETTING_STARTED, _PREPARATION, _SCREENING = (
    int(Step.GETTING_STARTED),
    int(Step.PREPARATION),
    int(Step.PTSD_SCREENING),
)
_STABILISATION, _READINESS, _THERAPY, _CATCH_UP = (
    int(Step.STABILISATION),
    int(Step.READINESS),
    int(Step.THERAPY),
    int(Step.CATCH_UP),
)
_REFERRED, _SYMPTOMS, _NO_SYMPTOMS = (
    int(Event.REFERRED),
    int(Event.SYMPTOMS_FOUND),
    int(Event.NO_SYMPTOMS_FOUND),
)
_COMPLETED, _NOT_COMPLETED, _READY, _NOT_READY = (
    int(Event.COMPLETED),
    int(Event.NOT_COMPLETED),
    int(Event.READY),
    int(Event.NOT_READY),
)
_RETURNED, _DEPART, _OFFERED = int(Event.RETURNED), int(Event.DEPART), int(Event.PLACE_OFFERED)
_FOUND_NONE, _NOT_REACHED, _LEFT_THERAPY, _THERAPY_ENDED, _COURSE_NOT_COMPLETED, _JUDGED_NOT_READY = (
    int(Reason.NO_SYMPTOMS),
    int(Reason.NOT_REACHED),
    int(Reason.LEFT_THERAPY),
    int(Reason.THERAPY_ENDED),
    int(Reason.COURSE_NOT_COMPLETED),
    int(Reason.NOT_READY),
)
_FOR_SCREENING, _FOR_STABILISATION, _FOR_THERAPY = (
    int(Component.PTSD_SCREENING),
    int(Component.STABILISATION),
    int(Component.THERAPY),
)
_APPOINTMENT_ITEM, _SESSION_ITEM, _MISSED_ITEM = (
    int(Item.APPOINTMENT),
    int(Item.SESSION),
    int(Item.APPOINTMENT_MISSED),
)
_BY_EVENT, _BY_SESSION = int(Kind.EVENT), int(Kind.SESSION)
_APPOINTMENT_BLOCK, _READINESS_BLOCK, _THERAPY_BLOCK = (
    int(Block.APPOINTMENT),
    int(Block.READINESS),
    int(Block.THERAPY),
)
_NONE, _COMPLEX = int(Finding.NONE), int(Finding.COMPLEX)
_INTEREST_LOST, _JOINED = int(Phase.INTEREST_LOST), int(Phase.JOINED)


# --- drug groups --------------------------------------------------------------------------------------------------


@compiled
def joins_service(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Begin the pathway, and with it her weeks."""
    link(m, WEEKDAY_CLOCKS + m[DAY] % WEEK, her, CLOCK_NEXT)
    spend_on_week(t, m, m[her + NUMBER])
    follows(t, m, a, her)


@compiled
def follows(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Follow the pathway, from the drug group where she is."""
    m[her + INSIDE] = 1
    m[her + MISSES] = m[her + IN_A_ROW] = 0
    asks_place(t, m, a, her, m[her + STEP])


@compiled
def comes_back_today(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Come back to the drug group."""
    if m[her + STEP] != _GETTING_STARTED:
        m[her + STEP] = m[her + GROUP_STEP] = _PREPARATION
    m[her + INVITED] = m[her + ENDED_EVENT] = 0
    note(t, m, a, her, _RETURNED, m[her + STEP], 0, 0)
    follows(t, m, a, her)


@compiled
def asks_place(t: Cells, m: Cells, a: Cells, her: int, step: int) -> None:
    """Wait for a place in a drug group."""
    second = step == _PREPARATION and not t[layout.SHARED_SLOT]
    resource = resource_at(m, PREPARATION_GROUP if second else GETTING_STARTED_GROUP)
    waits_for(t, m, a, her, step, resource)
    m[her + GROUP] = DRUG_GROUPS + (DRUG_GROUP_SIZE if second else 0)
    m[her + HAS_PLACE] = 0
    m[her + DOES] = AWAITS_PLACE
    begins_to_be_patient(t, m, her, step)
    waits_in(t, m, her, PREPARATION_QUEUE if second else GETTING_STARTED_QUEUE)


@compiled
def is_given_place(t: Cells, m: Cells, a: Cells, her: int, resource: int) -> None:
    """Be given a place in a drug group, and take it up or not."""
    step, group = m[her + STEP], m[her + GROUP]
    m[her + HAS_PLACE] = 1
    m[group + TAKEN] += 1
    link(m, group + MEMBERS, her, MEMBER_NEXT)
    is_offered(t, m, a, her, step)
    reason = why_not_taken_up(t, m, her, step)
    if reason > 0:
        goes(t, m, a, her, reason)
    elif step == _GETTING_STARTED:
        begins(t, m, a, her, step, resource, GETTING_STARTED_HAZARD, 0)
        m[her + GROUP_STEP] = step
        m[her + DOES] = IN_GROUP
    else:
        prepares(t, m, a, her, resource)


@compiled
def prepares(t: Cells, m: Cells, a: Cells, her: int, resource: int) -> None:
    """Begin preparation. The gate cannot be open yet: no session of it has been attended."""
    begins(t, m, a, her, _PREPARATION, resource, PREPARATION_HAZARD, 0)
    m[her + GROUP_STEP] = _PREPARATION
    m[her + IN_A_ROW] = 0
    m[her + DOES] = IN_GROUP


@compiled
def goes_on_from_group(t: Cells, m: Cells, a: Cells, her: int, resource: int) -> None:
    """Go on to preparation, or to the psychologist, if it is time."""
    if m[her + GROUP_STEP] == _GETTING_STARTED:
        if m[her + INVITED]:
            is_referred(t, m, a, her)
        elif m[her + SESSIONS_IN_STEP] >= t[layout.SESSIONS_TO_PREPARE]:
            if t[layout.SHARED_SLOT]:
                prepares(t, m, a, her, resource)
            else:
                gives_up_place(m, her)
                asks_place(t, m, a, her, _PREPARATION)
    elif gate_is_open(t, m, her):
        is_referred(t, m, a, her)


@compiled
def gate_is_open(t: Cells, m: Cells, her: int) -> bool:
    """Whether she is referred now: judged stable and enough sessions in a row, or invited when a clinic opened."""
    if not t[layout.TRAUMA_OFFERED]:
        return False
    if t[layout.INVITES_MOST_FREQUENT]:
        return m[her + INVITED] == 1
    return m[her + STABILITY] >= t[layout.JUDGED_STABLE_AT] and m[her + IN_A_ROW] >= t[layout.IN_A_ROW]


# --- PTSD screening -----------------------------------------------------------------------------------------------


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


# --- one-off appointments -----------------------------------------------------------------------------------------


@compiled
def has_slot_today(m: Cells, her: int, does: int) -> None:
    """See the psychologist today."""
    m[her + DOES] = does
    m[her + TODAY_NEXT] = m[BOOKED_TODAY]
    m[BOOKED_TODAY] = her


@compiled
def asks_tomorrow(t: Cells, m: Cells, her: int) -> None:
    """Wait for a one-off slot from tomorrow on."""
    m[her + DOES] = AWAITS_TOMORROW
    wake(t, m, her, m[DAY] + 1, _JOINED)


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


# --- stabilisation ------------------------------------------------------------------------------------------------


@compiled
def asks_stabilisation(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Wait for a stabilisation group."""
    waits_for(t, m, a, her, _STABILISATION, resource_at(m, STABILISATION_GROUP))
    m[her + DOES] = AWAITS_STABILISATION
    begins_to_be_patient(t, m, her, _STABILISATION)
    waits_in(t, m, her, STABILISATION_QUEUE)


@compiled
def is_admitted(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Be offered the place she was given in a stabilisation group, and take it up or not."""
    is_offered(t, m, a, her, _STABILISATION)
    reason = why_not_taken_up(t, m, her, _STABILISATION)
    if reason > 0:
        goes(t, m, a, her, reason)
        return
    begins(t, m, a, her, _STABILISATION, resource_at(m, STABILISATION_GROUP), STABILISATION_HAZARD, 0)
    m[her + MISSES] = m[her + IN_A_ROW] = m[her + COURSE_SAT] = m[her + COURSE_ATTENDED] = 0
    m[her + DOES] = IN_STABILISATION


@compiled
def sat_through_session(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Count a session of the course, and leave the group after the last."""
    m[her + COURSE_SAT] += 1
    m[her + COURSE_ATTENDED] += m[her + CAME]
    if m[her + COURSE_SAT] < t[layout.SESSIONS]:
        return
    leaves_course(m, her)
    m[her + TRIES] = 0
    if t[layout.EVERY_SESSION] and catches_up(t, m, her):
        m[her + APPOINTMENT_STEP] = _CATCH_UP
        asks_tomorrow(t, m, her)
    else:
        ends_course(t, m, a, her)


@compiled
def catches_up(t: Cells, m: Cells, her: int) -> bool:
    """Whether she catches up a session she missed, by one more appointment."""
    more = m[her + TRIES] < t[layout.CATCH_UP_APPOINTMENTS] and m[her + COURSE_ATTENDED] < t[layout.SESSIONS]
    if more:
        m[her + HAZARD] = LIFE_EVENTS_ONLY
    return more


@compiled
def ends_course(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Complete the course or not; whoever did is seen for readiness."""
    attended = m[her + COURSE_ATTENDED]
    completed = attended >= (t[layout.SESSIONS] if t[layout.EVERY_SESSION] else t[layout.TO_COMPLETE])
    note(t, m, a, her, _COMPLETED if completed else _NOT_COMPLETED, _STABILISATION, 0, attended)
    count = m[her + READINESS_COUNT]
    m[her + READINESS_COUNT] = count + 1
    m[her + READY_WORD], m[her + ACCEPTS_WORD], _, _ = words(m, _READINESS_BLOCK, m[her + NUMBER], count * STEPS)
    if completed:
        waits_for(t, m, a, her, _READINESS, resource_at(m, PSYCHOLOGIST))
        m[her + APPOINTMENT_STEP], m[her + TRIES] = _READINESS, 0
        asks_tomorrow(t, m, her)
    else:
        goes_another_way(t, m, a, her, _COURSE_NOT_COMPLETED)


@compiled
def is_judged(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Be judged ready or not, if she came; the rule is ``rules.ready``."""
    if not m[her + CAME]:
        goes(t, m, a, her, _NOT_REACHED)
        return
    attended = min(m[her + COURSE_ATTENDED], t[layout.SESSIONS])
    place = index.ready_index(attended, m[her + TRAUMA] == _COMPLEX, m[her + STABILITY])
    ready = m[her + READY_WORD] < t[layout.READY + place]
    note(t, m, a, her, _READY if ready else _NOT_READY, _READINESS, 0, 0)
    if ready:
        asks_therapy(t, m, a, her, m[her + PREFERENCE])
    else:
        goes_another_way(t, m, a, her, _JUDGED_NOT_READY)


@compiled
def goes_another_way(t: Cells, m: Cells, a: Cells, her: int, reason: int) -> None:
    """Have present-focused therapy, or the course again, or move on."""
    accepts = m[her + ACCEPTS_WORD] < t[layout.ACCEPTS_REPEAT]
    if reason == _JUDGED_NOT_READY and accepts and t[layout.PRESENT_FOCUSED_IF_NOT_READY]:
        asks_therapy(t, m, a, her, PRESENT_FOCUSED)
    elif not accepts or m[her + COURSE] == t[layout.REPEATS]:
        goes(t, m, a, her, reason)
    else:
        m[her + COURSE] += 1
        asks_stabilisation(t, m, a, her)


# --- therapy ------------------------------------------------------------------------------------------------------


@compiled
def asks_therapy(t: Cells, m: Cells, a: Cells, her: int, kind: int) -> None:
    """Wait for a place on the caseload."""
    waits_for(t, m, a, her, _THERAPY, resource_at(m, PSYCHOLOGIST))
    m[her + THERAPY], m[her + DOES] = kind, AWAITS_THERAPY
    begins_to_be_patient(t, m, her, _THERAPY)
    waits_in(t, m, her, CASELOAD_QUEUE)


@compiled
def units_of(t: Cells, m: Cells, her: int) -> int:
    """Return the half-slots a week of the caseload that her therapy takes."""
    return WEEKLY_UNITS if t[layout.THERAPY_INTERVAL + m[her + THERAPY]] == WEEK else OTHER_UNITS


@compiled
def is_taken_on(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Be offered the place she was given on the caseload, and take it up or not."""
    is_offered(t, m, a, her, _THERAPY)
    reason = why_not_taken_up(t, m, her, _THERAPY)
    if reason > 0:
        goes(t, m, a, her, reason)
        return
    begins(t, m, a, her, _THERAPY, resource_at(m, PSYCHOLOGIST), LIFE_EVENTS_ONLY, m[her + THERAPY])
    m[her + HELD] = m[her + APPOINTMENTS] = m[her + THERAPY_MISSES] = 0
    asks_session(m, her)


@compiled
def asks_session(m: Cells, her: int) -> None:
    """Wait for the psychologist's next slot."""
    m[her + DOES] = AWAITS_SESSION
    join_queue(m, THERAPY_QUEUE, her, m[DAY])


@compiled
def has_session(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Come, or not, to a session of therapy."""
    kind, resource = m[her + THERAPY], resource_at(m, PSYCHOLOGIST)
    attends, part, m[her + LEAVES_WORD], _ = words(m, _THERAPY_BLOCK, m[her + NUMBER], m[her + THERAPY_COUNT])
    m[her + THERAPY_COUNT] += 1
    came = comes(t, m, her, THERAPY_KIND, attends, m[her + THERAPY_MISSES], False)
    m[her + CAME] = int(came)
    note_attendance(t, m, a, her, _THERAPY, resource, came, came and part < t[layout.IN_PART])
    pence = t[layout.THERAPY_SESSION + kind] if came else t[layout.THERAPY_MISSED + kind]
    item = _SESSION_ITEM if came else _MISSED_ITEM
    spend(m, _FOR_THERAPY, item, _BY_SESSION, t[layout.PAYS_TRAUMA], pence, m[her + NUMBER])
    if came:
        pay_for_attendance(t, m, her, THERAPY_KIND)


@compiled
def learns_outcome_of_session(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Go on with therapy, complete it, or leave it."""
    kind = m[her + THERAPY]
    sessions = t[layout.THERAPY_SESSIONS + kind]
    session = min(m[her + APPOINTMENTS], sessions - 1)
    hazard = t[layout.LEAVES_THERAPY + kind * layout.MOST_THERAPY_SESSIONS + session]
    m[her + APPOINTMENTS] += 1
    if m[her + CAME]:
        m[her + HELD], m[her + THERAPY_MISSES] = m[her + HELD] + 1, 0
    else:
        m[her + THERAPY_MISSES] += 1
    if m[her + HELD] < sessions and m[her + LEAVES_WORD] < hazard:
        goes(t, m, a, her, _LEFT_THERAPY)
    elif m[her + THERAPY_MISSES] >= t[layout.MISSES_END]:
        goes(t, m, a, her, _THERAPY_ENDED)
    elif m[her + HELD] < sessions:
        m[her + DOES] = BETWEEN_SESSIONS
        wake(t, m, her, m[DAY] + t[layout.THERAPY_INTERVAL + kind], _JOINED)
    else:
        completes_therapy(t, m, a, her)


@compiled
def completes_therapy(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Complete therapy, and with it the pathway."""
    leaves_caseload(m, her)
    note(t, m, a, her, _COMPLETED, _THERAPY, 0, m[her + HELD])
    note_ending(m, her, _COMPLETED, _THERAPY, 0)
    m[her + INSIDE] = 0
    leaves_status(t, m, a, her)
    stops_group(m, her)
    departs(t, m, a, her)


@compiled
def is_woken(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Join the waiting list that today is the day for."""
    does = m[her + DOES]
    if does == AWAITS_REFERRAL:
        m[her + DOES] = AWAITS_SCREENING
        waits_in(t, m, her, APPOINTMENT_QUEUE)
    elif does == AWAITS_TOMORROW:
        m[her + DOES] = AWAITS_APPOINTMENT
        join_queue(m, APPOINTMENT_QUEUE, her, m[DAY])
    elif does == BETWEEN_SESSIONS:
        asks_session(m, her)
    else:
        comes_back_today(t, m, a, her)
