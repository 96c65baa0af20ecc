"""Draws of the parameters as the page has them: plain numbers, without NumPy.

Row ``r`` of a run in the page is draw ``r`` of the posterior with the replication number that
``scenarios.running.rows_of_draws`` gives where every draw has one replication; so ``dussk run FILE --draws D
--replications D --engine simpy`` lives the same lives. Which values are a scenario's own is ``calibration.own``'s rule,
and how contradictions are held together is the rule of ``calibration.priors``; tests hold that both agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from calibration.own import own_of, places_varying
from scenarios.held import varying_beside
from sim.parameters import Parameters, entries

if TYPE_CHECKING:
    from calibration.posterior import Posterior
    from scenarios.files import Scenario

SPREAD = 2_530_306_041
"""The multiplier of ``sim.many.own_replications``, whose module needs NumPy; a test holds that it is the same."""

NUMBERS = 1 << 32
"""How many numbers replications have."""

_MEMBER = re.compile(r"(?P<name>[^\[]+)\[(?P<member>\d+)\]")


@dataclass(frozen=True)
class Draws:
    """Draws of the parameters from the posterior.

    Attributes
    ----------
    columns : list of str
        The parameters; a member of a list as ``"women.sells_sex[0]"``.
    rows : list of list of number
        One a draw: whole numbers as such, others to the last bit.
    """

    columns: list[str]
    rows: list[list[int | float]]

    def changes(self, base: Parameters, draw: int) -> dict[str, Any]:
        """Return what one draw changes in a design, by dotted name; what the design decides itself is left out."""
        changes: dict[str, Any] = {}
        row = self.rows[draw]
        for place in places_varying(base, self.columns):
            name, value = self.columns[place], row[place]
            if match := _MEMBER.fullmatch(name):
                members = changes.setdefault(match["name"], list(base.get(match["name"])))  # type: ignore[arg-type]
                members[int(match["member"])] = value
            else:
                changes[name] = value
        return held_together(base, changes)

    def values_over(self, base: Parameters, name: str) -> list[int | float] | None:
        """Return a number's values over the draws of a design; None where it does not vary there, or is a list."""
        if name not in self.columns or name in own_of(base, self.columns):
            return None
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def varying_beside(self, one: Scenario, other: Scenario) -> dict[str, str]:
        """Return what numbers that a design changes are in what it is beside, in words, where they vary there."""
        return varying_beside(one.parameters, other.parameters, partial(self.values_over, other.parameters))

    def parameters(self, base: Parameters, draw: int) -> Parameters:
        """Return one draw as a design's whole parameter set."""
        return base.changed(self.changes(base, draw))

    def as_json(self) -> dict[str, Any]:
        """Return the draws for JSON, which keeps every number to the last bit."""
        return {"columns": self.columns, "rows": self.rows}


def replication_of(draw: int, replication: int = 0) -> int:
    """Return the engine's number of a replication of a draw, as ``sim.many.own_replications`` does."""
    return (draw * SPREAD + replication) % NUMBERS


def held_together(base: Parameters, changes: dict[str, Any]) -> dict[str, Any]:
    """Return one draw's values of which none contradicts another or the base, see ``calibration.priors``."""
    held = dict(changes)
    if (gathering := held.get("stabilisation.minimum_size")) is not None:
        held["stabilisation.minimum_size"] = min(gathering, base.stabilisation.maximum_size)
    delivery, recruitment = held.get("run.delivery_weeks"), held.get("run.recruitment_weeks")
    weeks = base.run.delivery_weeks
    if delivery is not None:
        least = max(base.run.warm_up_weeks + 1, base.run.recruitment_weeks if recruitment is None else 0)
        weeks = held["run.delivery_weeks"] = max(delivery, least)
    if recruitment is not None:
        held["run.recruitment_weeks"] = min(recruitment, weeks)
    return held


def draws_of(posterior: Posterior, number: int) -> Draws:
    """Return the first draws of a posterior: as fair a sample as any, see ``calibration.posterior.Posterior.draws``."""
    whole = [_is_whole(column) for column in posterior.columns]
    rows = [
        [int(value) if is_whole else value for value, is_whole in zip(row, whole, strict=True)]
        for row in posterior.values[:number].tolist()
    ]
    return Draws(list(posterior.columns), rows)


def _is_whole(column: str) -> bool:
    value: Sequence[object] | object = entries()[column.partition("[")[0]].value
    return isinstance(value[0] if isinstance(value, list) else value, int)
