"""Exact sums and sums of products of whole numbers, and the means and errors that come of them.

Everything is a Python integer until the end, so sums do not depend on the order in which parts come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_SAFE = 1 << 62


@dataclass(slots=True)
class Moments:
    """Sums over observations of variables, and of products of some pairs of them.

    Parameters
    ----------
    sums : list of int
        One for each variable.
    pairs : sequence of pairs of int
        Which variables' products are added.
    """

    variables: int
    pairs: Sequence[tuple[int, int]]
    n: int = 0
    sums: list[int] = field(default_factory=list)
    products: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin at nought."""
        self.sums = self.sums or [0] * self.variables
        self.products = self.products or dict.fromkeys(self.pairs, 0)

    def add(self, values: Integers) -> None:
        """Add observations: ``values`` has a row a variable and a column an observation."""
        n = values.shape[1]
        if not n:
            return
        self.n += n
        largest = [int(size) for size in np.maximum(values.max(axis=1), -(values.min(axis=1) + 1)) + 1]
        for i, total in enumerate(_sums(values, largest)):
            self.sums[i] += total
        for pair, total in zip(self.pairs, _products(values, self.pairs, largest), strict=True):
            self.products[pair] += total

    def merge(self, other: Moments) -> None:
        """Add the sums of other observations of the same variables."""
        self.n += other.n
        self.sums = [mine + theirs for mine, theirs in zip(self.sums, other.sums, strict=True)]
        for pair, total in other.products.items():
            self.products[pair] += total

    def product(self, one: int, other: int) -> int:
        """Return the sum of products of two variables."""
        found = self.products.get((one, other))
        return self.products[other, one] if found is None else found


@dataclass(frozen=True, slots=True)
class Term:
    """A mean, or a ratio of sums: variables of its numerator and (for a ratio) its denominator."""

    above: int
    below: int | None = None


def mean(moments: Moments, term: Term, each: int = 1) -> Fraction | None:
    """Return the mean of a term; ``each`` is how many replications an observation is the sum of."""
    if term.below is None:
        return Fraction(moments.sums[term.above], moments.n * each) if moments.n else None
    below = moments.sums[term.below]
    return Fraction(moments.sums[term.above], below) if below else None


def variance_of_mean(moments: Moments, terms: Sequence[tuple[int, Term]], each: int = 1) -> Fraction | None:
    """Return the estimated variance of a mean, or of a difference of means over the same observations.

    Parameters
    ----------
    moments : Moments
        Sums over independent observations.
    terms : sequence of pairs of int and Term
        Signs and terms: ``[(1, a)]`` for a mean, ``[(1, a), (-1, b)]`` for a paired difference.
    each : int
        How many replications an observation is the sum of.

    Returns
    -------
    Fraction or None
        None with fewer than two observations, or where a ratio has nothing below. A ratio's variance is by
        linearisation (Cochran, Sampling Techniques, 3rd ed., section 6.4).
    """
    n = moments.n
    found = weights(moments, terms, each)
    if n < 2 or found is None:
        return None
    plain = [(sign, term.above) for sign, term in terms if term.below is None]
    centre = sum((Fraction(sign * moments.sums[above], n * each) for sign, above in plain), Fraction(0))
    return max(Fraction(0), squares(moments, found) - n * centre * centre) / ((n - 1) * n)


def weights(moments: Moments, terms: Sequence[tuple[int, Term]], each: int = 1) -> dict[int, Fraction] | None:
    """Return what an observation of each variable adds to the terms, less what is the same for all observations.

    Parameters are those of :func:`variance_of_mean`. None where a ratio has nothing below.
    """
    found: dict[int, Fraction] = {}
    for sign, term in terms:
        if term.below is None:
            found[term.above] = found.get(term.above, Fraction(0)) + Fraction(sign, each)
            continue
        below = moments.sums[term.below]
        if not below:
            return None
        ratio = Fraction(moments.sums[term.above], below)
        scale = Fraction(sign * moments.n, below)
        found[term.above] = found.get(term.above, Fraction(0)) + scale
        found[term.below] = found.get(term.below, Fraction(0)) - scale * ratio
    return found


def squares(moments: Moments, given: dict[int, Fraction]) -> Fraction:
    """Return the sum over observations of the square of a weighted sum of variables."""
    used = {variable: weight for variable, weight in given.items() if weight}
    return sum(
        (a * b * moments.product(one, other) for one, a in used.items() for other, b in used.items()), Fraction(0)
    )


def root(value: Fraction) -> float:
    """Return a square root as a float."""
    return sqrt(value)


def _sums(values: Integers, largest: list[int]) -> list[int]:
    if max(largest) * values.shape[1] < _SAFE:
        return [int(total) for total in values.sum(axis=1)]
    return [sum(map(int, row)) for row in values]


def _products(values: Integers, pairs: Sequence[tuple[int, int]], largest: list[int]) -> list[int]:
    n = values.shape[1]
    totals: list[int] = [0] * len(pairs)
    small = [k for k, (i, j) in enumerate(pairs) if largest[i] * largest[j] * n < _SAFE]
    if small:
        ones, others = ([pairs[k][side] for k in small] for side in (0, 1))
        for k, total in zip(small, np.einsum("ij,ij->i", values[ones], values[others]), strict=True):
            totals[k] = int(total)
    for k in set(range(len(pairs))).difference(small):
        one, other = (values[variable].astype(object) for variable in pairs[k])
        product: Any = np.dot(one, other)
        totals[k] = int(product)
    return totals
