"""What a document is made of, whatever it is written as: headings, paragraphs, lists, tables and figures.

Only the standard library is used here, so that the same document is made in a browser.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a table: its value, for a workbook, and how people read it.

    Attributes
    ----------
    value : float
        The value itself, not rounded.
    shown : str
        The value as it is written where people read, unit included, such as ``"£11,710"``.
    unit : str
        ``"£"``, ``"share"`` or another; it decides the format of the workbook's cell.
    """

    value: float
    shown: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """An interval in a table: two numbers for a workbook, which gives each a column, and one text elsewhere.

    Attributes
    ----------
    low, high : float
        Its ends, not rounded.
    shown : str
        How it is written, such as ``"£145 to £1,517"``.
    unit : str
        As for :class:`Number`.
    """

    low: float
    high: float
    shown: str
    unit: str = ""


Cell = str | Number | Range


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a section of the document, 2 a part of a section.

    An ``annex`` is a section of level 1, after all others: what it holds goes on up to the next such section. Printed
    documents hold annexes only where they are asked for (see ``scenarios.document.parts``).
    """

    text: str
    level: int = 1
    annex: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``role`` is ``"plain"``, ``"lead"`` (the answer itself) or ``"note"``."""

    text: str
    role: str = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names its rows.

    Attributes
    ----------
    name : str
        A short identifier of letters, digits and hyphens, unique in the document.
    caption : str
        What it shows.
    header : tuple of str
        One text a column.
    rows : tuple of tuple of Cell
        As many cells a row as the header has.
    note : str
        How to read it, and what its intervals hold; may be empty.
    long : bool
        Whether it is too long to print: a workbook holds it, a page folds it away, and other files say where it is.
    sheet : str
        What its sheet in a workbook is called, in at most 31 letters; empty for one made from ``name``. The table of
        which it is ``"Answer"`` stands on the first sheet, and the cost model follows the first that is ``"Money"``.
    """

    name: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    long: bool = False
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, with its text alternative and the table of the numbers in it.

    Attributes
    ----------
    name : str
        A short identifier, unique in the document.
    title : str
        Its caption.
    svg : str
        The picture, as a whole ``<svg>`` element with a view box.
    alternative : str
        What somebody who does not see it needs to know.
    table : Table
        The numbers in it.
    numbers : bool
        Whether they are printed below it.
    """

    name: str
    title: str
    svg: str
    alternative: str
    table: Table
    numbers: bool = True


Block = Heading | Paragraph | Bullets | Table | Figure

OPEN, CLOSE = "\ue000", "\ue001"
"""Marks around the name of a table or figure in a sentence, for which ``scenarios.document.parts`` puts its number."""


def see(name: str) -> str:
    """Return what stands in a sentence for the number of a table or figure, such as "Table 3"."""
    return f"{OPEN}{name}{CLOSE}"


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of the costs of one option, which a finance officer may price anew.

    Attributes
    ----------
    option : str
        Title of the option.
    item, unit : str
        What is paid for, and one of what.
    quantity : float
        Mean number in a run.
    pounds : float
        Cost of one, at the price year; quantity times pounds, added up, is the mean total cost.
    payer : str
        Who pays.
    joined, completed : float
        Mean number of women in a run of the option who join, and who complete one-to-one therapy; the same on all
        lines of an option.
    beside : str
        Title of the option that this one is compared with; empty if it is compared with none.
    """

    option: str
    item: str
    unit: str
    quantity: float
    pounds: float
    payer: str
    joined: float = 0.0
    completed: float = 0.0
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    Attributes
    ----------
    title, subtitle : str
        Its title, and the question it answers.
    made : str
        The date on it, such as ``"22 November 2026"``; empty for none.
    blocks : tuple of Block
        Its content, in order.
    cost_lines : tuple of CostLine
        For the workbook's live formulae.
    price_year : str
        Financial year in whose prices they are.
    """

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    made: str = ""
    cost_lines: tuple[CostLine, ...] = field(default=())
    price_year: str = ""
