"""Notebooks: each runs from top to bottom, and holds in the repository nothing that running it left behind."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scenarios import find
from scenarios.display import WORDS_FILE
from scenarios.intervals import outcome_of
from scenarios.results import write_results
from scenarios.running import Settings, run_scenarios
from sim.outcomes import OUTCOMES

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

pytestmark = pytest.mark.behaviour

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = ROOT / "docs" / "notebooks"
SCRIPT = ROOT / "notebooks" / "read_batch.R"
LARGEST_PAGE = 300_000
"""Bytes of a rendered notebook with its pictures."""

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
    assert {path.stem for path in NOTEBOOKS} == {"first_look", "designing_a_service", "calibration", "sizing_the_trial"}


@each
def test_it_runs_from_top_to_bottom(path):
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(notebook, timeout=LONGEST_CELL, kernel_name="python3", resources=resources).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    kinds = [kind for cell in cells for output in cell.outputs for kind in output.get("data", {})]
    assert {"image/png", "image/svg+xml"} & set(kinds)
    tables = "".join(output.get("data", {}).get("text/html", "") for cell in cells for output in cell.outputs)
    assert tables
    assert not re.search(r">[^<]*\b(nan|None|inf)\b", tables)
    assert not UNWANTED.search(re.sub(r"<style.*?</style>|<[^>]+>", " ", tables, flags=re.DOTALL))
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


# The rendered pages


def test_rendered_pages_are_of_these_notebooks():
    done = subprocess.run(
        [sys.executable, "tools/render_notebooks.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.md")), ids=lambda path: path.stem)
def test_a_rendered_page_is_small_and_has_its_pictures(path):
    page = path.read_text(encoding="utf-8")
    named = re.findall(r"\]\(([\w-]+\.(?:svg|png))\)", page)
    assert named
    assert {one.name for one in PAGES.glob(f"{path.stem}-*")} == set(named)
    assert sum((PAGES / name).stat().st_size for name in named) + len(page) < LARGEST_PAGE
    assert not OF_A_MACHINE.search(page)
    assert not UNWANTED.search(page)


# R


def r_says(*words: str) -> subprocess.CompletedProcess:
    """Run the script in R."""
    return subprocess.run(["Rscript", str(SCRIPT), *words], capture_output=True, text=True)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_redraws_a_figure_from_a_run(tmp_path):
    settings = Settings(60, draws=20)
    base = find("base")
    runs = run_scenarios([base], settings, quiet=True)
    write_results(tmp_path / "out", [base], runs, settings, "csv")
    done = r_says(str(tmp_path / "out"), "started_therapy", str(tmp_path / "picture.pdf"))
    assert done.returncode == 0, done.stderr
    said = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    found = outcome_of(runs["base"], OUTCOMES["started_therapy"])
    assert said["outcome"] == "started_therapy"
    assert int(said["replications"]) == 60
    assert float(said["mean"]) == pytest.approx(found.mean, abs=1e-6)
    assert float(said["monte_carlo"]) == pytest.approx(found.monte_carlo[1] - found.mean, abs=1e-6)
    assert (float(said["low"]), float(said["high"])) == pytest.approx(found.predictive, abs=1e-6)
    assert (tmp_path / "picture.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_says_in_one_line_what_it_cannot_read(tmp_path):
    (tmp_path / "outcomes.csv").write_text("replication,consented\n0,3\n", encoding="utf-8")
    for words, told in (
        ((), "name the folder"),
        ((str(tmp_path / "nowhere"),), "no outcomes of 'base' are there"),
        ((str(tmp_path), "joined"), "no column is called 'joined'"),
        ((str(tmp_path), "consented", "picture.doc"), "ends in .pdf, .svg or .png"),
    ):
        done = r_says(*words)
        assert done.returncode == 2
        assert told in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_the_script_needs_nothing_but_r_and_arrow():
    script = SCRIPT.read_text(encoding="utf-8")
    assert set(re.findall(r"(\w+)::", script)) == {"arrow", "tools"}
    assert not re.search(r"\b(library|require)\(", script)
    assert not UNWANTED.search(script)
