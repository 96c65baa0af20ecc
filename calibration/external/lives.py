"""Women's lives, read from the event log of a run of the pathway."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sim.clock import day_of
from sim.record import Logged
from sim.words import RESOURCES_A_SITE, SITE_SHIFT, Event, Step

CAME = (Event.ATTENDED, Event.ATTENDED_IN_PART)
DRUG_GROUPS = (Step.GETTING_STARTED, Step.PREPARATION)

_OF_GROUPS = (Event.SESSION_HELD, Event.SESSION_EMPTY)


@dataclass(frozen=True, slots=True)
class Life:
    """What the log says of one woman who joined.

    Attributes
    ----------
    events : sequence of Logged
        Her own events, in the order of the clock.
    group_days : sequence of int
        The days on which her site's drug group met, whether anybody came or not.
    """

    events: Sequence[Logged]
    group_days: Sequence[int]

    def since(self, event: Event, step: Step) -> Sequence[Logged] | None:
        """Return her events from the first of a kind at a step on; None if there is none."""
        for place, logged in enumerate(self.events):
            if logged.event == event and logged.step == step:
                return self.events[place:]
        return None


def lives_of(events: Iterable[tuple[float, int, int, int, int, int]]) -> list[Life]:
    """Return the lives of all women who joined, site after site and by their numbers.

    Parameters
    ----------
    events : iterable of tuple
        The event log of one replication, ``sim.record.Record.events``.
    """
    hers: dict[int, list[Logged]] = {}
    days: dict[int, list[int]] = {}
    for entry in events:
        logged = Logged(*entry)
        if logged.entity >= 0:
            hers.setdefault(logged.entity, []).append(logged)
        elif logged.event in _OF_GROUPS and logged.step in DRUG_GROUPS:
            days.setdefault(-logged.entity // RESOURCES_A_SITE, []).append(day_of(logged.now))
    return [
        Life(own, days.get(woman >> SITE_SHIFT, ()))
        for woman, own in sorted(hers.items())
        if any(logged.event == Event.ENROLLED for logged in own)
    ]


def until(events: Iterable[Logged], *ends: Event) -> list[Logged]:
    """Return events up to the first of these kinds, that one included."""
    found: list[Logged] = []
    for logged in events:
        found.append(logged)
        if logged.event in ends:
            break
    return found


def times(events: Iterable[Logged], kinds: Iterable[Event], *steps: Step) -> int:
    """Return how often any of these kinds of event happened at these steps."""
    kinds = tuple(kinds)
    return sum(logged.event in kinds and logged.step in steps for logged in events)
