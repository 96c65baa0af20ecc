"""Time: whole days from opening day, and the order of things within a day.

The SimPy clock runs in ticks, ten to a day: ``now = day * TICKS + phase``. Both parts are integers, so no decision
ever depends on floating-point time. Day 0 is a Monday. Everything that can share a day has a phase of its own, and
within a phase nothing depends on who acts first: places are given in the order of joining day and woman number.
"""

from enum import IntEnum

WEEK = 7
"""Days in a week."""

WEEKS_IN_YEAR = 52
"""Weeks in a year of the simulation; financial years are 52-week years from opening day."""

TICKS = 10
"""Ticks of the SimPy clock in a day."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Phase(IntEnum):
    """The order of the day. It is part of the model: changing it changes results."""

    LEFT = 0
    """Women's weekly clocks: some leave, treatment starts or lapses, stability may be lost; their places are freed."""
    INTEREST_LOST = 1
    """Women who have waited too long lose interest."""
    MET = 2
    """Contacts are made."""
    SCREENED = 3
    """Recruiters screen, in order of woman number; eligibility and consent."""
    JOINED = 4
    """Women join the waiting lists: newly enrolled, referred, returned, due for a session."""
    PLACED = 5
    """Places are given: in drug groups, in stabilisation groups, on the psychologist's caseload."""
    BOOKED = 6
    """The psychologist's slots of the day are given."""
    SESSION = 7
    """Sessions: everybody decides whether to come from the state before any session of the day."""
    OUTCOME = 8
    """What the sessions led to."""
    COUNTED = 9
    """A clinic that opens invites; the week's running costs are entered."""


def tick(day: int, phase: int) -> int:
    """Return the SimPy time of a phase of a day."""
    return day * TICKS + phase


def day_of(now: float) -> int:
    """Return the day of a SimPy time (typed float by SimPy, always a whole number here)."""
    return now // TICKS  # type: ignore[return-value]


def next_weekday(day: int, weekdays: tuple[int, ...]) -> int:
    """Return the first day on or after ``day`` that falls on one of ``weekdays`` (0 is Monday)."""
    return min(day + (weekday - day) % WEEK for weekday in weekdays)
