"""The paired comparison: it is the difference of the separate runs, and its sentences say what its numbers say."""

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import scenarios
from scenarios import cli, running
from scenarios.answers import is_clear, plain_answer, sides, tells
from scenarios.compare_text import compare_text
from scenarios.comparison import Comparison, compare
from scenarios.files import find, shipped
from scenarios.intervals import differences, summarise
from scenarios.summary import Compared
from sim import OUTCOMES, InputError, Runs, simulate

pytestmark = pytest.mark.behaviour

SCREEN = 50
"""Lines that a terminal shows."""

N, SEED = 6, 9
OF_BASE = [name for name in shipped() if find(name).compare_with == "base"]


@cache
def alone(name: str) -> Runs:
    """Return a scenario run by itself."""
    return simulate(find(name).parameters, N, SEED)


@cache
def all_of_base() -> Comparison:
    """Return the default comparison."""
    return compare(replications=N, seed=SEED)


def by_name(comparison: Comparison) -> dict[str, Compared]:
    """Return what was compared by the scenario's name."""
    return {item.scenario.name: item for item in comparison.compared}


def outcome_of(runs: Runs, name: str) -> list[float | None]:
    """Return an outcome of every replication, from the totals alone."""
    outcome = OUTCOMES[name]
    above = runs.total(outcome.numerator)
    below = [1] * len(above) if outcome.denominator is None else runs.total(outcome.denominator)
    return [outcome.scale * a / b if b else None for a, b in zip(above, below, strict=True)]


# The numbers


def test_by_default_all_that_ship_and_compare_with_base_are_compared_with_it() -> None:
    found = all_of_base()
    assert [item.scenario.name for item in found.compared] == OF_BASE
    assert {item.other.name for item in found.compared} == {"base"}
    assert sorted(found.runs) == sorted(["base", *OF_BASE])
    assert all(runs.replications == N and runs.seed == SEED for runs in found.runs.values())


@pytest.mark.parametrize("name", ["do-minimum", "extended-stabilisation", "widened-both"])
def test_a_difference_is_that_of_the_separate_runs(name: str) -> None:
    item = by_name(all_of_base())[name]
    one, other = alone(name), alone("base")
    assert item.summary == summarise(one)
    assert item.other_summary == summarise(other)
    assert item.difference == differences(one, other)
    for outcome, difference in item.difference.items():
        means = one.mean(outcome), other.mean(outcome)
        if None in means:
            assert difference.mean is None
            continue
        assert difference.mean == pytest.approx(float(means[0] or 0) - float(means[1] or 0), abs=1e-9)
        pairs = zip(outcome_of(one, outcome), outcome_of(other, outcome), strict=True)
        each = sorted(a - b for a, b in pairs if a is not None and b is not None)
        assert difference.predictive == pytest.approx((each[0], each[-1])), "with six runs the range is all of them"
        if OUTCOMES[outcome].better:
            up, down = (sum(sign * change > 1e-9 for change in each) / len(each) for sign in (1, -1))
            expected = (up, down) if OUTCOMES[outcome].better == "higher" else (down, up)
            assert (difference.better, difference.worse) == pytest.approx(expected)


def test_company_changes_nothing() -> None:
    """A scenario's difference does not depend on what else is compared, nor on the order."""
    pair = compare(["no-support", "do-minimum"], replications=N, seed=SEED)
    assert [item.scenario.name for item in pair.compared] == ["no-support", "do-minimum"]
    for name, item in by_name(pair).items():
        assert item.difference == by_name(all_of_base())[name].difference


def test_two_files_may_be_compared(tmp_path: Path) -> None:
    for sessions in (6, 9):
        head = f'title = "{sessions}"\nquestion = "Q?"\nbased_on = "base"\n'
        change = f'[changes]\n"stabilisation.sessions" = {sessions}\n[evidence]\n"stabilisation.sessions" = "why"\n'
        (tmp_path / f"of{sessions}.toml").write_text(head + change, encoding="utf-8")
    found = compare([str(tmp_path / "of9.toml")], str(tmp_path / "of6.toml"), replications=3, seed=SEED)
    (item,) = found.compared
    one, other = (simulate(find(str(tmp_path / f"of{n}.toml")).parameters, 3, SEED) for n in (9, 6))
    assert item.difference == differences(one, other)
    assert (item.scenario.title, item.other.title) == ("9", "6")


def test_to_names_what_all_are_compared_with() -> None:
    found = compare(["extended-stabilisation-12", "do-minimum"], "extended-stabilisation", replications=N, seed=SEED)
    assert {item.other.name for item in found.compared} == {"extended-stabilisation"}
    for name, item in by_name(found).items():
        assert item.difference == differences(alone(name), alone("extended-stabilisation"))
    turned = compare(["base"], "do-minimum", replications=N, seed=SEED)
    assert by_name(turned)["base"].difference == differences(alone("base"), alone("do-minimum"))


def test_to_alone_means_all_that_ship_and_compare_with_it() -> None:
    found = compare((), "service-scarce", replications=1, seed=SEED)
    expected = [name for name in shipped() if find(name).compare_with == "service-scarce"]
    assert [item.scenario.name for item in found.compared] == expected != []


def test_scenarios_with_different_comparators_may_be_asked_for_at_once() -> None:
    found = compare(["do-minimum", "service-rolling-groups"], replications=1, seed=SEED)
    assert [(item.scenario.name, item.other.name) for item in found.compared] == [
        ("do-minimum", "base"),
        ("service-rolling-groups", "service"),
    ]
    text = compare_text(found)
    assert text.index("Compared with base") < text.index("Compared with service")


def test_a_scenario_named_twice_is_refused() -> None:
    with pytest.raises(InputError, match="do-minimum"):
        compare(["do-minimum", "do-minimum"], replications=1)


@pytest.mark.parametrize(
    ("names", "to"), [(["service"], "base"), (["base"], None), (["no-such"], None), ([], "no-such"), ([], "do-minimum")]
)
def test_what_cannot_be_compared_is_refused_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, names: list[str], to: str | None
) -> None:
    monkeypatch.setattr(running, "simulate", lambda *_, **__: pytest.fail("it ran"))
    with pytest.raises(InputError):
        compare(names, to)


def test_two_lines_are_enough_in_a_notebook() -> None:
    assert scenarios.compare is compare
    assert by_name(scenarios.compare(["do-minimum"], replications=2))["do-minimum"].summary["referred"].mean == 0.0


def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str) -> str:
    monkeypatch.setattr(sys, "argv", ["dussk", *words.split()])
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    return capsys.readouterr().out


def test_the_command_line_prints_the_same_numbers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    how = f"-n {N} --seed {SEED} --workers 1 --draws 0"

    def as_json(words: str) -> dict[str, Any]:
        return dict(json.loads(printed(monkeypatch, capsys, f"{words} {how} --json")))

    compared = as_json("compare do-minimum no-support")
    assert list(compared["differences"]) == ["do-minimum", "no-support"]
    run, base = as_json("run do-minimum")["outcomes"], as_json("run base")["outcomes"]
    for name, difference in compared["differences"]["do-minimum"].items():
        if difference["mean"] is not None:
            assert difference["mean"] == pytest.approx(run[name]["mean"] - base[name]["mean"])
    text = printed(monkeypatch, capsys, f"compare do-minimum no-support {how}")
    assert text == compare_text(compare(["do-minimum", "no-support"], replications=N, seed=SEED))


# The words

SIDES = r"(from )?(none|£?[\d.,]+( more| less| fewer)?) to (none|£?[\d.,]+( more| less| fewer)?)"
"""A range in brackets: no sign, and where it is not all on one side, a word for each end."""


@pytest.mark.parametrize("name", OF_BASE)
def test_a_sentence_names_its_scenario_and_says_what_the_numbers_say(name: str) -> None:
    item = by_name(all_of_base())[name]
    said = plain_answer(item)
    assert said.startswith(f"{item.scenario.title}: ")
    assert f"'{item.other.title}'" in said
    verbs = {"consented": "join", "started_therapy": "begin", "completed_therapy": "complete"}
    clear = {outcome: item.difference[outcome] for outcome in verbs if is_clear(item.difference[outcome])}
    for outcome, difference in clear.items():
        direction = "more" if (difference.mean or 0) > 0 else "fewer"
        assert re.search(rf"[\d.]+ {direction} (women )?\((single runs: )?{SIDES}\) {verbs[outcome]}", said)
    assert ("about as many women" in said) is (not clear)
    cost = item.difference["cost_total"]
    assert ("no clear difference in total cost" in said) is (not is_clear(cost))
    if is_clear(cost):
        direction = "more" if (cost.mean or 0) > 0 else "less"
        assert re.search(rf"for £[\d,]+ {direction} \((single runs: )?{SIDES}\)", said)
    pairs = list(zip(alone(name).total("completed_therapy"), alone("base").total("completed_therapy"), strict=True))
    if all(one == other for one, other in pairs):
        assert "The same number complete therapy in every paired run." in said
    else:
        changes = [one - other for one, other in pairs]
        assert ("the change in women completing therapy is" in said) is (
            not tells(item.difference["completed_therapy"])
        )
        assert sides((min(changes), max(changes)), beside=item.difference["completed_therapy"].mean or 0.0) in said
        more = sum(change > 0 for change in changes) / N
        shown = f"{100 * more:.0f}%" if more else "none"
        assert re.search(rf"[Mm]ore (women )?(complete )?(therapy )?in {shown} of the paired runs", said)


def test_a_comparison_of_many_fits_two_screens_and_lists_every_scenario_most_women_first() -> None:
    text = compare_text(all_of_base())
    assert len(text.splitlines()) < 2 * SCREEN
    listed, table = re.split(r"share of runs:[^-]*-[- ]+\n", text)
    means = {item.scenario.name: item.difference["completed_therapy"].mean or 0.0 for item in all_of_base().compared}
    assert all(re.search(rf"[ \n]{name}[ ,\n]", listed) for name in means)
    rows = re.findall(r"^  ([\w-]+) +[-+\d.]+ ", table, re.MULTILINE)
    assert rows == sorted(means, key=lambda name: (-means[name], name))
    assert listed.index("\n  More ") < listed.index("\n  Not clear yet ") < listed.index("\n  Fewer ")


def test_a_comparison_has_every_paragraph_where_all_is_asked_for() -> None:
    text = compare_text(all_of_base(), in_detail=True)
    unbroken = "".join(text.split())
    for item in all_of_base().compared:
        assert f"\n  {item.scenario.name} " in text
        assert "".join(plain_answer(item).split()) in unbroken
    assert f"{N} paired replications, seed {SEED}" in text
    assert "restsonanassumptionalone" in unbroken


def test_widening_is_spoken_of_only_where_it_is_compared() -> None:
    text = compare_text(compare(["do-minimum"], replications=2, seed=SEED))
    assert "rests on an assumption alone" not in " ".join(text.split())


@pytest.mark.usefixtures("compiled_engine")
def test_a_wait_that_more_than_doubles_is_named_however_short_the_print() -> None:
    wider = compare(["service-widened-both"], replications=60, seed=SEED, engine="compiled")
    lines = compare_text(wider).splitlines()
    start = lines.index("Mean weeks waited that more than double")
    said = " ".join(lines[start + 1 : lines.index("", start + 2)])
    runs, other = wider.runs["service-widened-both"], wider.runs["service"]
    for step in ("getting_started", "preparation"):
        before, after = (
            sum(of.total(f"days_waited_{step}")) / sum(of.total(f"served_{step}")) / 7 for of in (other, runs)
        )
        assert after > 2 * before
        assert f"{before:.1f} to {after:.1f}" in said
    alike = compare(["facilitator-support"], replications=60, seed=SEED, engine="compiled")
    assert "Mean weeks waited that more than double" not in compare_text(alike)
