"""Costs beside QALYs: what a QALY is worth is of today and set against discounted health, so costs are both as well."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from scenarios.economics.items import LATEST, carried_to
from scenarios.economics.sample import DISCOUNTED, Sample
from scenarios.economics.settings import rates
from scenarios.files import Scenario
from sim.errors import InputError

Numbers = NDArray[np.float64]

SAME_RATE = 1e-9


def check_rates(scenarios: Iterable[Scenario], regime: str) -> None:
    """Refuse scenarios that discount costs otherwise than the health that they are set against.

    Parameters
    ----------
    scenarios : iterable of Scenario
        The options.
    regime : {"nice", "green_book"}
        Whose rates.

    Raises
    ------
    InputError
        If a scenario has another rate of costs than the regime.
    """
    wanted, _ = rates(regime)
    for scenario in scenarios:
        rate = scenario.parameters.costs.discount_rate
        if abs(rate - wanted) > SAME_RATE:
            raise InputError(
                f"{scenario.name}: costs.discount_rate is {rate:g}, and health outcomes are discounted with costs at "
                f"{wanted:g} a year; leave the rate as it is"
            )


def discounted_of_today(sample: Sample) -> Numbers:
    """Return discounted costs in the latest prices, in pounds, shape (draws, replications, options).

    Parameters
    ----------
    sample : Sample
        Options in the same prices.
    """
    found: Numbers = sample.totals[DISCOUNTED] * carried_to(
        1.0, str(sample.options[0].parameters.costs.price_year), LATEST
    )
    return found
