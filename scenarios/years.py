"""A service by financial year: who joined, who got how far, and what it cost."""

from __future__ import annotations

from scenarios.display import amount, term
from sim.clock import WEEKS_IN_YEAR
from sim.run import Runs

YEARLY_ROWS = ("contacts", "consented", "referred", "started_therapy", "completed_therapy")


def year_rows(runs: Runs) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return a table's header and rows: mean of each total by year, the years that are counted."""
    p = runs.parameters.run
    first, last = p.warm_up_weeks // WEEKS_IN_YEAR, (p.delivery_weeks - 1) // WEEKS_IN_YEAR
    years = range(first, last + 1)
    n = runs.replications
    rows = [
        (term("outcomes", name), *(amount(runs.years[name, year] / n, "") for year in years)) for name in YEARLY_ROWS
    ]
    cost = tuple(amount(runs.years["pence_total", year] / n / 100, "£") for year in years)
    return ("mean", *(f"year {year + 1}" for year in years)), [*rows, (term("outcomes", "cost_total"), *cost)]
