"""The care pathway: a woman's way through it, step by step, as a SimPy process."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, cast

import simpy

from sim.attending import sits_in
from sim.clock import WEEK, Phase
from sim.draws import Block
from sim.endings import Ending
from sim.grids import DRUG_GROUP
from sim.trauma_work import trauma_work
from sim.waiting import Patience
from sim.weeks import weekly_clock
from sim.woman import GETTING_STARTED_HAZARD, PREPARATION_HAZARD
from sim.words import Event, Reason, Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from sim.groups import DrugGroup, Session
    from sim.woman import Woman

    Process = Generator[simpy.Event, object, None]
    Answer = Generator[simpy.Event, object, bool]

MOVED_ON = {Reason.NO_SYMPTOMS, Reason.COURSE_NOT_COMPLETED, Reason.NOT_READY}
"""Reasons that are the end of the pathway's offer rather than her leaving it."""


def in_service(woman: Woman) -> Process:
    """From consent to the end: follow the pathway, leave, perhaps come back, and at last depart."""
    woman.process = woman.env.active_process
    woman.env.process(weekly_clock(woman))
    times_left = 0
    while True:
        reason = yield from follow(woman)
        if reason is Reason.NONE:
            break
        woman.note(Event.MOVED_ON if reason in MOVED_ON else Event.LEFT, woman.step, value=reason)
        if reason is not Reason.DISENGAGED or not (yield from comes_back(woman, times_left)):
            break
        times_left += 1
    woman.gone = True
    woman.note(Event.DEPART)


def follow(woman: Woman) -> Generator[simpy.Event, object, Reason]:
    """Follow the pathway; return why she went no further, or ``Reason.NONE`` if she completed it."""
    woman.inside = True
    woman.misses = woman.in_a_row = 0
    reason = Reason.NONE
    try:
        yield from drug_groups(woman)
        yield from trauma_work(woman)
    except Ending as ending:
        reason = ending.reason
    except simpy.Interrupt as interruption:
        reason = cast(Reason, interruption.cause)
    woman.inside = False
    woman.leaves_status()
    woman.stops_group()
    return reason


def drug_groups(woman: Woman) -> Process:
    """Attend getting started, then preparation for recovery, until she is referred to the psychologist."""
    site = woman.site
    if woman.step == Step.GETTING_STARTED:
        yield from takes_place(woman, site.getting_started, Step.GETTING_STARTED)
        yield from gets_started(woman, site.getting_started)
        if woman.invited:
            return
        if site.preparation is not site.getting_started:
            woman.gives_up_place()
    if woman.place is None:
        yield from takes_place(woman, site.preparation, Step.PREPARATION)
    yield from prepares(woman, site.preparation)


def takes_place(woman: Woman, group: DrugGroup, step: Step) -> Process:
    """Wait for a place in a drug group."""
    woman.waits_for(step, group.resource)
    woman.group = group
    woman.place = group.places.ask(woman.today, woman.number)
    yield from Patience(woman, step).for_place(woman.place)


def gets_started(woman: Woman, group: DrugGroup) -> Process:
    """Attend the weekly getting-started group until she has attended enough to prepare, or is invited."""
    woman.begins(Step.GETTING_STARTED, group.resource, GETTING_STARTED_HAZARD)
    woman.group_step = Step.GETTING_STARTED
    while woman.sessions_in_step < woman.tables.sessions_to_prepare and not woman.invited:
        yield from attends_when_running(woman, group, Step.GETTING_STARTED)


def prepares(woman: Woman, group: DrugGroup) -> Process:
    """Attend the weekly preparation group until the gate to the psychologist opens."""
    woman.begins(Step.PREPARATION, group.resource, PREPARATION_HAZARD)
    woman.group_step = Step.PREPARATION
    woman.in_a_row = 0
    while not gate_is_open(woman):
        yield from attends_when_running(woman, group, Step.PREPARATION)


def attends_when_running(woman: Woman, group: DrugGroup, step: Step) -> Process:
    """Wait for the group's next session and attend it or not, if her step runs that week."""
    session = cast("Session", (yield group.next_session))
    if woman.site.step_runs(step, woman.today):
        woman.sessions_in_step += yield from sits_in(woman, group, DRUG_GROUP, session)


def gate_is_open(woman: Woman) -> bool:
    """Whether she is referred now: judged stable and enough sessions in a row, or invited when a clinic opened."""
    tables = woman.tables
    if not tables.trauma_offered:
        return False
    if tables.invites_most_frequent:
        return woman.invited
    return woman.stability >= tables.judged_stable_at and woman.in_a_row >= tables.in_a_row


def comes_back(woman: Woman, times_left: int) -> Answer:
    """Stay away, and perhaps come back to the drug group; return whether she did before the run's end."""
    word = woman.draws.block(Block.RETURN, woman.number, times_left)[0]
    weeks = bisect_right(woman.tables.returns, word) + 1
    day = woman.today + weeks * WEEK
    if weeks > len(woman.tables.returns) or day >= woman.tables.end_day:
        return False
    yield woman.until(day, Phase.JOINED)
    if woman.step != Step.GETTING_STARTED:
        woman.step = woman.group_step = Step.PREPARATION
    woman.invited = False
    woman.note(Event.RETURNED, woman.step)
    return True
