"""Discounting and inflation: closed forms, without chance, so that the figures must be right to the penny."""

from __future__ import annotations

import math

from scenarios.verify.judging import Judged, exactly, together
from scenarios.verify.lengths import QUICK, At
from scenarios.verify.plain import run

YEAR = 52
NOBODY_MET = {"contacts.outreach_per_week": 0.0}

# --- discounting --------------------------------------------------------------------------------------------------

A_WEEK = 1234.56
RATE = 0.035
YEARS, MORE_WEEKS = 4, 20


def discounting(at: At = QUICK) -> Judged:
    """Judge the present value of a constant weekly cost m, entered from week 0 on, discounted by years of 52 weeks.

    Over n whole years and w weeks of the next, with v = 1 / (1 + rate): 52 m (1 - v^n) / (1 - v) + w m v^n. The cost of
    a year is rounded to the penny at most once, so that the total may be one penny off for each year.
    """
    sums = run(
        {
            **NOBODY_MET,
            "run.delivery_weeks": YEARS * YEAR + MORE_WEEKS,
            "costs.management": A_WEEK,
            "costs.discount_rate": RATE,
        },
        replications=1,
        seed=at.seed(191),
    ).sums()
    v = 1.0 / (1.0 + RATE)
    present = A_WEEK * 100 * (YEAR * (1.0 - v**YEARS) / (1.0 - v) + MORE_WEEKS * v**YEARS)
    return together(
        exactly(sums["pence_total"], round(A_WEEK * 100) * (YEARS * YEAR + MORE_WEEKS)),
        exactly(sums["pence_support"], sums["pence_total"]),
        exactly(abs(sums["pence_discounted"] - present) <= YEARS + 1, True),
    )


# --- the price year -----------------------------------------------------------------------------------------------

FIRST_YEAR, STUDY_YEAR = 2014, 2017
PERCENT: tuple[float, ...] = (0.4, 2.1, 1.2, 1.6, 2.1, -2.5, 2.6, 7.3, 2.5, 4.0)
"""Inflation from 2014/15 to 2015/16, and so on to 2024/25."""

WEEKS = 30


def price_year(at: At = QUICK) -> Judged:
    """Judge a cost in the prices of each year, in whole pence a week.

    It is that of 2017/18 times the product of the years' inflation after it, or divided by that of the years' up to it.
    """
    judged = []
    for year in range(FIRST_YEAR, FIRST_YEAR + len(PERCENT) + 1):
        between = slice(min(year, STUDY_YEAR) - FIRST_YEAR, max(year, STUDY_YEAR) - FIRST_YEAR)
        product = math.prod(1.0 + percent / 100.0 for percent in PERCENT[between])
        level = product if year >= STUDY_YEAR else 1.0 / product
        sums = run(
            {
                **NOBODY_MET,
                "run.delivery_weeks": WEEKS,
                "costs.management": A_WEEK,
                "costs.price_year": f"{year}/{(year + 1) % 100}",
                "costs.nhscii_percent": PERCENT,
            },
            replications=1,
            seed=at.seed(192),
        ).sums()
        judged.append(exactly(sums["pence_total"], WEEKS * math.floor(A_WEEK * 100 * level + 0.5)))
    return together(*judged)
