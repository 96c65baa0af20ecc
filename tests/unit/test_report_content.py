"""What a report holds: the answer, its uncertainty, its limits; in words and numbers that people can read."""

import re
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports import KINDS, comparison, figures, report, tables, words_of

from scenarios.answers import plain_sentences
from scenarios.changes import value_in_words
from scenarios.display import WORDS_FILE
from scenarios.document.blocks import Figure, Heading, Number, Paragraph, Range, Table
from scenarios.document.cells import NOT_TOLD, interval, shortened
from scenarios.document.widths import LANDSCAPE, PORTRAIT, column_widths
from scenarios.pictures.style import letter
from scenarios.report.content import STATEMENTS_FILE, document_from
from scenarios.report.facts import SECTIONS, middle_of
from scenarios.report.of_comparison import document_of, facts_of_comparison
from scenarios.report.small_counts import observed
from scenarios.summary import Summary
from sim.errors import InputError
from sim.parameters import entries

pytestmark = pytest.mark.unit

WORDS = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))["unwanted"]["words"]
UNWANTED = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, WORDS))})(?!\w)", re.IGNORECASE)
EVERY = [*((kind, False) for kind in KINDS), ("drawn", True)]
every_report = pytest.mark.parametrize(("kind", "suppress"), EVERY)


@every_report
def test_headings_nest_and_every_section_is_there(kind: str, suppress: bool) -> None:
    levels = [block.level for block in report(kind, suppress=suppress).blocks if isinstance(block, Heading)]
    assert levels[0] == 1
    assert set(levels) == {1, 2}
    named = [block.text for block in report(kind, suppress=suppress).blocks if isinstance(block, Heading)]
    assert named[0] == "Answer"
    for heading in ("Answer", "What was compared", "Money", "Who gets how far", "Waits", "What it rests on",
                    "How sure this is, and how to read it", "Limits", "The options in full", "Costs in full",
                    "Assumptions and their standing", "Who shaped this", "Personal data", "Accessibility",
                    "Provenance"):  # fmt: skip
        assert named.count(heading) == 1, heading


@every_report
def test_every_figure_has_an_alternative_and_a_table(kind: str, suppress: bool) -> None:
    found = figures(report(kind, suppress=suppress))
    assert len(found) >= (0 if kind == "many" else 4)
    for figure in found:
        assert len(figure.alternative) > 40
        assert figure.table.rows
        assert figure.svg.startswith("<svg ")


@every_report
def test_names_are_unique_and_rows_as_wide_as_their_header(kind: str, suppress: bool) -> None:
    document = report(kind, suppress=suppress)
    names = [table.name for table in tables(document)] + [figure.name for figure in figures(document)]
    assert len(set(names)) == len(names)
    for table in tables(document):
        assert {len(row) for row in table.rows} <= {len(table.header)}, table.name
        assert len(set(table.header)) == len(table.header), table.name
        assert all(re.fullmatch(r"[A-Za-z0-9-]+", part) for part in [table.name])


@every_report
def test_no_number_has_more_decimals_than_it_deserves(kind: str, suppress: bool) -> None:
    document = report(kind, suppress=suppress)
    # Sources and priors are quoted as they stand in the parameter file.
    quoting = ("parameters", "changed", "sources")
    quoted = {cell for t in tables(document) if t.name in quoting for row in t.rows for cell in row[-2:]}
    for text in words_of(document):
        assert text in quoted or not re.search(r"\d\.\d{3,}", text), text
    for figure in figures(report(kind, suppress=suppress)):
        assert not re.search(r">[^<]*\d\.\d{3,}[^<]*</text>", figure.svg), figure.name


@every_report
def test_no_unwanted_word(kind: str, suppress: bool) -> None:
    document = report(kind, suppress=suppress)
    # Titles of publications stand as they were published.
    titles = {str(row[1]) for table in tables(document) if table.name == "sources" for row in table.rows}
    for text in words_of(document):
        assert text in titles or not UNWANTED.search(text), text


def test_no_unwanted_word_among_the_statements() -> None:
    assert not UNWANTED.search(STATEMENTS_FILE.read_text(encoding="utf-8"))


@every_report
def test_no_cell_is_a_bare_number_or_empty(kind: str, suppress: bool) -> None:
    for table in tables(report(kind, suppress=suppress)):
        for row in table.rows:
            assert isinstance(row[0], str)
            for cell in row:
                shown = cell if isinstance(cell, str) else cell.shown
                assert "nan" not in shown.lower().split()
                assert "None" not in shown
                if isinstance(cell, Range):
                    assert cell.low <= cell.high


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_answer_comes_first_in_plain_words(kind: str) -> None:
    # Of many options the first page says what most do, and an annex has each in plain words.
    wanted = "plain" if kind == "many" else "lead"
    leads = [block.text for block in report(kind).blocks if isinstance(block, Paragraph) and block.role == wanted]
    for item in comparison(kind).compared:
        place = next(i for i, text in enumerate(leads) if plain_sentences(item)[0] in text)
        for sentence in plain_sentences(item):
            assert any(sentence in text for text in leads[place : place + 3]), sentence


def test_the_flow_is_that_of_the_runs() -> None:
    runs = comparison("one").runs
    flow = next(f for f in figures(report("one")) if f.name.startswith("flow-joining"))
    assert flow.table.header[1:] == ("Every option",), "what no option changes stands once"
    cells = {row[0]: row[1:] for row in flow.table.rows}
    for name in ("base", "rapid-referral"):
        for words, total in (("Contacts made", "contacts"), ("Joined", "consented"), ("Not eligible", "not_eligible")):
            (cell,) = cells[words]
            assert isinstance(cell, Number)
            assert cell.value == pytest.approx(runs[name].sums()[total] / runs[name].replications)


def test_women_who_do_not_go_on_add_up() -> None:
    flow = next(f for f in figures(report("one")) if f.name.startswith("flow-joining"))
    cells = {str(row[0]): row[1] for row in flow.table.rows}
    for whole, parts in (("Contacts made", ("Declined screening", "Screened for eligibility")),
                         ("Screened for eligibility", ("Not eligible", "Eligible")),
                         ("Eligible", ("Eligible, not able to consent", "Joined"))):  # fmt: skip
        assert cells[whole].value == pytest.approx(sum(cells[part].value for part in parts if part in cells))
    reasons = [cell.value for words, cell in cells.items() if words.startswith("Declined screening: ")]
    assert sum(reasons) == pytest.approx(cells["Declined screening"].value)


@pytest.mark.parametrize("kind", list(KINDS))
def test_cost_lines_add_up_to_the_mean_total_cost(kind: str) -> None:
    document = report(kind)
    for item in comparison(kind).compared:
        for scenario, summary in ((item.other, item.other_summary), (item.scenario, item.summary)):
            lines = [line for line in document.cost_lines if line.option == scenario.title]
            total = sum(line.quantity * line.pounds for line in lines)
            assert total == pytest.approx(summary["cost_total"].mean, abs=1e-6)
            for payer in ("nhs", "council", "charity"):
                runs = comparison(kind).runs[scenario.name]
                paid = runs.sums()[f"pence_paid_by_{payer}"] / runs.replications / 100
                own = sum(line.quantity * line.pounds for line in lines if line.payer == payer)
                assert own == pytest.approx(paid, abs=1e-6), payer


@pytest.mark.parametrize("kind", list(KINDS))
def test_only_drawn_parameters_have_an_expected_interval(kind: str) -> None:
    drawn = kind == "drawn"
    headers = [text for table in tables(report(kind)) for text in table.header]
    assert any("Expected" in text for text in headers) is drawn
    text = " ".join(words_of(report(kind)))
    assert ("Intervals of single runs hold chance and what is not known of the parameters." in text) is drawn
    assert ("so intervals hold chance alone" in text) is not drawn
    assert "Structure: whether the pathway works as it is described at all." in text


def test_limits_are_said() -> None:
    text = " ".join(words_of(report()))
    for said in ("No effect on drug use or on PTSD", "Simulated women are not people", "Nobody with lived experience",
                 "No personal data were used", "Accessibility Guidelines 2.2"):  # fmt: skip
        assert said in text


def test_what_an_option_changes_is_said_with_its_reason() -> None:
    table = next(t for t in tables(report("one")) if t.name.startswith("changes-"))
    names = {row[1] for row in table.rows}
    changes = comparison("one").compared[0].scenario.changes
    assert names == set(changes)
    for row in table.rows:
        assert row[0] == entries()[str(row[1])].help
        assert row[-1] == comparison("one").compared[0].scenario.evidence[str(row[1])]


def test_the_full_list_of_numbers_is_long_and_whole() -> None:
    table = next(t for t in tables(report()) if t.name == "parameters")
    assert table.long
    assert [row[0] for row in table.rows] == list(entries())


def test_provenance_lets_the_numbers_be_made_again() -> None:
    rows = {row[0]: row[1] for row in next(t for t in tables(report()) if t.name == "provenance").rows}
    assert rows["What gives the same numbers"] == (
        "dussk compare extended-stabilisation do-minimum --to base -n 6 --seed 2 --draws 3"
    )
    assert len(str(rows["Hash of the posterior's rows"])) == 64


def test_options_with_their_own_values_say_so() -> None:
    made = document_of(comparison("drawn"), "")
    assert not made.made
    assert "Date" not in {row[0] for row in next(t for t in tables(made) if t.name == "provenance").rows}


# Further blocks


@pytest.mark.parametrize("section", SECTIONS)
def test_further_blocks_end_their_section(section: str) -> None:
    ours = Table("ours", "Ours", ("a",), (("b",),))
    made = document_of(comparison("one"), "", {section: (ours,)})
    place = made.blocks.index(ours)
    before = [block.text for block in made.blocks[:place] if isinstance(block, Heading) and block.level == 1]
    if section == "drivers":
        assert before[-1] == "What drives the answer"
    following = made.blocks[place + 1] if place + 1 < len(made.blocks) else None
    assert following is None or isinstance(following, Heading)


def test_an_unknown_section_is_refused() -> None:
    with pytest.raises(InputError, match=r"unknown section of a report 'economic'\. Did you mean 'economics'"):
        document_of(comparison("one"), "", {"economic": ()})


def test_a_report_needs_an_option_that_was_run() -> None:
    facts = facts_of_comparison(comparison("one"), "", {}, False)
    with pytest.raises(InputError, match="at least one option"):
        replace(facts, compared=())
    with pytest.raises(InputError, match="base: nothing was counted"):
        replace(facts, ran={name: ran for name, ran in facts.ran.items() if name != "base"})


def test_options_of_one_title_are_told_apart_in_the_cost_model() -> None:
    facts = facts_of_comparison(comparison("one"), "", {}, False)
    one = facts.compared[0]
    twin = replace(one.scenario, title=one.other.title)
    ran = {name: replace(each, scenario=twin) if name == twin.name else each for name, each in facts.ran.items()}
    made = document_from(replace(facts, compared=(replace(one, scenario=twin),), ran=ran))
    assert {line.option for line in made.cost_lines} == {f"{one.other.title} ({n})" for n in ("base", twin.name)}


# Small counts


@given(st.integers(0, 100_000))
def test_small_counts_are_hidden_and_others_rounded(count: int) -> None:
    shown = observed(count, suppress=True)
    if count == 0:
        assert shown == "0"
    elif count <= 7:
        assert shown == "*"
    else:
        assert abs(int(shown.replace(",", "")) - count) <= 2
        assert int(shown.replace(",", "")) % 5 == 0
    assert observed(count, suppress=False) == f"{count:,}"


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (11, "10"), (13, "15"), (125, "125")]
)
def test_the_bounds_of_hiding(count: int, shown: str) -> None:
    assert observed(count, suppress=True) == shown


def test_no_count_is_below_nought() -> None:
    with pytest.raises(ValueError, match="not below 0"):
        observed(-1, suppress=False)


def study_column(suppress: bool) -> dict[str, str]:
    table = next(t for t in tables(report("drawn", suppress=suppress)) if t.name == "study-counted")
    assert ("Fewer or less" in table.header) is not suppress
    cells = {str(row[0]): row[2] for row in table.rows}
    return {words: cell if isinstance(cell, str) else cell.shown for words, cell in cells.items()}


def test_the_study_s_counts_are_hidden_only_when_asked() -> None:
    shown, hidden = study_column(False), study_column(True)
    assert shown["Joined"] == "11"
    assert hidden["Joined"] == "10"
    assert shown["Began one-to-one therapy"] == "4"
    assert hidden["Began one-to-one therapy"] == "*"
    assert hidden["Total cost"] == shown["Total cost"] == "£11,710"


def test_hiding_leaves_no_small_count_in_words() -> None:
    text = " ".join(words_of(report("drawn", suppress=True)))
    assert "Four women reached" not in text
    assert "Small counts of the study are hidden" in text
    assert "simulated women are not people" in text
    assert not re.search(r"\b[1-7] of \d+ (women|invited|referred|screened)", text)


def test_simulated_means_are_never_hidden() -> None:
    means = [
        [row[3] for row in next(t for t in tables(report("drawn", suppress=s)) if t.name == "study-counted").rows]
        for s in (False, True)
    ]
    assert means[0] == means[1]


def test_a_service_has_no_table_of_the_study() -> None:
    assert not [t for t in tables(report("service")) if t.name == "study-counted"]
    assert [f for f in figures(report("service")) if f.name.startswith("years-")]


# Cells and widths


@pytest.mark.parametrize(
    ("value", "shown"),
    [(True, "yes"), (0.0, "0"), (0.25, "0.25"), (0.001, "0.1%"), (-0.041, "-4.1%"), (0.0164, "1.6%"), ((1, 2), "1, 2"),
     ((), "none"), ("weekly", "weekly"), (312, "312"), (10000, "10,000"), (1234.5, "1,234.5"), (103.43, "103.43")],
)  # fmt: skip
def test_values_are_written_as_people_write_them(value: object, shown: str) -> None:
    assert value_in_words("", value) == shown  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 50), min_size=2, max_size=60))
def test_the_middle_of_values_is_that_of_their_distribution(values: list[int]) -> None:
    np = pytest.importorskip("numpy")
    low, high = np.quantile(values, (0.025, 0.975), method="inverted_cdf")
    found = middle_of(sorted(values))
    assert found is not None
    assert found == (low, high)


@every_report
def test_printed_tables_fit_their_page(kind: str, suppress: bool) -> None:
    for table in tables(report(kind, suppress=suppress)):
        widths, sideways = column_widths(table)
        assert len(widths) == len(table.header)
        assert sum(widths) <= (LANDSCAPE if sideways else PORTRAIT) + 0.01


def test_a_wide_table_stands_on_a_page_on_its_side() -> None:
    wide = Table("wide", "Wide", tuple(f"stabilisation{i}" for i in range(12)), (tuple("x" for _ in range(12)),))
    assert column_widths(wide)[1]
    assert isinstance(figures(report())[0], Figure)


def test_an_option_keeps_its_letter_and_many_options_are_rows() -> None:
    titles = {item.scenario.title: letter(place + 1) for place, item in enumerate(comparison("drawn").compared)}
    texts = [text for figure in figures(report()) for text in (figure.title, figure.alternative)]
    texts += [text for table in tables(report()) for text in table.header]
    for title, mark in titles.items():
        assert any(f"{title} ({mark})" in text for text in texts)
        for other in set(titles.values()) - {mark}:
            assert not any(f"{other}: {title}" in text or f"{title} ({other})" in text for text in texts)
    for table in tables(report("many")):
        if not table.long:
            assert len(table.header) <= 10, table.name


def test_a_long_title_is_shortened_where_it_is_not_introduced() -> None:
    assert shortened("A short title") == "A short title"
    assert shortened("word " * 40) == f"{'word ' * 11}word…"
    assert len(shortened("w" * 250)) <= 60


def test_an_interval_that_is_a_point_says_that_it_cannot_be_told_from_chance() -> None:
    point = Summary(-0.1, 10, (-0.4, 0.2), (-2.0, 1.0), expected=(-0.1, -0.1))
    assert interval(point.expected, "", beside=point) == NOT_TOLD
    known = replace(point, monte_carlo=(-0.1, -0.1))
    assert isinstance(interval(known.expected, "", beside=known), Range), "what has no error is known"
    assert isinstance(interval((-0.1, 0.1), "", beside=replace(point, expected=(-0.1, 0.1))), Range)


def test_words_used_are_explained_as_far_as_they_are_used() -> None:
    said = {kind: next(t for t in tables(report(kind)) if t.name == "words").rows for kind in ("drawn", "one")}
    assert any(row[0] == "Expected interval" for row in said["drawn"])
    assert not any(row[0] == "Expected interval" for row in said["one"])
    for word in ("Draw", "Hazard", "Dominated", "Net benefit"):
        assert any(row[0] == word for row in said["one"])
