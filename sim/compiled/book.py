"""The record, compiled: what is counted and spent as it happens, and the log and ledger if they are kept.

``t`` is the flat table (``sim.layout``), ``m`` the world (``state``) and ``a`` what is added up over replications:
waits by step, days and how they ended; totals by year; and women in a session. ``a`` is empty if that is not wanted.
What is counted, and under which name, is ``sim.outcomes``'s to say: the arrays below are made from its tables.
"""

import numpy as np

from sim import layout, outcomes
from sim.clock import TICKS, WEEK, WEEKS_IN_YEAR
from sim.compiled.state import (
    ADDED_DAYS,
    ADDED_YEARS,
    ADDING,
    DAY,
    ENDED_AT,
    ENDED_EVENT,
    ENDED_REASON,
    ENDED_STEP,
    ENTRY_SIZE,
    EVENT_SIZE,
    EVENTS,
    EVENTS_AT,
    EVENTS_ROOM,
    LEDGER,
    LEDGER_AT,
    LEDGER_ROOM,
    NOW,
    NUMBER,
    PENCE_BY_YEAR,
    REACHED_SO_FAR,
    ROW,
    SITE,
    START,
    WAITS_FOR,
    WAITS_SINCE,
    YEAR,
)
from sim.compiled.toolchain import Cells, compiled
from sim.counting import YEARLY
from sim.outcomes import TOTALS
from sim.record import NOBODY
from sim.words import Component, Event, Item, Kind, Payer, Reason, Step

DAYS_IN_YEAR = WEEKS_IN_YEAR * WEEK
YEARLY_TOTALS = (*sorted(YEARLY), "pence_total")
"""Totals that are added up by financial year."""

YEARLY_PENCE = YEARLY_TOTALS.index("pence_total")
SERVED, LEFT_WAITING, STILL_WAITING = range(3)
HOW_WAITS_END = ("served", "left", "waiting")
WAITING_STEPS = len(outcomes.WAITS)
_NOWHERE = -1
_MOST_EVENTS = (max(Event) << 3) + len(Step)
_PENCE_BY_COMPONENT = TOTALS.index(f"pence_{Component(0).name.lower()}")
_PENCE_BY_PAYER = TOTALS.index(f"pence_paid_by_{Payer(0).name.lower()}")
_LEFT, _OFFERED, _BEGAN, _WAITS = (int(event) for event in (Event.LEFT, Event.PLACE_OFFERED, Event.BEGAN, Event.WAITS))
_SLOTS_OFFERED, _SLOTS_USED = TOTALS.index("slots_offered"), TOTALS.index("slots_used")


def _by_event(names: dict[tuple[int, int], str], places: tuple[str, ...]) -> np.ndarray:
    found = np.full(_MOST_EVENTS, _NOWHERE)
    for (event, step), name in names.items():
        found[event << 3 | step] = places.index(name) if name in places else _NOWHERE
    return found


def _by_step(stem: str) -> np.ndarray:
    return np.array([TOTALS.index(f"{stem}_{outcomes.WAITS[Step(1 + i)]}") for i in range(WAITING_STEPS)])


def _by_reason() -> np.ndarray:
    found = np.full(len(Reason), _NOWHERE)
    for stem, reasons in (
        ("declined", outcomes.DECLINED),
        ("not_eligible", outcomes.NOT_ELIGIBLE),
        ("unable_to_consent", outcomes.UNABLE),
        ("left", outcomes.LEFT),
        ("moved_on", outcomes.MOVED_ON),
    ):
        for reason in reasons:
            assert found[reason] == _NOWHERE, "each reason belongs to one ending"
            found[reason] = TOTALS.index(f"{stem}_{reason.name.lower()}")
    return found


_REACHED_NAMES = tuple(dict.fromkeys(outcomes.REACHED.values()))


def _packed() -> np.ndarray:
    """Return all that is counted of an event at a step as one number, four fields of a byte, each 0 for nothing.

    The total counted every time; the total counted the first time, and its place among ``_REACHED_NAMES``; and the
    place of one of them among ``YEARLY_TOTALS``.
    """
    every, first = _by_event(outcomes.COUNTED, TOTALS), _by_event(outcomes.REACHED, TOTALS)
    bit = _by_event(outcomes.REACHED, _REACHED_NAMES)
    yearly = _by_event(outcomes.COUNTED, YEARLY_TOTALS), _by_event(outcomes.REACHED, YEARLY_TOTALS)
    assert not ((yearly[0] >= 0) & (yearly[1] >= 0)).any(), "no event is added up by year under two names"
    return every + 1 | first + 1 << 8 | bit + 1 << 16 | np.maximum(*yearly) + 1 << 24


COUNTED = _packed()
_BYTE = 255
SERVED_TOTAL, DAYS_WAITED = _by_step("served"), _by_step("days_waited")
DAYS_QUEUED, LEFT_AT = _by_step("days_queued"), _by_step("left_at")
BY_REASON = _by_reason()


# --- the log ------------------------------------------------------------------------------------------------------


@compiled
def write(m: Cells, entity: int, event: int, step: int, resource: int, value: int) -> None:
    """Write an event into the log, if one is kept and has room; count it in any case."""
    if m[EVENTS_ROOM] > 0:
        if m[EVENTS] < m[EVENTS_ROOM]:
            at = m[EVENTS_AT] + m[EVENTS] * EVENT_SIZE
            m[at] = m[NOW]
            m[at + 1] = entity
            m[at + 2] = event
            m[at + 3] = step
            m[at + 4] = resource
            m[at + 5] = value
        m[EVENTS] += 1


@compiled
def add_to_year(t: Cells, m: Cells, a: Cells, yearly: int, year: int, amount: int) -> None:
    """Add to a total of a financial year from opening, over all replications."""
    if m[ADDING]:
        a[WAITING_STEPS * m[ADDED_DAYS] * 3 + yearly * m[ADDED_YEARS] + year] += amount


@compiled
def count_event(t: Cells, m: Cells, a: Cells, counted: int) -> None:
    """Count an event under the name it is counted by every time; ``counted`` is its place in ``COUNTED``."""
    every = counted & _BYTE
    if every > 0 and m[NOW] >= m[START]:
        m[ROW + every - 1] += 1
        if counted >> 24 > 0:
            add_to_year(t, m, a, (counted >> 24) - 1, m[YEAR], 1)


@compiled
def note_contact(t: Cells, m: Cells, a: Cells, number: int, event: int, resource: int, value: int, reason: int) -> None:
    """Note what happens to a woman before she joins; ``reason`` is 0 where there is none."""
    write(m, number, event, 0, resource, value)
    count_event(t, m, a, COUNTED[event << 3])
    if reason > 0 and m[NOW] >= m[START]:
        m[ROW + BY_REASON[reason]] += 1


@compiled
def note_service(t: Cells, m: Cells, a: Cells, resource: int, event: int, step: int, value: int) -> None:
    """Note what happens to a group or a clinic."""
    at = step if step >= 0 else 0
    write(m, -resource, event, at, resource, value)
    count_event(t, m, a, COUNTED[event << 3 | at])


@compiled
def note(t: Cells, m: Cells, a: Cells, her: int, event: int, step: int, resource: int, value: int) -> None:
    """Note what happens to a woman who joined."""
    write(m, m[her + NUMBER], event, step, resource, value)
    counted = COUNTED[event << 3 | step]
    if counted > 0:
        first = counted >> 8 & _BYTE
        if first > 0:
            bit = 1 << (counted >> 16 & _BYTE)
            if m[her + REACHED_SO_FAR] & bit == 0:
                m[her + REACHED_SO_FAR] |= bit
                if m[NOW] >= m[START]:
                    m[ROW + first - 1] += 1
                    if counted & _BYTE == 0 and counted >> 24 > 0:
                        add_to_year(t, m, a, (counted >> 24) - 1, m[YEAR], 1)
        count_event(t, m, a, counted)
    if event == _WAITS:
        m[her + WAITS_FOR] = step + 1
        m[her + WAITS_SINCE] = m[NOW]
    elif m[her + WAITS_FOR] > 0 and event in (_OFFERED, _BEGAN, _LEFT):
        end_wait(t, m, a, her, LEFT_WAITING if event == _LEFT else SERVED)


@compiled
def end_wait(t: Cells, m: Cells, a: Cells, her: int, how: int) -> None:
    """Count a wait that ends now: women queued day by day, and the wait itself if it began within the days counted."""
    step, since = m[her + WAITS_FOR] - 1, m[her + WAITS_SINCE]
    m[her + WAITS_FOR] = 0
    today = m[DAY]
    queued = today - max(since, m[START]) // TICKS
    m[ROW + DAYS_QUEUED[step - 1]] += max(queued, 0)
    if since < m[START]:
        return
    days = today - since // TICKS
    if m[ADDING]:
        a[((step - 1) * m[ADDED_DAYS] + days) * 3 + how] += 1
    if how == SERVED:
        m[ROW + SERVED_TOTAL[step - 1]] += 1
        m[ROW + DAYS_WAITED[step - 1]] += days


@compiled
def note_ending(m: Cells, her: int, event: int, step: int, reason: int) -> None:
    """Remember how things stand with her; the last time counts."""
    m[her + ENDED_EVENT] = event + 1
    m[her + ENDED_AT] = m[NOW]
    m[her + ENDED_STEP] = step
    m[her + ENDED_REASON] = reason


@compiled
def count_size(t: Cells, m: Cells, a: Cells, kind: int, women: int) -> None:
    """Count a session held by the women in it; ``kind`` is 0 for drug groups and 1 for stabilisation."""
    if m[ADDING] and m[NOW] >= m[START]:
        sizes = WAITING_STEPS * m[ADDED_DAYS] * 3 + len(YEARLY_TOTALS) * m[ADDED_YEARS]
        a[sizes + women * 2 + kind] += 1


@compiled
def count_slots(m: Cells, offered: int, used: int) -> None:
    """Count the psychologist's slots of a clinic day."""
    if m[NOW] >= m[START]:
        m[ROW + _SLOTS_OFFERED] += offered
        m[ROW + _SLOTS_USED] += used


# --- the ledger ---------------------------------------------------------------------------------------------------


@compiled
def spend(m: Cells, component: int, item: int, kind: int, payer: int, pence: int, number: int) -> None:
    """Enter a cost that falls today; what costs nothing is not written down. ``number`` is the woman's, or NOBODY."""
    if pence == 0:
        return
    if m[NOW] >= m[START]:
        m[ROW + _PENCE_BY_COMPONENT + component] += pence
        m[ROW + _PENCE_BY_PAYER + payer] += pence
        m[PENCE_BY_YEAR + m[YEAR]] += pence
    if m[LEDGER_ROOM] > 0:
        if m[LEDGER] < m[LEDGER_ROOM]:
            at = m[LEDGER_AT] + m[LEDGER] * ENTRY_SIZE
            m[at] = m[DAY]
            m[at + 1] = m[SITE]
            m[at + 2] = component
            m[at + 3] = item
            m[at + 4] = kind
            m[at + 5] = number
            m[at + 6] = payer
            m[at + 7] = pence
        m[LEDGER] += 1


_SUPPORT, _EVENT, _ONGOING = int(Component.SUPPORT), int(Kind.EVENT), int(Kind.ONGOING)
_VOUCHER, _REMINDERS = int(Item.VOUCHER), int(Item.REMINDERS)


@compiled
def spend_on_support(t: Cells, m: Cells, number: int, item: int, kind: int, prices: int) -> None:
    """Enter the costs of support that lie side by side from a place of the table, as one sum if no ledger is kept."""
    if m[LEDGER_ROOM] == 0:
        pence = t[prices] + t[prices + 1] + t[prices + 2]
        spend(m, _SUPPORT, item, kind, t[layout.PAYS_SUPPORT], pence, number)
        return
    for i in range(layout.SUPPORTS):
        spend(m, _SUPPORT, item + i, kind, t[layout.PAYS_SUPPORT], t[prices + i], number)


@compiled
def spend_on_attendance(t: Cells, m: Cells, number: int) -> None:
    """Enter voucher, lunch and transport."""
    spend_on_support(t, m, number, _VOUCHER, _EVENT, layout.ATTENDANCE_PENCE)


@compiled
def spend_on_week(t: Cells, m: Cells, number: int) -> None:
    """Enter what supporting a woman costs for the week ahead."""
    spend_on_support(t, m, number, _REMINDERS, _ONGOING, layout.WEEK_PENCE)


@compiled
def spend_on_nobody(m: Cells, component: int, item: int, kind: int, payer: int, pence: int) -> None:
    """Enter a cost that is for no woman in particular."""
    spend(m, component, item, kind, payer, pence, NOBODY)
