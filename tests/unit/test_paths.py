"""Paths that somebody gives: what the disk will not do with one is a clear line, and nothing is left half-written."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from calibration.whole import check_place, write_whole
from scenarios.app import app
from scenarios.batch.plan import found_plan, read_plan
from scenarios.batch.replay import Replay, write_replay
from scenarios.files import find, find_beside
from sim.errors import InputError

pytestmark = pytest.mark.unit

LONG = 300 * "a" + ".toml"
TOO_LONG = "File name too long"
FILE = """title = "t"
question = "q"
based_on = "{}"
"""


@pytest.mark.parametrize(
    "words",
    [
        ("run", LONG),
        ("compare", LONG),
        ("trial", LONG),
        ("scenarios", "show", LONG),
        ("batch", LONG, "--check"),
        ("batch", "example", "--out", LONG),
        ("replay", LONG, "--scenario", "base", "--replication", "0"),
        ("calibrate", "show", LONG),
        ("page", "--out", 300 * "a" + ".html"),
        ("run", "base", "--out", LONG),
    ],
)
def test_a_name_that_is_too_long_for_the_disk_is_a_line_of_bad_input(words: tuple[str, ...]) -> None:
    found = CliRunner().invoke(app, list(words))
    assert isinstance(found.exception, InputError), found.output
    assert str(found.exception).endswith(TOO_LONG)
    assert words[-1] in str(found.exception) or LONG in str(found.exception)
    # What is given for --out is told with its option by the commands that have other files too.
    if "--out" in words and words[0] != "page":
        assert str(found.exception).startswith("--out ")


def test_a_name_within_a_file_may_be_too_long_as_well(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(FILE.format(LONG))
    with pytest.raises(InputError, match=rf"^mine\.toml: based_on = '{LONG}': cannot be read: {TOO_LONG}"):
        find(str(tmp_path / "mine.toml"))
    with pytest.raises(InputError, match=TOO_LONG):
        find_beside(tmp_path / "plan.toml", LONG)
    (tmp_path / "plan.toml").write_text(
        f'title = "t"\nscenarios = ["{LONG}"]\nreplications = 1\noutcomes = ["contacts"]\n[draws]\nfile = "{LONG}"\n'
    )
    with pytest.raises(InputError) as caught:
        read_plan(found_plan(str(tmp_path / "plan.toml")))
    assert str(caught.value).count(TOO_LONG) == 2


def test_a_place_that_cannot_be_looked_at_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"cannot be written: {TOO_LONG}"):
        check_place(tmp_path / LONG, overwrite=False)


@pytest.mark.parametrize("place", [LONG, "file/in/it"])
def test_a_replay_that_cannot_be_written_names_the_option(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    runs: Any = SimpleNamespace(event_rows=lambda _: [], ledger_rows=list, rows=[[]])
    with pytest.raises(InputError, match=rf"^--out {tmp_path}/{place}: cannot be written: "):
        write_replay(Replay("base", 0, 0, runs, []), tmp_path / place)


def test_what_is_broken_off_leaves_nothing_unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("calibration.whole.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "whole", b"x")
    assert list(tmp_path.iterdir()) == []
