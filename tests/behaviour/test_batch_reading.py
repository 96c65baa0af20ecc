"""Reading a batch back: pandas frames, one line of DuckDB, one line of R."""

import shutil
import subprocess
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from scenarios import read_batch, read_draws
from scenarios.batch.plan import read_plan
from scenarios.cli import app
from scenarios.files import find
from sim import TOTALS, InputError, simulate

pytestmark = pytest.mark.behaviour

PLAN = """
title = "T"
scenarios = ["base", "more-support"]
replications = 3
block = 6
[draws]
file = "draws.csv"
"""
DUCKDB = "select avg(pence_total) / 100 from read_parquet('{}/parts/base/*.parquet')"
R = "cat(mean(arrow::open_dataset('{}/parts/base') |> dplyr::pull(pence_total, as_vector = TRUE)) / 100)"
SCALING = Path(__file__).parents[2] / "docs" / "scaling.md"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("batch")
    (home / "plan.toml").write_text(PLAN, encoding="utf-8")
    (home / "draws.csv").write_text("women.ptsd,support.voucher\n0.5,1\n0.6,0.5\n0.7,0\n0.8,1\n", encoding="utf-8")
    words = [
        "batch",
        str(home / "plan.toml"),
        "--out",
        str(home / "out"),
        "--engine",
        "simpy",
        "--workers",
        "1",
        "--quiet",
    ]
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0, ran.output
    return home / "out"


def known(scenario: str, draw: int) -> pd.DataFrame:
    """Return the rows of a draw, simulated here; the voucher is more-support's own decision and does not vary."""
    values = {"women.ptsd": (0.5, 0.6, 0.7, 0.8)[draw], "support.voucher": (1.0, 0.5, 0.0, 1.0)[draw]}
    if scenario == "more-support":
        del values["support.voucher"]
    return simulate(find(scenario).parameters.changed(values), 3, 1, "simpy").frame()


def test_a_frame_has_every_row_in_order(folder: Path) -> None:
    frame = read_batch(folder)
    assert list(frame.columns) == ["scenario", "draw", "replication", *TOTALS]
    assert len(frame) == 24
    for (scenario, draw), rows in frame.groupby(["scenario", "draw"], observed=True):
        assert rows["replication"].tolist() == [0, 1, 2]
        assert (rows[list(TOTALS)].to_numpy() == known(scenario, draw).to_numpy()).all()


def test_a_scenario_a_draw_and_some_outcomes(folder: Path) -> None:
    names = ["completed_therapy", "cost_total", "weeks_waited_therapy"]
    frame = read_batch(folder, "more-support", draw=2, outcomes=names)
    assert list(frame.columns) == ["scenario", "draw", "replication", *names]
    rows = known("more-support", 2)
    assert frame["cost_total"].to_numpy() == pytest.approx(rows["pence_total"].to_numpy() / 100)
    weeks = rows["days_waited_therapy"] / 7 / rows["served_therapy"].replace(0, np.nan)
    assert frame["weeks_waited_therapy"].to_numpy() == pytest.approx(weeks.to_numpy(), nan_ok=True)


def test_draws_are_read_back(folder: Path) -> None:
    draws = read_draws(folder)
    assert draws["women.ptsd"].tolist() == [0.5, 0.6, 0.7, 0.8]
    assert draws.index.name == "draw"


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"scenario": "bse"}, "Did you mean 'base'"),
        ({"draw": 4}, "from 0 to 3"),
        ({"outcomes": ["cost_totl"]}, "Did you mean 'cost_total'"),
    ],
)
def test_what_is_not_there_is_one_clear_line(folder: Path, more: dict, line: str) -> None:
    with pytest.raises(InputError, match=line):
        read_batch(folder, **more)


def test_what_is_no_batch_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no manifest of a batch"):
        read_batch(tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        read_batch(tmp_path / "none")


def test_one_line_of_duckdb(folder: Path) -> None:
    [(found,)] = duckdb.sql(DUCKDB.format(folder)).fetchall()
    assert found == pytest.approx(read_batch(folder, "base", outcomes=["cost_total"])["cost_total"].mean())


def r_has_arrow() -> bool:
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(arrow); library(dplyr)"], capture_output=True).returncode == 0


@pytest.mark.skipif(not r_has_arrow(), reason="R with arrow and dplyr is not installed")
def test_one_line_of_r(folder: Path) -> None:
    said = subprocess.run(["Rscript", "-e", R.format(folder)], capture_output=True, text=True, check=True)
    mean = read_batch(folder, "base", outcomes=["cost_total"])["cost_total"].mean()
    assert float(said.stdout) == pytest.approx(mean, rel=1e-5)


def test_the_page_has_the_lines_that_are_tested() -> None:
    page = SCALING.read_text(encoding="utf-8")
    assert DUCKDB.format("results") in page
    assert R.format("results") in page


def test_every_plan_on_the_page_is_a_plan(tmp_path: Path) -> None:
    blocks = SCALING.read_text(encoding="utf-8").split("```toml\n")[1:]
    assert blocks
    (tmp_path / "posterior.parquet").touch()
    for block in blocks:
        (tmp_path / "plan.toml").write_text(block.partition("```")[0], encoding="utf-8")
        read_plan(tmp_path / "plan.toml")
