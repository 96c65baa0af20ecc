"""What is known so far: streaming statistics of every scenario and every paired difference.

Memory does not grow with the number of rows: moments are exact whole numbers, quantiles come from histograms.
Cells of rows are added in any division; where parameters are drawn, replications of a draw that come in several cells
are added up apart, and count once the draw is whole: so all that is said is always of the same draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.batch.histogram import Histogram
from scenarios.batch.moments import Moments, Term
from scenarios.batch.outcomes import check_outcome
from scenarios.batch.units import Unit

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]


@dataclass(slots=True)
class _Half:
    """Draws of which some replications are still to come."""

    moments: Moments
    values: dict[tuple[str, ...], Histogram]
    by_draw: Integers
    replications: int


class Tally:
    """Statistics of rows of several scenarios that share their draws and replications.

    Parameters
    ----------
    scenarios : sequence of str
        Their names.
    pairs : sequence of pairs of str
        Which are compared: the second is taken from the first.
    outcomes : sequence of str
        What is summarised.
    columns : sequence of str
        The totals that rows hold.
    replications : int
        Replications of each draw, or 0 where parameters are not drawn: then statistics of draws are left out.
    """

    def __init__(
        self,
        scenarios: Sequence[str],
        pairs: Sequence[tuple[str, str]],
        outcomes: Sequence[str],
        columns: Sequence[str],
        replications: int = 0,
    ) -> None:
        self.scenarios, self.pairs, self.columns = tuple(scenarios), tuple(pairs), tuple(columns)
        self.outcomes = {name: check_outcome(name) for name in outcomes}
        self.replications = replications
        self.rows = 0
        self.draws = 0
        self._pairs_of_variables = self._layout()
        self.moments = self._moments()
        self.draw_moments = self._moments()
        self.values = self._histograms(False)
        self.draw_values = self._histograms(True)
        self._halves: dict[int, _Half] = {}

    def term(self, scenario: str, outcome: str) -> Term:
        """Return the variables an outcome of a scenario is made from."""
        at = self.scenarios.index(scenario) * len(self.columns)
        found = self.outcomes[outcome]
        below = None if found.denominator is None else at + self.columns.index(found.denominator)
        return Term(at + self.columns.index(found.numerator), below)

    def add(self, cell: Unit, rows: Sequence[Integers]) -> None:
        """Add the rows of a cell.

        Parameters
        ----------
        cell : Unit
            Which draws and replications.
        rows : sequence of array of int, shape (columns, rows)
            One for each scenario, by draw and then by replication.
        """
        stacked = np.concatenate(rows)
        if not self.replications:
            self.draws = 1
            self._add_rows(self.moments, self.values, stacked)
            self.rows += cell.rows
            return
        by_draw = stacked.reshape(len(stacked), cell.draws, cell.replications).sum(axis=2)
        if cell.replications == self.replications:
            self._add_rows(self.moments, self.values, stacked)
        else:
            half = self._halves.pop(cell.draw, None) or _Half(
                self._moments(), self._histograms(False), np.zeros_like(by_draw), 0
            )
            self._add_rows(half.moments, half.values, stacked)
            by_draw = half.by_draw = half.by_draw + by_draw
            half.replications += cell.replications
            if half.replications < self.replications:
                self._halves[cell.draw] = half
                return
            self.moments.merge(half.moments)
            for place, histogram in self.values.items():
                histogram.merge(half.values[place])
        self.rows += cell.draws * self.replications
        self.draws += cell.draws
        self.draw_moments.add(by_draw)
        self._count(self.draw_values, by_draw, self.replications, True)

    def _add_rows(self, moments: Moments, values: dict[tuple[str, ...], Histogram], stacked: Integers) -> None:
        moments.add(stacked)
        self._count(values, stacked, 1, False)

    def _moments(self) -> Moments:
        return Moments(len(self.scenarios) * len(self.columns), self._pairs_of_variables)

    def _layout(self) -> list[tuple[int, int]]:
        """Return which products are needed: those of a variable with itself, and those of differences and ratios."""
        width = len(self.columns)
        found = dict.fromkeys((i, i) for i in range(width * len(self.scenarios)))
        for name in self.outcomes:
            terms = {scenario: self.term(scenario, name) for scenario in self.scenarios}
            for term in terms.values():
                if term.below is not None:
                    found[min(term.above, term.below), max(term.above, term.below)] = None
            for one, other in self.pairs:
                for i in (terms[one].above, terms[one].below):
                    for j in (terms[other].above, terms[other].below):
                        if i is not None and j is not None:
                            found[min(i, j), max(i, j)] = None
        return list(found)

    def _histograms(self, of_draws: bool) -> dict[tuple[str, ...], Histogram]:
        found: dict[tuple[str, ...], Histogram] = {}
        for name, outcome in self.outcomes.items():
            whole = outcome.denominator is None and not of_draws
            for scenario in self.scenarios:
                found[scenario, name] = Histogram(whole)
            for one, other in self.pairs:
                found[one, other, name] = Histogram(whole)
        return found

    def _count(self, histograms: dict[tuple[str, ...], Histogram], stacked: Integers, each: int, real: bool) -> None:
        for name in self.outcomes:
            values = {}
            for scenario in self.scenarios:
                values[scenario] = _values(stacked, self.term(scenario, name), each, real)
                histograms[scenario, name].add(values[scenario])
            for one, other in self.pairs:
                histograms[one, other, name].add(values[one] - values[other])


def _values(stacked: Integers, term: Term, each: int, real: bool) -> Integers | Reals:
    """Return a term's value in each observation, not a number where a ratio has nothing below."""
    above: Integers = stacked[term.above]
    if term.below is None:
        return above / each if real else above
    below = stacked[term.below]
    ratio: Reals = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
    return ratio
