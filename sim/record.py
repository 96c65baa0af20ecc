"""The record: an append-only event log and cost ledger. Everything counted anywhere is derived from these two."""

from collections.abc import Iterable
from typing import NamedTuple

import simpy

from sim.clock import TICKS, day_of
from sim.words import RESOURCES_A_SITE, SITE_SHIFT, Component, Event, Item, Kind, Payer, Reason, Step

NOBODY = -1
"""The woman of a ledger entry that is for no woman in particular."""


class Logged(NamedTuple):
    """One event, all integers.

    ``entity`` is a woman's number, or minus the resource's number for what happens to a group or a clinic.
    ``value`` is a reason, a level or a count, as the event says.
    """

    now: float
    entity: int
    event: int
    step: int
    resource: int
    value: int


class Spent(NamedTuple):
    """One ledger entry, all integers; ``pence`` at the run's price year."""

    day: int
    site: int
    component: int
    item: int
    kind: int
    woman: int
    payer: int
    pence: int


class Record:
    """The log and the ledger of one replication.

    While the replication runs entries are appended in the order of the clock; :meth:`close` puts the entries of the
    same moment into their documented order (entity, event, step, resource, value), so that the record does not
    depend on who happened to act first within a moment.
    """

    __slots__ = ("_env", "events", "ledger")

    def __init__(self, env: simpy.Environment) -> None:
        self._env = env
        self.events: list[tuple[float, int, int, int, int, int]] = []
        self.ledger: list[tuple[int, int, int, int, int, int, int, int]] = []

    def note(self, entity: int, event: Event, step: Step = Step.CONTACT, resource: int = 0, value: int = 0) -> None:
        """Append an event that happens now."""
        self.events.append((self._env.now, entity, event, step, resource, value))

    def spend(
        self, site: int, component: Component, item: Item, kind: Kind, payer: int, pence: int, woman: int = NOBODY
    ) -> None:
        """Append a cost that falls today; what costs nothing is not written down."""
        if pence:
            day = day_of(self._env.now)
            self.ledger.append((day, site, component, item, kind, woman, payer, pence))

    def spend_all(self, entries: Iterable[tuple[int, int, int, int, int]], site: int, woman: int) -> None:
        """Append several costs of a woman that fall today: component, item, kind, payer and pence of each."""
        day = day_of(self._env.now)
        self.ledger.extend([(day, site, c, item, kind, woman, payer, pence) for c, item, kind, payer, pence in entries])

    def close(self) -> None:
        """Put the entries of each moment into their documented order, and let go of the clock: nothing more happens."""
        self.events.sort()
        self.ledger.sort()
        del self._env


EVENT_TYPES = {
    Event.ARRIVAL: "arrival_departure",
    Event.DEPART: "arrival_departure",
    Event.WAITS: "queue",
    Event.BEGAN: "resource_use",
    Event.ENDED: "resource_use_end",
}
"""Event types that vidigi knows; the others are ``pathway`` for women and ``service`` for groups and clinics."""

EVENT_COLUMNS = (
    "entity_id",
    "event_type",
    "event",
    "time",
    "resource_id",
    "run_number",
    "pathway",
    "phase",
    "site",
    "step",
    "value",
    "reason",
)
LEDGER_COLUMNS = ("run_number", "day", "site", "component", "item", "kind", "entity_id", "payer", "pence")

_WITH_REASON = {
    Event.DECLINED,
    Event.NOT_ELIGIBLE,
    Event.UNABLE_TO_CONSENT,
    Event.LEFT,
    Event.MOVED_ON,
}
_NAMED_BY_STEP = {Event.WAITS, Event.BEGAN, Event.ENDED, Event.PLACE_OFFERED}


def event_rows(
    events: Iterable[tuple[float, int, int, int, int, int]], run_number: int, pathway: str
) -> Iterable[tuple[object, ...]]:
    """Yield events as rows of ``EVENT_COLUMNS``, in the words of the files.

    ``time`` is the day; ``pathway`` is the scenario's name; ``resource_id`` is ``site * 16 + resource``.
    """
    for entry in events:
        logged = Logged(*entry)
        event, step = Event(logged.event), Step(logged.step)
        kind = EVENT_TYPES.get(event, "pathway" if logged.entity >= 0 else "service")
        name = f"{event.name}_{step.name}" if event in _NAMED_BY_STEP else event.name
        reason = Reason(logged.value).name.lower() if event in _WITH_REASON else ""
        site = logged.entity >> SITE_SHIFT if logged.entity >= 0 else -logged.entity // RESOURCES_A_SITE
        yield (
            logged.entity,
            kind,
            name.lower(),
            day_of(logged.now),
            logged.resource or None,
            run_number,
            pathway,
            int(logged.now % TICKS),
            site,
            step.name.lower(),
            logged.value,
            reason,
        )


def ledger_rows(ledger: Iterable[tuple[int, ...]], run_number: int) -> Iterable[tuple[object, ...]]:
    """Yield ledger entries as rows of ``LEDGER_COLUMNS``, in the words of the files."""
    for entry in ledger:
        spent = Spent(*entry)
        yield (
            run_number,
            spent.day,
            spent.site,
            Component(spent.component).name.lower(),
            Item(spent.item).name.lower(),
            Kind(spent.kind).name.lower(),
            None if spent.woman == NOBODY else spent.woman,
            Payer(spent.payer).name.lower(),
            spent.pence,
        )
