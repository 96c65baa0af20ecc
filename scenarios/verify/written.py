"""Writing the report of a dossier to files, each as its ending says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from calibration.whole import write_whole
from scenarios.report.write import check_report, write_report
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
        # What a page may be written to, Markdown may be.
        other = file.with_suffix(".html") if file.suffix.lower() == MARKDOWN and not file.exists() else file
        if file.suffix.lower() == MARKDOWN and file.exists():
            if file.is_dir():
                raise InputError(f"{file}: is a folder; give the name of a file in it")
            if not overwrite:
                raise InputError(f"{file}: is already there; --overwrite replaces it, or give another name")
            continue
        check_report(other, overwrite=overwrite or other is not file)


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
