"""The drug groups as an absorbing Markov chain, solved by matrix algebra; nothing queues.

Every woman joins on the Monday of week 0 and comes to a session, or not, on every Monday from then on. Her own week
ends on the next Monday, before the session, when she may leave. So one step of the chain is: session, then clock.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenarios.verify.chains import Moves, expit, log_odds, matrix, week_by_week
from scenarios.verify.judging import Judged, frequencies, mean, together
from scenarios.verify.lengths import QUICK, At
from scenarios.verify.plain import CAME, SESSIONS, first_of, lives, run, week_of
from sim.words import Event, Reason, Step

WEEKS = 30
CAUSES = (Reason.DISENGAGED, Reason.HOUSING, Reason.CUSTODY, Reason.ILLNESS, Reason.MOVED_AWAY)

# --- getting started until s sessions, then preparation until k in a row ------------------------------------------

ATTENDS, TO_PREPARE, IN_A_ROW = 0.6, 2, 3
HAZARDS = {"getting started": 0.09, "preparation": 0.05}
LIFE_EVENTS, LIFE_EVENT_SHARES = 0.03, (0.4, 0.15, 0.25, 0.2)

State = tuple[str, int]


def session(state: State) -> Moves:
    """One Monday's session: sessions attended while getting started; sessions in a row in preparation."""
    step, count = state
    if step == "getting started":
        came = ("preparation", 0) if count + 1 == TO_PREPARE else (step, count + 1)
        return [(ATTENDS, came), (1.0 - ATTENDS, state)]
    came = ("referred", 0) if count + 1 == IN_A_ROW else (step, count + 1)
    return [(ATTENDS, came), (1.0 - ATTENDS, (step, 0))]


def absorbing_chain() -> tuple[list[float], float]:
    """Return the chances of being referred, of leaving by each cause and of being there still, and mean sessions.

    With the transient states in their order, M = session among them, m = session to referral, L = staying for a week
    (diagonal) and l = leaving by each cause, the chain has Q = M L, and over W sessions, between which the clock
    acts W - 1 times, the visits are N(W) = I + Q + ... + Q^(W-1) = (I - Q)^-1 (I - Q^W). From the first state:
    referred = N(W) m, left = N(W-1) M l, still there = Q^(W-1) M 1, and sessions offered = N(W) 1.
    """
    transient = [("getting started", n) for n in range(TO_PREPARE)] + [("preparation", n) for n in range(IN_A_ROW)]
    everything = [*transient, ("referred", 0)]
    moves = matrix(everything, lambda state: session(state) if state in transient else [(1.0, state)])
    among, to_referral = moves[:-1, :-1], moves[:-1, -1]
    totals = np.array([HAZARDS[step] + LIFE_EVENTS for step, _ in transient])
    leaves = 1.0 - np.exp(-totals)
    by_cause = np.array([[HAZARDS[step], *(LIFE_EVENTS * s for s in LIFE_EVENT_SHARES)] for step, _ in transient])
    leaves_by_cause = leaves[:, None] * by_cause / totals[:, None]
    q = among * (1.0 - leaves)
    identity = np.eye(len(transient))

    def visits(weeks: int) -> np.ndarray:
        return np.asarray(np.linalg.solve(identity - q, identity - np.linalg.matrix_power(q, weeks))[0])

    left = visits(WEEKS - 1) @ among @ leaves_by_cause
    still = (np.linalg.matrix_power(q, WEEKS - 1) @ among)[0].sum()
    return [visits(WEEKS) @ to_referral, *left, still], visits(WEEKS).sum()


def drug_groups(at: At = QUICK) -> Judged:
    """Judge how women's time in the drug groups ended, and how many sessions each was offered and came to."""
    runs = run(
        {
            "run.delivery_weeks": WEEKS,
            "attendance.drug_group": ATTENDS,
            "drug_groups.sessions_to_prepare": TO_PREPARE,
            "gate.in_a_row": IN_A_ROW,
            "leaving.getting_started": HAZARDS["getting started"],
            "leaving.preparation": HAZARDS["preparation"],
            "leaving.life_events": LIFE_EVENTS,
            "leaving.life_event_shares": LIFE_EVENT_SHARES,
        },
        replications=60 * at.times,
        seed=at.seed(101),
        logs=True,
    )
    chances, sessions = absorbing_chain()
    ends, offered, came = [0] * len(chances), [], []
    for life in lives(runs):
        end = first_of(life, Event.REFERRED, Event.LEFT, Event.STILL_INSIDE)
        if end is None:
            raise ArithmeticError("a woman without an end")
        place = {int(Event.REFERRED): 0, int(Event.STILL_INSIDE): len(ends) - 1}.get(end.event)
        ends[1 + CAUSES.index(end.value) if place is None else place] += 1
        in_groups = [e.event for e in life if e.event in SESSIONS and e.step <= Step.PREPARATION]
        offered.append(len(in_groups))
        came.append(sum(event in CAME for event in in_groups))
    return together(frequencies(ends, chances), mean(offered, sessions), mean(came, ATTENDS * sessions))


# --- stability, gained by sessions and lost by weeks, as the gate's other half ------------------------------------

ON_TREATMENT = 0.4
GAINED, GAINED_TREATMENT, GAINED_ENGAGEMENT = 0.3, 2.0, 1.4
LOST, LOST_TREATMENT, LOST_MISS = 0.15, 0.5, 1.6
JUDGED_AT, TOP, FEW = 2, 4, 4
GATE = 2

Standing = tuple[int, int, int]
"""Level of stability, sessions in a row, and misses in a row; referred is (-1, -1, 0)."""


def weeks_to_stable(treatment: bool) -> list[float]:
    """Return the chance of being referred at each session of preparation: the gate needs a level and a run.

    A session attended brings a level with log odds logit(g) + sessions in a row before it * log OR + log OR(treatment);
    a week costs one with log odds logit(l) + misses in a row * log OR + log OR(treatment); both counts stop at four.
    """

    def preparation(state: Standing) -> Iterator[tuple[float, Standing]]:
        level, row, misses = state
        if level < 0:
            yield 1.0, state
            return
        gain = expit(
            log_odds(GAINED) + min(row, FEW) * np.log(GAINED_ENGAGEMENT) + treatment * np.log(GAINED_TREATMENT)
        )
        yield 1.0 - ATTENDS, (level, 0, min(misses + 1, FEW))
        for chance, now in ((gain, min(level + 1, TOP)), (1.0 - gain, level)):
            opens = now >= JUDGED_AT and row + 1 >= GATE
            yield ATTENDS * chance, (-1, -1, 0) if opens else (now, min(row + 1, FEW), 0)

    def week(state: Standing) -> Iterator[tuple[float, Standing]]:
        level, row, misses = state
        lost = expit(log_odds(LOST) + misses * np.log(LOST_MISS) + treatment * np.log(LOST_TREATMENT))
        if level > 0:
            yield lost, (level - 1, row, misses)
        yield 1.0 - lost * (level > 0), state

    start = {(0, 0, 0): 1.0}
    by_then = [standing[-1, -1, 0] for standing in week_by_week(start, [preparation], week, WEEKS)]
    return np.diff(by_then, prepend=0.0).tolist()


def stability(at: At = QUICK) -> Judged:
    """Judge at which session of preparation women are referred; everybody came to getting started once."""
    runs = run(
        {
            "run.delivery_weeks": WEEKS,
            "women.treatment_at_contact": ON_TREATMENT,
            "attendance.drug_group": ATTENDS,
            "stability.judged_at": JUDGED_AT,
            "stability.gained": GAINED,
            "stability.treatment_odds_ratio": GAINED_TREATMENT,
            "stability.engagement_odds_ratio": GAINED_ENGAGEMENT,
            "stability.lost_per_week": LOST,
            "stability.lost_treatment_odds_ratio": LOST_TREATMENT,
            "stability.lost_miss_odds_ratio": LOST_MISS,
            "gate.in_a_row": GATE,
        },
        replications=50 * at.times,
        seed=at.seed(102),
        logs=True,
    )
    shown = WEEKS // 2
    counts = [0] * (shown + 1)
    for life in lives(runs):
        began = first_of(life, Event.BEGAN, step=Step.PREPARATION)
        after = [e for e in life if began is not None and e.now > began.now]
        referred = first_of(after, Event.REFERRED)
        if began is None or WEEKS - 1 - week_of(began) < shown:
            continue  # she began too late to be seen for as many sessions as the others, whatever comes of them
        sessions = sum(e.event in SESSIONS for e in after if referred is not None and e.now <= referred.now)
        counts[min(sessions - 1, shown) if referred is not None else shown] += 1
    mixed = np.average(
        [weeks_to_stable(False), weeks_to_stable(True)], axis=0, weights=[1 - ON_TREATMENT, ON_TREATMENT]
    )
    return frequencies(counts, mixed[:shown])
