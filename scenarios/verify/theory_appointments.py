"""The queue for the psychologist's appointments with lost interest: the discrete-week counterpart of M/M/c + G.

A Poisson number of women joins each Monday; each comes to getting started that day and to preparation a week later,
is referred there, and waits for one of the c slots of Tuesday's clinic, given first in first out. A woman who is
still waiting w weeks after her referral is still interested with the chance S(w) of the survival function, whatever
happened to others; with a take-up at once near 0 S is nearly geometric (Erlang-A), but nothing here needs that.

The state is small because the queue is served in order of age. The women referred in one week are a cohort. A cohort
that no slot has reached yet holds, at age w, a Poisson number of women with mean rate * S(w), independent of all
others, since a Poisson number is thinned. So the state after a clinic is only the oldest cohort that any slot has
reached, by its age a and by its women m left: by the next clinic they are Binomial(m, S(a + 1) / S(a)), and its slots
go to them, then to the cohorts that follow, whose numbers come to light one by one.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from scenarios.verify.chains import thinning
from scenarios.verify.judging import Judged, ratio, together, vector
from scenarios.verify.lengths import QUICK, At
from scenarios.verify.plain import one_by_one
from sim.clock import WEEK
from sim.rules import still_interested

WEEKS, RATE, SLOTS = 10, 2.5, 1
LARGEST = 30
"""Women in one cohort, beyond which the chain is cut."""

OLDEST_SHOWN = 4
"""Weeks waited from which on women are counted together."""

ODDS_A_WEEK = 0.6
NEARLY_GEOMETRIC, FAR_FROM_IT = 0.001, 0.8
"""Two chances of taking up at once: of the survival functions that follow from them."""

REPLICATIONS = 200


def served_and_lost(takes_up: float) -> tuple[np.ndarray, float]:
    """Return the mean number of women offered a slot after waiting 0, 1, ... weeks, and of women who lost interest."""
    clinics = WEEKS - 1  # the first referrals are in week 1
    still = [still_interested(weeks, takes_up, ODDS_A_WEEK, False, 0.0) for weeks in range(clinics + 1)]
    numbers = np.arange(LARGEST + 1)
    fresh = [stats.poisson.pmf(numbers, RATE * share) for share in still]
    reached = np.zeros((clinics + 1, LARGEST + 1))  # chance of (age, women left) after the week's clinic
    served = np.zeros(clinics)
    for clinic in range(clinics):
        after = np.zeros_like(reached)
        untouched = np.zeros(SLOTS + 1)  # chance that the next cohort is reached first now, by slots left
        for age in range(clinic, -1, -1):
            before = [untouched[slots] * fresh[age] for slots in range(SLOTS + 1)]
            if age:
                before[SLOTS] = before[SLOTS] + reached[age - 1] @ thinning(LARGEST, still[age] / still[age - 1])
            elif clinic == 0:
                before[SLOTS] = fresh[0]
            untouched = np.zeros(SLOTS + 1)
            for slots in range(1, SLOTS + 1):
                served[age] += before[slots] @ np.minimum(numbers, slots)
                enough = before[slots][slots:]
                after[age, : enough.size] += enough
                for women in range(slots):
                    untouched[slots - women] += before[slots][women]
        after[0, 0] += untouched.sum()
        reached = after
    ages = np.arange(clinics + 1)
    never_reached = np.concatenate([[0.0], np.cumsum([RATE * share for share in still[:-1]])])
    waiting = (reached * (numbers[None, :] + never_reached[ages][:, None])).sum()
    return served, clinics * RATE - served.sum() - waiting


def appointments(takes_up: float, at: At = QUICK) -> Judged:
    """Judge how many women were offered a slot after how many weeks, how many lost interest, and the mean wait."""
    runs = one_by_one(
        {
            "run.kind": "service",
            "run.delivery_weeks": WEEKS,
            "contacts.outreach_per_week": RATE,
            "psychologist.number": 1.0,
            "psychologist.slots_per_clinic_day": SLOTS,
            "waiting.takes_up_at_once": takes_up,
            "waiting.odds_ratio_per_week": ODDS_A_WEEK,
        },
        REPLICATIONS * at.times,
        seed=at.seed(131),
    )
    counts = np.zeros((REPLICATIONS * at.times, OLDEST_SHOWN + 2))
    for row, run in zip(counts, runs, strict=True):
        for (step, days, how), number in run.waits.items():
            if step == "screening" and how == "served":
                row[min(days // WEEK, OLDEST_SHOWN)] += number
        row[-1] = run.sums()["left_interest_lost"]
    served, lost = served_and_lost(takes_up)
    expected = [*served[:OLDEST_SHOWN], served[OLDEST_SHOWN:].sum(), lost]
    mean_days = 1.0 + WEEK * (served @ np.arange(served.size)) / served.sum()  # from Monday to a Tuesday
    sums = [run.sums() for run in runs]
    return together(
        vector(counts, np.array(expected)),
        ratio([s["days_waited_screening"] for s in sums], [s["served_screening"] for s in sums], mean_days),
    )
