"""What a check is: what is asked, what theory or a law says, and, once it has run, what was seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scenarios.verify.judging import Judged, passes
from scenarios.verify.lengths import At

SECTIONS = {
    "theory": "Against exact answers",
    "engines": "Two engines, the same lives",
    "conservation": "Nothing is lost, nothing comes from nowhere",
    "determinism": "The same seed, the same bytes",
    "extremes": "Extreme values",
}
"""Sections of a dossier by name, in order."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes
    ----------
    name : str
        Its name, such as ``"theory.leaving"``; before the dot the section.
    asked : str
        What is asked, in plain words.
    law : str
        What theory, or a law, says.
    source : str
        Where that comes from.
    items : tuple of str
        Items of TECH-VER and AdViSHE it bears on; see ``scenarios.verify.items``.
    """

    name: str
    asked: str
    law: str
    source: str
    items: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """The section it belongs to."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check came to.

    Attributes
    ----------
    holds : bool or None
        Whether what is asked is so; None if it could not be run here.
    seen, expected : str
        What was seen, and what theory or the law says; of several figures, the one furthest off.
    run : str
        What was run.
    interval : str
        The interval that decides, in words; empty where there is no chance in the figure.
    p_value, rate : float or None
        Chance of a figure at least as far off, and the error rate it was held to; None without chance.
    """

    holds: bool | None
    seen: str
    expected: str
    run: str
    interval: str = ""
    p_value: float | None = None
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Checks that are run together, because they look at the same runs.

    Attributes
    ----------
    checks : tuple of Check
        The checks.
    run : callable
        Runs them at a length and returns an outcome each, in their order.
    weight : float
        About how many seconds a usual run takes, so that the longest begin first.
    """

    checks: tuple[Check, ...]
    run: Callable[[At], Sequence[Outcome]]
    weight: float = 1.0


def outcome_of(judged: Judged, at: At, run: str) -> Outcome:
    """Return the outcome of figures that were judged against theory."""
    chance = judged.p_value not in (0.0, 1.0) or judged.interval(0.5) != "exact"
    figures = "" if judged.figures == 1 else f"; the furthest off of {judged.figures:,} figures"
    return Outcome(
        passes(judged, at.rate),
        judged.seen,
        judged.expected,
        run + figures,
        judged.interval(at.rate) if chance else "",
        judged.p_value if chance else None,
        at.rate if chance else None,
    )
