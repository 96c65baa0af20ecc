"""Strip notebooks of outputs, execution counts and everything else that running them leaves behind.

    python tools/strip_notebooks.py             strip every notebook in notebooks/
    python tools/strip_notebooks.py --check     say which are not stripped, and exit with 1 if any is not

Outputs are made anew wherever a notebook is run, so that they never differ from the code, and no path or name of the
machine that ran it is committed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def stripped(text: str) -> str:
    """Return the text of a notebook without anything that running it left behind."""
    notebook = nbformat.reads(text, as_version=4)
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells):
        cell.id, cell.metadata = f"cell-{number:02}", nbformat.from_dict({})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Strip notebooks of outputs.")
    parser.add_argument("--check", action="store_true", help="change nothing; say which are not stripped")
    check = parser.parse_args().check
    found = [
        path
        for path in sorted(NOTEBOOKS.glob("*.ipynb"))
        if path.read_text("utf-8") != stripped(path.read_text("utf-8"))
    ]
    for path in found:
        if not check:
            path.write_text(stripped(path.read_text("utf-8")), encoding="utf-8", newline="\n")
        print(f"{path.name}: {'has what running left; run: python tools/strip_notebooks.py' if check else 'stripped'}")
    sys.exit(1 if check and found else 0)


if __name__ == "__main__":
    main()
