"""The text of every section, for a search that shows it: from a file no page may fetch another to read it.

The site's search page loads it as a script and finds the words itself (``_static/search.js``). Sphinx's own search
could show titles only, because it fetches the pages that it has found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

FILE = "search_text.js"
UNSEEN = (nodes.raw, nodes.comment, nodes.section, nodes.title, addnodes.toctree, nodes.meta)
APART = (nodes.TextElement, nodes.image)
"""Elements whose words are not joined to those of the next."""

Section = tuple[str, str, str]
_pages: dict[str, tuple[str, list[Section]]] = {}


def words(node: nodes.Node) -> Iterator[str]:
    """Yield the text of what a reader sees of a node, without the sections in it."""
    if isinstance(node, UNSEEN):
        return
    if isinstance(node, APART):
        yield node.get("alt", "") if isinstance(node, nodes.image) else plain(node)
        return
    for child in node.children:
        yield from words(child)


def plain(node: nodes.Node) -> str:
    """Return the text of an element without marks of HTML in it, such as a new line in a cell."""
    return "".join(" " if isinstance(text.parent, nodes.raw) else text.astext() for text in node.findall(nodes.Text))


def sections(document: nodes.document) -> Iterator[Section]:
    """Yield each section's anchor, heading and text; the first is the page itself."""
    for section in document.findall(nodes.section):
        heading = section.next_node(nodes.title)
        inside = (text for child in section.children for text in words(child))
        text = " ".join(" ".join(inside).split())
        yield section["ids"][0], "" if heading is None else heading.astext(), text


def keep(app: Sphinx, document: nodes.document, name: str) -> None:
    """Keep the text of a page that is being written."""
    found = list(sections(document))
    if found and app.builder.format == "html":
        _pages[name] = (found[0][1], found)


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the text of all pages."""
    if error is not None or app.builder.format != "html":
        return
    pages = [
        {"address": app.builder.get_target_uri(name), "title": title, "sections": found}
        for name, (title, found) in sorted(_pages.items())
    ]
    text = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, FILE).write_text(f"window.searchText = {text};\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Listen to Sphinx."""
    app.connect("doctree-resolved", keep)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
