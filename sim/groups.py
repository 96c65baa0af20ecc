"""Groups and their sessions, and the weekly drug-treatment groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from sim import clock
from sim.clock import WEEK, Phase
from sim.draws import Block
from sim.grids import incident_index
from sim.places import UNLIMITED, Places
from sim.words import Component, Event, Item, Kind, Recency, Resource, Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.site import Site
    from sim.woman import Woman

    Process = Generator[simpy.Event, object, None]


class Session:
    """One session of a group: who came, and the moment when it is over."""

    __slots__ = ("over", "present")

    def __init__(self, env: simpy.Environment) -> None:
        self.present: list[Woman] = []
        self.over = env.event()

    @property
    def mixed(self) -> bool:
        """Whether women who use weekly and women who have not used in the last month sit together."""
        recencies = {woman.uses for woman in self.present}
        return Recency.WEEKLY in recencies and bool(recencies & {Recency.THREE_MONTHS, Recency.LONGER})


class Group:
    """A group and its weekly session.

    Women wait for ``next_session``, decide whether to come, and wait for the session to be over.
    """

    def __init__(self, site: Site, resource: Resource, step: Step, started: int = 0) -> None:
        self.site = site
        self.step = step
        self.resource = site.resource(resource)
        self.key = started << 12 | self.resource
        self.next_session: simpy.Event = site.env.event()
        self.incident_last_time = False

    def note(self, event: Event, value: int = 0) -> None:
        """Write down what happened to the group."""
        self.site.record.note(-self.resource, event, self.step, self.resource, value)

    def hold_session(self, day: int, incident_word: int) -> Process:
        """Hold today's session: women decide whether to come, then learn what it led to."""
        env = self.site.env
        yield env.timeout(clock.tick(day, Phase.SESSION) - env.now)
        session = Session(env)
        opening, self.next_session = self.next_session, env.event()
        opening.succeed(session)
        yield env.timeout(Phase.OUTCOME - Phase.SESSION)
        women = len(session.present)
        self.note(Event.SESSION_HELD if women else Event.SESSION_EMPTY, women)
        index = incident_index(women, session.mixed)
        self.incident_last_time = women > 0 and incident_word < self.site.tables.incident[index]
        if self.incident_last_time:
            self.note(Event.INCIDENT, women)
        self.pay_for(women)
        session.over.succeed()

    def pay_for(self, women: int) -> None:
        """Enter the cost of a session, which is the same whether one woman came or six."""
        raise NotImplementedError


class DrugGroup(Group):
    """A weekly open drug-treatment group. With ``usual_treatment`` it stands for ordinary treatment elsewhere."""

    def __init__(self, site: Site, resource: Resource, step: Step, weekday: int) -> None:
        super().__init__(site, resource, step)
        self.weekday = weekday
        self.places = Places(site.env, UNLIMITED if site.tables.usual_treatment else site.tables.group_places)

    @property
    def has_members(self) -> bool:
        """Whether any woman holds a place."""
        return self.places.count > 0

    def weekly(self) -> Process:
        """Meet on the group's weekday for as long as the run lasts, whenever anybody belongs to it."""
        site, env = self.site, self.site.env
        day = clock.next_weekday(site.opening_day, (self.weekday,))
        while True:
            yield env.timeout(clock.tick(day, Phase.PLACED) - env.now)
            self.places.give()
            if self.has_members and site.drug_groups_meet(day, self):
                cancelled, late, incident, _ = site.draws.in_sequence(Block.GROUP_DAY, self.key, day // WEEK)
                if cancelled < site.tables.group_cancelled:
                    self.cancel(late < site.tables.group_cancelled_late)
                else:
                    env.process(self.hold_session(day, incident))
            day += WEEK

    def cancel(self, late: bool) -> None:
        """Cancel today's session; at short notice it still costs something."""
        self.note(Event.SESSION_CANCELLED, int(late))
        if late:
            self._spend(Item.SESSION_CANCELLED, self.site.tables.prices.drug_group_cancelled_late)

    def pay_for(self, women: int) -> None:
        """Enter the cost of the session; ordinary treatment elsewhere is paid for by the contact instead."""
        prices = self.site.tables.prices
        if not self.site.tables.usual_treatment:
            self._spend(Item.SESSION if women else Item.SESSION_EMPTY, prices.drug_group_session)

    def _spend(self, item: Item, pence: int) -> None:
        payer = self.site.tables.prices.pays_drug_groups
        self.site.record.spend(self.site.index, Component.DRUG_GROUPS, item, Kind.SESSION, payer, pence)
