"""What a trial is worth for the decision between its arms, as blocks of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.display import amount
from scenarios.document.blocks import Block, Cell, Heading, Number, Paragraph, Table
from scenarios.trial.design import Design
from scenarios.trial_report.cells import about, of_or_beyond, sentence
from scenarios.trial_report.worked import Worked

if TYPE_CHECKING:
    from scenarios.value.net_benefit_of_sampling import Sampling, Size
    from scenarios.value.of_trial import Worth

NEAREST = 5
"""Sizes of the curve whose value is worked out."""
NEVER = "never"
MEASURES = {"qalys": "a QALY", "completed_therapy": "a woman who completes therapy"}
MANY = {"qalys": "QALYs", "completed_therapy": "women who complete therapy"}
NOTHING_TO_LEARN = 0.5
"""Pounds below which knowing everything is worth nothing."""


def sizes_for(sizes: tuple[int, ...], size: int) -> list[int]:
    """Return the sizes whose value is worked out: spread over the curve, with the trial's own."""
    places = {round(i * (len(sizes) - 1) / (NEAREST - 1)) for i in range(NEAREST)} if len(sizes) > NEAREST else None
    chosen = sizes if places is None else [sizes[place] for place in sorted(places)]
    return sorted({*chosen, size})


def value_blocks(worked: Worked) -> list[Block]:
    """Return the section of the trial's value, if it was asked for."""
    worth = worked.worth
    if worth is None:
        return []
    blocks: list[Block] = [
        Heading("What the trial is worth"),
        Paragraph(decision_words(worth, worked.design)),
        Paragraph(value_words(worth)),
    ]
    if worth.most < cheapest(worth).cost:
        return [*blocks, cheapest_table(worth)]
    return [
        *blocks,
        sampling_table(worth, worth.trial, "The trial", "value-trial"),
        *([checks_table(worth)] if worth.checks else []),
        sampling_table(worth, worth.feasibility, "A larger feasibility study, without the effect", "value-feasibility"),
        parts_table(worth),
    ]


def worth_words(worked: Worked) -> str:
    """Return whether the trial is worth its cost, for the answer; or that it was not asked."""
    if worked.worth:
        return value_words(worked.worth)
    how = "add --value" if worked.design.value else "add [value] to the design, and --value"
    return f"Whether it is worth its cost was not worked out ({how})."


def decision_words(worth: Worth, design: Design) -> str:
    """Return which arm is the better choice as far as is known, how sure that is, and what would change it."""
    decision, measure = worth.decision, worth.question.measure
    titles = {arm.name: arm.title for arm in (design.arms.treated, design.arms.comparison)}
    sure = dict(zip(decision.options, decision.probability, strict=True))[decision.best]
    costs, gained = (float(np.diff(of, axis=1).mean()) for of in (decision.cost, decision.effect))
    more, better = ("more" if of >= 0.0 else "less" for of in (costs, gained))
    said = (
        f"With {MEASURES[measure.name]} worth {amount(measure.pounds, '£')}, the better choice as far as is known is "
        f"'{titles[decision.best]}', {_surely(sure)}: for each woman who joins, the "
        f"treated arm costs {amount(abs(costs), '£')} {more} on average than the comparison arm, and gains "
        f"{abs(gained):.3f} {MANY[measure.name]} {better}."
    )
    if decision.equal_at is None:
        return said
    return f"{said} Both would be as good at {_pounds(decision.equal_at)}."


def _surely(probability: float) -> str:
    return "in every one of the draws" if probability == 1.0 else f"with a probability {of_or_beyond(probability)}"


def cheapest(worth: Worth) -> Size:
    """Return the study of least cost, of all sizes of the trial and of a larger feasibility study."""
    return min(
        (one for sampling in (worth.trial, worth.feasibility) for one in sampling.sizes), key=lambda one: one.cost
    )


def cheapest_table(worth: Worth) -> Table:
    """Return what the cheapest study costs, part by part, beside what knowing everything would be worth."""
    one = cheapest(worth)
    sampling = next(each for each in (worth.trial, worth.feasibility) if one in each.sizes)
    price = sampling.price
    rows: list[tuple[Cell, ...]] = [
        ("Women in the cheapest study", f"{one.size:,}"),
        ("Research, whatever its size", _cell(price.fixed)),
        ("Research, for each woman", _small(price.per_woman)),
    ]
    if price.forgone:
        rows.append(("Forgone, for each woman, by not getting the better arm", _small(price.forgone)))
    rows += [
        ("The cheapest study in all", _cell(one.cost)),
        ("Knowing everything, at most", _cell(worth.most)),
    ]
    note = (
        f"For {sampling.reach.words}. The design says what research costs. Knowing everything at once is worth more "
        "than any study can be."
    )
    return Table(
        "cheapest-study", "The cheapest study beside what could be learnt", ("What", "Amount"), tuple(rows), note
    )


def value_words(worth: Worth) -> str:
    """Return whether the trial is worth its cost, and for whom."""
    trial = worth.trial
    most = f"For {trial.reach.words}, knowing everything would be worth {_at_most(worth)}"
    least = cheapest(worth)
    if worth.most < least.cost:
        return (
            f"{most}, and the cheapest study, of {least.size:,} women, costs {_pounds(least.cost)}. So for this "
            "decision no study can be worth its cost: what it could tell would hardly change the choice."
        )
    if not trial.is_worth_it:
        return f"{most}. No size of the trial is clearly worth more than it costs."
    best, alike = trial.best, ", ".join(f"{size:,}" for size in trial.as_good)
    others = f" Sizes as good within Monte Carlo error: {alike}." if len(trial.as_good) > 1 else ""
    end = " It is the smallest or largest looked at: a better size may lie beyond." if trial.is_at_an_end else ""
    return (
        f"{most}. A trial of {best.size:,} women is worth {_pounds(best.net)} more than it costs "
        f"(± {_pounds(1.96 * best.net_error)}).{others}{end}"
    )


def _at_most(worth: Worth) -> str:
    return "nothing" if worth.most < NOTHING_TO_LEARN else f"{_pounds(worth.most)} at most"


def sampling_table(worth: Worth, sampling: Sampling, what: str, name: str) -> Table:
    """Return the net benefit of a study by size."""
    rows: list[tuple[Cell, ...]] = [
        (f"{one.size:,}", _years(years), *map(_cell, (one.gross, one.cost, one.net, 1.96 * one.net_error)))
        for one, years in zip(sampling.sizes, worth.years, strict=True)
    ]
    price = sampling.price
    forgone = (
        f", and {amount(price.forgone, '£')} a woman that those forgo who do not get the better arm as far as is known"
        if price.forgone
        else ""
    )
    note = (
        f"For {sampling.reach.words}. Information: what it adds to the decision between the arms, for all whom the "
        "answer reaches: whoever comes before it reports, or after the years that count, gains nothing by it. "
        f"Cost: {amount(price.fixed, '£')} and {amount(price.per_woman, '£')} a woman, as the design says{forgone}. "
        "±: Monte Carlo error of the net benefit, 95%. A study that costs more than it is worth is not done."
    )
    header = ("Women", "Reports in years", "Information", "Cost", "Net", "± (95%)")
    return Table(name, f"{what}: net benefit", header, tuple(rows), note)


def checks_table(worth: Worth) -> Table:
    """Return the information of each size by three ways, for one woman."""
    regression = {one.size: one for one in worth.trial.sizes}
    rows: list[tuple[Cell, ...]] = [
        (
            f"{one.size:,}",
            *_with_error(regression[one.size].information, regression[one.size].information_error),
            *_with_error(one.by_moments.value, one.by_moments.error),
            *(
                _with_error(one.by_importance.value.value, one.by_importance.value.error)
                if one.by_importance.is_enough
                else ("not told", "")
            ),
        )
        for one in worth.checks
    ]
    note = (
        "Information for one woman who joins. Each way assumes something else; where they differ by more than their "
        "errors, take the widest of them. The net benefit rests on the first. Not told: too few draws agree with a "
        "simulated report."
    )
    header = ("Women", "Regression", "± (95%)", "Moment matching", "± (95%) ", "Importance sampling", "± (95%)  ")
    return Table("value-checks", "The trial's information by three ways", header, tuple(rows), note)


def _with_error(value: float, error: float) -> tuple[Cell, Cell]:
    return _small(value), _small(1.96 * error)


def parts_table(worth: Worth) -> Table:
    """Return what it would be worth to know each group of parameters."""
    parts = sorted(worth.parts, key=lambda part: -part.value.value)
    rows: list[tuple[Cell, ...]] = [
        (sentence(one.title), _small(one.value.value), _small(1.96 * one.value.error), _floor(one.value.floor))
        for one in parts
    ]
    rows.append(("Everything", _small(worth.perfect.value), _small(1.96 * worth.perfect.error), ""))
    note = (
        "For one woman who joins. Found in nothing: what the same method finds where there is nothing to find; a worth "
        "not clearly above it means nothing. Groups do not add up."
    )
    return Table("value-parts", "Worth of knowing", ("What", "Worth", "± (95%)", "Found in nothing"), tuple(rows), note)


def _years(value: float) -> Cell:
    return Number(value, f"{value:.1f}") if np.isfinite(value) else NEVER


def _floor(value: float | None) -> Cell:
    return "" if value is None else _small(value)


def _small(value: float) -> Cell:
    return Number(value, amount(value, "£"), "£")


def _cell(value: float) -> Cell:
    return Number(value, _pounds(value), "£")


def _pounds(value: float) -> str:
    return amount(about(value), "£")
