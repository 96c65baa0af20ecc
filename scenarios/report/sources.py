"""The sources that a report names by a short key, such as "Patel 2020", with their whole references."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from scenarios.document.blocks import Block, Bullets, Figure, Heading, Paragraph, Table
from scenarios.document.cells import text_of

SOURCES_FILE = Path(__file__).with_name("sources.toml")
"""Made from ``docs/evidence/sources.md``, which is where references are kept, by ``tools/write_sources.py``."""

NOTE = (
    "Titles stand as they were published. Record: 'seen', the citation was read in a publisher's, index or library "
    "page; 'check', part of it was filled in from memory, so check it before citing; 'part', known by an "
    "identifier, an organisation or another text alone."
)


@cache
def sources() -> dict[str, tuple[str, str]]:
    """Return every source by its key: the reference, and how far the reference itself was seen."""
    with SOURCES_FILE.open("rb") as file:
        found = tomllib.load(file)["source"]
    return {one["key"]: (one["reference"], one["record"]) for one in found}


def source_blocks(blocks: Iterable[Block]) -> list[Block]:
    """Return the annex with the references of what these blocks name; empty where they name none."""
    text = "\n".join(part for block in blocks for part in _words(block))
    rows = tuple((key, *said) for key, said in sorted(sources().items()) if _is_named(key, text))
    if not rows:
        return []
    header = ("Named as", "Reference", "Record")
    return [
        Heading("Sources", annex=True),
        Table("sources", "Publications that this report names", header, rows, NOTE, sheet="Sources"),
    ]


def _is_named(key: str, text: str) -> bool:
    return key in text and re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text) is not None


def _words(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Paragraph():
            yield block.text
        case Bullets():
            yield from block.items
        case Table():
            yield block.note
            yield from (text_of(cell) for row in block.rows for cell in row)
        case Figure():
            yield from _words(block.table)
