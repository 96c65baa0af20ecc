"""What others read: the log as vidigi takes it, by the how-to's own code, and a batch as R reads it without arrow."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from scenarios import read_batch
from scenarios.files import find
from scenarios.results import write_results
from scenarios.running import Settings, run_scenarios

pytestmark = pytest.mark.behaviour

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "animate_with_vidigi.md").read_text("utf-8")
SCRIPT = ROOT / "notebooks" / "read_batch.R"
VIDIGI = {"arrival_departure", "queue", "resource_use", "resource_use_end"}
WORDS = re.compile(r"outcome (\w+)\nreplications (\d+)\nmean (\S+)\nmonte_carlo (\S+)")


class Taken(Exception):  # noqa: N818
    """What the code of the page hands to vidigi."""


@pytest.fixture
def handed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The log and the places that the how-to's code gives to vidigi, for a run in which women come back."""
    service = find("service")
    settings = Settings(1, seed=1, draws=0, logs=1, engine="simpy")
    runs = run_scenarios([service], settings, quiet=True)
    write_results(tmp_path / "run", [service], runs, settings, "csv")

    def take(log: pd.DataFrame, **_: Any) -> None:
        raise Taken(log)

    parts = {"vidigi": {}, "vidigi.animation": {"generate_animation": None}}
    parts["vidigi.prep"] = {"generate_animation_df": None, "reshape_for_animations": take}
    for name, holds in parts.items():
        module = ModuleType(name)
        vars(module).update(holds)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.chdir(tmp_path)
    [code] = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)
    scope: dict[str, Any] = {}
    with pytest.raises(Taken) as taken:
        exec(compile(code, "animate_with_vidigi.md", "exec"), scope)
    return taken.value.args[0], scope["places"]


def test_the_log_is_as_vidigi_wants_it(handed: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """One run, one arrival and at most one departure for each entity, and a place for whatever is drawn."""
    log, places = handed
    assert set(log["event_type"]) <= VIDIGI
    assert log["run_number"].nunique() == 1
    raw = pd.read_csv("run/events.csv")
    assert (raw["event"] == "returned").sum() > 0, "this run shows nothing of women who come back"
    for _, stay in log.groupby("entity_id"):
        assert stay["event"].iloc[0] == "arrival"
        assert (stay["event"] == "arrival").sum() == 1
        assert (stay["event"] == "depart").sum() <= 1
        assert stay["time"].is_monotonic_increasing
    assert (log["event"] == "arrival").sum() == (raw["event"] == "arrival").sum()
    assert set(log["event"]) <= set(places["event"])
    assert not places.duplicated(["x", "y"]).any()
    assert not places.duplicated("event").any()


PLAN = """
title = "A small batch"
scenarios = ["base"]
replications = 4
seed = 1
[draws]
posterior = true
number = 20
"""


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_reads_a_batch_that_python_wrote_as_a_table(tmp_path: Path) -> None:
    """As the head of the script says, for an R without arrow."""
    (tmp_path / "plan.toml").write_text(PLAN, "utf-8")
    run = [sys.executable, "-m", "scenarios.cli", "batch", "plan.toml", "--out", "batch", "--quiet"]
    subprocess.run(run, cwd=tmp_path, check=True, capture_output=True)
    frame = read_batch(tmp_path / "batch", "base")
    frame.to_csv(tmp_path / "base.csv", index=False)
    for outcome in ("completed_therapy", "contacts"):
        picture = tmp_path / f"{outcome}.svg"
        told = ["Rscript", str(SCRIPT), str(tmp_path / "base.csv"), outcome, str(picture)]
        done = subprocess.run(told, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        said = WORDS.match(done.stdout)
        assert said
        assert (said[1], int(said[2])) == (outcome, 80)
        assert float(said[3]) == pytest.approx(frame[outcome].mean(), abs=1e-6)
        of_draws = frame.groupby("draw")[outcome].mean()
        error = of_draws.std() / len(of_draws) ** 0.5
        assert float(said[4]) == pytest.approx(2.0930240544 * error, rel=1e-5)
        assert "<svg" in picture.read_text("utf-8")
