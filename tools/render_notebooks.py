"""Run notebooks and write them, with what they gave, as Markdown pages into docs/notebooks/.

    python tools/render_notebooks.py [NAME ...]     render these; by default those whose pages are kept, in two minutes
    python tools/render_notebooks.py --check        say which pages are of another notebook or posterior

A page says which notebook and posterior it is of, by their hashes, and nothing of the machine or the time. The same
notebook with the same versions of the libraries gives the same bytes.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import sys
from pathlib import Path
from typing import Any

import nbclient
import nbformat

from calibration.posterior import posterior

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS, PAGES = ROOT / "notebooks", ROOT / "docs" / "notebooks"
KEPT = ("first_look", "designing_a_service", "sizing_the_trial")
"""Notebooks whose pages are kept. The calibration's is half a megabyte; docs/calibration.md tells the same story."""

NOT_AGAIN = (
    "<!-- run: page not here: tests/behaviour/test_notebooks.py runs the notebook that this page is made from -->"
)
"""For tools/run_documentation.py."""

STYLE = re.compile(r"<style.*?</style>|<div>|</div>|<script.*?</script>", re.DOTALL)
DRESS = re.compile(r'\s(?:id|class|border|style|scoped)="[^"]*"')


def mark(notebook: Path) -> str:
    """Return the first line of a page: which notebook and which posterior it is of."""
    of = hashlib.sha256(notebook.read_bytes()).hexdigest()[:16]
    return f"<!-- notebooks/{notebook.name} {of}, posterior {str(posterior().said['content'])[:16]} -->"


def rendered(path: Path) -> dict[str, bytes]:
    """Run a notebook and return its page and pictures by file name."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3", resources=resources).execute()
    parts = [
        mark(path),
        NOT_AGAIN,
        f"*Rendered by `python tools/render_notebooks.py` from [{path.name}](../../notebooks/{path.name}).*",
    ]
    files: dict[str, bytes] = {}
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            heading = (re.findall(r"^#+ (.*)$", cell.source, re.MULTILINE) or [heading])[-1]
            continue
        parts.append(f"```python\n{cell.source}\n```")
        parts += [words for output in cell.outputs if (words := _shown(output, path.stem, heading, files))]
    files[f"{path.stem}.md"] = ("\n\n".join(parts) + "\n").encode()
    return files


def _shown(output: Any, stem: str, heading: str, files: dict[str, bytes]) -> str:
    """Return what a cell gave as Markdown; pictures go into ``files``."""
    if output.output_type == "stream":
        return f"```\n{output.text.rstrip()}\n```" if output.name == "stdout" else ""
    data = output.get("data", {})
    for kind, ending in (("image/svg+xml", "svg"), ("image/png", "png")):
        if kind in data:
            name = f"{stem}-{sum(not each.endswith('.md') for each in files) + 1}.{ending}"
            files[name] = data[kind].encode() if ending == "svg" else base64.b64decode(data[kind])
            said = output.get("metadata", {}).get(kind, {}).get("alt", "")
            return f"![{said or _alternative(data[kind], ending, heading)}]({name})"
    if "text/html" in data:
        # Blank lines would end the table, and indented lines would be code.
        table = DRESS.sub("", STYLE.sub("", data["text/html"]))
        return "\n".join(line.strip() for line in table.splitlines() if line.strip())
    return f"```\n{data['text/plain']}\n```" if "text/plain" in data else ""


def _alternative(picture: str, ending: str, heading: str) -> str:
    found = re.search(r"<desc[^>]*>(.*?)</desc>", picture, re.DOTALL) if ending == "svg" else None
    return (
        found.group(1).replace("[", "(").replace("]", ")")
        if found
        else f"{heading}: the code above draws it, and the text around it says what it shows"
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Run notebooks and write them as pages of the documentation.")
    parser.add_argument("names", nargs="*", help="notebooks, without .ipynb; all by default")
    parser.add_argument("--check", action="store_true", help="change nothing; say which pages are old")
    asked = parser.parse_args()
    paths = [NOTEBOOKS / f"{name}.ipynb" for name in asked.names or KEPT]
    old = 0
    for path in paths:
        page = PAGES / f"{path.stem}.md"
        if asked.check:
            if not page.exists() or page.read_text("utf-8").partition("\n")[0] != mark(path):
                print(f"{page.name}: not of the notebook or posterior that is there now; run tools/render_notebooks.py")
                old += 1
            continue
        files = rendered(path)
        PAGES.mkdir(parents=True, exist_ok=True)
        for there in PAGES.glob(f"{path.stem}-*"):
            there.unlink()
        for name, content in files.items():
            (PAGES / name).write_bytes(content)
        print(f"{path.name}: {sum(map(len, files.values())) / 1000:.0f} kB")
    sys.exit(1 if old else 0)


if __name__ == "__main__":
    main()
