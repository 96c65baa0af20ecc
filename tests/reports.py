"""Reports that tests look at: small comparisons, run once a process."""

from collections.abc import Iterator
from functools import cache

from scenarios.comparison import Comparison, compare_pairs, pairs_to_compare
from scenarios.document.blocks import Block, Bullets, Document, Figure, Heading, Number, Paragraph, Range, Table
from scenarios.report.of_comparison import document_of
from scenarios.running import Settings

KINDS = {
    "one": (("rapid-referral",), Settings(6, 2, "simpy")),
    "drawn": (("extended-stabilisation", "do-minimum"), Settings(6, 2, "simpy", draws=3)),
    "service": (("service-half-psychologist-more",), Settings(2, 2, "simpy")),
    "many": (
        ("more-support", "no-support", "therapy-choice", "uninterrupted", "widened-both"),
        Settings(2, 2, "simpy"),
    ),
    "usual": (("business-as-usual",), Settings(3, 2, "simpy")),
}
MADE = "22 November 2026"


@cache
def comparison(kind: str) -> Comparison:
    names, settings = KINDS[kind]
    return compare_pairs(pairs_to_compare(names), settings, quiet=True)


@cache
def report(kind: str = "drawn", *, suppress: bool = False) -> Document:
    return document_of(comparison(kind), MADE, suppress=suppress)


def tables(document: Document) -> list[Table]:
    """Return every table, those of figures too."""
    return [b if isinstance(b, Table) else b.table for b in document.blocks if isinstance(b, Table | Figure)]


def figures(document: Document) -> list[Figure]:
    return [block for block in document.blocks if isinstance(block, Figure)]


def words_of(document: Document) -> Iterator[str]:
    """Yield every text that somebody reads."""
    yield from (document.title, document.subtitle, document.made)
    for block in document.blocks:
        yield from _words(block)


def _words(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Paragraph():
            yield block.text
        case Bullets():
            yield from block.items
        case Table():
            yield from (block.caption, block.note, *block.header)
            for row in block.rows:
                yield from (cell.shown if isinstance(cell, Number | Range) else cell for cell in row)
        case Figure():
            yield from (block.title, block.alternative)
            yield from _words(block.table)
