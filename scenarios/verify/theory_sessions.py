"""Sessions until the k-th attended, in getting started: negative binomial, and what becomes of it.

Women join on the Monday of week 0 and are offered one session every Monday; nobody leaves. The session at which a
woman comes for the k-th time is the one after which preparation begins.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy import stats

from scenarios.verify.chains import Moves, expit, log_odds, week_by_week
from scenarios.verify.judging import Judged, frequencies
from scenarios.verify.lengths import QUICK, At
from scenarios.verify.plain import Changes, first_of, lives, run, week_of
from sim.words import Event, Step

WEEKS, SESSIONS, COMES = 25, 3, 0.45
FEW = 4


def sessions_to_the_last(changes: Changes, seed: int, replications: int) -> list[int]:
    """Return how many women began preparation after 1, 2, ... sessions, and last how many had not begun at all."""
    settings = {
        "run.delivery_weeks": WEEKS,
        "pathway.trauma": "not_offered",
        "drug_groups.sessions_to_prepare": SESSIONS,
        "attendance.drug_group": COMES,
    }
    counts = [0] * (WEEKS + 1)
    for life in lives(run({**settings, **changes}, replications, seed, logs=True)):
        began = first_of(life, Event.BEGAN, step=Step.PREPARATION)
        counts[WEEKS if began is None else week_of(began)] += 1
    return counts


# --- the same chance at every session -----------------------------------------------------------------------------


def negative_binomial(at: At = QUICK) -> Judged:
    """Judge sessions until the k-th attended: P(n sessions) = C(n - 1, k - 1) p^k (1 - p)^(n - k)."""
    counts = sessions_to_the_last({}, seed=at.seed(141), replications=60 * at.times)
    return frequencies(counts, stats.nbinom.pmf(np.arange(1, WEEKS + 1) - SESSIONS, SESSIONS, COMES))


# --- each miss in a row lowers the odds, up to four ---------------------------------------------------------------

MISS_ODDS_RATIO = 0.65


def misses_in_a_row(at: At = QUICK) -> Judged:
    """Judge the same with p(m) = expit(logit p + min(m, 4) log OR) after m misses in a row: a chain on (came, m)."""

    def session(state: tuple[int, int]) -> Moves:
        came, misses = state
        chance = expit(log_odds(COMES) + misses * np.log(MISS_ODDS_RATIO)) if came < SESSIONS else 0.0
        yield 1.0 - chance, (came, min(misses + 1, FEW)) if came < SESSIONS else state
        yield chance, (min(came + 1, SESSIONS), 0)

    standings = week_by_week({(0, 0): 1.0}, [session], lambda state: [(1.0, state)], WEEKS)
    by_then = [standing[SESSIONS, 0] for standing in standings]
    counts = sessions_to_the_last(
        {"attendance.miss_odds_ratio": MISS_ODDS_RATIO}, seed=at.seed(142), replications=60 * at.times
    )
    return frequencies(counts, np.diff(by_then, prepend=0.0))


# --- women who differ ---------------------------------------------------------------------------------------------

SPREAD = 1.4
ON_TREATMENT, TREATMENT_ODDS_RATIO = 0.25, 2.5
SELLS_WEEKLY, SELLS_LESS_ODDS_RATIO = 0.8, 1.5
USES_WEEKLY_IF_SELLS_WEEKLY, USES_WEEKLY_IF_SELLS_LESS, USES_LESS_ODDS_RATIO = 0.8, 0.1, 0.4
SLICES = 11


def women_who_differ(at: At = QUICK) -> Judged:
    """Judge the same over women who differ: a mixture of negative binomial distributions.

    Propensity is one of eleven equally likely values, the means of eleven equal slices of a standard normal
    distribution: the mean between quantiles a and b is (density(a) - density(b)) / (1/11).
    """
    density = stats.norm.pdf(stats.norm.ppf(np.linspace(0.0, 1.0, SLICES + 1)))
    expected = np.zeros(WEEKS)
    for slice_, treated, sells, uses in product(range(SLICES), *[(False, True)] * 3):
        uses_weekly = USES_WEEKLY_IF_SELLS_WEEKLY if sells else USES_WEEKLY_IF_SELLS_LESS
        weight = (ON_TREATMENT if treated else 1.0 - ON_TREATMENT) / SLICES
        weight *= (SELLS_WEEKLY if sells else 1.0 - SELLS_WEEKLY) * (uses_weekly if uses else 1.0 - uses_weekly)
        x = log_odds(COMES) + SPREAD * SLICES * (density[slice_] - density[slice_ + 1])
        x += treated * np.log(TREATMENT_ODDS_RATIO)
        x += (not sells) * np.log(SELLS_LESS_ODDS_RATIO) + (not uses) * np.log(USES_LESS_ODDS_RATIO)
        expected += weight * stats.nbinom.pmf(np.arange(1, WEEKS + 1) - SESSIONS, SESSIONS, expit(x))
    changes = {
        "attendance.spread_between_women": SPREAD,
        "women.treatment_at_contact": ON_TREATMENT,
        "attendance.treatment_odds_ratio": TREATMENT_ODDS_RATIO,
        "women.sells_sex": [SELLS_WEEKLY, 0.1, 0.05, 0.05],
        "attendance.sells_less_odds_ratio": SELLS_LESS_ODDS_RATIO,
        "women.uses_drugs_if_sells_weekly": [USES_WEEKLY_IF_SELLS_WEEKLY, 0.1, 0.1, 0.0],
        "women.uses_drugs_if_sells_less": [USES_WEEKLY_IF_SELLS_LESS, 0.5, 0.3, 0.1],
        "attendance.uses_less_odds_ratio": USES_LESS_ODDS_RATIO,
    }
    return frequencies(sessions_to_the_last(changes, seed=at.seed(143), replications=60 * at.times), expected)
