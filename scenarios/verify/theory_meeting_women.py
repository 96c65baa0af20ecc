"""Who is met and who joins: Poisson contacts, thinned by the funnel; and a finite population met again and again."""

from __future__ import annotations

import numpy as np
from scipy import stats

from scenarios.verify.chains import expit, happens, log_odds
from scenarios.verify.judging import Judged, exactly, frequencies, share, standardised, together
from scenarios.verify.lengths import QUICK, At
from scenarios.verify.plain import run
from sim.record import Logged
from sim.words import Event, Route

QUARTER = 13

# --- Poisson contacts by route and quarter ------------------------------------------------------------------------

A_WEEK = {"outreach": 1.1, "drop_in": 0.6, "self_referral": 0.2}
DAYS = {"outreach": (1, 3), "drop_in": (2, 4), "self_referral": (0, 1, 2, 3, 4)}
MULTIPLIERS = (1.0, 0.4, 1.7)
WEEKS = 4 * QUARTER  # the last multiplier holds from the third quarter on


def contacts(at: At = QUICK) -> Judged:
    """Judge contacts of each route in each quarter: Poisson with mean 13 * rate * multiplier, on the route's days."""
    settings: dict[str, object] = {f"contacts.{route}_per_week": rate for route, rate in A_WEEK.items()}
    settings |= {f"contacts.{route}_days": days for route, days in DAYS.items()}
    runs = run(
        {
            **settings,
            "run.recruitment_weeks": WEEKS,
            "run.delivery_weeks": WEEKS,
            "contacts.quarterly_multipliers": MULTIPLIERS,
            "screening.accepts": 0.0,
        },
        replications=300 * at.times,
        seed=at.seed(161),
        logs=True,
    )
    counts = np.zeros((runs.replications, len(Route), 4), dtype=int)
    off_days = 0
    by_day = {route: np.zeros(7, dtype=int) for route in A_WEEK}
    for replication, record in runs.records.items():
        for met in (Logged(*entry) for entry in record.events if entry[2] == Event.MET):
            route, day = list(A_WEEK)[met.value], int(met.now) // 10
            counts[replication, met.value, day // 7 // QUARTER] += 1
            by_day[route][day % 7] += 1
            off_days += day % 7 not in DAYS[route]
    judged = [exactly(off_days, 0)]
    for place, name in enumerate(A_WEEK):
        on_days = list(DAYS[name])
        judged.append(frequencies(by_day[name][on_days], np.full(len(on_days), 1.0 / len(on_days))))
        for quarter in range(4):
            mean = QUARTER * A_WEEK[name] * MULTIPLIERS[min(quarter, 2)]
            found = np.bincount(counts[:, place, quarter], minlength=60)
            judged.append(frequencies(found, stats.poisson.pmf(np.arange(found.size), mean)))
    return together(*judged)


# --- the funnel ---------------------------------------------------------------------------------------------------

SELLS = (0.4, 0.25, 0.15, 0.2)
USES_IF_WEEKLY, USES_IF_LESS = (0.7, 0.15, 0.1, 0.05), (0.4, 0.3, 0.2, 0.1)
ACCEPTS, SELF_REFERRAL_ODDS_RATIO, SAYS_NOT_SELLING = 0.45, 2.5, 0.3
DECLINE_REASONS, ABLE, UNABLE_REASONS = (0.5, 0.2, 0.3), 0.75, (0.6, 0.4)
ENDS = (
    "declined_not_selling_sex",
    "declined_too_busy",
    "declined_not_interested",
    "declined_other",
    "not_eligible_sells_too_seldom",
    "not_eligible_uses_too_seldom",
    "not_eligible_both_too_seldom",
    "unable_to_consent_too_distressed",
    "unable_to_consent_health",
    "consented",
)


def funnel_shares(accepts: float, least_sells: int, least_uses: int) -> list[float]:
    """Return the chance of each end of a contact, from the joint shares of the characteristics.

    ``least_sells`` and ``least_uses`` are the places in the lists of shares of the least recent that still qualifies.
    A woman who sold none in the last month (places 2 and 3) may decline for that reason, if the rule asks for more.
    """
    ends = dict.fromkeys(ENDS, 0.0)
    for sells, sells_share in enumerate(SELLS):
        says = SAYS_NOT_SELLING if sells >= 2 and sells > least_sells else 0.0
        ends["declined_not_selling_sex"] += sells_share * says
        asked = sells_share * (1.0 - says)
        for name, part in zip(ENDS[1:4], DECLINE_REASONS, strict=True):
            ends[name] += asked * (1.0 - accepts) * part
        for uses, uses_share in enumerate(USES_IF_WEEKLY if sells == 0 else USES_IF_LESS):
            screened = asked * accepts * uses_share
            if sells <= least_sells and uses <= least_uses:
                ends["consented"] += screened * ABLE
                for name, part in zip(ENDS[7:9], UNABLE_REASONS, strict=True):
                    ends[name] += screened * (1.0 - ABLE) * part
            else:
                seldom = (
                    "both" if sells > least_sells and uses > least_uses else "sells" if sells > least_sells else "uses"
                )
                ends[f"not_eligible_{seldom}_too_seldom"] += screened
    return list(ends.values())


def funnel(at: At = QUICK) -> Judged:
    """Judge how contacts ended, on outreach under the study's rule and by self-referral under a wider one."""
    self_referral = expit(log_odds(ACCEPTS) + np.log(SELF_REFERRAL_ODDS_RATIO))
    by_route = (
        ("outreach", "weekly", "weekly", funnel_shares(ACCEPTS, 0, 0)),
        ("self_referral", "three_months", "month", funnel_shares(self_referral, 2, 1)),
    )
    judged = []
    for route, sells, uses, expected in by_route:
        sums = run(
            {
                "run.recruitment_weeks": 2,
                "run.delivery_weeks": 3,
                "contacts.outreach_per_week": 0.0,
                f"contacts.{route}_per_week": 100.0,
                "women.sells_sex": SELLS,
                "women.uses_drugs_if_sells_weekly": USES_IF_WEEKLY,
                "women.uses_drugs_if_sells_less": USES_IF_LESS,
                "eligibility.sells_sex": sells,
                "eligibility.uses_drugs": uses,
                "screening.accepts": ACCEPTS,
                "screening.self_referral_odds_ratio": SELF_REFERRAL_ODDS_RATIO,
                "screening.says_not_selling": SAYS_NOT_SELLING,
                "screening.decline_reasons": DECLINE_REASONS,
                "screening.able_to_consent": ABLE,
                "screening.unable_reasons": UNABLE_REASONS,
                "pathway.trauma": "not_offered",
            },
            replications=40 * at.times,
            seed=at.seed(162),
        ).sums()
        not_eligible = sum(expected[4:7])
        judged.append(frequencies([sums[name] for name in ENDS], expected))
        judged.append(share(sums["screened"], sums["contacts"], not_eligible + sum(expected[7:])))
        judged.append(share(sums["not_eligible"], sums["screened"], not_eligible / (not_eligible + sum(expected[7:]))))
        judged.append(share(sums["consented"], sums["eligible"], ABLE))
    return together(*judged)


# --- a finite population ------------------------------------------------------------------------------------------

POPULATION, MET_A_WEEK, MEETING_WEEKS = 60, 9.0, 12


def occupancy(at: At = QUICK) -> Judged:
    """Judge how many different women were met in n contacts with N women, each contact as likely with any of them.

    With a = 1 - 1/N and b = 1 - 2/N, the mean is N (1 - a^n) and the variance N a^n + N (N - 1) b^n - N^2 a^(2n).
    Since n is Poisson, with mean m, each woman is met at least once with chance 1 - exp(-m/N), independently of the
    others: over replications the number is Binomial(N, 1 - exp(-m/N)).
    """
    runs = run(
        {
            "run.recruitment_weeks": MEETING_WEEKS,
            "run.delivery_weeks": MEETING_WEEKS,
            "contacts.outreach_per_week": MET_A_WEEK,
            "contacts.outreach_days": (0, 1, 2),
            "population.kind": "finite",
            "population.size": POPULATION,
            "screening.accepts": 0.0,
        },
        replications=400 * at.times,
        seed=at.seed(163),
    )
    n = np.array(runs.total("contacts"))
    a, b = (1.0 - 1.0 / POPULATION) ** n, (1.0 - 2.0 / POPULATION) ** n
    differences = np.array(runs.total("women_met")) - POPULATION * (1.0 - a)
    variances = POPULATION * a + POPULATION * (POPULATION - 1) * b - POPULATION**2 * a**2
    met = np.bincount(runs.total("women_met"), minlength=POPULATION + 1)
    once = happens(MET_A_WEEK * MEETING_WEEKS / POPULATION)
    return together(
        standardised(differences.tolist(), variances.tolist()),
        frequencies(met, stats.binom.pmf(np.arange(POPULATION + 1), POPULATION, once)),
    )
