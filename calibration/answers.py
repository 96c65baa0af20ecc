"""The headline answers: what is asked of a new study like DUSSK, once for everything that asks.

A share is the mean of the one total over the mean of the other, never a mean of shares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import TOTALS

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Answer:
    """One headline answer.

    Attributes
    ----------
    words, short : str
        What it is, in words; and in few, to stand over a picture.
    total : str
        The total of ``sim.outcomes`` whose mean it is.
    out_of : str or None
        The total that it is a share of.
    scale : float
        What the total is multiplied by: pence are shown as pounds.
    unit : str
        ``"£"``, ``"share"`` or ``""`` for a number of women.
    """

    words: str
    short: str
    total: str
    out_of: str | None = None
    scale: float = 1.0
    unit: str = ""


ANSWERS = {
    "started_therapy": Answer(
        "expected number of women who begin therapy", "Women who begin therapy", "started_therapy"
    ),
    "completed_therapy": Answer(
        "expected number of women who complete therapy", "Women who complete therapy", "completed_therapy"
    ),
    "completed_of_joined": Answer(
        "share of women who joined who complete therapy",
        "Share of those who joined",
        "completed_therapy",
        "consented",
        unit="share",
    ),
    "cost_total": Answer("expected total cost", "Total cost", "pence_total", scale=0.01, unit="£"),
}
"""The headline answers by name."""

COUNTED = tuple(dict.fromkeys(name for a in ANSWERS.values() for name in (a.total, a.out_of) if name is not None))
"""The totals that the headline answers are made of."""


@dataclass(frozen=True)
class Measured:
    """An answer at some points, each from replications of its own or shared ones.

    Attributes
    ----------
    values : array of float, shape (points,)
        The answer at each point.
    off : array of float, shape (points, replications)
        How far each replication is off it: to first order, if the answer is a share. Their mean is 0 at each point.
    """

    values: Numbers
    off: Numbers

    @property
    def noise(self) -> Numbers:
        """Return the variance of the error that chance leaves in the answer at each point."""
        found: Numbers = self.off.var(axis=1, ddof=1) / self.off.shape[1]
        return found


def counted(rows: Whole) -> Whole:
    """Return those of all totals, on the last axis, that answers are made of, in the order of ``COUNTED``."""
    return rows[..., [TOTALS.index(name) for name in COUNTED]]


def measured(rows: Whole | Numbers, name: str) -> Measured:
    """Return an answer at each point.

    Parameters
    ----------
    rows : array, shape (points, replications, totals)
        What :func:`counted` gives of replications at each point. For the mean over draws, draws are given as the
        replications of one point, each the mean of its own.
    name : str
        The answer.
    """
    answer = ANSWERS[name]
    above = rows[:, :, COUNTED.index(answer.total)] * answer.scale
    below = np.ones_like(above) if answer.out_of is None else rows[:, :, COUNTED.index(answer.out_of)]
    each = np.maximum(below.mean(axis=1), 1.0 / below.shape[1])  # nobody joined: nobody completed
    values = above.mean(axis=1) / each
    return Measured(values, (above - values[:, None] * below) / each[:, None])
