"""Does another program find the same posterior? ``python -m calibration.pyabc_study``, with pyABC installed.

A slow study, not part of the tests: pyABC is no dependency (``pip install pyabc``). It is asked about a smaller
problem, four parameters and the first two figures (5 of 11 referred, 4 of them screened), all else as in the base,
with thresholds that end at 0, and its draws are compared with those of ``calibration.sampler``. pyABC draws its own
random numbers, by NumPy's state, which is set here; on one core its run can be repeated.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from calibration.evidence import targets
from calibration.sampler import Sampling, block_of
from calibration.world import Joiners, find_lives
from sim.outcomes import TOTALS
from sim.parameters import default_parameters, entries

Numbers = NDArray[np.float64]

NAMES = ("attendance.drug_group", "attendance.spread_between_women", "stability.gained", "leaving.preparation")
THRESHOLDS = (4.0, 2.0, 1.0, 0.0)


def small_world(lives: int, seed: int) -> Joiners:
    """Return the world with four parameters and two figures."""
    weeks = default_parameters().run.recruitment_weeks
    return Joiners(find_lives(lives, seed, 1, all_weeks=[weeks]), seed, NAMES, tuple(targets("fitted")[:2]))


def by_rejection(world: Joiners, blocks: int, seed: int) -> Numbers:
    """Return exact draws, one row a draw."""
    found = [block_of(world, Sampling(seed, 4096, 8), number) for number in range(blocks)]
    return np.array([match.values for block in found for match in block.matched])


def by_pyabc(world: Joiners, population: int, seed: int) -> tuple[Numbers, Numbers, int]:
    """Return pyABC's particles, their weights and how many simulations it took."""
    import pyabc

    weeks = default_parameters().run.recruitment_weeks
    pool = world.lives_with_eleven[weeks]
    columns = [TOTALS.index(target.outcomes[0]) for target in world.stages]

    def model(z: dict[str, float]) -> dict[str, Any]:
        values = world.values(special.ndtr(np.array([[z[name] for name in NAMES]])))
        row = world.totals(values, np.zeros(1, np.int64), np.random.choice(pool, 1))
        return {"counts": row[0, columns]}

    def distance(one: dict[str, Any], other: dict[str, Any]) -> float:
        return float(np.abs(one["counts"] - other["counts"]).sum())

    np.random.seed(seed)
    prior = pyabc.Distribution(**{name: pyabc.RV("norm", 0, 1) for name in NAMES})
    run = pyabc.ABCSMC(
        model,
        prior,
        distance,
        population_size=population,
        eps=pyabc.ListEpsilon(list(THRESHOLDS)),
        sampler=pyabc.sampler.SingleCoreSampler(),
    )
    with tempfile.TemporaryDirectory() as folder:
        run.new(f"sqlite:///{Path(folder) / 'abc.db'}", {"counts": np.array([t.low for t in world.stages])})
        history = run.run(max_nr_populations=len(THRESHOLDS))
        frame, weights = history.get_distribution()
        scores = special.ndtr(frame[list(NAMES)].to_numpy())
        return world.values(scores), np.asarray(weights, np.float64), int(history.total_nr_simulations)


def distance_of(exact: Numbers, other: Numbers, weights: Numbers) -> float:
    """Return the largest distance between an unweighted and a weighted sample's distributions."""
    order = np.argsort(other)
    steps = np.cumsum(weights[order]) / weights.sum()
    at = np.concatenate([[0.0], steps])[np.searchsorted(other[order], np.sort(exact), side="right")]
    return float(np.abs(at - np.arange(1, len(exact) + 1) / len(exact)).max())


def main() -> None:
    """Run the study and print both posteriors beside one another."""
    parser = argparse.ArgumentParser(prog="python -m calibration.pyabc_study", description=__doc__)
    parser.add_argument("--population", type=int, default=1000)
    parser.add_argument("--blocks", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    world = small_world(1 << 14, given.seed)
    exact = by_rejection(world, given.blocks, given.seed)
    particles, weights, simulations = by_pyabc(world, given.population, given.seed)
    size = weights.sum() ** 2 / (weights**2).sum()
    print(
        f"exact draws {len(exact):,}; pyABC {len(particles):,} particles worth {size:.0f}, {simulations:,} simulations"
    )
    print(f"{'':34}  {'prior':>7}  {'exact':>15}  {'pyABC':>15}  errors  distance")
    for i, name in enumerate(NAMES):
        mean = np.average(particles[:, i], weights=weights)
        spread = np.sqrt(np.average((particles[:, i] - mean) ** 2, weights=weights))
        error = np.sqrt(exact[:, i].var() / len(exact) + spread**2 / size)
        print(
            f"{name:34}  {entries()[name].value:7.3f}  {exact[:, i].mean():7.4f} {exact[:, i].std():7.4f}  "
            f"{mean:7.4f} {spread:7.4f}  {(mean - exact[:, i].mean()) / error:6.2f}  "
            f"{distance_of(exact[:, i], particles[:, i], weights):8.3f}"
        )
    limit = stats.kstwobign.ppf(0.99) / np.sqrt(size * len(exact) / (size + len(exact)))
    print(f"a distance above {limit:.3f} would be one in a hundred by chance")


if __name__ == "__main__":
    main()
