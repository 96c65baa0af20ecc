"""Expected value of partial perfect information: what it would be worth to know some parameters before deciding.

Net benefit in each draw is what is expected given the parameters, plus what the other parameters and chance add. A
smooth regression on the parameters of interest takes out both at once (Strong, Oakley and Brennan 2014), so net benefit
may come straight from a few replications of each draw: unlike for perfect information, nothing needs to be freed of
chance first.

What is regressed is each option's net benefit less the mean of all options in that draw. What options have in common
changes no decision, and so the answer depends neither on it nor on the options' order.

Fits find some value in anything. Straight lines and bends that say nothing are all but taken out, and what is left is
measured: the value found for the same parameters in the wrong draws is the floor, below which a value means nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.priors import uniforms
from scenarios.economics.decision import LEAST_DRAWS, PARTS, jackknife_error, parts_of
from scenarios.value.splines import Fit, smooth
from sim.errors import InputError

Numbers = NDArray[np.float64]
Left = NDArray[np.bool_]

ROUNDING = 1e-12
"""Share of the range of net benefit below which a value is rounding."""

MIXED = 3
"""Times that parameters are put in the wrong draws for the floor."""


@dataclass(frozen=True, eq=False)
class Value:
    """A value of information.

    Attributes
    ----------
    value : float
        Pounds a decision, never below 0.
    error : float
        Monte Carlo standard error (jackknife over parts of the draws).
    left_out : array of float, shape (20,)
        The value without each part of the draws, for the error of what is made of several values.
    floor : float or None
        What the same method finds where there is nothing to find; None where it was not asked for.
    """

    value: float
    error: float
    left_out: Numbers = field(repr=False)
    floor: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the value for JSON."""
        found: dict[str, Any] = {"value": self.value, "error": self.error}
        return found if self.floor is None else {**found, "floor": self.floor}


def evppi(parameters: Numbers, benefit: Numbers, *, floor_seed: int | None = None) -> Value:
    """Return the expected value of knowing some parameters.

    Parameters
    ----------
    parameters : array of float, shape (draws, k)
        Those to be known, in each draw.
    benefit : array of float, shape (draws, options)
        Net benefit in pounds of each option in each draw; the chance of replications may still be in it.
    floor_seed : int, optional
        Seed of the floor; without it none is found.

    Raises
    ------
    InputError
        If there are too few draws, arrays do not match, or a number is not finite.
    """
    expected = Expected.of(parameters, benefit)
    floor = None if floor_seed is None else _floor(expected, floor_seed)
    found = jackknifed(len(benefit), expected.without, gain(expected.fitted))
    return Value(found.value, found.error, found.left_out, floor)


@dataclass(frozen=True, eq=False)
class Expected:
    """Net benefit of each option as expected given some numbers: parameters, or what a study would report.

    Attributes
    ----------
    numbers : array of float, shape (draws, k)
        What is known.
    benefit : array of float, shape (draws, options)
        Net benefit in each draw.
    fitted : array of float, shape (draws, options)
        As expected, less what options have in common.
    """

    numbers: Numbers
    benefit: Numbers
    fit: Fit
    fitted: Numbers

    @classmethod
    def of(cls, numbers: Numbers, benefit: Numbers) -> Expected:
        """Return what is expected of net benefit given numbers."""
        numbers, benefit = checked(numbers, benefit)
        fit = smooth(numbers, _contrasts(benefit))
        return cls(numbers, benefit, fit, _options(fit.fitted, benefit.shape[1]))

    def without(self, left_out: Left) -> float:
        """Return the value of knowing the numbers, found without some draws."""
        return gain(_options(self.fit.without(left_out), self.benefit.shape[1]))


def gain(expected: Numbers) -> float:
    """Return the mean of the best option of each row less the best mean: never below 0."""
    found = float(expected.max(axis=1).mean() - expected.mean(axis=0).max())
    return found if found > ROUNDING * float(np.ptp(expected)) else 0.0


def jackknifed(draws: int, without: Callable[[Left], float], value: float) -> Value:
    """Return a value with its error from leaving out each part of the draws in turn.

    Parameters
    ----------
    draws : int
        How many.
    without : callable
        The value without the draws that are marked.
    value : float
        The value with all.
    """
    part = parts_of(draws)
    left_out = np.array([without(part == i) for i in range(PARTS)])
    return Value(value, jackknife_error(left_out), left_out)


def checked(numbers: Numbers, benefit: Numbers) -> tuple[Numbers, Numbers]:
    """Return arrays that match, as columns of float.

    Raises
    ------
    InputError
        If they do not, there are too few draws or options, or a number is not finite.
    """
    numbers, benefit = np.asarray(numbers, float), np.asarray(benefit, float)
    numbers = numbers[:, None] if numbers.ndim == 1 else numbers
    if benefit.ndim != 2 or benefit.shape[1] < 2:
        raise InputError(f"net benefit: of shape {benefit.shape}: expected one column for each option, two or more")
    if len(numbers) != len(benefit):
        raise InputError(f"value of information: {len(numbers)} draws of numbers, {len(benefit)} of net benefit")
    if len(benefit) < LEAST_DRAWS:
        raise InputError(f"draws: {len(benefit)}: expected {LEAST_DRAWS} or more for a value of information")
    if not (np.isfinite(numbers).all() and np.isfinite(benefit).all()):
        raise InputError("value of information: a number is missing or infinite")
    return numbers, benefit


def _contrasts(benefit: Numbers) -> Numbers:
    """Return net benefit less what options have in common; of two options one says all."""
    found: Numbers = benefit - benefit.mean(axis=1, keepdims=True)
    return found[:, :1] if benefit.shape[1] == 2 else found


def _options(contrasts: Numbers, options: int) -> Numbers:
    found: Numbers = np.column_stack([contrasts, -contrasts]) if options == 2 else contrasts
    return found


def _floor(expected: Expected, seed: int) -> float:
    draws = len(expected.numbers)
    wrong = [np.argsort(uniforms("value.floor", i, draws, seed)) for i in range(MIXED)]
    return float(np.mean([gain(Expected.of(expected.numbers[order], expected.benefit).fitted) for order in wrong]))
