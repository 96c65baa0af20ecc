"""Leaving by competing causes, and coming back.

Women join on the Monday of week 0 and stay in getting started. A woman's week ends on the next Monday, and then she
leaves with one total hazard, shared among the causes in proportion to their own.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from scenarios.verify.chains import happens
from scenarios.verify.judging import Judged, exactly, frequencies, share, together
from scenarios.verify.lengths import QUICK, At
from scenarios.verify.plain import Changes, first_of, lives, run, week_of
from sim.words import Event, Reason

CAUSES = (Reason.DISENGAGED, Reason.HOUSING, Reason.CUSTODY, Reason.ILLNESS, Reason.MOVED_AWAY)
SHARES = (0.4, 0.1, 0.3, 0.2)
WEEKS = 20


def leaving_weeks_and_causes(changes: Changes, seed: int, replications: int) -> np.ndarray:
    """Return how many women left at the end of week 0, 1, ... (rows; the last: not at all) by which cause (columns)."""
    settings = {
        "run.delivery_weeks": WEEKS + 1,
        "pathway.trauma": "not_offered",
        "drug_groups.sessions_to_prepare": 52,
        "leaving.life_event_shares": SHARES,
    }
    counts = np.zeros((WEEKS + 1, len(CAUSES)), dtype=int)
    for life in lives(run({**settings, **changes}, replications, seed, logs=True)):
        left = first_of(life, Event.LEFT)
        place = (WEEKS, 0) if left is None else (week_of(left) - 1, CAUSES.index(left.value))
        counts[place] += 1
    return counts


# --- constant hazards ---------------------------------------------------------------------------------------------

DISENGAGING, LIFE_EVENTS = 0.2, 0.12


def constant_hazards(at: At = QUICK) -> Judged:
    """Judge time and cause: time is geometric with p = 1 - exp(-h), the cause is h_i / h, whenever she leaves."""
    changes = {"leaving.getting_started": DISENGAGING, "leaving.life_events": LIFE_EVENTS}
    counts = leaving_weeks_and_causes(changes, seed=at.seed(151), replications=80 * at.times)
    total = DISENGAGING + LIFE_EVENTS
    weeks = stats.geom.pmf(np.arange(1, WEEKS + 1), happens(total))
    causes = np.array([DISENGAGING, *(LIFE_EVENTS * part for part in SHARES)]) / total
    expected = np.zeros_like(counts, dtype=float)
    expected[:WEEKS] = np.outer(weeks, causes)
    expected[WEEKS, 0] = 1.0 - weeks.sum()
    kept = expected.ravel() > 0.0
    never = int(counts.ravel()[~kept].sum())
    by_cause = frequencies(counts[:WEEKS].sum(axis=0), causes)
    by_week = frequencies(counts.sum(axis=1), expected.sum(axis=1))
    return together(exactly(never, 0), frequencies(counts.ravel()[kept], expected.ravel()[kept]), by_cause, by_week)


# --- a hazard that fades with weeks in the step and grows with misses in a row ------------------------------------

USUAL, EARLY_RATIO, EARLY_WEEKS, MISS_RATIO, FEW = 0.03, 3.0, 2.5, 1.5, 4


def changing_hazard(at: At = QUICK) -> Judged:
    """Judge weeks and causes of women who come to no session, so that they have missed m = w + 1 by the end of week w.

    h(w) = usual * (1 + (early ratio - 1) exp(-w / early weeks)) * miss ratio ^ min(m, 4), plus life events; the chance
    of leaving at the end of week w is that of having stayed so far, times 1 - exp(-h(w)), times the cause's share.
    """
    changes = {
        "attendance.drug_group": 0.0,
        "leaving.getting_started": USUAL,
        "leaving.early_ratio": EARLY_RATIO,
        "leaving.early_weeks": EARLY_WEEKS,
        "leaving.miss_ratio": MISS_RATIO,
        "leaving.life_events": LIFE_EVENTS,
    }
    counts = leaving_weeks_and_causes(changes, seed=at.seed(152), replications=100 * at.times)
    weeks = np.arange(WEEKS)
    fading = 1.0 + (EARLY_RATIO - 1.0) * np.exp(-weeks / EARLY_WEEKS)
    disengaging = USUAL * fading * MISS_RATIO ** np.minimum(weeks + 1, FEW)
    total = disengaging + LIFE_EVENTS
    stayed = np.exp(-np.concatenate([[0.0], np.cumsum(total)]))
    leaves = stayed[:-1] * (1.0 - np.exp(-total))
    disengaged = leaves * disengaging / total
    return together(
        frequencies(
            [*counts[:WEEKS, 0], *counts[:WEEKS, 1:].sum(axis=1), counts[WEEKS, 0]],
            [*disengaged, *(leaves - disengaged), stayed[-1]],
        ),
        frequencies(counts.sum(axis=1), [*leaves, stayed[-1]]),
    )


# --- coming back --------------------------------------------------------------------------------------------------

RETURNS, WITHIN = 0.12, 15


def coming_back(at: At = QUICK) -> Judged:
    """Judge after how many weeks women came back: geometric within the window, and never if they left for good.

    Nearly everybody disengages at the end of the first week; those whom a life event took away do not come back.
    """
    runs = run(
        {
            "run.delivery_weeks": 1 + 1 + WITHIN + 1,
            "pathway.trauma": "not_offered",
            "drug_groups.sessions_to_prepare": 52,
            "leaving.getting_started": 3.0,
            "leaving.life_events": 1.0,
            "returning.per_week": RETURNS,
            "returning.within_weeks": WITHIN,
        },
        replications=150 * at.times,
        seed=at.seed(153),
        logs=True,
    )
    counts = [0] * (WITHIN + 1)
    disengaged = others_back = 0
    for life in lives(runs):
        left, back = first_of(life, Event.LEFT), first_of(life, Event.RETURNED)
        if left is None or week_of(left) != 1:
            continue
        if left.value == Reason.DISENGAGED:
            disengaged += 1
            counts[WITHIN if back is None else week_of(back) - 2] += 1
        else:
            others_back += back is not None
    weeks = stats.geom.pmf(np.arange(1, WITHIN + 1), RETURNS)
    return together(
        frequencies(counts, weeks), share(disengaged - counts[-1], disengaged, weeks.sum()), exactly(others_back, 0)
    )
