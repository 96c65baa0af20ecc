"""A report as a tagged PDF (PDF/UA-1), set by typst: headings, lists, tables and figures that a screen reader knows."""

from __future__ import annotations

from scenarios.report.blocks import Block, Bullets, Cell, Document, Figure, Heading, Paragraph, Table
from scenarios.report.docx import fitted
from scenarios.report.signs import with_signs
from scenarios.report.typesetting import FONTS, compiled, literal
from scenarios.report.widths import TOGETHER, column_widths, elsewhere, is_numeric

HIGHEST = 670.0
"""Points of the height of a figure at most."""

PREAMBLE = """
#set document(title: {title}, author: "The DUSSK simulation", description: {subtitle}, date: none)
#set text(font: {fonts}, lang: "en", region: "GB", size: 10.5pt, fill: rgb("#212b32"))
#set page(paper: "a4", margin: 2.03cm, numbering: "1", footer: context [
  #set text(size: 8.5pt, fill: rgb("#425563"))
  #{title} #h(1fr) page #counter(page).display() of #counter(page).final().first()
])
#set par(leading: 0.6em, spacing: 0.95em)
#show title: set text(size: 21pt)
#show heading: set block(above: 1.5em, below: 0.7em, sticky: true)
#show heading.where(level: 1): set text(size: 15.5pt)
#show heading.where(level: 2): set text(size: 12.5pt)
#show link: set text(fill: rgb("#005eb8"))
#set outline(title: [Contents], depth: 1)
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
#let needs(height) = {{ block(breakable: false, above: 0pt, below: 0pt, height: height); v(-height, weak: false) }}
#let long(body) = {{ show figure: set block(breakable: true); needs(4cm); body }}
#let lead(body) = block(stroke: (left: 3.5pt + rgb("#005eb8")), inset: (left: 10pt, y: 4pt), breakable: false,
  text(size: 12pt, body))
"""


def pdf_of(document: Document) -> bytes:
    """Return a report as a tagged PDF.

    Parameters
    ----------
    document : Document
        The report.

    Raises
    ------
    InputError
        If typst is not installed.
    """
    source, files = source_of(with_signs(document))
    return compiled(source, files, "pdf")[0]


def source_of(document: Document) -> tuple[str, dict[str, bytes]]:
    """Return a report in typst's language, and the pictures that it names."""
    title, subtitle = literal(document.title), literal(document.subtitle)
    parts = [PREAMBLE.format(title=title, subtitle=subtitle, fonts=FONTS), "#title()", f"#text(size: 13pt, {subtitle})"]
    if document.made:
        parts.append(f"#par({literal(document.made)})")
    parts.append("#outline()")
    files: dict[str, bytes] = {}
    headings = 0
    for block in document.blocks:
        written = _block(block, files)
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
            return f"#heading(level: {block.level}, {literal(block.text)})"
        case Paragraph(role="lead"):
            return f"#lead({literal(block.text)})"
        case Paragraph(role="note"):
            return f"#note({literal(block.text)})"
        case Paragraph():
            return f"#par({literal(block.text)})"
        case Bullets():
            return f"#list({', '.join(literal(item) for item in block.items)})"
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
            numbers = _table(block.table, f"The numbers in the figure '{block.title}'")
            return f"#figure({picture}, kind: image, caption: {literal(block.title)})\n\n{numbers}"


def _cell(cell: Cell) -> str:
    """Return a cell; a number or an interval is never broken."""
    return literal(cell) if isinstance(cell, str) else f"box({literal(cell.shown)})"


def _table(table: Table, caption: str) -> str:
    widths, _ = column_widths(table)
    columns = ", ".join(f"{width:.1f}pt" for width in widths)
    sides = ", ".join("right" if is_numeric(table, column) else "left" for column in range(len(widths)))
    header = ", ".join(literal(text) for text in table.header)
    rows = "\n".join("  " + ", ".join(_cell(cell) for cell in row) + "," for row in table.rows)
    note = f"\n#note({literal(table.note)})" if table.note else ""
    holds = "#long[" if len(table.rows) > TOGETHER else "#["
    return (
        f"{holds}#figure(kind: table, caption: {literal(caption)}, table(columns: ({columns},), align: ({sides},),\n"
        f"  table.header({header}),\n{rows}\n))]\n{note}"
    )
