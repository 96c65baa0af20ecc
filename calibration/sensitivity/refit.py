"""What is known in each alternative: the fit done again, smaller, and the headline answers of its own draws.

The same sampler as the fit's (``calibration.sampler``): a simulated study of the alternative's world must give every
fitted figure. What matched is then run through the base with that structure. How many of a million studies match is, of
two structures, how well each explains the fitted figures (their evidence, as Bayes factors have it).

Few match. The fit says nothing of the parameters that it leaves at their priors or closed forms, and much of an answer
hangs on those; so each match is taken as often as it needs to make as many draws as the posterior has, each time with
other values of them: those of the posterior's own draws. What is left of chance is that few matched, and that is what
the Monte Carlo error is of.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.answers import ANSWERS, measured
from calibration.evidence import evidence
from calibration.fit import priced, values_of
from calibration.posterior import Posterior
from calibration.predict import interval
from calibration.prices import SESSION
from calibration.priors import drawable
from calibration.sampler import Found, Match
from calibration.sensitivity.listed import BASE, Alternative
from calibration.sensitivity.running import rows_at
from calibration.world import Joiners, Whole, matches
from sim.parameters import default_parameters
from sim.varied import Varied, columns_of

Numbers = NDArray[np.float64]

HELD_OUT = "stabilisation_sessions"
"""The held-out count that each alternative's matched studies are compared with."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one answer.

    Attributes
    ----------
    mean : float
        Over the draws; of a share, the one mean over the other.
    error : float
        Monte Carlo standard error of the mean: of having so few matches, chance included.
    expected : tuple of float
        2.5 and 97.5 % of the answer over the draws: what is not known of parameters, and a little chance.
    sd : float
        Its standard deviation over the draws.
    """

    mean: float
    error: float
    expected: tuple[float, float]
    sd: float


@dataclass(frozen=True)
class Result:
    """One alternative, and what is known in it.

    Attributes
    ----------
    passed : tuple of int
        Simulated studies that matched the first 0, 1, 2 ... fitted figures.
    draws : int
        Different draws of what was fitted behind the answers.
    held_out : tuple of int
        Of the matched studies, how many gave the held-out five stabilisation sessions, and of how many.
    answers : dict of str to Known
        By name; empty if fewer than two studies matched.
    """

    name: str
    kind: str
    help: str
    not_fitted: str
    note: str
    passed: tuple[int, ...]
    draws: int
    held_out: tuple[int, int]
    answers: dict[str, Known]

    @property
    def studies(self) -> int:
        """How many studies were simulated."""
        return self.passed[0]

    @property
    def matches(self) -> int:
        """How many of them gave every fitted figure."""
        return self.passed[-1]

    @property
    def per_million(self) -> float:
        """Of a million studies, those that give every fitted figure."""
        return 1e6 * self.matches / self.studies

    @property
    def per_million_of_referred(self) -> float:
        """Of a million studies in which as many are referred as in the study, those that give every other figure."""
        return 1e6 * self.matches / max(self.passed[1], 1)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is written down."""
        return asdict(self)

    @staticmethod
    def from_json(content: dict[str, Any]) -> Result:
        """Return it from what was written down."""
        answers = {
            name: Known(one["mean"], one["error"], (one["expected"][0], one["expected"][1]), one["sd"])
            for name, one in content["answers"].items()
        }
        tuples = {name: tuple(content[name]) for name in ("passed", "held_out")}
        return Result(**{**content, **tuples, "answers": answers})


def result_of(
    alternative: Alternative, world: Joiners, found: list[Found], rows: int, replications: int, seed: int, threads: int
) -> Result:
    """Return what is known in an alternative that was fitted.

    Parameters
    ----------
    alternative : Alternative
        Which.
    world : Joiners
        Its world.
    found : list of Found
        The blocks of draws.
    rows : int
        How many draws of everything to make of what matched, at least.
    replications : int
        New studies of each of those.
    seed : int
        Seed of all that was not fitted, and of chance.
    threads : int
        Threads to use; the result does not depend on it.
    """
    matched = [match for block in found for match in block.matched]
    passed = tuple(sum(block.passed[i] for block in found) for i in range(len(world.stages) + 1))
    totals = np.array([match.totals for match in matched], np.int64)
    five = int(matches((evidence()[HELD_OUT],), totals).sum()) if matched else 0
    values, of = draws_of(world, matched, rows, seed)
    enough = len(np.unique(of)) > 1
    answers = known(_through(alternative, values), of, replications, seed, threads) if enough else {}
    return _result(alternative, passed, len(np.unique(of)), (five, len(matched)), answers)


def result_of_posterior(
    alternative: Alternative, posterior: Posterior, replications: int, seed: int, threads: int
) -> Result:
    """Return what is known in an alternative that takes the posterior as it is; for the base, see ``BASE``."""
    figure = evidence()[HELD_OUT]
    held = posterior.studies[figure.outcomes[0]]
    five = int(((held >= figure.low) & (held <= figure.high)).sum())
    varied = posterior.draws(default_parameters().changed(dict(alternative.changes)), posterior.number)
    answers = known(varied, np.arange(varied.draws), replications, seed, threads)
    passed = tuple(posterior.said["passed"])
    return _result(alternative, passed, posterior.number, (five, posterior.number), answers)


def the_base() -> Alternative:
    """Return the base, as the alternative that changes nothing."""
    return Alternative(BASE, BASE, "the base, with its priors")


def known(varied: Varied, of: Whole, replications: int, seed: int, threads: int) -> dict[str, Known]:
    """Return what is known of every answer from draws, each with replications of its own.

    Parameters
    ----------
    varied : Varied
        The draws.
    of : array of int
        The match that each draw is of: those of the same one are not independent.
    replications, seed, threads : int
        Replications of each draw, seed of chance, and threads.
    """
    rows = rows_at(varied, replications, seed, threads, shared=False)
    apart = np.array([rows[of == match].mean(axis=(0, 1)) for match in np.unique(of)])
    found = {}
    for name in ANSWERS:
        each, mean = measured(rows, name).values, measured(apart[None], name)
        error = float(np.sqrt(mean.noise[0]))
        found[name] = Known(float(mean.values[0]), error, interval(each), float(each.std(ddof=1)))
    return found


def draws_of(world: Joiners, matched: list[Match], rows: int, seed: int) -> tuple[Numbers, Whole]:
    """Return draws of everything, those that can be priced, and the match that each is of.

    Parameters
    ----------
    world : Joiners
        The alternative's world.
    matched : list of Match
        What matched.
    rows : int
        How many draws to make, at least: each match is taken equally often.
    seed : int
        Seed of all that was not fitted.
    """
    columns = _columns()
    if not matched:
        return np.zeros((0, len(columns))), np.zeros(0, np.int64)
    of = np.arange(-(-rows // len(matched)) * len(matched)) % len(matched)
    taken = [matched[i] for i in of]
    lives = np.array([match.life for match in taken], np.int64)
    values = priced(world, columns, values_of(world, columns, taken, seed), lives, seed)
    whole = ~np.isnan(values[:, columns.index(SESSION)])
    return values[whole], of[whole]


def _through(alternative: Alternative, values: Numbers) -> Varied:
    return Varied(default_parameters().changed(dict(alternative.changes)), _columns(), values)


def _columns() -> tuple[str, ...]:
    return tuple(columns_of(drawable(), default_parameters()))


def _result(
    alternative: Alternative,
    passed: tuple[int, ...],
    draws: int,
    held_out: tuple[int, int],
    answers: dict[str, Known],
) -> Result:
    of = alternative
    return Result(of.name, of.kind, of.help, of.not_fitted, of.note, passed, draws, held_out, answers)
