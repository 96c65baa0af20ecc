"""What a trial is worth for the decision between its arms, as blocks of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.display import amount
from scenarios.report.blocks import Block, Cell, Heading, Number, Paragraph, Table
from scenarios.trial.cells import about, sentence

if TYPE_CHECKING:
    from scenarios.value.net_benefit_of_sampling import Sampling
    from scenarios.value.of_trial import Worth

NEAREST = 5
"""Sizes of the curve whose value is worked out."""
MEASURES = {"qalys": "a QALY", "completed_therapy": "a woman who completes therapy"}


def sizes_for(sizes: tuple[int, ...], size: int) -> list[int]:
    """Return the sizes whose value is worked out: spread over the curve, with the trial's own."""
    places = {round(i * (len(sizes) - 1) / (NEAREST - 1)) for i in range(NEAREST)} if len(sizes) > NEAREST else None
    chosen = sizes if places is None else [sizes[place] for place in sorted(places)]
    return sorted({*chosen, size})


def value_blocks(worth: Worth | None) -> list[Block]:
    """Return the section of the trial's value, if it was asked for."""
    if worth is None:
        return []
    return [
        Heading("What the trial is worth"),
        Paragraph(value_words(worth)),
        sampling_table(worth, worth.trial, "The trial", "value-trial"),
        sampling_table(worth, worth.feasibility, "A larger feasibility study, without the effect", "value-feasibility"),
        parts_table(worth),
    ]


def value_words(worth: Worth) -> str:
    """Return whether the trial is worth its cost, and for whom."""
    trial, measure = worth.trial, worth.question.measure
    stated = f"For {trial.reach.words}, with {MEASURES[measure.name]} worth {amount(measure.pounds, '£')}"
    most = f"knowing everything would be worth {_pounds(worth.most)} at most"
    if not trial.is_worth_it:
        return f"{stated}, {most}. No size of the trial is clearly worth more than it costs."
    best, alike = trial.best, ", ".join(f"{size:,}" for size in trial.as_good)
    others = f" Sizes as good within Monte Carlo error: {alike}." if len(trial.as_good) > 1 else ""
    end = " It is the smallest or largest looked at: a better size may lie beyond." if trial.is_at_an_end else ""
    return (
        f"{stated}, {most}. A trial of {best.size:,} women is worth {_pounds(best.net)} more than it costs "
        f"(± {_pounds(1.96 * best.net_error)}).{others}{end}"
    )


def sampling_table(worth: Worth, sampling: Sampling, what: str, name: str) -> Table:
    """Return the net benefit of a study by size."""
    rows: list[tuple[Cell, ...]] = [
        (f"{one.size:,}", _cell(one.gross), _cell(one.cost), _cell(one.net), _cell(1.96 * one.net_error))
        for one in sampling.sizes
    ]
    price = worth.question.price
    note = (
        f"For {sampling.reach.words}. Information: what it adds to the decision between the arms, for all whom the "
        f"answer reaches. Cost: {amount(price.fixed, '£')} and {amount(price.per_woman, '£')} a woman, as the design "
        "says. ±: Monte Carlo error of the net benefit, 95%. A study that costs more than it is worth is not done."
    )
    return Table(name, f"{what}: net benefit", ("Women", "Information", "Cost", "Net", "± (95%)"), tuple(rows), note)


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


def _floor(value: float | None) -> Cell:
    return "" if value is None else _small(value)


def _small(value: float) -> Cell:
    return Number(value, amount(value, "£"), "£")


def _cell(value: float) -> Cell:
    return Number(value, _pounds(value), "£")


def _pounds(value: float) -> str:
    return amount(about(value), "£")
