"""Links from pages to files of the repository, so that they work in a site that stands alone.

A Markdown file outside ``docs/`` becomes a copy to open, or the page that has its text; and pages that are made by
others, and are not there yet, are left out of the lists of pages until they are.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

HERE = {"README": "reference/readme", "CONTRIBUTING": "reference/contributing", "CHANGELOG": "reference/changelog"}
"""Files of the repository whose text has a page of the site, and which."""

LINK = re.compile(r"\[(?P<words>[^\[\]]*)\]\((?P<to>(?!https?:|#|mailto:)[^)\s]+)\)")
PAGE_IN_LIST = re.compile(r"^(?P<path>[\w./-]+)$")


def only_what_is_there(app: Sphinx, name: str, source: list[str]) -> None:
    """Take lines out of lists of pages (``toctree``) whose pages are not there."""
    lines, inside = [], False
    for line in source[0].split("\n"):
        inside = line.startswith("```{toctree}") or (inside and not line.startswith("```"))
        found = PAGE_IN_LIST.match(line) if inside else None
        if found and not (Path(app.srcdir, name).parent / f"{found['path']}.md").exists():
            continue
        lines.append(line)
    source[0] = "\n".join(lines)


def moved(link: re.Match[str]) -> str:
    """Return a link of a file at the top of the repository as a page in ``docs/reference/`` has to write it."""
    words, to = link["words"], link["to"]
    if to.endswith("/"):
        return words
    return f"[{words}](../{to.removeprefix('docs/')})" if to.startswith("docs/") else f"[{words}](../../{to})"


def text_of_repository(app: Sphinx, name: str, source: list[str]) -> None:
    """Put the text of a file at the top of the repository into its page."""
    for file, page in HERE.items():
        if page == name:
            text = (Path(app.srcdir).parent / f"{file}.md").read_text(encoding="utf-8")
            source[0] = LINK.sub(moved, text)


def to_files(app: Sphinx, document: nodes.document) -> None:
    """Turn links to Markdown files outside the site into links to copies of them, or to the pages with their text."""
    root = Path(app.srcdir).parent
    for link in list(document.findall(addnodes.pending_xref)):
        if link.get("refdomain") != "doc" or link["reftarget"] in app.env.found_docs:
            continue
        path = Path(f"{link['reftarget']}.md")
        if not path.is_file():
            continue
        name = path.relative_to(root).with_suffix("").as_posix()
        if name in HERE:
            link["reftarget"] = HERE[name]
        else:
            copy = addnodes.download_reference(
                "", "", *link.children, reftarget=f"/../{name}.md", refdoc=link["refdoc"]
            )
            link.replace_self(copy)


def setup(app: Sphinx) -> dict[str, Any]:
    """Listen to Sphinx."""
    app.connect("source-read", only_what_is_there)
    app.connect("source-read", text_of_repository)
    # Before Sphinx collects the files to copy.
    app.connect("doctree-read", to_files, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
