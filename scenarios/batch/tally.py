"""What is known so far: streaming statistics of every scenario and every paired difference.

Memory does not grow with the number of rows: moments are exact whole numbers, quantiles come from histograms.
Cells of rows are added in any division; where parameters are drawn, replications of a draw that come in several cells
are added up first, so cells come in order of their draws.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenarios.batch.histogram import Histogram
from scenarios.batch.moments import Moments, Term
from scenarios.batch.outcomes import check_outcome
from scenarios.batch.units import Unit

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]


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
        layout = self._layout()
        self.moments = Moments(len(scenarios) * len(columns), layout)
        self.draw_moments = Moments(len(scenarios) * len(columns), layout)
        self.values = self._histograms(False)
        self.draw_values = self._histograms(True)
        self._waiting: dict[int, Integers] = {}
        self._added: dict[int, int] = {}

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
        self.rows += cell.rows
        self.moments.add(stacked)
        self._count(self.values, stacked, 1, False)
        if self.replications:
            by_draw = stacked.reshape(len(stacked), cell.draws, cell.replications).sum(axis=2)
            self._add_draws(cell, by_draw)
        else:
            self.draws = 1

    def _add_draws(self, cell: Unit, by_draw: Integers) -> None:
        """Add up replications of draws, and count the draws that are whole."""
        added = self._added.get(cell.draw, 0) + cell.replications
        if cell.draw in self._waiting:
            by_draw = by_draw + self._waiting.pop(cell.draw)
        if added < self.replications:
            self._waiting[cell.draw], self._added[cell.draw] = by_draw, added
            return
        self._added.pop(cell.draw, None)
        self.draws += cell.draws
        self.draw_moments.add(by_draw)
        self._count(self.draw_values, by_draw, self.replications, True)

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
