"""How wide the columns of a printed table are, and whether it needs a page on its side."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.document.blocks import Block, Cell, Figure, Heading, Paragraph, Table
from scenarios.document.cells import text_of
from scenarios.pictures.lettering import lines_of, width_of

PORTRAIT, LANDSCAPE = 480.0, 720.0
"""Points between the margins of an A4 page, upright and on its side."""

SIZE, TITLE = 8.5, 9.5
"""Points of the text of a printed table, and of its caption."""

PADDING = 9.5
"""Points beside the text of a cell, both sides together: half a point more than is set, for what rounding takes."""

LONGEST = 230.0
"""Points beyond which a column gets no more room because its text is long."""

NAMES, NAMED = "Option", 120.0
"""What heads a column of names, as the first one is; and the points of one that is set in two lines, if it can be."""

UNBROKEN = 90.0
"""Points of a word, such as a hash, beyond which it may be broken."""

TOGETHER = 20
"""Lines of text of a table that is kept on one page; of a longer one, the first few rows stay with its caption."""

FIRST_ROWS = 3
"""Rows of a longer table that stay with its caption."""

LINE, ROW = 13.0, 7.0
"""Points of a line of a table's text at most, and of what a row has above and below its text."""

SHORT = 300
"""Letters of a paragraph that stays with the table or figure that it leads in to."""


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
    for column in (one for one in columns if one == 0 or table.header[one] == NAMES):
        wanted = max(least[column], *(min(_in_two_lines(text), NAMED) + PADDING for text in texts[column][1:]), 0.0)
        least[column] += max(0.0, min(wanted - least[column], room - sum(least)))
        most[column] = max(most[column], least[column])
    if sum(most) <= room:
        return most, sideways
    spare = max(0.0, room - sum(least))
    wanted = max(1.0, sum(most) - sum(least))
    shrunk = min(1.0, room / sum(least))
    return [shrunk * low + spare * (high - low) / wanted for low, high in zip(least, most, strict=True)], sideways


def _in_two_lines(text: str) -> float:
    """Return how wide a text is that is set in two lines: what names a row is read at a glance, not word by word."""
    words = text.split()
    ends = ((" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words)))
    return min((max(width_of(one, SIZE) for one in both) for both in ends), default=width_of(text, SIZE))


def stays_together(table: Table, widths: Sequence[float]) -> bool:
    """Whether a table is short enough to be kept on one page."""
    room = [max(1.0, width - PADDING) for width in widths]
    lines = sum(
        max(len(lines_of(text_of(cell), space, SIZE)) for cell, space in zip(row, room, strict=True))
        for row in table.rows
    )
    return lines <= TOGETHER


def height_of_start(table: Table, widths: Sequence[float], said: Sequence[str]) -> float:
    """Return the points that the words above a table, its header and its first rows need together at most."""
    room = [max(1.0, width - PADDING) for width in widths]
    above = sum(len(lines_of(text, PORTRAIT, TITLE, bold=True)) for text in said if text)
    rows = (table.header, *(tuple(map(text_of, row)) for row in table.rows[:FIRST_ROWS]))
    lines = [
        max(len(lines_of(text, space, SIZE, bold=not place)) for text, space in zip(row, room, strict=True))
        for place, row in enumerate(rows)
    ]
    return LINE * (above + sum(lines)) + ROW * (len(rows) + 2)


def _least(cell: Cell) -> float:
    """Return how wide a cell must be: a number or an interval is not broken, and words are between them."""
    if isinstance(cell, str):
        return _longest_word(cell, bold=False)
    return width_of(cell.shown, SIZE) + PADDING


def _longest_word(text: str, *, bold: bool) -> float:
    words = [width_of(word, SIZE, bold=bold) for word in text.replace("-", "- ").split()]
    return min(UNBROKEN, max(words, default=0.0)) + PADDING


def leads_in(blocks: Sequence[Block], place: int) -> bool:
    """Whether a block is a short paragraph between a heading and a table or figure, which must not be parted."""
    block, after = blocks[place], blocks[place + 1 : place + 2]
    if not isinstance(block, Paragraph) or len(block.text) > SHORT:
        return False
    follows = place > 0 and isinstance(blocks[place - 1], Heading)
    return follows and bool(after) and isinstance(after[0], Table | Figure) and not getattr(after[0], "long", False)


BREAK = "\N{ZERO WIDTH SPACE}"
"""Where a line may be broken within a word."""


def breakable(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> str:
    """Return a text in which a word wider than ``room`` points may be broken, so that nothing runs over the edge."""
    if width_of(text, size, bold=bold) <= room:
        return text
    words = (word if width_of(word, size, bold=bold) <= room else _broken(word, room, size) for word in text.split(" "))
    return " ".join(words)


def _broken(word: str, room: float, size: float) -> str:
    return BREAK.join(lines_of(word, room, size, bold=True))


def is_numeric(table: Table, column: int) -> bool:
    """Whether a column holds numbers, which stand to the right."""
    return column > 0 and any(not isinstance(row[column], str) for row in table.rows)


def elsewhere(table: Table) -> str:
    """Return where a table is that is too long for a printed document."""
    return f"{table.caption}: {len(table.rows):,} rows, in the workbook and the page of this report."
