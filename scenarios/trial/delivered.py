"""What a trial of some size is made of: the first women randomised, of whom some are followed up.

Where a draw's sites recruit fewer women than a size asks for, sites like them go on: the draw's women are taken again,
as of further sites.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scenarios.distributions import Distribution
from scenarios.trial.design import Design
from scenarios.trial.effect import Beliefs, response, shares_received
from scenarios.trial.lives import TREATED, Women
from scenarios.trial.power import Delivered

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

PARTS = tuple(one.name for one in fields(Delivered))
NEAR_ENOUGH = 1e-12
"""Log odds within which the search for an arm's retention has arrived."""


@dataclass(frozen=True, eq=False)
class Ready:
    """One draw's women, ready to be counted: arm, response, chance of follow-up, and clusters as small numbers.

    ``group``, ``therapist`` and ``cluster`` are -1 for women who are in none; ``cluster`` is what a partially nested
    analysis takes as one.
    """

    treated: NDArray[np.bool_]
    response: Numbers
    followed: Numbers
    group: Whole
    therapist: Whole
    cluster: Whole


def ready_of(women: Women, where: slice, draw: int, beliefs: Beliefs, design: Design) -> Ready:
    """Return one draw's women.

    Parameters
    ----------
    women : Women
        Of all draws.
    where : slice
        Those of this draw.
    draw : int
        Which.
    beliefs, design
        For retention and response.
    """
    part = Women(*(getattr(women, one.name)[where] for one in fields(Women)))
    treated = part.arm == TREATED
    shares = shares_received(part, design)
    gained = response(shares, design.effect) * treated
    return Ready(
        treated,
        gained,
        followed_up(shares, treated, draw, beliefs),
        _small(np.where(treated, part.group, -1)),
        _small(np.where(treated & part.began, part.site, -1)),
        _small(clusters_of(part, design)),
    )


def clusters_of(women: Women, design: Design) -> Whole:
    """Return each woman's cluster in a partially nested analysis, -1 for none.

    It is her stabilisation group. Where women of one psychologist may be alike too, groups are within psychologists, so
    that a site's women in groups or therapy are one cluster: anything smaller would take related women for unrelated.
    """
    treated = women.arm == TREATED
    if not _alike_by_psychologist(design.clustering.icc_therapist):
        return np.where(treated, women.group, -1)
    return np.where(treated & ((women.group >= 0) | women.began), women.site, -1)


def _alike_by_psychologist(icc: Distribution) -> bool:
    return _may_exceed_nothing(icc.family, tuple(icc.numbers.items()))


@cache
def _may_exceed_nothing(family: str, numbers: tuple[tuple[str, float], ...]) -> bool:
    """Return whether a number may be above 0; kept, since it is asked for every draw."""
    return bool(Distribution(family, dict(numbers)).quantiles(np.array([0.999]))[0] > 0.0)


def followed_up(shares: Numbers, treated: NDArray[np.bool_], draw: int, beliefs: Beliefs) -> Numbers:
    """Return the chance that each woman's outcome is measured.

    In the comparison arm it is the arm's retention. In the treated arm it rises with the share of a course received, so
    that its mean over the arm's women is the arm's retention.
    """
    found = np.full(len(shares), beliefs.retention_comparison[draw])
    of_arm = shares[treated]
    if not len(of_arm):
        return found
    wanted, slope = float(beliefs.retention_treated[draw]), float(beliefs.by_dose[draw])
    if slope == 0.0 or not 0.0 < wanted < 1.0:
        found[treated] = wanted
        return found
    start = np.log(wanted / (1.0 - wanted)) - slope * of_arm.mean()
    for _ in range(20):
        chance = special.expit(start + slope * of_arm)
        step = (chance.mean() - wanted) / max(float((chance * (1.0 - chance)).mean()), 1e-9)
        start -= step
        if abs(step) < NEAR_ENOUGH:
            break
    found[treated] = special.expit(start + slope * of_arm)
    return found


def all_ready(women: Women, draws: int, beliefs: Beliefs, design: Design) -> list[Ready | None]:
    """Return every draw's women, ready to be counted; None for a draw that has none."""
    ends = np.searchsorted(women.draw, np.arange(draws + 1))
    return [
        ready_of(women, slice(int(low), int(high)), draw, beliefs, design) if high > low else None
        for draw, (low, high) in enumerate(pairwise(ends))
    ]


def counted(ready: Sequence[Ready | None], sizes: Sequence[int], beliefs: Beliefs) -> Delivered:
    """Return what trials of each size are made of, each part of shape (draws, sizes).

    Parameters
    ----------
    ready : sequence of Ready or None
        From :func:`all_ready`: the reading takes longest, and serves any number of sizes.
    sizes : sequence of int
        Women randomised in all.
    beliefs : Beliefs
        For how much worse those are who are lost.
    """
    out = {name: np.zeros((len(ready), len(sizes))) for name in PARTS}
    for draw, of in enumerate(ready):
        if of is None:
            continue
        worse = float(beliefs.lost_are_worse[draw])
        for place, size in enumerate(sizes):
            for name, value in _counted(of, size, worse).items():
                out[name][draw, place] = value
    return Delivered(**out)


def delivered(women: Women, draws: int, sizes: Sequence[int], beliefs: Beliefs, design: Design) -> Delivered:
    """Return what trials of each size are made of, each part of shape (draws, sizes).

    Parameters
    ----------
    women : Women
        From :func:`scenarios.trial.lives.live`.
    draws : int
        How many draws.
    sizes : sequence of int
        Women randomised in all.
    beliefs : Beliefs
        Draws of what the design believes.
    design : Design
        The design.
    """
    return counted(all_ready(women, draws, beliefs, design), sizes, beliefs)


def _counted(ready: Ready, size: int, worse: float) -> dict[str, float]:
    """Return what the first so many women come to; the expected number followed up stands for the number."""
    number = len(ready.treated)
    times, over = divmod(size, number)
    weight = np.where(np.arange(number) < over, times + 1.0, float(times))
    followed = weight * ready.followed
    of_arm = weight * ready.treated
    treated, other = followed * ready.treated, followed * ~ready.treated
    n1, n0 = float(treated.sum()), float(other.sum())
    mean = float((treated * ready.response).sum() / n1) if n1 else 0.0
    squares = treated * (ready.response - mean) ** 2
    spread = float(squares.sum() / n1) if n1 else 0.0
    pairs_group, _ = _pairs(ready.group, treated, times)
    pairs_site, _ = _pairs(ready.therapist, treated, times)
    _, clusters = _pairs(ready.cluster, treated, times)
    outside = float((treated * (ready.cluster < 0)).sum())
    lost = [1.0 - n / max(float((weight * arm).sum()), 1e-9) for n, arm in ((n1, ready.treated), (n0, ~ready.treated))]
    return {
        "treated": n1,
        "comparison": n0,
        "response": mean,
        "response_of_all": float((of_arm * ready.response).sum() / max(of_arm.sum(), 1e-9)),
        "spread": spread,
        "in_groups": pairs_group,
        "with_therapist": pairs_site,
        "groups": clusters + outside,
        # Those followed up are better than all by the share lost times how much worse the lost are.
        "bias": worse * (lost[0] - lost[1]),
        "between": _between(ready, treated, mean, times) / n1 if n1 else 0.0,
        "left_to_chance": float((squares * (1.0 - ready.followed)).sum() / n1) if n1 else 0.0,
    }


def _between(ready: Ready, treated: Numbers, mean: float, times: int) -> float:
    """Return the expected sum over clusters of the square of their sum of responses about the mean.

    Whether a woman is followed up is chance too, so that her own square counts whole.
    """
    rounds = max(times, 1)
    each = treated / (rounds if times else 1)
    about = np.where(ready.treated, ready.response - mean, 0.0)
    own = float((treated * about**2).sum())
    known = ready.cluster >= 0
    if not known.any():
        return own
    sums = np.bincount(ready.cluster[known], (each * about)[known])
    squares = np.bincount(ready.cluster[known], ((each * about) ** 2)[known])
    return own + float(rounds * (sums**2 - squares).sum())


def _pairs(cluster: Whole, followed: Numbers, times: int) -> tuple[float, float]:
    """Return the expected sum of m (m - 1) over clusters, and how many clusters there are.

    Women taken again are of other clusters, so a cluster's women count once for each time they are taken.
    """
    known = cluster >= 0
    if not known.any():
        return 0.0, 0.0
    rounds = max(times, 1)
    each = followed[known] / (rounds if times else 1)
    sums = np.bincount(cluster[known], each)
    squares = np.bincount(cluster[known], each**2)
    return float(rounds * (sums**2 - squares).sum()), float(rounds * np.minimum(sums, 1.0).sum())


def _small(cluster: Whole) -> Whole:
    """Return clusters numbered from 0, -1 for none."""
    found = np.full(len(cluster), -1)
    known = cluster >= 0
    if known.any():
        found[known] = np.unique(cluster[known], return_inverse=True)[1]
    return found
