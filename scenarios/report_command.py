"""``dussk compare --report FILE``: a comparison as documents for a board, with its economics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError

if TYPE_CHECKING:
    from scenarios.comparison import Comparison
    from scenarios.document.blocks import Document
    from scenarios.economics.analysis import Economics


def check_reports(files: Sequence[Path], *, overwrite: bool) -> None:
    """Refuse what cannot be written, before anything runs.

    Raises
    ------
    InputError
        If a file's ending is unknown, or it cannot be written, is there already, or is asked for twice.
    """
    if not files:
        return
    from scenarios.document.write import check_report

    for file in files:
        if files.count(file) > 1:
            raise InputError(f"{file}: this report is asked for twice")
        check_report(file, overwrite=overwrite)


def document_with_economics(
    comparison: Comparison, economics: Economics, made: str = "", *, suppress: bool = False
) -> Document:
    """Return the report of a comparison with its economics in it.

    Parameters
    ----------
    comparison : Comparison
        Run.
    economics : Economics
        Of the same comparison.
    made : str
        The date on it; empty for none.
    suppress : bool
        Whether small counts of the study are hidden.
    """
    from scenarios.economics.sections import economics_blocks
    from scenarios.report.cost_lines_of_items import lines_of_options
    from scenarios.report.of_comparison import document_of

    document = document_of(comparison, made, economics_blocks(economics), suppress, economics.asked.words)
    lines = lines_of_options((one.scenario, one.items, one.summary) for one in economics.options)
    return replace(document, cost_lines=lines)


def write_reports(
    files: Sequence[Path],
    comparison: Comparison,
    economics: Economics,
    *,
    suppress: bool,
    overwrite: bool,
    annexes: bool = False,
) -> None:
    """Write the report of a comparison to each file, as its ending says."""
    if not files:
        return
    from scenarios.document.write import write_report

    document = document_with_economics(comparison, economics, today_in_words(), suppress=suppress)
    for file in files:
        write_report(file, document, overwrite=overwrite, annexes=annexes)


def today_in_words() -> str:
    """Return the date that stands on a report written now."""
    today = date.today()
    return f"{today.day} {today:%B %Y}"
