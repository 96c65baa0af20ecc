"""``dussk trial`` as a trialist new to it would use it."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.faults import messages_of
from scenarios import trial_command
from scenarios.app import app
from scenarios.trial.simulate import COLUMNS
from scenarios.trial_command import TRIALS
from sim.errors import InputError

pytestmark = pytest.mark.behaviour

SCRIPT = Path(sys.executable).with_name("dussk")
DUSSK = [str(SCRIPT)] if SCRIPT.exists() else [sys.executable, "-m", "scenarios.cli"]
FEW = ("--draws", "60", "--quiet")
ROOT = Path(__file__).parents[2]


def dussk(*words, folder=None):
    return subprocess.run([*DUSSK, *words], capture_output=True, text=True, timeout=300, check=False, cwd=folder)


def refused(monkeypatch, *words, folder):
    """Return the lines with which a command is refused, asked in this process: a new one takes seconds."""
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(app, ["trial", *words])
    assert isinstance(done.exception, InputError), done.output
    assert done.output == ""
    assert all("\n" not in line for line in messages_of(done.exception))
    return str(done.exception)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trial")
    words = ("--data", "trial.csv", "--data-sets", "60", "--data-size", "400", "--report", "trial.html")
    done = dussk(
        "trial", *FEW, *words, "--report", "trial.xlsx", "--check-simulated", "40", "--value", "--json", folder=folder
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_the_text_says_the_answer_first_and_then_the_estimand(tmp_path):
    done = dussk("trial", *FEW, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    headings = ("The answer", "The design: each woman is randomised, 1:1, when she consents, to 'DUSSK as it ran'")
    headings += ("The estimand", "What the treated arm receives", "How the effect is diluted")
    headings += ("Women, months, sites and contacts", "The design curve", "Assurance with one thing settled")
    headings += ("Traffic lights",)
    said = " ".join(done.stdout.split())
    places = [said.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "None of the sizes reaches 80% assurance" in done.stdout
    assert "Research is not in it" in done.stdout
    assert "(support to attend: reminders, transport, lunch, voucher, welfare calls)" in said
    assert "who is lost to follow-up would move assurance by +" in said
    assert "without any effect such a result comes in about 2.5% of trials" in said
    assert "Type I with loss" in said
    assert "4 of 11 who joined began therapy (36%): amber" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert done.stderr == ""


def test_the_same_numbers_at_any_number_of_workers(tmp_path):
    one, two = (
        dussk("trial", "--draws", "20", "--quiet", "--json", "--workers", str(n), folder=tmp_path) for n in (1, 2)
    )
    assert one.returncode == 0
    assert one.stdout == two.stdout


def test_json_holds_the_curve_and_what_matters(ran):
    found = ran[1]
    assert [point["size"] for point in found["curve"]][:2] == [50, 75]
    for point in found["curve"]:
        assert 0.0 <= point["assurance"] <= point["undiluted"] <= 1.0
        assert point["assurance"] < point["with_loss"]
        assert 0.0 < point["against"] < 0.03
        assert point["type_one"] < point["type_one_with_loss"]
    assert found["smallest"] is None
    assert found["matters"]["settled"][0]["name"] in ("dose", "whole_course")
    assert found["simulated"]["trials"] == 40
    assert found["simulated"]["better"] is None
    assert not found["simulated"]["enough"]
    low, high = found["simulated"]["power"]["interval"]
    assert low <= found["simulated"]["power"]["simulated"] <= high


def test_the_value_of_the_trial_states_whom_it_is_for(ran):
    found = ran[1]["value"]
    assert found["trial"]["population"] == 200
    assert found["trial"]["horizon"] == 10
    assert [one["net"] for one in found["trial"]["sizes"]] == [
        pytest.approx(one["gross"] - one["cost"]) for one in found["trial"]["sizes"]
    ]
    assert max(one["gross"] for one in found["trial"]["sizes"]) <= found["evpi"]["for_everyone"] + 1.0
    page = (ran[0] / "trial.html").read_text(encoding="utf-8")
    assert "For 200 women a year for 10 years" in page


def test_reports_are_written_and_are_not_replaced_unasked(ran, monkeypatch):
    folder = ran[0]
    page = (folder / "trial.html").read_text(encoding="utf-8")
    assert "Sample-size justification" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert (folder / "trial.xlsx").read_bytes()[:2] == b"PK"
    assert "is already there" in refused(monkeypatch, *FEW, "--report", "trial.html", folder=folder)


def test_simulated_data_hold_what_their_columns_say(ran):
    with (ran[0] / "trial.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 60 * 400
    for row in rows:
        assert (row["outcome"] == "") == (row["followed_up"] == "0")
        assert row["arm"] == "treated" or (row["therapy_sessions"] == "0" and row["stabilisation_group"] == "")
    treated = sum(row["arm"] == "treated" for row in rows)
    assert 0.4 < treated / len(rows) < 0.6


def test_one_point_of_the_curve_comes_back_from_the_data_by_the_script_of_the_documentation(ran):
    """The script in docs/trial.md, as it stands there, on the exported data."""
    (script,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "trial.md").read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False, cwd=ran[0]
    )
    assert done.returncode == 0, done.stderr
    found = float(done.stdout.split()[0])
    (point,) = (one for one in ran[1]["curve"] if one["size"] == 400)
    # 60 data sets: four standard errors of a share of that size.
    error = (point["with_loss"] * (1.0 - point["with_loss"]) / 60) ** 0.5
    # The data have the loss in them that the design believes.
    assert abs(found - point["with_loss"]) < 4.0 * error


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere.toml",), "there is no such file"),
        (("reaching-therapy", "--value"), "[value] is missing"),
        (("exmple",), "Did you mean 'example'?"),
        (("--draws", "5"), "--draws 5: expected 20 to"),
        (("--draws", "1000000"), "expected 20 to"),
        (("--seed", "-1"), "--seed -1"),
        (("--workers", "0"), "expected 1 to"),
        (("--report", "trial.odt"), "a report ends in"),
        (("--report", "nowhere/trial.html"), "there is no folder"),
        (("--report", "a.html", "--report", "a.html"), "asked for twice"),
        (("--data", "trial.xlsx"), "ends in .csv"),
        (("--data", "nowhere/trial.csv"), "there is no folder"),
        (("--data", "trial.csv", "--data-sets", "0"), "--data-sets 0"),
        (("--data", "trial.csv", "--data-size", "2"), "--data-size 2"),
        (("--check-simulated", "3"), "--check-simulated 3"),
        (("--draws", "39", "--value"), "--draws 39: expected 40 or more with --value"),
        (("discounted.toml", "--value"), "costs.discount_rate is 0.02"),
        (("days.toml", "--value"), "[value]: measure: 'qalys': the outcome days_of_use cannot be turned into QALYs"),
        (("large.toml", "--data", "trial.csv", "--data-sets", "251"), "--data-sets 251 of up to 20,000 women"),
        (("--data", "trial.csv", "--data-sets", "251", "--data-size", "20000"), "expected 5,000,000 rows at most"),
    ],
)
def test_what_cannot_be_asked_is_one_line_and_nothing_runs(tmp_path, monkeypatch, words, says):
    monkeypatch.setattr(trial_command, "_work", lambda *_: pytest.fail("it ran"))
    put_designs(tmp_path)
    there = set(tmp_path.iterdir())
    assert says in refused(monkeypatch, *words, "--quiet", folder=tmp_path)
    assert set(tmp_path.iterdir()) == there


def put_designs(folder):
    """Put designs into a folder whose faults are told only where something is asked of them, and one that is wrong."""
    text = (TRIALS / "example.toml").read_text(encoding="utf-8")
    told = '\n[changes]\n"costs.discount_rate" = 0.02\n\n[evidence]\n"costs.discount_rate" = "why"\n'
    mine = f'title = "T"\nquestion = "Q?"\nbased_on = "base"\n{told}'
    (folder / "own-rate.toml").write_text(mine, encoding="utf-8")
    for name, old, new in (
        ("discounted", 'treated = "base"', 'treated = "own-rate.toml"'),
        ("days", 'name = "pcl5"', 'name = "days_of_use"'),
        ("large", "1200, 1500]", "1200, 20000]"),
    ):
        assert old in text
        (folder / f"{name}.toml").write_text(text.replace(old, new), encoding="utf-8")


def test_a_design_that_is_no_design(tmp_path, monkeypatch):
    (tmp_path / "text.toml").write_text("not = = toml", encoding="utf-8")
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder.toml").mkdir()
    assert "not valid TOML" in refused(monkeypatch, "text.toml", folder=tmp_path)
    assert "[outcome] is missing" in refused(monkeypatch, "empty.toml", folder=tmp_path)
    assert "not a text file in UTF-8" in refused(monkeypatch, "bytes.toml", folder=tmp_path)
    assert "that is a folder" in refused(monkeypatch, "folder.toml", folder=tmp_path)


def test_a_design_that_cannot_be_is_one_line_and_status_2(tmp_path):
    text = (TRIALS / "example.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text.replace("number = 8", "number = 0"), encoding="utf-8")
    done = dussk("trial", "mine.toml", folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "dussk: mine.toml: [sites]: number: 0: expected a whole number from 1 to 200\n"
