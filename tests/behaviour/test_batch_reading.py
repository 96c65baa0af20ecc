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
from sim.many import own_replications

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
    first = int(own_replications(draw, 0))
    return simulate(find(scenario).parameters.changed(values), 3, 1, "simpy", first=first).frame()


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
        ({"scenario": []}, "scenario: an empty list: leave it out for all"),
        ({"scenario": [1]}, "scenario: 1: expected a name"),
        ({"draw": "0"}, "draw: '0' is not a whole number from 0 to 3"),
        ({"draw": True}, "draw: True is not a whole number"),
        ({"outcomes": []}, "outcomes: an empty list: leave it out for all"),
        ({"outcomes": [None]}, "outcomes: None: expected a name"),
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


# What is damaged is said, and never read


def copied(folder: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Return a copy of the batch and its first part of base."""
    shutil.copytree(folder, tmp_path / "out")
    return tmp_path / "out", min((tmp_path / "out" / "parts" / "base").glob("*.parquet"))


def test_no_flipped_bit_gives_other_numbers(folder: Path, tmp_path: Path) -> None:
    out, part = copied(folder, tmp_path)
    whole = part.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        content = bytearray(whole)
        content[at] ^= 1
        part.write_bytes(content)
        with pytest.raises(InputError, match=f"{part.name}: .*run `dussk batch` once more to mend it"):
            read_batch(out, "base", outcomes=["cost_total"])
    part.write_bytes(whole)
    assert len(read_batch(out, "base")) == 12


@pytest.mark.parametrize("spoil", [Path.unlink, lambda part: part.write_bytes(part.read_bytes()[:500])])
def test_a_cut_or_missing_part_is_one_clear_line(folder: Path, tmp_path: Path, spoil) -> None:
    out, part = copied(folder, tmp_path)
    spoil(part)
    with pytest.raises(InputError, match=f"{part.name}: .*run `dussk batch` once more to mend it"):
        read_batch(out)
    assert len(read_batch(out, "more-support")) == 12
    assert len(read_batch(out, "base", draw=3)) == 3


def test_a_stray_copy_of_a_part_is_not_counted_twice(folder: Path, tmp_path: Path) -> None:
    out, part = copied(folder, tmp_path)
    shutil.copy(part, part.with_name("part (copy).parquet"))
    assert read_batch(out).equals(read_batch(folder))


def test_a_manifest_that_contradicts_a_part_is_one_clear_line(folder: Path, tmp_path: Path) -> None:
    out, _ = copied(folder, tmp_path)
    manifest = out / "manifest.json"
    manifest.write_text(manifest.read_text().replace('["base", [0, 2, 0, 3]', '["base", [1, 2, 0, 3]'))
    with pytest.raises(InputError, match="run `dussk batch` once more to mend it"):
        read_batch(out, draw=0)


def test_draws_that_are_damaged_or_copied_are_not_read(folder: Path, tmp_path: Path) -> None:
    out, _ = copied(folder, tmp_path)
    [path] = (out / "draws").glob("*.parquet")
    shutil.copy(path, path.with_name("copy.parquet"))
    assert len(read_draws(out)) == 4
    content = bytearray(path.read_bytes())
    for at in range(4, len(content), 37):
        changed = content.copy()
        changed[at] ^= 1
        path.write_bytes(changed)
        said = ""
        try:
            found = read_draws(out)
        except InputError as error:
            said = str(error)
        assert "run `dussk batch` once more to mend it" in said if said else found.equals(read_draws(folder))


def test_what_is_asked_for_twice_is_there_once(folder: Path) -> None:
    assert read_batch(folder, ["base", "base"]).equals(read_batch(folder, "base"))
    frame = read_batch(folder, outcomes=["cost_total", "cost_total"])
    assert list(frame.columns) == ["scenario", "draw", "replication", "cost_total"]
    assert read_batch(folder, outcomes="cost_total").equals(frame)
