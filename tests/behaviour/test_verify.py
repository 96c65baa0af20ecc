"""``dussk verify engines``: what it says, that it stops when asked to, and what it leaves of a difference."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenarios.cli import app
from scenarios.files import find, load, shipped
from scenarios.verify import cases, replayable
from scenarios.verify.designs import CHOICES, LENGTH, design, drawn
from scenarios.verify.happenings import HAPPENINGS, NAMED

pytestmark = pytest.mark.behaviour

FEW = ["base", "widened-both"]


def verify(*arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["verify", "engines", *map(str, arguments)], catch_exceptions=True)
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        return 2, str(found.exception)
    return found.exit_code, found.stdout


@pytest.fixture
def few_scenarios(monkeypatch):
    """Make a round of the shipped scenarios a short one."""
    monkeypatch.setattr(cases, "shipped", lambda: FEW)


@pytest.fixture
def one_wrong_rule(monkeypatch):
    """Give the SimPy engine a wrong rule; the compiled one keeps the right one."""
    monkeypatch.setattr("sim.weeks.leaves_index", lambda step, weeks, misses: 0)


def test_designs_and_scenarios_are_compared_and_counted(few_scenarios):
    status, said = verify("--designs", 8, "--workers", 1)
    assert status == 0
    assert "10 replications by both engines: 2 of scenarios, 8 of random designs (seed 1)" in said
    assert "no difference" in said
    assert all(name in said for name in NAMED)


def test_json_says_the_same_and_any_number_of_workers_does(few_scenarios):
    one, two = (verify("--designs", 6, "--seed", 5, "--json", "--workers", workers) for workers in (1, 2))
    assert one == two
    said = json.loads(one[1])
    assert (said["scenarios"], said["designs"], said["difference"], said["stopped"]) == (2, 6, None, False)
    assert list(said["happened"]) == list(HAPPENINGS)


def test_scenarios_of_ones_own(tmp_path):
    mine = tmp_path / "mine.toml"
    text = replayable.scenario_text(cases.Case(1, 2, scenario="x"), {"stabilisation.sessions": 6})
    mine.write_text(text, encoding="utf-8")
    status, said = verify("base", mine, "--replications", 3, "--first", 7, "--workers", 1)
    assert status == 0
    assert "6 replications by both engines: 6 of scenarios, 0 of random designs" in said


def test_a_difference_is_left_as_a_scenario_that_shows_it_again(few_scenarios, one_wrong_rule, tmp_path):
    status, said = verify("--designs", 3, "--workers", 1, "--out", tmp_path)
    assert status == 1
    assert "THE ENGINES DIFFER in scenario base, seed 1, replication 0" in said
    assert "SimPy engine:" in said
    assert "compiled engine:" in said
    (left,) = tmp_path.glob("*.toml")
    assert f"dussk verify engines {left} --seed 1 --first 0 --replications 1" in said
    again = (left, "--seed", 1, "--first", 0, "--replications", 1, "--workers", 1, "--out", tmp_path / "again")
    assert verify(*again)[0] == 1


def test_a_scenario_left_behind_is_good_when_the_rule_is_right_again(few_scenarios, monkeypatch, tmp_path):
    with monkeypatch.context() as wrong:
        wrong.setattr("sim.trauma_work.OTHER_UNITS", 2)  # one design in some seventy shows it, base never
        status, said = verify("--designs", 300, "--workers", 1, "--out", tmp_path, "--json")
    assert status == 1
    found = json.loads(said)["difference"]
    (left,) = tmp_path.glob("*.toml")
    changes = find(str(left)).changes
    assert 0 < len(changes) < 50, "changes that the difference does not need are taken back"
    assert found["design"] is not None
    assert verify(left, "--first", found["replication"], "--replications", 1, "--workers", 1)[0] == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_with_what_was_seen(few_scenarios, monkeypatch, workers):
    endless = cases.random_cases

    def pressed_at_the_thirtieth(seed: int, designs: int | None) -> Iterator[cases.Case]:
        for number, case in enumerate(endless(seed, designs)):
            if number == 30:
                signal.raise_signal(signal.SIGINT)
            yield case

    monkeypatch.setattr(cases, "random_cases", pressed_at_the_thirtieth)
    status, said = verify("--minutes", 5, "--workers", workers)
    assert status == 0
    assert "stopped before the end" in said
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_minutes_end(few_scenarios):
    status, said = verify("--minutes", 0.02, "--workers", 1)
    assert status == 0
    assert "no difference" in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--designs", 3, "--minutes", 1], "give one of them"),
        (["--designs", -1], "designs: -1"),
        (["--minutes", 0], "minutes: 0"),
        (["--minutes", "nan"], "minutes: nan"),
        (["--seed", -1], "seed: -1"),
        (["--workers", 0], "workers: 0"),
        (["base", "--designs", 3], "with scenarios give --replications"),
        (["--first", 3], "name one"),
        (["base", "--replications", 0], "replications: 0"),
        (["base", "--first", 2**32 - 3], "first: 4294967293"),
        (["nothing-such"], "unknown scenario 'nothing-such'"),
    ],
)
def test_what_cannot_be_run_is_refused(arguments, says):
    status, said = verify(*arguments)
    assert status == 2
    assert says in said


def test_designs_of_a_seed_are_the_same_everywhere_and_each_another():
    digests = [drawn(seed, number).digest() for seed in (1, 2) for number in range(20)]
    assert len(set(digests)) == 40
    assert digests[0] == drawn(1, 0).digest()
    assert design(bytes(LENGTH)).get("run.delivery_weeks") == CHOICES["run.delivery_weeks"][0]


def test_every_choice_is_drawn():
    flat = [drawn(3, number).flat() for number in range(150)]
    for name, options in CHOICES.items():
        values = {tuple(one) if isinstance(one, list | tuple) else one for one in options}
        assert {values_of[name] for values_of in flat} == values, name


def test_scenarios_come_round_again_after_500_designs():
    numbers = [case.scenario for case in cases.random_cases(1, 501)]
    assert numbers.count(None) == 501
    assert numbers.count("base") == 2
    assert len(numbers) == 501 + 2 * len(shipped())


def test_what_is_left_of_a_design_is_the_design(tmp_path: Path):
    case = cases.Case(9, 4, design=12)
    changes = replayable.changes_from_base(case.parameters())
    path = replayable.write_case(case, changes, tmp_path / "new")
    assert load(str(path)) == case.parameters()
