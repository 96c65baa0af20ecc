"""What every sheet of a workbook has: a title, notes, one marked table, and how it is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from scenarios.document.cells import shortened
from scenarios.pictures.canvas import readable
from scenarios.pictures.lettering import lines_of

A4 = 9
NONE = "[z]"
"""What a cell holds that has nothing to show, as the guidance on spreadsheets has it."""

POINTS = 5.25
"""Points of a letter, in which the width of columns is counted."""

LINE_HEIGHT, HIGHEST = 14.6, 400.0
"""Points of a line of text, and of the highest row that a workbook may have."""

LEAST_NOTE = 90.0
"""Letters of the narrowest line of a note."""

INK, LINK, LINE = "#212b32", "#005eb8", "#4c6272"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width in letters, and whether it holds numbers."""

    words: str
    width: float
    right: bool = False


class Book:
    """A workbook being written, with its formats."""

    def __init__(self, file: Workbook, title: str) -> None:
        self._file, self._title = file, title
        self._numbers: dict[str, Format] = {}
        self._names: set[str] = set()
        font = {"font_name": "Arial", "font_size": 11, "font_color": INK, "valign": "top"}
        self._font = font
        self.title = file.add_format({**font, "bold": True, "font_size": 15})
        self.wrapped = file.add_format({**font, "text_wrap": True})
        self.header = file.add_format({**font, "bold": True, "text_wrap": True, "valign": "bottom", "bottom": 2})
        self.right_header = file.add_format(
            {**font, "bold": True, "text_wrap": True, "valign": "bottom", "bottom": 2, "align": "right", "indent": 1}
        )
        self.none = file.add_format({**font, "align": "right", "indent": 1})
        self.note = file.add_format(font)
        self.link = file.add_format({**font, "font_color": LINK, "underline": 1})

    def number(self, shown: str, **more: Any) -> Format:
        """Return a format for numbers; the same one for the same wish."""
        key = f"{shown}{sorted(more.items())}"
        if key not in self._numbers:
            self._numbers[key] = self._file.add_format(
                {**self._font, "num_format": shown, "align": "right", "indent": 1, **more}
            )
        return self._numbers[key]

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet that prints on A4, on its side, as wide as the page."""
        sheet: Worksheet = self._file.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        title = readable(self._title).replace("&", "&&")
        sheet.set_footer(f"&L{shortened(title, 120)}&R&A, page &P of &N")
        sheet.hide_gridlines(1)
        return sheet

    def head(self, sheet: Worksheet, title: str, notes: Sequence[str], columns: Sequence[Column]) -> int:
        """Write the title in A1 and the notes below it, and return the row for the table's heading.

        A note is broken into rows as wide as the table. They run on over the empty cells beside them, so that no cells
        are merged, the first column stays narrow, and nothing is printed wider than the table.
        """
        sheet.write_string(0, 0, title, self.title)
        room = max(LEAST_NOTE, sum(column.width for column in columns)) * POINTS
        lines = [line for note in notes for line in lines_of(note, room, 11.0)]
        for row, line in enumerate(lines, start=1):
            sheet.write_string(row, 0, line, self.note)
        return len(lines) + 1

    def fit(
        self, sheet: Worksheet, row: int, texts: Sequence[str], columns: Sequence[Column], *, bold: bool = False
    ) -> None:
        """Make a row as high as its texts need."""
        lines = max(
            len(lines_of(text, column.width * POINTS - 4.0, 11.0, bold=bold))
            for text, column in zip(texts, columns, strict=True)
        )
        sheet.set_row(row, min(HIGHEST, lines * LINE_HEIGHT + 2.0))

    def table(
        self, sheet: Worksheet, top: int, name: str, columns: Sequence[Column], rows: int, *, stays: bool = True
    ) -> None:
        """Mark a table with its headings, of which no two are the same; its cells are written after.

        The headings stay in sight when the sheet is moved, unless so much stands above them that a small screen would
        have no room for the rest.
        """
        headings: list[str] = []
        for column in columns:
            wanted = readable(column.words).strip() or NONE
            words, times = wanted, 2
            while words.lower() in (heading.lower() for heading in headings):
                words, times = f"{wanted} ({times})", times + 1
            headings.append(words)
        sheet.add_table(
            top, 0, top + rows, len(columns) - 1,
            {
                "name": self._name_of(name),
                "style": "Table Style Light 1",
                "banded_rows": False,
                "autofilter": False,
                "first_column": False,
                "columns": [
                    {"header": words, "header_format": self.right_header if column.right else self.header}
                    for words, column in zip(headings, columns, strict=True)
                ],
            },
        )  # fmt: skip
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        self.fit(sheet, top, headings, columns, bold=True)
        sheet.repeat_rows(top)
        if stays:
            sheet.freeze_panes(top + 1, 1)

    def define(self, name: str, sheet: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Give cells a name that formulae may use."""
        self._file.define_name(self._name_of(name), f"='{sheet}'!{xl_range_abs(*first, *last)}")

    def _name_of(self, name: str) -> str:
        """Return a name as a workbook allows it, which no other has."""
        wanted = "t_" + re.sub("[^A-Za-z0-9]+", "_", name).strip("_").lower()[:200]
        found, times = wanted, 2
        while found in self._names:
            found, times = f"{wanted}_{times}", times + 1
        self._names.add(found)
        return found
