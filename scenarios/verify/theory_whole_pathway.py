"""The whole pathway as one absorbing Markov chain, from consent to the end of therapy; nothing queues.

Places and slots are plenty and a stabilisation group starts for any woman who waits, so no woman changes what happens
to another. Women join on a Monday, drug groups meet on Mondays and the clinic on Tuesdays, so each week of a woman's
has the same order: her clock (Monday morning), the drug group (Monday), the clinic (Tuesday). Between two steps of the
trauma work she waits exactly one week, except for screening, to which she goes on the day after her referral.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any

import numpy as np

from scenarios.verify.chains import Moves, Rule, expit, happens, log_odds, week_by_week
from scenarios.verify.judging import Judged, exactly, frequencies, ratio, together
from scenarios.verify.lengths import QUICK, At
from scenarios.verify.plain import run

WEEKS = 50
COMES = {"drug_group": 0.75, "stabilisation": 0.7, "therapy": 0.8, "appointment": 0.7}
TO_PREPARE, IN_A_ROW = 1, 2
HAZARDS = {"getting_started": 0.05, "preparation": 0.06, "stabilisation": 0.02}
LIFE_EVENTS, LIFE_EVENT_SHARES = 0.01, (0.4, 0.15, 0.25, 0.2)
LIFE_EVENT_NAMES = ("housing", "custody", "illness", "moved_away")
PTSD, COMPLEX = 0.85, 0.6
APPOINTMENTS = {"screening": 2, "readiness": 3}
TAKES_UP, ODDS_A_WEEK = 0.92, 0.8
SESSIONS, TO_COMPLETE, REPEATS, ACCEPTS_REPEAT = 4, 2, 1, 0.6
READY, MISSED_ALL, COMPLEX_READY = 0.8, 0.05, 0.5
THERAPY_SESSIONS, LEAVES_THERAPY, MISSES_END = 6, 0.05, 2

SETTINGS = {
    "run.delivery_weeks": WEEKS,
    "women.ptsd": PTSD,
    "women.complex_ptsd": COMPLEX,
    "drug_groups.sessions_to_prepare": TO_PREPARE,
    "gate.in_a_row": IN_A_ROW,
    "ptsd_screening.appointments": APPOINTMENTS["screening"],
    "readiness.appointments": APPOINTMENTS["readiness"],
    "waiting.takes_up_at_once": TAKES_UP,
    "waiting.odds_ratio_per_week": ODDS_A_WEEK,
    "stabilisation.sessions": SESSIONS,
    "stabilisation.completion_share": TO_COMPLETE / SESSIONS,
    "stabilisation.repeats": REPEATS,
    "readiness.ready": READY,
    "readiness.missed_all_odds_ratio": MISSED_ALL,
    "readiness.complex_ptsd_odds_ratio": COMPLEX_READY,
    "readiness.accepts_repeat": ACCEPTS_REPEAT,
    "emdr.sessions": THERAPY_SESSIONS,
    "emdr.leaving_per_session": LEAVES_THERAPY,
    "therapy.misses_end": MISSES_END,
    "leaving.life_events": LIFE_EVENTS,
    "leaving.life_event_shares": LIFE_EVENT_SHARES,
    **{f"attendance.{kind}": chance for kind, chance in COMES.items()},
    **{f"leaving.{step}": hazard for step, hazard in HAZARDS.items()},
}

ENDS = (
    "left_disengaged",
    *(f"left_{name}" for name in LIFE_EVENT_NAMES),
    "left_interest_lost",
    "left_not_taken_up",
    "left_not_reached",
    "left_left_therapy",
    "left_therapy_ended",
    "moved_on_no_symptoms",
    "moved_on_course_not_completed",
    "moved_on_not_ready",
    "completed_therapy",
    "still_inside",
)

State = tuple[Any, ...]
"""A step and what is known about her in it; an end is ("end", its name)."""


def end(name: str) -> State:
    """Return the state of an end."""
    return "end", name


def clock(state: State) -> Moves:
    """End a woman's week: one total hazard, shared among the causes in proportion to their own."""
    if state[0] == "end":
        return [(1.0, state)]
    disengaging = HAZARDS.get(str(state[0]), 0.0)
    total = disengaging + LIFE_EVENTS
    moves: list[tuple[float, State]] = [(1.0 - happens(total), state)]
    moves.append((happens(total) * disengaging / total, end("left_disengaged")))
    for name, part in zip(LIFE_EVENT_NAMES, LIFE_EVENT_SHARES, strict=True):
        moves.append((happens(total) * part * LIFE_EVENTS / total, end(f"left_{name}")))
    return moves


def drug_group(state: State) -> Moves:
    """Monday's session."""
    comes = COMES["drug_group"]
    if state[0] == "getting_started":
        return [(comes, ("preparation", 0)), (1.0 - comes, state)]
    if state[0] == "preparation":
        row = int(str(state[1])) + 1
        return [
            (comes, ("screening", 1) if row == IN_A_ROW else ("preparation", row)),
            (1.0 - comes, ("preparation", 0)),
        ]
    return [(1.0, state)]


def offered(weeks_waited: int, then: Moves) -> Moves:
    """Take up what is offered after some weeks, with log odds logit(take-up at once) + weeks * log OR, and go on.

    Of those who do not, the share that is still interested (the survival function) does not take it up; the others
    have lost interest.
    """
    taken_up = expit(log_odds(TAKES_UP) + weeks_waited * np.log(ODDS_A_WEEK))
    interested = taken_up / TAKES_UP
    yield 1.0 - interested, end("left_interest_lost")
    yield interested - taken_up, end("left_not_taken_up")
    for chance, after in then:
        yield taken_up * chance, after


def appointment(step: str, tried: int, rest: tuple[Any, ...], then: Moves) -> Moves:
    """Keep a one-off appointment, or be offered another a week later, or count as not reached."""
    comes = COMES["appointment"]
    yield 1.0 - comes, (step, tried + 1, *rest) if tried < APPOINTMENTS[step] else end("left_not_reached")
    for chance, after in then:
        yield comes * chance, after


def clinic(ptsd: bool, complex_ptsd: bool, state: State) -> Moves:
    """Tuesday's clinic, for a woman of whom screening would find this."""
    step, *known = state
    numbers = [int(str(number)) for number in known] if step != "end" else []
    if step == "screening":
        found: State = ("waits for stabilisation", 1) if ptsd else end("moved_on_no_symptoms")
        first = numbers[0] == 1
        kept = appointment("screening", numbers[0], (), [(1.0, found)])
        return offered(0, kept) if first else kept
    if step == "waits for stabilisation":
        return offered(1, course_session(numbers[0], 0, 0))
    if step == "stabilisation":
        return course_session(*numbers)
    if step == "readiness":
        tried, course, attended = numbers
        x = log_odds(READY) + (1.0 - attended / SESSIONS) * np.log(MISSED_ALL) + complex_ptsd * np.log(COMPLEX_READY)
        judged = [(expit(x), ("waits for therapy",))]
        judged += [((1.0 - expit(x)) * chance, after) for chance, after in once_more(course, "moved_on_not_ready")]
        return appointment("readiness", tried, (course, attended), judged)
    if step == "waits for therapy":
        return offered(1, therapy_session(0, 0))
    if step == "therapy":
        return therapy_session(*numbers)
    return [(1.0, state)]


def course_session(course: int, held: int, attended: int) -> Moves:
    """Sit in one stabilisation session or miss it; after the last one, the course is completed or not."""
    for chance, came in ((COMES["stabilisation"], 1), (1.0 - COMES["stabilisation"], 0)):
        if held + 1 < SESSIONS:
            yield chance, ("stabilisation", course, held + 1, attended + came)
        elif attended + came >= TO_COMPLETE:
            yield chance, ("readiness", 1, course, attended + came)
        else:
            yield from ((chance * part, after) for part, after in once_more(course, "moved_on_course_not_completed"))


def once_more(course: int, otherwise: str) -> Moves:
    """Accept another course while there is one, or move on."""
    if course > REPEATS:
        return [(1.0, end(otherwise))]
    return [(ACCEPTS_REPEAT, ("waits for stabilisation", course + 1)), (1.0 - ACCEPTS_REPEAT, end(otherwise))]


def therapy_session(held: int, misses: int) -> Moves:
    """Come or not; then complete, or else leave, or else end therapy after misses in a row, in this order."""
    leaves = happens(LEAVES_THERAPY)
    for chance, came in ((COMES["therapy"], True), (1.0 - COMES["therapy"], False)):
        now = held + came
        after: State = ("therapy", now, 0 if came else misses + 1)
        if now == THERAPY_SESSIONS:
            after = end("completed_therapy")
        elif not came and misses + 1 == MISSES_END:
            after = end("left_therapy_ended")
        stays = 1.0 if now == THERAPY_SESSIONS else 1.0 - leaves
        yield chance * (1.0 - stays), end("left_left_therapy")
        yield chance * stays, after


def theory() -> tuple[list[float], float]:
    """Return the chance of each end by the run's end, and the mean number of therapy sessions held for each woman.

    The mean is the sum over weeks of the chance of holding one: of coming, times that of being due for one, which is
    to be in therapy, or to take up therapy, after the week's clock.
    """
    kinds = {(False, False): 1.0 - PTSD, (True, False): PTSD * (1.0 - COMPLEX), (True, True): PTSD * COMPLEX}
    chances: dict[str, float] = defaultdict(float)
    due = 0.0
    for (ptsd, complex_ptsd), weight in kinds.items():
        week: list[Rule] = [drug_group, partial(clinic, ptsd, complex_ptsd)]
        standings = week_by_week({("getting_started",): 1.0}, week, clock, WEEKS)
        for state, chance in standings[-1].items():
            chances[str(state[1]) if state[0] == "end" else "still_inside"] += weight * chance
        for standing in standings[:-1]:
            in_therapy = sum(chance for state, chance in standing.items() if state[0] == "therapy")
            begins = standing.get(("waits for therapy",), 0.0) * expit(log_odds(TAKES_UP) + np.log(ODDS_A_WEEK))
            due += weight * (in_therapy + begins) * (1.0 - happens(LIFE_EVENTS))
    return [chances[name] for name in ENDS], COMES["therapy"] * due


def whole_pathway(at: At = QUICK) -> Judged:
    """Judge how women's way through the whole pathway ended, and how many therapy sessions were held."""
    runs = run(SETTINGS, replications=100 * at.times, seed=at.seed(111))
    sums = runs.sums()
    chances, held = theory()
    return together(
        exactly(sum(sums[name] for name in ENDS), sums["consented"]),
        frequencies([sums[name] for name in ENDS], chances),
        ratio(runs.total("therapy_sessions_held"), runs.total("consented"), held),
    )
