"""Cells and words of a trial's tables: numbers as trialists write them, with how far they are not known."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from scenarios.display import NOTHING
from scenarios.distributions import Distribution
from scenarios.document.blocks import Cell, Number, Range
from scenarios.document.cells import share
from scenarios.trial.design import Design
from sim.parameters import Parameters, entries

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
LEAST_SHOWN = 0.05
"""Half-widths in percentage points that would be written as nought."""
UNITS = {
    "caps5": "points of the CAPS-5",
    "pcl5": "points of the PCL-5",
    "days_of_use": "days of use in 28",
}
"""What a standard deviation of an outcome is counted in."""

FEW_MONTHS = 2
"""Months below which a window is written in weeks."""
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


def interval(ends: tuple[float, float], shown: Callable[[float], str], unit: str = "") -> Cell:
    """Return an interval as it is written, or that there is none."""
    if not all(map(math.isfinite, ends)):
        return NOTHING
    return Range(*ends, f"{shown(ends[0])} to {shown(ends[1])}", unit)


def number(value: float, shown: Callable[[float], str], unit: str = "") -> Cell:
    """Return a number as it is written, or that there is none."""
    return Number(value, shown(value), unit) if math.isfinite(value) else NOTHING


def effect(value: float) -> Cell:
    """Return an effect in standard deviations, or a correlation."""
    return number(value, "{:.2f}".format)


def effects(ends: tuple[float, float]) -> Cell:
    """Return the interval of an effect."""
    return interval(ends, "{:.2f}".format)


def per_cent(value: float, places: int = 0) -> Cell:
    """Return a share; with places where differences of less than 1 % are of interest."""
    if places == 0 and math.isfinite(value):
        return share(value)
    return number(value, lambda each: _percentage(each, places), "share")


def per_cents(ends: tuple[float, float], places: int = 0) -> Cell:
    """Return the interval of a share."""
    return interval(ends, lambda each: _percentage(each, places), "share")


def _percentage(value: float, places: int) -> str:
    if places == 0 and value > 0.0:
        return shown_per_cent(value)
    # Rounded first, so that a little less than nought is not written as -0.
    return f"{round(value, places + 2) + 0.0:.{places}%}"


def shown_per_cent(value: float) -> str:
    """Return a share as it is written in a sentence."""
    # A little less than nought is not written as -0.
    found = share(0.0 if -0.005 < value < 0.0 else value)
    return found if isinstance(found, str) else found.shown


def points(value: float) -> str:
    """Return a difference of shares in percentage points, with its sign; nought has none."""
    rounded = round(100.0 * value, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def plus_minus(error: float) -> str:
    """Return how far a share may be off by its Monte Carlo error, in percentage points either way (95 %)."""
    half = 196.0 * error
    return f"±{half:.1f} points" if half >= LEAST_SHOWN else f"less than ±{2.0 * LEAST_SHOWN:.1f} points"


def of_or_beyond(value: float) -> str:
    """Return a probability as it follows the word, such as "of 12%" or "below 1%"."""
    shown = shown_per_cent(value)
    return f"below {shown[1:]}" if shown[0] == "<" else f"above {shown[1:]}" if shown[0] == ">" else f"of {shown}"


def about(value: float) -> float:
    """Return a number to three digits: more would say more than is known."""
    if value == 0.0 or not math.isfinite(value):
        return value
    return round(value, 2 - math.floor(math.log10(abs(value))))


def whole(value: float) -> Cell:
    """Return a number of women, contacts or sites, to three digits."""
    return number(value, shown_whole)


def wholes(ends: tuple[float, float]) -> Cell:
    """Return an interval of such a number."""
    return interval(ends, shown_whole)


def shown_whole(value: float) -> str:
    """Return such a number as it is written in a sentence."""
    return f"{about(value):,.0f}"


def believed(of: Distribution) -> Three:
    """Return what a design believes of a number, as its file has it: 2.5 %, mean and 97.5 %."""
    low, high = of.quantiles(np.array([0.025, 0.975]))
    return float(low), of.mean, float(high)


def support_words(parameters: Parameters) -> str:
    """Return what an arm gives women so that they can come, in short."""
    levels = {
        name.removeprefix("support.").replace("_", " "): float(parameters.get(name))  # type: ignore[arg-type]
        for name, entry in entries().items()
        if name.startswith("support.") and entry.unit == "level"
    }
    given = [name + (f" × {level:g}" if level != 1.0 else "") for name, level in levels.items() if level > 0.0]
    return ", ".join(given) or "none"


def months(value: float, window: float) -> str:
    """Return months from the first opening; what the window is too short for is more than the window."""
    return f"{value:.0f}" if math.isfinite(value) else f"more than {window:.{0 if window >= FEW_MONTHS else 1}f}"


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
