"""Writing a report to a file, whole or not at all; the ending of its name says as what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from calibration.whole import check_place, write_whole
from scenarios.document.blocks import Document
from sim.errors import InputError, nearest


def _html(document: Document, annexes: bool) -> bytes:
    from scenarios.document.html import html_of

    return html_of(document).encode()


def _docx(document: Document, annexes: bool) -> bytes:
    from scenarios.document.docx import docx_of
    from scenarios.document.parts import printed
    from scenarios.document.png import pngs_of

    return docx_of(document, pngs_of(printed(document, annexes=annexes)), annexes=annexes)


def _xlsx(document: Document, annexes: bool) -> bytes:
    from scenarios.document.xlsx import xlsx_of

    return xlsx_of(document)


def _pdf(document: Document, annexes: bool) -> bytes:
    from scenarios.document.pdf import pdf_of

    return pdf_of(document, annexes=annexes)


WRITERS: dict[str, Callable[[Document, bool], bytes]] = {".html": _html, ".docx": _docx, ".xlsx": _xlsx, ".pdf": _pdf}
"""How a report is written, by the ending of the file's name; pages and workbooks always hold the annexes."""

NEED_TYPST = (".docx", ".pdf")


def check_report(path: Path, *, overwrite: bool = False) -> None:
    """Refuse a path to which no report can be written, before anything is run.

    Parameters
    ----------
    path : Path
        Where the report is to go.
    overwrite : bool
        Whether a file that is already there may be replaced.

    Raises
    ------
    InputError
        If the ending is none of ``WRITERS``, the folder is not there, the path is a folder, a file is already there,
        or typst is needed and not installed.
    """
    ending = path.suffix.lower()
    if ending not in WRITERS:
        raise InputError(
            f"{path.name}: a report ends in {', '.join(list(WRITERS)[:-1])} or {list(WRITERS)[-1]}."
            f"{nearest(ending, WRITERS)}"
        )
    check_place(path, overwrite=overwrite)
    if ending in NEED_TYPST:
        from scenarios.document.typesetting import check_typst

        check_typst()


def write_report(path: Path, document: Document, *, overwrite: bool = False, annexes: bool = False) -> None:
    """Write a report.

    Parameters
    ----------
    path : Path
        Where; its ending says as what.
    document : Document
        The report.
    overwrite : bool
        Whether a file that is already there may be replaced.
    annexes : bool
        Whether Word files and PDFs hold the annexes too, where the report has any.

    Raises
    ------
    InputError
        As :func:`check_report`, or if the file cannot be written.
    """
    check_report(path, overwrite=overwrite)
    content = WRITERS[path.suffix.lower()](document, annexes)
    try:
        write_whole(path, content)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
