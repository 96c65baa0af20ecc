"""What a visitor can take away: the scenario file, the numbers, and the report as a page, a document or a workbook."""

from __future__ import annotations

import base64
import binascii
import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.document.blocks import CostLine, Document, Paragraph
from scenarios.page.designs import one_line
from scenarios.page.money import money_blocks
from scenarios.page.reply import Pair, facts_of, sentences_of
from scenarios.page.said import ENOUGH
from scenarios.report.content import document_from
from scenarios.report.cost_lines_of_items import lines_of_runs
from scenarios.report.facts import Facts
from sim.errors import InputError
from sim.outcomes import TOTALS
from sim.run import Runs

OFFICE = "application/vnd.openxmlformats-officedocument"
MIME = {
    "toml": "application/toml",
    "csv": "text/csv",
    "html": "text/html",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "annexes": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}
ENDINGS = {"annexes": "-with-annexes.docx"}
"""How a file's name ends, where that is not a point and its kind."""

MOST_IN_DATE = 40
"""Letters of the date that a browser gives."""

PNG = b"\x89PNG\r\n\x1a\n"
"""How every picture in PNG begins."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is made with, beside the run.

    Attributes
    ----------
    made : dict
        What the page was made from.
    known : mapping of str to Runs
        The runs that came with the page, by name.
    pictures : mapping of str to str
        Pictures as PNG in base64, by the name of the figure, for a document.
    made_on : str
        The date in the visitor's browser; empty for none.
    """

    made: dict[str, Any]
    known: Mapping[str, Runs] = field(default_factory=dict)
    pictures: Mapping[str, Any] = field(default_factory=dict)
    made_on: str = ""


def download_of(pair: Pair, kind: str, asked: Asked) -> dict[str, str]:
    """Return a file.

    Parameters
    ----------
    pair : Pair
        The run.
    kind : str
        One of ``MIME``.
    asked : Asked
        What it is made with.

    Returns
    -------
    dict of str to str
        ``filename``, ``mime`` and ``base64``.

    Raises
    ------
    InputError
        If there is no such kind, or a picture cannot be read.
    """
    if not isinstance(kind, str) or kind not in _CONTENT:
        raise InputError(f"“{one_line(str(kind))}” is not a kind of file; expected one of {', '.join(MIME)}")
    content = _CONTENT[kind](pair, asked)
    name = f"{pair.compared.scenario.name}{ENDINGS.get(kind, f'.{kind}')}"
    return {"filename": name, "mime": MIME[kind], "base64": base64.b64encode(content).decode()}


def document_of(pair: Pair, asked: Asked) -> Document:
    """Return the report."""
    made_on = one_line(asked.made_on)[:MOST_IN_DATE]
    facts = facts_of(pair, asked.made, made_on, {"economics": money_blocks(pair, asked.known)})
    document = replace(document_from(facts), cost_lines=_cost_lines(pair, facts))
    if pair.work.done >= ENOUGH:
        return document
    early = Paragraph(" ".join(sentences_of(pair)), "lead")
    blocks = (early if isinstance(block, Paragraph) and block.role == "lead" else block for block in document.blocks)
    return replace(document, blocks=tuple(blocks))


def _cost_lines(pair: Pair, facts: Facts) -> tuple[CostLine, ...]:
    """Return what each design's money buys, over the runs that its outcomes in the report are of."""
    draws = pair.work.draws
    return lines_of_runs(
        (one, runs, facts.ran[one.name].summary, [draws.changes(one.parameters, draw) for draw in runs.draws])
        for one, runs in ((pair.compared.other, pair.work.other.runs), (pair.compared.scenario, pair.mine))
    )


def csv_of(pair: Pair) -> str:
    """Return one row a draw of both designs: the columns of ``outcomes.csv``, and the design in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("option", "draw", "replication", *TOTALS))
    rows = pair.work.done
    for scenario, runs in ((pair.compared.other, pair.other), (pair.compared.scenario, pair.mine)):
        writer.writerows(_rows(scenario.name, runs, rows))
    return out.getvalue()


def _rows(name: str, runs: Runs, rows: int) -> list[tuple[object, ...]]:
    return [(name, draw, place, *row) for place, (draw, row) in enumerate(zip(runs.draws, runs.rows, strict=True))][
        :rows
    ]


def _pictures(pictures: Mapping[str, Any]) -> dict[str, bytes]:
    given = {str(name): str(text).rpartition(",")[2] for name, text in pictures.items()}
    try:
        found = {name: base64.b64decode(text, validate=True) for name, text in given.items()}
    except (binascii.Error, ValueError):
        found = {"": b""}
    if not all(picture.startswith(PNG) for picture in found.values()):
        raise InputError("a picture for the document cannot be read; make the document again")
    return found


def _toml(pair: Pair, _: Asked) -> bytes:
    return pair.work.design.text.encode()


def _csv(pair: Pair, _: Asked) -> bytes:
    return csv_of(pair).encode()


def _html(pair: Pair, asked: Asked) -> bytes:
    from scenarios.document.html import html_of

    return html_of(document_of(pair, asked)).encode()


def _docx(pair: Pair, asked: Asked) -> bytes:
    from scenarios.document.docx import docx_of

    return docx_of(document_of(pair, asked), _pictures(asked.pictures))


def _annexes(pair: Pair, asked: Asked) -> bytes:
    from scenarios.document.docx import docx_of

    return docx_of(document_of(pair, asked), _pictures(asked.pictures), annexes=True)


def _xlsx(pair: Pair, asked: Asked) -> bytes:
    from scenarios.document.xlsx import xlsx_of

    return xlsx_of(document_of(pair, asked))


_CONTENT: dict[str, Callable[[Pair, Asked], bytes]] = {
    "toml": _toml,
    "csv": _csv,
    "html": _html,
    "docx": _docx,
    "annexes": _annexes,
    "xlsx": _xlsx,
}
