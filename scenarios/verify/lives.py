"""Reading a record again, from nothing but its log: women's lives, where they were, and who was where on each day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from sim.clock import TICKS
from sim.record import Logged, Record
from sim.words import Event, Resource, Step

CAME_OR_NOT = {Event.ATTENDED, Event.ATTENDED_IN_PART, Event.MISSED}
CAME = {Event.ATTENDED, Event.ATTENDED_IN_PART}
DRUG_STEPS = {Step.GETTING_STARTED, Step.PREPARATION}
SESSIONS = {Event.SESSION_HELD, Event.SESSION_EMPTY}


class BrokenLawError(Exception):
    """A law that does not hold: what is wrong."""


def must(holds: bool, what: str = "") -> None:
    """Say that something has to be so.

    Raises
    ------
    BrokenLawError
        If it is not.
    """
    if not holds:
        raise BrokenLawError(what)


class Stay(NamedTuple):
    """Some time in which a woman waited for a step, or was in it; from and until are ticks."""

    waiting: bool
    step: int
    resource: int
    since: float
    until: float


@dataclass(slots=True)
class Life:
    """What one woman's events say: when she was inside, and where."""

    number: int
    events: list[Logged]
    spells: list[tuple[float, float]] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)

    def has(self, event: Event, step: Step | None = None) -> bool:
        """Whether something ever happened to her."""
        return any(e.event == event and step in (None, e.step) for e in self.events)

    def inside(self, now: float) -> bool:
        """Whether she was in the service, strictly within a spell."""
        return any(since < now < until for since, until in self.spells)


def read_lives(record: Record, end_day: int) -> dict[int, Life]:
    """Return the life of everybody met."""
    by_woman: dict[int, list[Logged]] = defaultdict(list)
    for entry in record.events:
        if entry[1] >= 0:
            by_woman[entry[1]].append(Logged(*entry))
    return {number: read_life(number, events, end_day * TICKS) for number, events in by_woman.items()}


def read_life(number: int, events: list[Logged], end: float) -> Life:
    """Follow one woman through her events; whatever cannot follow what went before is an error."""
    way = _Way(Life(number, events))
    # Whatever else a moment holds comes before the end of a spell inside.
    for e in sorted(events, key=lambda e: (e.now, is_the_end(e))):
        if e.event in (Event.ENROLLED, Event.RETURNED):
            way.enters(e)
        elif e.event == Event.WAITS:
            way.moves(e, waiting=True)
        elif e.event == Event.BEGAN:
            way.moves(e, waiting=False)
        elif e.event == Event.ENDED:
            way.ends(e)
        elif is_the_end(e):
            way.leaves(e)
    if way.entered is not None:
        raise BrokenLawError(f"woman {number} is neither inside nor gone at the end")
    must(not way.life.spells or way.life.spells[-1][1] <= end)
    return way.life


class _Way:
    """Where a woman is as her events are followed: inside since when, and waiting for or in what since when."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.entered: float | None = None
        self._now_in: tuple[bool, int, int, float] | None = None

    def enters(self, e: Logged) -> None:
        if self.entered is not None:
            raise BrokenLawError(f"{e} while inside")
        self.entered = e.now

    def moves(self, e: Logged, *, waiting: bool) -> None:
        """Begin to wait for something, or begin it: from nowhere, or from a wait; a step, from the wait for it."""
        self._must_be_inside(e)
        if self._now_in is not None and not self._now_in[0]:
            raise BrokenLawError(f"{e} before the end of {self._now_in}")
        if not waiting and self._now_in is not None and self._now_in[1:3] != (e.step, e.resource):
            raise BrokenLawError(f"{e} after waiting for {self._now_in}")
        self._closes(e.now)
        self._now_in = (waiting, e.step, e.resource, e.now)

    def ends(self, e: Logged) -> None:
        if self._now_in is None:
            raise BrokenLawError(f"{e} while nowhere")
        if self._now_in[:3] != (False, e.step, e.resource):
            raise BrokenLawError(f"{e} while {self._now_in}")
        self._closes(e.now)

    def leaves(self, e: Logged) -> None:
        entered = self._must_be_inside(e)
        self._closes(e.now)
        self.life.spells.append((entered, e.now))
        self.entered = None

    def _must_be_inside(self, e: Logged) -> float:
        if self.entered is None:
            raise BrokenLawError(f"{e} while not inside")
        return self.entered

    def _closes(self, now: float) -> None:
        if self._now_in is not None:
            self.life.stays.append(Stay(*self._now_in, now))
            self._now_in = None


def is_the_end(e: Logged) -> bool:
    """Whether the event ends a spell inside."""
    ends = e.event in (Event.LEFT, Event.MOVED_ON, Event.STILL_INSIDE)
    return ends or (e.event == Event.COMPLETED and e.step == Step.THERAPY)


def service_events(record: Record) -> list[Logged]:
    """Return what happened to groups and clinics."""
    return [Logged(*entry) for entry in record.events if entry[1] < 0]


def day(e: Logged) -> int:
    """Return the day of an event."""
    return int(e.now // TICKS)


def places_held(life: Life, shared: bool, keeps_attending: bool) -> list[tuple[int, float, float]]:
    """Return her places in drug groups: which group, since when, and until when."""
    held: list[tuple[int, float, float]] = []
    group: int | None = None
    since = last = 0.0
    for now, moment in groupby(life.events, key=lambda e: e.now):
        happened = list(moment)
        last = now
        referred = any(e.event == Event.REFERRED for e in happened)
        for e in happened:
            frees = e.event in (Event.STOPPED_GROUP, Event.LEFT, Event.MOVED_ON)
            frees |= e.event == Event.BEGAN and e.step == Step.PTSD_SCREENING
            if e.event == Event.ENDED and e.step in DRUG_STEPS:
                goes_on = keeps_attending if referred else shared and e.step == Step.GETTING_STARTED
                frees |= not goes_on
            if frees and group is not None:
                held.append((group, since, now))
                group = None
            if e.event == Event.BEGAN and e.step in DRUG_STEPS and group is None:
                group, since = e.resource, now
    if group is not None:
        held.append((group, since, last + 1))
    return held


def most_at_once(intervals: Iterable[tuple[float, float]]) -> int:
    """Return the largest number of intervals that hold at once; one that ends as another begins does not count."""
    changes = sorted((when, by) for since, until in intervals for when, by in ((since, 1), (until, -1)))
    most = now = 0
    for _, by in changes:
        now += by
        most = max(most, now)
    return most


def kind_of(resource: int) -> Resource:
    """Return which of a site's resources a number in the log stands for."""
    return Resource(resource % 16)
