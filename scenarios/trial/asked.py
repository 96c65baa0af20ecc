"""What the value of a trial depends on beside the trial: a design's ``[value]``."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.fields import Fields

MEASURES = ("qalys", "completed_therapy")
SCALES = ("caps5", "pcl5")
"""Outcomes whose points can be turned into utility."""

FIELDS = (
    *("measure", "pounds", "population", "horizon_years", "discount_rate", "research_fixed", "research_per_woman"),
    "months_after",
)


@dataclass(frozen=True, slots=True)
class AskedValue:
    """To whom a decision applies, what a gain is worth, and what the research costs.

    Attributes
    ----------
    measure : {"qalys", "completed_therapy"}
        What the decision is judged by.
    pounds : float
        What one is worth.
    population, horizon_years, discount_rate : float
        Women a year, for how many years, and the rate a year.
    research_fixed, research_per_woman : float
        Pounds.
    months_after : float
        From the last follow-up to the report.
    """

    measure: str
    pounds: float
    population: float
    horizon_years: float
    discount_rate: float
    research_fixed: float
    research_per_woman: float
    months_after: float


def why_not_judged(measure: str, outcome: str) -> str:
    """Return in a line why a trial with an outcome cannot be judged by a measure; empty if it can."""
    if measure != "qalys" or outcome in SCALES:
        return ""
    can = " and ".join(SCALES)
    return f"the outcome {outcome} cannot be turned into QALYs, only {can} can; expected completed_therapy"


def asked_value(table: Fields | None) -> AskedValue | None:
    """Return what a design asks of its value, or None where it asks nothing.

    Raises
    ------
    InputError
        If a field is missing, unknown or not as expected.
    """
    if table is None:
        return None
    table.only(FIELDS)
    return AskedValue(
        table.choice("measure", MEASURES),
        table.number("pounds", 0.0, 1e9),
        table.number("population", 0.0, 1e9),
        table.number("horizon_years", 0.0, 100.0),
        table.number("discount_rate", 0.0, 1.0, 0.035),
        table.number("research_fixed", 0.0, 1e12),
        table.number("research_per_woman", 0.0, 1e9),
        table.number("months_after", 0.0, 240.0, 12.0),
    )
