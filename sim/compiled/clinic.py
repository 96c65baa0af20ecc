"""The psychologist's clinic, compiled (``sim.clinic``, ``sim.stabilisation``, ``sim.places``)."""

from sim import layout
from sim.clinic import APPOINTMENT_RANK, THERAPY_RANK
from sim.clock import WEEK
from sim.compiled.appointments import is_given_appointment, is_given_screening
from sim.compiled.book import count_slots, note, note_service, spend, spend_on_nobody
from sim.compiled.courses import is_admitted
from sim.compiled.groups import cancels_stabilisation, is_closed
from sim.compiled.joining import is_stopped
from sim.compiled.lists import leave_queue, link
from sim.compiled.philox import words
from sim.compiled.state import (
    APPOINTMENT_QUEUE,
    AT_SESSION,
    AWAITS_SCREENING,
    AWAITS_SESSION,
    CASELOAD_QUEUE,
    CASELOAD_TAKEN,
    CLINIC_TODAY,
    COURSE_GROUP,
    DAY,
    DOES,
    FIRST,
    G_BOOKED,
    G_COUNT,
    G_DUE,
    G_GRANTED,
    G_IN_USE,
    G_MEMBERS,
    G_NEXT,
    G_PREVIOUS,
    G_STARTED,
    GROUP_SIZE,
    GROUPS,
    GROUPS_AT,
    LENGTH,
    MEMBER_NEXT,
    NUMBER,
    OFFERED_STABILISATION,
    OFFERED_THERAPY,
    QUEUE_DAY,
    QUEUE_NEXT,
    ROOM_ASKED,
    SITE,
    STABILISATION_QUEUE,
    THERAPY,
    THERAPY_QUEUE,
    TODAY_NEXT,
    UNITS,
)
from sim.compiled.therapy import has_slot_today, is_taken_on, units_of
from sim.compiled.toolchain import Cells, compiled
from sim.compiled.twins import rule
from sim.compiled.woman import PSYCHOLOGIST, resource_at
from sim.draws import Block
from sim.stabilisation import GROUP_RANK, HALF_SLOTS
from sim.words import Component, Event, Item, Kind, Step

_CLINIC_DAY, _THERAPY_STEP = int(Block.CLINIC_DAY), int(Step.THERAPY)
_HELD, _USED, _CANCELLED, _SESSION_CANCELLED = (
    int(Event.CLINIC_HELD),
    int(Event.SLOTS_USED),
    int(Event.CLINIC_CANCELLED),
    int(Event.SESSION_CANCELLED),
)
_SUPPORT, _FOR_THERAPY, _ONGOING, _BY_SESSION = (
    int(Component.SUPPORT),
    int(Component.THERAPY),
    int(Kind.ONGOING),
    int(Kind.SESSION),
)
_UNUSED, _CANCELLED_ITEM = int(Item.UNUSED_SLOTS), int(Item.SESSION_CANCELLED)
assert GROUP_RANK < THERAPY_RANK < APPOINTMENT_RANK, "slots are given below in this order"


@compiled
def opens_clinic(t: Cells, m: Cells, a: Cells) -> None:
    """Begin the clinic day, if the clinic meets and is not cancelled: courses begin, if there is room."""
    m[CLINIC_TODAY] = 0
    day = m[DAY]
    if is_closed(t, day) or is_stopped(t, day):
        return
    cancelled, late, _, _ = words(m, _CLINIC_DAY, m[SITE] * WEEK + day % WEEK, day // WEEK)
    if cancelled < t[layout.CLINIC_CANCELLED]:
        cancels_clinic(t, m, a, late < t[layout.CLINIC_CANCELLED_LATE])
        return
    m[CLINIC_TODAY] = 1
    asks_for_room(t, m)
    granted = gives_caseload(t, m)
    starts_groups(t, m, granted)
    offers_places(t, m, a)


@compiled
def cancels_clinic(t: Cells, m: Cells, a: Cells, late: bool) -> None:
    """Cancel today's clinic. What was due waits for the next one; at short notice it still costs something."""
    resource = resource_at(m, PSYCHOLOGIST)
    note_service(t, m, a, resource, _CANCELLED, 0, int(late))
    group = m[GROUPS]
    while group > 0:
        if m[group + G_COUNT] > 0 and m[group + G_DUE] <= m[DAY]:
            cancels_stabilisation(t, m, a, late)
        group = m[group + G_NEXT]
    her = m[THERAPY_QUEUE + FIRST]
    while her > 0:
        note(t, m, a, her, _SESSION_CANCELLED, _THERAPY_STEP, resource, int(late))
        if late:
            payer, pence = t[layout.PAYS_TRAUMA], t[layout.THERAPY_CANCELLED_LATE + m[her + THERAPY]]
            spend(m, _FOR_THERAPY, _CANCELLED_ITEM, _BY_SESSION, payer, pence, m[her + NUMBER])
        her = m[her + QUEUE_NEXT]


# --- courses begin ------------------------------------------------------------------------------------------------


@compiled
def asks_for_room(t: Cells, m: Cells) -> None:
    """Let go of groups nobody belongs to; ask the caseload for room for a new one if it is due."""
    group = m[GROUPS]
    while group > 0:
        following = m[group + G_NEXT]
        if m[group + G_COUNT] == 0:
            lets_go_of(t, m, group)
        group = following
    due = group_is_due(t, m)
    if not due:
        m[ROOM_ASKED] = 0
    elif m[ROOM_ASKED] == 0:
        m[ROOM_ASKED] = m[DAY] + 1


@compiled
def lets_go_of(t: Cells, m: Cells, group: int) -> None:
    """End a stabilisation group, and give its part of the caseload back."""
    before, after = m[group + G_PREVIOUS], m[group + G_NEXT]
    if before > 0:
        m[before + G_NEXT] = after
    else:
        m[GROUPS] = after
    if after > 0:
        m[after + G_PREVIOUS] = before
    m[group + G_IN_USE] = 0
    m[CASELOAD_TAKEN] -= HALF_SLOTS * t[layout.SLOTS_PER_SESSION]


@compiled
def group_is_due(t: Cells, m: Cells) -> bool:
    """Whether enough women wait for a closed group, or the first of them has waited long enough."""
    first = m[STABILISATION_QUEUE + FIRST]
    if first == 0:
        return False
    if t[layout.ROLLING]:
        return m[GROUPS] == 0
    enough = m[STABILISATION_QUEUE + LENGTH] >= t[layout.MINIMUM_SIZE]
    return enough or m[DAY] - m[first + QUEUE_DAY] >= t[layout.LONGEST_WAIT]


@compiled
def gives_caseload(t: Cells, m: Cells) -> bool:
    """Give free parts of the caseload, first in first out; return whether there is room for a new group.

    Whoever is at the head of the queue and does not fit in holds up everybody behind.
    """
    capacity, granted = max(t[layout.CASELOAD], 1), False
    while True:
        her = m[CASELOAD_QUEUE + FIRST]
        # Room is asked for earlier in the day than any woman asks, and as number 0.
        room_first = m[ROOM_ASKED] > 0 and not granted and (her == 0 or m[ROOM_ASKED] - 1 <= m[her + QUEUE_DAY])
        if not room_first and her == 0:
            return granted
        units = HALF_SLOTS * t[layout.SLOTS_PER_SESSION] if room_first else units_of(t, m, her)
        if m[CASELOAD_TAKEN] + units > capacity:
            return granted
        m[CASELOAD_TAKEN] += units
        if room_first:
            granted = True
            m[ROOM_ASKED] = 0
        else:
            leave_queue(m, her)
            m[her + UNITS] = units
            m[her + TODAY_NEXT] = m[OFFERED_THERAPY]
            m[OFFERED_THERAPY] = her


@compiled
def starts_groups(t: Cells, m: Cells, granted: bool) -> None:
    """Start a group if there is room, let women join a rolling one, and ask for slots for the sessions due."""
    if granted:
        admits(t, m, new_group(m))
    elif t[layout.ROLLING] and m[GROUPS] > 0:
        admits(t, m, m[GROUPS])
    group = m[GROUPS]
    while group > 0:
        if m[group + G_BOOKED] == 0 and m[group + G_DUE] <= m[DAY]:
            m[group + G_BOOKED] = m[DAY] + 1
        group = m[group + G_NEXT]


@compiled
def new_group(m: Cells) -> int:
    """Return the place of a new stabilisation group, after those there are."""
    group = m[GROUPS_AT]
    while m[group + G_IN_USE]:
        group += GROUP_SIZE
    for i in range(GROUP_SIZE):
        m[group + i] = 0
    m[group + G_IN_USE] = 1
    m[group + G_STARTED] = m[group + G_DUE] = m[DAY]
    last = m[GROUPS]
    if last == 0:
        m[GROUPS] = group
        return group
    while m[last + G_NEXT] > 0:
        last = m[last + G_NEXT]
    m[last + G_NEXT], m[group + G_PREVIOUS] = group, last
    return group


@compiled
def admits(t: Cells, m: Cells, group: int) -> None:
    """Give women who wait a place in a group, as far as its size goes."""
    while m[STABILISATION_QUEUE + FIRST] > 0 and m[group + G_COUNT] < t[layout.MAXIMUM_SIZE]:
        her = m[STABILISATION_QUEUE + FIRST]
        leave_queue(m, her)
        m[her + COURSE_GROUP] = group
        link(m, group + G_MEMBERS, her, MEMBER_NEXT)
        m[group + G_COUNT] += 1
        m[her + TODAY_NEXT] = m[OFFERED_STABILISATION]
        m[OFFERED_STABILISATION] = her


@compiled
def offers_places(t: Cells, m: Cells, a: Cells) -> None:
    """Let the women who were given a place take it up, or not."""
    her, m[OFFERED_THERAPY] = m[OFFERED_THERAPY], 0
    while her > 0:
        following = m[her + TODAY_NEXT]
        is_taken_on(t, m, a, her)
        her = following
    her, m[OFFERED_STABILISATION] = m[OFFERED_STABILISATION], 0
    while her > 0:
        following = m[her + TODAY_NEXT]
        is_admitted(t, m, a, her)
        her = following


# --- today's slots ------------------------------------------------------------------------------------------------


@compiled
def gives_slots(t: Cells, m: Cells, a: Cells) -> None:
    """Give today's slots: to stabilisation sessions, to therapy sessions, then to appointments, each in its order.

    Whoever comes next and does not fit in holds up everybody behind.
    """
    slots, used, units = max(t[layout.SLOTS_PER_CLINIC_DAY], 1), 0, t[layout.SLOTS_PER_SESSION]
    group = next_booked(m)
    while group > 0 and used + units <= slots:
        m[group + G_GRANTED], m[group + G_BOOKED], m[group + G_DUE] = 1, 0, m[DAY] + WEEK
        used += units
        group = next_booked(m)
    if group == 0:
        used = gives_slots_in(t, m, a, THERAPY_QUEUE, slots, used)
        used = gives_slots_in(t, m, a, APPOINTMENT_QUEUE, slots, used)
    resource, offered = resource_at(m, PSYCHOLOGIST), t[layout.SLOTS_PER_CLINIC_DAY]
    note_service(t, m, a, resource, _HELD, 0, offered)
    note_service(t, m, a, resource, _USED, 0, used)
    count_slots(m, offered, used)
    unused = rule.unused_slots_charged(offered, used, t[layout.UNUSED_SLOTS_NOT_CHARGED])
    spend_on_nobody(m, _SUPPORT, _UNUSED, _ONGOING, t[layout.PAYS_TRAUMA], t[layout.UNUSED_SLOT] * unused)


@compiled
def next_booked(m: Cells) -> int:
    """Return the group that has asked for slots the longest; of two, the one that started first; 0 if none has."""
    best, group = 0, m[GROUPS]
    while group > 0:
        if m[group + G_BOOKED] > 0 and (best == 0 or m[group + G_BOOKED] < m[best + G_BOOKED]):
            best = group
        group = m[group + G_NEXT]
    return best


@compiled
def gives_slots_in(t: Cells, m: Cells, a: Cells, queue: int, slots: int, used: int) -> int:
    """Give slots to the women of a queue, and return how many of the day's are used then."""
    while m[queue + FIRST] > 0 and used < slots:
        her = m[queue + FIRST]
        leave_queue(m, her)
        used += 1
        if m[her + DOES] == AWAITS_SESSION:
            has_slot_today(m, her, AT_SESSION)
        elif m[her + DOES] == AWAITS_SCREENING:
            is_given_screening(t, m, a, her)
        else:
            is_given_appointment(t, m, a, her)
    return used
