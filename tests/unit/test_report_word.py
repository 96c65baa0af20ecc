"""A report as a Word file: opened by another library, complete, accessible, and the same bytes every time."""

import io
import re
import zipfile
from functools import cache
from xml.etree import ElementTree

import docx
import pytest
from docx.document import Document as Opened
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import figures, report, tables

from scenarios.document.blocks import Bullets, Document, Figure, Heading, Number, Paragraph, Table
from scenarios.document.cells import text_of
from scenarios.document.docx import docx_of, fitted, size_of
from scenarios.document.parts import printed
from scenarios.document.signs import signed

pytestmark = pytest.mark.unit

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe"
    "dccc59e70000000049454e44ae426082"
)


@cache
def written(kind: str = "drawn") -> bytes:
    return docx_of(report(kind), {figure.name: PNG for figure in figures(report(kind))}, annexes=True)


@cache
def whole(kind: str = "drawn") -> Document:
    """Return the report as it is printed with its annexes."""
    return printed(report(kind), annexes=True)


def printed_tables() -> list[Table]:
    """Return the tables of it, in order; a figure's is there where it is printed below."""
    found = [b.table if isinstance(b, Figure) and b.numbers else b for b in whole().blocks]
    return [table for table in found if isinstance(table, Table) and not table.long]


def opened(kind: str = "drawn") -> Opened:
    return docx.Document(io.BytesIO(written(kind)))


def part(name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        return archive.read(name).decode()


def test_its_properties_say_what_it_is() -> None:
    core = opened().core_properties
    assert core.title == report().title
    assert core.subject == report().subtitle
    assert core.language == "en-GB"


def test_headings_are_headings() -> None:
    named = {"Heading 1": 1, "Heading 2": 2, "heading 1": 1, "heading 2": 2}
    found = [(named[p.style.name], p.text) for p in opened().paragraphs if p.style and p.style.name in named]
    assert found == [(block.level, block.text) for block in whole().blocks if isinstance(block, Heading)]


def test_the_contents_lead_to_every_section() -> None:
    body = part("word/document.xml")
    anchors = re.findall(r'<w:hyperlink w:anchor="(\w+)"', body)
    bookmarks = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(\w+)"', body)
    assert len(anchors) == sum(isinstance(b, Heading) and b.level == 1 for b in whole().blocks)
    assert set(anchors) <= set(bookmarks)
    assert body.count('w:fldCharType="begin"') == body.count('w:fldCharType="end"') == 1


def test_every_printed_table_is_there_with_its_numbers() -> None:
    ours_printed = printed_tables()
    found = opened().tables
    assert len(found) == len(ours_printed)
    for table, ours in zip(found, ours_printed, strict=True):
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        shown = [list(ours.header), *([text_of(cell) for cell in row] for row in ours.rows)]
        assert cells == [[signed(text, "") for text in row] for row in shown]


def test_header_rows_repeat_and_rows_stay_whole() -> None:
    for table in opened().tables:
        rows = table._tbl.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert table._tbl.find(f"{W}tblPr/{W}tblCaption") is not None
        assert not table._tbl.findall(f".//{W}vMerge") + table._tbl.findall(f".//{W}gridSpan")


def test_every_picture_has_its_alternative() -> None:
    shapes = opened().inline_shapes
    ours = figures(report())
    assert len(shapes) == len(ours)
    for shape, figure in zip(shapes, ours, strict=True):
        assert shape._inline.docPr.get("descr") == figure.alternative
        width, height = size_of(figure.svg)
        assert shape.width / shape.height == pytest.approx(width / height, rel=1e-3)


def test_a_figure_without_a_picture_is_told_in_words() -> None:
    document = docx.Document(io.BytesIO(docx_of(report(), {}, annexes=True)))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert not document.inline_shapes
    assert all(figure.alternative in said for figure in figures(report()))


def test_long_tables_say_where_they_are() -> None:
    said = " ".join(paragraph.text for paragraph in opened().paragraphs)
    assert "189 rows, in the workbook and the page of this report" in said.replace(
        f"{len(next(t for t in tables(report()) if t.name == 'parameters').rows)} rows", "189 rows"
    )


def test_pages_are_a4_numbered_and_in_british_english() -> None:
    for section in opened().sections:
        sides = sorted((round(section.page_width.mm), round(section.page_height.mm)))
        assert sides == [210, 297]
    assert " PAGE " in part("word/footer1.xml")
    assert '<w:lang w:val="en-GB"' in part("word/styles.xml")


def test_a_table_that_is_too_wide_turns_its_page_and_takes_its_heading_along() -> None:
    wide = Table("wide", "Wide", tuple(f"stabilisation{i}" for i in range(12)), (tuple("x" for _ in range(12)),))
    blocks = (Paragraph("before"), Heading("Wide things"), wide, Paragraph("after"))
    document = docx.Document(io.BytesIO(docx_of(Document("T", "S", blocks), {})))
    turned = [section.page_width > section.page_height for section in document.sections]
    assert turned == [False, True, False]
    body = list(document.element.body)
    ends = [place for place, node in enumerate(body) if node.find(f"{W}pPr/{W}sectPr") is not None]
    heading = next(place for place, node in enumerate(body) if "Wide things" in "".join(node.itertext()) and place > 4)
    assert ends[0] < heading < ends[1]


def test_every_style_that_is_used_is_there() -> None:
    used = set(
        re.findall(r'<w:(?:pStyle|tblStyle) w:val="(\w+)"', part("word/document.xml") + part("word/footer1.xml"))
    )
    known = set(re.findall(r'w:styleId="(\w+)"', part("word/styles.xml")))
    assert used <= known


def test_every_part_is_good_xml_and_every_relation_leads_somewhere() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        names = archive.namelist()
        for name in names:
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    targets = re.findall(r'Target="([\w./]+)"', part("word/_rels/document.xml.rels"))
    assert {f"word/{target}" for target in targets} <= set(names)


def test_the_same_report_is_the_same_bytes() -> None:
    pictures = {figure.name: PNG for figure in figures(report())}
    assert docx_of(report(), pictures, annexes=True) == written()


@settings(max_examples=20)
@given(st.text(min_size=1, max_size=30))
def test_any_text_is_escaped(text: str) -> None:
    blocks = (
        Heading(text),
        Paragraph(text),
        Bullets((text,)),
        Table("t", text, (text, "b"), ((text, Number(1.0, text)),), text),
    )
    made = docx_of(Document(text, text, blocks, text), {})
    assert len(docx.Document(io.BytesIO(made)).tables) == 1


def test_a_picture_fits_its_page() -> None:
    for figure in figures(report()):
        width, height = fitted(figure.svg)
        assert width <= 330.01
        assert height <= 640.01
    with pytest.raises(ValueError, match="no view box"):
        size_of("<svg/>")
