"""Typst, which sets pages and draws pictures: called in one place, late, and only on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from sim.errors import InputError

MISSING = (
    'PDF and Word files need typst, which is not installed: python -m pip install "dussk[report]" '
    "(pages ending in .html and workbooks ending in .xlsx need nothing more)"
)

FONTS = '("Arial", "Liberation Sans", "Helvetica", "DejaVu Sans")'
"""Names of fonts as typst takes them, first choice first; where there is none of them, it takes its own."""


def check_typst() -> None:
    """Refuse to go on where typst is not installed.

    Raises
    ------
    InputError
        If it is not; the message says how to install it.
    """
    if find_spec("typst") is None:
        raise InputError(MISSING)


def compiled(source: str, files: Mapping[str, bytes], form: str, *, dots: float = 144.0) -> list[bytes]:
    """Return what typst makes of a source: one PDF, or one PNG a page.

    Parameters
    ----------
    source : str
        In typst's language; it may name ``files``, and nothing else is read and nothing fetched.
    files : mapping of str to bytes
        Files by name.
    form : str
        ``"pdf"`` (tagged, PDF/UA-1) or ``"png"``.
    dots : float
        Dots to an inch, for PNG.

    Raises
    ------
    InputError
        If typst is not installed.
    """
    check_typst()
    import typst

    options: dict[str, Any] = {"pdf_standards": ["ua-1"], "timestamp": 0} if form == "pdf" else {"ppi": dots}
    # Its types do not know that it takes several files at once.
    make: Any = typst.compile
    made = make({"main": source.encode(), **files}, format=form, **options)
    return made if isinstance(made, list) else [made]


def literal(text: str) -> str:
    """Return a text as typst's language holds it, with its quotation marks."""
    shown = "".join(letter for letter in text if letter >= " " or letter == "\n")
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
