"""Histograms that merge exactly: quantiles within a stated error, whatever the order in which values come.

A value has a bin by its own size alone, so histograms of parts add up to the histogram of the whole. Whole numbers
below 8,192 in size have a bin each, and their quantiles are exact. Above, every doubling has 4,096 bins, and a
quantile is the middle of its bin: at most 1 in 8,192 (0.0122 %) from the true one. Other numbers have 4,096 bins to
every doubling from about one in a million upwards; below that they count as nought. No quantile lies outside
what was seen: the smallest and the largest value are kept.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

FINE = 12
"""Binary digits that a bin keeps: 4,096 bins to a doubling."""

EXACT = 2 << FINE
"""Whole numbers of a smaller size are kept exactly."""

LARGEST_ERROR = 0.5 / (1 << FINE)
"""Largest relative error of a quantile."""

_DROPPED = 52 - FINE
_BIAS = 1023
_SMALLEST = -20
_WAITING = 16


class Histogram:
    """Counts of values by bin.

    Parameters
    ----------
    whole : bool
        Whether the values are whole numbers.
    """

    def __init__(self, whole: bool) -> None:
        self.whole = whole
        self._keys: Integers = np.empty(0, np.int64)
        self._counts: Integers = np.empty(0, np.int64)
        self._waiting: list[tuple[Integers, Integers]] = []
        self._low, self._high = math.inf, -math.inf

    def add(self, values: NDArray[Any]) -> None:
        """Count values; what is not a number is left out."""
        known = values if self.whole else values[~np.isnan(values)]
        if len(known):
            self._seen(float(known.min()), float(known.max()))
            self._waiting.append(_counted(_keys_of_whole(known) if self.whole else _keys_of_real(known)))
        if len(self._waiting) > _WAITING:
            self._settle()

    def merge(self, other: Histogram) -> None:
        """Add the counts of another histogram of the same kind."""
        self._seen(other._low, other._high)
        self._waiting.append(other.bins())
        if len(self._waiting) > _WAITING:
            self._settle()

    def bins(self) -> tuple[Integers, Integers]:
        """Return the bins' keys, in the order of their values, and their counts."""
        self._settle()
        return self._keys, self._counts

    @property
    def n(self) -> int:
        """How many values were counted."""
        return int(self.bins()[1].sum())

    def quantile(self, p: Fraction) -> float | None:
        """Return the smallest value that at least a share ``p`` of values do not exceed, within the stated error."""
        keys, counts = self.bins()
        if not len(keys):
            return None
        cumulative = np.cumsum(counts)
        needed = max(1, -(-int(cumulative[-1]) * p.numerator // p.denominator))
        value = self._value(int(keys[np.searchsorted(cumulative, needed)]))
        return min(max(value, self._low), self._high)

    def signs(self) -> tuple[int, int, int]:
        """Return how many values are below nought, nought, and above."""
        keys, counts = self.bins()
        return int(counts[keys < 0].sum()), int(counts[keys == 0].sum()), int(counts[keys > 0].sum())

    def _seen(self, low: float, high: float) -> None:
        """Keep the smallest and the largest value; nought has no sign."""
        self._low, self._high = min(self._low, low + 0.0), max(self._high, high + 0.0)

    def _value(self, key: int) -> float:
        size, sign = abs(key), -1.0 if key < 0 else 1.0
        if self.whole and size < EXACT:
            return float(key)
        if size == 0:
            return 0.0
        place = size - EXACT if self.whole else size - 1
        power = (FINE + 1 if self.whole else _SMALLEST) + (place >> FINE)
        width = 2.0 ** (power - FINE)
        low = 2.0**power + (place & ((1 << FINE) - 1)) * width
        return sign * (low + (width - 1.0) / 2.0 if self.whole else low + width / 2.0)

    def _settle(self) -> None:
        if not self._waiting:
            return
        keys = np.concatenate([self._keys, *(keys for keys, _ in self._waiting)])
        counts = np.concatenate([self._counts, *(counts for _, counts in self._waiting)])
        self._keys, places = np.unique(keys, return_inverse=True)
        self._counts = np.zeros(len(self._keys), np.int64)
        np.add.at(self._counts, places, counts)
        self._waiting = []


def _counted(keys: Integers) -> tuple[Integers, Integers]:
    low, high = int(keys.min()), int(keys.max())
    if high - low > 4 * len(keys) + 1024:
        found, counts = np.unique(keys, return_counts=True)
        return found, counts.astype(np.int64)
    all_counts = np.bincount(keys - low, minlength=high - low + 1)
    there = np.flatnonzero(all_counts)
    return there + low, all_counts[there].astype(np.int64)


def _keys_of_whole(values: Integers) -> Integers:
    if not len(values) or (values.max() < EXACT and values.min() > -EXACT):
        return values
    sizes = np.abs(values)
    bits = sizes.astype(np.float64).view(np.int64) >> _DROPPED
    large = bits - ((_BIAS + FINE + 1) << FINE) + EXACT
    keys: Integers = np.where(sizes < EXACT, sizes, large)
    signed: Integers = np.where(values < 0, -keys, keys)
    return signed


def _keys_of_real(values: NDArray[np.float64]) -> Integers:
    bits = np.abs(values).view(np.int64) >> _DROPPED
    keys = np.maximum(bits - ((_BIAS + _SMALLEST) << FINE) + 1, 0)
    signed: Integers = np.where(values < 0, -keys, keys)
    return signed
