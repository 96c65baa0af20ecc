"""Grids: how the rules are laid out as flat rows of integer thresholds, and how a place in them is found.

Like the rules, these functions are compiled as they stand. ``out`` is a list, or an array when compiled.
"""

from math import exp
from typing import Any

from sim.rules import CAP, PROPENSITIES, WORD, threshold

LONGEST_WAIT = 104
"""Weeks of waiting after which interest is no longer lost."""

WEEKS_TOLD_APART = 26
"""Weeks in a step from which on the hazard of disengaging stays the same."""

HIGHEST_STABILITY = 4
LARGEST_GROUP = 60
"""Women in a session from which on the chance of an incident stays the same."""

CONTACTS_A_DAY = 255
"""Contacts by one route on one day at most: a woman's place in the day is part of her number."""

WEEKS_IN_QUARTER = 13
RECENCIES = ("weekly", "month", "three_months", "any")
DRUG_GROUP, STABILISATION, THERAPY, APPOINTMENT = range(4)
"""The four kinds of session at which attendance is decided."""

Thresholds = tuple[int, ...]


def attends_index(
    kind: int, propensity: int, treatment: bool, sells_weekly: bool, uses_weekly: bool, misses: int, incident: bool
) -> int:
    """Return the place in ``Tables.attends``; ``misses`` is at most ``CAP``."""
    place = ((kind * len(PROPENSITIES) + propensity) * 2 + treatment) * 2 + sells_weekly
    return ((place * 2 + uses_weekly) * (CAP + 1) + misses) * 2 + incident


def incident_index(size: int, mixed: bool) -> int:
    """Return the place in ``Tables.incident``."""
    return min(size, LARGEST_GROUP) * 2 + mixed


def gains_index(treatment: bool, in_a_row: int, in_part: bool) -> int:
    """Return the place in ``Tables.gains_stability``."""
    return (treatment * (CAP + 1) + min(in_a_row, CAP)) * 2 + in_part


def loses_index(treatment: bool, misses: int) -> int:
    """Return the place in ``Tables.loses_stability``."""
    return treatment * (CAP + 1) + misses


def leaves_index(step: int, weeks: int, misses: int) -> int:
    """Return the place in ``Tables.leaves`` and ``Tables.causes``.

    ``step`` is 0 getting started, 1 preparation, 2 stabilisation, and 3 elsewhere, where only life events act.
    """
    return (step * (WEEKS_TOLD_APART + 1) + min(weeks, WEEKS_TOLD_APART)) * (CAP + 1) + misses


def ready_index(attended: int, complex_ptsd: bool, stability: int) -> int:
    """Return the place in ``Tables.ready``; ``attended`` counts sessions of the course."""
    return (attended * 2 + complex_ptsd) * (HIGHEST_STABILITY + 1) + stability


def put_shares(out: Any, start: int, weights: Any, number: int) -> None:
    """Write cumulative thresholds: the outcome's number is how many of them are at or below the word."""
    total = 0.0
    for i in range(number - 1):
        total += weights[i]
        out[start + i] = threshold(min(total, 1.0))


def put_poisson(out: Any, start: int, mean: float) -> int:
    """Write cumulative thresholds of a Poisson distribution, and return how many there are.

    The count is how many of them are at or below the word.
    """
    term = exp(-mean)
    total = term
    out[start] = threshold(min(total, 1.0))
    count = 1
    while count < CONTACTS_A_DAY and (count <= mean or term * WORD >= 1.0):
        term *= mean / count
        total += term
        out[start + count] = threshold(min(total, 1.0))
        count += 1
    return count
