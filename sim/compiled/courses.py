"""Stabilisation courses and readiness, compiled (``sim.trauma_work``)."""

from sim import layout
from sim.clock import Phase
from sim.compiled.book import note
from sim.compiled.lists import wake
from sim.compiled.philox import words
from sim.compiled.state import (
    ACCEPTS_WORD,
    APPOINTMENT_STEP,
    AWAITS_STABILISATION,
    AWAITS_TOMORROW,
    CAME,
    COURSE,
    COURSE_ATTENDED,
    COURSE_SAT,
    DAY,
    DOES,
    HAZARD,
    IN_A_ROW,
    IN_STABILISATION,
    MISSES,
    NUMBER,
    PREFERENCE,
    READINESS_COUNT,
    READY_WORD,
    STABILISATION_QUEUE,
    STABILITY,
    TRAUMA,
    TRIES,
)
from sim.compiled.therapy import asks_therapy
from sim.compiled.toolchain import Cells, compiled
from sim.compiled.twins import index
from sim.compiled.woman import (
    PSYCHOLOGIST,
    STABILISATION_GROUP,
    STEPS,
    begins,
    begins_to_be_patient,
    goes,
    is_offered,
    leaves_course,
    resource_at,
    waits_for,
    waits_in,
    why_not_taken_up,
)
from sim.draws import Block
from sim.trauma_work import PRESENT_FOCUSED
from sim.woman import LIFE_EVENTS_ONLY, STABILISATION_HAZARD
from sim.words import Event, Reason, Step
from sim.words import Trauma as Finding

_STABILISATION = int(Step.STABILISATION)
_READINESS = int(Step.READINESS)
_CATCH_UP = int(Step.CATCH_UP)
_COMPLETED = int(Event.COMPLETED)
_NOT_COMPLETED = int(Event.NOT_COMPLETED)
_READY = int(Event.READY)
_NOT_READY = int(Event.NOT_READY)
_NOT_REACHED = int(Reason.NOT_REACHED)
_COURSE_NOT_COMPLETED = int(Reason.COURSE_NOT_COMPLETED)
_JUDGED_NOT_READY = int(Reason.NOT_READY)
_READINESS_BLOCK = int(Block.READINESS)
_COMPLEX = int(Finding.COMPLEX)
_JOINED = int(Phase.JOINED)


@compiled
def asks_tomorrow(t: Cells, m: Cells, her: int) -> None:
    """Wait for a one-off slot from tomorrow on."""
    m[her + DOES] = AWAITS_TOMORROW
    wake(t, m, her, m[DAY] + 1, _JOINED)


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
