"""Build the documentation as a site that opens from its files, without a network.

    python tools/build_site.py [FOLDER]    by default into site/, which git ignores

Open ``index.html`` in the folder. A warning is an error; so is anything in the site that a browser would fetch.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sphinx.cmd.build import build_main

ROOT = Path(__file__).resolve().parent.parent
IN_PAGES = re.compile(
    r"<(?:script|img|iframe|source|audio|video|embed|object|input)\b[^>]*\b(?:src|srcset|data)\s*=\s*[\"']?\s*(?:https?:)?//[^\"'>\s]+"
    r"|<link\b(?![^>]*\brel=[\"']?(?:canonical|author|license))[^>]*\bhref\s*=\s*[\"']?\s*(?:https?:)?//[^\"'>\s]+",
    re.IGNORECASE,
)
IN_STYLES = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])(?:https?:)?//[^\"')\s]+", re.IGNORECASE)


def fetched(site: Path) -> Iterator[str]:
    """Yield everything in a site that a browser would fetch from somewhere else."""
    for path in sorted(site.rglob("*")):
        wanted = {".html": (IN_PAGES, IN_STYLES), ".css": (IN_STYLES,), ".svg": (IN_STYLES,)}.get(path.suffix, ())
        for pattern in wanted:
            for found in pattern.finditer(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(site)}: {found[0]}"


def build(site: Path) -> None:
    """Build the site into a folder; raise SystemExit where it cannot be, or where it would fetch something."""
    kept = site.parent / f".{site.name}-doctrees"
    if build_main(
        ["-W", "--keep-going", "-q", "-E", "-a", "-b", "html", "-d", f"{kept}", f"{ROOT / 'docs'}", f"{site}"]
    ):
        sys.exit("the site has warnings: see above")
    if found := list(fetched(site)):
        sys.exit("\n".join(("the site would fetch:", *found)))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Build the documentation site.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "site")
    asked = parser.parse_args()
    began = time.monotonic()
    build(asked.folder.resolve())
    print(f"{asked.folder / 'index.html'}: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
