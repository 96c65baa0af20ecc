"""A trial design, worked out whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.trial.curve import Curve, Point, halved
from scenarios.trial.design import Design
from scenarios.trial.effect import Beliefs, beliefs_of, response, sessions_of, shares_received
from scenarios.trial.lives import TREATED, Lives, live
from scenarios.trial.progression import Lights, lights, of_the_study, precision_of_pilot
from scenarios.trial.recruiting import Reached, by_month, counts, of_draws, reached
from scenarios.trial.yes_no import curve_of_shares, shares_reaching, smallest_of_shares

Numbers = NDArray[np.float64]
Three = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Dilution:
    """How an effect in its source becomes the effect here; 2.5 %, middle and 97.5 % of draws, and the mean in between.

    Attributes
    ----------
    source : tuple of float
        Effect as randomised in the source, in standard deviations.
    dose_in_source : tuple of float
        Mean response of the source's women.
    whole : tuple of float
        Effect of a whole course.
    dose_here : tuple of float
        Mean response of the treated arm here.
    here : tuple of float
        Effect as randomised here: intention to treat.
    """

    source: Three
    dose_in_source: Three
    whole: Three
    dose_here: Three
    here: Three


@dataclass(frozen=True, slots=True)
class Dose:
    """What the treated arm receives: shares of its women, and sessions of therapy; the mean over draws between 95 %.

    ``elsewhere`` is the share of the comparison arm's women who begin therapy, and ``apart`` the difference.
    """

    began: Three
    completed: Three
    sessions: Three
    course: float
    elsewhere: Three
    apart: Three


@dataclass(frozen=True, eq=False)
class Trial:
    """Everything worked out of a design.

    Attributes
    ----------
    recruited : tuple of float
        Women randomised in the window: 2.5 %, middle and 97.5 % of draws.
    months : list
        Women randomised by the end of each month.
    points : list of Point
        The design curve.
    best : Point or None
        The smallest design that reaches the target.
    size : int
        The size that recruitment, progression and money are given for: the smallest design's, or the largest asked for.
    pounds : tuple of float
        What the treated arm costs for each woman randomised to it.
    """

    design: Design
    draws: int
    seed: int
    recruited: Three
    months: list[tuple[int, tuple[float, float], float]]
    dose: Dose
    dilution: Dilution | None
    points: list[Point]
    best: Point | None
    size: int
    reached: Reached
    lights: list[Lights]
    study: list[tuple[str, str, str]]
    pounds: Three
    pilot: tuple[int, float, float]

    def as_json(self) -> dict[str, Any]:
        """Return the trial for JSON; what no draw reaches is null."""
        found = {
            "design": self.design.name,
            "draws": self.draws,
            "seed": self.seed,
            "recruited": self.recruited,
            "months": [{"month": m, "low": e[0], "middle": mid, "high": e[1]} for m, e, mid in self.months],
            "dose": asdict(self.dose),
            "dilution": asdict(self.dilution) if self.dilution else None,
            "curve": [asdict(point) for point in self.points],
            "smallest": asdict(self.best) if self.best else None,
            "size": self.size,
            "reached": asdict(self.reached),
            "progression": [asdict(one) for one in self.lights],
            "the_study": [list(one) for one in self.study],
            "pounds_a_treated_woman": self.pounds,
            "pilot": {"women": self.pilot[0], "retention": self.pilot[1:]},
        }
        cleaned: dict[str, Any] = _finite(found)
        return cleaned


def work_out(
    design: Design, draws: int, seed: int = 1, threads: int = 1, say: Callable[[str], object] = lambda line: None
) -> tuple[Trial, Lives, Beliefs]:
    """Return everything worked out of a design, with the lives and the beliefs that it rests on.

    Parameters
    ----------
    design : Design
        The design.
    draws : int
        Draws of the posterior and of what the design believes.
    seed : int
        Seed of chance and of beliefs.
    threads : int
        Threads to use; results do not depend on it.
    say : callable
        Told what is being done.
    """
    say(f"living {design.sites.number} sites in {draws:,} draws")
    lives = live(design, draws, seed, threads)
    beliefs = beliefs_of(design, draws, seed)
    say("working out the design curve")
    if design.outcome.is_yes_no:
        points, best = curve_of_shares(lives, draws, beliefs, design), smallest_of_shares(lives, draws, beliefs, design)
    else:
        drawn = Curve(lives, draws, beliefs, design)
        points, best = drawn.at(design.sizes), halved(design, drawn.at)
    size = best.size if best else design.sizes[-1]
    dose, mean_response = dose_of(lives, draws, design)
    return (
        Trial(
            design=design,
            draws=draws,
            seed=seed,
            recruited=middle(counts(lives, draws)),
            months=by_month(lives, draws, design),
            dose=dose,
            dilution=None if design.outcome.is_yes_no else _dilution(beliefs, mean_response),
            points=points,
            best=best,
            size=size,
            reached=reached(lives, draws, design, size),
            lights=lights(lives, draws, seed, beliefs, design, size),
            study=of_the_study(design),
            pounds=_pounds(lives, draws),
            pilot=_pilot(size, design.follow_up.retention_comparison.mean),
        ),
        lives,
        beliefs,
    )


def dose_of(lives: Lives, draws: int, design: Design) -> tuple[Dose, Numbers]:
    """Return what the treated arm receives, and the mean share of a course's effect that comes of it, by draw."""
    women = lives.women
    treated = women.arm == TREATED
    number = np.bincount(women.draw[treated], minlength=draws).astype(float)

    def mean(values: Numbers) -> Numbers:
        sums = np.bincount(women.draw[treated], values[treated], minlength=draws)
        found: Numbers = np.divide(sums, number, out=np.full(draws, np.nan), where=number > 0)
        return found

    gained = mean(response(shares_received(women, design), design.effect))
    therapy = women.therapy.astype(float)
    began, completed = (mean(each.astype(float)) for each in (women.began, women.completed))
    other, own = shares_reaching(lives, draws)
    dose = Dose(
        three(began), three(completed), three(mean(therapy)), sessions_of(design), three(other), three(own - other)
    )
    return dose, gained


def _dilution(beliefs: Beliefs, gained: Numbers) -> Dilution:
    return Dilution(
        three(beliefs.size),
        three(beliefs.dose_in_source),
        three(beliefs.whole),
        three(gained),
        three(beliefs.whole * gained),
    )


def _pounds(lives: Lives, draws: int) -> Three:
    """Return the cost of the treated arm for each of its women; a ratio of sums within a draw."""
    treated = np.bincount(lives.women.draw[lives.women.arm == TREATED], minlength=draws)
    some = treated > 0
    return three(lives.pounds[some, TREATED] / treated[some])


def _pilot(size: int, retention: float) -> tuple[int, float, float]:
    """Return an internal pilot of a fifth of the women, and the interval that it gives for retention."""
    women = max(10, round(size / 5))
    return (women, *precision_of_pilot(women, retention))


def three(values: Numbers) -> Three:
    """Return 2.5 %, the mean and 97.5 % of draws; those that tell nothing are left out."""
    known = values[~np.isnan(values)]
    if not len(known):
        return (np.nan, np.nan, np.nan)
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(known.mean()), float(high)


def middle(values: Numbers) -> Three:
    """Return 2.5 %, the middle and 97.5 % of draws."""
    low, half, high = of_draws(values)
    return float(low), float(half), float(high)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
