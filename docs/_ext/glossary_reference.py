"""The directive ``dussk-glossary``: words that a reader may not know, from the glossary of the reports."""

from __future__ import annotations

import tomllib
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from scenarios.report.content import GLOSSARY_FILE


def definitions() -> str:
    """Return the words as a table in Markdown."""
    words = tomllib.loads(GLOSSARY_FILE.read_text(encoding="utf-8"))["word"]
    rows = [f"| {one['word']} | {one['means']} |" for one in words]
    return "\n".join(["| Word | What it means |", "| --- | --- |", *rows])


class Glossary(SphinxDirective):
    """The table of words."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        return self.parse_text_to_nodes(definitions())


def setup(app: Sphinx) -> dict[str, Any]:
    """Give Sphinx the directive."""
    app.add_directive("dussk-glossary", Glossary)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
