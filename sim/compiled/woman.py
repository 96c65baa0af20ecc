"""A woman, compiled: what she is in and waits for, how she leaves and comes back (``sim.woman``, ``sim.waiting``)."""

from sim import layout
from sim.clock import WEEK, Phase
from sim.compiled.book import note, note_ending
from sim.compiled.lists import do_not_wake, join_queue, leave_queue, unlink, wake
from sim.compiled.philox import how_many, words
from sim.compiled.state import (
    AWAY,
    CASELOAD_TAKEN,
    CLOCK_NEXT,
    COURSE_GROUP,
    DAY,
    DOES,
    ENROLLED_DAY,
    G_COUNT,
    G_MEMBERS,
    GROUP,
    HAS_PLACE,
    HAZARD,
    INSIDE,
    LOST_DAY,
    MEANWHILE,
    MEMBER_NEXT,
    MEMBERS,
    NOTHING,
    NUMBER,
    SITE,
    STATUS,
    STATUS_RESOURCE,
    STEP,
    TAKEN,
    TAKES_UP,
    TIMES_LEFT,
    UNITS,
    WAIT_COUNTS,
    WEEKDAY_CLOCKS,
    WEEKS_IN_STEP,
)
from sim.compiled.toolchain import Cells, compiled
from sim.draws import Block
from sim.grids import LONGEST_WAIT
from sim.pathway import MOVED_ON
from sim.waiting import OFFERS_MAY_BE_DECLINED
from sim.woman import LIFE_EVENTS_ONLY
from sim.words import RESOURCES_A_SITE, Event, Reason, Resource, Step

STEPS = len(Step)
PSYCHOLOGIST, STABILISATION_GROUP = int(Resource.PSYCHOLOGIST), int(Resource.STABILISATION_GROUP)
GETTING_STARTED_GROUP, PREPARATION_GROUP = int(Resource.GETTING_STARTED_GROUP), int(Resource.PREPARATION_GROUP)
_WAIT, _RETURN = int(Block.WAIT), int(Block.RETURN)
_WAITS, _BEGAN, _ENDED, _OFFERED = int(Event.WAITS), int(Event.BEGAN), int(Event.ENDED), int(Event.PLACE_OFFERED)
_LEFT, _MOVED_ON, _DEPART = int(Event.LEFT), int(Event.MOVED_ON), int(Event.DEPART)
_DISENGAGED, _INTEREST_LOST = int(Reason.DISENGAGED), int(Reason.INTEREST_LOST)
_NOT_TAKEN_UP, NONE = int(Reason.NOT_TAKEN_UP), int(Reason.NONE)
_MOVES_ON = tuple(reason in MOVED_ON for reason in Reason)
_MAY_BE_DECLINED = tuple(step in OFFERS_MAY_BE_DECLINED for step in Step)
_INTEREST_LOST_PHASE, _JOINED = int(Phase.INTEREST_LOST), int(Phase.JOINED)


@compiled
def resource_at(m: Cells, resource: int) -> int:
    """Return the number that the log uses for one of the site's resources."""
    return m[SITE] * RESOURCES_A_SITE + resource


# --- where she is -------------------------------------------------------------------------------------------------


@compiled
def leaves_status(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Stop what she was in, if anything."""
    if m[her + STATUS] > 0:
        note(t, m, a, her, _ENDED, m[her + STATUS] - 1, m[her + STATUS_RESOURCE], 0)
        m[her + STATUS] = 0


@compiled
def waits_for(t: Cells, m: Cells, a: Cells, her: int, step: int, resource: int) -> None:
    """Stop what she was in, if anything, and begin to wait for a step."""
    leaves_status(t, m, a, her)
    note(t, m, a, her, _WAITS, step, resource, 0)
    m[her + STEP], m[her + HAZARD], m[her + WEEKS_IN_STEP] = step, LIFE_EVENTS_ONLY, 0


@compiled
def begins(t: Cells, m: Cells, a: Cells, her: int, step: int, resource: int, hazard: int, kind: int) -> None:
    """Begin a step; ``hazard`` says which of the weekly hazards of leaving acts, ``kind`` which therapy it is."""
    leaves_status(t, m, a, her)
    note(t, m, a, her, _BEGAN, step, resource, kind)
    m[her + STATUS], m[her + STATUS_RESOURCE] = step + 1, resource
    m[her + STEP], m[her + HAZARD], m[her + WEEKS_IN_STEP] = step, hazard, 0


@compiled
def gives_up_place(m: Cells, her: int) -> None:
    """Give back her place in a drug group, or stop waiting for one."""
    group = m[her + GROUP]
    if group > 0:
        if m[her + HAS_PLACE]:
            m[group + TAKEN] -= 1
            unlink(m, group + MEMBERS, her, MEMBER_NEXT)
        else:
            leave_queue(m, her)
        m[her + GROUP] = m[her + HAS_PLACE] = 0


@compiled
def stops_group(m: Cells, her: int) -> None:
    """Stop coming to the drug group while she waits for the psychologist; the wait goes on."""
    m[her + MEANWHILE] = 0
    m[her + HAZARD] = LIFE_EVENTS_ONLY
    gives_up_place(m, her)


@compiled
def leaves_course(m: Cells, her: int) -> None:
    """Give back her place in a stabilisation group, if she has one."""
    group = m[her + COURSE_GROUP]
    if group > 0:
        unlink(m, group + G_MEMBERS, her, MEMBER_NEXT)
        m[group + G_COUNT] -= 1
        m[her + COURSE_GROUP] = 0


@compiled
def leaves_caseload(m: Cells, her: int) -> None:
    """Give back her place on the caseload, if she has one."""
    m[CASELOAD_TAKEN] -= m[her + UNITS]
    m[her + UNITS] = 0


# --- waiting ------------------------------------------------------------------------------------------------------


@compiled
def begins_to_be_patient(t: Cells, m: Cells, her: int, step: int) -> None:
    """Draw the day on which she will have lost interest, if she still waits then, and whether she takes a place up."""
    count = m[her + WAIT_COUNTS + step]
    m[her + WAIT_COUNTS + step] = count + 1
    lasts, m[her + TAKES_UP], _, _ = words(m, _WAIT, m[her + NUMBER], count * STEPS + step)
    weeks = how_many(t, layout.INTEREST_LOST, LONGEST_WAIT, lasts) + 1
    m[her + LOST_DAY] = m[DAY] + weeks * WEEK if weeks <= LONGEST_WAIT else t[layout.END_DAY]


@compiled
def waits_in(t: Cells, m: Cells, her: int, queue: int) -> None:
    """Join a queue, and be woken when interest is lost, if the service learns of it then."""
    join_queue(m, queue, her, m[DAY])
    if not t[layout.LEARNS_AT_OFFER]:
        wake(t, m, her, m[her + LOST_DAY], _INTEREST_LOST_PHASE)


@compiled
def is_offered(t: Cells, m: Cells, a: Cells, her: int, step: int) -> None:
    """Be offered the place she waited for."""
    do_not_wake(m, her)
    note(t, m, a, her, _OFFERED, step, 0, 0)


@compiled
def why_not_taken_up(t: Cells, m: Cells, her: int, step: int) -> int:
    """Return why she does not take up the place just offered, or 0 if she does."""
    if m[her + LOST_DAY] <= m[DAY]:
        return _INTEREST_LOST
    if _MAY_BE_DECLINED[step] and m[her + TAKES_UP] >= t[layout.TAKES_UP]:
        return _NOT_TAKEN_UP
    return NONE


# --- leaving and coming back --------------------------------------------------------------------------------------


@compiled
def goes(t: Cells, m: Cells, a: Cells, her: int, reason: int) -> None:
    """Go no further on the pathway, for a reason, and perhaps come back later."""
    do_not_wake(m, her)
    leaves_course(m, her)
    leaves_caseload(m, her)
    m[her + INSIDE] = 0
    leaves_status(t, m, a, her)
    stops_group(m, her)
    leave_queue(m, her)
    event = _MOVED_ON if _MOVES_ON[reason] else _LEFT
    note(t, m, a, her, event, m[her + STEP], 0, reason)
    note_ending(m, her, event, m[her + STEP], reason)
    if reason != _DISENGAGED or not comes_back(t, m, her):
        departs(t, m, a, her)


@compiled
def comes_back(t: Cells, m: Cells, her: int) -> bool:
    """Stay away; return whether she will come back before the run's end."""
    word, _, _, _ = words(m, _RETURN, m[her + NUMBER], m[her + TIMES_LEFT])
    weeks = how_many(t, layout.RETURNS, t[layout.RETURN_WEEKS], word) + 1
    day = m[DAY] + weeks * WEEK
    if weeks > t[layout.RETURN_WEEKS] or day >= t[layout.END_DAY]:
        return False
    m[her + TIMES_LEFT] += 1
    m[her + DOES] = AWAY
    wake(t, m, her, day, _JOINED)
    return True


@compiled
def departs(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Leave for good: nothing more happens to her."""
    note(t, m, a, her, _DEPART, 0, 0, 0)
    m[her + DOES] = NOTHING
    unlink(m, WEEKDAY_CLOCKS + m[her + ENROLLED_DAY] % WEEK, her, CLOCK_NEXT)
