"""How much is known of a published figure: itself, its interval, and of what that is one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scipy import stats

from calibration.external.fields import line, number, pair, whole
from sim.errors import InputError

SPREADS = ("interval", "counts", "beta", "sd")
"""The ways in which a spread may be given; one at most."""

LEVEL = 0.95

EXACT = "the share (95%, exact binomial)"


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure and its interval.

    Attributes
    ----------
    value : float or None
        The figure, or None where it was not printed.
    interval : tuple of float or None
        Its interval, or None where nothing was printed from which one could be made.
    interval_of : str
        Of what it is the interval.
    size : int or None
        How many women (or appointments) it was counted in, where that is one study.
    """

    value: float | None = None
    interval: tuple[float, float] | None = None
    interval_of: str = ""
    size: int | None = None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The interval; the figure itself, twice, where it has none; None where nothing is known."""
        if self.interval is None and self.value is not None:
            return self.value, self.value
        return self.interval


def spread_of(where: str, fields: Mapping[str, Any]) -> Spread:
    """Return what a figure's fields say of it.

    Parameters
    ----------
    where : str
        The file and the figure, for what is said if something is wrong.
    fields : mapping
        ``value``, ``women`` and at most one of ``SPREADS``.

    Raises
    ------
    InputError
        If they cannot be, or contradict one another.
    """
    given = [kind for kind in SPREADS if kind in fields]
    if len(given) > 1:
        raise InputError(f"{where}: {given[0]} and {given[1]}: expected one kind of spread")
    if "counts" in fields and ("value" in fields or "women" in fields):
        raise InputError(f"{where}: counts beside value or women: expected counts alone, they say both")
    value = number(where, "value", fields["value"]) if "value" in fields else None
    size = whole(where, "women", fields["women"]) if "women" in fields else None
    found = _spread(where, fields, value, size)
    if fields["unit"] == "share" and any(each > 1.0 for each in (found.value or 0.0, *(found.interval or ()))):
        raise InputError(f"{where}: value or interval: expected shares from 0 to 1")
    if found.value is not None and found.interval is not None:
        low, high = found.interval
        if not low <= found.value <= high:
            raise InputError(f"{where}: value = {found.value:g}: expected within its interval {low:g} to {high:g}")
    return found


def _spread(where: str, fields: Mapping[str, Any], value: float | None, size: int | None) -> Spread:
    if "interval" in fields:
        if "interval_of" not in fields:
            raise InputError(f"{where}: interval_of is missing: of what is it the interval?")
        of = line(where, "interval_of", fields["interval_of"])
        return Spread(value, pair(where, "interval", fields["interval"]), of, size)
    if "counts" in fields:
        pair(where, "counts", fields["counts"])
        some, size = (whole(where, "counts", each) for each in fields["counts"])
        if not size:
            raise InputError(f"{where}: counts = {fields['counts']!r}: expected some of at least one")
        return Spread(some / size, _exact(some, size), EXACT, size)
    if "beta" in fields:
        a, b = pair(where, "beta", fields["beta"], ordered=False)
        low, high = stats.beta(a, b).interval(LEVEL)
        return Spread(value, (float(low), float(high)), f"Beta({a:g}, {b:g})", size)
    if "sd" in fields:
        if value is None or not size:
            raise InputError(f"{where}: sd: expected value and women beside it")
        half = float(stats.norm.ppf((1 + LEVEL) / 2)) * number(where, "sd", fields["sd"]) / math.sqrt(size)
        return Spread(value, (value - half, value + half), "the mean (95%)", size)
    if fields["unit"] == "share" and value is not None and size:
        return Spread(value, _exact(round(value * size), size), EXACT, size)
    return Spread(value, None, "", size)


def _exact(some: int, size: int) -> tuple[float, float]:
    found = stats.binomtest(some, size).proportion_ci(LEVEL, "exact")
    return float(found.low), float(found.high)
