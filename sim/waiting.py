"""Waiting: how long a woman stays interested in the next step, and whether she takes it up."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import simpy

from sim.clock import WEEK, Phase
from sim.draws import Block
from sim.endings import Left
from sim.grids import LONGEST_WAIT
from sim.words import Event, Reason, Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.places import Claim
    from sim.woman import Woman

    Process = Generator[simpy.Event, object, None]

OFFERS_MAY_BE_DECLINED = {Step.PTSD_SCREENING, Step.STABILISATION, Step.THERAPY}


class Patience:
    """One wait: from when she waits, and the one day on which she will have lost interest, if she still waits.

    The rule is ``rules.still_interested``. It acts on taking up the next step, not on leaving once in it.
    """

    def __init__(self, woman: Woman, step: Step) -> None:
        self.woman = woman
        self.step = step
        lasts, self.takes_up, _, _ = woman.words_for(Block.WAIT, step)
        weeks = bisect_right(woman.tables.interest_lost, lasts) + 1
        self.lost_day = woman.today + weeks * WEEK if weeks <= LONGEST_WAIT else woman.tables.end_day

    def until(self, day: int) -> Process:
        """Wait until a day; she may lose interest before."""
        if self.lost_day <= day and not self.woman.tables.learns_at_offer:
            yield self.woman.until(self.lost_day, Phase.INTEREST_LOST)
            raise Left(Reason.INTEREST_LOST)
        yield self.woman.until(day, Phase.JOINED)

    def for_place(self, place: Claim) -> Process:
        """Wait for a place and take it up or not when it is given."""
        yield from self.for_offer(place)
        self.answers()

    def for_offer(self, place: Claim) -> Process:
        """Wait until a place is given; she may lose interest before."""
        woman, tables = self.woman, self.woman.tables
        if tables.learns_at_offer or self.lost_day >= tables.end_day:
            yield place
        else:
            yield place | woman.until(self.lost_day, Phase.INTEREST_LOST)
            if not place.triggered:
                raise Left(Reason.INTEREST_LOST)
        woman.note(Event.PLACE_OFFERED, self.step)

    def answers(self) -> None:
        """Take up the place just given, or not.

        If the service learns of lost interest only when it offers the place, the place is wasted that day.
        """
        if self.lost_day <= self.woman.today:
            raise Left(Reason.INTEREST_LOST)
        if self.step in OFFERS_MAY_BE_DECLINED and self.takes_up >= self.woman.tables.takes_up:
            raise Left(Reason.NOT_TAKEN_UP)
