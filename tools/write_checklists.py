"""Write the reporting checklists of docs/ from docs/checklists: every item with its answer, state and files.

An answer may hold ``{{ facts }}``, which ``checklist_facts.py`` reads from the code, the parameters and the results.
Run as ``python tools/write_checklists.py``; with ``--check`` it only says whether the pages are up to date.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from checklist_facts import ROOT, fact
from made_files import written_or_checked

FOLDER = ROOT / "docs" / "checklists"
PAGES = ROOT / "docs"
STATES = {"met": "Met", "partly": "Partly met", "not met": "Not met"}
FACT = re.compile(r"\{\{\s*(.+?)\s*\}\}")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Item:
    """One item of a checklist: what it is called, whether it is met, how, and where that can be seen."""

    number: str
    section: str
    name: str
    state: str
    answer: str
    where: tuple[str, ...]
    gap: str = ""

    @property
    def heading(self) -> str:
        return f"{self.number} {self.name}"


@dataclass(frozen=True)
class Checklist:
    """One checklist, as its file has it."""

    title: str
    page: str
    source: str
    read: str
    intro: str
    items: tuple[Item, ...]
    annexes: tuple[tuple[str, str], ...]

    @property
    def gaps(self) -> list[Item]:
        return [item for item in self.items if item.state != "met"]


def checklists() -> list[Checklist]:
    """Return every checklist, in the order of the files' names."""
    return [_read(path) for path in sorted(FOLDER.glob("*.toml"))]


def _read(path: Path) -> Checklist:
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    items = tuple(Item(**{**fields, "where": tuple(fields["where"])}) for fields in content.pop("item"))
    annexes = tuple((annex["title"], annex["text"]) for annex in content.pop("annexes", []))
    return Checklist(**content, items=items, annexes=annexes)


def slug(heading: str) -> str:
    """Return the anchor that a code host and Sphinx give to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def headings(text: str) -> dict[str, str]:
    """Return the headings of a page by their anchors."""
    return {slug(heading): heading for heading in HEADING.findall(FENCE.sub("", text))}


@cache
def _headings_of(page: Path) -> dict[str, str]:
    own = {made.page: made for made in checklists()}.get(page.name) if page.parent == PAGES else None
    if own is None:
        return headings(page.read_text(encoding="utf-8"))
    return {slug(title): title for title in (*(item.heading for item in own.items), *(t for t, _ in own.annexes))}


def link(where: str) -> str:
    """Return a link from a page of docs/ to a file of the project, with an anchor or without.

    Raises
    ------
    SystemExit
        If the file, or the heading in it, is not there.
    """
    name, _, anchor = where.partition("#")
    path = ROOT / name
    own = path.parent == PAGES and path.name in {made.page for made in checklists()}
    if not (own or path.is_file()):
        raise SystemExit(f"docs/checklists: {where}: there is no such file")
    if anchor and anchor not in _headings_of(path):
        raise SystemExit(f"docs/checklists: {where}: no heading of {name} has this anchor")
    target = name.removeprefix("docs/") if name.startswith("docs/") else f"../{name}"
    said = name.replace("__", r"\_\_")
    if anchor:
        said += f", *{_headings_of(path)[anchor].replace('`', '')}*"
    return f"[{said}]({target}{'#' * bool(anchor)}{anchor})"


def filled(text: str) -> str:
    """Return a text with its facts.

    Raises
    ------
    SystemExit
        If there is no such fact.
    """
    return FACT.sub(lambda found: fact(found[1]), text.strip())


def page(made: Checklist) -> str:
    """Return the whole page of a checklist."""
    told = ", ".join(f"{sum(item.state == state for item in made.items)} {state}" for state in STATES)
    lines = [
        f"# {made.title}",
        "",
        f"Made from `docs/checklists/{Path(made.page).stem}.toml`, the code, the parameters and the results by "
        "`python tools/write_checklists.py`; do not edit by hand.",
        "",
        f"*Checklist:* {made.source}. *Read by us:* {made.read}.",
        "",
        filled(made.intro),
        "",
        f"{len(made.items)} items: {told}.",
        "",
        "| item | state | what is missing |",
        "| --- | --- | --- |",
        *_summary(made),
        "",
    ]
    section = ""
    for item in made.items:
        if item.section != section:
            section = item.section
            lines += [f"## {section}", ""]
        lines += [f"### {item.heading}", "", f"**{STATES[item.state]}.**", "", filled(item.answer), ""]
        if item.gap:
            lines += [f"*Missing:* {filled(item.gap)}", ""]
        lines += [f"*Where:* {'; '.join(link(where) for where in item.where)}.", ""]
    for title, text in made.annexes:
        lines += [f"## {title}", "", filled(text), ""]
    return "\n".join(lines).rstrip() + "\n"


def _summary(made: Checklist) -> list[str]:
    return [
        f"| [{item.heading}](#{slug(item.heading)}) | {STATES[item.state]} | {filled(item.gap) or '–'} |"
        for item in made.items
    ]


if __name__ == "__main__":
    raise SystemExit(written_or_checked({PAGES / made.page: page(made) for made in checklists()}, __doc__))
