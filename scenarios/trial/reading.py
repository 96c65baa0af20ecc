"""Fields of a design that hold what is believed, and criteria with their traffic lights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scenarios.distributions import Distribution, distribution_of
from scenarios.fields import Fields, shown
from sim.errors import InputError

ENDS = np.array([1e-4, 1.0 - 1e-4])
"""Where a distribution is looked at for values that cannot be."""


def beliefs_in(table: Fields, ranges: Mapping[str, tuple[float, float, float | None]]) -> list[Distribution]:
    """Return the distributions of a table's fields, each held to a range.

    Parameters
    ----------
    table : Fields
        The table.
    ranges : mapping of str to (low, high, default)
        What is allowed, and what is taken where a field is not there (None: it must be).

    Raises
    ------
    InputError
        If a field is missing, or can be what is not allowed.
    """
    return [_belief(table, key, *allowed) for key, allowed in ranges.items()]


def _belief(table: Fields, key: str, low: float, high: float, default: float | None) -> Distribution:
    stands_in = distribution_of(high if default is None else default, key)
    if not table.has(key):
        if default is None:
            said = f"is missing: expected a number from {low:g} to {high:g}, or a distribution"
            return table.told(key, said, stands_in)
        return stands_in
    try:
        found = distribution_of(table.value(key), table.place(key))
    except InputError as error:
        return table.kept(error, stands_in)
    with np.errstate(all="ignore"):  # numbers so large that there is no quantile are refused here
        ends = found.quantiles(ENDS)
    if not (ends.min() >= low and ends.max() <= high):
        said = f"{found.words}: expected values from {low:g} to {high:g}"
        return table.told(key, said, stands_in)
    return found


def thresholds_in(table: Fields | None, names: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Return, for each criterion there, below what it is red and from what it is green."""
    if table is None:
        return {}
    table.only(names)
    found = {}
    for name in names:
        if not table.has(name):
            continue
        ends = table.numbers(name, 0.0, 10.0)
        if len(ends) != 2 or not ends[0] < ends[1]:
            given = shown(table.value(name))
            table.told(name, f"{given}: expected two numbers, red below the first and green from the second", None)
            continue
        found[name] = (ends[0], ends[1])
    return found
