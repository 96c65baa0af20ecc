"""Distributions that files name: a family with its numbers, and keyed draws from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from calibration.priors import uniforms
from scenarios.fields import shown
from sim.errors import InputError, nearest

Numbers = NDArray[np.float64]

FAMILIES: dict[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "normal": ("mean", "sd"),
    "beta": ("a", "b"),
    "gamma": ("shape", "scale"),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
}
"""Families, with the numbers that each needs."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """What is believed of one number.

    Attributes
    ----------
    family : str
        One of ``FAMILIES``.
    numbers : dict of str to float
        Its numbers, by name.
    """

    family: str
    numbers: Mapping[str, float]

    def values(self, key: str, number: int, seed: int, first: int = 0) -> Numbers:
        """Return draws, keyed by a name, so that none depends on what else is drawn."""
        return self.quantiles(uniforms(key, 0, number, seed, first))

    def quantiles(self, u: Numbers) -> Numbers:
        """Return the quantiles of numbers strictly between 0 and 1."""
        n = self.numbers
        found: Numbers
        if self.family == "fixed":
            found = np.full_like(u, n["value"])
        elif self.family == "uniform":
            found = n["low"] + u * (n["high"] - n["low"])
        else:
            found = _frozen(self.family, n).ppf(u)
        return found

    @property
    def mean(self) -> float:
        """Its mean."""
        n = self.numbers
        if self.family == "fixed":
            return n["value"]
        return (n["low"] + n["high"]) / 2.0 if self.family == "uniform" else float(_frozen(self.family, n).mean())

    @property
    def words(self) -> str:
        """How it is written where people read."""
        if self.family == "fixed":
            return f"{self.numbers['value']:g}"
        return f"{self.family}: {', '.join(f'{name} {value:g}' for name, value in self.numbers.items())}"


def distribution_of(said: object, where: str) -> Distribution:
    """Return a distribution that a file names; a number alone is known exactly.

    Parameters
    ----------
    said : object
        A number, or a table such as ``{ family = "normal", mean = 0.5, sd = 0.25 }``.
    where : str
        File, table and field, for messages.

    Raises
    ------
    InputError
        One line that says what was given and what was expected.
    """
    if isinstance(said, int | float) and not isinstance(said, bool) and math.isfinite(said):
        return Distribution("fixed", {"value": float(said)})
    if not isinstance(said, dict) or "family" not in said:
        raise InputError(
            f"{where}: {shown(said)}: expected a number, or a table such as "
            '{ family = "normal", mean = 0.5, sd = 0.25 }'
        )
    family = said["family"]
    if not isinstance(family, str) or family not in FAMILIES:
        known = ", ".join(FAMILIES)
        raise InputError(f"{where}: unknown family '{family}'.{nearest(str(family), FAMILIES)} Expected {known}")
    numbers = {name: value for name, value in said.items() if name != "family"}
    if set(numbers) != set(FAMILIES[family]):
        raise InputError(
            f"{where}: {shown(said)}: a {family} distribution has {', '.join(FAMILIES[family])}, "
            f"not {', '.join(numbers) or 'nothing'}"
        )
    for name, value in numbers.items():
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            raise InputError(f"{where}: {name} = {shown(value)}: expected a number")
    return _checked(Distribution(family, {name: float(numbers[name]) for name in FAMILIES[family]}), where)


def _checked(found: Distribution, where: str) -> Distribution:
    n = found.numbers
    for name in ("sd", "a", "b", "shape", "scale"):
        if name in n and n[name] <= 0.0:
            raise InputError(f"{where}: {name} = {n[name]:g}: expected a number above 0")
    if "low" in n and not n["low"] < n["high"]:
        raise InputError(f"{where}: low = {n['low']:g}, high = {n['high']:g}: expected low below high")
    if "mode" in n and not n["low"] <= n["mode"] <= n["high"]:
        raise InputError(f"{where}: mode = {n['mode']:g}: expected a number from {n['low']:g} to {n['high']:g}")
    return found


def _frozen(family: str, n: Mapping[str, Any]) -> Any:
    if family == "normal":
        return stats.norm(n["mean"], n["sd"])
    if family == "beta":
        return stats.beta(n["a"], n["b"])
    if family == "gamma":
        return stats.gamma(n["shape"], scale=n["scale"])
    if family == "uniform":
        return stats.uniform(n["low"], n["high"] - n["low"])
    width = n["high"] - n["low"]
    return stats.triang((n["mode"] - n["low"]) / width, n["low"], width)
