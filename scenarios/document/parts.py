"""A document's parts: tables and figures numbered, annexes lettered, and what of it is printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from scenarios.document.blocks import CLOSE, OPEN, Block, Document, Figure, Heading, Paragraph, Table
from scenarios.pictures.signs import JOINER
from scenarios.pictures.style import letter

REFERENCE = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
UNKNOWN = "a table that is not in this document"
NUMBERS = "The numbers of the figures"
ELSE = "What else there is"


def annexes_of(document: Document) -> list[str]:
    """Return the headings of the annexes."""
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.annex]


def numbered(document: Document) -> Document:
    """Return a document whose annexes have letters, and whose tables and figures have numbers.

    The main part counts 1, 2, 3; annex A counts A1, A2. Where a sentence names a table or figure
    (``scenarios.document.blocks.see``), its number is put.
    """
    blocks: list[Block] = []
    numbers: dict[str, str] = {}
    counted: Counter[tuple[str, str]] = Counter()
    mark, annexes = "", 0
    for block in document.blocks:
        match block:
            case Heading(annex=True):
                mark, annexes = letter(annexes), annexes + 1
                blocks.append(replace(block, text=f"Annex {mark}. {block.text}"))
            case Table() | Figure():
                kind = "Table" if isinstance(block, Table) else "Figure"
                counted[kind, mark] += 1
                numbers[block.name] = f"{kind} {mark}{counted[kind, mark]}"
                blocks.append(_with_number(block, numbers[block.name]))
            case _:
                blocks.append(block)
    return replace(document, blocks=_referred(tuple(blocks), numbers))


def _with_number(block: Table | Figure, number: str) -> Table | Figure:
    if isinstance(block, Table):
        return replace(block, caption=f"{number}. {block.caption}")
    table = replace(block.table, caption=f"The numbers of {number}. {block.table.caption}")
    return replace(block, title=f"{number}. {block.title}", table=table)


def _referred(value: Any, numbers: dict[str, str]) -> Any:
    """Return blocks in which every name of a table or figure has given way to its number."""
    if isinstance(value, str):
        return REFERENCE.sub(lambda found: numbers.get(found[1], UNKNOWN), value) if OPEN in value else value
    if isinstance(value, tuple):
        return tuple(_referred(one, numbers) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for field in fields(value):
            own = getattr(value, field.name)
            if field.name not in ("svg", "name") and (new := _referred(own, numbers)) is not own:
                changed[field.name] = new
        return replace(value, **changed) if changed else value
    return value


def printed(document: Document, *, annexes: bool) -> Document:
    """Return what of a document is printed: all of it, or the main part with a word on what else there is.

    The numbers of the main part's figures stand in an annex of their own. A document without annexes is printed whole.

    Parameters
    ----------
    document : Document
        As it was made, without numbers.
    annexes : bool
        Whether its annexes are printed too.
    """
    named = annexes_of(document)
    if not named:
        return numbered(document)
    first = next(i for i, block in enumerate(document.blocks) if isinstance(block, Heading) and block.annex)
    drawn = any(isinstance(block, Figure) for block in document.blocks[:first])
    more = (Heading(NUMBERS, annex=True),) if drawn else ()
    whole = numbered(replace(document, blocks=(*document.blocks, *more)))
    main = tuple(replace(one, numbers=False) if isinstance(one, Figure) else one for one in whole.blocks[:first])
    if not annexes:
        return replace(whole, blocks=(*main, *_what_else(whole.blocks[first:])))
    return replace(whole, blocks=(*main, *whole.blocks[first:], *_numbers_of(whole.blocks[:first])))


def _numbers_of(blocks: tuple[Block, ...]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block.table


def _what_else(rest: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the end of a document that is printed without its annexes."""
    titles = [block.text.removeprefix("Annex ") for block in rest if isinstance(block, Heading) and block.annex]
    listed = "; ".join(_lower_after(title) for title in titles)
    return (
        Heading(ELSE),
        Paragraph(
            f"Annexes that are not printed here: {listed}. The workbook (.xlsx) and the web page (.html) of this "
            f"report hold all of them; on the command line the option --{JOINER}annexes prints them in this document."
        ),
    )


def _lower_after(title: str) -> str:
    """Return ``"A. The options"`` as ``"A, the options"``."""
    mark, _, words = title.partition(". ")
    small = words[:1].lower() + words[1:] if words[1:2].islower() else words
    return f"{mark}, {small}"


def answer_ends(document: Document) -> int:
    """Return the place of the first section after the answer, where the contents stand; 0 where no answer leads."""
    led = False
    for place, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and block.role == "lead":
            led = True
        elif led and isinstance(block, Heading) and block.level == 1:
            return place
    return 0
