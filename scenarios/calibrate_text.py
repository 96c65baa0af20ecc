"""What ``dussk calibrate show`` prints."""

from __future__ import annotations

from calibration.answers import ANSWERS
from calibration.identify import DATES, MORE_NUMBERS, Learnt, TradeOff, Worth
from calibration.posterior import Posterior
from calibration.predict import Predicted
from calibration.roles import roles
from scenarios.display import NOTHING, amount, table, term, wrapped

MOVED = 0.1
"""Contraction, or shift in standard deviations of the prior, from which a parameter is listed."""

MOST, FEW = 10, 6
"""Rows of the rankings."""


def show_text(
    posterior: Posterior,
    beside: list[Predicted],
    moved: list[Learnt],
    pairs: list[TradeOff],
    parameters: list[Worth],
    numbers: list[Worth],
) -> str:
    """Return the whole printed page."""
    lines = _heading(posterior)
    lines += ["", "The study's figures, and what is predicted for a study like it", "", *_targets(beside)]
    lines += ["", "What the study told", "", *_learnt(moved)]
    lines += ["", "What trades off: parameters of which the study tells the combination", ""]
    lines += table(
        ("", "and", "rank correlation"), [(p.one, p.other, amount(p.correlation, "", decimals=2)) for p in pairs]
    )
    lines += ["", "What would be worth knowing", "", *_worth(parameters, numbers)]
    lines += ["", *_limits()]
    return "\n".join(lines) + "\n"


def _heading(posterior: Posterior) -> list[str]:
    said = posterior.said
    tried, matched = said["passed"][0], said["passed"][-1]
    return [
        f"The posterior: {posterior.number:,} draws ({posterior.name})",
        *wrapped(
            f"Of {tried:,} simulated studies in which eleven women joined, {matched:,} gave every fitted figure of "
            f"the study exactly; the draws are taken from those, so there is no tolerance. They have "
            f"{said['different_draws']:,} different sets of parameters and {said['different_lives']:,} different runs "
            f"of chance. Seed {said['settings']['seed']}.",
            "",
        ),
    ]


def _targets(beside: list[Predicted]) -> list[str]:
    rows: list[tuple[str, ...]] = [
        (
            one.target.name,
            term("uses", one.target.use),
            one.target.shown(),
            _interval(one.prior, one),
            _interval(one.posterior, one),
            NOTHING if one.in_matched is None else _interval(one.in_matched, one),
            NOTHING if one.at_figure is None else amount(one.at_figure, "share"),
        )
        for one in beside
        if not one.target.name.endswith("_price") or one.target.name == "drug_group_price"
    ]
    header = ("", "use", "study", "prior", "posterior", "matched", "equal")
    return [
        *table(header, rows),
        *wrapped(
            "Prior and posterior: 95% of new studies, chance and parameters together; any number of women may join. "
            "Matched: 95% of the simulated studies that gave every fitted figure; equal: the share of them that gave "
            "this figure too. A held-out figure was used nowhere."
        ),
    ]


def _interval(bounds: tuple[float, float], one: Predicted) -> str:
    low, high = (bound / 100 for bound in bounds) if one.target.likelihood == "rounded_cost" else bounds
    sign = "£" if one.target.likelihood == "rounded_cost" else ""
    return f"{sign}{low:,.0f} to {sign}{high:,.0f}"


def _learnt(moved: list[Learnt]) -> list[str]:
    fitted = [one for one in moved if one.role == "fitted"]
    told = [one for one in fitted if one.contraction >= MOVED or abs(one.shift) >= 2 * MOVED]
    told.sort(key=lambda one: -max(one.contraction, abs(one.shift)))
    rows: list[tuple[str, ...]] = [
        (
            one.parameter,
            f"{one.prior_mean:.3g} ({one.prior[0]:.3g} to {one.prior[1]:.3g})",
            f"{one.mean:.3g} ({one.interval[0]:.3g} to {one.interval[1]:.3g})",
            amount(one.contraction, "share"),
            amount(one.shift, "", signed=True),
        )
        for one in told
    ]
    alone = len(fitted) - len(told)
    return [
        *table(("", "prior mean (95%)", "posterior mean (95%)", "contraction", "shift"), rows),
        *wrapped(
            "Contraction: the share of the prior's variance that the study took away. Shift: how far the mean moved, "
            f"in standard deviations of the prior. The other {alone} fitted parameters hardly moved: the study says "
            "next to nothing about them, and what is believed of them is the prior."
        ),
    ]


def _worth(parameters: list[Worth], numbers: list[Worth]) -> list[str]:
    lines: list[str] = []
    known = {**MORE_NUMBERS, **DATES}
    for answer, asked in ANSWERS.items():
        lines += [f"  Variance of the {asked.words} that would go, if one knew", ""]
        best = [one for one in parameters if one.answer == answer][:MOST]
        lines += table(("of the parameters", "share"), [(one.what, amount(one.share, "share")) for one in best])
        lines += [""]
        best = [one for one in numbers if one.answer == answer][:FEW]
        lines += table(
            ("of the study's own numbers", "share"), [(known[one.what], amount(one.share, "share")) for one in best]
        )
        lines += [""]
    return lines[:-1]


def _limits() -> list[str]:
    by_hand = ", ".join(roles().centred_by_hand)
    notes = [
        f"Set by hand with the study in view, so partly counted twice: {by_hand}.",
        "Prior alone: the causes of leaving, and why 27 screened women were not eligible. The study says nothing of "
        "either that the model could use.",
        "No effect on drug use or on PTSD is part of this: the study measured none. Four women began therapy.",
    ]
    return [line for note in notes for line in (*wrapped(note, ""), "")][:-1]
