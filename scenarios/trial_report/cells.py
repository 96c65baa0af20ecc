"""Cells and words of a trial's tables: numbers as trialists write them, with how far they are not known."""

from __future__ import annotations

import math

from scenarios.display import NOTHING
from scenarios.document.blocks import Cell, Number, Range
from scenarios.document.cells import share
from scenarios.trial.design import Design

Three = tuple[float, float, float]

WHEN = {
    "consent": "when she consents",
    "ptsd_positive": "when screening finds post-traumatic stress",
    "ready": "when she is found ready for one-to-one therapy",
}
OUTCOMES = {
    "caps5": "PTSD symptoms by the CAPS-5 interview",
    "pcl5": "PTSD symptoms by the PCL-5 questionnaire",
    "days_of_use": "days of drug use in the last 28",
    "reaching_therapy": "beginning one-to-one therapy, or not",
}
METHODS = {
    "ancova": "analysis of covariance, adjusted for the baseline",
    "t_test": "Student's t-test",
    "partially_nested": "a partially nested comparison (clusters of the treated arm as units, Satterthwaite)",
    "mixed_model": "a linear mixed model, clusters of the treated arm at random (REML, Satterthwaite)",
    "kenward_roger": "a linear mixed model, clusters of the treated arm at random (REML, Kenward-Roger)",
    "permutation": "a permutation test, the arms relabelled and the statistic studentised",
    "logistic": "the score test of two shares (that of logistic regression)",
}
METHODS_IN_SHORT = {
    "ancova": "Analysis of covariance",
    "t_test": "t-test",
    "partially_nested": "Partially nested",
    "mixed_model": "Mixed model, Satterthwaite",
    "kenward_roger": "Mixed model, Kenward-Roger",
    "permutation": "Permutation",
    "logistic": "Score test of shares",
}
UNITS = {
    "caps5": "points of the CAPS-5",
    "pcl5": "points of the PCL-5",
    "days_of_use": "days of use in 28",
}
"""What a standard deviation of an outcome is counted in."""

RESPONSES = {
    "linear": "in proportion to the share of a course received",
    "threshold": "whole from {threshold:.0%} of a course on, none below",
    "all_or_nothing": "whole for a whole course, none below",
}
CRITERIA = {
    "recruitment": "Recruitment",
    "retention": "Retention",
    "adherence": "Adherence",
    "data": "Data",
}


def effect(value: float) -> Cell:
    """Return an effect in standard deviations, or a correlation."""
    return NOTHING if not math.isfinite(value) else Number(value, f"{value:.2f}")


def effects(ends: tuple[float, float]) -> Cell:
    """Return the interval of an effect."""
    if not all(map(math.isfinite, ends)):
        return NOTHING
    return Range(*ends, f"{ends[0]:.2f} to {ends[1]:.2f}")


def per_cent(value: float, places: int = 0) -> Cell:
    """Return a share; with places where differences of less than 1 % are of interest."""
    if not math.isfinite(value):
        return NOTHING
    return share(value) if places == 0 else Number(value, f"{100 * value:.{places}f}%", "share")


def per_cents(ends: tuple[float, float]) -> Cell:
    """Return the interval of a share."""
    if not all(map(math.isfinite, ends)):
        return NOTHING
    return Range(*ends, f"{100 * ends[0]:.0f}% to {100 * ends[1]:.0f}%", "share")


def shown_per_cent(value: float) -> str:
    """Return a share as it is written in a sentence."""
    found = share(value)
    return found if isinstance(found, str) else found.shown


def about(value: float) -> float:
    """Return a number to three digits: more would say more than is known."""
    if value == 0.0 or not math.isfinite(value):
        return value
    return round(value, 2 - math.floor(math.log10(abs(value))))


def whole(value: float) -> Cell:
    """Return a number of women, contacts or sites, to three digits."""
    return NOTHING if not math.isfinite(value) else Number(value, f"{about(value):,.0f}")


def wholes(ends: tuple[float, float]) -> Cell:
    """Return an interval of such a number."""
    if not all(map(math.isfinite, ends)):
        return NOTHING
    return Range(*ends, f"{about(ends[0]):,.0f} to {about(ends[1]):,.0f}")


def months(value: float, window: float) -> str:
    """Return months from the first opening; what the window is too short for is more than the window."""
    return f"{value:.0f}" if math.isfinite(value) else f"more than {window:.0f}"


def ratio(design: Design) -> str:
    """Return the allocation as a ratio, treated to comparison."""
    part = design.arms.share_treated
    for small in range(1, 11):
        other = small * (1.0 - part) / part
        if abs(other - round(other)) < 1e-9 and round(other) >= 1:
            return f"{small}:{round(other)}"
    return f"{part:.0%} to {1.0 - part:.0%}"


def sentence(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]
