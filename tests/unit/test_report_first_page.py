"""What a report says of the psychologist's slots, of waits and of money for slots that nobody uses."""

import re
from dataclasses import replace

import pytest
from reports import comparison, report, tables

from scenarios.answers import plain_sentences
from scenarios.document.blocks import Figure, Number, Paragraph, Table
from scenarios.files import find
from scenarios.further import share_left
from scenarios.report.also import also_words, leaving_words
from scenarios.report.answer import answer_blocks
from scenarios.report.facts import Facts
from scenarios.report.of_comparison import facts_of_comparison
from scenarios.report.payers import payer_sentence
from scenarios.report.psychologist import capacity_words, slots_a_week, support_and_unused
from scenarios.report.ranking import _wait_words, _women_words
from scenarios.report.waiting import wait_blocks
from scenarios.summary import Compared, Difference, Summary
from sim.words import Reason

pytestmark = pytest.mark.unit

LETTERS = ("A", "B")


def facts() -> Facts:
    return replace(facts_of_comparison(comparison("service"), "", {}, False), replications=10)


def changed(**differences: Difference) -> Compared:
    """Return the service beside half a psychologist more, in which nothing but these differs."""
    (item,) = facts().compared
    nought = Difference(0.0, 2, (0.0, 0.0), (0.0, 0.0))
    return replace(item, difference={name: differences.get(name, nought) for name in item.difference})


def table_of(start: str, kind: str = "service") -> Table:
    return next(table for table in tables(report(kind)) if table.name.startswith(start) and not table.long)


def test_half_a_psychologist_is_said_in_slots_a_week() -> None:
    said = (
        "One psychologist here is one clinic day a week, with 4 slots: 1 psychologist makes 4 slots a week (A), "
        "1.5 psychologists make 6 slots a week (B)."
    )
    assert Paragraph(said) in report("service").blocks


def test_a_table_holds_the_slots_of_a_week() -> None:
    table = table_of("psychologist-")
    at = table.header.index("Slots a week")
    assert [row[at] for row in table.rows] == [Number(4, "4"), Number(6, "6")]


def test_capacity_is_said_only_where_it_differs_and_there_is_a_psychologist() -> None:
    base = find("service").parameters
    assert capacity_words(base, base, LETTERS) == ""
    assert capacity_words(base, find("service-business-as-usual").parameters, LETTERS) == ""
    assert not [block for block in report("one").blocks if "clinic day a week" in getattr(block, "text", "")]


def test_capacity_is_said_of_days_slots_and_sites_too() -> None:
    base = find("service").parameters
    days = base.changed({"psychologist.clinic_days": [1, 3], "sites.number": 1})
    assert slots_a_week(days) == 8
    assert capacity_words(base, days, LETTERS) == (
        "One psychologist of A is one clinic day a week, with 4 slots: 1 psychologist makes 4 slots a week (A). "
        "One psychologist of B is 2 clinic days a week, with 4 slots each: 1 psychologist makes 8 slots a week (B)."
    )
    more = base.changed({"psychologist.slots_per_clinic_day": 5, "psychologist.number": 1.5})
    assert slots_a_week(more) == 7, "slots are rounded down to whole ones"
    assert "5 slots: 1.5 psychologists make 7 slots a week (B)." in capacity_words(base, more, LETTERS)


def test_waits_are_said_only_where_they_are_told_from_chance() -> None:
    clear = Difference(-1.5, 9, (-1.6, -1.4), (-4.5, 0.2), expected=(-3.9, -0.1))
    chance = Difference(-0.9, 9, (-2.0, 0.2), (-3.0, 0.1), expected=(-2.9, 0.0))
    said = also_words(changed(weeks_waited_stabilisation=clear, weeks_waited_therapy=chance), facts())
    assert (
        said == "Women who are offered a place wait on average 1.5 weeks less for a stabilisation group (0.1 to 3.9)."
    )


def test_a_longer_wait_for_a_drug_group_is_said() -> None:
    longer = Difference(21.9, 9, (20.0, 23.0), None, expected=(1.0, 60.0))
    assert also_words(changed(weeks_waited_getting_started=longer), facts()) == (
        "Women who are offered a place wait on average 21.9 weeks longer for a place in getting started (1.0 to 60.0)."
    )
    waits = table_of("waits-short")
    assert {"A place in getting started", "A place in preparation"} <= {str(row[0]) for row in waits.rows}


@pytest.mark.parametrize(("before", "after", "named"), [(0.03, 0.17, True), (0.10, 0.17, False), (0.01, 0.05, False)])
def test_leaving_is_compared_as_a_share_of_the_women_who_join(before: float, after: float, named: bool) -> None:
    name = share_left(Reason.INTEREST_LOST)
    rise = after - before
    item = changed(**{name: Difference(rise, 9, (rise - 0.01, rise + 0.01), None)})
    shares = [{name: Summary(one, 9, None, None)} for one in (after, before)]
    item = replace(item, summary={**item.summary, **shares[0]}, other_summary={**item.other_summary, **shares[1]})
    said = "Of the women who join, more than twice as large a share leave for this reason: lost interest while waiting "
    assert leaving_words(item) == (f"{said}(17% of them, where 3% did)." if named else "")


def test_who_pays_for_a_difference_in_cost_is_said_and_adds_up() -> None:
    (item,) = facts().compared
    cost = item.difference["cost_total"].mean or 0.0
    item = replace(
        item, difference={**item.difference, "cost_total": Difference(cost, 9, (cost - 1.0, cost + 1.0), None)}
    )
    said = payer_sentence(item)
    assert said.startswith(f"Of the £{cost:,.0f} extra with 'The service with half a psychologist more': ")
    parts = [
        int(pounds.replace(",", "")) * (1 if way == "more" else -1)
        for pounds, way in re.findall(r"£([\d,]+) (more|less) \(", said)
    ]
    assert len(parts) == said.count("(") > 0
    assert sum(parts) == pytest.approx(cost, abs=2.0)
    unclear = replace(item, difference={"cost_total": Difference(cost, 9, (-1.0, 2.0 * cost), None)})
    assert payer_sentence(unclear) == ""


def test_women_who_came_to_a_drug_group_are_in_the_first_table_where_their_number_changes() -> None:
    for fewer, there in ((-11.5, True), (0.0, False)):
        given = replace(facts(), compared=(changed(attended_any_group=Difference(fewer, 9, (fewer, fewer), None)),))
        table = next(block for block in answer_blocks(given) if isinstance(block, Table))
        assert ("Came to a drug group" in [row[0] for row in table.rows]) == there


def test_what_else_changes_stands_between_the_answer_and_how_sure_it_is_and_not_from_few_runs() -> None:
    clear = Difference(-1.5, 9, (-1.6, -1.4), (-4.5, 0.2), expected=(-3.9, -0.1))
    many = replace(facts(), compared=(changed(weeks_waited_stabilisation=clear),))

    def leads(given: Facts) -> list[str]:
        return [one.text for one in answer_blocks(given) if isinstance(one, Paragraph) and one.role == "lead"]

    first, also, sure = leads(many)
    assert first == plain_sentences(many.compared[0])[0]
    assert also.startswith("Women who are offered a place wait")
    assert sure.startswith("In brackets: ")
    assert len(leads(replace(many, replications=9))) == 1


def test_ends_on_both_sides_of_nought_say_which_way_each_is() -> None:
    shorter = Difference(-1.5, 9, (-1.6, -1.4), None, expected=(-3.9, 0.4))
    longer = Difference(1.0, 9, (0.9, 1.1), None, expected=(-0.4, 2.5))
    point = Difference(0.5, 9, (0.4, 0.6), None, expected=(0.5, 0.5))
    item = changed(weeks_waited_stabilisation=shorter, weeks_waited_therapy=longer, weeks_waited_screening=point)
    assert also_words(item, facts()) == (
        "Women who are offered a place wait on average 1.5 weeks less for a stabilisation group (0.4 longer to 3.9 "
        "less), 1.0 week longer for a place in therapy (0.4 less to 2.5 longer) and 0.5 weeks longer for PTSD "
        "screening."
    )


def test_slots_used_are_said_of_both_with_how_far_they_are_not_known() -> None:
    item = changed(psychologist_use=Difference(-0.11, 9, (-0.12, -0.10), None))
    name = "psychologist_use"
    item = replace(
        item,
        summary={**item.summary, name: Summary(0.28, 9, (0.27, 0.29), None, expected=(0.09, 0.55))},
        other_summary={**item.other_summary, name: Summary(0.39, 9, (0.38, 0.40), None, expected=(0.14, 0.71))},
    )
    assert also_words(item, facts()) == (
        "Of the psychologist's slots 28% (9% to 55%) are used, where 39% (14% to 71%) were."
    )


def idle() -> float:
    """Return how many pounds more are paid for slots that nobody uses."""
    found = [support_and_unused(facts().ran[name])[1] for name in ("service-half-psychologist-more", "service")]
    return (found[0] - found[1]) / 100.0


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (2.0, "Of the extra cost 50% is for slots that nobody uses."),
        (20.0, ""),
        (0.5, "The psychologist's slots that nobody uses cost £"),
        (-2.0, ""),
    ],
)
def test_money_for_slots_that_nobody_uses_is_said_where_it_is_much(times: float, said: str) -> None:
    assert idle() > 0.0
    cost = times * idle()
    item = changed(cost_total=Difference(cost, 9, (cost - 1.0, cost + 1.0), None))
    found = also_words(item, facts())
    assert found.startswith(said)
    assert bool(found) == bool(said)


def test_a_column_of_costs_holds_slots_that_nobody_uses() -> None:
    table = table_of("costs-service")
    at = table.header.index("Of which psychologist's slots not used")
    assert table.header[at - 1] == "Support and running costs"
    for row, name in zip(table.rows, ("service", "service-half-psychologist-more"), strict=True):
        cell, support = row[at], row[at - 1]
        assert isinstance(cell, Number)
        assert isinstance(support, Number)
        assert cell.value == pytest.approx(support_and_unused(facts().ran[name])[1] / 100.0)
        assert 0.0 < cell.value < support.value


def test_contacts_of_a_local_population_add_up_with_women_met_again() -> None:
    table = table_of("flow-joining")
    cells = {str(row[0]): row[1] for row in table.rows}
    parts = ("Declined screening", "Met again, already known", "Screened for eligibility")
    values = {name: cell.value for name, cell in cells.items() if isinstance(cell, Number)}
    assert values["Met again, already known"] > 0.0
    assert values["Contacts made"] == pytest.approx(sum(values[part] for part in parts))
    assert "not asked again" in table.note
    assert "Met again, already known" not in {row[0] for row in table_of("flow-joining", "one").rows}
    assert "not asked again" not in table_of("flow-joining", "one").note


def test_waits_that_come_from_closed_groups_are_said_to() -> None:
    assert "closed groups" in table_of("waits-").note
    rolling = {"stabilisation.format": "rolling"}
    ran = {
        name: replace(one, scenario=replace(one.scenario, parameters=one.scenario.parameters.changed(rolling)))
        for name, one in facts().ran.items()
    }
    notes = [each.table.note for each in wait_blocks(replace(facts(), ran=ran)) if isinstance(each, Figure)]
    assert notes
    assert not any("closed groups" in note for note in notes)


def test_of_many_options_those_with_which_a_wait_more_than_doubles_are_named() -> None:
    facts_of_many = facts_of_comparison(comparison("many"), "", {}, False)
    (group,) = facts_of_many.groups
    step, name = "a place in getting started", "weeks_waited_getting_started"

    def waiting(item: Compared, weeks: float) -> Compared:
        before, after = Summary(2.0, 9, None, None), Summary(2.0 + weeks, 9, None, None)
        return replace(
            item,
            summary={**item.summary, name: after},
            other_summary={**item.other_summary, name: before},
            difference={name: Difference(weeks, 9, (weeks - 0.1, weeks + 0.1), None)},
        )

    items = tuple(waiting(item, weeks) for item, weeks in zip(group.items, (0.0, 22.5, 1.9, 3.0, 0.0), strict=True))
    titles = [item.scenario.title for item in items]
    assert _wait_words(replace(group, items=items)) == (
        f"A mean wait more than doubles with '{titles[1]}' ({step}: 24.5 weeks, where it is 2.0); '{titles[3]}' "
        f"({step}: 5.0 weeks, where it is 2.0)."
    )
    assert _wait_words(replace(group, items=items[:1])) == ""


def test_every_option_with_which_surely_more_complete_therapy_is_named() -> None:
    (group,) = facts_of_comparison(comparison("many"), "", {}, False).groups

    def gaining(item: Compared, better: float) -> Compared:
        gain = Difference(3.0, 9, (2.9, 3.1), None, expected=(1.0, 5.0), probability_better=better)
        return replace(item, difference={**item.difference, "completed_therapy": gain})

    items = tuple(gaining(item, p) for item, p in zip(group.items, (0.99, 0.85, 0.98, 0.99, 0.5), strict=True))
    said = _women_words(replace(group, items=items))
    for item, sure in zip(items, (True, False, True, True, False), strict=True):
        assert (f"'{item.scenario.title}', 3.0 (1.0 to 5.0) more" in said) == sure
    assert "with 3 of 5 options: " in said
    assert said.endswith("For the other 2 it is not sure.")
