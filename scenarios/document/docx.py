"""A report as a Word file, written with the standard library alone, so that a browser can write it too.

The file is Office Open XML (ECMA-376): a zip archive of XML parts. The same report gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.document import docx_parts
from scenarios.document.blocks import Block, Bullets, Document, Figure, Heading, Paragraph, Table
from scenarios.document.cells import shortened, text_of
from scenarios.document.docx_parts import HEAD, MAIN, RELATIONS
from scenarios.document.parts import annexes_of, answer_ends, printed
from scenarios.document.signs import with_signs
from scenarios.document.widths import column_widths, elsewhere, is_numeric, leads_in, stays_together
from scenarios.pictures.canvas import quoted, safe

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
UNITS = 12700
"""English metric units in a point."""

TWIPS = 20
"""Twentieths of a point, in which widths are given."""

WIDEST, HIGHEST = 330.0, 640.0
"""Points of a picture at most."""

SHORT, LONG, MARGIN = 595.3, 841.9, 57.6
"""Points of the sides of A4, and of its margins."""

MOST_IN_FOOTER = 80
"""Letters of the title at the foot of each page."""

FEW_ROWS = 3
"""Rows of a long table that are never parted from its caption, or from its note."""

STYLES = {"plain": "Normal", "lead": "Lead", "note": "Note"}


def docx_of(document: Document, pictures: Mapping[str, bytes], *, annexes: bool = False) -> bytes:
    """Return a report as a Word file.

    Parameters
    ----------
    document : Document
        The report.
    pictures : mapping of str to bytes
        The figures as PNG, by name. A figure without one is told by its text alternative and its table.
    annexes : bool
        Whether the annexes are in it too.
    """
    short = bool(annexes_of(document)) and not annexes
    # Word breaks no line between a sign and a pound sign, and shows a joiner as a box in some fonts.
    document = with_signs(printed(document, annexes=annexes), "")
    writer = _Writer(pictures, has_contents=not short)
    body = writer.body(document)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": docx_parts.CONTENT_TYPES,
        "_rels/.rels": docx_parts.PACKAGE_RELATIONS,
        "docProps/app.xml": docx_parts.APP,
        "docProps/core.xml": docx_parts.core(document.title, document.subtitle),
        "word/document.xml": body,
        "word/_rels/document.xml.rels": writer.relations(),
        "word/styles.xml": docx_parts.STYLES,
        "word/numbering.xml": docx_parts.NUMBERING,
        "word/settings.xml": docx_parts.SETTINGS,
        "word/footer1.xml": docx_parts.footer(shortened(document.title, MOST_IN_FOOTER)),
        **{f"word/media/image{place + 1}.png": pictures[name] for place, name in enumerate(writer.drawn)},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # The oldest date that a zip archive can hold: no file's bytes may hang on when it was written.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def size_of(svg: str) -> tuple[float, float]:
    """Return the width and height of a picture's view box."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if found is None:
        raise ValueError("a figure has no view box")
    return float(found[1]), float(found[2])


def fitted(svg: str, widest: float = WIDEST, highest: float = HIGHEST) -> tuple[float, float]:
    """Return the width and height of a picture on a page, in points."""
    width, height = size_of(svg)
    scale = min(widest / width, highest / height)
    return width * scale, height * scale


@dataclass
class _Writer:
    """Writes the body, and remembers the pictures and bookmarks that it used."""

    pictures: Mapping[str, bytes]
    has_contents: bool
    drawn: list[str] = field(default_factory=list)
    bookmarks: int = 0
    in_annexes: bool = False

    def body(self, document: Document) -> str:
        head = _paragraph("Title", document.title) + _paragraph("Subtitle", document.subtitle)
        if document.made:
            head += _paragraph("Normal", document.made)
        first, rest = document.blocks[: answer_ends(document)], document.blocks[answer_ends(document) :]
        start = self._blocks(first)
        contents = _contents(document) if self.has_contents else ""
        written = head + start + contents + self._blocks(rest)
        return (
            f'{HEAD}<w:document xmlns:w="{MAIN}" xmlns:r="{RELATIONS}" '
            f'xmlns:wp="{DRAWING}/wordprocessingDrawing" xmlns:a="{DRAWING}/main" xmlns:pic="{DRAWING}/picture">'
            f"<w:body>{written}{_section(sideways=False)}</w:body></w:document>"
        )

    def relations(self) -> str:
        kinds = [("styles", "styles.xml"), ("numbering", "numbering.xml"), ("settings", "settings.xml")]
        kinds += [("footer", "footer1.xml")]
        kinds += [("image", f"media/image{place + 1}.png") for place in range(len(self.drawn))]
        items = "".join(
            f'<Relationship Id="rId{place + 1}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
            for place, (kind, target) in enumerate(kinds)
        )
        return f'{HEAD}<Relationships xmlns="{docx_parts.PACKAGE}/relationships">{items}</Relationships>'

    def _blocks(self, blocks: tuple[Block, ...]) -> str:
        """Write the blocks; a table that needs a page on its side takes the headings right before it along."""
        written: list[str] = []
        headings = 0
        for place, block in enumerate(blocks):
            if isinstance(block, Table) and not block.long and column_widths(block)[1]:
                along = written[len(written) - headings :]
                del written[len(written) - headings :]
                turned = "".join(along) + self._block(block)
                written += [_turn(sideways=False)] if written else []
                written += [turned, _turn(sideways=True)]
                headings = 0
                continue
            said = self._block(block)
            if leads_in(blocks, place):
                said = said.replace("</w:pPr>", "<w:keepNext/></w:pPr>", 1)
            written.append(said)
            headings = headings + 1 if isinstance(block, Heading) else 0
        return "".join(written)

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                self.bookmarks += 1
                number = self.bookmarks
                start = f'<w:bookmarkStart w:id="{number}" w:name="_section{number}"/>'
                said = _paragraph(f"Heading{block.level}", block.text, start, f'<w:bookmarkEnd w:id="{number}"/>')
                begins = block.annex and not self.in_annexes
                self.in_annexes = self.in_annexes or block.annex
                return said.replace("</w:pPr>", "<w:pageBreakBefore/></w:pPr>", 1) if begins else said
            case Paragraph():
                return _paragraph(STYLES[block.role], block.text)
            case Bullets():
                return "".join(_paragraph("ListBullet", item) for item in block.items)
            case Table(long=True):
                return _paragraph("Note", elsewhere(block))
            case Table():
                return _table(block, block.caption)
            case Figure():
                return self._figure(block)

    def _figure(self, figure: Figure) -> str:
        told = figure.name not in self.pictures
        numbers = _table(figure.table, figure.table.caption) if figure.numbers or told else ""
        caption = _paragraph("Caption", figure.title)
        if told:
            return caption + _paragraph("Normal", figure.alternative) + numbers
        self.drawn.append(figure.name)
        place = len(self.drawn)
        width, height = (round(UNITS * side) for side in fitted(figure.svg))
        named = f'id="{place}" name="Figure {place}"'
        drawing = (
            f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
            f"<wp:docPr {named} descr={quoted(figure.alternative)} title={quoted(figure.title)}/>"
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            f'<a:graphic><a:graphicData uri="{DRAWING}/picture"><pic:pic>'
            f"<pic:nvPicPr><pic:cNvPr {named} descr={quoted(figure.alternative)}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="rId{4 + place}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing>"
        )
        picture = f'<w:p><w:pPr><w:pStyle w:val="Figure"/></w:pPr><w:r>{drawing}</w:r></w:p>'
        return caption + picture + numbers


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{safe(text)}</w:t></w:r>'


def _paragraph(style: str, text: str, before: str = "", after: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{before}{_run(text)}{after}</w:p>'


def _contents(document: Document) -> str:
    """Return the field of contents, with its lines already in it, so that no program has to make them on opening."""
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    links = [(place + 1, heading.text) for place, heading in enumerate(headings) if heading.level == 1]
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\n '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lines = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{begin if place == 0 else ""}'
        f'<w:hyperlink w:anchor="_section{number}" w:history="1">{_run(text)}</w:hyperlink></w:p>'
        for place, (number, text) in enumerate(links)
    )
    end = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>' if links else ""
    return _paragraph("TOCHeading", "Contents") + lines + end


def _section(*, sideways: bool) -> str:
    width, height = (LONG, SHORT) if sideways else (SHORT, LONG)
    turned = ' w:orient="landscape"' if sideways else ""
    margin = f"{TWIPS * MARGIN:.0f}"
    sides = " ".join(f'w:{side}="{margin}"' for side in ("top", "right", "bottom", "left"))
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{TWIPS * width:.0f}" w:h="{TWIPS * height:.0f}"{turned}/>'
        f'<w:pgMar {sides} w:header="500" w:footer="500" w:gutter="0"/></w:sectPr>'
    )


def _turn(*, sideways: bool) -> str:
    """Return the end of a section whose pages stand as said."""
    return f"<w:p><w:pPr>{_section(sideways=sideways)}</w:pPr></w:p>"


def _table(table: Table, caption: str) -> str:
    widths, _ = column_widths(table)
    grid = "".join(f'<w:gridCol w:w="{TWIPS * width:.0f}"/>' for width in widths)
    properties = (
        '<w:tblPr><w:tblStyle w:val="ReportTable"/>'
        f'<w:tblW w:w="{TWIPS * sum(widths):.0f}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoted(caption)}/>'
        f"<w:tblDescription w:val={quoted(table.note or caption)}/></w:tblPr>"
    )
    right = [is_numeric(table, column) for column in range(len(widths))]
    # Rows of a short table stay together, of a long one the first few and the last few; the note stays with the last.
    last = len(table.rows) - 1
    first, end = (last, 0) if stays_together(table, widths) else (FEW_ROWS, last - FEW_ROWS)
    rows = [_row(table.header, widths, right, held=True, header=True)]
    for place, row in enumerate(table.rows):
        rows.append(
            _row(
                tuple(text_of(cell) for cell in row),
                widths,
                right,
                held=_is_held(place, first, end, last, noted=bool(table.note)),
            )
        )
    note = _paragraph("Note", table.note)
    return (
        f"{_paragraph('Caption', caption)}<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{note}"
    )


def _is_held(place: int, first: int, end: int, last: int, *, noted: bool) -> bool:
    """Whether a row stays with the next: the first rows, those from ``end`` on, and the last with the note below."""
    return noted if place == last else place < first or place >= end


def _row(texts: tuple[str, ...], widths: list[float], right: list[bool], *, held: bool, header: bool = False) -> str:
    repeated = "<w:tblHeader/>" if header else ""
    cells = []
    for text, width, is_right in zip(texts, widths, right, strict=True):
        side = '<w:jc w:val="right"/>' if is_right else ""
        keep = "<w:keepNext/>" if held else ""
        whole = "<w:noWrap/>" if is_right and not header else ""
        low = '<w:vAlign w:val="bottom"/>' if header else ""
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{TWIPS * width:.0f}" w:type="dxa"/>{whole}{low}</w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{keep}{side}</w:pPr>{_run(text)}</w:p></w:tc>'
        )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"
