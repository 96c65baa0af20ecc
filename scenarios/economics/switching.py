"""Switching values: how far an input must move, all else as it is, for the better of two options to change.

The input is set to the same value in every draw, for both options, which live through the same chance. Where the
ranking is the same at both ends of what is thought possible, there is no switching value, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.economics.decision import net_benefit
from scenarios.files import Scenario
from sim.errors import InputError
from sim.many import own_replications, run_many
from sim.outcomes import TOTALS
from sim.parameters import Parameters, entries
from sim.varied import Varied

Numbers = NDArray[np.float64]

STEPS = 12
"""Halvings of the interval, at most, with which a crossing is found."""

CLOSE = 0.01
"""Share of the range within which it is found."""


@dataclass(frozen=True, slots=True)
class Switch:
    """Whether and where the ranking of two options changes as one input moves.

    Attributes
    ----------
    name : str
        The input.
    now : float
        Its mean over the draws, or the one value that it has.
    tried : tuple of float
        The ends between which it was moved.
    at : float or None
        Where the ranking changes; None where it does not.
    gain : tuple of float
        Mean difference in net benefit at either end, in pounds.
    error : float
        Monte Carlo standard error of that at the end where it is larger.
    """

    name: str
    now: float
    tried: tuple[float, float]
    at: float | None
    gain: tuple[float, float]
    error: float


def crossing(gain: Callable[[float], float], low: float, high: float, ends: tuple[float, float]) -> float | None:
    """Return where a gain is nought between two ends, or None where it has the same sign at both.

    Parameters
    ----------
    gain : callable
        The gain at a value of the input.
    low, high : float
        The ends.
    ends : tuple of float
        The gain at them.
    """
    if ends[0] * ends[1] > 0.0 or ends == (0.0, 0.0):
        return None
    a, b, at_a, at_b = low, high, *ends
    for step in range(STEPS):
        if abs(b - a) <= CLOSE * abs(high - low):
            break
        # A straight line is right at once for a price; halving every other time makes sure for anything else.
        middle = a + (b - a) * at_a / (at_a - at_b) if step % 2 == 0 else (a + b) / 2.0
        there = gain(middle)
        if there == 0.0:
            return middle
        if at_a * there < 0.0:
            b, at_b = middle, there
        else:
            a, at_a = middle, there
    return a + (b - a) * at_a / (at_a - at_b)


class Pair:
    """Two options over the same draws and chance, with one input set to a value."""

    def __init__(
        self,
        option: Scenario,
        other: Scenario,
        draws_of: Callable[[Parameters], Varied],
        each: int,
        seed: int,
        threshold: float,
        effect: str,
    ) -> None:
        """Keep what to run.

        Parameters
        ----------
        option, other : Scenario
            The two.
        draws_of : callable
            Gives the draws of a parameter set, the same ones for both.
        each : int
            Replications of each draw.
        seed : int
            Seed of chance.
        threshold : float
            Pounds that one unit of effect is worth.
        effect : str
            The total that is the effect.
        """
        self._varied = (draws_of(option.parameters), draws_of(other.parameters))
        self._each, self._seed, self._threshold, self._effect = each, seed, threshold, effect

    def gain(self, name: str, value: float) -> tuple[float, float]:
        """Return the mean difference in net benefit with an input set to a value, and its standard error."""
        both = [self._benefit(_with(varied, name, value)) for varied in self._varied]
        by_draw = (both[0] - both[1]).reshape(-1, self._each).mean(axis=1)
        return float(by_draw.mean()), float(by_draw.std(ddof=1) / np.sqrt(len(by_draw)))

    def now(self, name: str) -> float:
        """Return an input's mean over the draws."""
        return float(np.mean(self._varied[0].values_of(name)))

    def range_of(self, name: str) -> tuple[float, float]:
        """Return where to move an input: 98 % of its draws, or all that is allowed of a number that does not vary."""
        values = np.asarray(self._varied[0].values_of(name), dtype=float)
        low, high = np.quantile(values, (0.01, 0.99)) if values.ndim else (0.0, 0.0)
        if low < high:
            return float(low), float(high)
        least, most = entries()[name].range
        return float(least), min(float(most), 4.0 * max(abs(self.now(name)), 1.0))

    def _benefit(self, varied: Varied) -> Numbers:
        draws = np.repeat(np.arange(varied.draws), self._each)
        numbers = own_replications(draws, np.tile(np.arange(self._each), varied.draws))
        rows = run_many(varied, draws, numbers, self._seed)
        cost, effect = rows[:, TOTALS.index("pence_total")] / 100.0, rows[:, TOTALS.index(self._effect)]
        return net_benefit(cost, effect.astype(float), self._threshold)


def switches(pair: Pair, names: Sequence[str], threads: int = 1) -> list[Switch]:
    """Return the switching value of each input, in the order given; inputs that cannot be moved are left out."""
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda name: _switch(pair, name), names))
    return [one for one in found if one is not None]


def _switch(pair: Pair, name: str) -> Switch | None:
    try:
        return _moved(pair, name)
    except InputError:
        # A value at an end contradicts what an option has decided; nothing can be said of moving it so far.
        return None


def _moved(pair: Pair, name: str) -> Switch:
    low, high = pair.range_of(name)
    ends = (pair.gain(name, low), pair.gain(name, high))
    gain = (ends[0][0], ends[1][0])
    at = crossing(lambda value: pair.gain(name, value)[0], low, high, gain)
    return Switch(name, pair.now(name), (low, high), at, gain, max(end[1] for end in ends))


def _with(varied: Varied, name: str, value: float) -> Varied:
    """Return the draws with one input set to the same value in all; a whole number is rounded."""
    if isinstance(entries()[name].value, int):
        value = float(round(value))
    if name not in varied.names:
        values = np.column_stack([varied.values, np.full(varied.draws, value)])
        return Varied(varied.base, (*varied.names, name), values)
    values = varied.values.copy()
    values[:, varied.names.index(name)] = value
    return Varied(varied.base, varied.names, values)
