"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass

ERROR_RATE = 0.01
"""Share of sound models that a whole family of tests may find fault with: each test has its part of it (Bonferroni)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check's finding.

    Attributes
    ----------
    about : str
        What was checked, in a few words.
    passed : bool
        Whether it is as it should be.
    figure : str
        The figure that decides.
    expected : str
        What the figure should be.
    """

    about: str
    passed: bool
    figure: str
    expected: str


def smallest_stands(p_values: list[float], error_rate: float = ERROR_RATE) -> bool:
    """Return whether a family of tests finds no fault: no p-value is below its part of the error rate (Bonferroni).

    Parameters
    ----------
    p_values : list of float
        One a test; they may depend on one another.
    error_rate : float
        Probability that a sound family is found at fault, at most.
    """
    return min(p_values) * len(p_values) >= error_rate
