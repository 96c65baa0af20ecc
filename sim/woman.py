"""A woman: what she brings, where she is, and what she writes into the record."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import simpy

from sim.clock import TICKS, day_of
from sim.draws import Block, Words
from sim.rules import PROPENSITIES
from sim.words import Component, Event, Item, Kind, Recency, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.groups import DrugGroup
    from sim.places import Claim
    from sim.site import Site

WORD_BITS = 32

GETTING_STARTED_HAZARD, PREPARATION_HAZARD, STABILISATION_HAZARD, LIFE_EVENTS_ONLY = range(4)
"""Which of the weekly hazards of leaving acts on a woman."""


class Woman:
    """One woman the service has met.

    Parameters
    ----------
    site : Site
        Where she was met.
    number : int
        Her number, from her own slot: no change of rates or rules gives it to anybody else.

    Attributes
    ----------
    sells, uses : int
        How recently and how often she sold sex on the street, and used heroin or crack (``Recency``); the latter is
        known from screening on.
    treatment : bool
        Whether she receives opioid substitution therapy now.
    trauma : int
        What PTSD screening would find (``Trauma``).
    propensity : int
        Class of her own propensity to attend, from 0 (lowest).
    """

    # between contact and consent
    contacts = 0
    may_be_asked = True
    # known from screening on
    uses = 0
    treatment = False
    trauma = 0
    propensity = 0
    # in the service
    therapy = 0
    inside = False
    gone = False
    enrolled_day = 0
    step = Step.GETTING_STARTED
    status: tuple[Step, int] | None = None
    hazard = LIFE_EVENTS_ONLY
    weeks_in_step = 0
    process: simpy.Process | None = None
    place: Claim | None = None
    group: DrugGroup | None = None
    group_step = Step.GETTING_STARTED
    # in groups and sessions
    misses = 0
    in_a_row = 0
    sessions_attended = 0
    sessions_in_step = 0
    stability = 0
    referrals = 0
    attending_meanwhile = 0
    invited = False

    def __init__(self, site: Site, number: int) -> None:
        self.site = site
        self.env = site.env
        self.draws = site.draws
        self.number = number
        self.log = site.record.events.append
        self.tables = tables = site.tables
        self.first_contact = self.draws.block(Block.CONTACT, number, 0)
        self.sells = bisect_right(tables.sells_sex, self.first_contact[0])

    @property
    def today(self) -> int:
        """The day."""
        return day_of(self.env.now)

    def until(self, day: int, phase: int) -> simpy.Timeout:
        """Return the event that is a phase of a day, now or later."""
        return self.env.timeout(day * TICKS + phase - self.env.now)

    def note(self, event: Event, step: Step = Step.CONTACT, resource: int = 0, value: int = 0) -> None:
        """Write an event of hers into the log."""
        self.log((self.env.now, self.number, event, step, resource, value))

    def spend(self, component: Component, item: Item, pence: int, payer: int, kind: Kind = Kind.EVENT) -> None:
        """Enter a cost that is for her."""
        self.site.record.spend(self.site.index, component, item, kind, payer, pence, self.number)

    def words_for(self, block: Block, step: int = 0) -> Words:
        """Draw a block of decisions; the occasion is her own count of that block (and step, if one is given)."""
        occasion = self.occasions.get((block, step), 0)
        self.occasions[block, step] = occasion + 1
        return self.draws.block(block, self.number, occasion * len(Step) + step)

    def next_words(self, block: Block) -> Words:
        """Draw a block that comes again and again, such as her weeks and sessions; the occasion is her own count."""
        sequence = self.sequences.get(block)
        if sequence is None:
            sequence = self.sequences[block] = self.draws.sequence(block, self.number)
        return next(sequence)

    def keeps_coming(self, weeks_in_step: int) -> None:
        """Go on belonging to the drug group while she waits; its hazard of disengaging goes on where it was."""
        self.referrals += 1
        self.attending_meanwhile = self.referrals
        self.hazard = PREPARATION_HAZARD
        self.weeks_in_step = weeks_in_step

    def is_screened(self) -> None:
        """Learn what screening shows: drug use, treatment, and what is hers without anybody knowing it yet."""
        tables = self.tables
        uses, treatment, trauma, propensity = self.draws.block(Block.WOMAN, self.number, 0)
        self.uses = bisect_right(tables.uses_drugs[self.sells == Recency.WEEKLY], uses)
        self.treatment = treatment < tables.on_treatment
        self.trauma = bisect_right(tables.trauma, trauma)
        self.propensity = propensity * len(PROPENSITIES) >> WORD_BITS

    def enrol(self, preference: int) -> None:
        """Join the service, with a therapy she would prefer."""
        self.therapy = bisect_right(self.tables.therapy_preference, preference)
        self.enrolled_day = self.today
        self.occasions: dict[tuple[int, int], int] = {}
        self.sequences: dict[Block, Iterator[Words]] = {}
        self.site.enrolled.append(self)

    # --- where she is -------------------------------------------------------------------------------------------

    def waits_for(self, step: Step, resource: int) -> None:
        """Stop what she was in, if anything, and begin to wait for a step."""
        self.leaves_status()
        self.note(Event.WAITS, step, resource)
        self.step, self.hazard, self.weeks_in_step = step, LIFE_EVENTS_ONLY, 0

    def begins(self, step: Step, resource: int, hazard: int, kind: int = 0) -> None:
        """Begin a step; ``hazard`` says which of the weekly hazards of leaving acts, ``kind`` which therapy it is."""
        self.leaves_status()
        self.note(Event.BEGAN, step, resource, kind)
        self.status = (step, resource)
        self.step, self.hazard, self.weeks_in_step = step, hazard, 0

    def leaves_status(self) -> None:
        """Stop what she was in, if anything."""
        if self.status is not None:
            self.note(Event.ENDED, *self.status)
            self.status = None

    def gives_up_place(self) -> None:
        """Give back her place in a drug group, or stop waiting for one."""
        if self.place is not None:
            self.place.give_up()
            self.place = None

    def stops_group(self) -> None:
        """Stop coming to the drug group while she waits for the psychologist; the wait goes on."""
        self.attending_meanwhile = 0
        self.hazard = LIFE_EVENTS_ONLY
        self.gives_up_place()

    @property
    def can_be_invited(self) -> bool:
        """Whether a clinic that opens may invite her: in a drug group, has attended, and was not invited before."""
        in_group = self.inside and self.hazard in (GETTING_STARTED_HAZARD, PREPARATION_HAZARD)
        return in_group and not self.invited and not self.attending_meanwhile and self.sessions_attended > 0
