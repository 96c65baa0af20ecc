"""What a visitor may enter, what is said of what is wrong, and the scenario file that comes of it."""

import json
import math
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scenarios.changes import change_in_words, choices_of
from scenarios.display import WORDS_FILE
from scenarios.drawn import the_posterior
from scenarios.files import find, shipped
from scenarios.page import bridge, designs, material, starts
from scenarios.page.draws import Draws, draws_of
from scenarios.page.inputs import groups, inputs, values_of, without_paths
from sim.money import price_level
from sim.numbers import numbers
from sim.parameters import default_parameters, entries
from sim.run import Runs

pytestmark = pytest.mark.unit

NOT_FOR_VISITORS = {
    *("run.kind", "run.delivery_weeks", "run.warm_up_weeks", "population.kind", "calendar.closed_weeks"),
    *("readiness.extra_session_odds_ratio", "pathway.drug_treatment"),
}
"""What shipped scenarios change and the page does not offer: a visitor starts from such a scenario instead."""


def asked(based_on: str = "base", title: str = "Mine", **changes: Any) -> dict[str, Any]:
    values = values_of(find(based_on).parameters) | {name.replace("__", "."): value for name, value in changes.items()}
    return {"based_on": based_on, "title": title, "values": values}


def messages(given_: dict[str, Any]) -> dict[str, str]:
    return {problem.name: problem.message for problem in designs.problems_of(given_)}


# --- the inputs ----------------------------------------------------------------------------------------------------


def test_everything_that_shipped_scenarios_change_can_be_changed_or_started_from() -> None:
    changed = {name for scenario in map(find, shipped()) for name in scenario.changes}
    assert changed - set(inputs()) == NOT_FOR_VISITORS


def test_every_shipped_scenario_can_be_started_from_and_its_list_is_short() -> None:
    listed = {setting.id: [name for kind in setting.kinds for name in kind.scenarios] for setting in starts.settings()}
    assert {name for names in listed.values() for name in names} == set(shipped())
    for setting in starts.settings():
        labels = [setting.label(name) for name in listed[setting.id]]
        assert len(set(labels)) == len(labels) < 20
        whole = setting.kinds[0].scenarios
        assert len(whole) == 1
        assert {find(name).compare_with for name in listed[setting.id]} <= {*whole, find(whole[0]).compare_with}
    assert next(iter(listed)) == "service"
    assert starts.settings()[0].label("service-second-psychologist") == "A second psychologist"


def test_all_that_a_scenario_changes_beside_its_comparator_is_told() -> None:
    draws = draws_of(the_posterior(), 20)
    for scenario in map(find, shipped()):
        other = find(scenario.compare_with) if scenario.compare_with else scenario
        mine, theirs = scenario.parameters.flat(), other.parameters.flat()
        differing = [name for name in mine if mine[name] != theirs[name]]
        said = starts.changes(scenario, draws)
        assert len(said) == len(differing), scenario.name
        assert not any("_" in text or re.search(r"\b(any|weekly),", text) for text in said), "no names of files"
    (*_, said) = starts.changes(find("extended-stabilisation-benefit"), draws)
    assert said.endswith("are multiplied by: 1.25, where it was 1")
    assert starts.changes(find("more-support"), draws) == [
        "two £10 vouchers a session, where there was one",
        "a named case manager, where there was none",
    ]
    said = " | ".join(starts.changes(find("rapid-referral"), draws))
    assert re.search(r": 0, where it is not known: \d+(\.\d)? on average, 95% from \d", said)
    assert starts.changes(find("widened-sex-work"), draws) == [
        "least recent street sex work that qualifies: at any time, where it was at least weekly in the last month"
    ]


def test_every_choice_has_words_of_its_own() -> None:
    for name, entry in entries().items():
        if words := choices_of(name):
            assert list(words) == list(entry.range), name
            assert len(set(words.values())) == len(words), name


def test_a_level_that_is_not_whole_is_told_as_a_number() -> None:
    said = change_in_words("support.voucher", 1.5, 1.0, "a £10 voucher for each session")
    assert said == "a £10 voucher for each session: 1.5, where it was 1"


def test_every_input_says_what_it_is_and_where_it_comes_from() -> None:
    listed = [item for group in groups() for item in group.as_json()["inputs"]]
    assert 40 <= len(listed) <= 60
    assert len({item["label"] for item in listed}) == len(listed)
    for item in listed:
        entry = entries()[item["name"]]
        assert item["help"] == entry.help
        assert item["source"] == without_paths(entry.source)
        assert "docs/" not in str(item)
        assert item["standing_words"]
        if item["kind"] in ("number", "whole"):
            assert entry.range[0] <= item["low"] < item["high"] <= entry.range[1]
            assert item["step"] > 0
        elif item["kind"] == "choice":
            assert [choice["value"] for choice in item["choices"]] == list(entry.range)


def test_the_help_of_unit_costs_says_how_a_price_of_today_is_entered() -> None:
    (said,) = (group.help for group in groups() if group.id == "costs")
    year = entries()["costs.price_year"].range[-1]
    level = price_level(numbers(default_parameters().changed({"costs.price_year": year})))
    assert f"in pounds of 2017/18, whatever year the answer is in: divide a price of {year} by {level:.3f}," in said


def test_every_value_of_a_shipped_scenario_can_be_entered() -> None:
    for name in shipped():
        below = find(name)
        assert designs.changes_of(below, json.loads(json.dumps(values_of(below.parameters)))) == ({}, [])


def test_what_people_read_uses_none_of_the_words_we_do_not_use() -> None:
    unwanted = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))["unwanted"]["words"]
    home = Path(designs.__file__).parent
    said = [str(group.as_json()) for group in groups()]
    said += [(home / name).read_text(encoding="utf-8") for name in ("inputs.toml", "places.toml", "../changes.toml")]
    for word in unwanted:
        assert not any(word in text.lower() for text in said), word


# --- what is wrong -------------------------------------------------------------------------------------------------


def test_the_same_values_change_nothing_however_numbers_are_written() -> None:
    values = asked("service")["values"] | {"psychologist.number": 1, "stabilisation.sessions": 5.0}
    assert designs.changes_of(find("service"), values) == ({}, [])


def test_half_a_psychologist_more() -> None:
    changes, wrong = designs.changes_of(find("service"), asked("service", psychologist__number=1.5)["values"])
    assert (changes, wrong) == ({"psychologist.number": 1.5}, [])


@pytest.mark.parametrize(
    ("changes", "name", "said"),
    [
        ({"stabilisation__sessions": 99}, "stabilisation.sessions", "whole number from 1 to 52"),
        ({"stabilisation__sessions": 5.5}, "stabilisation.sessions", "5.5 cannot be used"),
        ({"stabilisation__sessions": "five"}, "stabilisation.sessions", "“five” is not a number"),
        ({"stabilisation__sessions": None}, "stabilisation.sessions", "is not a number"),
        ({"stabilisation__sessions": True}, "stabilisation.sessions", "is not a number"),
        ({"stabilisation__sessions": float("nan")}, "stabilisation.sessions", "cannot be used"),
        ({"stabilisation__sessions": float("inf")}, "stabilisation.sessions", "cannot be used"),
        ({"eligibility__sells_sex": "never"}, "eligibility.sells_sex", "choose “at least weekly"),
        ({"eligibility__sells_sex": ["weekly"]}, "eligibility.sells_sex", "is not a choice"),
        ({"waiting__keep_attending": "yes"}, "waiting.keep_attending", "neither yes nor no"),
        ({"sites__number": 6}, "sites.number", "from 1 to 5"),
        ({"sites__nummer": 6}, "sites.nummer", "no input called"),
        ({"stabilisation__minimum_size": 9}, "stabilisation.minimum_size", "(9) is above “Women in a group at most”"),
        ({"emdr__share": 0}, "emdr.share", "at least one therapy must be offered"),
        ({"psychologist__slots_per_clinic_day": 1}, "psychologist.slots_per_clinic_day", "leaves 0 slots"),
    ],
)
def test_what_is_wrong_is_told_by_its_label(changes: dict[str, Any], name: str, said: str) -> None:
    found = messages(asked(**changes))
    assert list(found) == [name]
    assert said in found[name]
    assert found[name].endswith(".")
    if name in inputs():
        assert inputs()[name].label in found[name]
        assert not any(other in found[name] for other in inputs())


@pytest.mark.parametrize("title", ["", "   ", "\n\t", None, 0, 5, True, ["x"], {}, "\u200e", "\ud800"])
def test_a_title_is_needed(title: object) -> None:
    assert list(messages({**asked(), "title": title})) == ["title"]


@pytest.mark.parametrize("name", ["nothing", "", None, 3, "../base", "/etc/passwd", "base.toml", ["base"]])
def test_only_shipped_scenarios_are_built_on(name: object) -> None:
    assert list(messages({**asked(), "based_on": name})) == ["based_on"]


@pytest.mark.parametrize("values", [None, [], "x", 3])
def test_values_are_needed(values: object) -> None:
    assert list(messages({**asked(), "values": values})) == ["values"]


LONG = '{"seed": ' + "9" * 5000 + "}"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", '"x"', "[" * 5000, LONG, None, 3, ["{}"]])
def test_nothing_a_page_could_send_raises(text: Any) -> None:
    for function in (bridge.check, bridge.begin):
        assert json.loads(function(text))["errors"][0]["message"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> str:
    """A finished run of two draws."""
    monkeypatch.setattr(bridge, "_open", {})
    draws, known = Draws(["women.ptsd"], [[0.9], [0.8]]), {"base": Runs(find("base").parameters, 9)}
    bridge.open_with(material.Material("0", "0" * 64, "0" * 64, 1, draws, known))
    found: str = json.loads(bridge.begin(json.dumps({**asked(), "compare_with": "base"})))["run"]
    assert json.loads(bridge.step(found, 60_000)) == {"done": 2, "total": 2}
    return found


ODD = (math.inf, -math.inf, math.nan, 10**400, -1, 0.5, 2, True, None, "0", [0], {"a": 1}, "\ud800")


def test_no_number_and_no_other_thing_in_place_of_another_raises(run: str) -> None:
    def told(answer: str) -> bool:
        return "errors" in json.loads(answer)

    assert all(told(bridge.replay(run, odd)) for odd in ODD)
    assert not told(bridge.replay(run, 1.0))
    assert [told(bridge.step(run, odd)) for odd in ODD] == [odd not in (0.5, 2) or odd is True for odd in ODD]
    assert all(told(bridge.download(run, odd, "{}")) for odd in ODD)
    for odd in ODD:
        for function in (bridge.replay, bridge.step, bridge.save):
            assert told(function(odd, 1))
        for one in (bridge.answer, bridge.design, bridge.forget, bridge.check, bridge.begin):
            assert told(one(odd))
        assert "saved" in json.loads(bridge.save(run, odd))
        for key in ("based_on", "compare_with", "title", "seed"):
            json.loads(bridge.begin(json.dumps({**asked(), "compare_with": "base", key: odd})))
        for name in inputs():
            json.loads(bridge.check(json.dumps({**asked(), "values": {**asked()["values"], name: odd}})))
        json.loads(bridge.download(run, "docx", json.dumps({"costs": odd}), odd))


# --- the file ------------------------------------------------------------------------------------------------------

TRICKS = st.sampled_from(
    [
        'a"\n[changes]\n"costs.voucher" = 0',
        "''' \"\"\" \\",
        "\x00\x07\x7f\x1b[0m",
        "\u202eevil\u2066",
        "\ud83d\ude00 \ud800",
        "con",
        "base",
        "..",
        "</script><script>alert(1)</script>",
        "=1+1",
        "Ünïcödé ☃ 深い",
        "x" * 500,
    ]
)


@settings(max_examples=60)
@given(st.text(max_size=200) | TRICKS, st.integers(1, 52), st.sampled_from([0.75, 1.0, 1.5, 2.25]), st.data())
@example("Mine", 5, 1.0, None)
def test_any_title_and_values_make_a_file_that_is_read_back(
    title: str, sessions: int, psychologists: float, data: st.DataObject | None
) -> None:
    based_on = "service" if data is None else data.draw(st.sampled_from(["base", "service", "more-support"]))
    given_ = asked(based_on, title, stabilisation__sessions=sessions, psychologist__number=psychologists)
    if problems := designs.problems_of(given_):
        assert [problem.name for problem in problems] == ["title"]
        return
    below, against = find(based_on), find("base")
    design = designs.design_of(given_, against, note=title)
    scenario = design.scenario
    read = tomllib.loads(design.text)
    expected = {"stabilisation.sessions": sessions, "psychologist.number": psychologists}
    changed = {name: value for name, value in expected.items() if value != below.parameters.get(name)}
    assert read["changes"] == scenario.changes == changed
    assert scenario.parameters == below.parameters.changed(expected)
    assert scenario.title == read["title"] == designs.one_line(title)
    assert scenario.title.isprintable()
    assert (scenario.based_on, scenario.compare_with) == (based_on, "base")
    assert set(scenario.evidence) == set(changed)
    assert scenario.name.startswith("my-")
    assert scenario.name not in shipped()
    assert scenario.name.isascii()
    assert len(design.file_name) < 80


def test_a_line_that_people_read_is_one_line() -> None:
    assert designs.one_line(" a\n\tb\x00c ") == "a b c"
    assert len(designs.one_line("word " * 100)) <= 120
