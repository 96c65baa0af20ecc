"""Scenario files: all that ship can be used, and a file means what it says however it is written."""

import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

import scenarios
from scenarios.comparability import HORIZON, comparator, default_comparisons, why_not_comparable
from scenarios.files import BASE, KEYS, LIBRARY, Scenario, find, load, shipped
from sim.errors import InputError
from sim.parameters import default_parameters, entries

pytestmark = pytest.mark.unit

COMPARATORS = {"base", "service"}
PROMISED = {
    *("base", "practised-gate", "widened-sex-work", "widened-drug-use", "widened-both", "extended-stabilisation"),
    *("extended-stabilisation-12", "extended-stabilisation-benefit", "rapid-referral", "therapy-choice"),
    *("fortnightly-emdr", "second-psychologist", "more-support", "no-support", "facilitator-support"),
    *("uninterrupted", "service", "service-scarce", "service-ample", "service-three-sites"),
    *("business-as-usual", "do-minimum"),
}
"""The scenarios of docs/model.md and section 9 of the design; a name that people use is never taken away."""

HEAD = 'title = "T"\nquestion = "Q?"\nbased_on = "base"\ncompare_with = "base"\n'
SESSIONS = "stabilisation.sessions"


def write(path: Path, changes: str = "", evidence: str = "", head: str = HEAD) -> str:
    """Write a scenario file and return its path as a user would give it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{head}\n[changes]\n{changes}\n[evidence]\n{evidence}\n", encoding="utf-8")
    return str(path)


def sessions(path: Path, number: int, based_on: str = "base", compare_with: str = "base") -> str:
    """Write a scenario that changes the number of stabilisation sessions."""
    head = f'title = "{path.stem}"\nquestion = "Q?"\nbased_on = "{based_on}"\ncompare_with = "{compare_with}"\n'
    return write(path, f'"{SESSIONS}" = {number}', f'"{SESSIONS}" = "why"', head)


# What ships


def test_every_promised_scenario_ships_and_base_comes_first() -> None:
    assert set(shipped()) >= PROMISED
    assert shipped()[0] == BASE
    assert sorted(shipped()) == sorted(path.stem for path in LIBRARY.glob("*.toml"))


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_says_what_it_asks_and_why(name: str) -> None:
    scenario = find(name)
    assert scenario.name == name
    assert scenario.title.strip() == scenario.title != ""
    assert scenario.question.endswith("?")
    assert set(scenario.evidence) == set(scenario.changes)
    assert all(len(reason.split()) >= 3 for reason in scenario.evidence.values())
    content = tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8"))
    assert [key for key in KEYS if key in content] == list(content), "fields in another order than in the other files"


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_names_a_scenario_it_can_be_compared_with(name: str) -> None:
    scenario = find(name)
    if name in COMPARATORS:
        assert scenario.compare_with is None
        return
    other = comparator(scenario)
    assert other.name == scenario.compare_with in shipped()
    assert other.name != name
    assert all(scenario.parameters.get(field) == other.parameters.get(field) for field in HORIZON)
    assert scenario.parameters != other.parameters


@pytest.mark.parametrize("name", shipped())
def test_every_change_of_a_shipped_scenario_is_a_change(name: str) -> None:
    scenario = find(name)
    below = load(scenario.based_on) if scenario.based_on else default_parameters()
    assert [field for field, value in scenario.changes.items() if below.get(field) == value] == []
    differs = {field for field in entries() if below.get(field) != scenario.parameters.get(field)}
    assert differs == set(scenario.changes)


def test_titles_tell_scenarios_apart() -> None:
    titles = [find(name).title for name in shipped()]
    assert len(set(titles)) == len(titles)


def test_base_is_the_parameter_file_itself() -> None:
    assert load("base") == default_parameters()
    assert scenarios.load("base") is find("base").parameters


def test_the_default_comparison_is_all_that_ship_and_compare_with_base() -> None:
    expected = {name for name in shipped() if find(name).compare_with == "base"}
    assert {scenario.name for scenario in default_comparisons()} == expected
    assert len(expected) > 10
    of_service = {scenario.name for scenario in default_comparisons("service")}
    assert of_service == {name for name in shipped() if find(name).compare_with == "service"}


# How a file may be written


@pytest.mark.parametrize(
    ("changes", "evidence"),
    [
        ('"stabilisation.sessions" = 8', '"stabilisation.sessions" = "why"'),
        ("stabilisation.sessions = 8", 'stabilisation.sessions = "why"'),
        ("[changes.stabilisation]\nsessions = 8", '"stabilisation.sessions" = "why"'),
    ],
)
def test_names_may_be_quoted_or_dotted(tmp_path: Path, changes: str, evidence: str) -> None:
    found = find(write(tmp_path / "mine.toml", changes, evidence))
    assert (found.name, found.title, found.question) == ("mine", "T", "Q?")
    assert (found.based_on, found.compare_with) == ("base", "base")
    assert (found.changes, found.evidence) == ({SESSIONS: 8}, {SESSIONS: "why"})
    assert found.parameters == default_parameters().changed({SESSIONS: 8})


def test_a_whole_number_does_where_a_fraction_is_meant(tmp_path: Path) -> None:
    found = find(write(tmp_path / "mine.toml", "women.ptsd = 1", 'women.ptsd = "why"'))
    assert found.parameters.women.ptsd == 1.0
    assert isinstance(found.parameters.women.ptsd, float)


def test_a_file_may_stand_on_one_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions(tmp_path / "set" / "below.toml", 7)
    evidence = 'readiness.ready = "why"'
    head = HEAD.replace('based_on = "base"', 'based_on = "below.toml"')
    top = write(tmp_path / "set" / "top.toml", "readiness.ready = 0.5", evidence, head)
    for folder in (tmp_path, tmp_path / "set"):
        monkeypatch.chdir(folder)
        assert load(top) == default_parameters().changed({SESSIONS: 7, "readiness.ready": 0.5})


def test_a_file_may_be_compared_with_one_beside_it_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions(tmp_path / "set" / "below.toml", 7)
    top = sessions(tmp_path / "set" / "top.toml", 8, compare_with="below.toml")
    for folder in (tmp_path / "set", tmp_path):
        monkeypatch.chdir(folder)
        assert comparator(find(top)).parameters.stabilisation.sessions == 7


def test_the_nearest_file_is_meant_not_one_of_the_same_name_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions(tmp_path / "below.toml", 11)
    sessions(tmp_path / "set" / "below.toml", 7)
    top = sessions(tmp_path / "set" / "top.toml", 8, based_on="below.toml", compare_with="below.toml")
    monkeypatch.chdir(tmp_path)
    assert comparator(find(top)).parameters.stabilisation.sessions == 7


def test_a_chain_of_files_adds_up(tmp_path: Path) -> None:
    names = ["run.delivery_weeks", "stabilisation.sessions", "emdr.sessions", "gate.in_a_row"]
    below = "base"
    for place, name in enumerate(names):
        head = HEAD.replace('based_on = "base"', f'based_on = "{below}"')
        write(tmp_path / f"step{place}.toml", f"{name} = {place + 23}", f'{name} = "why"', head)
        below = f"step{place}.toml"
    changes = {name: place + 23 for place, name in enumerate(names)}
    assert load(str(tmp_path / below)) == default_parameters().changed(changes)


def test_one_file_may_be_reached_by_two_ways(tmp_path: Path) -> None:
    """A scenario based on, and compared with, the same file is no circle."""
    sessions(tmp_path / "below.toml", 7)
    top = find(sessions(tmp_path / "top.toml", 8, based_on="below.toml", compare_with="below.toml"))
    assert top.parameters.stabilisation.sessions == 8


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    assert load(sessions(path, 7)).stabilisation.sessions == 7
    assert load(sessions(path, 9)).stabilisation.sessions == 9


def test_a_file_named_like_a_shipped_scenario_is_told_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions(tmp_path / "do-minimum.toml", 9)
    monkeypatch.chdir(tmp_path)
    assert load("do-minimum").pathway.trauma == "not_offered"
    assert load("do-minimum.toml").stabilisation.sessions == 9


def test_a_scenario_cannot_be_altered() -> None:
    scenario: Scenario = find("base")
    with pytest.raises(AttributeError):
        scenario.title = "Another"  # type: ignore[misc]
    with pytest.raises(Exception, match="frozen"):
        scenario.parameters.stabilisation.sessions = 9  # type: ignore[misc]


def test_changing_what_was_found_leaves_the_next_finding_alone() -> None:
    found = find("do-minimum")
    before = dict(found.changes)
    try:
        with suppress(TypeError):
            found.changes["pathway.trauma"] = "altered"
        assert find("do-minimum").changes == before
    finally:
        with suppress(TypeError):
            found.changes.update(before)


@pytest.mark.parametrize("field", HORIZON)
def test_unlike_horizons_are_not_compared(tmp_path: Path, field: str) -> None:
    special = {"run.kind": '"service"', "run.warm_up_weeks": "4", "costs.price_year": '"2024/25"'}
    value = special.get(field, "21")
    changes, evidence = f"{field} = {value}", f'{field} = "why"'
    if field == "run.delivery_weeks":
        value, changes = "61", f"{field} = 61"
    mine = find(write(tmp_path / "mine.toml", changes, evidence))
    with pytest.raises(InputError) as refused:
        comparator(mine)
    shown = value.strip('"')
    for part in ("mine", "base", field, shown, str(default_parameters().get(field))):
        assert part in str(refused.value)
    assert comparator(mine, to=str(tmp_path / "mine.toml")).parameters == mine.parameters
    assert why_not_comparable(mine, find("base")) == str(refused.value)
    assert why_not_comparable(mine, mine) == ""
