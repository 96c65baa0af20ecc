"""Does a second method find the same posterior? ``python -m calibration.crosscheck FOLDER`` with a fit's folder.

Rejection and chains (``calibration.chains``) sample the same posterior, given all figures but the last: there
rejection has thousands of draws. Every fitted parameter's mean is compared in standard errors of both, on the normal
scores of its prior, and every distribution by its largest distance.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from calibration.chains import Chains
from calibration.check.diagnostics import diagnosed
from calibration.folder import read_blocks, read_lives
from calibration.sampler import Sampling
from calibration.world import Joiners, life_uniforms, matches, parameter_uniforms

Numbers = NDArray[np.float64]

CANDIDATES = 8192


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well two methods agree about one parameter.

    Attributes
    ----------
    difference : float
        Of the means, in standard deviations of the prior.
    error : float
        Its standard error.
    distance : float
        Largest distance between the two distributions (Kolmogorov and Smirnov).
    """

    parameter: str
    rejection: float
    chains: float
    difference: float
    error: float
    distance: float

    @property
    def score(self) -> float:
        """The difference in standard errors."""
        return self.difference / self.error


def begin(world: Joiners, chains: int, seed: int, stages: int) -> Chains:
    """Return chains that begin where no more than the first two figures match.

    Parameters
    ----------
    world : Joiners
        The world.
    chains : int
        How many, at most.
    seed : int
        Seed of the chains.
    stages : int
        Figures to match, from the first.
    """
    u = parameter_uniforms(world.names, CANDIDATES, seed, 0)
    values = world.values(u)
    lives = world.lives(values, life_uniforms(0, CANDIDATES, seed, 0))
    passed = matches(world.stages[:stages], world.totals(values, np.arange(CANDIDATES), lives))
    start = np.flatnonzero(passed == min(2, stages - 1))[:chains]
    return Chains(world, seed, special.ndtri(u[start]), lives[start], passed[start], stages)


def sample(chains: Chains, burn_in: int, steps: int, tries: int, every: int) -> Numbers:
    """Return normal scores, shape (samples, chains, parameters), of the chains that had arrived after the burn-in.

    Parameters
    ----------
    chains : Chains
        The chains.
    burn_in, steps : int
        Steps left out, and steps kept.
    tries : int
        New lives tried in a step.
    every : int
        Steps from one sample to the next.
    """
    chains.run(burn_in, tries)
    arrived = chains.passed == chains.stages
    kept = []
    for _ in range(0, steps, every):
        chains.run(every, tries)
        kept.append(chains.z[arrived].copy())
    return np.array(kept)


def rejected(world: Joiners, sampling: Sampling, draws: NDArray[np.int64]) -> Numbers:
    """Return the normal scores of draws by rejection, one row a draw."""
    rows = []
    for block in np.unique(draws // sampling.block):
        u = parameter_uniforms(world.names, sampling.block, sampling.seed, int(block) * sampling.block)
        rows.append(u[draws[draws // sampling.block == block] % sampling.block])
    scores: Numbers = special.ndtri(np.concatenate(rows))
    return scores


def compared(names: tuple[str, ...], rejection: Numbers, chains: Numbers) -> list[Agreement]:
    """Return how well both agree about each parameter; the chains' error is from how much their means differ."""
    found = []
    for i, name in enumerate(names):
        one, each = rejection[:, i], chains[:, :, i].mean(axis=0)
        error = np.sqrt(one.var(ddof=1) / len(one) + each.var(ddof=1) / len(each))
        found.append(
            Agreement(
                name,
                float(one.mean()),
                float(each.mean()),
                float(each.mean() - one.mean()),
                float(error),
                float(stats.ks_2samp(one, chains[:, :, i].ravel()).statistic),
            )
        )
    return found


def main() -> None:
    """Run the cross-check on a fit's folder and print what agrees."""
    parser = argparse.ArgumentParser(prog="python -m calibration.crosscheck", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chains", type=int, default=32)
    parser.add_argument("--burn-in", type=int, default=400)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--tries", type=int, default=16)
    given = parser.parse_args()
    said = json.loads((given.folder / "fit.json").read_text(encoding="utf-8"))["settings"]
    world = Joiners(read_lives(given.folder), said["seed"])
    sampling = Sampling(said["seed"], said["block"], said["lives_each"])
    nearly = [row for block in read_blocks(given.folder) for row in block.nearly]
    draws = np.array([draw for draw, _, _ in nearly], np.int64)
    last = world.stages[-1]
    matched = float(np.mean([last.low <= total <= last.high for _, _, total in nearly]))
    rejection = rejected(world, sampling, draws)
    chains = begin(world, given.chains, said["seed"] + 1, len(world.stages) - 1)
    print(f"{len(chains.z)} chains; {len(draws):,} draws by rejection", file=sys.stderr)
    scores = sample(chains, given.burn_in, given.steps, given.tries, 5)
    taken = chains.step * len(chains.z)
    print(f"parameter moves taken {chains.moved / taken:.2f}, new lives {chains.renewed / taken / given.tries:.4f}")
    print(
        f"chains that arrived: {scores.shape[1]} of {len(chains.z)}; of the draws, {matched:.3f} match the last figure"
    )
    each = diagnosed(world.names, scores.transpose(1, 0, 2))
    slowest = max(each, key=lambda one: one.r_hat)
    print(
        f"chains by ArviZ: R-hat at most {slowest.r_hat:.3f} ({slowest.parameter}), effective sample size at least "
        f"{min(one.bulk for one in each):,.0f} of {scores.shape[0] * scores.shape[1]:,}"
    )
    found = compared(world.names, rejection, scores)
    print(f"{'':36}  rejection  chains  difference  errors  distance")
    for one in sorted(found, key=lambda each: -abs(each.score)):
        print(
            f"{one.parameter:36}  {one.rejection:9.3f}  {one.chains:6.3f}  {one.difference:10.3f}  "
            f"{one.score:6.2f}  {one.distance:8.3f}"
        )
    total = sum(one.score**2 for one in found)
    print(f"sum of squared scores {total:.1f} for {len(found)} parameters: p = {stats.chi2.sf(total, len(found)):.3f}")


if __name__ == "__main__":
    main()
