"""Summaries: what a tally says, with three intervals that have three names.

``monte_carlo`` is the error of the mean from having run only so many: where parameters are drawn, each draw (with all
its replications) is one observation, otherwise each replication is. ``expected`` is 2.5 to 97.5 % of the draws' means,
freed of chance as ``scenarios.intervals`` does: drawn in until they vary by as much as the parameters do.
``predictive`` is 2.5 to 97.5 % of single replications over all draws.

A ratio has no value in a replication where nothing is counted below: its mean is a ratio of sums over all
replications, its quantiles are of those that have a value, and ``defined`` is their share.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from typing import Any

from scipy.special import stdtrit

from scenarios.batch.histogram import LARGEST_ERROR, Histogram
from scenarios.batch.moments import Moments, Term, mean, root, squares, variance_of_mean, weights
from scenarios.batch.provenance import SCHEMA
from scenarios.batch.tally import Tally
from sim.outcomes import Outcome

LEVEL = 0.95
QUANTILES = ("0.025", "0.05", "0.25", "0.5", "0.75", "0.95", "0.975")
_TAILS = (Fraction(1, 40), Fraction(39, 40))
FREE_OF_CHANCE = 0.9
"""Share of the variance of the draws' ratios that the parameters must make, for what is expected of a ratio."""


def half_width(tally: Tally, outcome: str, scenario: str, other: str | None = None) -> float | None:
    """Return half the width of the Monte Carlo interval of a mean, or of a paired difference; None if unknown."""
    moments, each = _observations(tally)
    signed = [(1, tally.term(scenario, outcome))]
    if other is not None:
        signed.append((-1, tally.term(other, outcome)))
    variance = variance_of_mean(moments, signed, each)
    if variance is None:
        return None
    return tally.outcomes[outcome].scale * float(stdtrit(moments.n - 1, (1.0 + LEVEL) / 2.0)) * root(variance)


def summarise(tally: Tally, facts: dict[str, Any]) -> dict[str, Any]:
    """Return everything a tally says, ready for JSON.

    Parameters
    ----------
    tally : Tally
        What was added up.
    facts : dict
        What the batch is: title, seed, whether it is complete.
    """
    return {
        "schema": SCHEMA,
        **facts,
        "draws": tally.draws,
        "replications": tally.rows // max(1, tally.draws),
        "largest_relative_error_of_quantiles": LARGEST_ERROR,
        "scenarios": {
            scenario: {name: _one(tally, name, scenario) for name in tally.outcomes} for scenario in tally.scenarios
        },
        "differences": [
            {
                "scenario": one,
                "compared_with": other,
                "outcomes": {name: _difference(tally, name, one, other) for name in tally.outcomes},
            }
            for one, other in tally.pairs
        ],
    }


def as_json(summary: dict[str, Any]) -> bytes:
    """Return a summary as it is written."""
    return (json.dumps(summary, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def as_csv(summary: dict[str, Any]) -> bytes:
    """Return a summary as a table, one line for each outcome of each scenario and each difference."""
    numbers = ("mean", "n", "defined", "variance", "between_draws", "within_draws")
    intervals = ("monte_carlo", "expected", "predictive")
    shares = ("better", "same", "worse")
    header = ["scenario", "compared_with", "outcome", *numbers]
    header += [f"{name}_{end}" for name in intervals for end in ("low", "high")]
    header += [f"quantile_{p}" for p in QUANTILES]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*header, *shares])
    sets = [(name, "", outcomes) for name, outcomes in summary["scenarios"].items()]
    sets += [(item["scenario"], item["compared_with"], item["outcomes"]) for item in summary["differences"]]
    for scenario, other, outcomes in sets:
        for outcome, item in outcomes.items():
            row = [scenario, other, outcome, *(item[name] for name in numbers)]
            row += [bound for name in intervals for bound in item[name] or (None, None)]
            writer.writerow([*row, *(item["quantiles"][p] for p in QUANTILES), *(item.get(name) for name in shares)])
    return out.getvalue().encode()


def _one(tally: Tally, outcome: str, scenario: str) -> dict[str, Any]:
    term = tally.term(scenario, outcome)
    value = mean(tally.moments, term)
    return {
        "mean": None if value is None else tally.outcomes[outcome].scale * float(value),
        "n": tally.rows if term.below is None else tally.moments.sums[term.below],
        **_spread(tally, outcome, value, [(1, term)], (scenario, outcome), (scenario,)),
    }


def _difference(tally: Tally, outcome: str, one: str, other: str) -> dict[str, Any]:
    mine, theirs = tally.term(one, outcome), tally.term(other, outcome)
    means = mean(tally.moments, mine), mean(tally.moments, theirs)
    value = None if means[0] is None or means[1] is None else means[0] - means[1]
    counts = [tally.rows if t.below is None else tally.moments.sums[t.below] for t in (mine, theirs)]
    place = (one, other, outcome)
    return {
        "mean": None if value is None else tally.outcomes[outcome].scale * float(value),
        "n": min(counts),
        **_spread(tally, outcome, value, [(1, mine), (-1, theirs)], place, (one, other)),
        **_shares(tally.values[place], tally.outcomes[outcome]),
    }


def _spread(
    tally: Tally,
    outcome: str,
    value: Fraction | None,
    signed: Sequence[tuple[int, Term]],
    place: tuple[str, ...],
    scenarios: tuple[str, ...],
) -> dict[str, Any]:
    scale = tally.outcomes[outcome].scale
    half = half_width(tally, outcome, *scenarios)
    each = tally.values[place]
    middle = None if value is None else scale * float(value)
    interval = None if middle is None or half is None else [middle - half, middle + half]
    counted = {p: _scaled(each.quantile(Fraction(p)), scale) for p in QUANTILES}
    variances = _variances(tally, signed, scale)
    ratio = any(term.below is not None for _, term in signed)
    return {
        "defined": each.n / tally.rows if tally.rows else None,
        **variances,
        "monte_carlo": interval,
        "expected": _expected(tally, place, middle, scale, variances, ratio=ratio),
        "predictive": None if each.n < 2 else [counted["0.025"], counted["0.975"]],
        "quantiles": counted,
    }


def _expected(
    tally: Tally,
    place: tuple[str, ...],
    mean_of_all: float | None,
    scale: float,
    found: dict[str, float | None],
    *,
    ratio: bool,
) -> list[float] | None:
    """Return 2.5 to 97.5 % of the draws' own values, drawn in to the mean of all until chance is taken out.

    None where no draw has two replications, so that chance is not known; and for a ratio also where the draws have so
    few that chance makes more than a tenth of how their values spread: what a draw of few women is divided by is then
    chance itself, and drawing in does not free a ratio of that.
    """
    values = tally.draw_values[place]
    between, within = found["between_draws"], found["within_draws"]
    if mean_of_all is None or between is None or within is None or values.n < 2:
        return None
    seen = between + within / tally.replications
    if ratio and between < FREE_OF_CHANCE * seen:
        return None
    drawn_in = sqrt(between / seen) if seen > 0.0 else 0.0
    bounds = (_scaled(values.quantile(p), scale) for p in _TAILS)
    return [mean_of_all + drawn_in * (bound - mean_of_all) for bound in bounds if bound is not None]


def _variances(tally: Tally, signed: Sequence[tuple[int, Term]], scale: float) -> dict[str, float | None]:
    """Return the variance of single replications, and its parts: between draws' means and within draws.

    Of a ratio they are those of replications' influences on it, as of its Monte Carlo error.
    """
    found: dict[str, float | None] = dict.fromkeys(("variance", "between_draws", "within_draws"))
    of_mean = variance_of_mean(tally.moments, signed)
    if of_mean is None:
        return found
    found["variance"] = scale**2 * float(of_mean * tally.rows)
    each, draws = tally.replications, tally.draws
    given = weights(tally.moments, signed)
    if each < 2 or draws < 2 or given is None:
        return found
    within = squares(tally.moments, given) - squares(tally.draw_moments, given) / each
    within /= draws * (each - 1)
    of_means = variance_of_mean(tally.draw_moments, signed, each)
    assert of_means is not None
    between = max(Fraction(0), of_means * draws - within / each)
    return {**found, "between_draws": scale**2 * float(between), "within_draws": scale**2 * float(within)}


def _observations(tally: Tally) -> tuple[Moments, int]:
    return (tally.draw_moments, tally.replications) if tally.replications else (tally.moments, 1)


def _shares(differences: Histogram, outcome: Outcome) -> dict[str, float | None]:
    below, same, above = differences.signs()
    n = below + same + above
    if outcome.better is None or not n:
        return {"better": None, "same": None, "worse": None}
    better, worse = (above, below) if outcome.better == "higher" else (below, above)
    return {"better": better / n, "same": same / n, "worse": worse / n}


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else scale * value
