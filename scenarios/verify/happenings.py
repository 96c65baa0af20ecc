"""What happened in a replication: an agreement of engines says little unless women queued, groups filled and so on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from sim.clock import TICKS, WEEK
from sim.parameters import THERAPIES, Parameters
from sim.record import Logged, Record
from sim.tables import Tables
from sim.words import SITE_SHIFT, Event, Step

QUEUED = "queued for a drug-group place"
QUEUED_FOR_THERAPY = "queued for therapy"
FILLED = "filled a stabilisation group"
USED_EVERY_SLOT = "used every slot of a clinic day"
INTERRUPTED = "were interrupted while women were inside"
RETURNS = "saw returns"
FINITE = "met women of a finite population"
SEVERAL_SITES = "had women at several sites"
CLOSED_GROUPS = "held closed stabilisation groups"
ROLLING_GROUPS = "held rolling stabilisation groups"
INVITED = "invited the most frequent attenders"
USUAL_TREATMENT = "had usual treatment"
CAUGHT_UP = "caught up missed sessions"
REPEATED = "repeated a course"
STOPPED = "had women who stopped coming while they waited"
CANCELLED = "cancelled a session"
CLINIC_CANCELLED = "cancelled a clinic"
WARMED_UP = "were counted after a warm-up"
BY_THERAPY = ("used EMDR", "used trauma-focused CBT", "used imagery rescripting", "used present-focused therapy")
assert len(BY_THERAPY) == len(THERAPIES)

NAMED = (
    QUEUED,
    FILLED,
    INTERRUPTED,
    *BY_THERAPY,
    FINITE,
    SEVERAL_SITES,
    RETURNS,
    CLOSED_GROUPS,
    ROLLING_GROUPS,
    INVITED,
    USUAL_TREATMENT,
)
"""What a check of the engines has to have met often."""

HAPPENINGS = (
    *NAMED,
    QUEUED_FOR_THERAPY,
    USED_EVERY_SLOT,
    CAUGHT_UP,
    REPEATED,
    STOPPED,
    CANCELLED,
    CLINIC_CANCELLED,
    WARMED_UP,
)
"""All that is told of what a check has met."""

_BY_EVENT: dict[tuple[int, int], str] = {
    (Event.INVITED, Step.GETTING_STARTED): INVITED,
    (Event.INVITED, Step.PREPARATION): INVITED,
    (Event.RETURNED, Step.GETTING_STARTED): RETURNS,
    (Event.RETURNED, Step.PREPARATION): RETURNS,
    (Event.CLINIC_CANCELLED, Step.CONTACT): CLINIC_CANCELLED,
    (Event.SESSION_CANCELLED, Step.GETTING_STARTED): CANCELLED,
    (Event.SESSION_CANCELLED, Step.PREPARATION): CANCELLED,
    (Event.ATTENDED, Step.CATCH_UP): CAUGHT_UP,
}
_WAIT_ENDS = {Event.PLACE_OFFERED, Event.LEFT, Event.BEGAN}
_SPELL_ENDS = {Event.LEFT, Event.MOVED_ON, Event.STILL_INSIDE}
_WEEK = WEEK * TICKS


def happenings(parameters: Parameters, tables: Tables, record: Record) -> set[str]:
    """Return which of ``HAPPENINGS`` happened.

    Parameters
    ----------
    parameters : Parameters
        The design.
    tables : Tables
        Its tables.
    record : Record
        One replication of it, closed.
    """
    events = [Logged(*entry) for entry in record.events]
    return {
        *(_BY_EVENT[e.event, e.step] for e in events if (e.event, e.step) in _BY_EVENT),
        *_of_the_design(parameters, tables, events),
        *_queues(events, tables.end_day * TICKS),
        *_stabilisation(tables, events),
        *_therapy_and_clinic(tables, events),
        *_interruption(tables, events),
    }


def _of_the_design(parameters: Parameters, tables: Tables, events: list[Logged]) -> Iterator[str]:
    if parameters.population.kind == "finite" and any(e.event == Event.MET for e in events):
        yield FINITE
    if len({e.entity >> SITE_SHIFT for e in events if e.event == Event.ENROLLED}) > 1:
        yield SEVERAL_SITES
    attended = any(e.event == Event.ATTENDED and e.step == Step.GETTING_STARTED for e in events)
    if tables.usual_treatment and attended:
        yield USUAL_TREATMENT
    if tables.counted_from_day and any(e.now >= tables.counted_from_day * TICKS for e in events):
        yield WARMED_UP
    if any(e.event == Event.STOPPED_GROUP for e in events):
        yield STOPPED


def _queues(events: list[Logged], end: float) -> Iterator[str]:
    """Say who waited a week or more: places are given once a week, so there was none the first time."""
    names = {Step.GETTING_STARTED: QUEUED, Step.PREPARATION: QUEUED, Step.THERAPY: QUEUED_FOR_THERAPY}
    waiting: dict[int, Logged] = {}
    for e in events:
        if e.event in _WAIT_ENDS and e.entity in waiting:
            began = waiting.pop(e.entity)
            if e.now - began.now >= _WEEK:
                yield names[Step(began.step)]
        if e.event == Event.WAITS and e.step in names:
            waiting[e.entity] = e
    yield from (names[Step(began.step)] for began in waiting.values() if end - began.now >= _WEEK)


def _stabilisation(tables: Tables, events: list[Logged]) -> Iterator[str]:
    begun, courses = Counter[tuple[float, int]](), Counter[int]()
    inside: dict[int, int] = defaultdict(int)
    filled = False
    for e in events:
        if e.step != Step.STABILISATION:
            continue
        if e.event == Event.BEGAN:
            courses[e.entity] += 1
            begun[e.now, e.resource] += 1
            inside[e.resource] += 1
            women = inside[e.resource] if tables.rolling else begun[e.now, e.resource]
            filled = filled or women == tables.maximum_size > 1
        elif e.event == Event.ENDED:
            inside[e.resource] -= 1
    if courses:
        yield ROLLING_GROUPS if tables.rolling else CLOSED_GROUPS
    if filled:
        yield FILLED
    if max(courses.values(), default=0) > 1:
        yield REPEATED


def _therapy_and_clinic(tables: Tables, events: list[Logged]) -> Iterator[str]:
    for e in events:
        if e.event == Event.BEGAN and e.step == Step.THERAPY:
            yield BY_THERAPY[e.value]
        elif e.event == Event.SLOTS_USED and e.value == tables.slots_per_clinic_day:
            yield USED_EVERY_SLOT


def _interruption(tables: Tables, events: list[Logged]) -> Iterator[str]:
    first, end = tables.interruption_first_week * _WEEK, tables.interruption_end_week * _WEEK
    inside: dict[int, float] = {}
    for e in events:
        if e.event in (Event.ENROLLED, Event.RETURNED):
            inside[e.entity] = e.now
            continue
        ends = e.event in _SPELL_ENDS or (e.event == Event.COMPLETED and e.step == Step.THERAPY)
        if ends and inside.pop(e.entity) < end and e.now > first and first < end:
            yield INTERRUPTED
