"""Discounting: what later money and later health are worth at the opening."""

from __future__ import annotations

from collections.abc import Mapping

from sim import rules


def discounted(by_year: Mapping[int, float], rate: float) -> float:
    """Return the sum of yearly amounts, each worth less the later it is; year 0 counts in full.

    Parameters
    ----------
    by_year : mapping of int to float
        Amounts by year from opening.
    rate : float
        Discount rate a year, such as 0.035.
    """
    return sum(amount * rules.discount_factor(rate, year) for year, amount in by_year.items())


def years_of_benefit(years: float, rate: float) -> float:
    """Return the discounted years in a benefit that lasts so long from now, received evenly.

    Parameters
    ----------
    years : float
        How long it lasts.
    rate : float
        Discount rate a year. The last, broken year counts by its length.
    """
    whole = int(years)
    full = sum(rules.discount_factor(rate, year) for year in range(whole))
    return full + (years - whole) * rules.discount_factor(rate, whole)
