"""What ``dussk calibrate sensitivity`` and ``dussk calibrate alternatives`` print."""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING

from calibration.answers import ANSWERS
from scenarios.display import NOTHING, amount, spread, table, wrapped

if TYPE_CHECKING:
    from calibration.sensitivity.one_way import Swing
    from calibration.sensitivity.refit import Known, Result
    from calibration.sensitivity.run import Results
    from calibration.sensitivity.sobol import Global

MOST = 10
"""Rows of a ranking."""

DECIMALS = 2
SURE = 1.96
"""Standard errors to either side of a 95 % interval."""


def sensitivity_text(overall: Global, around: list[Swing]) -> str:
    """Return the page of ``dussk calibrate sensitivity``."""
    factors = len({one.factor for one in overall.indices})
    lines = ["What the headline answers hang on, for a new study like the base", ""]
    lines += wrapped(
        f"Over the priors: Sobol's indices of {factors} factors at {overall.points:,} points of {overall.replications} "
        "replications each, the same ones. Alone: the share of the answer's variance that a factor brings by itself; "
        "in all: with its interactions. Each with half the width of a 95% bootstrap interval.",
        "",
    )
    lines += [""]
    lines += wrapped(
        "Around the posterior: every parameter at its median, and one at a time at its 5th and its 95th percentile. "
        "After ± how far the swing of more replications may lie (95% Monte Carlo). One at a time breaks what the "
        "posterior ties together.",
        "",
    )
    for answer in ANSWERS:
        lines += ["", *_over_priors(overall, answer), "", *_around(around, answer)]
    return "\n".join(lines) + "\n"


def alternatives_text(results: Results) -> str:
    """Return the page of ``dussk calibrate alternatives``."""
    base, others = results.base, results.others
    lines = ["The headline answers under other priors and other structures, for a new study", ""]
    lines += wrapped(
        "Each alternative is fitted anew to the same figures, by exact matches at tolerance zero. Means over its "
        f"draws ({base.draws:,} in the base), after ± how far the mean of more draws may lie (95% Monte Carlo). "
        "95% of draws: what is not known of the parameters, and a little chance.",
        "",
    )
    for kind, heading in (("prior", "Other priors"), ("structure", "Other structures")):
        chosen = [base, *(one for one in others if one.kind == kind)]
        if len(chosen) == 1:
            continue
        lines += ["", heading, "", *_answers(chosen)]
        lines += ["", *_evidence(base, chosen)]
    lines += ["", *_notes(base, others)]
    return "\n".join(lines) + "\n"


def _over_priors(overall: Global, answer: str) -> list[str]:
    asked = ANSWERS[answer]
    rows: list[tuple[str, ...]] = [
        (
            one.factor,
            f"{amount(one.first, '', decimals=DECIMALS)} ±{one.first_error:.2f}",
            f"{amount(one.total, '', decimals=DECIMALS)} ±{one.total_error:.2f}",
        )
        for one in overall.of(answer)[:MOST]
    ]
    found = next(one for one in overall.spreads if one.answer == answer)
    return [
        f"{asked.words[0].upper()}{asked.words[1:]}",
        "",
        *table(("over the priors", "alone", "in all"), rows),
        *wrapped(
            f"Over the priors it is {_shown(found.mean, asked.unit)} ({spread(found.interval, asked.unit)}). All "
            f"factors alone bring {amount(found.first_in_all, 'share')} of its variance, and the rest is interaction; "
            f"{amount(found.chance, 'share')} is chance left in the means, which indices in all may hold a part of."
        ),
    ]


def _around(around: list[Swing], answer: str) -> list[str]:
    unit = ANSWERS[answer].unit
    chosen = [one for one in around if one.answer == answer]
    rows: list[tuple[str, ...]] = [
        (
            one.factor,
            f"{one.at[0]:.3g} to {one.at[1]:.3g}",
            _shown(one.low, unit),
            _shown(one.high, unit),
            f"{_shown(one.swing, unit, signed=True)} ±{_shown(SURE * one.error, unit)}",
        )
        for one in chosen[:MOST]
    ]
    still = sum(abs(one.swing) < SURE * one.error or one.swing == 0.0 for one in chosen)
    return [
        *table(("around the posterior", "from, to", "at the one", "at the other", "swing"), rows),
        *wrapped(
            f"In the middle: {_shown(chosen[0].middle, unit)}. Of {len(chosen)} factors, {still} have a swing within "
            "chance."
        ),
    ]


def _answers(chosen: list[Result]) -> list[str]:
    header = ("", "draws", "begin therapy", "complete therapy", "of those who joined", "total cost")
    means: list[tuple[str, ...]] = [
        (_named(one), f"{one.draws:,}", *(_mean(one.answers.get(name), ANSWERS[name].unit) for name in ANSWERS))
        for one in chosen
    ]
    intervals: list[tuple[str, ...]] = [
        (_named(one), *(_interval(one.answers.get(name), ANSWERS[name].unit) for name in ANSWERS)) for one in chosen
    ]
    return [*table(header, means), "", *table(("95% of draws", *header[2:]), intervals)]


def _evidence(base: Result, chosen: list[Result]) -> list[str]:
    fitted = [one for one in chosen if not one.not_fitted]
    rows: list[tuple[str, ...]] = [
        (
            one.name,
            f"{one.matches:,}",
            f"{one.per_million:.0f}",
            NOTHING if one is base else _ratio(one.per_million, base.per_million, one, base),
            _ratio(one.per_million_of_referred, base.per_million_of_referred, one, base),
            f"{one.held_out[0]:,} of {one.held_out[1]:,}",
        )
        for one in fitted
    ]
    header = ("", "match", "a million", "to base", "given 5 referred", "five held")
    return table(header, rows)


def _ratio(one: float, other: float, found: Result, base: Result) -> str:
    """Return the ratio of two shares of matches with a 95 % interval, of counts that are chance."""
    if found is base:
        return NOTHING
    if not found.matches or not base.matches:
        return "0.00"
    error = SURE * sqrt(1.0 / found.matches + 1.0 / base.matches)
    ratio = one / other
    return f"{ratio:.2f} ({ratio * exp(-error):.2f} to {ratio * exp(error):.2f})"


def _notes(base: Result, others: list[Result]) -> list[str]:
    studies = " or ".join(f"{number:,}" for number in sorted({one.studies for one in others if not one.not_fitted}))
    notes = [
        f"Match: studies that gave every fitted figure, of {base.studies:,} in the base and {studies} in each other. "
        "To base: how many times as many of a million match as in the base, which of two structures is how well each "
        "explains the fitted figures, given its priors (95% interval of chance). Given 5 referred: the same among "
        "studies in which five were referred. Five held: of the matched studies, those with five stabilisation "
        "sessions, a figure that was not fitted.",
    ]
    notes += [f"{one.name}: {one.note}." for one in others if one.note]
    notes += [
        f"* {one.name}: not fitted anew, the base's posterior run with it: {one.not_fitted}."
        for one in others
        if one.not_fitted
    ]
    return [line for note in notes for line in (*wrapped(note, ""), "")][:-1]


def _named(one: Result) -> str:
    return f"{one.name} *" if one.not_fitted else one.name


def _mean(known: Known | None, unit: str) -> str:
    return NOTHING if known is None else f"{_shown(known.mean, unit)} ±{_shown(SURE * known.error, unit)}"


def _interval(known: Known | None, unit: str) -> str:
    return NOTHING if known is None else spread(known.expected, unit)


def _shown(value: float, unit: str, *, signed: bool = False) -> str:
    if unit == "share":
        sign = "+" if signed and value > 0 else ""
        return f"{sign}{100 * value:.1f}%"
    return amount(value, unit, signed=signed, decimals=DECIMALS)
