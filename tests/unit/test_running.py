"""Running over cores: the same numbers at any number of workers, and settings that cannot be run are refused."""

import json
import os
from typing import Any

import pytest

from scenarios import cli, running
from scenarios.comparison import compare
from scenarios.files import Scenario, find
from scenarios.running import Settings, default_workers, run_scenarios, threads_for
from sim import InputError, Runs, simulate

pytestmark = pytest.mark.unit

PAIR = ("base", "extended-stabilisation")
REPLICATIONS = 7
"""Not a multiple of any number of workers tried, so that blocks differ in length."""


@pytest.fixture(autouse=True)
def few_are_worth_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few replications are given to workers too, so that these tests need not run many."""
    monkeypatch.setattr(running, "WORTH_PROCESSES", 0)


class NotHereError(Exception):
    """A replication ran in the process that was to leave it to others."""


def forbidden(*_: Any, **__: Any) -> Runs:
    raise NotHereError


def results(workers: int, names: tuple[str, ...] = PAIR, **settings: Any) -> dict[str, Runs]:
    scenarios: list[Scenario] = [find(name) for name in names]
    return run_scenarios(scenarios, Settings(REPLICATIONS, workers=workers, **settings), quiet=True)


def everything(runs: Runs) -> tuple[object, ...]:
    """Return all that a run holds, for comparing."""
    records = {number: (record.events, record.ledger) for number, record in runs.records.items()}
    return runs.parameters, runs.seed, runs.first, runs.rows, runs.waits, runs.sizes, runs.years, records


# The same numbers


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_do_all_the_work_and_change_nothing(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    """The workers are fresh interpreters, which do not know that simulating is forbidden here."""
    alone = results(1, logs=3)
    before = os.times()
    monkeypatch.setattr(running, "simulate", forbidden)
    together = results(workers, logs=3, engine="simpy")
    after = os.times()
    assert after.children_user > before.children_user
    assert list(together) == list(alone) == list(PAIR)
    for name in PAIR:
        assert everything(together[name]) == everything(alone[name])
    assert list(together["base"].records) == [0, 1, 2]
    with pytest.raises(NotHereError):
        results(1)


def test_so_few_that_workers_would_start_for_longer_are_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "WORTH_PROCESSES", 2 * REPLICATIONS + 1)
    before = os.times()
    results(2, engine="simpy")
    assert os.times().children_user == before.children_user
    monkeypatch.setattr(running, "WORTH_PROCESSES", 2 * REPLICATIONS)
    results(2, engine="simpy")
    assert os.times().children_user > before.children_user


@pytest.mark.usefixtures("compiled_engine")
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_compiled_engines_workers_are_threads_and_change_nothing(workers: int) -> None:
    alone = results(1, logs=3, engine="simpy")
    before = os.times()
    together = results(workers, logs=3, engine="compiled")
    assert os.times().children_user == before.children_user
    for name in PAIR:
        assert everything(together[name]) == everything(alone[name])


def test_runs_are_those_of_the_simulation_itself() -> None:
    for name, runs in results(1, seed=4, logs=2).items():
        assert everything(runs) == everything(simulate(find(name).parameters, REPLICATIONS, 4, logs=2))


def test_more_workers_than_replications() -> None:
    few = run_scenarios([find("base")], Settings(2, workers=5), quiet=True)["base"]
    assert everything(few) == everything(simulate(find("base").parameters, 2))


def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    monkeypatch.setattr("sys.argv", ["dussk", *words])
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("command", [["run", "base"], ["compare", "extended-stabilisation"]])
def test_the_same_bytes_at_any_number_of_workers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    def at(workers: int, *more: str) -> str:
        return printed(capsys, monkeypatch, *command, "-n", "5", "--workers", str(workers), *more)

    once = at(1, "--json")
    assert json.loads(once)["replications"] == 5
    assert at(2, "--json") == once
    assert at(3, "--json") == once
    assert at(2) == at(1)


def test_another_seed_gives_other_numbers() -> None:
    assert results(1, ("base",), seed=1)["base"].rows != results(1, ("base",), seed=2)["base"].rows


def test_a_fault_in_a_worker_reaches_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """What went wrong in a worker is raised here, and no result is made from the rest."""
    settings = Settings(REPLICATIONS, workers=2)
    object.__setattr__(settings, "engine", "no such engine")
    with pytest.raises(InputError, match="no such engine"):
        run_scenarios([find("base")], settings, quiet=True)


# How many workers


def test_the_environment_sets_the_number_of_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUSSK_WORKERS", raising=False)
    assert default_workers() >= 1
    monkeypatch.setenv("DUSSK_WORKERS", "17")
    assert default_workers() == 17


@pytest.mark.parametrize(
    ("given", "flag", "alone"), [("1", [], True), ("2", [], False), ("2", ["--workers", "1"], True)]
)
def test_the_command_line_honours_the_environment_and_the_option_comes_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, given: str, flag: list[str], alone: bool
) -> None:
    monkeypatch.setenv("DUSSK_WORKERS", given)
    monkeypatch.setattr(running, "simulate", forbidden)
    command = ["run", "-n", "2", "--engine", "simpy", "--draws", "0", *flag]
    if alone:
        with pytest.raises(NotHereError):
            printed(capsys, monkeypatch, *command)
    else:
        assert "2 replications" in printed(capsys, monkeypatch, *command)


@pytest.mark.parametrize("given", ["0", "-1", "two", "1.5", "", " ", "²", "1e3", "1" * 5000])
def test_a_bad_number_of_workers_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("DUSSK_WORKERS", given)
    with pytest.raises(InputError, match="DUSSK_WORKERS") as refused:
        default_workers()
    assert "whole number of at least 1" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("given", "said"), [("1025", "DUSSK_WORKERS: 1025: expected 1 to 1024"), ("9", "")])
def test_threads_are_held_to_what_they_may_be_by_the_environment_too(
    monkeypatch: pytest.MonkeyPatch, given: str, said: str
) -> None:
    monkeypatch.setenv("DUSSK_WORKERS", given)
    if said:
        with pytest.raises(InputError, match=said):
            threads_for(None)
    else:
        assert threads_for(None) == int(given)
    assert threads_for(1024) == 1024
    with pytest.raises(InputError, match="workers: 1025"):
        threads_for(1025)


# Settings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("replications", 0),
        ("replications", -1),
        ("replications", 2**32 + 1),
        ("seed", -1),
        ("seed", 2**64),
        ("workers", 0),
        ("workers", -2),
        ("logs", -1),
    ],
)
def test_settings_that_cannot_be_run_are_refused(field: str, value: int) -> None:
    with pytest.raises(InputError) as refused:
        Settings(**({"replications": 1} | {field: value}))
    for part in (field, str(value), "whole number"):
        assert part in str(refused.value)


@pytest.mark.parametrize("engine", ["fortran", "simpi", "", "SimPy"])
def test_an_engine_that_is_not_there_is_refused(engine: str) -> None:
    with pytest.raises(InputError, match=r"engine: .*simpy"):
        Settings(1, engine=engine)


@pytest.mark.parametrize("settings", [{"seed": 0}, {"seed": 2**64 - 1}, {"logs": 0}, {"logs": 99}, {"engine": "simpy"}])
def test_settings_at_their_limits_run(settings: dict[str, Any]) -> None:
    assert run_scenarios([find("base")], Settings(1, **settings), quiet=True)["base"].replications == 1


@pytest.mark.parametrize("wrong", [{"replications": 0}, {"seed": -1}, {"engine": "fortran"}, {"workers": 0}])
def test_a_comparison_refuses_them_too_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]
) -> None:
    monkeypatch.setattr(running, "simulate", forbidden)
    with pytest.raises(InputError):
        compare(["do-minimum"], **wrong)
