"""The queue for places in the drug group: the discrete-week counterparts of M/M/c and of M/M/c with reneging.

Women join on Mondays, a Poisson number each week; the group meets on Mondays and has c places; women who hold a place
leave by a constant weekly hazard, so a place is held for a geometric number of weeks. All clocks agree: on each Monday
women leave, then women arrive, then places are given. With X women (in a place or waiting) after the arrivals of one
Monday, the next Monday finds

    X' = X - Binomial(min(c, X), q) - Binomial(max(X - c, 0), r) + Poisson(rate),

q being the chance of leaving a place and r that of leaving the queue within a week. This is a Markov chain on one
number, followed from an empty service by its matrix. While a woman waits all places are taken.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from scenarios.verify.chains import arriving, happens, thinning
from scenarios.verify.judging import Judged, frequencies, mean, together, vector
from scenarios.verify.lengths import QUICK, At
from scenarios.verify.plain import Changes, one_by_one
from sim.clock import WEEK

WEEKS, RATE, PLACES = 12, 1.6, 2
LARGEST = 70
"""Women at once, beyond which the chain is cut; the chance of so many is far below one in a million million."""

HAZARD, LIFE_EVENTS = 0.5, 0.25
REPLICATIONS = 400


def settings(life_events: float) -> Changes:
    """Return a service that goes on meeting women, who stay in getting started until they leave."""
    return {
        "run.kind": "service",
        "run.delivery_weeks": WEEKS,
        "pathway.trauma": "not_offered",
        "contacts.outreach_per_week": RATE,
        "drug_groups.places": PLACES,
        "drug_groups.sessions_to_prepare": 52,
        "leaving.getting_started": HAZARD,
        "leaving.life_events": life_events,
    }


def weekly_numbers(q: float, r: float) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return the distribution of X before and after the arrivals of each Monday, from an empty service."""
    leaves_place, leaves_queue = thinning(PLACES, 1.0 - q), thinning(LARGEST, 1.0 - r)
    departures = np.zeros((LARGEST + 1, LARGEST + 1))
    for number in range(LARGEST + 1):
        stays = np.convolve(leaves_place[min(number, PLACES)], leaves_queue[max(number - PLACES, 0)])
        departures[number] = stays[: LARGEST + 1]
    before, after = [np.eye(LARGEST + 1)[0]], []
    arrivals = arriving(LARGEST, RATE)
    for _ in range(WEEKS):
        after.append(before[-1] @ arrivals)
        before.append(after[-1] @ departures)
    return before[:-1], after


def queue_lengths(distribution: np.ndarray) -> np.ndarray:
    """Return the distribution of women waiting, given that of women in a place or waiting."""
    return np.concatenate([[distribution[: PLACES + 1].sum()], distribution[PLACES + 1 :]])


# --- no reneging: M/M/c -------------------------------------------------------------------------------------------


def numbers_served(q: float, longest: int) -> np.ndarray:
    """Return the mean number of women given a place after waiting 0, 1, ... weeks, over the whole run.

    A woman who finds n women ahead of her (those there before the day's arrivals, and those of the day before her)
    waits until so many have left that fewer than c are ahead. While she waits c women leave by Binomial(c, q) a week,
    so P(waits more than m weeks) = P(Binomial(m c, q) <= n - c), which holds for m = 0 as well.
    """
    found = np.zeros(longest + 1)
    ahead = np.arange(LARGEST + 1)
    for week, before in enumerate(weekly_numbers(q, 0.0)[0]):
        arrivals_before_her = stats.poisson.sf(ahead, RATE)
        women = np.convolve(before, arrivals_before_her)[: LARGEST + 1]
        for wait in range(min(longest, WEEKS - 1 - week) + 1):
            longer = stats.binom.cdf(ahead - PLACES, wait * PLACES, q)
            longer_than_before = stats.binom.cdf(ahead - PLACES, (wait - 1) * PLACES, q) if wait else 1.0
            found[wait] += women @ (longer_than_before - longer)
    return found


def places(at: At = QUICK) -> Judged:
    """Judge the queue at the end, and how many women waited for how many weeks."""
    runs = one_by_one(settings(0.0), REPLICATIONS * at.times, seed=at.seed(121))
    q, longest = happens(HAZARD), 5
    waiting = [run.sums()["consented"] - run.sums()["served_getting_started"] for run in runs]
    at_end = queue_lengths(weekly_numbers(q, 0.0)[1][-1])
    served = [[run.waits["getting_started", WEEK * wait, "served"] for wait in range(longest + 1)] for run in runs]
    return together(
        frequencies(np.bincount(waiting, minlength=at_end.size), at_end),
        vector(np.array(served), numbers_served(q, longest)),
    )


# --- with reneging: M/M/c + M (Erlang-A) --------------------------------------------------------------------------


def reneging(at: At = QUICK) -> Judged:
    """Judge women there at the end, women lost from the queue, and all the weeks women waited.

    Life events act on women who wait as on women in a place: r = 1 - exp(-life events), q = 1 - exp(-both hazards).
    Of the women who wait after a Monday's places are given, Binomial(., r) are lost by the next Monday; each of them
    waits that week whatever comes of her, which gives the total wait (Little's law, without a steady state).
    """
    runs = one_by_one(settings(LIFE_EVENTS), REPLICATIONS * at.times, seed=at.seed(122))
    r = happens(LIFE_EVENTS)
    after = weekly_numbers(happens(HAZARD + LIFE_EVENTS), r)[1]
    waiting = [float(queue_lengths(distribution) @ np.arange(LARGEST - PLACES + 1)) for distribution in after]
    lost, weeks_waited = [], []
    for run in runs:
        waits = [(days, how, number) for (step, days, how), number in run.waits.items() if step == "getting_started"]
        lost.append(sum(number for _, how, number in waits if how == "left"))
        weeks_waited.append(sum(days * number for days, _, number in waits) / WEEK)
    inside = np.bincount([run.sums()["still_inside"] for run in runs], minlength=LARGEST + 1)
    return together(frequencies(inside, after[-1]), mean(lost, r * sum(waiting[:-1])), mean(weeks_waited, sum(waiting)))
