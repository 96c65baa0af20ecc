"""Notebooks: each runs from top to bottom, and holds in the repository nothing that running it left behind."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scenarios.display import WORDS_FILE

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

pytestmark = pytest.mark.behaviour

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST_CELL = 600
"""Seconds: a stopped machine is told from a slow one."""

OF_A_MACHINE = re.compile(r"/(home|root|work|tmp|var|Users)/|[A-Za-z]:\\\\")
UNWANTED = re.compile(
    r"(?<!\w)("
    + "|".join(map(re.escape, tomllib.loads(WORDS_FILE.read_text("utf-8"))["unwanted"]["words"]))
    + r")(?!\w)",
    re.IGNORECASE,
)

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_notebooks():
    assert "calibration" in {path.stem for path in NOTEBOOKS}


@each
def test_it_runs_from_top_to_bottom(path):
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(notebook, timeout=LONGEST_CELL, kernel_name="python3", resources=resources).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    pictures = [output for cell in cells for output in cell.outputs if "image/png" in output.get("data", {})]
    assert pictures
    said = "".join(output.text for cell in cells for output in cell.outputs if output.get("name") == "stderr")
    assert [line for line in said.splitlines() if not line.startswith("dussk: ")] == []


def test_outputs_are_stripped():
    done = subprocess.run(
        [sys.executable, "tools/strip_notebooks.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@each
def test_what_people_read_in_it(path):
    notebook = nbformat.read(path, as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells)
    assert not OF_A_MACHINE.search(text)
    assert not UNWANTED.search(text)
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")


def test_a_notebook_that_was_run_is_seen(tmp_path):
    tool = (ROOT / "tools" / "strip_notebooks.py").read_text(encoding="utf-8")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "strip.py").write_text(tool, encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    last = notebook.cells[-1] = nbformat.v4.new_code_cell("1 + 1", execution_count=3)
    last.outputs = [nbformat.v4.new_output("stream", text="/home/somebody")]
    path = tmp_path / "notebooks" / "run.ipynb"
    nbformat.write(notebook, path)

    def strip(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, str(tmp_path / "tools" / "strip.py"), *words], capture_output=True)

    assert strip("--check").returncode == 1
    assert "somebody" in path.read_text(encoding="utf-8")
    assert strip().returncode == 0
    assert "somebody" not in path.read_text(encoding="utf-8")
    assert strip("--check").returncode == 0
