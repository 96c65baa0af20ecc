"""The report of a trial: one document from everything worked out."""

from __future__ import annotations

from scenarios.document.blocks import Block, Document, Heading, Paragraph
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
    return Document(worked.design.title, worked.design.question, tuple(blocks), made)
