"""The parts of a report: numbers of tables and figures, annexes, sources, and short names of numbers."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from reports import KINDS, comparison, figures, report, tables, words_of

from scenarios.document.blocks import CLOSE, OPEN, Document, Figure, Heading, Number, Paragraph, Table, see
from scenarios.document.html import html_of
from scenarios.document.parts import ELSE, UNKNOWN, annexes_of, answer_ends, numbered, printed
from scenarios.document.pdf import source_of
from scenarios.document.widths import PADDING, SIZE, column_widths
from scenarios.drawn import drawn
from scenarios.economics.short_labels import COUNTED_LOCALLY, counted_locally, short_label_of, unit_of_number
from scenarios.files import find
from scenarios.labels import value_of
from scenarios.pictures.lettering import lines_of
from scenarios.report.of_comparison import facts_of_comparison
from scenarios.report.sources import source_blocks, sources
from scenarios.report.yearly import time_words, years_counted
from sim.parameters import entries
from sim.varied import Varied

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from write_sources import PAGE, sources_toml

pytestmark = pytest.mark.unit

SOURCES = Path(__file__).parents[2] / "scenarios" / "report" / "sources.toml"


def captions(document: Document) -> list[str]:
    return [block.caption if isinstance(block, Table) else block.title for block in document.blocks
            if isinstance(block, Table | Figure)]  # fmt: skip


@pytest.mark.parametrize("kind", list(KINDS))
def test_tables_and_figures_are_numbered_in_order_and_annexes_by_letter(kind: str) -> None:
    seen: dict[str, int] = {}
    mark = ""
    for block in numbered(report(kind)).blocks:
        if isinstance(block, Heading) and block.annex:
            mark = block.text.partition(".")[0].removeprefix("Annex ")
        if isinstance(block, Table | Figure):
            word = "Table" if isinstance(block, Table) else "Figure"
            key = f"{word} {mark}"
            seen[key] = seen.get(key, 0) + 1
            text = block.caption if isinstance(block, Table) else block.title
            assert text.startswith(f"{key}{seen[key]}. ")
    marks = [text.partition(".")[0][-1] for text in annexes_of(numbered(report(kind)))]
    assert marks == list("ABCDEFGHIJKLMNOP"[: len(marks)])


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_sentence_that_names_a_table_has_its_number(kind: str) -> None:
    assert any(OPEN in text for text in words_of(report(kind)))
    made = numbered(report(kind))
    there = {re.match(r"(Table|Figure) [A-Z]?\d+", text)[0] for text in captions(made)}  # type: ignore[index]
    for text in words_of(made):
        assert OPEN not in text
        assert CLOSE not in text
        assert UNKNOWN not in text
        assert set(re.findall(r"(?:Table|Figure) [A-Z]?\d+", text)) <= there, text


def test_a_table_that_is_not_there_is_said_to_be_so() -> None:
    made = numbered(Document("T", "S", (Paragraph(f"It is in {see('nowhere')}."),)))
    assert made.blocks == (Paragraph(f"It is in {UNKNOWN}."),)


def test_the_main_part_ends_with_what_else_there_is() -> None:
    made = printed(report(), annexes=False)
    named = [block.text for block in made.blocks if isinstance(block, Heading)]
    assert named[-1] == ELSE
    assert not annexes_of(made)
    said = made.blocks[-1]
    assert isinstance(said, Paragraph)
    for title in annexes_of(report()):
        assert title[1:] in said.text
    assert "Limits" in named
    assert not any(block.numbers for block in made.blocks if isinstance(block, Figure))


def test_with_annexes_everything_is_printed_once() -> None:
    made = printed(report(), annexes=True)
    names = [block.name for block in made.blocks if isinstance(block, Table | Figure)]
    names += [block.table.name for block in made.blocks if isinstance(block, Figure) and block.numbers]
    assert sorted(names) == sorted(
        [*(table.name for table in tables(report())), *(figure.name for figure in figures(report()))]
    )


def test_a_document_without_annexes_is_printed_whole() -> None:
    plain = Document("T", "S", (Heading("One"), Paragraph("Words"), Table("t", "C", ("a",), (("b",),))))
    for annexes in (False, True):
        made = printed(plain, annexes=annexes)
        assert [type(block) for block in made.blocks] == [Heading, Paragraph, Table]


def test_contents_follow_the_answer() -> None:
    place = answer_ends(report())
    headings = [block.text for block in report().blocks[:place] if isinstance(block, Heading)]
    assert headings == ["Answer"]
    text = html_of(report())
    assert text.index(">Answer</h2>") < text.index("<nav") < text.index(">What was compared</h2>")


def test_many_options_are_ranked_and_not_told_one_by_one() -> None:
    made = printed(report("many"), annexes=False)
    leads = [block for block in made.blocks if isinstance(block, Paragraph) and block.role == "lead"]
    assert len(leads) == 1
    table = next(block for block in made.blocks if isinstance(block, Table))
    means = {item.scenario.title: item.difference["completed_therapy"].mean for item in comparison("many").compared}
    order = [means[str(row[0]).partition(": ")[2]] or 0.0 for row in table.rows]
    assert order == sorted(order, reverse=True)
    assert len(order) == len(comparison("many").compared)


def test_what_a_service_costs_is_said_a_year() -> None:
    first, item = report("service"), comparison("service").compared[0]
    total = item.other_summary["cost_total"].mean or 0.0
    text = " ".join(block.text for block in first.blocks[: answer_ends(first)] if isinstance(block, Paragraph))
    assert f"£{total:,.0f} with 'A standing service for one city', which is £{total / 5:,.0f} a year" in text
    assert "a year" not in " ".join(b.text for b in report("one").blocks[:4] if isinstance(b, Paragraph))
    assert years_counted(item.other.parameters) == 5.0
    service = facts_of_comparison(comparison("service"), "", {}, suppress=False)
    assert {time_words(ran) for ran in service.ran.values()} == {"over five years"}


def test_what_a_study_costs_is_said_with_how_long_it_is() -> None:
    facts = facts_of_comparison(comparison("one"), "", {}, suppress=False)
    study = next(iter(facts.ran.values()))
    weeks = sum(comparison("one").runs[study.scenario.name].total("days_counted")) / study.replications / 7
    assert time_words(study) == f"over one study of about {weeks:.0f} weeks"
    text = " ".join(block.text for block in report("one").blocks if isinstance(block, Paragraph))
    assert f"Total cost {time_words(study)}, " in text
    assert f"Mean cost {time_words(study)}, " in text


def test_slots_that_nobody_uses_have_a_row_of_differences() -> None:
    table = next(t for t in tables(report("service")) if t.name.startswith("cost-differences"))
    assert [row[0] for row in table.rows].count("Of which psychologist's slots not used") == 1


# Sources


def test_the_references_are_those_of_the_page() -> None:
    assert SOURCES.read_text(encoding="utf-8") == sources_toml(PAGE.read_text(encoding="utf-8"))
    assert len(sources()) > 100


def test_a_report_lists_what_it_names_and_nothing_else() -> None:
    rows = {row[0] for row in next(t for t in tables(report()) if t.name == "sources").rows}
    assert "Patel 2020" in rows
    assert rows < set(sources())
    assert source_blocks([Paragraph("Patel 2020x and Lee 2005b")]) == []
    assert [row[0] for row in source_blocks([Paragraph("as Sims 2012 has it")])[1].rows] == ["Sims 2012"]  # type: ignore[union-attr]


# Short names


def test_every_number_that_is_drawn_has_a_short_name_and_a_unit() -> None:
    for scenario in ("base", "service"):
        varied = drawn(find(scenario).parameters, 3)
        assert isinstance(varied, Varied)
        for name in varied.names:
            assert len(short_label_of(name)) <= 48, name
            assert 0 < len(unit_of_number(name)) <= 32, name
            assert not re.search("hazard|log odds|deviation|odds ratio", unit_of_number(name)), name
    assert short_label_of("women.sells_sex[0]") == "Share who sold sex: weekly"
    assert unit_of_number("attendance.drug_group") == "chance"
    assert unit_of_number("leaving.preparation") == "chance a week"


def test_values_of_drivers_are_in_words_that_a_board_reads() -> None:
    assert value_of(0.096, "emdr.leaving_per_session") == "9.2%"  # 1 - exp(-0.096)
    assert value_of(1.3, "attendance.spread_between_women") == "21–79%"  # odds of e to the 1.3 either way of a half
    assert value_of(1.4, "waiting.first_week_log_odds") == "4.1"
    assert value_of(0.64, "stabilisation.completion_share") == "64%"


def test_what_a_service_could_count_for_itself_is_said() -> None:
    names = ["women.sells_sex[0]", "support.voucher_odds_ratio", "costs.unused_slot"]
    assert counted_locally(names) == (
        "From its own records a service could count 'Share who sold sex: weekly' and 'Cost of a slot that nobody uses'."
    )
    assert counted_locally(names[1:2]).startswith("None of them")
    assert all(any(name.startswith(start) for name in entries()) for start in COUNTED_LOCALLY)


# Printed tables


def test_names_of_options_take_two_lines_at_most_however_many_numbers_stand_beside_them() -> None:
    names = [find(name).title for name in (*KINDS["many"][0], "second-psychologist", "widened-sex-work")]
    heads = ("Women who complete therapy", "95% of means of draws", "Extra cost", "95% of means of draws, cost")
    numbers = (Number(1.5, "+1.5"), Number(1.0, "+0.2 to +3.9"), *(Number(1.0, "+£11,623 to +£35,388"),) * 2)
    for first in ((), ("Cost for each",)):
        rows = tuple((*("Cost per completed therapy" for _ in first), f"M: {name}", *numbers) for name in names)
        widths, _ = column_widths(Table("t", "T", (*first, "Option", *heads), rows))
        room = widths[len(first)] - PADDING
        assert all(len(lines_of(row[len(first)], room, SIZE)) <= 2 for row in rows)  # type: ignore[arg-type]


def test_a_table_over_pages_begins_with_three_rows_at_least() -> None:
    made = Document("T", "S", (Heading("H"), *(Paragraph("x " * 1500) for _ in range(2))))
    tall = Table("t", "T", ("a", "b"), tuple((f"row {i}", "word " * 60) for i in range(12)), "note")
    source, _ = source_of(replace(made, blocks=(*made.blocks, tall)), has_contents=False)
    widths, _ = column_widths(tall)
    kept = re.search(r"#long\((\d+)pt\)", source)
    assert kept is not None
    three = sum(len(lines_of("word " * 60, widths[1] - PADDING, SIZE)) for _ in range(3))
    assert three * SIZE < float(kept[1]) < 2.5 * three * SIZE
