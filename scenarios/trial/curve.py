"""The design curve: power and assurance against the number of women randomised, and the smallest design for a target.

Power is for one set of numbers; assurance is its mean over everything that is not known: the posterior of the pathway,
the effect, retention and clustering (O'Hagan and others 2005). Their Monte Carlo error is that of a mean over draws.

Assurance is of a significant result in favour of the treated arm, for the effect that the estimand is about: that of
all women randomised. Loss to follow-up costs it women. What loss does to the difference beside (those lost may be
worse, and have received less) is no answer to the question, so it is told apart; so are results against the arm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.trial.delivered import all_ready, counted
from scenarios.trial.design import Design
from scenarios.trial.effect import Beliefs
from scenarios.trial.lives import Lives
from scenarios.trial.power import Delivered, Test, made_test

Numbers = NDArray[np.float64]

HALVINGS = 14


@dataclass(frozen=True, eq=False)
class Point:
    """One size of a trial.

    Attributes
    ----------
    size : int
        Women randomised.
    assurance, error : float
        Mean power over draws, and its Monte Carlo standard error: significant in favour of the treated arm, for the
        effect in all women randomised.
    with_loss : float
        The same for what those followed up show, who may be better off than those lost and have received more.
    against : float
        Mean probability of a significant result against the treated arm, for the effect in all women randomised.
    undiluted : float
        Assurance if every woman received what women in the source did.
    type_one : float
        Mean probability of a significant result either way, if nothing has an effect and nobody's loss depends on her
        outcome; not a number where it is not worked out.
    type_one_with_loss : float
        The same where therapy does nothing and loss is as the design believes.
    spread : tuple of float
        5th and 95th percentile of power over draws.
    nobody : float
        Share of draws in which fewer than two women of an arm are left to compare: power is nought there.
    """

    size: int
    assurance: float
    error: float
    with_loss: float
    against: float
    undiluted: float
    type_one: float
    type_one_with_loss: float
    spread: tuple[float, float]
    nobody: float = 0.0


class Curve:
    """The design curve of a design: its women are read once, and serve any number of sizes.

    Parameters
    ----------
    lives : Lives
        Both arms, lived.
    draws : int
        How many draws they hold.
    beliefs : Beliefs
        Draws of what the design believes.
    design : Design
        The design.
    """

    def __init__(self, lives: Lives, draws: int, beliefs: Beliefs, design: Design) -> None:
        self.design, self.beliefs = design, beliefs
        self._ready = all_ready(lives.women, draws, beliefs, design)

    def at(self, sizes: Sequence[int]) -> list[Point]:
        """Return the points at some numbers of women randomised."""
        design, beliefs = self.design, self.beliefs
        made = counted(self._ready, sizes, beliefs)
        alpha, of_all = design.alpha, of_all_randomised(made)
        test = assessed(of_all, beliefs, design)
        power, against = test.in_favour(alpha), test.against(alpha)
        with_loss = assessed(made, beliefs, design).in_favour(alpha)
        source = replace(of_all, response=np.broadcast_to(beliefs.dose_in_source[:, None], made.response.shape))
        undiluted = assessed(source, beliefs, design).in_favour(alpha)
        null = assessed(without_bias(made), beliefs, design, effect=False).either_way(alpha)
        null_with_loss = assessed(made, beliefs, design, effect=False).either_way(alpha)
        return [
            Point(
                size,
                float(power[:, i].mean()),
                float(power[:, i].std(ddof=1) / np.sqrt(len(power))),
                float(with_loss[:, i].mean()),
                float(against[:, i].mean()),
                float(undiluted[:, i].mean()),
                float(null[:, i].mean()),
                float(null_with_loss[:, i].mean()),
                (float(np.quantile(power[:, i], 0.05)), float(np.quantile(power[:, i], 0.95))),
                float(np.mean(test.freedom[:, i] == 0.0)),
            )
            for i, size in enumerate(sizes)
        ]


def assessed(made: Delivered, beliefs: Beliefs, design: Design, *, effect: bool = True) -> Test:
    """Return the test of what is delivered in every draw and size; without an effect, of therapy that does nothing."""
    whole = beliefs.whole if effect else np.zeros_like(beliefs.whole)
    return made_test(
        made,
        whole[:, None],
        beliefs.icc_group[:, None],
        beliefs.icc_therapist[:, None],
        1.0 - beliefs.correlation[:, None] ** 2,
        design,
    )


def halved(design: Design, points: Callable[[list[int]], list[Point]]) -> Point | None:
    """Return the smallest size of a design that reaches its target, by halving; None if the largest does not.

    Its own Monte Carlo error is in the point: sizes with an assurance within it are as good.

    Parameters
    ----------
    design : Design
        Its sizes, of which the first and the last are the ends, and its target.
    points : callable
        The points of a design curve at some sizes.
    """
    low, high = design.sizes[0], design.sizes[-1]
    first, found = points([low, high])
    if found.assurance < design.assurance:
        return None
    if first.assurance >= design.assurance:
        return first
    for _ in range(HALVINGS):
        if high - low <= 2:
            break
        middle = (low + high) // 2
        (point,) = points([middle])
        if point.assurance >= design.assurance:
            high, found = middle, point
        else:
            low = middle
    return found


def of_all_randomised(made: Delivered) -> Delivered:
    """Return what is delivered with the effect of all women randomised as what the test is to find, no loss in it."""
    return replace(without_bias(made), response=made.response_of_all)


def without_bias(made: Delivered) -> Delivered:
    """Return what is delivered as it would be if nobody's loss depended on her outcome."""
    return replace(made, bias=np.zeros_like(made.bias))
