"""``dussk verify all`` and ``dussk verify list``: the verification dossier, and that it is seen to fail."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenarios.cli import app
from scenarios.verify import dossier, laws
from scenarios.verify.checks import SECTIONS, Check, Outcome, Task
from scenarios.verify.compared import COMPARED
from scenarios.verify.dossier import Asked, checks, tasks, verify
from scenarios.verify.extremes import EXTREMES, none_of
from scenarios.verify.items import ITEMS
from scenarios.verify.lengths import CHECKS, ERROR_RATE, LENGTHS, QUICK, At
from scenarios.verify.markdown import markdown_of
from scenarios.verify.report import by_item, dossier_document, dossier_json, dossier_text
from scenarios.verify.world import World

pytestmark = pytest.mark.behaviour

HOUSE = Path(__file__).parents[2]
SOME = ("theory.discounting", "theory.leaving", "determinism.seeds", "extremes.nobody-comes", "extremes.net-benefit")


def said(*arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["verify", *map(str, arguments)], catch_exceptions=True)
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        return 2, str(found.exception)
    return found.exit_code, found.stdout


def only(*names: str) -> list[str]:
    return [word for name in names for word in ("--only", name)]


def in_one(*names: str, times: object = "quick") -> tuple[int, str]:
    return said("all", "--length", times, "--workers", 1, *only(*names))


# --- what it says -------------------------------------------------------------------------------------------------


def test_some_checks_hold_and_a_report_is_written_as_each_ending_says(tmp_path):
    files = [tmp_path / f"dossier{ending}" for ending in (".html", ".md", ".docx", ".pdf", ".xlsx")]
    outs = [word for file in files for word in ("--out", str(file))]
    status, text = said("all", "--length", "quick", "--workers", 1, *only(*SOME), *outs)
    assert status == 0
    assert f"All {len(SOME)} checks hold." in text
    assert all(f"holds          {name}" in text for name in SOME)
    assert all(file.stat().st_size > 1000 for file in files)
    page = files[1].read_text(encoding="utf-8")
    assert page.startswith("# Verification dossier")
    today = date.today()
    assert f"{today.day} {today:%B %Y}" in page
    for words in ("Model of record", "Python", "Seed", "Bonferroni", "TV 3.4", "AdViSHE C2", "When do women leave"):
        assert words in page, words
    assert str(HOUSE) not in page
    assert "/" + "tmp" not in page


def test_json_says_the_same_with_any_number_of_workers():
    some = ("theory.leaving", "determinism.seeds")
    status, text = said("all", "--length", "quick", "--json", "--workers", 1, *only(*some))
    one = json.loads(text)
    other = json.loads(said("all", "--length", "quick", "--json", "--workers", 2, *only(*some))[1])
    assert status == 0
    assert one["holds"] is True
    assert one["checks"] == other["checks"]
    assert [check["name"] for check in one["checks"]] == [c.name for c in checks() if c.name in some]
    leaving = next(check for check in one["checks"] if check["name"] == "theory.leaving")
    assert leaving["error_rate"] == ERROR_RATE
    assert 0.0 < leaving["p_value"] <= 1.0


def test_another_seed_gives_other_figures_that_hold_too():
    seen = [verify(Asked("quick", ("theory.leaving", "theory.funnel"), seed)) for seed in (1, 2**64 - 1)]
    assert all(not one.broken for one in seen)
    assert seen[0].results["theory.leaving"].outcome.seen != seen[1].results["theory.leaving"].outcome.seen


def test_long_goes_round_after_round_and_shares_the_error_rate(monkeypatch):
    lengths = LENGTHS | {"long": At()}
    monkeypatch.setattr(dossier, "LENGTHS", lengths)
    found = verify(Asked("long", ("theory.price-year", "theory.leaving"), minutes=0.1))
    assert not found.broken
    assert found.rounds > 1
    assert found.results["theory.leaving"].outcome.rate < ERROR_RATE / 2
    assert sum(At(round=k, rounds=True).rate for k in range(1000)) == pytest.approx(ERROR_RATE, rel=0.01)


def test_list_names_every_section_and_check():
    status, text = said("list")
    assert status == 0
    assert all(name in text for name in (*SECTIONS, *(check.name for check in checks())))
    assert [one["name"] for one in json.loads(said("list", "--json")[1])] == [check.name for check in checks()]


def test_checks_are_named_once_and_bear_on_items_there_are():
    every = checks()
    assert len({check.name for check in every}) == len(every)
    assert {check.section for check in every} == set(SECTIONS)
    assert {item for check in every for item in check.items} <= set(ITEMS)
    assert all(check.items and check.asked and check.law and check.source for check in every)


def test_there_are_no_more_statistical_checks_than_share_the_error_rate():
    in_theory = sum(check.section == "theory" for check in checks())
    tests = sum(path.read_text(encoding="utf-8").count("assert passes(") for path in (HOUSE / "tests").rglob("*.py"))
    assert in_theory + tests <= CHECKS


def test_checklist_pages_have_the_items_by_the_same_numbers_and_names():
    for page, prefix in (("tech_ver", "TV "), ("advishe", "AdViSHE ")):
        items = tomllib.loads((HOUSE / f"docs/checklists/{page}.toml").read_text(encoding="utf-8"))["item"]
        ours = {number.removeprefix(prefix): name for number, name in ITEMS.items() if number.startswith(prefix)}
        assert {item["number"]: item["name"] for item in items} == ours


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--length", "quik"], "length: 'quik': expected quick, usual, long"),
        (["--length", "long"], "belong together"),
        (["--minutes", 3], "belong together"),
        (["--length", "long", "--minutes", 0], "minutes: 0"),
        (["--only", "theorie"], "no section or check 'theorie'"),
        (["--workers", 0], "workers: 0"),
        (["--seed", -1], "seed: -1"),
        (["--out", "dossier.txt"], "a report ends in .html, .docx, .xlsx, .pdf or .md"),
        (["--out", "nowhere/dossier.md"], "nowhere/dossier.md: there is no folder"),
        (["--out", "a.html", "--out", "a.html"], "asked for twice"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_line(arguments, says):
    status, text = said("all", *arguments)
    assert status == 2
    assert says in text
    assert "\n" not in text.strip()


def test_a_file_that_is_there_is_not_replaced(tmp_path):
    file = tmp_path / "dossier.md"
    file.write_text("mine", encoding="utf-8")
    status, text = said("all", "--length", "quick", "--out", file, *only("theory.discounting"))
    assert (status, file.read_text(encoding="utf-8")) == (2, "mine")
    assert "--overwrite" in text
    assert said("all", "--length", "quick", "--out", file, "--overwrite", *only("theory.discounting"))[0] == 0
    assert file.read_text(encoding="utf-8").startswith("# Verification dossier")


# --- seen to fail -------------------------------------------------------------------------------------------------

FAULTS = {
    "theory.leaving": ("sim.weeks.CAUSES", lambda causes: causes[::-1]),
    "engines.random-designs": ("sim.stabilisation.HALF_SLOTS", lambda _: 1),
    "conservation.money-adds-up": ("sim.clinic.unused_slots_charged", lambda _: lambda offered, used, free: offered),
    "determinism.seeds": ("sim.draws.Draws.in_sequence", lambda _: lambda self, *_: (1, 2, 3, 4)),
    "extremes.nobody-returns": ("sim.rules.returns_by", lambda _: lambda weeks, a_week: 0.5),
    "extremes.net-benefit": ("scenarios.verify.compared.net_benefit", lambda right: lambda c, e, t: right(c, e, t) + 1),
    "extremes.frontier": ("scenarios.verify.compared.placed", lambda right: lambda options: right(options[:3])),
    "extremes.equal-arms": (
        "scenarios.verify.compared.differences",
        lambda right: lambda one, other: right(one, type(one)(one.parameters, 1, 0, one.cells[:0] + one.cells[::-1])),
    ),
}


def value_of(target: str) -> object:
    module, _, name = target.rpartition(".")
    return pytest.importorskip(module).__dict__[name] if not module.endswith("Draws") else None


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_with_status_1_and_names_the_check(name, monkeypatch):
    from sim import tables

    target, wrong = FAULTS[name]
    monkeypatch.setattr(target, wrong(value_of(target)))
    fresh = tables.build_tables.__wrapped__
    for module in ("sim.run", "scenarios.verify.world", "scenarios.verify.engines"):
        monkeypatch.setattr(f"{module}.build_tables", fresh)
    status, text = in_one(name)
    assert status == 1
    assert f"DOES NOT HOLD  {name}" in text
    assert f"1 of 1 checks do not hold: {name}." in text


def test_every_broken_law_is_named_and_the_others_still_hold(monkeypatch):
    def broken(w: World) -> None:
        raise laws.BrokenLawError("seen to fail")

    broken.__name__ = laws.queue_lengths_add_up_to_days_waited.__name__
    monkeypatch.setattr("scenarios.verify.conservation.LAWS", (*laws.LAWS[:3], broken, *laws.LAWS[4:]))
    status, text = in_one("conservation")
    assert status == 1
    named = "conservation.queue-lengths-add-up-to-days-waited"
    assert re.search(rf"DOES NOT HOLD  {named}\n +seen: random design 0, seed 40: seen to fail", text)
    assert "1 of 13 checks do not hold" in text


def test_a_check_that_stops_by_an_error_does_not_hold_and_one_that_cannot_run_is_told(monkeypatch):
    def fails(at: At) -> list[Outcome]:
        raise ZeroDivisionError("nought")

    some = [Check(f"theory.{name}", "?", "law", "source", ("TV 2.1",)) for name in ("a", "b")]
    found = (
        Task((some[0],), fails),
        Task((some[1],), lambda at: [Outcome(None, "there is no engine", "the same", "nothing")]),
    )
    monkeypatch.setattr(dossier, "tasks", lambda: found)
    result = verify(Asked("quick"))
    text = dossier_text(result)
    assert "stopped by an error: ZeroDivisionError: nought" in text
    assert "1 of 2 checks do not hold: theory.a." in text
    assert "not run        theory.b" in text
    assert dossier_json(result, date(2026, 11, 23))["checks"][1]["holds"] is None
    assert [len(results) for results in by_item(result).values()] == [2]
    document = dossier_document(result, date(2026, 11, 23))
    assert document.made == "23 November 2026"
    assert "theory.a: ? Seen: stopped by an error" in markdown_of(document)


def test_what_must_be_nought_in_an_extreme_is_not_nought_without_it():
    """An extreme that changes nothing would say nothing: without it, one of its rules does not hold."""
    for extreme in EXTREMES:
        if extreme.name in ("huge", "huge-prices"):
            continue
        plain = World(extreme.parameters().changed({}), 60)
        busy = World(type(extreme)("", "", "", {}, ()).parameters(), 60)
        assert all(seen == expected for rule in extreme.rules for _, seen, expected in rule(plain)), extreme.name
        assert any(seen != expected for rule in extreme.rules for _, seen, expected in rule(busy)), extreme.name


def test_a_rule_of_an_extreme_sees_what_it_looks_at():
    busy = World(type(EXTREMES[0])("", "", "", {}, ()).parameters(), 60)
    assert [(what, seen > 0) for what, seen, _ in none_of("contacts", "consented")(busy)] == [
        ("contacts", True),
        ("consented", True),
    ]


# --- a fault that the dossier found: products of money and discount factors outgrew a word of 64 bits -------------


def test_the_engines_agree_at_the_highest_prices():
    assert in_one("extremes.huge-prices")[0] == 0


@pytest.mark.parametrize("task", [task for task in COMPARED if task.weight < 5], ids=lambda task: task.checks[0].name)
def test_comparisons_and_economics_are_as_they_must_be(task):
    assert all(outcome.holds for outcome in task.run(QUICK))


def test_every_task_is_there():
    assert len(checks()) == sum(len(task.checks) for task in tasks()) > 75
