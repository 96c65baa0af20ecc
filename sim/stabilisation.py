"""PTSD stabilisation groups: who waits for one, when one starts, and its sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.clock import WEEK
from sim.draws import Block
from sim.groups import Group
from sim.places import UNLIMITED, Claim, Places
from sim.words import Component, Event, Item, Kind, Resource, Step

if TYPE_CHECKING:
    from sim.site import Site

GROUP_RANK = 0
"""Stabilisation sessions take a clinic day's slots before therapy and appointments do."""

HALF_SLOTS = 2
"""Half-slots a week that one weekly slot takes of the caseload."""


class StabilisationGroup(Group):
    """One group, closed (it starts together and ends) or rolling (it stands, and women join).

    ``members`` are women's numbers, ``room`` its part of the caseload, ``due_day`` the day of its next session.
    """

    def __init__(self, site: Site, day: int, room: Claim) -> None:
        super().__init__(site, Resource.STABILISATION_GROUP, Step.STABILISATION, started=day)
        self.members: set[int] = set()
        self.room = room
        self.booking: Claim | None = None
        self.due_day = day

    def cancel(self, late: bool) -> None:
        """Enter a session that could not be held because the clinic was cancelled."""
        self.note(Event.SESSION_CANCELLED, int(late))
        if late:
            self._spend(Item.SESSION_CANCELLED, self.site.tables.prices.stabilisation_cancelled_late)

    def pay_for(self, women: int) -> None:
        """Enter the cost of the session."""
        item = Item.SESSION if women else Item.SESSION_EMPTY
        self._spend(item, self.site.tables.prices.stabilisation_session)

    def _spend(self, item: Item, pence: int) -> None:
        payer = self.site.tables.prices.pays_trauma
        self.site.record.spend(self.site.index, Component.STABILISATION, item, Kind.SESSION, payer, pence)


class StabilisationGroups:
    """The stabilisation groups of one site and the women waiting for one."""

    def __init__(self, site: Site, caseload: Places, psychologist: Places) -> None:
        self.site = site
        self.resource = site.resource(Resource.STABILISATION_GROUP)
        self.caseload = caseload
        self.psychologist = psychologist
        self.waiting = Places(site.env, UNLIMITED)
        self.groups: list[StabilisationGroup] = []
        self.room: Claim | None = None

    def ask_for_room(self, day: int) -> None:
        """Let go of groups nobody belongs to; ask the caseload for room for a new one if it is due."""
        for group in [group for group in self.groups if not group.members]:
            self.groups.remove(group)
            group.room.give_up()
            if group.booking is not None:
                group.booking.give_up()
        if self.room is not None and not self._is_due(day):
            self.room.give_up()
            self.room = None
        if self.room is None and self._is_due(day):
            self.room = self.caseload.ask(day, 0, units=HALF_SLOTS * self.site.tables.slots_per_session)

    def _is_due(self, day: int) -> bool:
        """Whether enough women wait for a closed group, or the first of them has waited long enough."""
        tables, waiting = self.site.tables, self.waiting.queue
        if not waiting:
            return False
        if tables.rolling:
            return not self.groups
        first = waiting[0]
        assert isinstance(first, Claim)
        return len(waiting) >= tables.minimum_size or day - first.day >= tables.longest_wait

    def start(self, day: int) -> None:
        """Start a group if there is room, let women join a rolling one, and ask for slots for the sessions due."""
        if self.room is not None and self.room.triggered:
            group = StabilisationGroup(self.site, day, self.room)
            self.room = None
            self.groups.append(group)
            self._admit(group)
        elif self.site.tables.rolling and self.groups:
            self._admit(self.groups[0])
        for group in self.groups:
            if group.booking is None and group.due_day <= day:
                units = self.site.tables.slots_per_session
                group.booking = self.psychologist.ask(day, group.key, GROUP_RANK, units)

    def _admit(self, group: StabilisationGroup) -> None:
        for claim in self.waiting.give(self.site.tables.maximum_size - len(group.members)):
            assert isinstance(claim, Claim)
            claim.group = group
            group.members.add(claim.number)

    def leaves(self, place: Claim) -> None:
        """Give back a woman's place in a group, or stop her waiting for one."""
        if place.group is not None:
            place.group.members.discard(place.number)
        place.give_up()

    def hold_sessions(self, day: int) -> None:
        """Hold the sessions that were given slots today."""
        for group in self.groups:
            if group.booking is not None and group.booking.triggered:
                group.booking.give_up()
                group.booking = None
                group.due_day = day + WEEK
                incident = self.site.draws.block(Block.GROUP_DAY, group.key, day // WEEK)[2]
                self.site.env.process(group.hold_session(day, incident))

    def cancel_sessions(self, day: int, late: bool) -> None:
        """Enter the sessions that fall away with a cancelled clinic; they are held at the next one."""
        for group in self.groups:
            if group.members and group.due_day <= day:
                group.cancel(late)
