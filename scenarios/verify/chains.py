"""Matrices for chains in discrete weeks: the textbook pieces that several checks put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

State = Any
"""Whatever can be told apart: a number, a step and what is known in it."""

Moves = Iterable[tuple[float, State]]
Rule = Callable[[State], Moves]


def log_odds(probability: float) -> float:
    """Return the log odds of a probability."""
    return float(np.log(probability / (1.0 - probability)))


def expit(x: float) -> float:
    """Return the probability with these log odds."""
    return float(1.0 / (1.0 + np.exp(-x)))


def happens(hazard: float) -> float:
    """Return the chance that something of this hazard happens within one unit of its clock."""
    return float(1.0 - np.exp(-hazard))


def reachable(start: Iterable[State], rules: Sequence[Rule]) -> list[State]:
    """Return every state that can be reached from some states by some rules."""
    states = dict.fromkeys(start)
    queue = list(states)
    while queue:
        state = queue.pop()
        for rule in rules:
            for _, after in rule(state):
                if after not in states:
                    states[after] = None
                    queue.append(after)
    return list(states)


def matrix(states: Sequence[State], rule: Rule) -> np.ndarray:
    """Return the transition matrix of a rule; each row must add up to 1."""
    place = {state: index for index, state in enumerate(states)}
    found = np.zeros((len(states), len(states)))
    for state in states:
        for chance, after in rule(state):
            found[place[state], place[after]] += chance
    if not np.allclose(found.sum(axis=1), 1.0):
        raise ArithmeticError("the chances of a rule do not add up to 1")
    return found


def week_by_week(start: Mapping[Any, float], week: Sequence[Rule], clock: Rule, weeks: int) -> list[dict[State, float]]:
    """Return where a chain stands at the end of each week, in which the rules of ``week`` act in their order.

    ``clock`` acts between one week and the next, and so once less often than the rules of the week.
    """
    states = reachable(start, [*week, clock])
    between = matrix(states, clock)
    within = [matrix(states, rule) for rule in week]
    found = []
    distribution = np.array([start.get(state, 0.0) for state in states])
    for now in range(weeks):
        if now:
            distribution = distribution @ between
        for moves in within:
            distribution = distribution @ moves
        found.append(dict(zip(states, distribution.tolist(), strict=True)))
    return found


def thinning(largest: int, stays: float) -> np.ndarray:
    """Return the matrix from a number of women to the number that stays, each with the same chance."""
    numbers = np.arange(largest + 1)
    return np.asarray(stats.binom.pmf(numbers[None, :], numbers[:, None], stays))


def arriving(largest: int, rate: float) -> np.ndarray:
    """Return the matrix that adds a Poisson number of women; what would be more than ``largest`` is put there."""
    numbers = np.arange(largest + 1)
    found = np.asarray(stats.poisson.pmf(numbers[None, :] - numbers[:, None], rate))
    found[:, -1] += 1.0 - found.sum(axis=1)
    return found
