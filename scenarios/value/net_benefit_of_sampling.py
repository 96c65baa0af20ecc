"""Expected net benefit of sampling: what a study is worth to everyone its answer reaches, less what it costs.

A study of n women is worth its value of information for each woman to whom the decision applies, from when it reports
until the decision no longer matters; later women count for less. Women treated meanwhile are treated as would be best
without it, and gain nothing by it. The cost of the study is paid at the start and counts in full.

A study that costs more than it is worth is not worth less than nothing: one does not run it. So what is reported as
worth is never negative; the net benefit of each size is, where it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.economics.decision import jackknife_error
from scenarios.economics.discounting import years_of_benefit
from scenarios.value.evppi import Value
from sim.errors import InputError

Numbers = NDArray[np.float64]

AS_GOOD = 2.0
"""Standard errors of their difference within which a size is as good as the best."""


@dataclass(frozen=True, slots=True)
class Reach:
    """To whom the decision applies: without it no value of research means anything.

    Attributes
    ----------
    population : float
        Women a year.
    horizon : float
        Years from now for which the decision matters.
    discount_rate : float
        A year, such as 0.035.
    """

    population: float
    horizon: float
    discount_rate: float

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name, high in (("population", 1e9), ("horizon", 100.0), ("discount_rate", 1.0)):
            value = getattr(self, name)
            if not (math.isfinite(value) and 0.0 <= value <= high):
                raise InputError(f"{name}: {value:g}: expected a number from 0 to {high:g}")

    def women(self, delay: float = 0.0) -> float:
        """Return the women, discounted, whom an answer reaches that comes after a delay in years."""
        reached = years_of_benefit(self.horizon, self.discount_rate) - years_of_benefit(
            min(delay, self.horizon), self.discount_rate
        )
        return self.population * max(0.0, reached)

    @property
    def words(self) -> str:
        """How it is said beside every value."""
        women, rate = f"{self.population:,.10g}", f"{100.0 * self.discount_rate:g}%"
        return f"{women} women a year for {self.horizon:g} years, discounted at {rate} a year"


@dataclass(frozen=True, slots=True)
class Price:
    """What a study costs, in pounds: whatever its size, for each woman, and what a woman in it forgoes."""

    fixed: float
    per_woman: float
    forgone: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name in ("fixed", "per_woman", "forgone"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0.0):
                raise InputError(f"cost of the research: {name} = {value:g}: expected pounds, 0 or more")

    def of(self, size: int) -> float:
        """Return the cost of a study of a size."""
        return self.fixed + (self.per_woman + self.forgone) * size


@dataclass(frozen=True, slots=True)
class Size:
    """A study of one size.

    Attributes
    ----------
    size : int
        Women.
    information, information_error : float
        Value of its information for one woman, in pounds, and its Monte Carlo standard error.
    reached : float
        Women, discounted, whom its answer reaches.
    gross : float
        Its information for all of them.
    cost : float
        What it costs.
    net, net_error : float
        Gross less cost, which may be below 0, and its Monte Carlo standard error.
    """

    size: int
    information: float
    information_error: float
    reached: float
    gross: float
    cost: float
    net: float
    net_error: float

    def as_json(self) -> dict[str, float]:
        """Return the size for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Sampling:
    """The net benefit of sampling over sizes.

    Attributes
    ----------
    reach : Reach
        To whom the decision applies.
    price : Price
        What each size costs.
    sizes : tuple of Size
        What each size is worth.
    best : Size
        The size with the highest net benefit.
    as_good : tuple of int
        Sizes that Monte Carlo error does not tell from the best, itself among them.
    worth, worth_error : float
        What the research is worth at most: the net benefit of the best size, and nothing where that is below 0.
    """

    reach: Reach
    price: Price
    sizes: tuple[Size, ...]
    best: Size
    as_good: tuple[int, ...]
    worth: float
    worth_error: float

    @property
    def is_worth_it(self) -> bool:
        """Whether the best size is worth more than it costs, beyond Monte Carlo error."""
        return self.best.net > AS_GOOD * self.best.net_error

    @property
    def is_at_an_end(self) -> bool:
        """Whether the best size is the smallest or largest looked at, so that a better one may lie beyond."""
        return len(self.sizes) > 1 and self.best.size in (self.sizes[0].size, self.sizes[-1].size)

    def as_json(self) -> dict[str, Any]:
        """Return the net benefit for JSON."""
        return {
            "population": self.reach.population,
            "horizon": self.reach.horizon,
            "discount_rate": self.reach.discount_rate,
            "reach": self.reach.words,
            "price": {name: getattr(self.price, name) for name in Price.__slots__},
            "sizes": [one.as_json() for one in self.sizes],
            "best": self.best.size,
            "as_good": list(self.as_good),
            "at_an_end": self.is_at_an_end,
            "worth": self.worth,
            "worth_error": self.worth_error,
            "worth_it": self.is_worth_it,
        }


def net_benefit_of_sampling(
    sizes: Sequence[int], information: Sequence[Value], reach: Reach, price: Price, reached: Sequence[float]
) -> Sampling:
    """Return the expected net benefit of sampling of each size, and the best.

    Parameters
    ----------
    sizes : sequence of int
        Women in the study.
    information : sequence of Value
        Its value of information for one woman, from the same draws in the same order for every size.
    reach, price
        To whom the decision applies, and what the study costs.
    reached : sequence of float
        Women, discounted, whom the answer of each size reaches: ``reach.women(delay)``, or its mean over delays.

    Raises
    ------
    InputError
        If there is no size, or one is not a number of women.
    """
    if not sizes or any(size < 1 for size in sizes):
        raise InputError(f"sizes of a study: {list(sizes)}: expected one or more, each 1 woman or more")
    women = np.asarray(reached, float)
    nets = np.array([one.left_out * n for one, n in zip(information, women, strict=True)])
    found = tuple(
        Size(size, one.value, one.error, float(n), one.value * float(n), price.of(size), net, one.error * float(n))
        for size, one, n in zip(sizes, information, women, strict=True)
        for net in (one.value * float(n) - price.of(size),)
    )
    place = int(np.argmax([one.net for one in found]))
    best = found[place]
    as_good = tuple(
        one.size
        for i, one in enumerate(found)
        if i == place or best.net - one.net <= AS_GOOD * jackknife_error(nets[place] - nets[i])
    )
    worth = max(0.0, best.net)
    return Sampling(reach, price, found, best, as_good, worth, best.net_error)
