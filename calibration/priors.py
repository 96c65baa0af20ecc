"""Draws from the priors of ``parameters.toml``.

A draw is keyed, as everything random here is: the word is made by Philox4x32-10 from

=========  =================================================================
key 0, 1   the low and the high 32 bits of the draws' seed
counter 0  the member of a list, 0 for a single number
counter 1  CRC-32 of the parameter's dotted name
counter 2  ``Block.PRIOR``
counter 3  the number of the draw
=========  =================================================================

so a draw's values depend neither on how many draws are taken nor on which other parameters are drawn. Two words make
a number strictly between 0 and 1, and the prior's quantile function, cut at the parameter's range, makes the value:

- cut means conditional on the range: u becomes F(low) + u (F(high) - F(low));
- whole numbers are the nearest whole number, halves upwards, and stay in the range;
- shares (Dirichlet) are gamma quantiles, one a member, divided by their sum.

Values that contradict one another are held together in one documented way, see :func:`held_together`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.draws import Block, round_keys
from sim.errors import InputError, nearest
from sim.parameters import Entry, Parameters, entries, known
from sim.varied import Varied, columns_of

Numbers = NDArray[np.float64]

NOT_DRAWN = ("fixed", "structural")
"""Families of what is chosen and never drawn: by the service, or as a structure of the model."""

MOST_DRAWS = 1 << 32

NEAREST_0 = 2.0**-53
"""A number between 0 and 1 is at least so far from either: quantiles need it strictly between."""

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def drawable() -> list[str]:
    """Return the parameters that have a prior to draw from, in the order of the parameter file."""
    return [name for name, entry in entries().items() if entry.prior.family not in NOT_DRAWN]


def check_drawable(name: str) -> str:
    """Return ``name`` if it is a parameter with a prior to draw from.

    Raises
    ------
    InputError
        If it is not, naming the nearest that is.
    """
    family = entries()[known(name)].prior.family
    if family in NOT_DRAWN:
        raise InputError(f"{name} is {family} and has no prior to draw from.{nearest(name, drawable())}")
    return name


def draw_priors(base: Parameters, names: Sequence[str], number: int, seed: int, first: int = 0) -> Varied:
    """Draw parameters from their priors.

    Parameters
    ----------
    base : Parameters
        What every draw starts from: the parameters that are not drawn.
    names : sequence of str
        Which parameters, by dotted name; a list is drawn whole.
    number, first : int
        How many draws, and the number of the first.
    seed : int
        64-bit seed of the draws.

    Returns
    -------
    Varied
        The draws, with contradictions resolved as :func:`held_together` says.

    Raises
    ------
    InputError
        If a name is unknown or has no prior, or a number is out of range.
    """
    columns = columns_of(names, base)
    return Varied(base, tuple(columns), held_together(base, columns, prior_values(names, number, seed, first, base)))


def prior_values(
    names: Sequence[str], number: int, seed: int, first: int = 0, base: Parameters | None = None
) -> Numbers:
    """Return draws as they come from the priors, one row a draw, columns as ``sim.varied.columns_of`` names them.

    Parameters are as in :func:`draw_priors`; ``base`` is needed only for lists of a length of their own.
    """
    if number < 1 or first < 0 or first + number > MOST_DRAWS:
        raise InputError(f"draws: {number} from number {first}: expected 1 to {MOST_DRAWS} in all")
    if len(set(names)) != len(names):
        raise InputError(f"draws: a parameter is named twice: {', '.join(names)}")
    blocks = [_values(check_drawable(name), number, seed, first, base) for name in names]
    return np.concatenate(blocks, axis=1) if blocks else np.zeros((number, 0))


def held_together(base: Parameters, columns: Sequence[str], values: Numbers) -> Numbers:
    """Return values of which none contradicts another or the base.

    Of the parameters with a prior, three can. The time for delivery is at least one week more than the warm-up, and
    the time for recruitment is at most the time for delivery: the first rule raises the one, the second then lowers
    the other; whichever of the two is not drawn stays as the base has it. And no more women are asked for before a
    stabilisation group starts than the base lets into one.
    """
    places = {name: i for i, name in enumerate(columns)}
    if (gathering := places.get("stabilisation.minimum_size")) is not None:
        values = values.copy()
        values[:, gathering] = np.minimum(values[:, gathering], base.stabilisation.maximum_size)
    delivery, recruitment = places.get("run.delivery_weeks"), places.get("run.recruitment_weeks")
    if delivery is None and recruitment is None:
        return values
    held = values.copy()
    weeks: Any = base.run.delivery_weeks
    if delivery is not None:
        least = max(base.run.warm_up_weeks + 1, base.run.recruitment_weeks if recruitment is None else 0)
        weeks = held[:, delivery] = np.maximum(held[:, delivery], least)
    if recruitment is not None:
        held[:, recruitment] = np.minimum(held[:, recruitment], weeks)
    return held


def quantile(entry: Entry, u: Numbers) -> Numbers:
    """Return the quantiles of a single number's prior, cut at the parameter's range.

    Parameters
    ----------
    entry : Entry
        What is known about the parameter.
    u : array of float
        Probabilities strictly between 0 and 1.
    """
    low, high = (float(bound) for bound in entry.range)
    numbers = entry.prior.model_extra or {}
    below, above = (_cumulative(entry.prior.family, numbers, bound) for bound in (low, high))
    if below >= above:
        raise InputError(f"the prior {entry.prior} has no weight from {low:g} to {high:g}")
    values = _inverse(entry.prior.family, numbers, below + u * (above - below))
    whole = isinstance(entry.value[0] if isinstance(entry.value, list) else entry.value, int)
    found: Numbers = np.clip(np.floor(values + 0.5) if whole else values, low, high)
    return found


def from_uniforms(name: str, u: Numbers) -> Numbers:
    """Return values of one parameter from numbers strictly between 0 and 1.

    Parameters
    ----------
    name : str
        The parameter: one that :func:`drawable` lists.
    u : array of float, shape (draws, members)
        One column, or one a member of a list.

    Returns
    -------
    array of float, shape (draws, members)
        Quantiles of its prior; of shares, gamma quantiles divided by their sum.
    """
    entry = entries()[name]
    if entry.prior.family == "dirichlet":
        weights = (entry.prior.model_extra or {})["weights"]
        gammas = [special.gammaincinv(w, u[:, i]) for i, w in enumerate(weights)]
        shares = np.maximum(np.column_stack(gammas), np.finfo(np.float64).tiny)
        divided: Numbers = shares / shares.sum(axis=1, keepdims=True)
        return divided
    return np.column_stack([quantile(entry, u[:, i]) for i in range(u.shape[1])])


def uniforms(name: str, member: int, number: int, seed: int, first: int = 0) -> Numbers:
    """Return numbers strictly between 0 and 1 for one parameter (or a member of a list), one a draw.

    Each is an odd multiple of 2**-53, so that neither 0 nor 1 can come of rounding.
    """
    high, low = _words(member, crc32(name.encode()), number, seed, first)
    whole = (high >> np.uint64(5)) << np.uint64(25) | low >> np.uint64(7)
    odd: Numbers = whole.astype(np.float64) * 2.0 + 1.0
    return odd * NEAREST_0


def _values(name: str, number: int, seed: int, first: int, base: Parameters | None) -> Numbers:
    entry = entries()[name]
    value = entry.value if base is None else base.get(name)
    members = len(value) if isinstance(value, list | tuple) else 1
    return from_uniforms(name, np.column_stack([uniforms(name, i, number, seed, first) for i in range(members)]))


def _words(occasion: int, subject: int, number: int, seed: int, first: int) -> tuple[Any, Any]:
    """Return the first two words of Philox for draws one after another."""
    c3 = np.arange(first, first + number, dtype=np.uint64)
    c0, c1, c2 = (np.full(number, word, np.uint64) for word in (occasion, subject, int(Block.PRIOR)))
    for key_0, key_1 in round_keys(seed):
        product_0, product_1 = _M0 * c0, _M1 * c2
        c0 = (product_1 >> _HALF) ^ c1 ^ np.uint64(key_0)
        c2 = (product_0 >> _HALF) ^ c3 ^ np.uint64(key_1)
        c1, c3 = product_1 & _LOW, product_0 & _LOW
    return c0, c1


def _cumulative(family: str, numbers: dict[str, Any], x: float) -> float:
    """Return the probability of a value of at most ``x``, for a bound of the range."""
    if family in ("beta", "gamma", "lognormal") and x <= 0.0:
        return 0.0
    if family == "beta":
        return float(special.betainc(numbers["a"], numbers["b"], min(x, 1.0)))
    if family == "gamma":
        shape, scale = _gamma(numbers)
        return float(special.gammainc(shape, x / scale))
    if family == "lognormal":
        return float(special.ndtr((math.log(x) - math.log(numbers["median"])) / numbers["log_sd"]))
    if family == "normal":
        return float(special.ndtr((x - numbers["mean"]) / numbers["sd"]))
    low, high = numbers["low"], numbers["high"]
    x = min(max(x, low), high)
    if family == "uniform":
        return float((x - low) / (high - low))
    mode = numbers["mode"]
    if x <= mode:
        return float((x - low) ** 2 / ((high - low) * (mode - low))) if mode > low else 0.0
    return float(1.0 - (high - x) ** 2 / ((high - low) * (high - mode)))


def _inverse(family: str, numbers: dict[str, Any], p: Numbers) -> Numbers:
    found: Any
    if family == "beta":
        found = special.betaincinv(numbers["a"], numbers["b"], p)
    elif family == "gamma":
        shape, scale = _gamma(numbers)
        found = special.gammaincinv(shape, p) * scale
    elif family == "lognormal":
        found = numbers["median"] * np.exp(numbers["log_sd"] * special.ndtri(p))
    elif family == "normal":
        found = numbers["mean"] + numbers["sd"] * special.ndtri(p)
    elif family == "uniform":
        found = numbers["low"] + p * (numbers["high"] - numbers["low"])
    else:
        low, mode, high = (float(numbers[key]) for key in ("low", "mode", "high"))
        rising = low + np.sqrt(p * (high - low) * (mode - low))
        falling = high - np.sqrt((1.0 - p) * (high - low) * (high - mode))
        found = np.where(p * (high - low) < mode - low, rising, falling)
    values: Numbers = np.asarray(found, dtype=np.float64)
    return values


def _gamma(numbers: dict[str, Any]) -> tuple[float, float]:
    """Return shape and scale of a gamma prior given by its mean and coefficient of variation."""
    shape = 1.0 / numbers["cv"] ** 2
    return shape, numbers["mean"] / shape
