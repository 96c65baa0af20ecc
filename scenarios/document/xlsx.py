"""A report as a workbook: one marked table a sheet, real numbers, and a cost model with live formulae.

The answer comes first, in words and numbers, then the contents, then money with the cost model. Otherwise it follows
the British government's guidance on publishing spreadsheets: no merged cells, no empty rows in a table, nothing told
by colour alone. The same report gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scenarios.display import NOTHING
from scenarios.document.blocks import Bullets, Cell, Document, Figure, Heading, Number, Paragraph, Range, Table
from scenarios.document.cost_model import COST_SHEETS, write_cost_model
from scenarios.document.parts import answer_ends, numbered
from scenarios.document.sheets import NONE, Book, Column
from scenarios.pictures.canvas import readable

MADE = datetime(2000, 1, 1)
"""The date inside the file, which may not hang on when it was written; the report's own date is on the cover."""

LONGEST_NAME = 31
WRITTEN = re.compile(
    r"(?P<sign>[+-])?(?P<pound>£)?(?P<digits>\d{1,3}(,\d{3})+(\.\d+)?|\d{1,15}(\.\d{1,15})?)(?P<cent>%)?"
)
"""A text that is nothing but a number: pounds, per cent or plain."""

ANSWER, CONTENTS, WORDS, MONEY = "Answer", "Contents", "Words", "Money"
"""Names of sheets; a table whose ``sheet`` is the first or the last has its place by it."""

NONE_MEANS = f"{NONE} in a cell means that there is nothing to show: nobody was counted, or the number has no meaning."


def xlsx_of(document: Document) -> bytes:
    """Return a report as a workbook.

    Parameters
    ----------
    document : Document
        The report.
    """
    document = numbered(document)
    packed = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, plain) as file:
        title, subject = readable(document.title), readable(document.subtitle)
        file.set_properties({"title": title, "subject": subject, "author": "The DUSSK simulation", "created": MADE})
        file.set_custom_property("Language", "en-GB")
        book = Book(file, document.title)
        answer, tables = _apart(document)
        named = list(zip(_sheet_names([table for table, _ in tables]), tables, strict=True))
        priced = _place_of_cost_model(named) if document.cost_lines else None
        _answer(book, document, answer)
        _contents(book, answer, [(name, table) for name, (table, _) in named], priced)
        for place, (name, (table, said)) in enumerate(named):
            if place == priced:
                write_cost_model(book, document)
            _table_sheet(book, name, table, said)
        if priced == len(named):
            write_cost_model(book, document)
        _notes(book, document)
    return packed.getvalue()


def _apart(document: Document) -> tuple[Table | None, list[tuple[Table, str]]]:
    """Return the table that stands with the answer, and all others with a sentence about each."""
    every = list(_tables(document))
    answer = next((table for table, _ in every if table.sheet == ANSWER), None)
    return answer, [(table, said) for table, said in every if table is not answer]


def _tables(document: Document) -> Iterator[tuple[Table, str]]:
    """Yield every table with a sentence about it."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield block, "This worksheet has one table."
        elif isinstance(block, Figure):
            yield block.table, "This worksheet has one table: the numbers of a figure in the report's other versions."


def _place_of_cost_model(named: list[tuple[str, tuple[Table, str]]]) -> int:
    """Return before which sheet the cost model stands: after the first on money, at the end where there is none."""
    found = (place for place, (_, (table, _)) in enumerate(named) if table.sheet == MONEY)
    return next(found, len(named) - 1) + 1


def _sheet_names(tables: list[Table]) -> list[str]:
    """Return what each table's sheet is called; the second of a name has a 2."""
    taken = {name.lower() for name in (ANSWER, CONTENTS, WORDS, *COST_SHEETS)}
    found = []
    for table in tables:
        wanted = _short(table.sheet or table.name.removesuffix("-table"))
        wanted = f"{wanted[:1].upper()}{wanted[1:]}" or "Table"
        name, times = wanted, 2
        while name.lower() in taken:
            name, times = f"{_short(wanted, LONGEST_NAME - 4)} {times}", times + 1
        taken.add(name.lower())
        found.append(name)
    return found


def _short(name: str, longest: int = LONGEST_NAME) -> str:
    """Return a name as a sheet may have it: at most 31 letters, ended at a whole word if there is one."""
    words = re.sub("[^A-Za-z0-9]+", " ", name).strip()
    if words.lower() == "history":
        return f"{words} table"  # the one name that spreadsheets keep for themselves
    if len(words) <= longest:
        return words
    return words[: longest + 1].rpartition(" ")[0] or words[:longest]


def _answer(book: Book, document: Document, table: Table | None) -> None:
    """Write the first sheet: the question, the answer in words, and its numbers."""
    lines = [document.subtitle, *([f"Date: {document.made}"] if document.made else [])]
    first = document.blocks[: answer_ends(document)]
    lines += [block.text for block in first if isinstance(block, Paragraph)]
    if document.price_year:
        lines.append(f"All sums of money are in pounds of {document.price_year}.")
    lines += [
        f"'{CONTENTS}' lists every sheet; '{WORDS}' holds the words of the report, its limits with them.",
        NONE_MEANS,
    ]
    if document.cost_lines:
        lines.append(f"To price anything anew, change the unit costs on the sheet '{COST_SHEETS[0]}'.")
    if table is not None:
        _table_sheet(book, ANSWER, table, "", title=document.title, before=lines)
        return
    sheet = book.sheet(ANSWER)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, document.title, book.title)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, book.wrapped)
        book.fit(sheet, row, [line], [Column("", 100.0)])


def _contents(book: Book, answer: Table | None, named: list[tuple[str, Table]], priced: int | None) -> None:
    sheet = book.sheet(CONTENTS)
    rows: list[tuple[str, str]] = [
        (ANSWER, "The question, the answer in words" + (", and its numbers" if answer else ""))
    ]
    rows += [(name, table.caption) for name, table in named]
    if priced is not None:
        held = ("What one of each item costs, to be priced anew", "Quantities, and what they come to at these costs")
        model = zip(COST_SHEETS, (*held, "Total cost of each option, live from the cost model"), strict=True)
        rows[1 + priced : 1 + priced] = model
    rows.append((WORDS, "The words of the report, by section"))
    columns = [Column("Sheet", 34.0), Column("What it holds", 90.0)]
    top = book.head(sheet, CONTENTS, ["This worksheet has one table, with a link to every sheet."], columns)
    book.table(sheet, top, "contents", columns, len(rows))
    for row, (name, words) in enumerate(rows, start=top + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", book.link, name)
        sheet.write_string(row, 1, words, book.wrapped)
        book.fit(sheet, row, (name, words), columns)


def _notes(book: Book, document: Document) -> None:
    sheet = book.sheet(WORDS)
    rows: list[tuple[str, str]] = [("How to read", NONE_MEANS)]
    section = ""
    for block in document.blocks:
        match block:
            case Heading():
                section = block.text
            case Paragraph():
                rows.append((section, block.text))
            case Bullets():
                rows += [(section, item) for item in block.items]
            case _:
                pass
    columns = [Column("Section", 34.0), Column("Words", 100.0)]
    notes = ["This worksheet has one table: the words of the report, by section."]
    top = book.head(sheet, "The words of the report", notes, columns)
    book.table(sheet, top, "notes", columns, len(rows))
    for row, (section, text) in enumerate(rows, start=top + 1):
        sheet.write_string(row, 0, section, book.wrapped)
        sheet.write_string(row, 1, text, book.wrapped)
        book.fit(sheet, row, (section, text), columns)


def _table_sheet(
    book: Book, name: str, table: Table, said: str, *, title: str = "", before: Sequence[str] = ()
) -> None:
    sheet = book.sheet(name)
    given, table = table, replace(table, rows=tuple(_with_numbers(row) for row in table.rows))
    split = [any(isinstance(row[i], Range) for row in table.rows) for i in range(len(table.header))]
    columns = [column for i, words in enumerate(table.header) for column in _columns(given, table, i, words, split[i])]
    about = [*before, *([table.caption] if title else []), said, table.note]
    top = book.head(sheet, title or table.caption, [line for line in about if line], columns)
    rows = table.rows or (tuple(NOTHING for _ in table.header),)
    book.table(sheet, top, table.name, columns, len(rows), stays=not before)
    for place, row in enumerate(rows, start=top + 1):
        parts = [part for cell, in_two in zip(row, split, strict=True) for part in _parts(cell, in_two=in_two)]
        for column, part in enumerate(parts):
            _write(book, sheet, place, column, part, right=columns[column].right)
        book.fit(sheet, place, [part if isinstance(part, str) else "" for part in parts], columns)


def _columns(given: Table, table: Table, place: int, words: str, in_two: bool) -> list[Column]:
    """Return the one or two columns of a column; numbers that were given as words do not make one with words narrow."""
    if in_two:
        return [Column(f"{words}, {end}", 15.0, right=True) for end in ("low", "high")]
    cells = [row[place] for row in table.rows]
    has_words = any(isinstance(cell, str) and cell.strip() not in (NOTHING, "") for cell in cells)
    of_numbers = given.rows if has_words else table.rows
    if any(isinstance(row[place], Number) for row in of_numbers):
        return [Column(words, 15.0, right=True)]
    longest = max([len(words) * 0.8, *(len(cell) for cell in cells if isinstance(cell, str))])
    return [Column(words, min(46.0, max(14.0, longest + 2.0)))]


def _with_numbers(row: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return a row in which what is written as a number is one; what names the row only where it is a sum of money."""
    return tuple(
        _number_of(cell) if isinstance(cell, str) and (place or cell.startswith("£")) else cell
        for place, cell in enumerate(row)
    )


def _number_of(text: str) -> Cell:
    """Return a text that is nothing but a number as that number, and any other as it is."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        return text
    value = float(f"{found['sign'] or ''}{found['digits'].replace(',', '')}")
    # The decimal point is moved in writing: 100 is no power of two.
    return Number(float(f"{value!r}e-2"), text, "share") if found["cent"] else Number(value, text, found["pound"] or "")


def _parts(cell: Cell, *, in_two: bool) -> tuple[str | Number, ...]:
    """Return a cell as the one or two cells that it is in a workbook."""
    if isinstance(cell, Range):
        decimals = cell.shown
        return Number(cell.low, decimals, cell.unit), Number(cell.high, decimals, cell.unit)
    return (cell, cell) if in_two else (cell,)


def _write(book: Book, sheet: Worksheet, row: int, column: int, cell: str | Number, *, right: bool) -> None:
    if isinstance(cell, Number):
        sheet.write_number(row, column, cell.value, _format(book, cell, right=right))
    else:
        words = NONE if cell.strip() in (NOTHING, "") else cell
        sheet.write_string(row, column, words, book.none if right else book.wrapped)


def _format(book: Book, cell: Number, *, right: bool) -> Format:
    """Return the number format with the decimals that people read; to the left in a column that also has words."""
    more: dict[str, object] = {} if right else {"align": "left", "indent": 0}
    places = max((len(found) for found in re.findall(r"\.(\d+)", cell.shown)), default=0)
    body = "#,##0" + ("." + "0" * places if places else "")
    decimals = f".{'0' * places}" if places else ""
    if cell.unit == "share":
        return book.number(f"0{decimals}%", **more)
    if cell.unit == "per cent":
        return book.number(f"{body}%", **more)
    return book.number(f"£{body};-£{body}" if cell.unit == "£" else body, **more)
