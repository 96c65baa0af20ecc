"""Parameter draws as a structured array: the form in which compiled code meets ``sim.numbers``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.numbers import LONGEST, coded
from sim.parameters import Parameters, entries

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.varied import Varied


@cache
def number_type() -> np.dtype[Any]:
    """Return the type of one parameter set as numbers: groups of fields, whole numbers and others."""
    groups: dict[str, list[Any]] = {}
    for full_name, entry in entries().items():
        group, _, name = full_name.partition(".")
        fields = groups.setdefault(group, [])
        value = entry.value
        if full_name in LONGEST:
            fields += [(name, _kind(value[0]), (LONGEST[full_name],)), (f"{name}_length", np.int64)]
        elif isinstance(value, list):
            fields.append((name, _kind(value[0]), (len(value),)))
        else:
            fields.append((name, _kind(value)))
    return np.dtype([(group, fields) for group, fields in groups.items()])


def _kind(value: object) -> type:
    return np.float64 if isinstance(value, float) else np.int64


def numbers_of(parameters: Parameters, draws: int = 1) -> Any:
    """Return a parameter set as numbers, so many times over."""
    one = np.zeros(1, number_type())
    for full_name, value in parameters.flat().items():
        group, _, name = full_name.partition(".")
        number = coded(full_name, value)
        if full_name in LONGEST:
            one[group][name][0, : len(number)] = number
            one[group][f"{name}_length"] = len(number)
        else:
            one[group][name] = number
    return np.repeat(one, draws)


def varied_numbers(varied: Varied, draws: NDArray[np.int64]) -> Any:
    """Return some draws as numbers."""
    found = numbers_of(varied.base, len(draws))
    for (full_name, member), values in zip(varied.places, varied.values[draws].T, strict=True):
        group, _, name = full_name.partition(".")
        if member is None:
            found[group][name] = values
        elif full_name not in LONGEST or member < LONGEST[full_name]:
            found[group][name][:, member] = values
    return found
