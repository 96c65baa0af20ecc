"""Which options are worth considering at some price of an effect: dominance, extended dominance, and ICERs.

An incremental cost-effectiveness ratio is given only between neighbours on the frontier, where more is gained and more
is paid. Elsewhere a ratio means nothing: a negative one is a gain or a loss on both counts, and is never printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Standing(Enum):
    """Where an option stands among the others."""

    CHEAPEST = "the least costly on the frontier"
    ON_FRONTIER = "on the frontier"
    DOMINATED = "dominated: another gains as much or more for less"
    EXTENDEDLY_DOMINATED = "extendedly dominated: a mix of two others gains as much for less"


@dataclass(frozen=True, slots=True)
class Option:
    """One option's expected cost and effect.

    Attributes
    ----------
    cost : float
        Pounds.
    effect : float
        In units of which more is better.
    """

    name: str
    cost: float
    effect: float


@dataclass(frozen=True, slots=True)
class Placed:
    """An option and where it stands.

    Attributes
    ----------
    ratio : float or None
        Pounds for one more unit of effect than the option before it on the frontier; None off the frontier and for
        the least costly option.
    than : str or None
        The option that the ratio compares with; of a dominated option, one that dominates it.
    """

    option: Option
    standing: Standing
    ratio: float | None = None
    than: str | None = None


def placed(options: Sequence[Option]) -> list[Placed]:
    """Return where every option stands, from the least costly to the most.

    Parameters
    ----------
    options : sequence of Option
        Each name once. Of two that cost and gain the same, the first named stands, and the other is dominated.
    """
    order = {option.name: i for i, option in enumerate(options)}
    ranked = sorted(options, key=lambda one: (one.cost, -one.effect, order[one.name]))
    found: dict[str, Placed] = {}
    left: list[Option] = []
    for option in ranked:
        if left and option.effect <= left[-1].effect:
            found[option.name] = Placed(option, Standing.DOMINATED, than=left[-1].name)
        else:
            left.append(option)
    _keep_frontier(left, found)
    return [found[option.name] for option in ranked]


def best_from(frontier: Sequence[Placed], most: float) -> list[tuple[float, str]]:
    """Return from which worth of one unit of effect each option is the best on average, exactly, and its name.

    The first is the least costly, from nought; each of the others takes over where one unit is worth the ratio of the
    two on the frontier. Those that take over beyond the largest worth are left out.

    Parameters
    ----------
    frontier : sequence of Placed
        From :func:`placed`.
    most : float
        The largest worth, in pounds.
    """
    found = [(0.0, one.option.name) for one in frontier if one.standing is Standing.CHEAPEST]
    found += [(one.ratio, one.option.name) for one in frontier if one.ratio is not None and one.ratio <= most]
    return sorted(found)


def _keep_frontier(options: list[Option], found: dict[str, Placed]) -> None:
    """Keep the options whose ratios rise from one to the next, and say where each of the others stands."""
    kept: list[Option] = []
    for option in options:
        while len(kept) > 1 and _ratio(kept[-2], option) <= _ratio(kept[-2], kept[-1]):
            gone = kept.pop()
            found[gone.name] = Placed(gone, Standing.EXTENDEDLY_DOMINATED, than=option.name)
        kept.append(option)
    for i, option in enumerate(kept):
        if i == 0:
            found[option.name] = Placed(option, Standing.CHEAPEST)
        else:
            found[option.name] = Placed(option, Standing.ON_FRONTIER, _ratio(kept[i - 1], option), kept[i - 1].name)


def _ratio(one: Option, other: Option) -> float:
    return (other.cost - one.cost) / (other.effect - one.effect)
