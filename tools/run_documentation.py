"""Run every command, Python block and scenario that the documentation shows, page by page, as a reader would.

    python tools/run_documentation.py [PAGE ...]    run the blocks of these pages; by default of all
    python tools/run_documentation.py --all         also what is slow, and nothing made quicker
    python tools/run_documentation.py --list        run nothing; list the blocks, and why some are not run
    python tools/run_documentation.py --write       put what commands give now into the blocks that show it

Each page has a temporary folder of its own, in which its blocks run in order; what cannot be run fails. Shell blocks
run with this environment's programs first on the path; ``python3 -m uv run`` is left away, because uv would look for
an environment of its own. TOML blocks are checked as scenarios or plans. A Python block runs by itself. What is not
to run as it stands says so in a comment right before it, which readers of the page do not see:

    <!-- run: file my.toml -->                  the block is this file, in the folder before anything runs
    <!-- run: quick --replications 200 -->      every dussk command gets these options as well
    <!-- run: quick 1000 -> 50 -->              the block's text is changed in this way
    <!-- run: goes on -->                       a Python block that needs those before it on its page
    <!-- run: slow: WHY -->                     only with --all
    <!-- run: not here: WHY -->                 never
    <!-- run: gives -->, gives lines 3-9        the block is what the command before it prints, or these lines of it;
                                                `gives notes` is what it says on standard error
    <!-- run: page not here: WHY -->            nothing on this page

Several are joined by semicolons.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,}|~{3,})\s*(?P<language>[^\s`]*)\s*$")
MARK = re.compile(r"^\s*<!-- run: (?P<words>.*?) -->\s*$")
COMMAND = re.compile(r"^(\$ )?(dussk|python3?|pip|Rscript) ", re.MULTILINE)
SHELL = ("sh", "bash", "shell", "console")
SHOWN_ONLY = ("", "text", "json", "css", "csv", "html", "bibtex")
IN_FOLDER = ("scenarios", "notebooks")
"""Folders of the repository that commands in the documentation name."""
SECONDS = 900
R_PACKAGE = re.compile(r"\b([A-Za-z][A-Za-z0-9.]*)::|library\(([A-Za-z0-9.]+)\)")


class PageError(Exception):
    """A block that does not do what its page says, or a mark that means nothing."""


@dataclass
class Block:
    """One fenced block of a page, with the marks before it."""

    page: Path
    line: int
    language: str
    text: str
    length: int
    marks: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT) if self.page.is_relative_to(ROOT) else self.page.name}:{self.line}"

    @property
    def kind(self) -> str:
        """What has to be done with it: sh, python, toml, sql, r, gives, or nothing."""
        if self.said("gives") is not None:
            return "gives"
        if self.language in SHELL or (self.language in SHOWN_ONLY and COMMAND.search(self.text)):
            return "sh"
        if self.language in ("python", "toml", "sql", "r"):
            return self.language
        if self.language in SHOWN_ONLY or (self.language.startswith("{") and "code" not in self.language):
            return "nothing"
        raise PageError(f"{self.place}: '{self.language}' is neither run nor known as a language to show only")

    def said(self, word: str) -> str | None:
        """What a mark says after its first word; None without the mark."""
        found = (mark.removeprefix(word).strip() for mark in self.marks if re.match(rf"{word}(?![\w-])", mark))
        return next(found, None)

    def left_out(self, everything: bool) -> str | None:
        """Why it is not run, or None if it is."""
        for word in ("not here", "slow"):
            why = self.said(word)
            if why is not None and not (everything and word == "slow"):
                if len(why.strip(": ").split()) < 3:
                    raise PageError(f"{self.place}: 'run: {word}' must say why")
                return why.strip(": ")
        return None

    def as_run(self, everything: bool) -> str:
        """The text to run: as it stands, or quicker as its marks say."""
        text = self.text
        for mark in self.marks:
            word, _, change = mark.partition(" ")
            if word != "quick" or everything:
                continue
            if " -> " in change:
                old, _, new = change.partition(" -> ")
                if old not in text:
                    raise PageError(f"{self.place}: 'run: {mark}': '{old}' is not in the block")
                text = text.replace(old, new)
            else:
                text = with_options(text, change)
        return text


WORDS = ("file", "quick", "goes on", "slow", "not here", "gives", "page not here")


def marks_of(words: str, place: str) -> list[str]:
    """Return the marks of a comment, each known; a reason runs to the end of the comment."""
    marks: list[str] = []
    while words:
        if re.match(r"(page )?not here|slow", words):
            mark, words = words, ""
        else:
            mark, _, words = (part.strip() for part in words.partition(";"))
        if not any(re.match(rf"{word}(?![\w-])", mark) for word in WORDS):
            raise PageError(f"{place}: 'run: {mark}' means nothing: expected one of {', '.join(WORDS)}")
        marks.append(mark)
    return marks


def with_options(text: str, options: str) -> str:
    """Return shell text in which every dussk command has these options as well, before any comment, pipe or `>`."""
    joined = text.replace("\\\n", " ")
    return re.sub(r"^(.*\bdussk [^#|>&;\n]*?)(?=\s*(#|\||>|&&|;|$))", rf"\1 {options}", joined, flags=re.MULTILINE)


def blocks_of(page: Path) -> list[Block]:
    """Return the blocks of a page, in order."""
    blocks: list[Block] = []
    marks: list[str] = []
    whole_page: list[str] = []
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if mark := MARK.match(line):
            marks += marks_of(mark["words"], f"{page.name}:{number}")
            whole_page += [one.removeprefix("page ") for one in marks if one.startswith("page ")]
        elif opening := FENCE.match(line):
            close = re.compile(rf"^ *{opening['ticks']}{opening['ticks'][0]}*\s*$")
            begun = number
            while number < len(lines) and not close.match(lines[number]):
                number += 1
            body = [text.removeprefix(opening["indent"]) for text in lines[begun:number]]
            blocks.append(
                Block(page, begun, opening["language"], "\n".join(body) + "\n", len(body), whole_page or marks)
            )
            number, marks = number + 1, []
        elif line.strip():
            if marks and not whole_page:
                raise PageError(f"{page.name}:{number}: a 'run:' comment stands right before a block")
            if not whole_page and re.match(r"^(    |\t)(\$ )?dussk ", line):
                raise PageError(f"{page.name}:{number}: write a command into a block of ```sh, so that it is run")
            marks = []
    return blocks


def pages() -> list[Path]:
    """Return every page of the documentation."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


class Folder:
    """The folder of one page, and what its blocks do there."""

    def __init__(self, folder: Path, everything: bool = False) -> None:
        self.folder, self.everything = folder, everything
        self.before = ""
        self.printed: str | None = None
        self.commands, self.notes = "", ""
        for name in IN_FOLDER:
            (folder / name).symlink_to(ROOT / name, target_is_directory=True)

    def run(self, block: Block) -> str | None:
        """Run a block; return why not, or None where it ran and did what it should."""
        kind = block.kind
        if kind in ("nothing", "gives"):
            if kind == "gives" and self.shown(block) != block.text:
                raise PageError(f"{block.place}: the command before it now prints\n{self.shown(block)}")
            return None
        self.printed = None
        if why := block.left_out(self.everything) or self.lacking(block):
            return why
        text = block.as_run(self.everything)
        printed = getattr(self, f"run_{kind}")(block, text)
        self.printed = printed if text == block.text else None
        return None

    def shown(self, block: Block) -> str:
        """What a block that shows a command's output has to hold."""
        if self.printed is None:
            raise PageError(f"{block.place}: 'run: gives' needs a command right before it that is run as it stands")
        which = block.said("gives") or ""
        printed = self.notes if which.startswith("notes") else self.printed
        lines = [line.rstrip() for line in printed.splitlines()]
        if found := re.search(r"lines (\d+)-(\d+)$", which):
            lines = lines[int(found[1]) - 1 : int(found[2])]
        return "\n".join(lines).rstrip() + "\n"

    @staticmethod
    def lacking(block: Block) -> str | None:
        """What this machine has not got that a block needs."""
        if block.kind == "r":
            if not (rscript := shutil.which("Rscript")):
                return "no Rscript on this machine"
            for package in sorted({one or other for one, other in R_PACKAGE.findall(block.text)}):
                there = f'quit(status = !requireNamespace("{package}", quietly = TRUE))'
                if subprocess.run([rscript, "-e", there], capture_output=True, check=False).returncode:
                    return f"R has no package {package} on this machine"
        return None

    def run_sh(self, block: Block, text: str) -> str:
        text = text.replace("python3 -m uv run ", "")
        text = re.sub(r"^\$ ", "", text, flags=re.MULTILINE)
        return self.called(block, ["bash", "-euo", "pipefail", "-c", text])

    def run_python(self, block: Block, text: str) -> str:
        before = ""
        if block.said("goes on") is not None:
            before = f"import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n exec({self.before!r})\n"
        else:
            self.before = ""
        self.before += text
        return self.called(block, [sys.executable, "-c", before + text])

    def run_toml(self, block: Block, text: str) -> str:
        name = block.said("file") or f"block-{block.line}.toml"
        (self.folder / name).write_text(text, encoding="utf-8")
        fields = tomllib.loads(text)
        if block.said("file") is not None and name in self.commands:
            return ""  # A command of the page takes it, and checks it.
        if "scenarios" in fields:
            return self.called(block, ["dussk", "batch", name, "--check"])
        if "changes" in fields or "based_on" in fields:
            return self.called(block, ["dussk", "scenarios", "check", name])
        if block.said("file") is None:
            raise PageError(f"{block.place}: neither a scenario nor a plan; 'run: file NAME' lets a command take it")
        return ""

    def run_sql(self, block: Block, text: str) -> str:
        return self.called(block, [sys.executable, "-c", f"import duckdb\nprint(duckdb.sql({text!r}))"])

    def run_r(self, block: Block, text: str) -> str:
        return self.called(block, ["Rscript", "-e", text])

    def called(self, block: Block, command: list[str]) -> str:
        """Run a command in the folder and return what it prints."""
        here = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
        environment = {**os.environ, "PATH": here, "PYTHONIOENCODING": "utf-8", "MPLBACKEND": "Agg"}
        environment.pop("COLUMNS", None)
        if not self.everything:
            # Pages are run beside one another; numbers do not depend on it.
            environment["DUSSK_WORKERS"] = "1"
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=None if self.everything else SECONDS,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise PageError(f"{block.place}: exit status {done.returncode}\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
        self.notes = done.stderr
        return done.stdout


@dataclass
class Tally:
    """What became of the blocks of some pages."""

    ran: int = 0
    quickly: int = 0
    not_run: list[tuple[Block, str]] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        yield f"{self.ran} blocks run, of which {self.quickly} made quicker; {len(self.not_run)} not run"
        yield from (f"  {block.place}: {why}" for block, why in self.not_run)


def run_page(page: Path, everything: bool = False, tell: bool = False, write: bool = False) -> Tally:
    """Run the blocks of a page in a temporary folder of its own.

    Raises
    ------
    PageError
        At the first block that fails, with its page, line and what it said.
    """
    blocks, tally, new = blocks_of(page), Tally(), []
    with tempfile.TemporaryDirectory(prefix="dussk-documentation-") as name:
        folder = Folder(Path(name), everything)
        folder.commands = "".join(block.text for block in blocks if block.kind == "sh")
        for block in blocks:
            if (file := block.said("file")) is not None:
                (folder.folder / file).write_text(block.as_run(everything), encoding="utf-8")
        for block in blocks:
            began = time.monotonic()
            if write and block.kind == "gives":
                new.append((block, folder.shown(block)))
                continue
            why = folder.run(block)
            if block.kind in ("nothing", "gives"):
                continue
            if why is None:
                tally.ran += 1
                tally.quickly += block.as_run(everything) != block.text
            else:
                tally.not_run.append((block, why))
            if tell:
                print(f"{time.monotonic() - began:6.1f} s  {block.place} {why or ''}", flush=True)
    if new:
        put(page, new)
    return tally


def put(page: Path, texts: list[tuple[Block, str]]) -> None:
    """Put new texts into blocks of a page."""
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    for block, text in reversed(texts):
        lines[block.line : block.line + block.length] = [text]
    page.write_text("".join(lines), encoding="utf-8")


def listed(chosen: Iterable[Path]) -> Tally:
    """Return what would become of the blocks, without running any."""
    tally = Tally()
    for page in chosen:
        for block in blocks_of(page):
            if block.kind in ("nothing", "gives"):
                continue
            if why := block.left_out(False):
                tally.not_run.append((block, why))
            else:
                tally.ran += 1
                tally.quickly += block.as_run(False) != block.text
    return tally


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Run what the documentation shows.")
    parser.add_argument("pages", nargs="*", type=Path, help="pages; all by default")
    parser.add_argument("--all", action="store_true", help="also what is slow, and nothing made quicker")
    parser.add_argument("--list", action="store_true", help="run nothing; say what would be run, and what not and why")
    parser.add_argument("--write", action="store_true", help="put what commands give now into the blocks that show it")
    asked = parser.parse_args()
    chosen = [path.resolve() for path in asked.pages] or pages()
    try:
        tally = listed(chosen) if asked.list else Tally()
        for page in () if asked.list else chosen:
            one = run_page(page, asked.all, tell=True, write=asked.write)
            tally.ran += one.ran
            tally.quickly += one.quickly
            tally.not_run += one.not_run
    except PageError as wrong:
        sys.exit(str(wrong))
    print("\n".join(tally.lines()))


if __name__ == "__main__":
    main()
