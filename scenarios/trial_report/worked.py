"""Everything that a trial's text and report are written from."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from scenarios.trial.checking import MUCH, Check
from scenarios.trial.design import Design
from scenarios.trial.matters import Matters
from scenarios.trial.recruiting import WEEKS_IN_MONTH
from scenarios.trial_report.cells import FEW_MONTHS
from scenarios.trial_report.result import Trial

if TYPE_CHECKING:
    from scenarios.trial_report.timing import Timing
    from scenarios.value.of_trial import Worth


@dataclass(frozen=True, eq=False)
class Worked:
    """A trial worked out, and what was asked beside it.

    Attributes
    ----------
    trial : Trial
        The trial.
    matters : Matters
        What matters most at its size.
    twice_on_time : float
        Probability of the size within the window with twice the sites.
    check : Check or None
        Simulated trials.
    command : str
        What gives the same numbers.
    worth : Worth or None
        What the trial is worth, if that was asked for.
    timing : Timing or None
        What women have received by other follow-ups.
    design_text : str
        The design file, for whoever traces a report.
    """

    trial: Trial
    matters: Matters
    twice_on_time: float
    check: Check | None
    command: str
    worth: Worth | None = None
    timing: Timing | None = None
    design_text: str = ""

    @property
    def design(self) -> Design:
        """The design."""
        return self.trial.design

    @property
    def design_hash(self) -> str:
        """SHA-256 of the design file; empty where there is none."""
        return hashlib.sha256(self.design_text.encode()).hexdigest() if self.design_text else ""

    @property
    def design_fields(self) -> tuple[tuple[str, str], ...]:
        """Every field of the design file with its value, in its order."""
        return tuple(_flat("", tomllib.loads(self.design_text)))

    @property
    def window(self) -> float:
        """Months in which women are recruited."""
        return self.design.sites.recruitment_weeks / WEEKS_IN_MONTH

    @property
    def window_words(self) -> str:
        """The window in which women are recruited, in months; in weeks where it is short."""
        if self.window >= FEW_MONTHS:
            return f"{self.window:.0f} months"
        weeks = self.design.sites.recruitment_weeks
        return f"{weeks} week{'s' if weeks != 1 else ''}"

    @property
    def worst_type_one(self) -> float:
        """The greatest type I error of the curve; not a number where it is not worked out."""
        return max(point.type_one for point in self.trial.points)

    @property
    def nominal(self) -> bool | None:
        """Whether the method's type I error is what it says, worked out and, if asked for, simulated; None if not."""
        if self.design.outcome.is_yes_no:
            return None
        simulated = self.check is None or self.check.nominal
        return self.worst_type_one <= MUCH * self.design.alpha and simulated

    def as_json(self) -> dict[str, object]:
        """Return everything for JSON."""
        return {
            **self.trial.as_json(),
            "on_time_with_twice_the_sites": self.twice_on_time,
            "matters": self.matters.as_json(),
            "follow_ups": asdict(self.timing) if self.timing else None,
            "type_one_nominal": self.nominal,
            "simulated": self.check.as_json() if self.check else None,
            "value": self.worth.as_json() if self.worth else None,
            "command": self.command,
            "design_hash": self.design_hash or None,
        }


def _flat(place: str, content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield fields by dotted name; a distribution is one value."""
    for key, value in content.items():
        name = f"{place}.{key}" if place else key
        if isinstance(value, dict) and "family" not in value:
            yield from _flat(name, value)
        elif isinstance(value, dict):
            family, *rest = value.items()
            yield name, f"{family[1]}: {', '.join(f'{each} {of}' for each, of in rest)}"
        else:
            yield name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
