"""The decision that a trial is for: which of its two arms to provide, in pounds of net benefit, draw by draw.

Both arms run as scenarios over the draws of the posterior. Their health is

    QALYs = sessions attended / sessions of a course * what response the doses make, beside their share
            * effect of a whole course * points of a standard deviation
            * utility of a point * discounted years that a gain lasts

as in ``scenarios.economics.health``, with the design's own effect. Or no health is claimed, and a woman who completes
therapy has a stated value. Net benefit is divided by the women who join in an average run, so that it is for one woman;
no draw is divided by its own women.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scenarios.comparability import why_not_comparable
from scenarios.drawn import drawn
from scenarios.economics import health
from scenarios.economics.decision import Information, acceptability, freed, noise_within, perfect_information
from scenarios.economics.discounting import years_of_benefit
from scenarios.economics.sample import COST, Sample, sample_of
from scenarios.economics.settings import rates
from scenarios.economics.today import check_rates, discounted_of_today
from scenarios.files import Scenario
from scenarios.running import Settings, run_scenarios
from scenarios.trial.asked import MEASURES, why_not_judged
from scenarios.trial.design import Design
from scenarios.trial.effect import Beliefs, response, sessions_of, shares_received
from scenarios.trial.lives import TREATED, Women
from sim.errors import InputError
from sim.run import Runs
from sim.varied import Varied

Numbers = NDArray[np.float64]

GAIN_FILE = Path(__file__).with_name("gain.toml")
"""What a gain in another outcome than the CAPS-5 is worth; that of the CAPS-5 is in the economics' ``health.toml``."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What the decision is judged by.

    Attributes
    ----------
    name : {"qalys", "completed_therapy"}
        QALYs gained, or women who complete therapy.
    pounds : float
        What one is worth.
    regime : {"nice", "green_book"}
        Whose discount rates, for QALYs and their costs.
    """

    name: str
    pounds: float
    regime: str = "nice"

    def __post_init__(self) -> None:
        """Refuse what is not known."""
        if self.name not in MEASURES:
            raise InputError(f"measure: '{self.name}': expected {' or '.join(MEASURES)}")
        if not (math.isfinite(self.pounds) and self.pounds >= 0.0):
            raise InputError(f"pounds: {self.pounds:g}: expected what one is worth, 0 or more")
        rates(self.regime)


@dataclass(frozen=True, eq=False)
class Decision:
    """The decision between the arms, in every draw.

    Attributes
    ----------
    options : tuple of str
        The comparison arm and the treated arm.
    benefit : array of float, shape (draws, 2)
        Net benefit in pounds for one woman who joins; the chance of replications is still in it.
    noise : array of float, shape (2, 2)
        Covariance of that chance.
    effect, cost : array of float, shape (draws, 2)
        What each option gains and costs for one woman who joins. Judged by QALYs, costs are discounted and in the
        latest prices; else they are in the prices of the run.
    women : float
        Women who join the treated arm's run, on average.
    names : tuple of str
        Parameters that are not known.
    parameters : array of float, shape (draws, parameters)
        Their draws.
    """

    options: tuple[str, ...]
    benefit: Numbers
    noise: Numbers
    effect: Numbers
    cost: Numbers
    women: float
    names: tuple[str, ...]
    parameters: Numbers

    @property
    def best(self) -> str:
        """The option to choose with what is known."""
        return self.options[int(self.benefit.mean(axis=0).argmax())]

    @property
    def probability(self) -> tuple[float, ...]:
        """Probability that each option is the best."""
        return tuple(acceptability(freed(self.benefit, self.noise)).tolist())

    @property
    def equal_at(self) -> float | None:
        """Pounds for one gained at which both options are as good; None where no gain is sure, or it is free."""
        gained, costs = np.diff(self.effect, axis=1)[:, 0], np.diff(self.cost, axis=1)[:, 0]
        if not np.quantile(gained, 0.025) > 0.0 or not costs.mean() > 0.0:
            return None
        return float(costs.mean() / gained.mean())

    @property
    def forgone(self) -> float:
        """Net benefit that a woman given the other option than the best forgoes, as far as is known."""
        return float(np.ptp(self.benefit.mean(axis=0)))

    def perfect(self) -> Information:
        """Return the value of knowing everything."""
        return perfect_information(self.benefit, self.noise)


def check_decision(design: Design, measure: Measure) -> None:
    """Refuse what cannot be decided, before anything runs.

    Raises
    ------
    InputError
        If the outcome cannot be judged so, the arms run for other times or in other prices, or one discounts costs
        otherwise than health is.
    """
    arms = (design.arms.comparison, design.arms.treated)
    if why := why_not_judged(measure.name, design.outcome.name):
        raise InputError(f"measure: '{measure.name}': {why}")
    if why := why_not_comparable(arms[1], arms[0]):
        raise InputError(why)
    if measure.name == "qalys":
        check_rates(arms, measure.regime)


def decision_of(
    design: Design, beliefs: Beliefs, women: Women, measure: Measure, settings: Settings, *, quiet: bool = True
) -> Decision:
    """Return the decision between a design's arms.

    Parameters
    ----------
    design : Design
        The design.
    beliefs : Beliefs
        What it believes, one draw for each of the posterior's.
    women : Women
        The women of the trial, for what response their doses make.
    measure : Measure
        What the decision is judged by.
    settings : Settings
        How the arms run; two replications of each draw at least.
    quiet : bool
        Whether to leave out the progress bar.

    Raises
    ------
    InputError
        As :func:`check_decision`, or if there are too few draws or replications.
    """
    check_decision(design, measure)
    arms = (design.arms.comparison, design.arms.treated)
    runs = run_scenarios(arms, settings, quiet=quiet)
    sample = sample_of(arms, runs)
    names, values = _posterior_of(arms, settings.draws)
    if measure.name == "qalys":
        gain = _gain(design, sample.draws, settings.seed)
        effects = _qalys(design, beliefs, women, sample, runs, gain, measure.regime)
        costs = discounted_of_today(sample)
        extra = {"effect.size": beliefs.size, "effect.dose_in_source": beliefs.dose_in_source}
        extra |= {f"gain.{name}": of for name, of in gain.items()}
        names, values = (*names, *extra), np.column_stack([values, *extra.values()])
    else:
        effects, costs = sample.totals["completed_therapy"], sample.totals[COST]
    joined = float(sample.totals["consented"][:, :, 1].mean())
    if joined <= 0.0:
        raise InputError(f"arms: nobody joins '{design.arms.treated.name}', so there is nothing to decide")
    each = (measure.pounds * effects - costs) / joined
    gained, cost = effects.mean(axis=1) / joined, costs.mean(axis=1) / joined
    options = tuple(arm.name for arm in arms)
    return Decision(options, each.mean(axis=1), noise_within(each), gained, cost, joined, names, values)


def _posterior_of(arms: tuple[Scenario, Scenario], draws: int) -> tuple[tuple[str, ...], Numbers]:
    """Return the parameters that vary in either arm, and their draws."""
    columns: dict[str, Numbers] = {}
    for arm in arms:
        varied = drawn(arm.parameters, draws)
        if isinstance(varied, Varied):
            for place, name in enumerate(varied.names):
                columns.setdefault(name, np.asarray(varied.values[:, place], float))
    varies = {name: column for name, column in columns.items() if np.ptp(column) > 0.0}
    return tuple(varies), np.column_stack(list(varies.values()))


def _gain(design: Design, draws: int, seed: int) -> dict[str, Numbers]:
    """Return draws of what a gain is worth, keyed as the economics key them."""
    known = health.beliefs()
    found = {name: known[name].values(draws, seed) for name in ("responder_points", "responder_utility", "years")}
    if design.outcome.name == "pcl5":
        known = health.beliefs(GAIN_FILE)
        found["responder_points"] = known["responder_points_pcl5"].values(draws, seed)
    return found


def _qalys(
    design: Design,
    beliefs: Beliefs,
    women: Women,
    sample: Sample,
    runs: dict[str, Runs],
    gain: dict[str, Numbers],
    regime: str,
) -> Numbers:
    """Return QALYs gained in every replication of each arm, shape (draws, replications, 2)."""
    _, rate = rates(regime)
    lasting = np.array([years_of_benefit(float(length), rate) for length in gain["years"]])
    course = beliefs.whole * design.outcome.sd / gain["responder_points"] * gain["responder_utility"] * lasting
    begins = np.array([health.worth_when_begun(runs[option.name], rate) for option in sample.options])
    courses = sample.totals["therapy_sessions_held"] / sessions_of(design) * response_for_a_share(women, design)
    found: Numbers = courses * course[:, None, None] * begins
    return found


def response_for_a_share(women: Women, design: Design) -> float:
    """Return the mean response of treated women over their mean share of a course; 1 where it is in proportion."""
    shares = shares_received(women, design)[women.arm == TREATED]
    if design.effect.dose_response == "linear" or not shares.sum():
        return 1.0
    return float(response(shares, design.effect).sum() / shares.sum())
