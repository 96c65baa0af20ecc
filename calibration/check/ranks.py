"""Simulation-based calibration (Talts and others 2018): posteriors of studies whose truth is known.

A study is simulated from the first contact on, with parameters from their priors. Its posterior is found as the real
study's is, from what it reports, among simulated studies of eleven women. If the sampler, the conditioning on the
eleven and the funnel on paper are right, the true value of every parameter has the same chance of each rank among its
posterior's draws, and intervals hold the truth as often as they say.

Only studies that report what enough simulated studies report are used. That is a condition on the data alone, under
which ranks stay uniform.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from calibration.check.studies import Studies
from calibration.check.verdicts import Verdict, smallest_stands
from calibration.priors import uniforms

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

DRAWS = 99
"""Draws from each study's posterior, so that a rank is one of a hundred."""

BINS = 10
LEVELS = (0.5, 0.8, 0.9)

MANY = 10
"""Times as many studies as draws, from which on a few are picked instead of putting all in a random order."""

CHOICE, TIES = "calibration.ranks.choice", "calibration.ranks.ties"
"""What the choice of draws, and the rank among equal values, are keyed by."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """Ranks of true values among their posteriors' draws.

    Attributes
    ----------
    names : tuple of str
        The parameters.
    ranks : array of int, shape (studies, parameters)
        From 0 to ``DRAWS``.
    simulated : int
        Studies that there were; those used are fewer.
    """

    names: tuple[str, ...]
    ranks: Whole
    simulated: int

    @property
    def studies(self) -> int:
        """How many studies."""
        return len(self.ranks)

    def histogram(self, name: str) -> Whole:
        """Return how many ranks of one parameter are in each of ten equal bins."""
        found: Whole = np.bincount(self.ranks[:, self.names.index(name)] * BINS // (DRAWS + 1), minlength=BINS)
        return found

    def uniform(self, name: str) -> float:
        """Return the p-value of equal bins (chi-squared)."""
        return float(stats.chisquare(self.histogram(name)).pvalue)

    def covered(self, name: str, level: float) -> int:
        """Return how many true values are in the central interval of their posterior."""
        outside = round((1.0 - level) / 2.0 * (DRAWS + 1))
        ranks = self.ranks[:, self.names.index(name)]
        return int(((ranks >= outside) & (ranks <= DRAWS - outside)).sum())


def ranks_of(truths: Numbers, figures: Whole, studies: Studies, seed: int) -> Ranks:
    """Find the posterior of every study and return where the truth lies in it.

    Parameters
    ----------
    truths : array of float, shape (studies, parameters)
        True parameters.
    figures : array of int, shape (studies, targets)
        What each study reports.
    studies : Studies
        Studies simulated from the priors.
    seed : int
        Seed of the choice of draws.
    """
    order, choice = np.unique(figures, axis=0, return_inverse=True)
    matching = [studies.with_figures(one) for one in order]
    ranks = [
        _ranks(truth, studies.values[studies.draws[_chosen(matching[which], number, seed)]], number, seed)
        for number, (truth, which) in enumerate(zip(truths, choice.ravel(), strict=True))
        if len(matching[which]) >= DRAWS
    ]
    return Ranks(studies.names, np.array(ranks, np.int64).reshape(len(ranks), len(studies.names)), len(truths))


def _chosen(among: Whole, number: int, seed: int) -> Whole:
    """Return so many different studies, each as likely as any other."""
    if len(among) < MANY * DRAWS:
        u = uniforms(CHOICE, number, len(among), seed)
        found: Whole = among[np.argpartition(u, DRAWS - 1)[:DRAWS]]
        return found
    tried = (uniforms(CHOICE, number, 2 * DRAWS, seed) * len(among)).astype(np.int64)
    _, first = np.unique(tried, return_index=True)
    return among[tried[np.sort(first)[:DRAWS]]]


def _ranks(truth: Numbers, draws: Numbers, number: int, seed: int) -> Whole:
    """Return the rank of each true value; among equal values (whole numbers) any place is as likely."""
    below, equal = (draws < truth).sum(axis=0), (draws == truth).sum(axis=0)
    found: Whole = below + (uniforms(TIES, number, len(truth), seed) * (equal + 1)).astype(np.int64)
    return found


def verdicts(ranks: Ranks, least: int) -> list[Verdict]:
    """Return what the ranks say.

    Parameters
    ----------
    ranks : Ranks
        The ranks.
    least : int
        Studies that there must be.
    """
    p_values = {name: ranks.uniform(name) for name in ranks.names}
    worst = min(p_values, key=lambda name: p_values[name])
    enough = Verdict(
        "simulation-based calibration: studies",
        ranks.studies >= least,
        f"{ranks.studies:,} of {ranks.simulated:,} simulated studies could be used",
        f"at least {least:,}",
    )
    even = Verdict(
        "simulation-based calibration: ranks are even",
        smallest_stands(list(p_values.values())),
        f"smallest p of {len(p_values)} parameters {p_values[worst]:.4f} ({worst})",
        "no less than 1% divided by their number",
    )
    return [enough, even, *(_coverage(ranks, level) for level in LEVELS)]


def _coverage(ranks: Ranks, level: float) -> Verdict:
    counts = {name: ranks.covered(name, level) for name in ranks.names}
    tests = [float(stats.binomtest(count, ranks.studies, level).pvalue) for count in counts.values()]
    least, most = min(counts.values()) / ranks.studies, max(counts.values()) / ranks.studies
    mean = sum(counts.values()) / len(counts) / ranks.studies
    return Verdict(
        f"simulation-based calibration: {level:.0%} intervals",
        smallest_stands(tests),
        f"hold the truth in {mean:.1%} of studies ({least:.1%} to {most:.1%} by parameter)",
        f"{level:.0%}, each parameter within chance (1% divided by their number)",
    )
