"""How wide the columns of a printed table are, and whether it needs a page on its side."""

from __future__ import annotations

from scenarios.pictures.lettering import width_of
from scenarios.report.blocks import Cell, Table
from scenarios.report.cells import text_of

PORTRAIT, LANDSCAPE = 480.0, 720.0
"""Points between the margins of an A4 page, upright and on its side."""

SIZE = 8.5
"""Points of the text of a printed table."""

PADDING = 9.0
"""Points beside the text of a cell, both sides together."""

LONGEST = 230.0
"""Points beyond which a column gets no more room because its text is long."""

UNBROKEN = 90.0
"""Points of a word, such as a hash, beyond which it may be broken."""

TOGETHER = 12
"""Rows of a table that is kept on one page; of a longer one, the first few stay with its caption."""


def column_widths(table: Table) -> tuple[list[float], bool]:
    """Return the width of each column in points, and whether the page must be on its side.

    No column is narrower than its longest word or number; what room is left goes to the columns with the longest texts.
    """
    columns = range(len(table.header))
    texts = [[table.header[column], *(text_of(row[column]) for row in table.rows)] for column in columns]
    least = [
        max(_longest_word(table.header[column], bold=True), *(_least(row[column]) for row in table.rows), 0.0)
        for column in columns
    ]
    most = [
        max(low, *(min(width_of(text, SIZE, bold=place == 0), LONGEST) + PADDING for place, text in enumerate(each)))
        for low, each in zip(least, texts, strict=True)
    ]
    sideways = sum(least) > PORTRAIT
    room = LANDSCAPE if sideways else PORTRAIT
    if sum(most) <= room:
        return most, sideways
    spare = max(0.0, room - sum(least))
    wanted = max(1.0, sum(most) - sum(least))
    shrunk = min(1.0, room / sum(least))
    return [shrunk * low + spare * (high - low) / wanted for low, high in zip(least, most, strict=True)], sideways


def _least(cell: Cell) -> float:
    """Return how wide a cell must be: a number or an interval is not broken, and words are between them."""
    if isinstance(cell, str):
        return _longest_word(cell, bold=False)
    return width_of(cell.shown, SIZE) + PADDING


def _longest_word(text: str, *, bold: bool) -> float:
    words = [width_of(word, SIZE, bold=bold) for word in text.replace("-", "- ").split()]
    return min(UNBROKEN, max(words, default=0.0)) + PADDING


def is_numeric(table: Table, column: int) -> bool:
    """Whether a column holds numbers, which stand to the right."""
    return column > 0 and any(not isinstance(row[column], str) for row in table.rows)


def elsewhere(table: Table) -> str:
    """Return where a table is that is too long for a printed document."""
    return f"{table.caption}: {len(table.rows):,} rows, in the workbook and the page of this report."
