"""A report as one web page: no script, nothing fetched, read by screen readers, telephones and printers.

Its styles may only be the ones in this file (a content security policy names their hash), and nothing else may load.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from scenarios.document.blocks import Block, Bullets, Cell, Document, Figure, Heading, Paragraph, Table
from scenarios.document.cells import text_of
from scenarios.document.parts import answer_ends, numbered
from scenarios.document.signs import with_signs
from scenarios.pictures.canvas import identifier, quoted, safe

STYLE = """
:root { color: #212b32; background: #ffffff; font: 1.0625rem/1.5 Arial, "Liberation Sans", Helvetica, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 0 0.75rem 3rem; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1.5rem 0 0.5rem; }
h2 { font-size: 1.45rem; line-height: 1.25; margin: 2.5rem 0 0.75rem; padding-top: 1rem; border-top: 2px solid; }
h3 { font-size: 1.15rem; line-height: 1.3; margin: 1.75rem 0 0.5rem; }
p, ul, ol { max-width: 44rem; margin: 0.75rem 0; }
a { color: #005eb8; }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid #212b32; outline-offset: 2px; }
.skip { position: absolute; left: -100rem; background: #ffffff; padding: 0.75rem 1rem; }
.skip:focus { left: 0.75rem; top: 0.75rem; }
.subtitle { font-size: 1.2rem; }
.lead { font-size: 1.15rem; border-left: 6px solid #005eb8; padding: 0.25rem 0 0.25rem 1rem; }
.note { color: #425563; font-size: 0.95rem; }
nav { background: #f0f4f5; padding: 0.25rem 1rem 0.75rem; margin: 1.5rem 0; }
nav h2 { border: 0; margin: 0; padding: 0.5rem 0 0; font-size: 1.15rem; }
nav ul { margin: 0.25rem 0; padding-left: 0; list-style: none; }
nav li { padding: 0.2rem 0; }
.wide { overflow-x: auto; margin: 1rem 0 0.25rem; }
table { border-collapse: collapse; font-size: 0.95rem; line-height: 1.35; }
caption { text-align: left; font-weight: bold; padding: 0 0 0.5rem; max-width: calc(100vw - 2rem); }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid #aeb7bd; }
thead th { border-bottom: 2px solid #4c6272; vertical-align: bottom; min-width: 4rem; }
tbody th { font-weight: normal; min-width: 9rem; }
td { min-width: 3.5rem; }
td.words { min-width: 8rem; }
td.long { min-width: 12rem; overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead th.number { white-space: normal; }
figure { margin: 1.5rem 0; }
figure svg { display: block; width: 100%; max-width: 31rem; height: auto; }
figcaption { font-weight: bold; margin: 0 0 0.75rem; max-width: 44rem; }
details { margin: 0.75rem 0; }
.annex { margin: 0; border-top: 1px solid #aeb7bd; }
.annex > summary { padding: 0.5rem 0; }
.annex > summary h2 { display: inline; border: 0; margin: 0; padding: 0; font-size: 1.25rem; }
summary { color: #005eb8; text-decoration: underline; cursor: pointer; padding: 0.35rem 0; width: fit-content; }
footer { margin-top: 3rem; border-top: 2px solid #4c6272; }
@media (max-width: 30rem) {
  tbody th { min-width: 6.5rem; }
  td.words { min-width: 5.5rem; }
  th, td { padding-right: 0.5rem; }
}
@media print {
  @page { size: A4; margin: 18mm 16mm; }
  :root { font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  .skip, nav { display: none; }
  h1, h2, h3, caption, figcaption { break-after: avoid; }
  thead { display: table-header-group; }
  tr, figure svg { break-inside: avoid; }
  figure svg { max-width: 12.5cm; max-height: 23cm; }
  .wide { overflow: visible; }
  table { font-size: 8.5pt; width: 100%; }
  caption { max-width: none; }
  th, td, tbody th, thead th, td.words, td.long { min-width: 0; padding-right: 0.5rem; }
  a { color: inherit; text-decoration: none; }
}
"""


LONGEST_WORD = 40
"""Letters of a word, such as a hash, beyond which it may be broken anywhere."""


def html_of(document: Document) -> str:
    """Return a report as one web page.

    Parameters
    ----------
    document : Document
        The report.
    """
    allowed = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content={quoted(policy)}>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(document.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#content">Skip to the report</a>\n'
        f"{body_of(document)}</body>\n</html>\n"
    )


def body_of(document: Document) -> str:
    """Return what stands between the tags of a report's body, for a page that has its own head (see ``STYLE``)."""
    document = with_signs(numbered(document))
    made = f"<p>{safe(document.made)}</p>\n" if document.made else ""
    return (
        f"<header>\n<h1>{safe(document.title)}</h1>\n"
        f'<p class="subtitle">{safe(document.subtitle)}</p>\n{made}</header>\n'
        f'<main id="content" tabindex="-1">\n{"".join(_written(document))}</main>\n'
    )


def _written(document: Document) -> Iterator[str]:
    """Yield the content: the answer, the list of contents, the main part, and every annex, folded away."""
    contents, in_annex = answer_ends(document), False
    for place, block in enumerate(document.blocks):
        if place == contents:
            yield _contents(document)
        if isinstance(block, Heading) and block.annex:
            yield "</details>\n" if in_annex else ""
            in_annex = True
            yield f'<details class="annex">\n<summary>{_block(block, place)}</summary>\n'
        else:
            yield f"{_block(block, place)}\n"
    yield "</details>\n" if in_annex else ""


def _contents(document: Document) -> str:
    items = "\n".join(
        f'<li><a href="#{_anchor(block, place)}">{safe(block.text)}</a></li>'
        for place, block in enumerate(document.blocks)
        if isinstance(block, Heading) and block.level == 1
    )
    return f'<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ul>\n{items}\n</ul>\n</nav>\n'


def _anchor(heading: Heading, place: int) -> str:
    return f"section-{place}-{identifier(heading.text).lower()}"


def _block(block: Block, place: int) -> str:
    match block:
        case Heading():
            level = block.level + 1
            return f'<h{level} id="{_anchor(block, place)}">{safe(block.text)}</h{level}>'
        case Paragraph():
            kind = "" if block.role == "plain" else f' class="{block.role}"'
            return f"<p{kind}>{safe(block.text)}</p>"
        case Bullets():
            return "<ul>\n" + "\n".join(f"<li>{safe(item)}</li>" for item in block.items) + "\n</ul>"
        case Table(long=True):
            return _folded(f"{block.caption} ({len(block.rows):,} rows)", _table(block))
        case Table():
            return _table(block)
        case Figure():
            caption = f"<figcaption>{safe(block.title)}</figcaption>"
            numbers = _folded("The numbers in this figure, as a table", _table(block.table))
            return f"<figure>\n{caption}\n{block.svg.strip()}\n{numbers}\n</figure>"


def _folded(words: str, content: str) -> str:
    return f"<details>\n<summary>{safe(words)}</summary>\n{content}\n</details>"


def _table(table: Table) -> str:
    name = f"table-{identifier(table.name)}"
    numeric = [_is_numeric(table, column) for column in range(len(table.header))]
    head = "".join(
        f'<th scope="col"{_kind(n)}>{safe(text)}</th>' for text, n in zip(table.header, numeric, strict=True)
    )
    rows = "\n".join(f"<tr>{''.join(_row(row, numeric))}</tr>" for row in table.rows)
    note = f'\n<p class="note">{safe(table.note)}</p>' if table.note else ""
    return (
        f'<div class="wide" role="region" aria-labelledby="{name}" tabindex="0">\n'
        f'<table>\n<caption id="{name}">{safe(table.caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>{note}"
    )


def _row(row: tuple[Cell, ...], numeric: list[bool]) -> Iterator[str]:
    yield f'<th scope="row">{safe(text_of(row[0]))}</th>'
    for cell, is_number in zip(row[1:], numeric[1:], strict=True):
        text = text_of(cell)
        longest = max(map(len, text.split()), default=0)
        kind = "number" if is_number else "long" if longest > LONGEST_WORD else "words"
        yield f'<td class="{kind}">{safe(text)}</td>'


def _kind(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _is_numeric(table: Table, column: int) -> bool:
    return column > 0 and any(not isinstance(row[column], str) for row in table.rows)
