"""The posterior by default: how many draws, what is said, what if it cannot be used, and what stays paired."""

import gzip
import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import calibration.posterior
from calibration.own import own_of
from calibration.posterior import POSTERIOR_FILE, posterior
from calibration.priors import drawable
from scenarios import cli
from scenarios.comparison import compare_pairs, pairs_to_compare
from scenarios.drawn import drawn, drawn_words, facts_of, range_of, usual_draws
from scenarios.files import find, shipped
from scenarios.running import Settings
from sim import default_parameters
from sim.errors import InputError
from sim.parameters import entries
from sim.varied import Varied

pytestmark = pytest.mark.unit

DECIDED = {"referral.delay_days", "interruption.weeks", "run.delivery_weeks"}
"""Parameters with a prior that a shipped scenario may set: times that a service decides, or a run's own length."""


def say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str, status: int = 0
) -> tuple[str, str]:
    """Return what a command says, on both."""
    monkeypatch.setattr("sys.argv", ["dussk", *words.split()])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code or 0) == status
    said = capsys.readouterr()
    return said.out, said.err


# How many


@pytest.mark.parametrize(
    ("replications", "held", "draws"),
    [
        (10_000, 2000, 2000),
        (300, 2000, 60),
        (1_000_000, 2000, 2000),
        (10_000, 80, 80),
        (100, 2000, 20),
        (99, 2000, 20),
        (20, 2000, 20),
        (7, 2000, 7),
        (1, 2000, 1),
    ],
)
def test_one_draw_for_every_five_replications(
    monkeypatch: pytest.MonkeyPatch, replications: int, held: int, draws: int
) -> None:
    monkeypatch.setattr(calibration.posterior, "posterior", lambda: SimpleNamespace(number=held))
    assert usual_draws(replications) == draws
    assert usual_draws(replications) <= replications


@pytest.mark.parametrize(
    ("draws", "replications", "said"),
    [
        (2000, 10_000, "2,000 draws, 5 replications of each"),
        (4, 4, "4 draws, 1 replication of each"),
        (3, 10, "3 draws, 3 or 4 replications of each"),
        (1, 7, "one draw, 7 replications of it"),
    ],
)
def test_how_replications_are_divided_is_said(draws: int, replications: int, said: str) -> None:
    assert f"from the posterior of the calibration: {said}. Intervals of single runs hold chance and" in drawn_words(
        draws, replications
    )


def test_point_values_are_said_too() -> None:
    assert drawn_words(0, 9) == "Parameters are point values (--draws 0), so intervals hold chance alone."
    assert facts_of(0) == {"draws": 0, "posterior": None}
    assert drawn(default_parameters(), 0) is default_parameters()


# By default


@pytest.mark.parametrize("command", ["run base", "compare do-minimum"])
def test_the_posterior_is_used_by_default_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    how = f"{command} -n 6 --engine simpy --workers 1"
    number = min(6, posterior().number)
    out, err = say(monkeypatch, capsys, how)
    assert f"Parameters are drawn from the posterior of the calibration: {number} draws, 1 replication of each." in out
    assert err == ""
    found = json.loads(say(monkeypatch, capsys, f"{how} --json")[0])
    assert (found["draws"], found["posterior"]) == (number, posterior().said["content"])
    points = json.loads(say(monkeypatch, capsys, f"{how} --draws 0 --json")[0])
    assert (points["draws"], points["posterior"]) == (0, None)
    assert points["outcomes"]["contacts"] != found["outcomes"]["contacts"]


@pytest.mark.parametrize("command", ["run", "compare"])
def test_the_help_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str) -> None:
    text = " ".join(say(monkeypatch, capsys, f"{command} --help")[0].split())
    assert "--draws" in text
    assert re.search(r"0: the point values", text)


# A posterior that cannot be used


def damaged(content: bytes) -> bytes:
    return content[: len(content) // 2]


def of_another_model(content: bytes) -> bytes:
    """Return the file as another fit would have written it, with another value of a parameter that is not drawn."""
    text = gzip.decompress(content).decode()
    first, _, table = text.partition("\n")
    said = json.loads(first.removeprefix("# "))
    said["parameters"]["emdr.sessions"] = "0" * 8
    return gzip.compress(f"# {json.dumps(said)}\n{table}".encode())


@pytest.mark.parametrize(("spoil", "line"), [(damaged, "is damaged"), (of_another_model, "emdr.sessions has changed")])
def test_it_is_never_used_and_point_values_and_lists_go_on_without_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, spoil, line: str
) -> None:
    path = tmp_path / "posterior.csv.gz"
    path.write_bytes(spoil(POSTERIOR_FILE.read_bytes()))
    monkeypatch.setattr(calibration.posterior, "POSTERIOR_FILE", path)
    posterior.cache_clear()
    how = "-n 2 --engine simpy --workers 1"
    try:
        for command in (f"run base {how}", f"compare do-minimum {how}", f"run base {how} --draws 2"):
            out, err = say(monkeypatch, capsys, command, 2)
            assert (out, len(err.splitlines())) == ("", 1)
            assert line in err
            assert err.rstrip().endswith("; --draws 0 runs the point values")
        assert "point values" in say(monkeypatch, capsys, f"run base {how} --draws 0")[0]
        assert "DUSSK as it ran" in say(monkeypatch, capsys, "scenarios list")[0]
    finally:
        posterior.cache_clear()


def test_what_draws_nothing_does_not_wait_for_the_posterior(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read() -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(calibration.posterior, "posterior", read)
    for words in ("--help", "run --help", "scenarios list", "run -n 2 --engine simpy --draws 0", "scenarios show base"):
        assert say(monkeypatch, capsys, words)[0]


def test_more_draws_than_it_holds_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    more = posterior().number + 1
    out, err = say(monkeypatch, capsys, f"run -n {more} --draws {more}", 2)
    assert (out, len(err.splitlines())) == ("", 1)
    assert f"draws: {more}: expected 1 to {posterior().number}, which {POSTERIOR_FILE.name} holds" in err


# What scenarios share


def test_a_scenario_without_a_change_is_its_comparator_life_by_life(tmp_path: Path) -> None:
    """The same draws and the same chances: nothing differs in any replication."""
    (tmp_path / "same.toml").write_text(
        'title = "T"\nquestion = "Q?"\nbased_on = "base"\ncompare_with = "base"\n', encoding="utf-8"
    )
    pairs = pairs_to_compare([str(tmp_path / "same.toml")])
    result = compare_pairs(pairs, Settings(8, 3, "simpy", draws=4), quiet=True)
    assert result.runs["same"].rows == result.runs["base"].rows
    [item] = result.compared
    for name, difference in item.difference.items():
        assert difference.mean in (0.0, None), name
        assert difference.probability_better is None, name


def test_who_is_met_does_not_depend_on_the_scenario() -> None:
    pairs = pairs_to_compare(["more-support", "rapid-referral"])
    runs = compare_pairs(pairs, Settings(12, 3, "simpy", draws=4), quiet=True).runs
    contacts = {tuple(run.total("contacts")) for run in runs.values()}
    assert len(contacts) == 1
    assert len(set(contacts.pop())) > 1


# Levers


def test_no_shipped_scenario_fixes_an_effect_that_has_a_prior() -> None:
    """Only what a service decides, or how long a run lasts, is set; odds ratios and prices keep their priors."""
    fixed = {name: set(own_of(find(name).parameters, drawable())) for name in shipped()}
    assert {name: own - DECIDED for name, own in fixed.items() if own - DECIDED} == {}
    assert {entries()[name].unit for name in DECIDED} == {"days", "weeks"}


@pytest.mark.parametrize(
    ("scenario", "levers"),
    [
        ("more-support", ("support.case_manager_odds_ratio", "support.voucher_odds_ratio", "costs.case_manager")),
        ("no-support", ("support.transport_odds_ratio", "support.largest_joint_odds_ratio")),
        ("rapid-referral", ("waiting.odds_ratio_per_week", "waiting.first_week_log_odds", "costs.case_review")),
        ("fortnightly-emdr", ("emdr.leaving_per_session", "leaving.life_events")),
        ("extended-stabilisation", ("readiness.ready", "readiness.stability_odds_ratio", "leaving.stabilisation")),
        ("facilitator-support", ("facilitators.cancelled_odds_ratio", "facilitators.incident_odds_ratio")),
        ("therapy-choice", ("trauma_focused_cbt.leaving_per_session", "present_focused.leaving_per_session")),
        ("business-as-usual", ("attendance.elsewhere_odds_ratio", "costs.usual_treatment_contact")),
    ],
)
def test_the_effect_of_a_lever_varies_over_draws(scenario: str, levers: tuple[str, ...]) -> None:
    varied = drawn(find(scenario).parameters, 20)
    assert isinstance(varied, Varied)
    for lever in levers:
        assert len(np.unique(varied.values_of(lever))) > 10, lever
        low, high = range_of(find(scenario).parameters, 20, lever)
        assert low < high


def test_what_a_scenario_decides_does_not_vary() -> None:
    assert range_of(find("rapid-referral").parameters, 20, "referral.delay_days") == (0.0, 0.0)
    assert range_of(find("base").parameters, 0, "referral.delay_days") == (14.0, 14.0)
    with pytest.raises(InputError):
        range_of(find("base").parameters, 20, "referral.delay_dais")
