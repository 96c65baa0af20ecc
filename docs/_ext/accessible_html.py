"""Mends what the theme and Sphinx leave wrong for people who use a screen reader, in the pages as written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

MENDED = (
    # The captions of the list of pages say that they are headings, and not of which level.
    (re.compile(r'role="heading">'), 'role="heading" aria-level="2">'),
    # Two regions of the same kind need names to be told apart.
    (re.compile(r'<aside class="sidebar-drawer">'), '<aside class="sidebar-drawer" aria-label="All pages">'),
    (re.compile(r'<aside class="(toc-drawer[^"]*)">'), r'<aside class="\1" aria-label="On this page">'),
    # A heading of a column with nothing in it is no heading.
    (re.compile(r"<th(?: [^>]*)?>(?:\s|<p>\s*</p>)*</th>"), "<td></td>"),
)


def mend(app: Sphinx, error: Exception | None) -> None:
    """Mend every page of a site that was built."""
    if error is None and app.builder.format == "html":
        for path in Path(app.outdir).rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            for wrong, right in MENDED:
                text = wrong.sub(right, text)
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Wait for the end of the build."""
    app.connect("build-finished", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
