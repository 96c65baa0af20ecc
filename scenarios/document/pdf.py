"""A report as a tagged PDF (PDF/UA-1), set by typst: headings, lists, tables and figures that a screen reader knows."""

from __future__ import annotations

from scenarios.document.blocks import Block, Bullets, Cell, Document, Figure, Heading, Paragraph, Table
from scenarios.document.cells import shortened
from scenarios.document.docx import MOST_IN_FOOTER, fitted
from scenarios.document.parts import annexes_of, answer_ends, printed
from scenarios.document.signs import with_signs
from scenarios.document.typesetting import FONTS, compiled, literal
from scenarios.document.widths import (
    PADDING,
    PORTRAIT,
    breakable,
    column_widths,
    elsewhere,
    height_of_start,
    is_numeric,
    leads_in,
    stays_together,
)

TITLE_SIZE, TEXT_SIZE, FOOTER_SIZE = 21.0, 12.5, 8.5
"""Points of the largest text of each kind."""

INDENT = 25.0
"""Points of the farthest that a text is moved in."""

MOST_AT_START = 400.0
"""Points that are kept free at most for the beginning of a table that goes over pages."""

HIGHEST = 670.0
"""Points of the height of a figure at most."""

PREAMBLE = """
#set document(title: {title}, author: "The DUSSK simulation", description: {subtitle}, date: none)
#set text(font: {fonts}, lang: "en", region: "GB", size: 10.5pt, fill: rgb("#212b32"))
#set page(paper: "a4", margin: 2.03cm, numbering: "1", footer: context [
  #set text(size: 8.5pt, fill: rgb("#425563"))
  #{short} #h(1fr) page #counter(page).display() of #counter(page).final().first()
])
#set par(leading: 0.6em, spacing: 0.95em)
#show title: set text(size: 21pt)
#show heading: set block(above: 1.5em, below: 0.7em, sticky: true)
#show heading.where(level: 1): set text(size: 15.5pt)
#show heading.where(level: 2): set text(size: 12.5pt)
#show link: set text(fill: rgb("#005eb8"))
#set outline(title: [Contents], depth: 1)
#show outline.entry: set text(size: 9pt)
#show outline.entry: set block(above: 0.42em)
#set table(stroke: (x, y) => (bottom: if y == 0 {{ 1.2pt + rgb("#4c6272") }} else {{ 0.5pt + rgb("#aeb7bd") }}),
  inset: (x: 4.5pt, y: 3.2pt))
#set table.cell(breakable: false)
#show table: set text(size: 8.5pt)
#show table: set par(leading: 0.45em)
#show table.cell.where(y: 0): set text(weight: "bold")
#show figure: set align(left)
#show figure: set block(above: 1.3em, below: 0.6em)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.where(kind: image): set figure.caption(position: top)
#set figure(numbering: none, supplement: none)
#show figure.caption: it => block(sticky: true, above: 0pt, below: 0.7em, text(size: 9.5pt, weight: "bold", it.body))
#let note(body) = block(below: 1.3em, text(size: 9pt, fill: rgb("#425563"), body))
#let noted(body) = block(above: 0.7em, below: 0pt,
  text(size: 9pt, weight: "regular", fill: rgb("#425563"), body))
#let needs(height) = {{ block(breakable: false, above: 0pt, below: 0pt, height: height); v(-height, weak: false) }}
#let long(start, body) = {{ show figure: set block(breakable: true, above: 0.7em); needs(start); body }}
#let lead(body) = block(stroke: (left: 3.5pt + rgb("#005eb8")), inset: (left: 10pt, y: 4pt), breakable: false,
  text(size: 12pt, body))
"""


def pdf_of(document: Document, *, annexes: bool = False) -> bytes:
    """Return a report as a tagged PDF.

    Parameters
    ----------
    document : Document
        The report.
    annexes : bool
        Whether its annexes are in it too.

    Raises
    ------
    InputError
        If typst is not installed.
    """
    short = bool(annexes_of(document)) and not annexes
    source, files = source_of(with_signs(printed(document, annexes=annexes)), has_contents=not short)
    return compiled(source, files, "pdf")[0]


def source_of(document: Document, *, has_contents: bool) -> tuple[str, dict[str, bytes]]:
    """Return a report in typst's language, and the pictures that it names; contents follow the answer."""
    title, subtitle = _words(document.title, TITLE_SIZE), _words(document.subtitle, TITLE_SIZE)
    short = _words(shortened(document.title, MOST_IN_FOOTER), FOOTER_SIZE)
    parts = [
        PREAMBLE.format(title=title, subtitle=subtitle, fonts=FONTS, short=short),
        "#title()",
        f"#text(size: 13pt, {subtitle})",
    ]
    if document.made:
        parts.append(f"#par({literal(document.made)})")
    files: dict[str, bytes] = {}
    headings = 0
    contents = answer_ends(document) if has_contents else None
    annexes = next((i for i, block in enumerate(document.blocks) if isinstance(block, Heading) and block.annex), None)
    for place, block in enumerate(document.blocks):
        if place == contents:
            parts.append("#block(breakable: false, above: 1.6em)[#outline()]")
        if place == annexes:
            parts.append("#pagebreak(weak: true)")
        written = _block(block, files)
        if leads_in(document.blocks, place):
            written = f"#block(sticky: true)[{written}]"
        if isinstance(block, Table) and not block.long and column_widths(block)[1]:
            # A page on its side takes the headings right before it along.
            along = parts[len(parts) - headings :]
            del parts[len(parts) - headings :]
            written = f"#page(flipped: true)[{chr(10).join([*along, written])}]"
        parts.append(written)
        headings = headings + 1 if isinstance(block, Heading) else 0
    return "\n\n".join(parts) + "\n", files


def _block(block: Block, files: dict[str, bytes]) -> str:
    match block:
        case Heading():
            return f"#heading(level: {block.level}, {_words(block.text, TITLE_SIZE)})"
        case Paragraph(role="lead"):
            return f"#lead({_words(block.text)})"
        case Paragraph(role="note"):
            return f"#note({_words(block.text)})"
        case Paragraph():
            return f"#par({_words(block.text)})"
        case Bullets():
            return f"#list({', '.join(_words(item) for item in block.items)})"
        case Table(long=True):
            return f"#note({literal(elsewhere(block))})"
        case Table():
            return _table(block, block.caption)
        case Figure():
            name = f"figure-{len(files)}.svg"
            files[name] = block.svg.encode()
            width, height = fitted(block.svg, highest=HIGHEST)
            picture = (
                f'image("{name}", width: {width:.1f}pt, height: {height:.1f}pt, alt: {literal(block.alternative)})'
            )
            drawn = f"#figure({picture}, kind: image, caption: {_words(block.title)})"
            return f"{drawn}\n\n{_table(block.table, block.table.caption)}" if block.numbers else drawn


def _words(text: str, size: float = TEXT_SIZE) -> str:
    """Return a text of which no word is wider than the page."""
    return literal(breakable(text, PORTRAIT - INDENT, size, bold=True))


def _cell(cell: Cell, width: float) -> str:
    """Return a cell; a number or an interval is never broken, and a word only where the column is too narrow for it."""
    if isinstance(cell, str):
        return literal(breakable(cell, width - PADDING))
    return f"box({literal(cell.shown)})"


def _table(table: Table, caption: str) -> str:
    widths, _ = column_widths(table)
    columns = ", ".join(f"{width:.1f}pt" for width in widths)
    sides = ", ".join("right" if is_numeric(table, column) else "left" for column in range(len(widths)))
    header = ", ".join(
        literal(breakable(text, width - PADDING, bold=True)) for text, width in zip(table.header, widths, strict=True)
    )
    rows = "\n".join(
        "  " + ", ".join(_cell(cell, width) for cell, width in zip(row, widths, strict=True)) + ","
        for row in table.rows
    )
    note = f"\n#note({literal(table.note)})" if table.note else ""
    # A table that goes over pages has its note above it, so that the note is never parted from all of its rows.
    long = not stays_together(table, widths)
    start = min(MOST_AT_START, height_of_start(table, widths, (caption, table.note)))
    holds, within = (f"#long({start:.0f}pt)[", "") if long else ("#block(breakable: false)[", note)
    said = f"[#{_words(caption)}#noted({literal(table.note)})]" if long and table.note else _words(caption)
    return (
        f"{holds}#figure(kind: table, caption: {said}, table(columns: ({columns},), align: ({sides},),\n"
        f"  table.header({header}),\n{rows}\n)){within}]\n"
    )
