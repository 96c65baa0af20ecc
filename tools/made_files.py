"""Files that are made from others: written, or with ``--check`` only held against what they should be."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path


def written_or_checked(made: Mapping[Path, str], what: str | None) -> int:
    """Write every file that is not as it should be; with ``--check`` write none, and return 1 if there is any.

    Parameters
    ----------
    made : mapping of Path to str
        Files, and what they should hold.
    what : str or None
        The docstring of the tool, for ``--help``.
    """
    parser = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit status 1 if a file is out of date")
    check = parser.parse_args().check
    old = [path for path, text in made.items() if not path.is_file() or path.read_bytes() != text.encode()]
    for path in old:
        if check:
            print(f"{path.name} is out of date; run: python tools/{Path(sys.argv[0]).name}", file=sys.stderr)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8", newline="\n")
        print(f"{path.name} written")
    if not old:
        print(f"{', '.join(path.name for path in made)}: up to date")
    return int(check and bool(old))
