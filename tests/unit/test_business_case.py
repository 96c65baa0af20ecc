"""The options of a business case: what every one must hold is there once, and by its own runs; whole years only."""

from pathlib import Path
from typing import Any

import pytest

from scenarios.comparison import compare_pairs
from scenarios.document.blocks import Table
from scenarios.economics.analysis import economics_of
from scenarios.economics.budget import budget
from scenarios.economics.business_case import ALWAYS, need_of, options_of
from scenarios.economics.sections import economics_blocks
from scenarios.economics.sections_choice import asked_for
from scenarios.files import Scenario, find
from scenarios.running import Settings
from scenarios.years import whole_years, year_lines
from sim import simulate

pytestmark = pytest.mark.unit

MINE = """title = "Mine"
question = "q"
based_on = "base"
compare_with = "base"
[changes]
"support.voucher" = 2.0
[evidence]
"support.voucher" = "ours"
"""


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """A file of one's own that has the name of a shipped scenario and is another."""
    file = Path(tmp_path_factory.mktemp("own")) / "do-minimum.toml"
    file.write_text(MINE, encoding="utf-8")
    return find(str(file))


@pytest.fixture(scope="module")
def found(mine: Scenario) -> Any:
    base = find("base")
    return economics_of(compare_pairs([(mine, base)], Settings(6, 1, "simpy", 1), quiet=True))


@pytest.mark.parametrize(("warm_up", "first_whole"), [(52, 1), (78, 2), (0, 0)])
def test_a_year_that_is_not_counted_whole_is_in_no_budget_and_in_no_table_of_years(
    warm_up: int, first_whole: int
) -> None:
    """Counting that begins in the midst of a year leaves that year half empty: no service ever costs so little."""
    service = find("service").parameters.changed({"run.warm_up_weeks": warm_up, "run.delivery_weeks": 156})
    runs = simulate(service, 2, 1, "simpy")
    whole = [runs.years["pence_total", year] / 100.0 / 2 for year in range(first_whole, 3)]
    assert [year.pounds for year in budget(runs)] == whole
    lines = year_lines(runs)
    shown = next(line for line in lines if "Total cost" in line).split()[2:]
    assert shown == [f"£{pounds:,.0f}" for pounds in whole]
    assert any("26 weeks more are counted in the figures above" in line for line in lines) == (warm_up == 78)


def test_years_at_the_end_are_whole_too() -> None:
    service = find("service").parameters
    assert list(whole_years(service)) == [1, 2, 3, 4, 5]
    assert list(whole_years(service.changed({"run.delivery_weeks": 311}))) == [1, 2, 3, 4]
    short = service.changed({"run.warm_up_weeks": 30, "run.delivery_weeks": 90})
    assert year_lines(simulate(short, 1, 1, "simpy")) == [
        "No year is counted whole: the 60 weeks that are counted are in the figures above."
    ]


def test_a_name_that_other_parameters_have_is_not_given_to_what_is_added(mine: Scenario) -> None:
    base = find("base")
    assert [option.name for option in options_of(base, [mine])] == [
        "base",
        "do-minimum",
        "business-as-usual",
        "base-do-minimum",
    ]


def test_an_option_of_a_taken_name_is_reported_with_its_own_runs(found: Any) -> None:
    own, added = (next(o for o in found.options if o.scenario.title == t) for t in ("Mine", "Drug groups only"))
    assert own.summary["started_therapy"].mean > 0.0
    assert added.summary["started_therapy"].mean == 0.0


def test_what_must_be_there_is_told_by_its_values_not_by_its_name(found: Any, mine: Scenario) -> None:
    base = find("base")
    assert [need_of(find(name), base) for name in ALWAYS] == list(ALWAYS)
    assert need_of(mine, base) is None
    assert asked_for(found) == {"do-minimum": "Mine"}


def test_the_note_names_what_every_business_case_must_hold_wherever_it_stands(found: Any) -> None:
    asked = economics_of(
        compare_pairs([(find(name), find("base")) for name in (*ALWAYS, "more-support")], Settings(2, 1, "simpy", 1))
    )
    for economics in (asked, found):
        blocks = (block for place in economics_blocks(economics).values() for block in place)
        (table,) = (b for b in blocks if isinstance(b, Table) and b.name == "costs-and-consequences")
        assert (
            "'Business as usual' (what happens without the pathway) and 'Drug groups only' (the least that could be "
            "done) are the options that every business case must hold." in table.note
        )
        assert "The last two" not in table.note
