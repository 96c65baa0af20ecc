"""A woman's weekly clock: leaving by competing causes, treatment starting and lapsing, stability lost."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import simpy

from sim.clock import TICKS, WEEK, Phase
from sim.draws import Block, Words
from sim.grids import leaves_index, loses_index
from sim.rules import CAP
from sim.words import Event, Reason

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.woman import Woman

    Process = Generator[simpy.Event, object, None]

CAUSES = (Reason.DISENGAGED, Reason.HOUSING, Reason.CUSTODY, Reason.ILLNESS, Reason.MOVED_AWAY)
"""The competing causes of leaving, in the order of ``Tables.causes``."""


def weekly_clock(woman: Woman) -> Process:
    """Live week by week from enrolment; while she is away nothing is decided."""
    pay_for_week(woman)
    yield woman.until(woman.enrolled_day + WEEK, Phase.LEFT)
    while not woman.gone:
        words = woman.next_words(Block.WEEK)
        if woman.inside:
            live_a_week(woman, words)
        yield woman.env.timeout(WEEK * TICKS)


def live_a_week(woman: Woman, words: Words) -> None:
    """Decide whether she leaves this week and why, and otherwise what the week does to her."""
    tables = woman.tables
    leaves, why, treatment, loses = words
    misses = min(woman.misses, CAP)
    place = leaves_index(woman.hazard, woman.weeks_in_step, misses)
    if leaves < tables.leaves[place]:
        cause = CAUSES[bisect_right(tables.causes[place], why)]
        if cause is Reason.DISENGAGED and woman.attending_meanwhile:
            woman.note(Event.STOPPED_GROUP, woman.step)
            woman.stops_group()
        else:
            assert woman.process is not None
            woman.process.interrupt(cause)
            return
    woman.weeks_in_step += 1
    if treatment < (tables.treatment_lapses if woman.treatment else tables.treatment_starts):
        woman.note(Event.TREATMENT_LAPSED if woman.treatment else Event.TREATMENT_STARTED, woman.step)
        woman.treatment = not woman.treatment
    if woman.stability and loses < tables.loses_stability[loses_index(woman.treatment, misses)]:
        woman.stability -= 1
        woman.note(Event.STABILITY_LOST, woman.step, value=woman.stability)
    pay_for_week(woman)


def pay_for_week(woman: Woman) -> None:
    """Enter what supporting a woman costs for the week ahead."""
    woman.site.record.spend_all(woman.tables.prices.week, woman.site.index, woman.number)
