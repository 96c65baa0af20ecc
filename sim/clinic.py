"""The psychologist's clinic: one pool of slots that screening, stabilisation, readiness and therapy all draw on.

On a clinic day, in this order: courses begin if the caseload has room (a stabilisation group that is due, then
therapy, first in first out), then today's slots go to stabilisation sessions, to therapy sessions that are due, and
to one-off appointments, each first in first out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from sim import clock
from sim.clock import WEEK, Phase
from sim.draws import Block
from sim.places import Claim, Places
from sim.rules import unused_slots_charged
from sim.stabilisation import StabilisationGroups
from sim.words import Component, Event, Item, Kind, Resource, Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.site import Site

    Process = Generator[simpy.Event, object, None]

THERAPY_RANK = 1
"""Therapy sessions take a clinic day's slots after stabilisation sessions and before appointments."""

APPOINTMENT_RANK = 2
"""Screening, readiness and catch-up appointments take what is left of a clinic day."""


class Clinic:
    """The psychologist's clinic at one site.

    ``psychologist`` has today's slots; ``caseload`` has the half-slots a week that courses under way may take.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.resource = site.resource(Resource.PSYCHOLOGIST)
        self.psychologist = Places(site.env, max(site.tables.slots_per_clinic_day, 1))
        self.caseload = Places(site.env, max(site.tables.caseload, 1))
        self.stabilisation = StabilisationGroups(site, self.caseload, self.psychologist)

    def clinic_days(self) -> Process:
        """Run the clinic on its weekdays for as long as the run lasts."""
        site, env, tables = self.site, self.site.env, self.site.tables
        day = clock.next_weekday(site.opening_day, tables.clinic_days)
        while True:
            yield env.timeout(clock.tick(day, Phase.PLACED) - env.now)
            if site.clinic_meets(day):
                cancelled, late, _, _ = site.draws.in_sequence(
                    Block.CLINIC_DAY, site.index * WEEK + day % WEEK, day // WEEK
                )
                if cancelled < tables.clinic_cancelled:
                    self.cancel(day, late < tables.clinic_cancelled_late)
                else:
                    yield from self.clinic_day(day)
            day = clock.next_weekday(day + 1, tables.clinic_days)

    def clinic_day(self, day: int) -> Process:
        """Begin courses, give today's slots, hold the groups' sessions, and write down the slots used."""
        self.stabilisation.ask_for_room(day)
        self.caseload.give()
        self.stabilisation.start(day)
        yield self.site.env.timeout(Phase.BOOKED - Phase.PLACED)
        used = sum(claim.units for claim in self.psychologist.give() if isinstance(claim, Claim))
        self.stabilisation.hold_sessions(day)
        note = self.site.record.note
        note(-self.resource, Event.CLINIC_HELD, resource=self.resource, value=self.site.tables.slots_per_clinic_day)
        note(-self.resource, Event.SLOTS_USED, resource=self.resource, value=used)
        self.pay_for_unused(used)

    def pay_for_unused(self, used: int) -> None:
        """Enter the psychologist's time that nobody used today, where the service employs her."""
        prices, offered = self.site.tables.prices, self.site.tables.slots_per_clinic_day
        pence = prices.unused_slot * unused_slots_charged(offered, used, prices.unused_slots_not_charged)
        item, payer = Item.UNUSED_SLOTS, prices.pays_trauma
        self.site.record.spend(self.site.index, Component.SUPPORT, item, Kind.ONGOING, payer, pence)

    def cancel(self, day: int, late: bool) -> None:
        """Cancel today's clinic. What was due waits for the next one; at short notice it still costs something."""
        site = self.site
        site.record.note(-self.resource, Event.CLINIC_CANCELLED, resource=self.resource, value=int(late))
        self.stabilisation.cancel_sessions(day, late)
        for claim in self.psychologist.queue:
            if isinstance(claim, Claim) and claim.therapy is not None:
                self._cancel_therapy(claim.number, claim.therapy, late)

    def _cancel_therapy(self, woman: int, therapy: int, late: bool) -> None:
        site, prices = self.site, self.site.tables.prices
        site.record.note(woman, Event.SESSION_CANCELLED, Step.THERAPY, self.resource, int(late))
        if late:
            pence = prices.therapy_cancelled_late[therapy]
            site.record.spend(
                site.index,
                Component.THERAPY,
                Item.SESSION_CANCELLED,
                Kind.SESSION,
                prices.pays_trauma,
                pence,
                woman,
            )
