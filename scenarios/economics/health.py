"""Health outcomes, optional and off by default: published effects, scaled by the sessions that women really receive.

DUSSK measured no effect on PTSD or on drug use, and none may be read off it. Switched on, this asks what would follow
if the effects of other studies held here:

    QALYs = sessions attended / sessions of a course
            * points gained by a course as randomised / share of sessions received in the source trial
            * utility for each point * discounted years that a gain lasts

so that the source trial's own share of sessions gives back the source's own effect. Dose acts in proportion, and is
never read off who attended. Women without therapy improve too; that is the same in every option and cancels. No effect
on drug use is the base.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.toml_files import toml_of
from scenarios.distributions import Distribution, distribution_of
from scenarios.economics.discounting import discounted, years_of_benefit
from scenarios.economics.sample import Sample
from scenarios.economics.settings import rates
from scenarios.files import Scenario
from sim.clock import WEEKS_IN_YEAR
from sim.parameters import THERAPIES
from sim.run import Runs

Numbers = NDArray[np.float64]

HEALTH_FILE = Path(__file__).with_name("health.toml")
SEED_NAME = "economics.health"

QALYS = "qalys"


@dataclass(frozen=True, slots=True)
class Belief:
    """One number that the health outcomes rest on."""

    name: str
    distribution: Distribution
    unit: str
    standing: str
    source: str

    def values(self, number: int, seed: int) -> Numbers:
        """Return draws: keyed by the number's name, so that none depends on another."""
        return self.distribution.values(f"{SEED_NAME}.{self.name}", number, seed)


@cache
def beliefs(file: Path = HEALTH_FILE) -> dict[str, Belief]:
    """Return every number of a file by dotted name; by default those that the health outcomes rest on."""
    found: dict[str, Belief] = {}
    for name, content in toml_of(file).items():
        inner = {name: content} if "distribution" in content else {f"{name}.{k}": v for k, v in content.items()}
        found |= {each: _belief(each, said, file) for each, said in inner.items()}
    return found


def _belief(name: str, said: dict[str, Any], file: Path) -> Belief:
    where = f"{file.name}: [{name}]: distribution"
    return Belief(name, distribution_of(said["distribution"], where), said["unit"], said["standing"], said["source"])


def with_health(sample: Sample, runs: Mapping[str, Runs], seed: int, regime: str, *, drug_use: bool = False) -> Sample:
    """Return a sample that also holds the QALYs gained by therapy, by the name ``"qalys"``.

    Parameters
    ----------
    sample : Sample
        The options.
    runs : mapping of str to Runs
        Their runs, for when therapy begins.
    seed : int
        Seed of the draws of effects.
    regime : {"nice", "green_book"}
        Whose discount rates.
    drug_use : bool
        Whether to add the published effect on drug use, which is not reliably different from none.
    """
    _, rate = rates(regime)
    utility = _utility_of_a_course(sample, seed, drug_use)
    years = beliefs()["years"].values(sample.draws, seed)
    lasting = np.array([years_of_benefit(float(length), rate) for length in years])
    begins = np.array([worth_when_begun(runs[option.name], rate) for option in sample.options])
    courses = sample.totals["therapy_sessions_held"] / np.array([_sessions(option) for option in sample.options])
    qalys = courses * (utility * lasting[:, None] * begins)[:, None, :]
    return Sample(sample.options, {**sample.totals, QALYS: qalys})


def _utility_of_a_course(sample: Sample, seed: int, drug_use: bool) -> Numbers:
    """Return the utility that a whole course gains, by draw and option."""
    draw = {name: belief.values(sample.draws, seed) for name, belief in beliefs().items()}
    a_point = draw["responder_utility"] / draw["responder_points"]
    found = np.zeros((sample.draws, len(sample.options)))
    for column, option in enumerate(sample.options):
        points = sum(share * draw[f"points.{kind}"] for kind, share in _shares(option).items())
        gained = points * a_point
        if drug_use:
            gained = gained + draw["drug_use.smd"] * draw["drug_use.sd_days"] * draw["drug_use.utility"]
        found[:, column] = gained / draw["dose_in_source"]
    return found


def _shares(option: Scenario) -> dict[str, float]:
    """Return the share of women offered each kind of therapy."""
    shares: dict[str, Any] = {kind: option.parameters.get(f"{kind}.share") for kind in THERAPIES}
    total = sum(shares.values()) or 1.0
    return {kind: share / total for kind, share in shares.items()}


def _sessions(option: Scenario) -> float:
    """Return the sessions of a whole course, over the kinds of therapy offered."""
    of: dict[str, Any] = {kind: option.parameters.get(f"{kind}.sessions") for kind in THERAPIES}
    return float(sum(share * of[kind] for kind, share in _shares(option).items())) or 1.0


def worth_when_begun(runs: Runs, rate: float) -> float:
    """Return what health gained by therapy is worth on average, by the year counted in which it begins."""
    first = runs.parameters.run.warm_up_weeks // WEEKS_IN_YEAR
    begun = {year - first: float(n) for (name, year), n in runs.years.items() if name == "started_therapy"}
    total = sum(begun.values())
    return discounted(begun, rate) / total if total else 1.0
