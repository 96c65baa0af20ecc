"""Groups and their sessions, compiled (``sim.groups``, ``sim.stabilisation``)."""

from sim import layout
from sim.clock import TICKS, WEEK, WEEKS_IN_YEAR, Phase
from sim.compiled.attending import lives_through, sits_in
from sim.compiled.book import count_size, note_service, spend_on_nobody
from sim.compiled.courses import sat_through_session
from sim.compiled.joining import is_interrupted
from sim.compiled.lists import leave_queue
from sim.compiled.pathway import goes_on_from_group, is_given_place
from sim.compiled.philox import words
from sim.compiled.state import (
    CAME,
    DAY,
    DOES,
    DRUG_GROUP_SIZE,
    DRUG_GROUPS,
    FIRST,
    G_INCIDENT_LAST_TIME,
    G_MEMBERS,
    G_STARTED,
    GETTING_STARTED_QUEUE,
    GROUP_STEP,
    IN_GROUP,
    INCIDENT_LAST_TIME,
    INCIDENT_WORD,
    MEANWHILE,
    MEETS_TODAY,
    MEMBER_NEXT,
    MEMBERS,
    NOW,
    PREPARATION_QUEUE,
    SAT,
    SESSIONS_IN_STEP,
    TAKEN,
    USES,
)
from sim.compiled.toolchain import Cells, compiled
from sim.compiled.twins import index
from sim.compiled.woman import GETTING_STARTED_GROUP, PREPARATION_GROUP, STABILISATION_GROUP, resource_at
from sim.draws import Block
from sim.grids import DRUG_GROUP, STABILISATION
from sim.words import Component, Event, Item, Kind, Recency, Step

_GROUP_DAY = int(Block.GROUP_DAY)
_SESSION, _OUTCOME = int(Phase.SESSION), int(Phase.OUTCOME)
_GETTING_STARTED, _PREPARATION, _STABILISATION = (
    int(Step.GETTING_STARTED),
    int(Step.PREPARATION),
    int(Step.STABILISATION),
)
_HELD, _EMPTY, _CANCELLED, _INCIDENT = (
    int(Event.SESSION_HELD),
    int(Event.SESSION_EMPTY),
    int(Event.SESSION_CANCELLED),
    int(Event.INCIDENT),
)
_DRUG_GROUPS, _TRAUMA, _BY_SESSION = int(Component.DRUG_GROUPS), int(Component.STABILISATION), int(Kind.SESSION)
_SESSION_ITEM, _EMPTY_ITEM, _CANCELLED_ITEM = int(Item.SESSION), int(Item.SESSION_EMPTY), int(Item.SESSION_CANCELLED)
_WEEKLY, _THREE_MONTHS = int(Recency.WEEKLY), int(Recency.THREE_MONTHS)
_USES_WEEKLY, _USES_SELDOM = 1, 2
_MIXED = _USES_WEEKLY | _USES_SELDOM


# --- when they meet -----------------------------------------------------------------------------------------------


@compiled
def is_closed(t: Cells, day: int) -> bool:
    """Whether the day falls in a week of the year in which nothing meets."""
    return t[layout.CLOSED_WEEKS + day // WEEK % WEEKS_IN_YEAR] == 1


@compiled
def step_runs(t: Cells, step: int, day: int) -> bool:
    """Whether one of the two drug-group steps runs in the week of the day."""
    weeks = layout.GROUP_WEEKS + 2 * (step - _GETTING_STARTED)
    return t[weeks] <= day // WEEK <= t[weeks + 1]


@compiled
def drug_group_meets(t: Cells, day: int, second: bool) -> bool:
    """Whether a drug group's session is planned for the day: not closed, not interrupted, a step running."""
    if t[layout.USUAL_TREATMENT]:
        return True
    if is_closed(t, day) or is_interrupted(t, day):
        return False
    if t[layout.SHARED_SLOT]:
        return step_runs(t, _GETTING_STARTED, day) or step_runs(t, _PREPARATION, day)
    return step_runs(t, _PREPARATION if second else _GETTING_STARTED, day)


# --- a session ----------------------------------------------------------------------------------------------------


@compiled
def incident_happens(t: Cells, women: int, present: int, word: int) -> bool:
    """Whether a session held an argument or a distressing disclosure."""
    return women > 0 and word < t[layout.INCIDENT + index.incident_index(women, present == _MIXED)]


@compiled
def how_she_uses(m: Cells, her: int) -> int:
    """Return the mark of a woman who uses weekly, of one who has not in the last month, or 0."""
    if m[her + USES] == _WEEKLY:
        return _USES_WEEKLY
    return _USES_SELDOM if m[her + USES] >= _THREE_MONTHS else 0


@compiled
def note_session(t: Cells, m: Cells, a: Cells, resource: int, step: int, kind: int, women: int) -> None:
    """Write down that a session was held, or that nobody came."""
    note_service(t, m, a, resource, _HELD if women > 0 else _EMPTY, step, women)
    if women > 0:
        count_size(t, m, a, kind, women)


# --- drug groups --------------------------------------------------------------------------------------------------


@compiled
def gives_places(t: Cells, m: Cells, a: Cells, second: bool) -> None:
    """Give a drug group's free places, and decide whether it meets today."""
    group = DRUG_GROUPS + (DRUG_GROUP_SIZE if second else 0)
    queue = PREPARATION_QUEUE if second else GETTING_STARTED_QUEUE
    resource = resource_at(m, PREPARATION_GROUP if second else GETTING_STARTED_GROUP)
    has = m[group + TAKEN]
    while m[queue + FIRST] > 0 and (t[layout.USUAL_TREATMENT] or has < t[layout.GROUP_PLACES]):
        her = m[queue + FIRST]
        leave_queue(m, her)
        is_given_place(t, m, a, her, resource)
        has += 1
    m[group + MEETS_TODAY] = 0
    if has > 0 and drug_group_meets(t, m[DAY], second):
        cancelled, late, m[group + INCIDENT_WORD], _ = words(m, _GROUP_DAY, resource, m[DAY] // WEEK)
        if cancelled < t[layout.GROUP_CANCELLED]:
            cancels_drug_group(t, m, a, resource, second, late < t[layout.GROUP_CANCELLED_LATE])
        else:
            m[group + MEETS_TODAY] = 1


@compiled
def cancels_drug_group(t: Cells, m: Cells, a: Cells, resource: int, second: bool, late: bool) -> None:
    """Cancel today's session; at short notice it still costs something."""
    note_service(t, m, a, resource, _CANCELLED, _PREPARATION if second else _GETTING_STARTED, int(late))
    if late:
        payer, pence = t[layout.PAYS_DRUG_GROUPS], t[layout.DRUG_GROUP_CANCELLED_LATE]
        spend_on_nobody(m, _DRUG_GROUPS, _CANCELLED_ITEM, _BY_SESSION, payer, pence)


@compiled
def holds_drug_group(t: Cells, m: Cells, a: Cells, second: bool) -> None:
    """Hold today's session: women decide whether to come, then learn what it led to."""
    group = DRUG_GROUPS + (DRUG_GROUP_SIZE if second else 0)
    resource = resource_at(m, PREPARATION_GROUP if second else GETTING_STARTED_GROUP)
    incident, women, present = m[group + INCIDENT_LAST_TIME] == 1, 0, 0
    m[NOW] = m[DAY] * TICKS + _SESSION
    her = m[group + MEMBERS]
    while her > 0:
        following = m[her + MEMBER_NEXT]
        if step_runs(t, m[her + GROUP_STEP], m[DAY]):
            if sits_in(t, m, a, her, DRUG_GROUP, m[her + GROUP_STEP], resource, incident):
                women += 1
                present |= how_she_uses(m, her)
        elif not m[her + MEANWHILE]:
            goes_on_from_group(t, m, a, her, resource)
        her = following
    m[NOW] = m[DAY] * TICKS + _OUTCOME
    note_session(t, m, a, resource, _PREPARATION if second else _GETTING_STARTED, 0, women)
    happened = incident_happens(t, women, present, m[group + INCIDENT_WORD])
    m[group + INCIDENT_LAST_TIME] = int(happened)
    if happened:
        note_service(t, m, a, resource, _INCIDENT, _PREPARATION if second else _GETTING_STARTED, women)
    if not t[layout.USUAL_TREATMENT]:
        item, payer = _SESSION_ITEM if women > 0 else _EMPTY_ITEM, t[layout.PAYS_DRUG_GROUPS]
        spend_on_nobody(m, _DRUG_GROUPS, item, _BY_SESSION, payer, t[layout.DRUG_GROUP_SESSION])
    members_go_on(t, m, a, group, resource)


@compiled
def members_go_on(t: Cells, m: Cells, a: Cells, group: int, resource: int) -> None:
    """Let the members who sat in a drug group's session learn what it led to, and go on if it is time."""
    her = m[group + MEMBERS]
    while her > 0:
        following = m[her + MEMBER_NEXT]
        if m[her + SAT]:
            lives_through(t, m, a, her, DRUG_GROUP, m[her + GROUP_STEP])
            if m[her + DOES] == IN_GROUP:
                m[her + SESSIONS_IN_STEP] += m[her + CAME]
                goes_on_from_group(t, m, a, her, resource)
        her = following


# --- stabilisation ------------------------------------------------------------------------------------------------


@compiled
def holds_stabilisation(t: Cells, m: Cells, a: Cells, group: int) -> None:
    """Hold today's session of a stabilisation group."""
    resource = resource_at(m, STABILISATION_GROUP)
    word = words(m, _GROUP_DAY, m[group + G_STARTED] << 12 | resource, m[DAY] // WEEK)[2]
    incident, women, present = m[group + G_INCIDENT_LAST_TIME] == 1, 0, 0
    m[NOW] = m[DAY] * TICKS + _SESSION
    her = m[group + G_MEMBERS]
    while her > 0:
        if sits_in(t, m, a, her, STABILISATION, _STABILISATION, resource, incident):
            women += 1
            present |= how_she_uses(m, her)
        her = m[her + MEMBER_NEXT]
    m[NOW] = m[DAY] * TICKS + _OUTCOME
    note_session(t, m, a, resource, _STABILISATION, 1, women)
    happened = incident_happens(t, women, present, word)
    m[group + G_INCIDENT_LAST_TIME] = int(happened)
    if happened:
        note_service(t, m, a, resource, _INCIDENT, _STABILISATION, women)
    item = _SESSION_ITEM if women > 0 else _EMPTY_ITEM
    spend_on_nobody(m, _TRAUMA, item, _BY_SESSION, t[layout.PAYS_TRAUMA], t[layout.STABILISATION_SESSION])
    her = m[group + G_MEMBERS]
    while her > 0:
        following = m[her + MEMBER_NEXT]
        lives_through(t, m, a, her, STABILISATION, _STABILISATION)
        sat_through_session(t, m, a, her)
        her = following


@compiled
def cancels_stabilisation(t: Cells, m: Cells, a: Cells, late: bool) -> None:
    """Enter a session that could not be held because the clinic was cancelled."""
    note_service(t, m, a, resource_at(m, STABILISATION_GROUP), _CANCELLED, _STABILISATION, int(late))
    if late:
        payer, pence = t[layout.PAYS_TRAUMA], t[layout.STABILISATION_CANCELLED_LATE]
        spend_on_nobody(m, _TRAUMA, _CANCELLED_ITEM, _BY_SESSION, payer, pence)
