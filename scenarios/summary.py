"""What is known about an outcome or a paired difference, as plain values that need no numerical library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.files import Scenario

Interval = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """One outcome of one scenario.

    ``n`` is what the mean is over: replications for a count or a sum of money, women (or sessions, or slots) for a
    ratio. ``mean`` is None where there is nothing to count. ``parameters`` is the share of ``variance``, that of single
    replications, that comes from the parameters; the rest is chance. They are None where parameters are not drawn, or
    where no draw has two replications to tell chance by. The variance of a ratio is that of its influences.
    """

    mean: float | None
    n: int
    monte_carlo: Interval
    predictive: Interval
    expected: Interval = None
    parameters: float | None = None
    variance: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the summary for JSON."""
        found: dict[str, Any] = {
            "mean": self.mean,
            "n": self.n,
            "monte_carlo": _listed(self.monte_carlo),
            "predictive": _listed(self.predictive),
            "expected": _listed(self.expected),
        }
        if self.parameters is None or self.variance is None:
            return found
        by_parameters = self.parameters * self.variance
        return {
            **found,
            "variance": {"chance": self.variance - by_parameters, "parameters": by_parameters},
            "variance_from_parameters": self.parameters,
        }


@dataclass(frozen=True, slots=True)
class Difference(Summary):
    """A paired difference: the scenario less what it is compared with, replication by replication.

    ``better``, ``same`` and ``worse`` are shares of the replications in which both have a value; None where neither
    direction is better. ``probability_better`` is of the mean, over the parameters; None where they are not drawn too,
    and where nothing differs.
    """

    better: float | None = None
    same: float | None = None
    worse: float | None = None
    probability_better: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the difference for JSON."""
        shares = {"better": self.better, "same": self.same, "worse": self.worse}
        # Not super(): a dataclass with slots is made anew, and the old class would be meant.
        found = {**Summary.as_json(self), **shares}
        if self.probability_better is not None:
            found["probability_better"] = self.probability_better
        return found


@dataclass(frozen=True, slots=True)
class Compared:
    """One scenario and what it is compared with."""

    scenario: Scenario
    other: Scenario
    summary: dict[str, Summary]
    other_summary: dict[str, Summary]
    difference: dict[str, Difference]


def _listed(interval: Interval) -> list[float] | None:
    return None if interval is None else list(interval)
