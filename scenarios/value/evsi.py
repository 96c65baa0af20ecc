"""Expected value of sample information: what the data of a study would be worth to a decision, before they are seen.

Three ways, which agree where each holds (exact answers for normal data are in ``scenarios.value.exact``):

- regression (Strong and others 2015): net benefit on what the study would report, one report simulated in each draw;
- moment matching (Heath, Manolopoulou and Baio 2018, 2019): what is expected of net benefit given the parameters that
  the study tells about, drawn in until its covariance is what the study makes known;
- importance sampling (Menzies 2016): the draws weighted by the likelihood of each simulated report. It needs that many
  draws agree with a report, so it is a check on small studies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.economics.decision import PARTS, freed, jackknife_error, parts_of
from scenarios.value.evppi import Expected, Left, Value, checked, gain, jackknifed
from sim.errors import InputError

Numbers = NDArray[np.float64]

FEW = 30.0
"""Draws that must agree with a report, in effect, for importance sampling to be trusted."""


def by_regression(summaries: Numbers, benefit: Numbers) -> Value:
    """Return the value of a study from what it would report.

    Parameters
    ----------
    summaries : array of float, shape (draws, s)
        The report of one study simulated with each draw's parameters.
    benefit : array of float, shape (draws, options)
        Net benefit of each option in each draw; the chance of replications may still be in it.
    """
    expected = Expected.of(summaries, benefit)
    return jackknifed(len(benefit), expected.without, gain(expected.fitted))


def by_moments(conditional: Numbers, log_likelihood: Numbers) -> Value:
    """Return the value of a study by moment matching.

    Parameters
    ----------
    conditional : array of float, shape (draws, options)
        Net benefit expected given the parameters that the study tells about (:class:`scenarios.value.evppi.Expected`).
    log_likelihood : array of float, shape (reports, draws)
        Log likelihood of each of some simulated reports at each draw's parameters; a constant of a report's own may be
        left out. 50 reports or so, with parameters spread evenly over what is believed, are enough.

    Returns
    -------
    Value
        Its error holds that of the draws and of the reports.
    """
    likelihood, conditional = _checked(log_likelihood, conditional)
    reports = len(likelihood)
    if reports < PARTS:
        raise InputError(f"reports: {reports}: expected {PARTS} or more for moment matching")

    def value(draws: Left, chosen: Left) -> float:
        left = _left_unknown(conditional[draws], likelihood[np.ix_(chosen, draws)])
        return gain(freed(conditional[draws], left))

    all_draws, all_reports = np.ones(len(conditional), bool), np.ones(reports, bool)
    over_draws = jackknifed(len(conditional), lambda out: value(~out, all_reports), value(all_draws, all_reports))
    part = np.arange(reports) % PARTS
    over_reports = jackknife_error(np.array([value(all_draws, part != i) for i in range(PARTS)]))
    return Value(over_draws.value, float(np.hypot(over_draws.error, over_reports)), over_draws.left_out)


@dataclass(frozen=True, eq=False)
class Weighed:
    """A value by importance sampling.

    Attributes
    ----------
    value : Value
        The value.
    agreeing : float
        How many draws in effect agree with a report, at the report in twenty where they are fewest.
    """

    value: Value
    agreeing: float

    @property
    def is_enough(self) -> bool:
        """Whether enough draws agree with the reports."""
        return self.agreeing >= FEW


def by_importance(conditional: Numbers, log_likelihood: Numbers) -> Weighed:
    """Return the value of a study by importance sampling.

    Parameters
    ----------
    conditional : array of float, shape (draws, options)
        As in :func:`by_moments`.
    log_likelihood : array of float, shape (draws, draws)
        Log likelihood of the report simulated in each draw (rows) at each draw's parameters (columns).
    """
    likelihood, conditional = _checked(log_likelihood, conditional)
    if len(likelihood) != len(conditional):
        raise InputError(f"reports: {len(likelihood)}: expected one of each of the {len(conditional)} draws")
    weights = _weights(likelihood)
    total = weights @ conditional
    part = parts_of(len(conditional))

    def without(out: Left) -> float:
        i = int(part[np.argmax(out)])
        mass = 1.0 - weights[:, part == i].sum(axis=1, keepdims=True)
        kept = (total - weights[:, part == i] @ conditional[part == i]) / np.maximum(mass, 1e-300)
        return gain(kept[part != i])

    agreeing = float(np.quantile(1.0 / (weights**2).sum(axis=1), 0.05))
    return Weighed(jackknifed(len(conditional), without, gain(total)), agreeing)


def normal_log_likelihood(reports: Numbers, means: Numbers, errors: Numbers) -> Numbers:
    """Return the log likelihood of normal reports at each draw, but for a constant; shape (reports, draws).

    Parameters
    ----------
    reports : array of float, shape (reports,) or (reports, s)
        What studies report: one number, or several that are independent given the parameters.
    means, errors : array of float, shape (draws,) or (draws, s)
        What a report is about, and its standard error, at each draw's parameters.
    """
    reports, means, errors = (np.asarray(one, float).reshape(len(one), -1) for one in (reports, means, errors))
    found: Numbers = np.zeros((len(reports), len(means)))
    for place in range(reports.shape[1]):
        off = (reports[:, place, None] - means[None, :, place]) / errors[None, :, place]
        found -= off**2 / 2.0 + np.log(errors[None, :, place])
    return found


def _checked(log_likelihood: Numbers, conditional: Numbers) -> tuple[Numbers, Numbers]:
    likelihood = np.asarray(log_likelihood, float)
    _, conditional = checked(likelihood.T, conditional)
    return likelihood, conditional


def _weights(likelihood: Numbers) -> Numbers:
    """Return the weight of each draw given each report; rows sum to 1."""
    raw = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    found: Numbers = raw / raw.sum(axis=1, keepdims=True)
    return found


def _left_unknown(conditional: Numbers, likelihood: Numbers) -> Numbers:
    """Return the covariance of net benefit that is left on average once a report is known."""
    weights = _weights(likelihood)
    means = weights @ conditional
    found = np.zeros((conditional.shape[1], conditional.shape[1]))
    for each, mean in zip(weights, means, strict=True):
        off = conditional - mean
        found += (off * each[:, None]).T @ off
    return found / len(weights)
