"""A service by year, the first that is counted whole being year 1: who joined, who got how far, and what it cost."""

from __future__ import annotations

from scenarios.display import amount, table, term, wrapped
from sim.clock import WEEKS_IN_YEAR
from sim.parameters import Parameters
from sim.run import Runs

YEARS_ABREAST = 6
YEARLY_ROWS = ("contacts", "consented", "referred", "started_therapy", "completed_therapy")


def whole_years(parameters: Parameters) -> range:
    """Return the years from opening, of 52 weeks and from 0, of which every week is run and counted.

    A year in which counting begins or the run ends holds less than a year's women and costs.
    """
    run = parameters.run
    return range(-(-run.warm_up_weeks // WEEKS_IN_YEAR), run.delivery_weeks // WEEKS_IN_YEAR)


def year_lines(runs: Runs) -> list[str]:
    """Return the mean of each total by year, for the years that are counted whole, in tables of a few years each."""
    years = whole_years(runs.parameters)
    lines: list[str] = []
    for start in range(0, len(years), YEARS_ABREAST):
        lines += [""] if lines else []
        lines += table(*_years(runs, years[start : start + YEARS_ABREAST], years.start))
    return [*lines, *_left_out(runs.parameters, years)]


def _left_out(parameters: Parameters, years: range) -> list[str]:
    """Return how many weeks that are counted are in no year, as a line; none where there are none."""
    run = parameters.run
    weeks = run.delivery_weeks - run.warm_up_weeks - WEEKS_IN_YEAR * len(years)
    if not weeks:
        return []
    if not years:
        return [f"No year is counted whole: the {weeks} weeks that are counted are in the figures above."]
    return ["", *wrapped(f"Years that are counted whole; {weeks} weeks more are counted in the figures above.", "")]


def _years(runs: Runs, years: range, first: int) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    n = runs.replications
    rows = [
        (term("outcomes", name), *(amount(runs.years[name, year] / n, "") for year in years)) for name in YEARLY_ROWS
    ]
    cost = tuple(amount(runs.years["pence_total", year] / n / 100, "£") for year in years)
    return ("mean", *(f"year {year - first + 1}" for year in years)), [*rows, (term("outcomes", "cost_total"), *cost)]
