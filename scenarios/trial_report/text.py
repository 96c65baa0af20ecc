"""What ``dussk trial`` prints: the tables of its report, and the sentences that say what they come to."""

from __future__ import annotations

import textwrap

from scenarios.display import WIDTH, table, wrapped
from scenarios.document.blocks import Block, Heading, Paragraph, Table
from scenarios.document.cells import text_of
from scenarios.trial_report.sections import answer_words, choices_words
from scenarios.trial_report.sections_check import check_blocks, type_one_words
from scenarios.trial_report.sections_curve import curve_table, settled_table
from scenarios.trial_report.sections_dose import (
    dilution_table,
    dose_table,
    estimand_table,
    like_the_study_words,
    recruitment_table,
    timing_table,
)
from scenarios.trial_report.sections_standing import lights_table, pilot_words, pounds_words, study_words
from scenarios.trial_report.sections_value import value_blocks
from scenarios.trial_report.worked import Worked

INDENT, BETWEEN = 2, 2
ANSWER = "The answer"


def trial_text(worked: Worked) -> str:
    """Return everything that the command line says of a trial: the answer first."""
    of_study = like_the_study_words(worked)
    blocks: list[Block | None] = [
        Heading(ANSWER),
        Paragraph(answer_words(worked)),
        Paragraph(choices_words(worked)),
        estimand_table(worked),
        dose_table(worked),
        Paragraph(of_study) if of_study else None,
        timing_table(worked),
        dilution_table(worked),
        recruitment_table(worked),
        curve_table(worked),
        Paragraph(type_one_words(worked)),
        *check_blocks(worked),
        settled_table(worked),
        lights_table(worked),
        Paragraph(study_words(worked)),
        Paragraph(pilot_words(worked)),
        Paragraph(pounds_words(worked)),
        *value_blocks(worked),
    ]
    lines = [worked.design.title, *wrapped(worked.design.question)]
    for block in blocks:
        if block is not None:
            below_heading = lines[-1] == ANSWER
            lines += [*([] if below_heading else [""]), *_lines(block)]
    drawn = f"{worked.trial.draws:,} draws of what is not known, seed {worked.trial.seed}."
    return "\n".join([*lines, "", *wrapped(f"{drawn} A report (--report) holds the rest.")]) + "\n"


def _lines(block: Block) -> list[str]:
    match block:
        case Heading():
            return [block.text]
        case Paragraph():
            return wrapped(block.text)
        case Table():
            return [block.caption, *_table(block), *(wrapped(block.note) if block.note else [])]
        case _:
            raise TypeError(block)


def _table(block: Table) -> list[str]:
    """Return a table in lines that fit: what is too long is folded in its column."""
    rows = [tuple(text_of(cell) for cell in row) for row in block.rows]
    if len(block.header) == 2:
        return _pairs(rows)
    taken = sum(max(len(row[i]) for row in (block.header, *rows)) + BETWEEN for i in range(1, len(block.header)))
    room = WIDTH - INDENT - taken
    found: list[tuple[str, ...]] = []
    for row in rows:
        first, *more = textwrap.wrap(row[0], room) or [""]
        found.append((first, *row[1:]))
        found += [(f"  {line}", *[""] * (len(row) - 1)) for line in more]
    return table(tuple(block.header), found)


def _pairs(rows: list[tuple[str, ...]]) -> list[str]:
    left = max(len(row[0]) for row in rows) + BETWEEN
    lines = []
    for name, said in rows:
        first, *more = textwrap.wrap(said, WIDTH - INDENT - left)
        lines += [f"  {name.ljust(left)}{first}", *(f"  {' ' * left}{line}" for line in more)]
    return lines
