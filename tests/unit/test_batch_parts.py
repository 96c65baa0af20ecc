"""Parts: bytes that follow from inputs alone, whole or not at all; a folder that can be understood from its parts."""

import errno
import json
import os
import socket
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from calibration.version import digest
from calibration.whole import UNFINISHED, finished_name, write_whole
from scenarios.batch import parts
from scenarios.batch.drawing import Draws
from scenarios.batch.lock import locked
from scenarios.batch.manifest import Manifest, facts_of, open_manifest, read_manifest
from scenarios.batch.plan import read_plan
from scenarios.batch.provenance import code_hash, varied_hash
from scenarios.batch.replay import replay
from scenarios.batch.runner import open_batch, run_batch
from scenarios.batch.shelf import Shelf
from scenarios.batch.units import Unit
from scenarios.batch.work import DifferentCodeError, compute
from scenarios.batch.workers import LocalWorkers, ThisProcess, WorkersLostError
from scenarios.packages import versions
from sim import TOTALS, InputError, default_parameters, simulate

pytestmark = pytest.mark.unit

PLAN = (
    'title = "T"\nscenarios = ["base"]\nreplications = 6\nblock = 3\noutcomes = ["contacts", "cost_total"]\n'
    "[draws]\nnumber = 0\n"
)


class Folder:
    """A batch's folder, opened as the runner opens it."""

    def __init__(self, path: Path, text: str = PLAN) -> None:
        path.mkdir(exist_ok=True)
        (path.parent / "plan.toml").write_text(text, encoding="utf-8")
        self.path, self.said = path, []
        self.plan = read_plan(path.parent / "plan.toml")
        self.draws = Draws(self.plan, path)
        self.manifest, self.note = open_manifest(path, self.plan, self.draws)
        self.shelf = Shelf(path, self.plan, self.draws, self.manifest, self.said.append)
        self.good = self.shelf.survey()

    def jobs(self):
        cells = self.manifest.grid.cells(self.draws.number, self.plan.replications)
        return list(self.shelf.jobs(cells, "simpy"))

    def run(self):
        made = [self.shelf.store(compute(job)) for job in self.jobs()]
        self.manifest.write(self.path)
        return made


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "out")


def damage(path: Path, at: int = -2000) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)


def test_a_part_holds_its_rows_and_says_what_they_are(folder):
    made = folder.run()
    assert [part.unit for part in made] == [Unit(0, 1, 0, 3), Unit(0, 1, 3, 3)]
    table = parquet.read_table(folder.path / made[1].file, partitioning=None)
    known = simulate(default_parameters(), 3, 1, first=3)
    assert table.column_names == ["draw", "replication", "contacts", "pence_total"]
    assert table.column("replication").to_pylist() == [3, 4, 5]
    assert table.column("pence_total").to_pylist() == known.total("pence_total")
    said = parts.check_whole(folder.path / made[1].file)
    assert said["code"] == code_hash()
    assert said["versions"] == versions()
    assert (said["scenario"], said["seed"], said["unit"]) == ("base", 1, [0, 1, 3, 3])
    assert made[1].file.endswith(f"{said['address'][:16]}.parquet")
    stated = ("schema", "code", "parameters", "varied", "seed", "unit", "columns")
    assert said["address"] == digest({key: said[key] for key in stated})


def test_types_follow_from_names_and_never_from_numbers():
    schema = parts.schema_of(TOTALS)
    wide = {name for name in TOTALS if schema.field(name).type == pa.int64()}
    assert wide == {name for name in TOTALS if name.startswith(("days_", "pence_"))}
    assert all(not field.nullable for field in schema)


def test_a_count_too_large_for_its_column_is_an_error(folder):
    with pytest.raises(pa.ArrowInvalid):
        parts.encode(Unit(0, 1, 0, 1), ["contacts"], np.array([[2**31]]), {})


def test_the_address_changes_with_every_input():
    base, values = default_parameters(), np.array([[0.5], [0.6]])
    hashes = [
        varied_hash(base, ("women.ptsd",), values),
        varied_hash(base, ("women.ptsd",), np.array([[0.5], [0.7]])),
        varied_hash(base, ("women.complex_ptsd",), values),
        varied_hash(base.changed({"women.ptsd": 0.1}), ("women.ptsd",), values),
        varied_hash(base, ("women.ptsd",), values[:1]),
    ]
    assert len(set(hashes)) == 5
    assert hashes[0] == varied_hash(base, ["women.ptsd"], values.copy())


def test_bytes_are_those_of_the_inputs(folder, tmp_path):
    made = folder.run()
    again = Folder(tmp_path / "again")
    for job, part in zip(reversed(again.jobs()), reversed(made), strict=True):
        assert compute(job).content == (folder.path / part.file).read_bytes()


@pytest.mark.parametrize("at", [5, 300, -3000, -10])
def test_a_damaged_part_is_put_aside_and_made_again_with_the_same_bytes(folder, at):
    made = folder.run()
    path = folder.path / made[0].file
    before = path.read_bytes()
    damage(path, at)
    again = Folder(folder.path)
    assert again.good == 1
    assert "damaged" in again.said[0]
    assert "set-aside" in again.said[0]
    assert [job.unit for job in again.jobs()] == [made[0].unit]
    again.run()
    assert path.read_bytes() == before
    assert (folder.path / "set-aside" / "base" / path.name).exists()


def test_every_byte_counts_even_without_a_manifest(folder):
    made = folder.run()
    path = folder.path / made[0].file
    whole = path.read_bytes()
    parts.check_whole(path)
    for at in range(0, len(whole), 41):
        damage(path, at)
        with pytest.raises((ValueError, KeyError, TypeError)):
            parts.check_whole(path)
        path.write_bytes(whole)


def test_a_cut_part_and_a_foreign_one_are_put_aside(folder, tmp_path):
    made = folder.run()
    path = folder.path / made[0].file
    path.write_bytes(path.read_bytes()[:-100])
    other = Folder(tmp_path / "other", PLAN.replace("replications = 6", "replications = 6\nseed = 9"))
    foreign = other.run()[1]
    (folder.path / foreign.file).write_bytes((other.path / foreign.file).read_bytes())
    (folder.path / "parts" / "base" / "notes.txt").write_text("?")
    again = Folder(folder.path)
    assert again.good == 1
    assert len(again.said) == 3
    assert any("made from other inputs" in line for line in again.said)


@pytest.mark.parametrize("ending", [".unfinished", ".123.unfinished"])
def test_an_unfinished_file_is_taken_away(folder, ending):
    made = folder.run()
    stray = folder.path / (made[0].file + ending)
    stray.write_bytes(b"half")
    assert Folder(folder.path).good == 2
    assert not stray.exists()


def test_what_a_killed_run_left_beside_the_manifest_is_taken_away(folder):
    folder.run()
    folder.manifest.write(folder.path)
    strays = [folder.path / name for name in ("manifest.json.7.unfinished", "summary.csv.unfinished")]
    for stray in strays:
        stray.write_bytes(b"half")
    with ExitStack() as stack:
        batch = open_batch(stack, folder.plan, folder.path, "simpy", 1, folder.said.append)
        assert batch.shelf.rows() == 6
    assert not any(stray.exists() for stray in strays)


@pytest.mark.parametrize("spoil", [damage, Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-9])])
def test_a_part_that_is_damaged_after_it_was_looked_at_is_one_clear_line(folder, spoil):
    spoilt = folder.path / folder.run()[1].file
    with ExitStack() as stack:
        batch = open_batch(stack, folder.plan, folder.path, "simpy", 1, folder.said.append)
        spoil(spoilt)
        with pytest.raises(InputError) as caught:
            run_batch(batch, ThisProcess(), "simpy", quiet=True)
    assert str(caught.value).startswith(f"{folder.path}: {spoilt.relative_to(folder.path)}: ")
    assert str(caught.value).endswith("; run `dussk batch` once more to mend it")
    assert "\n" not in str(caught.value)
    with ExitStack() as stack:
        batch = open_batch(stack, folder.plan, folder.path, "simpy", 1, folder.said.append)
        assert run_batch(batch, ThisProcess(), "simpy", quiet=True)["complete"]


def without(*keys: str):
    """Return what takes something out of a manifest, by its keys from the outside in."""

    def spoil(path: Path) -> None:
        content = within = json.loads(path.read_text())
        for key in keys[:-1]:
            within = within[key]
        del within[keys[-1]]
        path.write_text(json.dumps(content))

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        Path.unlink,
        lambda path: path.write_text('{"parts": {'),
        lambda path: path.write_text("[]"),
        *(without(key) for key in ("schema", "code", "seed", "block", "grid", "columns", "replications", "draws")),
        *(without("draws", key) for key in ("recipe", "number", "kind")),
        without("scenarios", "base", "digest"),
        lambda path: path.write_text(path.read_text().replace('"block": 3', '"block": "3"')),
    ],
)
def test_the_manifest_is_made_again_from_the_parts(folder, spoil):
    folder.run()
    before = json.loads((folder.path / "manifest.json").read_text())
    spoil(folder.path / "manifest.json")
    again = Folder(folder.path)
    assert (again.good, again.jobs()) == (2, [])
    assert "made again from the parts" in again.note
    again.manifest.write(folder.path)
    assert json.loads((folder.path / "manifest.json").read_text()) == before


def test_a_manifest_comes_back_as_it_was_written(folder):
    folder.run()
    for manifest in (folder.manifest, Manifest(facts_of(folder.plan, folder.draws, folder.manifest.grid))):
        manifest.write(folder.path)
        read = read_manifest(folder.path)
        assert read.facts == json.loads(json.dumps(manifest.facts))
        assert (read.parts, read.complete) == (manifest.parts, False)


@pytest.mark.parametrize(
    ("was", "is_now", "line"),
    [
        ("block = 3", "block = 2", "block is 2"),
        ("replications = 6", "replications = 5", "replications is 5"),
        ("replications = 6", "replications = 6\nseed = 2", "seed is 2"),
        ('["contacts", "cost_total"]', '["contacts"]', "the totals its outcomes need"),
        ('["base"]', '["more-support"]', "scenarios: 'base' is not there"),
        ("number = 0", 'priors = "all"\nnumber = 1', r"\[draws\] is draws from priors, and .* was made with .*"),
        (
            "number = 0",
            "posterior = true\nnumber = 1",
            r"\[draws\] is the posterior [0-9a-f]{12}, and ",
        ),
        ("[draws]\nnumber = 0\n", "", r"\[draws\] is the posterior [0-9a-f]{12}, and "),
    ],
)
@pytest.mark.parametrize("manifest", [True, False])
def test_a_plan_that_contradicts_the_folder_is_refused(folder, was, is_now, line, manifest):
    folder.run()
    if not manifest:
        (folder.path / "manifest.json").unlink()
    text = PLAN.replace(was, is_now)
    with pytest.raises(InputError, match=line):
        Folder(folder.path, text)


def test_parts_of_another_version_of_the_model_are_not_mixed(folder, monkeypatch):
    folder.run()
    monkeypatch.setattr("scenarios.batch.manifest.code_hash", lambda: "0" * 64)
    with pytest.raises(InputError, match="another version of the model"):
        Folder(folder.path)


def test_a_worker_with_another_version_says_so(folder, monkeypatch):
    job = folder.jobs()[0]
    monkeypatch.setitem(job.provenance["versions"], "numpy", "0.1")
    with pytest.raises(DifferentCodeError, match=r"numpy .*, this machine 0\.1"):
        compute(job)
    monkeypatch.setitem(job.provenance, "code", "0" * 64)
    with pytest.raises(DifferentCodeError, match="another version of the model"):
        compute(job)


# Writing


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_written(folder, monkeypatch, call):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    job = folder.jobs()[0]
    monkeypatch.setattr(f"calibration.whole.os.{call}", full)
    with pytest.raises(OSError, match="No space left"):
        folder.shelf.store(compute(job))
    monkeypatch.undo()
    assert list((folder.path / "parts" / "base").iterdir()) == []
    assert Folder(folder.path).good == 0


def test_a_file_is_brought_to_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    order = []
    for call in ("fsync", "replace"):
        real = getattr(os, call)
        monkeypatch.setattr(
            f"calibration.whole.os.{call}", lambda *a, real=real, call=call: (order.append(call), real(*a))[1]
        )
    write_whole(tmp_path / "a", b"x")
    assert order == ["fsync", "replace", "fsync"]
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_name_of_a_file_that_is_being_written_says_which_it_is(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr("calibration.whole.os.replace", lambda unfinished, path: seen.append(unfinished.name))
    write_whole(tmp_path / "manifest.json", b"x")
    assert seen[0].endswith(UNFINISHED)
    assert seen[0] != f"manifest.json{UNFINISHED}"
    assert finished_name(seen[0]) == finished_name(f"manifest.json{UNFINISHED}") == "manifest.json"
    assert finished_name("manifest.json") == "manifest.json"
    assert finished_name("a.1.csv") == "a.1.csv"


def test_a_folder_is_held_by_one_at_a_time(tmp_path):
    with locked(tmp_path), pytest.raises(InputError, match="another run is working in this folder"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def refuse_locks(monkeypatch, number):
    def flock(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", flock)


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK])
def test_where_the_disk_has_no_locks_a_file_holds_the_folder(tmp_path, monkeypatch, number):
    refuse_locks(monkeypatch, number)
    said = []
    with locked(tmp_path, said.append):
        assert "has no locks" in said[0]
        [held] = [path for path in tmp_path.iterdir() if path.stat().st_size]
        assert held.read_text().split() == [socket.gethostname(), str(os.getpid())]
        with pytest.raises(InputError, match="another run is working in this folder"), locked(tmp_path, said.append):
            pass
    assert not held.exists()
    held.write_text(f"{socket.gethostname()} {2**22 + 7}")
    with locked(tmp_path, said.append):
        assert held.read_text().split()[1] == str(os.getpid())
    held.write_text("elsewhere 1")
    with pytest.raises(InputError, match=f"1 on elsewhere.*delete {held.name}"), locked(tmp_path, said.append):
        pass
    assert held.exists()


def test_of_two_starts_that_saw_one_file_left_behind_only_one_holds_the_folder(tmp_path, monkeypatch):
    refuse_locks(monkeypatch, errno.ENOLCK)
    held, theirs = tmp_path / ".lock-holder", f"{socket.gethostname()} {os.getpid()}\n"
    held.write_text(f"{socket.gethostname()} {2**22 + 7}\n")

    def the_other_start_is_quicker(_):
        held.unlink()
        held.write_text(theirs)
        return False

    monkeypatch.setattr("scenarios.batch.lock._is_there", the_other_start_is_quicker)
    with pytest.raises(InputError, match="another run is working in this folder"), locked(tmp_path):
        pass
    assert held.read_text() == theirs
    assert {path.name for path in tmp_path.iterdir()} == {".lock", held.name}


def test_a_replay_reads_no_part_but_the_one_that_was_written(folder):
    part = folder.run()[0]
    path = folder.path / part.file
    said = {key: value for key, value in parts.provenance_of(path).items() if key != "rows"}
    rows = np.column_stack([column.to_numpy() for column in parts.read_rows(path, said["columns"]).columns])
    path.write_bytes(parts.encode(part.unit, said["columns"], rows.astype(np.int64) + 1, said))
    with pytest.raises(InputError, match="damaged: its bytes are not those that were written; run `dussk batch`"):
        replay(folder.path, "base", 0, 0)


@pytest.mark.parametrize("number", [errno.EWOULDBLOCK, errno.EACCES])
def test_only_a_lock_that_is_held_is_another_run(tmp_path, monkeypatch, number):
    refuse_locks(monkeypatch, number)
    with pytest.raises(InputError, match="another run is working in this folder"), locked(tmp_path):
        pass


# Workers


def end(_: object) -> None:
    """End the worker that was to compute a unit."""
    os._exit(3)


def test_workers_that_end_again_and_again_are_given_up(folder, monkeypatch):
    said = []
    workers = LocalWorkers(1, said.append)
    jobs = folder.jobs()
    monkeypatch.setattr("scenarios.batch.workers.compute", end)
    try:
        with pytest.raises(WorkersLostError, match="before a unit is complete"):
            list(workers.each(iter(jobs)))
    finally:
        workers.close()
    assert len(said) == 3
