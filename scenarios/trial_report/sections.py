"""The report of a trial: one document from everything worked out."""

from __future__ import annotations

from dataclasses import replace

from scenarios.document.blocks import Block, Document, Heading, Paragraph
from scenarios.report.sources import source_blocks
from scenarios.trial_report.cells import METHODS, OUTCOMES, WHEN, ratio, support_words
from scenarios.trial_report.justification import justification_blocks
from scenarios.trial_report.sections_curve import curve_blocks, matters_blocks, smallest_words
from scenarios.trial_report.sections_dose import (
    dose_blocks,
    dose_words,
    estimand_blocks,
    later_words,
    recruitment_blocks,
    time_words,
)
from scenarios.trial_report.sections_standing import (
    assumption_blocks,
    cost_blocks,
    design_blocks,
    limit_blocks,
    progression_blocks,
    provenance_blocks,
)
from scenarios.trial_report.sections_value import value_blocks, worth_words
from scenarios.trial_report.worked import Worked


def answer_words(worked: Worked) -> str:
    """Return the answer: the smallest design or why there is none, whether it would recruit, and a longer follow-up."""
    said = (smallest_words(worked), dose_words(worked), later_words(worked), time_words(worked), worth_words(worked))
    return " ".join(each for each in said if each)


def choices_words(worked: Worked) -> str:
    """Return the design's main choices, in one sentence."""
    design, sites = worked.design, worked.design.sites
    treated, comparison = design.arms.treated, design.arms.comparison
    return (
        f"The design: each woman is randomised, {ratio(design)}, {WHEN[design.estimand.randomised_at]}, to "
        f"'{treated.title}' (support to attend: {support_words(treated.parameters)}) or to '{comparison.title}' "
        f"(support to attend: {support_words(comparison.parameters)}); the outcome is "
        f"{OUTCOMES[design.outcome.name]}, {design.follow_up.weeks} weeks later, compared by "
        f"{METHODS[design.method]}, two-sided at {design.alpha:.3g}; {sites.number} "
        f"site{'s recruit' if sites.number != 1 else ' recruits'} for {worked.window_words}."
    )


def trial_document(worked: Worked, made: str = "") -> Document:
    """Return the report of a trial.

    Parameters
    ----------
    worked : Worked
        Everything worked out.
    made : str
        The date on it; empty for none.
    """
    blocks: list[Block] = [
        Heading("The answer"),
        Paragraph(answer_words(worked), "lead"),
        Paragraph(choices_words(worked)),
        *justification_blocks(worked),
        *estimand_blocks(worked),
        *dose_blocks(worked),
        *recruitment_blocks(worked),
        *curve_blocks(worked),
        *matters_blocks(worked),
        *progression_blocks(worked),
        *cost_blocks(worked),
        *value_blocks(worked),
        *assumption_blocks(worked),
        *limit_blocks(worked),
        *provenance_blocks(worked, made),
        *design_blocks(worked),
    ]
    # A trial's report is read whole by those who would run it: nothing in it is an annex.
    blocks += [replace(each, annex=False) if isinstance(each, Heading) else each for each in source_blocks(blocks)]
    return Document(worked.design.title, worked.design.question, tuple(blocks), made)
