"""A woman's way through the pathway, compiled (``sim.pathway``).

Each function here, and in ``appointments``, ``courses`` and ``therapy``, is one move: what happens to her at one
moment, up to what she waits for next.
"""

from sim import layout
from sim.clock import WEEK
from sim.compiled.appointments import is_referred
from sim.compiled.book import note, spend_on_week
from sim.compiled.lists import join_queue, link
from sim.compiled.state import (
    APPOINTMENT_QUEUE,
    AWAITS_APPOINTMENT,
    AWAITS_PLACE,
    AWAITS_REFERRAL,
    AWAITS_SCREENING,
    AWAITS_TOMORROW,
    BETWEEN_SESSIONS,
    CLOCK_NEXT,
    DAY,
    DOES,
    DRUG_GROUP_SIZE,
    DRUG_GROUPS,
    ENDED_EVENT,
    GETTING_STARTED_QUEUE,
    GROUP,
    GROUP_STEP,
    HAS_PLACE,
    IN_A_ROW,
    IN_GROUP,
    INSIDE,
    INVITED,
    MEMBER_NEXT,
    MEMBERS,
    MISSES,
    NUMBER,
    PREPARATION_QUEUE,
    SESSIONS_IN_STEP,
    STABILITY,
    STEP,
    TAKEN,
    WEEKDAY_CLOCKS,
)
from sim.compiled.therapy import asks_session
from sim.compiled.toolchain import Cells, compiled
from sim.compiled.woman import (
    GETTING_STARTED_GROUP,
    PREPARATION_GROUP,
    begins,
    begins_to_be_patient,
    gives_up_place,
    goes,
    is_offered,
    resource_at,
    waits_for,
    waits_in,
    why_not_taken_up,
)
from sim.woman import GETTING_STARTED_HAZARD, PREPARATION_HAZARD
from sim.words import Event, Step

_GETTING_STARTED = int(Step.GETTING_STARTED)
_PREPARATION = int(Step.PREPARATION)
_RETURNED = int(Event.RETURNED)


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
