"""Fitting from the command line: killed and gone on with, on any number of threads, the same bytes in the end."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.fit import POSTERIOR, Settings, fit
from calibration.posterior import POSTERIOR_FILE, read_posterior
from calibration.world import matches
from scenarios.cli import app
from sim import InputError

pytestmark = pytest.mark.behaviour

SETTINGS = Settings(draws=4, seed=3, lives=1024, block=512)
WORDS = ["calibrate", "fit", "--draws", "4", "--seed", "3", "--lives", "1024", "--block", "512"]


def start(folder: Path, threads: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "scenarios.cli", *WORDS, "--out", str(folder), "--workers", str(threads)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """Return the folder of a fit that was never disturbed, on one thread."""
    folder = tmp_path_factory.mktemp("fit") / "whole"
    fit(SETTINGS, folder, 1)
    return folder


def test_a_fit_that_was_killed_goes_on_and_gives_the_same_bytes(whole, tmp_path):
    folder = tmp_path / "killed"
    process = start(folder, 2)
    deadline = time.monotonic() + 120
    while not list(folder.glob("blocks/*.json")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list(folder.glob("blocks/*.json"))
    assert not (folder / POSTERIOR).exists()
    # a block that is damaged is made again, and what was being written is forgotten
    first = min(folder.glob("blocks/*.json"))
    first.write_text(first.read_text()[:-5])
    (folder / "lives.npz.1.unfinished").write_bytes(b"half")
    again = start(folder, 2)
    out, said = again.communicate(timeout=120)
    assert again.returncode == 0, said
    assert "gave every figure of the study" in said
    assert out.strip().endswith("4 draws")
    assert (folder / POSTERIOR).read_bytes() == (whole / POSTERIOR).read_bytes()
    assert not list(folder.rglob("*.unfinished"))


def test_more_draws_leave_the_first_ones_as_they_are(whole):
    four = read_posterior(whole / POSTERIOR)
    six = read_posterior(fit(Settings(**{**vars_of(SETTINGS), "draws": 6}), whole, 2))
    assert (six.values[:4] == four.values).all()
    fit(SETTINGS, whole, 1)
    assert (read_posterior(whole / POSTERIOR).values == four.values).all()


def test_a_fit_goes_on_until_as_many_draws_as_were_asked_for_are_usable(whole, tmp_path, monkeypatch):
    folder = tmp_path / "fit"
    shutil.copytree(whole, folder)
    gone = []

    def all_but_two_of_the_first(stages, rows):
        """As if most draws no longer gave the study's figures once they are written with few digits."""
        passed = matches(stages, rows)
        gone.append(gone[0] if gone else len(passed) - 2)
        passed[: gone[0]] = 0
        return passed

    monkeypatch.setattr("calibration.fit.matches", all_but_two_of_the_first)
    found = read_posterior(fit(SETTINGS, folder, 2))
    assert found.number == SETTINGS.draws
    assert found.said["rounded_away"] == gone[0]
    assert len(gone) > 1


def vars_of(settings: Settings) -> dict:
    return {name: getattr(settings, name) for name in settings.__slots__}


def test_every_draw_gives_the_study_s_figures(whole):
    found = read_posterior(whole / POSTERIOR)
    assert (found.studies["referred"] == 5).all()
    assert (found.studies["ptsd_screened"] == 4).all()
    assert (found.studies["started_therapy"] == 4).all()
    assert (found.studies["therapy_sessions_held"] == 28).all()
    held = found.studies["drug_group_sessions_held"]
    assert ((held >= 34) & (held <= 66)).all()
    row = found.studies["pence_drug_groups"] + found.studies["pence_support"]
    assert ((row >= 684150) & (row <= 684250)).all()


def test_a_folder_with_another_fit_is_refused(whole, tmp_path):
    with pytest.raises(InputError, match=r'holds a fit with other settings: .*"seed": 3'):
        fit(Settings(draws=4, seed=4, lives=1024, block=512), whole, 1)
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="is not empty and holds no fit"):
        fit(SETTINGS, tmp_path, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--draws", "0"], "draws: 0: expected 1 to"),
        (["--workers", "0"], "workers: 0: expected 1 to"),
        (["--seed", "-1"], "seed: -1"),
        (["--lives", "1"], "none has eleven women"),
    ],
)
def test_settings_that_cannot_be_are_one_line(words, said, tmp_path):
    result = CliRunner().invoke(app, ["calibrate", "fit", "--out", str(tmp_path / "fit"), *words])
    assert isinstance(result.exception, InputError)
    assert said in str(result.exception)


def test_show_tells_what_is_known(whole):
    path = str(whole / POSTERIOR)
    result = CliRunner().invoke(app, ["calibrate", "show", path, "--replications", "2"])
    assert result.exit_code == 0, result.output
    for word in ("held out", "stabilisation_sessions", "What the study told", "What trades off", "Prior alone"):
        assert word in result.output
    result = CliRunner().invoke(app, ["calibrate", "show", path, "--replications", "2", "--json"])
    content = json.loads(result.output)
    assert {target["use"] for target in content["targets"]} == {"fitted", "closed_form", "in_prior", "held_out"}
    assert len(content["learnt"]) == len(read_posterior(whole / POSTERIOR).columns)


def test_the_shipped_posterior_belongs_to_this_model():
    found = read_posterior(POSTERIOR_FILE)
    found.check_model(lambda line: None)
    assert found.number >= 2000
