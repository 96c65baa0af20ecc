"""One-to-one therapy, compiled (``sim.trauma_work``)."""

from sim import layout
from sim.clock import WEEK, Phase
from sim.compiled.attending import comes, note_attendance, pay_for_attendance
from sim.compiled.book import note, note_ending, spend
from sim.compiled.lists import join_queue, wake
from sim.compiled.philox import words
from sim.compiled.state import (
    APPOINTMENTS,
    AWAITS_SESSION,
    AWAITS_THERAPY,
    BETWEEN_SESSIONS,
    BOOKED_TODAY,
    CAME,
    CASELOAD_QUEUE,
    DAY,
    DOES,
    HELD,
    INSIDE,
    LEAVES_WORD,
    NUMBER,
    THERAPY,
    THERAPY_COUNT,
    THERAPY_MISSES,
    THERAPY_QUEUE,
    TODAY_NEXT,
)
from sim.compiled.toolchain import Cells, compiled
from sim.compiled.woman import (
    PSYCHOLOGIST,
    begins,
    begins_to_be_patient,
    departs,
    goes,
    is_offered,
    leaves_caseload,
    leaves_status,
    resource_at,
    stops_group,
    waits_for,
    waits_in,
    why_not_taken_up,
)
from sim.draws import Block
from sim.grids import THERAPY as THERAPY_KIND
from sim.trauma_work import OTHER_UNITS, WEEKLY_UNITS
from sim.woman import LIFE_EVENTS_ONLY
from sim.words import Component, Event, Item, Kind, Reason, Step

_THERAPY = int(Step.THERAPY)
_COMPLETED = int(Event.COMPLETED)
_LEFT_THERAPY = int(Reason.LEFT_THERAPY)
_THERAPY_ENDED = int(Reason.THERAPY_ENDED)
_FOR_THERAPY = int(Component.THERAPY)
_SESSION_ITEM = int(Item.SESSION)
_MISSED_ITEM = int(Item.APPOINTMENT_MISSED)
_BY_SESSION = int(Kind.SESSION)
_THERAPY_BLOCK = int(Block.THERAPY)
_JOINED = int(Phase.JOINED)


@compiled
def has_slot_today(m: Cells, her: int, does: int) -> None:
    """See the psychologist today."""
    m[her + DOES] = does
    m[her + TODAY_NEXT] = m[BOOKED_TODAY]
    m[BOOKED_TODAY] = her


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
