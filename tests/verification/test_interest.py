"""Losing interest while waiting, and taking up what is offered in the end.

Women join on a Monday, are referred on the next one (week 1), and wait for PTSD screening. The published effect is on
the odds of taking up the next step: log odds(taken up after w weeks) = logit(taken up at once) + w * log(odds ratio).
"""

import numpy as np
import pytest

from sim.clock import WEEK
from sim.words import Event, Reason

from .chains import expit, log_odds
from .faults import Fault, in_place_of, seeded, tables_changed
from .intervals import exactly, frequencies, passes, share, together
from .plain_runs import Changes, first_of, lives, run, week_of

pytestmark = pytest.mark.verification

TAKES_UP, ODDS_A_WEEK, FIRST_WEEK = 0.7, 0.8, 1.4
WEEKS = 20

# --- weeks until interest is lost ---------------------------------------------------------------------------------


def survival(weeks: np.ndarray, steep: bool) -> np.ndarray:
    """Return S(w) = (taken up after w weeks) / (taken up at once); if steep, the odds fall once, in the first week."""
    fall = np.where(weeks > 0, -FIRST_WEEK, 0.0) if steep else weeks * np.log(ODDS_A_WEEK)
    return np.array([expit(log_odds(TAKES_UP) + x) for x in fall]) / TAKES_UP


def weeks_interested(changes: Changes, steep: bool, seed: int) -> float:
    """Judge in which week of waiting women lost interest, where no clinic is ever held."""
    settings = {
        "run.delivery_weeks": 1 + WEEKS + 1,
        "psychologist.cancelled": 1.0,
        "waiting.takes_up_at_once": TAKES_UP,
        "waiting.odds_ratio_per_week": ODDS_A_WEEK,
        "waiting.first_week_log_odds": FIRST_WEEK,
        "waiting.shape": "steep_first_week" if steep else "steady",
    }
    counts, not_whole_weeks = [0] * (WEEKS + 1), 0
    for life in lives(run({**settings, **changes}, 60, seed, logs=True)):
        referred, left = first_of(life, Event.REFERRED), first_of(life, Event.LEFT)
        assert referred is not None
        if left is None:
            counts[WEEKS] += 1
            continue
        assert left.value == Reason.INTEREST_LOST
        counts[week_of(left) - week_of(referred) - 1] += 1
        not_whole_weeks += (int(left.now) // 10 - int(referred.now) // 10) % WEEK != 0
    lost = -np.diff(survival(np.arange(WEEKS + 1), steep))
    return together(frequencies(counts, lost), exactly(not_whole_weeks, 0))


def interest() -> float:
    """Judge the survival function in both its shapes, from referral on whether or not the referral is delayed."""
    delayed = {"referral.delay_days": 5 * WEEK + 3}
    return together(
        weeks_interested({}, steep=False, seed=171),
        weeks_interested(delayed, steep=False, seed=172),
        weeks_interested({}, steep=True, seed=173),
    )


INTEREST_FAULTS: dict[str, Fault] = {
    "interest lost a week late": tables_changed(lambda t: {"interest_lost": (0, *t.interest_lost[:-1])}),
    "odds ratio taken for a ratio of probabilities": in_place_of(
        "sim.rules.still_interested", lambda weeks, takes_up, a_week, *_: a_week**weeks
    ),
    "shape ignored": tables_changed(
        lambda t: {"interest_lost": tuple(int((1.0 - s) * 2**32) for s in survival(np.arange(1, 105), steep=False))}
    ),
}


def test_interest() -> None:
    assert passes(interest())


@seeded(INTEREST_FAULTS)
def test_interest_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(interest())


# --- taking up an offer after some weeks --------------------------------------------------------------------------

WAITED = (0, 1, 3, 8)


def taking_up() -> float:
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
                replications=25,
                seed=180 + weeks,
            )
            sums = runs.sums()
            taken_up = expit(log_odds(TAKES_UP) + weeks * np.log(ODDS_A_WEEK))
            ends = [sums["ptsd_screened"], sums["left_not_taken_up"], sums["left_interest_lost"]]
            judged.append(frequencies(ends, [taken_up, taken_up / TAKES_UP - taken_up]))
            judged.append(share(sums["ptsd_screened"], sums["referred"], taken_up))
            days_waited = {days for (step, days, how) in runs.waits if step == "screening" and how == "served"}
            judged.append(exactly(days_waited, {weeks * WEEK + 1}))
    return together(*judged)


TAKING_UP_FAULTS: dict[str, Fault] = {
    "take-up at once never asked about": in_place_of("sim.waiting.OFFERS_MAY_BE_DECLINED", frozenset()),
    "referrals handled a week late": tables_changed(lambda t: {"referral_delay": t.referral_delay + WEEK}),
    "interest lost a week late": INTEREST_FAULTS["interest lost a week late"],
}


def test_taking_up() -> None:
    assert passes(taking_up())


@seeded(TAKING_UP_FAULTS)
def test_taking_up_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(taking_up())
