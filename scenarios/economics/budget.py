"""Budget impact: what an option costs in each of the years ahead, in prices of the run and in money of the day."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.economics.items import LATEST, carried_to
from scenarios.economics.settings import given
from scenarios.years import whole_years
from sim.run import Runs

YEARS = 5


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a budget.

    Attributes
    ----------
    number : int
        1 for the first year that is counted whole.
    pounds : float
        Mean cost in the prices of the run.
    in_money_of_the_day : float
        The same carried to the latest price year, and from there by the inflation ahead that the settings assume, a
        year's worth for each year after the first.
    """

    number: int
    pounds: float
    in_money_of_the_day: float


def budget(runs: Runs) -> list[Year]:
    """Return mean cost by year, for the first five years that are counted whole.

    Parameters
    ----------
    runs : Runs
        Replications of one option. Years are of 52 weeks; one that counting or the run does not fill is not shown.
    """
    years = whole_years(runs.parameters)[:YEARS]
    ahead = 1.0 + float(given("inflation_ahead"))
    today = carried_to(1.0, str(runs.parameters.costs.price_year), LATEST)
    found = []
    for place, year in enumerate(years):
        pounds = runs.years["pence_total", year] / 100.0 / runs.replications
        found.append(Year(place + 1, pounds, pounds * today * ahead**place))
    return found


def has_budget(runs: Runs) -> bool:
    """Whether a run counts five whole years, as a budget for a service needs."""
    return len(budget(runs)) == YEARS and runs.parameters.run.kind == "service"
