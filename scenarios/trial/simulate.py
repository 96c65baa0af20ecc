"""Simulated data sets of a trial, woman by woman, and their analysis: what the worked-out power is checked with.

Every number is keyed by its name, the data set and the woman, so one data set can be made again alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from calibration.priors import uniforms
from scenarios.trial.delivered import clusters_of, followed_up
from scenarios.trial.design import Design
from scenarios.trial.effect import Beliefs, response, shares_received
from scenarios.trial.lives import COMPARISON, TREATED, Lives, Women
from scenarios.trial.mixed import fitted, kenward_roger
from scenarios.trial.nested import compared, sizes_of
from scenarios.trial.permutation import RELABELLINGS, permuted, relabellings

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

COLUMNS = (
    *("data_set", "woman", "site", "day", "arm", "therapy_sessions", "began_therapy", "stabilisation_group"),
    *("cluster", "baseline", "outcome", "followed_up"),
)


@dataclass(frozen=True, eq=False)
class Data:
    """One trial's data, a row a woman; ``outcome`` is in standard deviations, higher is better, or 0 and 1."""

    site: Whole
    day: Whole
    treated: NDArray[np.bool_]
    therapy: Whole
    began: NDArray[np.bool_]
    group: Whole
    baseline: Numbers
    outcome: Numbers
    followed: NDArray[np.bool_]
    cluster: Whole


def data_of(lives: Lives, draw: int, size: int, beliefs: Beliefs, design: Design, seed: int, *, effect: bool) -> Data:
    """Return the data of one trial: the first women of a draw, taken again as of further sites where there are too few.

    Parameters
    ----------
    lives : Lives
        Both arms.
    draw : int
        Draw of everything that is not known, which numbers the data set too.
    size : int
        Women randomised.
    beliefs, design
        What the outcome is made with.
    seed : int
        Seed of the outcomes.
    effect : bool
        Whether anything has an effect.
    """
    women = _first(lives.women, draw, size)
    number = len(women)
    shares = shares_received(women, design)
    chance = followed_up(shares, women.arm == TREATED, draw, beliefs)
    followed = uniforms("trial.data.followed", draw, number, seed) < chance
    if design.outcome.is_yes_no:
        baseline, outcome = np.zeros(number), _reached(women, lives.women, draw, seed, effect=effect)
    else:
        baseline, outcome = _scores(women, draw, beliefs, seed)
        if effect:
            gained = float(beliefs.whole[draw]) * response(shares, design.effect)
            outcome = outcome + gained + _of_loss(women, chance, followed, float(beliefs.lost_are_worse[draw]))
    return Data(
        site=women.site,
        day=women.day,
        treated=women.arm == TREATED,
        therapy=women.therapy,
        began=women.began,
        group=women.group,
        baseline=baseline,
        outcome=outcome,
        followed=followed,
        cluster=clusters_of(women, design),
    )


def _scores(women: Women, draw: int, beliefs: Beliefs, seed: int) -> tuple[Numbers, Numbers]:
    """Return each woman's baseline, and her outcome as it is without any effect of therapy or of loss."""

    def normal(name: str, cluster: Whole | None = None) -> Numbers:
        found: Numbers = special.ndtri(uniforms(f"trial.data.{name}", draw, len(women), seed))
        if cluster is None:
            return found
        # Who shares a cluster shares the number of its first woman.
        _, first, place = np.unique(cluster, return_index=True, return_inverse=True)
        return found[first][place]

    treated, rho = women.arm == TREATED, float(beliefs.correlation[draw])
    icc_group = np.where(treated & (women.group >= 0), float(beliefs.icc_group[draw]), 0.0)
    icc_site = np.where(treated & women.began, float(beliefs.icc_therapist[draw]), 0.0)
    rest = np.maximum(1.0 - icc_group - icc_site, 0.0)
    shared = np.sqrt(icc_group) * normal("group", women.group) + np.sqrt(icc_site) * normal("site", women.site)
    baseline = normal("baseline")
    own = np.sqrt(1.0 - rho**2) * (shared + np.sqrt(rest) * normal("own"))
    return baseline, rho * baseline + own + float(beliefs.gain_without[draw])


def _of_loss(women: Women, chance: Numbers, followed: NDArray[np.bool_], worse: float) -> Numbers:
    """Return by how much each woman's outcome differs as those lost are worse.

    Worse than the arm's mean if lost, and better if not, so that the effect is the whole arm's.
    """
    treated = women.arm == TREATED
    lost = np.where(treated, _mean(1.0 - chance, treated), _mean(1.0 - chance, ~treated))
    return worse * (lost - ~followed)


def _reached(women: Women, lived: Women, draw: int, seed: int, *, effect: bool) -> Numbers:
    """Return who begins therapy; without an effect it does not matter to which arm a woman goes, so dealt anew."""
    number = len(women)
    found = _begins(women, lived, draw, uniforms("trial.data.begins", draw, number, seed))
    return found if effect else found[np.argsort(uniforms("trial.data.dealt", draw, number, seed))]


def _begins(women: Women, lived: Women, draw: int, u: Numbers) -> Numbers:
    """Return who begins therapy: women of the draw as they lived, and those taken again by chance, as their arm does.

    The same women again would all do as they did, and a trial would seem to know more than so many women tell.
    """
    low, high = np.searchsorted(lived.draw, (draw, draw + 1))
    began, arm = lived.began[low:high], lived.arm[low:high]
    shares = np.array([_mean(began.astype(float), arm == each) for each in (COMPARISON, TREATED)])
    again = np.arange(len(women)) >= high - low
    found: Numbers = np.where(again, u < shares[women.arm], women.began).astype(float)
    return found


def _mean(values: Numbers, of: NDArray[np.bool_]) -> float:
    return float(values[of].mean()) if of.any() else 0.0


def _first(women: Women, draw: int, size: int) -> Women:
    low, high = np.searchsorted(women.draw, (draw, draw + 1))
    number = int(high - low)
    if number == 0:
        return Women(*(getattr(women, one.name)[:0] for one in fields(Women)))
    taken = np.arange(size)
    again = taken // number
    found = {one.name: getattr(women, one.name)[low + taken % number] for one in fields(Women)}
    # Further sites and groups have numbers of their own.
    found["site"] = found["site"] + again * 1000
    found["group"] = np.where(found["group"] >= 0, found["group"] + again * (1 << 40), -1)
    return Women(**found)


@dataclass(frozen=True, slots=True)
class Found:
    """What an analysis finds: estimate, standard error, and two-sided p value (not a number where it cannot tell)."""

    estimate: float
    error: float
    p: float


NOTHING = Found(np.nan, np.nan, np.nan)


def analysed(data: Data, method: str, draw: int = 0, seed: int = 0, times: int = RELABELLINGS) -> Found:
    """Return what a method finds in a data set, of those followed up.

    Parameters
    ----------
    data : Data
        A trial's data.
    method : str
        ``ancova``: analysis of covariance by ordinary least squares; ``t_test``: Student's; ``partially_nested``:
        Welch's test of means after taking out the baseline, the clusters of the treated arm as units (Satterthwaite);
        ``mixed_model``: a linear mixed model by restricted maximum likelihood (Satterthwaite), and ``kenward_roger``
        the same with that correction; ``permutation``: arms relabelled; ``logistic``: the score test of two shares.
    draw, seed : int
        What the chance of a permutation test is keyed by.
    times : int
        Its relabellings.
    """
    keep = data.followed
    treated, y = data.treated[keep], data.outcome[keep]
    if treated.sum() < 2 or (~treated).sum() < 2:
        return NOTHING
    baseline, clusters = data.baseline[keep], data.cluster[keep]
    match method:
        case "ancova":
            return _ancova(y, treated, baseline)
        case "t_test":
            return _t_test(y, treated)
        case "logistic":
            return _shares(y, treated)
        case "partially_nested":
            return _partially_nested(y, treated, baseline, clusters)
        case "mixed_model" | "kenward_roger":
            fit = (fitted if method == "mixed_model" else kenward_roger)(y, treated, baseline, clusters)
            return NOTHING if fit is None else _found(fit.estimate, fit.error, fit.freedom)
        case "permutation":
            return Found(*permuted(y, treated, baseline, clusters, (draw, seed), times))
    raise ValueError(method)


def _ancova(y: Numbers, treated: NDArray[np.bool_], baseline: Numbers) -> Found:
    x = np.column_stack([np.ones(len(y)), treated, baseline])
    inverse = np.linalg.pinv(x.T @ x)
    slopes = inverse @ x.T @ y
    df = len(y) - 3
    error = float(np.sqrt(((y - x @ slopes) ** 2).sum() / df * inverse[1, 1])) if df > 0 else np.nan
    return _found(float(slopes[1]), error, df)


def _t_test(y: Numbers, treated: NDArray[np.bool_]) -> Found:
    one, other = y[treated], y[~treated]
    df = len(y) - 2
    pooled = (((one - one.mean()) ** 2).sum() + ((other - other.mean()) ** 2).sum()) / df
    return _found(float(one.mean() - other.mean()), float(np.sqrt(pooled * (1 / len(one) + 1 / len(other)))), df)


def _shares(y: Numbers, treated: NDArray[np.bool_]) -> Found:
    one, other, both = y[treated].mean(), y[~treated].mean(), y.mean()
    error = float(np.sqrt(both * (1 - both) * (1 / treated.sum() + 1 / (~treated).sum())))
    if error == 0.0:
        return Found(float(one - other), 0.0, 1.0)
    z = (one - other) / error
    return Found(float(one - other), error, float(2 * special.ndtr(-abs(z))))


def _partially_nested(y: Numbers, treated: NDArray[np.bool_], baseline: Numbers, clusters: Whole) -> Found:
    one, other = np.flatnonzero(treated), np.flatnonzero(~treated)
    order, sizes = sizes_of(clusters[one])
    if len(sizes) < 2:
        return NOTHING
    places = np.concatenate([one[order], other])[None, :]
    found = compared(y[places], baseline[places], sizes)
    return _found(float(found.estimate[0]), float(found.error[0]), float(found.freedom[0]))


def _found(estimate: float, error: float, df: float) -> Found:
    if not error > 0.0:
        return Found(estimate, error, np.nan)
    return Found(estimate, error, float(2 * stats.t.sf(abs(estimate / error), df)))


def significant_by(
    methods: Mapping[str, int],
    lives: Lives,
    draws: int,
    size: int,
    beliefs: Beliefs,
    design: Design,
    seed: int,
    *,
    effect: bool,
    progress: Callable[[int], object] | None = None,
) -> dict[str, Numbers]:
    """Return whether simulated trials are significant (0 or 1) by each of several methods, on the same data.

    With an effect that is in favour of the treated arm; without one, either way.

    Parameters
    ----------
    methods : mapping of str to int
        Methods, and the trials that each analyses: the first so many draws.
    lives, draws, size, beliefs, design, seed, effect
        As for :func:`data_of`, for each of the first draws.
    progress : callable, optional
        Told 1 for each trial.
    """
    found = {method: np.zeros(number) for method, number in methods.items()}
    times = relabellings(design.alpha)
    for draw in range(draws):
        data = data_of(lives, draw, size, beliefs, design, seed, effect=effect)
        for method, number in methods.items():
            if draw < number:
                one = analysed(data, method, draw, seed, times)
                # A permutation test's p value can be the level itself.
                found[method][draw] = float(one.p <= design.alpha and (one.estimate > 0.0 or not effect))
        if progress is not None:
            progress(1)
    return found


def rows_of(data: Data, number: int) -> list[tuple[object, ...]]:
    """Return a data set as rows of ``COLUMNS``, for a file."""
    outcome = np.where(data.followed, data.outcome, np.nan)
    return [
        (
            number,
            i + 1,
            int(data.site[i]) + 1,
            int(data.day[i]),
            "treated" if data.treated[i] else "comparison",
            int(data.therapy[i]),
            int(data.began[i]),
            "" if data.group[i] < 0 else int(data.group[i]),
            "" if data.cluster[i] < 0 else int(data.cluster[i]),
            round(float(data.baseline[i]), 6),
            "" if np.isnan(outcome[i]) else round(float(outcome[i]), 6),
            int(data.followed[i]),
        )
        for i in range(len(data.site))
    ]
