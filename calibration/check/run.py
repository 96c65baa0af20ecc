"""All checks of a posterior, one after another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from calibration.check import predictive, ranks, stability
from calibration.check.predictive import Beside
from calibration.check.ranks import Ranks
from calibration.check.studies import Studies, prior_studies, whole_studies
from calibration.check.verdicts import Verdict
from calibration.funnel import world_of_joiners
from calibration.posterior import Posterior
from calibration.sampler import Sampling
from calibration.world import Joiners, find_lives
from sim.parameters import Parameters

ANOTHER = 1_000_003
"""Added to the fit's seed for the seed of the checks: nothing that the fit drew is drawn again."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is simulated.

    Attributes
    ----------
    lives : int
        Replications of chance looked through for those with eleven women.
    blocks, block, lives_each : int
        Blocks of draws from the priors, draws in a block, and lives of each.
    studies, least : int
        Whole studies simulated for simulation-based calibration, and how many must be usable.
    new_studies, draws : int
        New studies of each draw for the predictive checks, and of how many draws at most.
    """

    lives: int
    blocks: int
    block: int
    lives_each: int
    studies: int
    least: int
    new_studies: int
    draws: int


WHOLE = Effort(1 << 15, 72, 4096, 8, 100_000, 2000, 10, 2000)
QUICK = Effort(1 << 12, 20, 2048, 8, 40_000, 500, 4, 1000)
"""What runs in continuous integration: half a minute on two cores."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found, for the page and for pictures."""

    verdicts: list[Verdict]
    beside: list[Beside]
    ranks: Ranks

    @property
    def passed(self) -> bool:
        """Whether everything is as it should be."""
        return all(verdict.passed for verdict in self.verdicts)


def check(
    posterior: Posterior,
    effort: Effort,
    threads: int,
    say: Callable[[str], object] = lambda line: None,
    progress: Callable[[int], object] = lambda number: None,
    base: Parameters | None = None,
) -> Checked:
    """Check a posterior.

    Parameters
    ----------
    posterior : Posterior
        The posterior, which must belong to this model (:meth:`Posterior.check_model`).
    effort : Effort
        How much to simulate.
    threads : int
        Threads to use; what is found does not depend on it.
    say, progress : callable
        Told in words what is going on, and the number of studies simulated, time after time.
    base : Parameters, optional
        The world of the eleven; by default that of the fit. With another, the checks show what they can see.
    """
    say("living the matched studies again")
    seed = int(posterior.said["settings"]["seed"]) + ANOTHER
    base = world_of_joiners() if base is None else base
    world = Joiners({}, seed, base=base)
    verdicts = [*stability.again(posterior, world), *stability.effective(posterior, world.names)]
    say("looking for lives in which eleven women join")
    world = Joiners(find_lives(effort.lives, seed, threads), seed, base=base)
    say("simulating new studies under the posterior")
    beside = predictive.beside(posterior, world, min(posterior.number, effort.draws), effort.new_studies, seed)
    verdicts += predictive.verdicts(beside)
    verdicts.append(stability.halves(posterior, effort.new_studies, seed))
    sampling = Sampling(seed, effort.block, effort.lives_each)
    say(f"simulating {effort.blocks * effort.block * effort.lives_each:,} studies of eleven women under the priors")
    studies = prior_studies(world, sampling, effort.blocks, threads, progress)
    verdicts.append(stability.seeds(posterior, studies, world.stages))
    verdicts += stability.tolerances(posterior, studies, world.stages)
    say("simulating whole studies whose parameters are known, and finding the posterior of each")
    found = _ranks(world, studies, effort, seed)
    return Checked(verdicts + ranks.verdicts(found, effort.least), beside, found)


def _ranks(world: Joiners, studies: Studies, effort: Effort, seed: int) -> Ranks:
    truths, figures = whole_studies(world.stages, world.names, effort.studies, seed + 1)
    return ranks.ranks_of(truths, figures, studies, seed)
