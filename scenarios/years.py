"""A service by year, the first counted being year 1: who joined, who got how far, and what it cost."""

from __future__ import annotations

from scenarios.display import amount, table, term
from sim.clock import WEEKS_IN_YEAR
from sim.run import Runs

YEARS_ABREAST = 6
YEARLY_ROWS = ("contacts", "consented", "referred", "started_therapy", "completed_therapy")


def year_lines(runs: Runs) -> list[str]:
    """Return the mean of each total by year, for the years that are counted, in tables of a few years each."""
    p = runs.parameters.run
    first, last = p.warm_up_weeks // WEEKS_IN_YEAR, (p.delivery_weeks - 1) // WEEKS_IN_YEAR
    lines: list[str] = []
    for start in range(first, last + 1, YEARS_ABREAST):
        lines += [""] if lines else []
        lines += table(*_years(runs, range(start, min(start + YEARS_ABREAST, last + 1)), first))
    return lines


def _years(runs: Runs, years: range, first: int) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    n = runs.replications
    rows = [
        (term("outcomes", name), *(amount(runs.years[name, year] / n, "") for year in years)) for name in YEARLY_ROWS
    ]
    cost = tuple(amount(runs.years["pence_total", year] / n / 100, "£") for year in years)
    return ("mean", *(f"year {year - first + 1}" for year in years)), [*rows, (term("outcomes", "cost_total"), *cost)]
