"""Losing interest while waiting, and taking up what is offered in the end.

Women join on a Monday, are referred on the next one (week 1), and wait for PTSD screening. The published effect is on
the odds of taking up the next step: log odds(taken up after w weeks) = logit(taken up at once) + w * log(odds ratio).
"""

from __future__ import annotations

import numpy as np

from scenarios.verify.chains import expit, log_odds
from scenarios.verify.judging import Judged, exactly, frequencies, share, together
from scenarios.verify.lengths import QUICK, At
from scenarios.verify.plain import Changes, first_of, lives, run, week_of
from sim.clock import WEEK
from sim.words import Event, Reason

TAKES_UP, ODDS_A_WEEK, FIRST_WEEK = 0.7, 0.8, 1.4
WEEKS = 20

# --- weeks until interest is lost ---------------------------------------------------------------------------------


def survival(weeks: np.ndarray, steep: bool) -> np.ndarray:
    """Return S(w) = (taken up after w weeks) / (taken up at once); if steep, the odds fall once, in the first week."""
    fall = np.where(weeks > 0, -FIRST_WEEK, 0.0) if steep else weeks * np.log(ODDS_A_WEEK)
    return np.array([expit(log_odds(TAKES_UP) + x) for x in fall]) / TAKES_UP


def weeks_interested(changes: Changes, steep: bool, seed: int, times: int) -> Judged:
    """Judge in which week of waiting women lost interest, where no clinic is ever held."""
    settings = {
        "run.delivery_weeks": 1 + WEEKS + 1,
        "psychologist.cancelled": 1.0,
        "waiting.takes_up_at_once": TAKES_UP,
        "waiting.odds_ratio_per_week": ODDS_A_WEEK,
        "waiting.first_week_log_odds": FIRST_WEEK,
        "waiting.shape": "steep_first_week" if steep else "steady",
    }
    counts, not_whole_weeks, other_reasons = [0] * (WEEKS + 1), 0, 0
    for life in lives(run({**settings, **changes}, 60 * times, seed, logs=True)):
        referred, left = first_of(life, Event.REFERRED), first_of(life, Event.LEFT)
        if referred is None or left is None:
            counts[WEEKS] += 1
            continue
        other_reasons += left.value != Reason.INTEREST_LOST
        counts[week_of(left) - week_of(referred) - 1] += 1
        not_whole_weeks += (int(left.now) // 10 - int(referred.now) // 10) % WEEK != 0
    lost = -np.diff(survival(np.arange(WEEKS + 1), steep))
    return together(frequencies(counts, lost), exactly(not_whole_weeks, 0), exactly(other_reasons, 0))


def interest(at: At = QUICK) -> Judged:
    """Judge the survival function in both its shapes, from referral on whether or not the referral is delayed."""
    delayed = {"referral.delay_days": 5 * WEEK + 3}
    return together(
        weeks_interested({}, steep=False, seed=at.seed(171), times=at.times),
        weeks_interested(delayed, steep=False, seed=at.seed(172), times=at.times),
        weeks_interested({}, steep=True, seed=at.seed(173), times=at.times),
    )


# --- taking up an offer after some weeks --------------------------------------------------------------------------

WAITED = (0, 1, 3, 8)


def taking_up(at: At = QUICK) -> Judged:
    """Judge who takes up PTSD screening after w weeks: S(w), still interested, times take-up at once: the formula.

    Referred on a Monday, with a delay of w weeks a woman is offered a slot at the clinic of the Tuesday w weeks later.
    It makes no difference whether the service learns of lost interest at once or only when it offers the slot.
    """
    judged = []
    for learns in ("at_once", "at_offer"):
        for weeks in WAITED:
            runs = run(
                {
                    "run.delivery_weeks": 11,
                    "referral.delay_days": weeks * WEEK,
                    "waiting.takes_up_at_once": TAKES_UP,
                    "waiting.odds_ratio_per_week": ODDS_A_WEEK,
                    "waiting.service_learns": learns,
                },
                replications=25 * at.times,
                seed=at.seed(180) + weeks,
            )
            sums = runs.sums()
            taken_up = expit(log_odds(TAKES_UP) + weeks * np.log(ODDS_A_WEEK))
            ends = [sums["ptsd_screened"], sums["left_not_taken_up"], sums["left_interest_lost"]]
            judged.append(frequencies(ends, [taken_up, taken_up / TAKES_UP - taken_up]))
            judged.append(share(sums["ptsd_screened"], sums["referred"], taken_up))
            days_waited = {days for (step, days, how) in runs.waits if step == "screening" and how == "served"}
            judged.append(exactly(days_waited, {weeks * WEEK + 1}))
    return together(*judged)
