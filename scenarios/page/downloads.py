"""What a visitor can take away: the scenario file, the numbers, and the report as a page, a document or a workbook."""

from __future__ import annotations

import base64
import binascii
import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from scenarios.page.reply import Pair, facts_of
from scenarios.report.blocks import Document
from scenarios.report.content import document_from
from sim.errors import InputError
from sim.outcomes import TOTALS
from sim.run import Runs

OFFICE = "application/vnd.openxmlformats-officedocument"
MIME = {
    "toml": "application/toml",
    "csv": "text/csv",
    "html": "text/html",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}
PNG = b"\x89PNG\r\n\x1a\n"
"""How every picture in PNG begins."""


def download_of(pair: Pair, kind: str, pictures: Mapping[str, Any], made: dict[str, Any]) -> dict[str, str]:
    """Return a file.

    Parameters
    ----------
    pair : Pair
        The run.
    kind : str
        One of ``MIME``.
    pictures : mapping of str to str
        Pictures as PNG in base64, by the name of the figure, for a document.
    made : dict
        What the page was made from.

    Returns
    -------
    dict of str to str
        ``filename``, ``mime`` and ``base64``.

    Raises
    ------
    InputError
        If there is no such kind, or a picture cannot be read.
    """
    if kind not in _CONTENT:
        raise InputError(f"“{kind}” is not a kind of file; expected one of {', '.join(MIME)}")
    content = _CONTENT[kind](pair, pictures, made)
    name = f"{pair.compared.scenario.name}.{kind}"
    return {"filename": name, "mime": MIME[kind], "base64": base64.b64encode(content).decode()}


def document_of(pair: Pair, made: dict[str, Any]) -> Document:
    """Return the report."""
    return document_from(facts_of(pair, made))


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


def _toml(pair: Pair, _: Mapping[str, Any], __: dict[str, Any]) -> bytes:
    return pair.work.design.text.encode()


def _csv(pair: Pair, _: Mapping[str, Any], __: dict[str, Any]) -> bytes:
    return csv_of(pair).encode()


def _html(pair: Pair, _: Mapping[str, Any], made: dict[str, Any]) -> bytes:
    from scenarios.report.html import html_of

    return html_of(document_of(pair, made)).encode()


def _docx(pair: Pair, pictures: Mapping[str, Any], made: dict[str, Any]) -> bytes:
    from scenarios.report.docx import docx_of

    return docx_of(document_of(pair, made), _pictures(pictures))


def _xlsx(pair: Pair, _: Mapping[str, Any], made: dict[str, Any]) -> bytes:
    from scenarios.report.xlsx import xlsx_of

    return xlsx_of(document_of(pair, made))


_CONTENT: dict[str, Callable[[Pair, Mapping[str, Any], dict[str, Any]], bytes]] = {
    "toml": _toml,
    "csv": _csv,
    "html": _html,
    "docx": _docx,
    "xlsx": _xlsx,
}
