"""A batch that is only checked, and one that ends before its end: what is said, and that nothing is changed."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from batches import DRAWN, PLAN, batch, parts, plan_in
from processes import hears_interrupts, start, wait_for
from typer.testing import CliRunner

from scenarios.cli import app
from sim import InputError

pytestmark = pytest.mark.behaviour

# A check changes nothing


def everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {p.relative_to(folder).as_posix(): (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*.*")}


def checked(plan: Path, *words: str | Path, status: int = 0) -> str:
    process = start("batch", plan, "--check", "--engine", "simpy", "--workers", "1", *words)
    _, err = process.communicate(timeout=100)
    assert process.returncode == status, err
    return err


def test_a_check_changes_nothing_in_a_folder_that_needs_mending(tmp_path: Path) -> None:
    plan, out = plan_in(tmp_path, DRAWN), tmp_path / "out"
    batch(plan, out)
    cut, gone = parts(out)[:2]
    cut.write_bytes(cut.read_bytes()[:1000])
    gone.unlink()
    gone.with_name(gone.name + ".unfinished").write_bytes(b"half")
    [draws] = (out / "draws").iterdir()
    draws.write_bytes(draws.read_bytes()[:500])
    (out / ".lock").unlink()
    before = everything(out)
    said = checked(plan, "--out", out)
    assert "8 replications to run" in said
    assert "damaged" in said
    assert everything(out) == before
    checked(plan_in(tmp_path, DRAWN.replace("number = 8", "number = 9")), "--out", out)
    assert everything(out) == before


def test_a_check_needs_no_folder_and_a_batch_does(tmp_path: Path) -> None:
    plan = plan_in(tmp_path)
    assert "48 replications to run" in checked(plan)
    process = start("batch", plan)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "--out" in err
    assert [path.name for path in tmp_path.iterdir()] == ["plan.toml"]


def test_a_check_looks_at_the_disk_of_the_folder_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []
    real = shutil.disk_usage
    monkeypatch.setattr("scenarios.batch.estimate.shutil.disk_usage", lambda path: (asked.append(path), real(path))[1])
    words = ["batch", str(plan_in(tmp_path)), "--check", "--workers", "1", "--out", str(tmp_path / "new" / "out")]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert asked == [tmp_path]


def test_a_check_refuses_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_in(tmp_path)
    assert "cannot be written" in checked(plan, "--out", plan / "out", status=2)
    monkeypatch.setattr("scenarios.batch.runner.os.access", lambda path, mode: path != tmp_path)
    words = ["batch", str(plan), "--check", "--workers", "1", "--out", str(tmp_path / "new" / "out")]
    with pytest.raises(InputError, match="cannot be written"):
        CliRunner().invoke(app, words, catch_exceptions=False)


# Where it ends


def test_precision_that_did_not_hold_for_long_enough_says_so(tmp_path: Path) -> None:
    stop = "[stop]\nlook_every = 4\nlook_ahead = 100\n[stop.means]\nconsented = 300.0\n"
    said = start("batch", plan_in(tmp_path, PLAN + stop), "--out", tmp_path / "out", "--engine", "simpy")
    out, _ = said.communicate(timeout=60)
    assert "reached at the last look, but not held for as long as was asked" in " ".join(out.split())
    precision = json.loads((tmp_path / "out" / "summary.json").read_text())["precision"]
    low, high = json.loads((tmp_path / "out" / "summary.json").read_text())["scenarios"]["base"]["consented"][
        "monte_carlo"
    ]
    assert "consented" in precision
    assert "of 300" in precision
    assert (high - low) / 2 < 300


def test_stopped_at_once_or_later_it_says_one_thing(tmp_path: Path) -> None:
    plan, out = plan_in(tmp_path, PLAN.replace("replications = 24", "replications = 4000")), tmp_path / "out"
    process = start("batch", plan, "--out", out, "--engine", "simpy", "--workers", "1")
    wait_for(lambda: len(parts(out)) > 2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert [line for line in err.splitlines() if "stopped" in line] == [
        "dussk: stopped; what is complete is kept; the same command goes on from there"
    ]


@pytest.mark.parametrize("module", ["typer.", "pydantic.", "sim.parameters", "scenarios.files", "pyarrow.", "scipy."])
def test_stopped_while_it_is_being_loaded_it_says_one_line(tmp_path: Path, module: str) -> None:
    # Long enough not to have ended by itself before the signal comes, on a busy machine.
    plan = plan_in(tmp_path, PLAN.replace("replications = 24", "replications = 40000"))
    words = ["batch", str(plan), "--out", str(tmp_path / "out"), "--engine", "simpy", "--workers", "1", "--quiet"]
    command = [sys.executable, "-X", "importtime", "-m", "scenarios.cli", *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=hears_interrupts)
    assert process.stderr is not None
    said: list[str] = []
    for line in process.stderr:
        if not line.startswith("import time:"):
            said.append(line)
        elif module in line.rpartition("|")[2]:
            process.send_signal(signal.SIGINT)
            module = "no more"
    # Python ends as by the signal itself, 130 to a shell, where it was inside an exec of text, as of a data class.
    assert process.wait(timeout=30) in (130, -signal.SIGINT)
    [line] = [line for line in said if line.strip()]
    assert line.startswith("dussk: stopped; ")
