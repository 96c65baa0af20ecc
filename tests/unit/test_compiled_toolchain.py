"""Machine code: when it is made, where it is kept, and what is said where it cannot be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from time import time

import pytest

from sim import InputError, default_parameters, simulate
from sim.compiled import door, engine, toolchain
from sim.tables import flat_table

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("compiled_engine")]

ROOT = Path(__file__).parents[2]

# Making machine code


def test_another_source_makes_another_hash(tmp_path, monkeypatch):
    shutil.copytree(toolchain.SIM, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    unkept = getattr(toolchain.source_hash, "__wrapped__", toolchain.source_hash)
    monkeypatch.setattr(toolchain, "SIM", tmp_path / "sim")
    seen = {unkept()}
    for name in ("rules.py", "compiled/lists.py", "parameters.toml"):
        with (tmp_path / "sim" / name).open("a") as file:
            file.write("\n# another rule\n")
        seen.add(unkept())
    assert len(seen) == 4


def test_machine_code_is_kept_where_we_say(tmp_path, monkeypatch):
    monkeypatch.setenv(toolchain.CACHE_VARIABLE, str(tmp_path / "here"))
    assert toolchain.cache_folder() == tmp_path / "here" / toolchain.source_hash()[:16]
    assert not door.is_kept()


def test_where_nothing_can_be_written_another_folder_is_taken(tmp_path, monkeypatch):
    (tmp_path / "a file").touch()
    monkeypatch.setenv(toolchain.CACHE_VARIABLE, str(tmp_path / "a file" / "below"))
    assert not toolchain.cache_folder().is_relative_to(tmp_path / "a file")
    monkeypatch.setenv(toolchain.CACHE_VARIABLE, str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert not toolchain.cache_folder().is_relative_to(tmp_path)


def test_only_old_machine_code_is_deleted(tmp_path, monkeypatch):
    monkeypatch.setenv(toolchain.CACHE_VARIABLE, str(tmp_path))
    old, fresh, mine = tmp_path / ("a" * 16), tmp_path / ("b" * 16), toolchain.cache_folder()
    somebodys = tmp_path / "photographs"
    for folder in (old, fresh, mine, somebodys):
        folder.mkdir()
    long_ago = time() - 10 * 365 * 86400
    for folder in (old, mine, somebodys):
        os.utime(folder, (long_ago, long_ago))
    toolchain.forget_old_code()
    assert not old.exists()
    assert fresh.exists()
    assert mine.exists()
    assert somebodys.exists()


def test_a_cold_start_says_what_it_does_and_a_warm_one_nothing(monkeypatch):
    said, ran = [], []
    monkeypatch.setattr(engine, "run_block", lambda *of: ran.append(of))
    monkeypatch.setattr(door, "forget_old_code", lambda: None, raising=False)
    for kept in (False, True):
        monkeypatch.setattr(door, "_ready", False)
        monkeypatch.setattr(door, "is_kept", lambda kept=kept: kept)
        door.get_ready(said.append)
        door.get_ready(said.append)
    assert len(ran) == 2
    assert len(said) == 1
    assert "machine code" in said[0]
    assert "seconds" in said[0]


def test_a_table_is_made_once_and_running_leaves_it_as_it_is(monkeypatch):
    made = []
    monkeypatch.setattr(engine, "flat_table", lambda parameters: (made.append(parameters), flat_table(parameters))[1])
    engine.table_of.cache_clear()
    parameters, same, other = (default_parameters().changed({"stabilisation.sessions": n}) for n in (7, 7, 6))
    blocks = [door.run_rows(each, 1, first, 20)[0] for first in (0, 20) for each in (parameters, other, same)]
    assert made == [parameters, other]
    assert (blocks[3] == blocks[5]).all()
    for each in (parameters, other):
        assert (engine.table_of(each) == flat_table(each)).all()


@pytest.mark.parametrize("place", ["a file", "a file/below", "closed"])
def test_where_machine_code_cannot_be_kept_it_says_so_in_the_same_line(tmp_path, monkeypatch, place):
    (tmp_path / "a file").touch()
    said = []
    monkeypatch.setattr(engine, "run_block", lambda *of: None)
    monkeypatch.setattr(door, "_ready", False)
    monkeypatch.setenv(toolchain.CACHE_VARIABLE, str(tmp_path / place))
    if place == "closed":
        monkeypatch.setattr(os, "access", lambda *_: False)
    door.get_ready(said.append)
    assert len(said) == 1
    assert "20 seconds, every time" in said[0]
    assert f"DUSSK_CACHE: {tmp_path / place} is not a folder that can be written to; name another" in said[0]


def test_where_the_usual_folder_cannot_be_written_the_line_says_how_to_name_another(tmp_path, monkeypatch):
    (tmp_path / "dussk").touch()
    monkeypatch.delenv(toolchain.CACHE_VARIABLE, raising=False)
    monkeypatch.setattr(toolchain, "_usual_cache", lambda: tmp_path)
    assert toolchain.cannot_keep() == (
        f"{tmp_path / 'dussk'} is not a folder that can be written to; name another in DUSSK_CACHE"
    )


# Where Numba is missing

WITHOUT_NUMBA = """
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "numba":
            raise ModuleNotFoundError("No module named 'numba'", name="numba")

sys.meta_path.insert(0, Missing())
"""


def without_numba(code: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA + code],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": path},
        cwd=ROOT,
    )


def test_without_numba_auto_takes_simpy_and_gives_the_same():
    found = without_numba(
        "from sim import default_parameters, simulate\n"
        "runs = simulate(default_parameters(), 120, 3)\n"
        "print(runs.sums()['pence_total'], 'sim.compiled.kernel' in sys.modules)\n"
    )
    expected = simulate(default_parameters(), 120, 3, "compiled").sums()["pence_total"]
    assert found.stdout == f"{expected} False\n", found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("arguments", [["run", "-n", "2", "--engine", "compiled"], ["verify", "engines"]])
def test_without_numba_the_compiled_engine_is_refused_in_one_line(arguments):
    found = without_numba(f"sys.argv = ['dussk', *{arguments!r}]\nfrom scenarios.cli import main\nmain()\n")
    assert found.returncode == 2
    assert found.stdout == ""
    assert len(found.stderr.splitlines()) == 1
    assert "numba is not installed" in found.stderr
    assert "'simpy'" in found.stderr


def test_without_numba_the_library_says_so_too():
    found = without_numba(
        "from sim import InputError, default_parameters, simulate\n"
        "try:\n    simulate(default_parameters(), 1, engine='compiled')\n"
        "except InputError as error:\n    print(error)\n"
    )
    assert "numba is not installed" in found.stdout


def test_an_unknown_engine_is_refused():
    with pytest.raises(InputError, match="'fortran' is not one of auto, simpy, compiled"):
        simulate(default_parameters(), 1, engine="fortran")
