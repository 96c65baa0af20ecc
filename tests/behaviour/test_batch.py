"""Batches from the command line: killed, damaged, extended, full disks, two at once; the same bytes in the end."""

import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from batches import DRAWN, FITTED, OPEN, PLAN, batch, contents, parts, plan_in
from processes import children, is_there, start, wait_for
from pyarrow import parquet
from typer.testing import CliRunner

from calibration.posterior import posterior
from scenarios.batch.parts import KEY
from scenarios.cli import app
from scenarios.files import find
from sim import TOTALS, InputError, simulate

pytestmark = pytest.mark.behaviour


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a batch that nothing happened to."""
    folder = tmp_path_factory.mktemp("undisturbed")
    batch(plan_in(folder), folder / "out")
    return folder / "out"


# The same bytes


def test_rows_are_those_of_the_simulation_itself(undisturbed: Path) -> None:
    for name in ("base", "rapid-referral"):
        tables = [
            parquet.read_table(path, partitioning=None) for path in parts(undisturbed) if path.parent.name == name
        ]
        table = pa.concat_tables(tables)
        known = simulate(find(name).parameters, 24, 11, "simpy")
        assert table.column("replication").to_pylist() == list(range(24))
        assert all(table.column(total).to_pylist() == known.total(total) for total in TOTALS)


@pytest.mark.parametrize("text", [PLAN, DRAWN, FITTED])
def test_neither_workers_nor_the_engine_change_a_byte(tmp_path: Path, text: str) -> None:
    plan = plan_in(tmp_path, text)
    batch(plan, tmp_path / "one")
    batch(plan, tmp_path / "three", workers=3)
    batch(plan, tmp_path / "compiled", "--engine", "compiled")
    assert contents(tmp_path / "one") == contents(tmp_path / "three") == contents(tmp_path / "compiled")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
def test_killed_again_and_again_it_resumes_and_ends_with_the_same_bytes(tmp_path: Path, undisturbed: Path) -> None:
    plan, out = plan_in(tmp_path), tmp_path / "out"
    for workers in (2, 1, 2):
        before = len(parts(out))
        process = start("batch", plan, "--out", out, "--engine", "simpy", "--workers", str(workers))
        wait_for(lambda before=before: len(parts(out)) > before)
        helpers = children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        wait_for(lambda helpers=helpers: not any(map(is_there, helpers)), 10)
    there = len(parts(out))
    assert 3 <= there < 12
    said = batch(plan, out, workers=2)
    assert f"{there} parts with {4 * there} replications are there and whole" in said
    assert contents(out) == contents(undisturbed)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_it_ends_with_its_workers(tmp_path: Path, number: int) -> None:
    process = start("batch", plan_in(tmp_path), "--out", tmp_path / "out", "--engine", "simpy", "--workers", "2")
    wait_for(lambda: len(parts(tmp_path / "out")) > 0)
    helpers = children(process.pid)
    assert len(helpers) >= 2
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert "Traceback" not in err
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert "what is complete is kept; the same command goes on from there" in err
    wait_for(lambda: not any(map(is_there, helpers)), 10)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
def test_a_lost_worker_loses_nothing(tmp_path: Path, undisturbed: Path) -> None:
    out = tmp_path / "out"
    process = start("batch", plan_in(tmp_path), "--out", out, "--engine", "simpy", "--workers", "2")
    wait_for(lambda: len(parts(out)) > 0)
    workers = [pid for pid in children(process.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "a worker process was lost" in err
    assert contents(out) == contents(undisturbed)


# Going on


def test_a_complete_batch_runs_nothing(tmp_path: Path, undisturbed: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    times = {path: path.stat().st_mtime_ns for path in parts(out)}
    said = batch(plan_in(tmp_path), out)
    assert "everything is there; nothing is to be run" in said
    assert {path: path.stat().st_mtime_ns for path in parts(out)} == times
    assert contents(out) == contents(undisturbed)


def test_damaged_parts_are_made_again(tmp_path: Path, undisturbed: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    cut, changed, gone = parts(out)[1:4]
    cut.write_bytes(cut.read_bytes()[:1000])
    content = bytearray(changed.read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(content)
    gone.unlink()
    said = batch(plan_in(tmp_path), out)
    assert said.count("damaged") == 2
    assert "12 replications to run" in said
    assert contents(out) == contents(undisturbed)


@pytest.mark.parametrize(
    ("was", "is_now", "new"),
    [
        (PLAN, PLAN.replace("replications = 24", "replications = 29"), 10),
        (PLAN, PLAN.replace('"base",', '"base", "more-support",'), 24),
        (DRAWN, DRAWN.replace("number = 8", "number = 11"), 12),
        (FITTED, FITTED.replace("number = 8", "number = 11"), 12),
        (DRAWN, DRAWN.replace("number = 8", "number = 11").replace("replications = 2", "replications = 3"), 34),
    ],
)
def test_an_extended_batch_runs_only_what_is_new(tmp_path: Path, was: str, is_now: str, new: int) -> None:
    out = tmp_path / "out"
    batch(plan_in(tmp_path, was), out)
    before = contents(out)
    said = batch(plan_in(tmp_path, is_now), out)
    assert f"{new} replications to run" in said
    after = contents(out)
    kept = {file for file in before if file.startswith("parts/")}
    assert all(after[file] == before[file] for file in kept)
    batch(plan_in(tmp_path, is_now), tmp_path / "at once")
    for name in ("summary.json", "summary.csv"):
        assert (out / name).read_bytes() == (tmp_path / "at once" / name).read_bytes()
    assert {f: b for f, b in after.items() if f.startswith("draws")} == {
        f: b for f, b in contents(tmp_path / "at once").items() if f.startswith("draws")
    }


def test_two_at_once_in_one_folder(tmp_path: Path) -> None:
    plan, out = plan_in(tmp_path), tmp_path / "out"
    first = start("batch", plan, "--out", out, "--engine", "simpy", "--workers", "1")
    wait_for(lambda: len(parts(out)) > 0)
    first.send_signal(signal.SIGSTOP)
    said = batch(plan, out, status=2)
    first.send_signal(signal.SIGCONT)
    assert said.strip().endswith("another run is working in this folder; wait for it, or end it")
    assert len(said.strip().splitlines()) == 1
    first.communicate(timeout=60)
    assert first.returncode == 0


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path, undisturbed: Path) -> None:
    """A file may not grow beyond a limit that parts stay below and the log, in time, does not."""
    plan, out = plan_in(tmp_path), tmp_path / "out"
    largest = max(path.stat().st_size for path in parts(undisturbed))

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest - 1, largest - 1))

    words = ("batch", plan, "--out", out, "--engine", "simpy", "--workers", "1")
    process = start(*words, preexec_fn=limited)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "cannot be written: File too large; what is complete is kept" in err.splitlines()[-1]
    assert not list(out.glob("parts/*/*.unfinished"))
    assert len(parts(out)) < 12
    batch(plan, out)
    assert contents(out) == contents(undisturbed)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title = 'T'\nreplications = 2\n", "scenarios: is missing"),
        (PLAN.replace("seed", "sed"), "unknown field 'sed'. Did you mean 'seed'?"),
        (PLAN.replace("replications = 24", "replications = 4000000000"), "of disk are needed"),
    ],
)
def test_a_bad_plan_is_refused_before_anything_is_there(tmp_path: Path, text: str, line: str) -> None:
    said = batch(plan_in(tmp_path, text), tmp_path / "out", status=2)
    assert line in said
    assert len(said.strip().splitlines()) == 1
    assert not parts(tmp_path / "out")


def test_another_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letters.txt").write_text("mine")
    said = batch(plan_in(tmp_path), tmp_path / "out", status=2)
    assert "holds something other than a batch: letters.txt" in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["letters.txt"]


def test_a_check_runs_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    said = batch(plan_in(tmp_path), tmp_path / "out", "--check")
    assert re.search(r"48 replications to run: about .* on free cores.*[1-9]\d* replications a second and core", said)
    assert not (tmp_path / "out").exists()


# Stopping on precision


def test_it_stops_at_the_same_place_with_any_workers_and_after_a_kill(tmp_path: Path) -> None:
    stop = "[stop]\nlook_every = 4\nlook_ahead = 5\n[stop.means]\nconsented = 3.0\n[stop.differences]\nready = 1.0\n"
    plan = plan_in(tmp_path, PLAN.replace("replications = 24", "replications = 400") + stop)
    batch(plan, tmp_path / "one")
    batch(plan, tmp_path / "two", workers=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    summary = json.loads((tmp_path / "one" / "summary.json").read_text())
    assert 12 <= summary["replications"] < 400
    assert summary["precision"] == f"reached after {summary['replications']} replications"
    for item in summary["scenarios"].values():
        low, high = item["consented"]["monte_carlo"]
        assert (high - low) / 2 <= 3.0
    for path in parts(tmp_path / "two")[::2]:
        path.unlink()
    said = batch(plan, tmp_path / "two", workers=2)
    assert "looks at 4, 8, 12, …, 400 replications" in said
    assert re.search(r"at most \d+ replications to run, if the precision asked for is not reached before: about", said)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    said = batch(plan, tmp_path / "two", "--check")
    assert f"precision {summary['precision']}; nothing is to be run" in said
    assert "to run" not in said
    stricter = plan_in(tmp_path, plan.read_text().replace("consented = 3.0", "consented = 0.3"))
    assert "at most" in batch(stricter, tmp_path / "two", "--check"), "another rule may not have stopped there"


# The posterior


def test_a_plan_that_says_nothing_of_draws_uses_the_posterior_and_says_so(tmp_path: Path) -> None:
    plan, out = plan_in(tmp_path, OPEN), tmp_path / "out"
    said = batch(plan, out)
    assert "parameters are drawn from the posterior of the calibration" in said
    assert "number = 0 under [draws] runs the point values" in said
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["parameters"], summary["posterior"]) == ("posterior", posterior().said["content"])
    assert 20 <= summary["draws"] <= 24
    assert summary["replications"] == -(-24 // summary["draws"])
    assert json.loads((out / "manifest.json").read_text())["draws"]["posterior"] == posterior().said["content"]
    printed = CliRunner().invoke(app, ["batch", str(plan), "--out", str(out), "--quiet"]).stdout
    assert "Parameters are drawn from the posterior of the calibration" in " ".join(printed.split())
    assert "parameters are point values: intervals hold chance alone" in batch(plan_in(tmp_path), tmp_path / "points")


@pytest.mark.parametrize("with_manifest", [True, False])
def test_a_batch_begun_with_another_posterior_is_not_gone_on_with(tmp_path: Path, with_manifest: bool) -> None:
    """The same rows under another name: what a new fit would be, without fitting one."""
    plan, out = plan_in(tmp_path, FITTED), tmp_path / "out"
    batch(plan, out)
    if not with_manifest:
        (out / "manifest.json").unlink()
    before = contents(out)
    other = (
        "import calibration.posterior as p; from dataclasses import replace; one = p.posterior(); "
        "two = replace(one, said={**one.said, 'content': 'f' * 64}); p.posterior = lambda: two; "
        "from scenarios.cli import main; main()"
    )
    command = [sys.executable, "-c", other, "batch", str(plan), "--out", str(out), "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 2
    assert "[draws] is the posterior ffffffffffff, and" in done.stderr.splitlines()[-1]
    assert contents(out) == before
    assert "everything is there" in batch(plan, out)


def test_what_a_scenario_holds_together_is_replayed_as_it_was(tmp_path: Path) -> None:
    """In groups of three at most no draw can wait for more women, whatever the posterior says."""
    changes = '[changes]\n"stabilisation.maximum_size" = 3\n[evidence]\n"stabilisation.maximum_size" = "small rooms"\n'
    text = f'title = "M"\nquestion = "Q?"\nbased_on = "base"\n{changes}'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    plan = plan_in(tmp_path, FITTED.replace('["base", "rapid-referral"]', '["mine.toml"]'))
    batch(plan, tmp_path / "out")
    larger = next(i for i, size in enumerate(posterior().column("stabilisation.minimum_size")[:8]) if size > 3)
    words = ["replay", str(tmp_path / "out"), "--scenario", "mine", "--draw", str(larger), "--replication", "1"]
    lived = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "log")])
    assert lived.exit_code == 0, lived.output
    assert json.loads((tmp_path / "log" / "replay.json").read_text())["parameters"]["stabilisation.minimum_size"] == 3


def test_a_folder_of_point_values_is_gone_on_with_only_as_such(tmp_path: Path, undisturbed: Path) -> None:
    shutil.copytree(undisturbed, tmp_path / "out")
    said = batch(plan_in(tmp_path, OPEN), tmp_path / "out", status=2)
    assert "was made with the point values (number = 0)" in said
    assert "everything is there" in batch(plan_in(tmp_path), tmp_path / "out")


# Reading and printing


def test_the_summary_is_printed_and_written(tmp_path: Path, undisturbed: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    text = CliRunner().invoke(app, ["batch", str(plan_in(tmp_path)), "--out", str(out), "--quiet"])
    assert text.exit_code == 0
    for word in ("Quicker referral", "monte_carlo", "expected", "predictive", "rapid-referral less base"):
        assert word in text.stdout
    assert max(map(len, text.stdout.splitlines())) <= 110
    printed = CliRunner().invoke(app, ["batch", str(plan_in(tmp_path)), "--out", str(out), "--quiet", "--json"])
    assert json.loads(printed.stdout) == json.loads((out / "summary.json").read_text())
    assert printed.stderr == ""
    log = (undisturbed / "batch.log").read_text().splitlines()
    assert sum(".parquet" in line for line in log) == 12
    assert sum("s of loading" in line for line in log) == 1, "loading is told once, apart from how long parts take"
    assert "complete: 12 parts, 48 replications" in log[-1]


@pytest.mark.parametrize(("text", "draw"), [(PLAN, 0), (DRAWN, 7), (FITTED, 7), (OPEN, 3)])
def test_a_replication_is_lived_again_with_its_log(tmp_path: Path, text: str, draw: int) -> None:
    out = tmp_path / "out"
    batch(plan_in(tmp_path, text), out)
    words = ["replay", str(out), "--scenario", "rapid-referral", "--draw", str(draw), "--replication", "1"]
    lived = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "log")])
    assert lived.exit_code == 0, lived.stderr
    assert "The stored row is the same." in lived.stdout
    events = (tmp_path / "log" / "events.csv").read_text().splitlines()
    facts = json.loads((tmp_path / "log" / "replay.json").read_text())
    assert (facts["draw"], facts["replication"], facts["same_as_stored"]) == (draw, 1, True)
    assert facts["parameters"]["referral.delay_days"] == find("rapid-referral").parameters.referral.delay_days
    assert len(events) > 100
    met = sum(",met" in line or ",Met" in line for line in events)
    totals = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)["totals"]
    assert totals["contacts"] == met


def test_a_row_that_was_tampered_with_is_found(tmp_path: Path, undisturbed: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    path = parts(out)[0]
    table = parquet.read_table(path, partitioning=None)
    said = table.schema.metadata[KEY]
    place = table.column_names.index("consented")
    changed = pa.array([v + (i == 2) for i, v in enumerate(table.column(place).to_pylist())], pa.int32())
    table = table.set_column(place, table.schema.field(place), changed).replace_schema_metadata({KEY: said})
    parquet.write_table(table, path)
    words = ["replay", str(out), "--scenario", "base", "--replication"]
    as_it_was_recorded = CliRunner().invoke(app, [*words, "1"])
    assert isinstance(as_it_was_recorded.exception, InputError)
    assert "damaged: its bytes are not those that were written" in str(as_it_was_recorded.exception)
    # Whoever changes the record as well is found by living the replication again.
    manifest = out / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    recorded = content["parts"][path.relative_to(out).as_posix()]
    recorded[3:] = [path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()]
    manifest.write_text(json.dumps(content), encoding="utf-8")
    good, bad = (CliRunner().invoke(app, [*words, number]) for number in ("1", "2"))
    assert good.exit_code == 0
    assert bad.exit_code == 1
    was = simulate(find("base").parameters, 1, 11, "simpy", first=2).total("consented")[0]
    assert f"consented is {was + 1} in the folder and {was} here" in bad.stderr


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--scenario", "bse", "--replication", "0"], "not in"),
        (["--scenario", "base", "--replication", "24"], "replications from 0 to 23"),
        (["--scenario", "base", "--draw", "1", "--replication", "0"], "draws are numbered from 0 to 0"),
    ],
)
def test_what_cannot_be_replayed_is_one_clear_line(undisturbed: Path, words: list[str], line: str) -> None:
    process = start("replay", undisturbed, *words)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert line in err
    assert len(err.strip().splitlines()) == 1


# Words


def test_what_is_damaged_and_what_is_not_a_part_are_each_said_once(tmp_path: Path, undisturbed: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    for name in ("notes.txt", "my.parquet"):
        (parts(out)[0].parent / name).write_text("mine")
    part = parts(out)[0]
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    lines = batch(plan_in(tmp_path), out).splitlines()
    [damaged] = [line for line in lines if "damaged" in line]
    assert damaged.count(part.name) == 1
    assert damaged.count("damaged") == 1
    for name in ("notes.txt", "my.parquet"):
        assert f"dussk: base/{name}: not a part; put into set-aside" in lines
