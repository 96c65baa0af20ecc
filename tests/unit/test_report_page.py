"""A report as a web page: structure, names, nothing fetched, everything escaped."""

import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import figures, report, tables

from scenarios.document.blocks import Bullets, Document, Figure, Heading, Number, Paragraph, Table
from scenarios.document.html import STYLE, html_of

pytestmark = pytest.mark.unit

VOID = {"meta", "br", "wbr", "link", "img"}
DOCUMENTS = [("drawn", False), ("drawn", True), ("service", False)]
every_page = pytest.mark.parametrize(("kind", "suppress"), DOCUMENTS)


class Page(HTMLParser):
    """Every element with its attributes, and whether all are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes, _ in self.found if name == tag]


@every_page
def test_the_page_has_a_title_a_language_and_landmarks(kind: str, suppress: bool) -> None:
    page = Page(html_of(report(kind, suppress=suppress)))
    assert page.all("html") == [{"lang": "en-GB"}]
    assert len(page.all("title")) == 1 + len(figures(report(kind, suppress=suppress)))
    for landmark in ("header", "nav", "main", "h1"):
        assert len(page.all(landmark)) == 1, landmark
    assert page.all("a")[0] == {"class": "skip", "href": "#content"}
    assert page.all("main")[0]["id"] == "content"


@every_page
def test_headings_go_down_one_step_at_a_time(kind: str, suppress: bool) -> None:
    page = Page(html_of(report(kind, suppress=suppress)))
    levels = [int(tag[1]) for tag, _, _ in page.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:], strict=False))  # noqa: RUF007


@every_page
def test_every_link_and_label_leads_somewhere(kind: str, suppress: bool) -> None:
    page = Page(html_of(report(kind, suppress=suppress)))
    names = Counter(attributes["id"] for _, attributes, _ in page.found if "id" in attributes)
    assert max(names.values()) == 1
    for link in page.all("a"):
        assert str(link["href"])[1:] in names
    for _, attributes, _ in page.found:
        for name in str(attributes.get("aria-labelledby") or "").split():
            assert name in names


@every_page
def test_every_table_has_a_caption_and_headed_rows_and_columns(kind: str, suppress: bool) -> None:
    document = report(kind, suppress=suppress)
    page = Page(html_of(document))
    number = len(tables(document))
    for tag in ("table", "caption", "thead", "tbody"):
        assert len(page.all(tag)) == number, tag
    assert {head.get("scope") for head in page.all("th")} == {"col", "row"}
    regions = [region for region in page.all("div") if region.get("class") == "wide"]
    assert len(regions) == number
    assert all(region["role"] == "region" and region["tabindex"] == "0" for region in regions)


@every_page
def test_every_figure_is_an_image_with_a_name_and_its_numbers(kind: str, suppress: bool) -> None:
    document = report(kind, suppress=suppress)
    page = Page(html_of(document))
    number = len(figures(document))
    for tag in ("figure", "figcaption", "svg", "desc"):
        assert len(page.all(tag)) == number, tag
    assert all(svg["role"] == "img" and svg["aria-labelledby"] for svg in page.all("svg"))
    folded = [within for tag, _, within in page.found if tag == "table" and "details" in within and "figure" in within]
    assert len(folded) == number


def test_nothing_is_fetched_and_no_script_runs() -> None:
    text = html_of(report())
    page = Page(text)
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not {"script", "link", "img", "iframe", "object", "use", "image"} & {tag for tag, _, _ in page.found}
    for _, attributes, _ in page.found:
        assert not {name for name in attributes if name.startswith("on") or name in ("src", "style", "xlink:href")}
    assert not re.search(r"url\((?!#)|@import", text)


def test_the_page_prints_and_is_read_on_a_telephone() -> None:
    assert "@media print" in STYLE
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in html_of(report())
    assert "overflow-x: auto" in STYLE


def test_the_same_report_is_the_same_page() -> None:
    assert html_of(report()) == html_of(report())


@given(st.text(min_size=1, max_size=30))
def test_any_text_is_escaped(text: str) -> None:
    table = Table("t", text, (text, "b"), ((text, Number(1.0, text)),), text)
    blocks = (Heading(text), Paragraph(text, "lead"), Bullets((text,)), table)
    page = Page(html_of(Document(text, text, blocks, text)))
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "header",
        "h1",
        "p",
        "nav",
        "h2",
        "ol",
        "li",
        "main",
    }
    allowed |= {"ul", "div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert {tag for tag, _, _ in page.found} <= allowed


def test_a_figure_cannot_be_without_its_words() -> None:
    figure = next(block for block in report().blocks if isinstance(block, Figure))
    text = html_of(Document("T", "S", (figure,)))
    assert figure.alternative.split(".")[0].replace("'", "&#x27;")[:30] in text or "<desc" in text
