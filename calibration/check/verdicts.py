"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass

ERROR_RATE = 0.01
"""Share of sound models that a whole family of tests may find fault with: each test's limit is set by Holm's rule."""


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
    """Return whether a family of tests finds no fault, by the first step of Holm's rule.

    Parameters
    ----------
    p_values : list of float
        One a test; they may depend on one another.
    error_rate : float
        Probability that a sound family is found at fault, at most.
    """
    return min(p_values) * len(p_values) >= error_rate
