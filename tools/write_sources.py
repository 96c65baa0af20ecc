"""Write the references that reports carry (``scenarios/report/sources.toml``) from ``docs/evidence/sources.md``."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "evidence" / "sources.md"
FILE = ROOT / "scenarios" / "report" / "sources.toml"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
HEADS = ("key", "record", "---")
START = (
    "# Written by tools/write_sources.py from docs/evidence/sources.md: change that page, and not this file.\n"
    "# Titles stand as they were published.\n"
)


def sources_toml(page: str) -> str:
    """Return the references of a page as TOML, in its order."""
    rows = [tuple(cell.strip() for cell in row) for row in ROW.findall(page)]
    written = []
    for key, reference, record in rows:
        if key in HEADS or set(key) == {"-"}:
            continue
        values = zip(("key", "reference", "record"), (key, reference, record), strict=True)
        written.append(
            "[[source]]\n" + "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values)
        )
    return "\n".join((START, *written))


def main() -> None:
    """Write the file, or with ``--check`` end with status 1 where it is not as the page has it."""
    made = sources_toml(PAGE.read_text(encoding="utf-8"))
    if "--check" in sys.argv[1:]:
        sys.exit(int(FILE.read_text(encoding="utf-8") != made))
    FILE.write_text(made, encoding="utf-8")
    print(f"{FILE.relative_to(ROOT)}: {made.count('[[source]]')} references")


if __name__ == "__main__":
    main()
