"""What a service costs in all, and what that is a year."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.display import amount
from scenarios.report.facts import Facts, Ran
from sim.clock import WEEK, WEEKS_IN_YEAR
from sim.parameters import Parameters

NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 10: "ten"}


def years_counted(parameters: Parameters) -> float | None:
    """Return over how many years a service is counted; None for a study, and for a year or less."""
    run = parameters.run
    years = (run.delivery_weeks - run.warm_up_weeks) / WEEKS_IN_YEAR
    return None if run.kind == "study" or years <= 1.0 else years


def time_words(ran: Ran) -> str:
    """Return over what time costs are counted: ``"over five years"``, or how long a study is on average."""
    years = years_counted(ran.scenario.parameters)
    if years is None:
        kind = "one study" if ran.scenario.parameters.run.kind == "study" else "one run"
        return f"over {kind} of about {ran.mean('days_counted') / WEEK:.0f} weeks"
    return f"over {NUMBERS.get(int(years), f'{years:g}') if years == int(years) else f'{years:.1f}'} years"


def total_words(facts: Facts, options: Sequence[Ran]) -> str:
    """Return what these options cost in all, and a year, as a sentence."""
    year = options[0].scenario.parameters.costs.price_year
    each = [_total(ran, facts) for ran in options]
    return f"Total cost {time_words(options[0])}, in prices of {year}: {'; '.join(each)}."


def _total(ran: Ran, facts: Facts) -> str:
    cost = ran.summary["cost_total"]
    ends = cost.expected if facts.apart else None
    spread = f" ({amount(ends[0], '£')} to {amount(ends[1], '£')})" if ends else ""
    years = years_counted(ran.scenario.parameters)
    yearly = "" if years is None else f", which is {amount((cost.mean or 0.0) / years, '£')} a year"
    return f"{amount(cost.mean, '£')}{spread} with '{ran.scenario.title}'{yearly}"
