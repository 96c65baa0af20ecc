"""Results on disk: what is in them, that they agree with one another, and that nothing else is ever harmed."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from calibration.posterior import posterior
from scenarios import cli, results, running
from scenarios.files import find
from scenarios.packages import versions
from sim import TOTALS, Runs, simulate
from sim.words import Component

pytestmark = pytest.mark.behaviour

FILES = {"outcomes.csv", "events.csv", "ledger.csv", "run.json"}
VIDIGI = ["entity_id", "event_type", "event", "time", "resource_id", "run_number", "pathway"]

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Write:
    """Return what runs a command in an empty folder, two replications by one worker, and gives its complaint.

    Parameters are point values unless the words say otherwise.
    """
    monkeypatch.chdir(tmp_path)

    def run(words: str, *more: str, command: str = "run") -> str:
        short = ["dussk", command, "-n", "2", "--workers", "1", "--draws", "0"]
        monkeypatch.setattr(sys, "argv", [*short, *words.split(), *more])
        status = 0
        try:
            cli.main()
        except SystemExit as end:
            status = 0 if end.code is None else int(end.code)
        out, err = capsys.readouterr()
        assert status == (2 if err else 0)
        assert bool(out) is not bool(err)
        assert len(err.splitlines()) <= 1
        return err

    return run


def contents(folder: Path) -> dict[str, bytes | str]:
    """Return everything below a folder: files with their bytes, links with where they lead, and folders."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        found[name] = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else "folder"
    return found


def of(name: str, **settings: Any) -> Runs:
    """Return the two replications that the files were written from."""
    return simulate(find(name).parameters, 2, 1, **settings)


# What is in them


def test_outcomes_are_whole_numbers_one_row_a_replication(write: Write, tmp_path: Path) -> None:
    write("--out there")
    assert {path.name for path in (tmp_path / "there").iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    first, *rows = (tmp_path / "there" / "outcomes.csv").read_text(encoding="utf-8").splitlines()
    assert first.split(",") == ["replication", *TOTALS]
    assert [row.split(",")[0] for row in rows] == ["0", "1"]
    assert all(re.fullmatch(r"\d+(,\d+)*", row) for row in rows)


@pytest.mark.parametrize("name", ["base", "service"])
def test_pandas_reads_back_what_was_counted(write: Write, tmp_path: Path, name: str) -> None:
    write(f"{name} --logs 1 --out there")
    runs = of(name, logs=1)
    read = pd.read_csv(tmp_path / "there" / "outcomes.csv", index_col="replication")
    pd.testing.assert_frame_equal(read, runs.frame(), check_index_type=False)
    for file, made in (("events", runs.events_frame(name)), ("ledger", runs.ledger_frame())):
        read = pd.read_csv(tmp_path / "there" / f"{file}.csv", keep_default_na=False, dtype=str)
        assert list(read.columns) == list(made.columns)
        cells = [["" if pd.isna(v) else str(int(v) if isinstance(v, float) else v) for v in made[c]] for c in made]
        assert [list(read[column]) for column in read] == cells
        assert set(read["run_number"]) == {"0"}


@pytest.mark.parametrize("name", ["base", "service"])
@pytest.mark.parametrize("draws", [0, 2])
def test_the_ledger_adds_up_to_the_outcomes(write: Write, tmp_path: Path, name: str, draws: int) -> None:
    write(f"{name} --out there --draws {draws}")
    outcomes = pd.read_csv(tmp_path / "there" / "outcomes.csv", index_col="replication")
    ledger = pd.read_csv(tmp_path / "there" / "ledger.csv")
    counted = ledger[ledger["day"] >= find(name).parameters.run.warm_up_weeks * 7]
    sums = counted.groupby(["run_number", "component"])["pence"].sum()
    for replication in (0, 1):
        for component in (component.name.lower() for component in Component):
            assert sums.get((replication, component), 0) == outcomes.loc[replication, f"pence_{component}"]
        assert sums[replication].sum() == outcomes.loc[replication, "pence_total"] > 0


@pytest.mark.parametrize("draws", [0, 2])
def test_the_events_add_up_to_the_outcomes(write: Write, tmp_path: Path, draws: int) -> None:
    write(f"--out there --draws {draws}")
    outcomes = pd.read_csv(tmp_path / "there" / "outcomes.csv", index_col="replication")
    events = pd.read_csv(tmp_path / "there" / "events.csv")
    named = {"met": "contacts", "enrolled": "consented", "declined": "declined", "session_held": None}
    for replication, event in ((r, e) for r in (0, 1) for e in named):
        found = events[(events["run_number"] == replication) & (events["event"] == event)]
        held = ("drug_group_sessions_held", "stabilisation_sessions_held")
        columns = [named[event]] if named[event] else held
        assert len(found) == outcomes.loc[replication, list(columns)].sum()


def test_events_have_the_columns_and_the_types_that_vidigi_reads(write: Write, tmp_path: Path) -> None:
    write("--out there")
    events = pd.read_csv(tmp_path / "there" / "events.csv")
    assert list(events.columns[: len(VIDIGI)]) == VIDIGI
    assert set(events["pathway"]) == {"base"}
    assert set(events["event_type"]) >= {"arrival_departure", "queue", "resource_use", "resource_use_end"}
    ours = {"pathway", "service"}
    assert set(events["event_type"]) - ours == {"arrival_departure", "queue", "resource_use", "resource_use_end"}
    assert events["time"].dtype == events["entity_id"].dtype == "int64"
    assert events[events["event_type"].str.startswith("resource_use")]["resource_id"].notna().all()
    ends = events[events["event_type"] == "arrival_departure"]
    for _, woman in ends.groupby(["run_number", "entity_id"]):
        assert list(woman["event"]) in (["arrival"], ["arrival", "depart"])
    inside: dict[tuple[int, int, str], int] = defaultdict(int)
    for row in events[events["event_type"].str.startswith("resource_use")].itertuples():
        key = (row.run_number, row.entity_id, row.step)
        inside[key] += 1 if row.event_type == "resource_use" else -1
        assert inside[key] in (0, 1)
    for _, run in events.groupby("run_number"):
        moment = run["time"] * 10 + run["phase"]
        assert moment.is_monotonic_increasing


@pytest.mark.parametrize(("logs", "kept"), [("--logs 0", 0), ("--logs 1", 1), ("--logs 9", 2), ("", 2)])
def test_the_first_replications_keep_their_log(write: Write, tmp_path: Path, logs: str, kept: int) -> None:
    write(f"--out there {logs}")
    for file in ("events", "ledger"):
        found = pd.read_csv(tmp_path / "there" / f"{file}.csv")
        assert list(found["run_number"].unique()) == list(range(kept))
    assert json.loads((tmp_path / "there" / "run.json").read_text(encoding="utf-8"))["logs"] == kept
    assert len(pd.read_csv(tmp_path / "there" / "outcomes.csv")) == 2


def test_run_json_says_what_the_result_was_made_from(write: Write, tmp_path: Path) -> None:
    write("do-minimum --seed 7 --out there")
    made = json.loads((tmp_path / "there" / "run.json").read_text(encoding="utf-8"))
    scenario = find("do-minimum")
    asked = {"scenario": "do-minimum", "replications": 2, "seed": 7, "draws": 0, "schema": 1}
    assert {key: made[key] for key in asked} == asked
    assert (made["title"], made["changes"]) == (scenario.title, scenario.changes)
    assert made["parameters"] == json.loads(json.dumps(scenario.parameters.flat()))
    assert made["parameters_hash"] == scenario.parameters.digest()
    assert re.fullmatch(r"[0-9a-f]{64}", made["inputs_hash"])
    assert made["versions"] == versions()
    assert {"python", "dussk", "simpy", "numpy", "pydantic", "numba"} <= set(made["versions"])
    assert datetime.fromisoformat(made["finished"]).tzinfo is not None


@pytest.mark.parametrize("engine", ["simpy", "compiled"])
@pytest.mark.parametrize("command", ["run base", "compare do-minimum"])
def test_run_json_says_which_engine_lived_it(write: Write, tmp_path: Path, command: str, engine: str) -> None:
    name, scenario = command.split()
    write(f"{scenario} --engine {engine} --out there", command=name)
    made = [json.loads(file.read_text(encoding="utf-8")) for file in (tmp_path / "there").rglob("run.json")]
    assert [one["engine"] for one in made] == [engine] * (1 if name == "run" else 2)


def test_run_json_of_auto_names_the_engine_that_was_taken(write: Write, tmp_path: Path, monkeypatch: Any) -> None:
    for engine in ("simpy", "compiled"):
        monkeypatch.setattr("scenarios.running.chosen_engine", lambda asked, number, engine=engine: engine)
        write(f"--out {engine}")
        assert json.loads((tmp_path / engine / "run.json").read_text(encoding="utf-8"))["engine"] == engine


def test_over_draws_the_posterior_is_named_and_rows_say_their_draw(write: Write, tmp_path: Path) -> None:
    write("do-minimum -n 5 --draws 2 --out there")
    made = json.loads((tmp_path / "there" / "run.json").read_text(encoding="utf-8"))
    assert (made["draws"], made["posterior"]) == (2, posterior().said["content"])
    read = pd.read_csv(tmp_path / "there" / "outcomes.csv")
    assert list(read.columns) == ["draw", "replication", *TOTALS]
    assert list(read["draw"]) == [0, 0, 0, 1, 1]
    write("do-minimum -n 5 --out points")
    other = json.loads((tmp_path / "points" / "run.json").read_text(encoding="utf-8"))
    assert "posterior" not in other
    assert other["inputs_hash"] != made["inputs_hash"]


def test_the_same_inputs_write_the_same_bytes_and_others_another_hash(write: Write, tmp_path: Path) -> None:
    def made(folder: str) -> dict[str, Any]:
        return dict(json.loads((tmp_path / folder / "run.json").read_text(encoding="utf-8")))

    write("--out one")
    write("--out two --workers 2")
    for name in FILES - {"run.json"}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert made("one") | {"finished": ""} == made("two") | {"finished": ""}
    write("--out three --seed 2")
    write("do-minimum --out four")
    assert len({made(folder)["inputs_hash"] for folder in ("one", "two", "three", "four")}) == 3


def test_parquet_holds_what_csv_holds(write: Write, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    write("--out csv")
    write("--out parquet --format parquet")
    assert {path.name for path in (tmp_path / "parquet").iterdir()} == {
        name.replace(".csv", ".parquet") for name in FILES
    }
    for table in ("outcomes", "events", "ledger"):
        text = pd.read_csv(tmp_path / "csv" / f"{table}.csv", keep_default_na=False, na_values={"resource_id": ""})
        packed = pd.read_parquet(tmp_path / "parquet" / f"{table}.parquet")
        assert list(text.columns) == list(packed.columns)
        for column in text:
            one, other = (
                [
                    "" if pd.isna(v) or v == "" else str(int(v)) if isinstance(v, float) else str(v)
                    for v in frame[column]
                ]
                for frame in (text, packed)
            )
            assert one == other


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_r_reads_the_tables(write: Write, tmp_path: Path) -> None:
    write("--out there")
    program = (
        'x <- read.csv("there/outcomes.csv"); cat(nrow(x), ncol(x), sum(x$pence_total), all(sapply(x, is.numeric)))'
    )
    said = subprocess.run(["Rscript", "-e", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout == f"2 {len(TOTALS) + 1} {sum(of('base').total('pence_total'))} TRUE"


def test_a_comparison_writes_a_folder_for_each_scenario(write: Write, tmp_path: Path) -> None:
    write("do-minimum no-support --out there", command="compare")
    assert {path.name for path in (tmp_path / "there").iterdir()} == {"base", "do-minimum", "no-support"}
    for folder in (tmp_path / "there").iterdir():
        assert {path.name for path in folder.iterdir()} == FILES
        read = pd.read_csv(folder / "outcomes.csv", index_col="replication")
        pd.testing.assert_frame_equal(read, of(folder.name).frame(), check_index_type=False)


# What is there already


def test_a_result_is_refused_without_overwrite_and_replaced_with_it(write: Write, tmp_path: Path) -> None:
    write("--out there")
    before = contents(tmp_path)
    assert "--overwrite" in write("--seed 2 --out there")
    assert contents(tmp_path) == before
    write("--seed 2 --out there --overwrite --format csv --logs 0")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert json.loads((tmp_path / "there" / "run.json").read_text(encoding="utf-8"))["seed"] == 2


def test_a_comparison_is_replaced_by_a_comparison(write: Write, tmp_path: Path) -> None:
    write("do-minimum --out there", command="compare")
    write("no-support --out there --overwrite", command="compare")
    assert {path.name for path in (tmp_path / "there").iterdir()} == {"base", "no-support"}


def boom(error: BaseException, after: int) -> Callable[..., Any]:
    """Return a stand-in that does the real thing some times and then fails."""
    left, real = [after], results._write_table

    def fail(*words: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise error
        return real(*words)

    return fail


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("after", [0, 1, 2, 4])
@pytest.mark.parametrize("there", [False, True])
def test_a_result_survives_a_failed_writing_and_no_half_of_one_is_seen(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, after: int, there: bool
) -> None:
    if there:
        write("do-minimum --out there --logs 0", command="compare")
    before = contents(tmp_path)
    monkeypatch.setattr(results, "_write_table", boom(error, after))
    monkeypatch.setattr(sys, "argv", ["dussk", "compare", "do-minimum", "-n", "2", "--out", "there", "--overwrite"])
    monkeypatch.setenv("DUSSK_WORKERS", "1")
    with suppress(SystemExit):
        cli.main()
    assert contents(tmp_path) == before


@pytest.mark.parametrize("with_result", ["nowhere", "beside", "below"])
def test_a_folder_that_holds_anything_else_is_never_overwritten(write: Write, tmp_path: Path, with_result: str) -> None:
    """A result beside or below does not make the other files ours."""
    write("--logs 0 --out mine")
    (tmp_path / "mine" / "run.json").rename(tmp_path / "run.json") if with_result == "nowhere" else None
    if with_result == "below":
        (tmp_path / "thesis").mkdir()
        (tmp_path / "mine").rename(tmp_path / "thesis" / "result")
        (tmp_path / "thesis").rename(tmp_path / "mine")
    (tmp_path / "mine" / "chapter.txt").write_text("two years of work", encoding="utf-8")
    before = contents(tmp_path)
    assert "--out mine" in write("--out mine --overwrite")
    assert "--out mine" in write("do-minimum --out mine --overwrite", command="compare")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("overwrite", ["", "--overwrite"])
def test_what_is_put_into_the_folder_while_the_run_lasts_is_not_lost(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: str
) -> None:
    """The folder was good when the run began; hours later it holds something else."""
    real = running.simulate

    def meanwhile(*words: Any, **more: Any) -> Runs:
        (tmp_path / "there").mkdir(exist_ok=True)
        (tmp_path / "there" / "chapter.txt").write_text("two years of work", encoding="utf-8")
        return real(*words, **more)

    monkeypatch.setattr(running, "simulate", meanwhile)
    write(f"--out there {overwrite}")
    assert (tmp_path / "there" / "chapter.txt").read_text(encoding="utf-8") == "two years of work"


# Where nothing can be written


@pytest.mark.parametrize("where", ["file", "file/there", "/proc/there", "/dev/null/there", "no/where", "x" * 300])
def test_where_nothing_can_be_written_is_found_out_before_anything_runs(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "no").symlink_to("/proc/1")
    before = contents(tmp_path)
    monkeypatch.setattr(running, "simulate", lambda *_, **__: pytest.fail("it ran"))
    for more in ("", "--overwrite"):
        complaint = write(f"--out {where} {more}")
        assert complaint.startswith("dussk: --out ")
        assert where in complaint
    assert contents(tmp_path) == before


def test_a_link_to_a_folder_is_followed_or_refused_but_not_replaced(write: Write, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "there").symlink_to("disk")
    complaint = write("--out there")
    assert (tmp_path / "there").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["disk", "there"]
    assert {path.name for path in (tmp_path / "disk").iterdir()} == (set() if complaint else FILES)


def test_the_folder_one_stands_in_is_filled_and_not_replaced(write: Write, tmp_path: Path) -> None:
    assert write("--out .") == ""
    assert {path.name for path in Path.cwd().iterdir()} == FILES


@pytest.mark.parametrize("name", ["...toml", "..toml", ".toml", "-.toml"])
def test_no_name_of_a_file_leads_out_of_the_folder(write: Write, tmp_path: Path, name: str) -> None:
    text = 'title = "T"\nquestion = "Q?"\nbased_on = "do-minimum"\ncompare_with = "base"\n'
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / name).write_text(text, encoding="utf-8")
    complaint = write(f"lib/{name} --out a/b/there", command="compare")
    if complaint:
        assert not (tmp_path / "a").exists()
        return
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["there"]
    folders = list((tmp_path / "a" / "b" / "there").iterdir())
    assert len(folders) == 2
    assert all({path.name for path in folder.iterdir()} == FILES for folder in folders)


@pytest.mark.parametrize("where", ["there", "."])
def test_a_result_that_came_meanwhile_is_never_replaced_and_none_is_lost(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Two runs into one folder: whoever comes second keeps its result beside the first, and says where."""
    true = running.simulate

    def slowly(*words: object, **more: object) -> object:
        with monkeypatch.context() as inner:
            inner.setattr(running, "simulate", true)
            inner.setattr(sys, "argv", ["dussk", "run", "-n", "2", "--workers", "1", "--draws", "0", "--seed", "9"])
            sys.argv += ["--out", where, "--quiet"]
            with pytest.raises(SystemExit) as end:
                cli.main()
            assert not end.value.code
        return true(*words, **more)

    monkeypatch.setattr(running, "simulate", slowly)
    monkeypatch.setattr(sys, "argv", ["dussk", "run", "-n", "2", "--workers", "1", "--draws", "0", "--out", where])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    kept = list((tmp_path if where == "there" else Path.cwd()).glob("*-new-*"))
    assert len(kept) == 1
    seeds = [json.loads((folder / "run.json").read_text("utf-8"))["seed"] for folder in (tmp_path / where, kept[0])]
    assert seeds == [9, 1]
