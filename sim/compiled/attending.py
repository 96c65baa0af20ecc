"""Weeks and sessions, compiled: coming, missing, and what they do to a woman (``sim.attending``, ``sim.weeks``)."""

from sim import layout
from sim.clock import WEEK
from sim.compiled.book import note, spend, spend_on_attendance, spend_on_week
from sim.compiled.philox import how_many, words
from sim.compiled.state import (
    CAME,
    DAY,
    DRUG_GROUP_COUNT,
    ENROLLED_DAY,
    GAINS_WORD,
    HAZARD,
    IN_A_ROW,
    IN_PART,
    MEANWHILE,
    MISSES,
    NUMBER,
    PROPENSITY,
    SAT,
    SELLS,
    SESSIONS_ATTENDED,
    STABILISATION_COUNT,
    STABILITY,
    STEP,
    TREATMENT,
    USES,
    WEEKS_IN_STEP,
)
from sim.compiled.toolchain import Cells, compiled
from sim.compiled.twins import index
from sim.compiled.woman import goes, stops_group
from sim.draws import Block
from sim.grids import DRUG_GROUP, HIGHEST_STABILITY
from sim.rules import CAP
from sim.weeks import CAUSES
from sim.words import Component, Event, Item, Kind, Recency, Step

_WEEKLY, _GETTING_STARTED = int(Recency.WEEKLY), int(Step.GETTING_STARTED)
_WEEK, _DRUG_GROUP, _STABILISATION = int(Block.WEEK), int(Block.DRUG_GROUP), int(Block.STABILISATION)
_ATTENDED, _IN_PART, _MISSED = int(Event.ATTENDED), int(Event.ATTENDED_IN_PART), int(Event.MISSED)
_GAINED, _LOST, _STOPPED = int(Event.STABILITY_GAINED), int(Event.STABILITY_LOST), int(Event.STOPPED_GROUP)
_STARTED, _LAPSED = int(Event.TREATMENT_STARTED), int(Event.TREATMENT_LAPSED)
_DRUG_GROUPS, _USUAL_CONTACT, _PAID_BY_EVENT = int(Component.DRUG_GROUPS), int(Item.USUAL_CONTACT), int(Kind.EVENT)
_CAUSES = tuple(map(int, CAUSES))
_DISENGAGED = _CAUSES[0]


@compiled
def comes(t: Cells, m: Cells, her: int, kind: int, word: int, misses: int, incident_last_time: bool) -> bool:
    """Return whether a woman comes to a session of a kind, by the rule ``rules.attends``."""
    place = index.attends_index(
        kind,
        m[her + PROPENSITY],
        m[her + TREATMENT] == 1,
        m[her + SELLS] == _WEEKLY,
        m[her + USES] == _WEEKLY,
        min(misses, CAP),
        incident_last_time,
    )
    return word < t[layout.ATTENDS + place]


@compiled
def note_attendance(
    t: Cells, m: Cells, a: Cells, her: int, step: int, resource: int, came: bool, in_part: bool
) -> None:
    """Write down that she attended, attended in part, or missed a session."""
    event = _MISSED
    if came:
        event = _IN_PART if in_part else _ATTENDED
    note(t, m, a, her, event, step, resource, 0)


@compiled
def pay_for_attendance(t: Cells, m: Cells, her: int, kind: int) -> None:
    """Enter what one attendance costs: voucher, lunch and transport, and the contact where treatment is usual."""
    number = m[her + NUMBER]
    if kind == DRUG_GROUP and t[layout.USUAL_TREATMENT]:
        payer = t[layout.PAYS_DRUG_GROUPS]
        spend(m, _DRUG_GROUPS, _USUAL_CONTACT, _PAID_BY_EVENT, payer, t[layout.USUAL_CONTACT], number)
    if kind == DRUG_GROUP or t[layout.SUPPORT_AT_TRAUMA_SESSIONS]:
        spend_on_attendance(t, m, number)


@compiled
def sits_in(t: Cells, m: Cells, a: Cells, her: int, kind: int, step: int, resource: int, incident: bool) -> bool:
    """Decide whether to come to a group's session, from how things stood before it; return whether she came."""
    block, count = (_DRUG_GROUP, DRUG_GROUP_COUNT) if kind == DRUG_GROUP else (_STABILISATION, STABILISATION_COUNT)
    attends, part, m[her + GAINS_WORD], _ = words(m, block, m[her + NUMBER], m[her + count])
    m[her + count] += 1
    came = comes(t, m, her, kind, attends, m[her + MISSES], incident)
    in_part = came and part < t[layout.IN_PART]
    note_attendance(t, m, a, her, step, resource, came, in_part)
    if came:
        pay_for_attendance(t, m, her, kind)
    m[her + SAT], m[her + CAME], m[her + IN_PART] = 1, int(came), int(in_part)
    return came


@compiled
def lives_through(t: Cells, m: Cells, a: Cells, her: int, kind: int, step: int) -> None:
    """Learn what a group's session led to, whether she came or not."""
    m[her + SAT] = 0
    if not m[her + CAME]:
        m[her + MISSES], m[her + IN_A_ROW] = m[her + MISSES] + 1, 0
        return
    if step != _GETTING_STARTED:
        place = index.gains_index(m[her + TREATMENT] == 1, m[her + IN_A_ROW], m[her + IN_PART] == 1)
        if m[her + STABILITY] < HIGHEST_STABILITY and m[her + GAINS_WORD] < t[layout.GAINS_STABILITY + place]:
            m[her + STABILITY] += 1
            note(t, m, a, her, _GAINED, m[her + STEP], 0, m[her + STABILITY])
    m[her + MISSES], m[her + IN_A_ROW] = 0, m[her + IN_A_ROW] + 1
    if kind == DRUG_GROUP:
        m[her + SESSIONS_ATTENDED] += 1


@compiled
def lives_a_week(t: Cells, m: Cells, a: Cells, her: int) -> None:
    """Decide whether she leaves this week and why, and otherwise what the week does to her."""
    week = (m[DAY] - m[her + ENROLLED_DAY]) // WEEK - 1
    leaves, why, treatment, loses = words(m, _WEEK, m[her + NUMBER], week)
    misses = min(m[her + MISSES], CAP)
    place = index.leaves_index(m[her + HAZARD], m[her + WEEKS_IN_STEP], misses)
    if leaves < t[layout.LEAVES + place]:
        cause = _CAUSES[how_many(t, layout.CAUSES + place * layout.CAUSES_EACH, layout.CAUSES_EACH, why)]
        if cause != _DISENGAGED or not m[her + MEANWHILE]:
            goes(t, m, a, her, cause)
            return
        note(t, m, a, her, _STOPPED, m[her + STEP], 0, 0)
        stops_group(m, her)
    m[her + WEEKS_IN_STEP] += 1
    treated = m[her + TREATMENT] == 1
    if treatment < (t[layout.TREATMENT_LAPSES] if treated else t[layout.TREATMENT_STARTS]):
        note(t, m, a, her, _LAPSED if treated else _STARTED, m[her + STEP], 0, 0)
        treated = not treated
        m[her + TREATMENT] = int(treated)
    if m[her + STABILITY] > 0 and loses < t[layout.LOSES_STABILITY + index.loses_index(treated, misses)]:
        m[her + STABILITY] -= 1
        note(t, m, a, her, _LOST, m[her + STEP], 0, m[her + STABILITY])
    spend_on_week(t, m, m[her + NUMBER])
