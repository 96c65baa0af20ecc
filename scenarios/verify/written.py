"""Writing the report of a dossier to files, each as its ending says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from calibration.whole import write_whole
from scenarios.report.write import WRITERS, check_report, write_report
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
        if file.suffix.lower() != MARKDOWN:
            check_report(file, overwrite=overwrite)
        elif file.is_dir():
            raise InputError(f"{file}: is a folder; give the name of a file in it")
        elif not file.parent.is_dir():
            raise InputError(f"{file}: there is no folder '{file.parent}'")
        elif file.exists() and not overwrite:
            raise InputError(f"{file}: is already there; --overwrite replaces it, or give another name")


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
