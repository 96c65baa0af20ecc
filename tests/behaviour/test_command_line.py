"""The command line from outside, as a user or a script meets it."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from calibration.version import model_hash
from scenarios.batch.provenance import code_hash
from scenarios.files import find, shipped

pytestmark = pytest.mark.behaviour

SCRIPT = Path(sys.executable).with_name("dussk")
DUSSK = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "scenarios.cli"]
PATIENCE = 60.0

PUBLIC = """
contacts, screened, eligible, consented, attended_any_group, reached_preparation, referred, ptsd_screened,
ptsd_positive, started_stabilisation, completed_stabilisation, ready, started_therapy, completed_therapy,
drug_group_sessions_held, drug_group_attendances, stabilisation_sessions_held, therapy_sessions_held, left,
still_inside, weeks_waited_screening, weeks_waited_stabilisation, weeks_waited_therapy, psychologist_use, cost_total,
cost_drug_groups, cost_ptsd_screening, cost_stabilisation, cost_therapy, cost_support
"""
OUTCOMES = [name.strip() for name in PUBLIC.split(",")]
"""Names that scripts rely on, fixed once; more may be added, none renamed."""


def dussk(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command, which must end well and say nothing on standard error."""
    done = subprocess.run([*DUSSK, *words], cwd=cwd, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    return done


# What it prints


@pytest.fixture(scope="module")
def run_json() -> str:
    return dussk("run", "--json", "-n", "4", "--seed", "12", "--workers", "1", "--draws", "0").stdout


@pytest.fixture(scope="module")
def compare_json() -> dict[str, Any]:
    words = ["compare", "do-minimum", "fortnightly-emdr", "--json", "-n", "3", "--seed", "12", "--workers", "1"]
    return dict(json.loads(dussk(*words, "--draws", "0").stdout))


def test_version_names_the_release_and_the_hashes_that_reports_and_batches_carry() -> None:
    said = f"dussk {version('dussk')}, model {model_hash()[:16]}, code {code_hash()[:16]}\n"
    assert dussk("--version").stdout == said


def check_interval(interval: Any, mean: float | None) -> None:
    assert interval is None or (len(interval) == 2 and interval[0] <= interval[1])
    assert interval is None or mean is not None


def test_run_as_json_has_the_promised_shape(run_json: str) -> None:
    found = json.loads(run_json)
    assert list(found) == ["scenario", "replications", "draws", "posterior", "seed", "outcomes"]
    assert (found["scenario"], found["replications"], found["draws"], found["seed"]) == ("base", 4, 0, 12)
    assert found["posterior"] is None
    assert set(OUTCOMES) <= set(found["outcomes"])
    for name, outcome in found["outcomes"].items():
        assert list(outcome) == ["mean", "n", "monte_carlo", "predictive", "expected"], name
        assert isinstance(outcome["n"], int)
        assert outcome["expected"] is None
        check_interval(outcome["monte_carlo"], outcome["mean"])
        check_interval(outcome["predictive"], outcome["mean"])


def test_run_as_json_is_in_whole_women_and_pounds(run_json: str) -> None:
    outcomes = json.loads(run_json)["outcomes"]
    assert 1 <= outcomes["consented"]["mean"] <= outcomes["screened"]["mean"] <= outcomes["contacts"]["mean"]
    assert (outcomes["consented"]["mean"] * 4).is_integer()
    rows = ("cost_drug_groups", "cost_ptsd_screening", "cost_stabilisation", "cost_therapy", "cost_support")
    assert sum(outcomes[row]["mean"] for row in rows) == pytest.approx(outcomes["cost_total"]["mean"])
    assert (round(outcomes["cost_total"]["mean"] * 400, 6)).is_integer()
    assert 0 < outcomes["psychologist_use"]["mean"] < 1


def test_the_same_inputs_print_the_same_bytes(run_json: str) -> None:
    """At another number of workers, and with nothing of time, host or engine in it."""
    words = ["run", "--json", "-n", "4", "--seed", "12", "--workers", "2", "--engine", "simpy", "--draws", "0"]
    again = dussk(*words).stdout
    assert again == run_json
    assert not re.search(rf"simpy|engine|version|{re.escape(os.uname().nodename)}|20\d\d-", run_json)


def test_compare_as_json_has_what_run_has_and_differences(compare_json: dict[str, Any]) -> None:
    assert {"scenario", "replications", "draws", "posterior", "seed", "outcomes", "differences"} <= set(compare_json)
    assert (compare_json["replications"], compare_json["draws"], compare_json["seed"]) == (3, 0, 12)
    assert list(compare_json["differences"]) == ["do-minimum", "fortnightly-emdr"]


def test_compare_as_json_gives_differences_outcome_by_outcome(compare_json: dict[str, Any]) -> None:
    for scenario, differences in compare_json["differences"].items():
        assert set(OUTCOMES) <= set(differences)
        for name, item in differences.items():
            keys = ["mean", "n", "monte_carlo", "predictive", "expected", "better", "same", "worse"]
            assert list(item) == keys, (scenario, name)
            check_interval(item["monte_carlo"], item["mean"])
            shares = [item[share] for share in ("better", "same", "worse")]
            assert shares == [None] * 3 or sum(shares) == pytest.approx(1.0)
    assert compare_json["differences"]["do-minimum"]["weeks_waited_therapy"]["mean"] is None


def test_run_in_words() -> None:
    said = dussk("run", "extended-stabilisation", "-n", "3", "--workers", "1").stdout
    for part in ("Stabilisation of eight sessions", "3 replications, seed 1", "Waits", "Costs, in pounds of 2017/18"):
        assert part in said
    assert "study" in said
    assert "Nothing here is an effect on drug use or on PTSD" in said


def test_the_library(tmp_path: Path) -> None:
    """List, show, check and schema, from a folder that is not the project's."""
    listed = json.loads(dussk("scenarios", "list", "--json", cwd=tmp_path).stdout)
    assert [item["name"] for item in listed] == shipped()
    assert all(set(item) == {"name", "title", "question", "compare_with"} for item in listed)
    text = dussk("scenarios", "list", cwd=tmp_path).stdout
    assert all(f"  {name}: {find(name).title}\n" in text for name in shipped())

    shown = json.loads(dussk("scenarios", "show", "do-minimum", "--json", cwd=tmp_path).stdout)
    assert shown["changes"] == {"pathway.trauma": "not_offered"}
    assert list(shown["evidence"]) == ["pathway.trauma"]
    assert shown["parameters"]["pathway.trauma"] == "not_offered"
    text = dussk("scenarios", "show", "do-minimum", cwd=tmp_path).stdout
    assert 'pathway.trauma = "not_offered"' in text
    assert 'was "offered"' in text

    checked = dussk("scenarios", "check", *shipped(), cwd=tmp_path).stdout.splitlines()
    assert [line.split(": good:")[0] for line in checked] == shipped()

    schema = json.loads(dussk("scenarios", "schema", cwd=tmp_path).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", ["", "run", "scenarios check"])
def test_help(words: str) -> None:
    assert "Usage:" in dussk(*words.split(), "--help").stdout


def test_no_word_at_all_brings_help() -> None:
    done = subprocess.run(DUSSK, capture_output=True, text=True, timeout=PATIENCE)
    assert "Usage:" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 2)


@pytest.mark.parametrize(
    ("words", "reader"),
    [
        ("run -n 2 --workers 1", "head -1"),
        ("run -n 2 --workers 1 --json", "true"),
        ("compare do-minimum -n 1 --workers 1", "head -1"),
        ("scenarios list", "true"),
        ("--help", "head -1"),
    ],
)
def test_a_reader_that_has_enough_is_no_error(words: str, reader: str) -> None:
    command = " ".join([*DUSSK, words, "|", reader])
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == (1 if reader == "head -1" else 0)


def test_progress_shows_on_a_terminal_only_and_never_in_the_result() -> None:
    ours, its = terminal()
    words = [*DUSSK, "run", "--json", "-n", "40", "--workers", "1"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=its, text=True) as process:
        os.close(its)
        out, _ = process.communicate(timeout=PATIENCE)
    assert "replication" in read_all(ours)
    assert json.loads(out)["replications"] == 40
    assert dussk(*words[len(DUSSK) :]).stdout == out


# Ctrl-C: a signal to everybody in the terminal's group

pytestmark_signals = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc to watch processes")


def terminal() -> tuple[int, int]:
    """Return both ends of a new terminal of 24 lines by 100 columns."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    return ours, its


def read_all(ours: int) -> str:
    """Return all that was written to a terminal whose other end is closed."""
    found = b""
    with suppress(OSError):
        while select.select([ours], [], [], 5)[0] and (piece := os.read(ours, 65536)):
            found += piece
    os.close(ours)
    return found.decode()


def in_session(leader: int) -> dict[int, float]:
    """Return the living processes of a session and the seconds of processor time each has used."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] not in "ZX":
                found[int(entry.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so, and say whether it came to be."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def started(words: str, cwd: Path, stderr: int) -> Iterator[subprocess.Popen[str]]:
    """Start the command as the head of a session of its own, and leave none of it behind."""
    process = subprocess.Popen(
        [*DUSSK, *words.split()],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        start_new_session=True,
        # Hear Ctrl-C, also where the tests themselves were started in the background and do not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        yield process
    finally:
        for left in in_session(process.pid):
            with suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)
        process.communicate()


def snapshot(folder: Path) -> dict[str, int]:
    """Return what a folder holds, hidden files included, with times of change."""
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


LONG = "-n 4000 --engine simpy"
"""Minutes of work, in blocks of more than ten seconds each; and an end, should a test lose hold of it."""
LONG_COMPILED = "-n 400000 --engine compiled"
"""The same for the compiled engine, whose workers are threads of one process."""
BUSY = 1.2
"""Seconds of processor time after which a process that only imports and one that simulates cannot be mistaken."""

LONG_RUNS = [
    (f"run service {LONG} --workers 1 --out there", 1),
    (f"run service {LONG} --workers 2 --out there --overwrite", 2),
    (f"compare {LONG} --workers 2 --out new", 2),
    (f"run service {LONG_COMPILED} --workers 1 --out new", 1),
    (f"run service {LONG_COMPILED} --workers 2 --out new", 1),
]


def simulating(leader: int, workers: int) -> bool:
    """Whether the processes that are to simulate have been at it for a while."""
    used = in_session(leader)
    if workers == 1:
        return used.get(leader, 0.0) > 4 * BUSY
    return sum(seconds > BUSY for process, seconds in used.items() if process != leader) == workers


def check_ended(process: subprocess.Popen[str], said: str) -> None:
    """Check that an interrupted command ended as one line, 130, and nothing more."""
    assert process.returncode == 130
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1
    assert said.startswith("dussk: stopped")
    assert wait_until(lambda: not in_session(process.pid), 5), f"left behind: {in_session(process.pid)}"


def end_by_ctrl_c(process: subprocess.Popen[str]) -> None:
    """Send what Ctrl-C sends, and check how the command ends."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        out, said = process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        pytest.fail("ten seconds after Ctrl-C it still runs")
    assert out == ""
    check_ended(process, said)


@pytestmark_signals
@pytest.mark.parametrize(("words", "workers"), LONG_RUNS)
def test_ctrl_c_in_mid_run_ends_it_at_once_in_one_line(tmp_path: Path, words: str, workers: int) -> None:
    if "--overwrite" in words:
        dussk("run", "do-minimum", "-n", "1", "--workers", "1", "--out", "there", cwd=tmp_path)
    before = snapshot(tmp_path)
    with started(words, tmp_path, subprocess.PIPE) as process:
        assert wait_until(lambda: simulating(process.pid, workers), PATIENCE)
        end_by_ctrl_c(process)
    assert snapshot(tmp_path) == before


@pytestmark_signals
@pytest.mark.parametrize("later", [0.05, 0.1, 0.15, 0.2])
def test_ctrl_c_while_the_workers_are_starting(tmp_path: Path, later: float) -> None:
    """The signal reaches the workers too, before they have been told to leave it to the command."""
    with started(f"run service {LONG} --workers 2", tmp_path, subprocess.PIPE) as process:
        assert wait_until(lambda: len(in_session(process.pid)) > 2, PATIENCE)
        time.sleep(later)
        end_by_ctrl_c(process)


@pytestmark_signals
def test_ctrl_c_on_a_terminal_wipes_the_bar_and_leaves_one_line(tmp_path: Path) -> None:
    ours, its = terminal()
    with started(f"run service {LONG} --workers 1", tmp_path, its) as process:
        os.close(its)
        shown = b""
        while not re.search(rb"[1-9]\d*/\d+ \[", shown):
            assert select.select([ours], [], [], PATIENCE)[0], "no progress is shown"
            shown += os.read(ours, 4096)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=10)
        said = [piece for piece in re.split(r"[\r\n]+", read_all(ours)) if piece.strip() and "replication" not in piece]
        check_ended(process, "\n".join(said))
