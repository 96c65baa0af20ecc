"""Writing the report of a dossier to files, each as its ending says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from calibration.whole import check_place, write_whole
from scenarios.document.write import WRITERS, check_report, write_report
from scenarios.verify.dossier import Dossier
from scenarios.verify.markdown import markdown_of
from scenarios.verify.report import dossier_document
from sim.errors import InputError

MARKDOWN = ".md"


def check_files(files: Sequence[Path], *, overwrite: bool) -> None:
    """Refuse what cannot be written, before anything runs.

    Raises
    ------
    InputError
        If a file's ending is unknown, or it cannot be written, is there already, or is asked for twice.
    """
    for file in files:
        if files.count(file) > 1:
            raise InputError(f"{file}: this report is asked for twice")
        if file.suffix.lower() not in (*WRITERS, MARKDOWN):
            raise InputError(f"{file.name}: a report ends in {', '.join(WRITERS)} or {MARKDOWN}")
        check = check_place if file.suffix.lower() == MARKDOWN else check_report
        check(file, overwrite=overwrite)


def write_files(files: Sequence[Path], dossier: Dossier, made: date, *, overwrite: bool) -> None:
    """Write the report of a dossier to every file.

    Raises
    ------
    InputError
        If one cannot be written.
    """
    document = dossier_document(dossier, made)
    for file in files:
        if file.suffix.lower() != MARKDOWN:
            write_report(file, document, overwrite=overwrite)
            continue
        try:
            write_whole(file, markdown_of(document).encode())
        except OSError as error:
            raise InputError(f"{file}: cannot be written: {error.strerror}") from None
