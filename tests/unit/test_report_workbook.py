"""A report as a workbook: marked tables, real numbers, and a cost model whose formulae give what they say."""

import io
import re
import zipfile
from functools import cache

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from reports import comparison, report, tables

from scenarios.document.blocks import CostLine, Document, Number, Paragraph, Range, Table
from scenarios.document.cost_model import COST_SHEETS
from scenarios.document.xlsx import _with_numbers, xlsx_of
from scenarios.economics.items import items_of
from scenarios.report.cost_lines_of_items import lines_of_options, lines_of_runs

pytestmark = pytest.mark.unit


@cache
def written(kind: str = "drawn") -> bytes:
    return xlsx_of(report(kind))


@cache
def book(kind: str = "drawn", *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(kind)), data_only=values)


def data_sheets(kind: str = "drawn") -> list[Worksheet]:
    """Return the sheets of the report's tables, in the order of the report."""
    others = ("Contents", "Words", *COST_SHEETS)
    return [sheet for sheet in book(kind).worksheets if sheet.title not in others]


def test_the_answer_comes_first_and_money_next() -> None:
    assert book().sheetnames[:6] == ["Answer", "Contents", "Money", "Unit costs", "Cost model", "Cost totals"]
    assert book().sheetnames[-1] == "Words"
    assert book()["Answer"]["A1"].value == report().title
    for name in ("Women", "Waits", "Who pays", "Cost per woman", "Glossary", "Sources"):
        assert name in book().sheetnames


def test_sheets_are_named_in_words() -> None:
    for kind in ("drawn", "service", "many"):
        for name in book(kind).sheetnames:
            assert re.fullmatch(r"[A-Z][A-Za-z,]*( [A-Za-z]+)*( \d+)?", name), name


def test_the_answer_stands_on_the_first_sheet_in_words() -> None:
    said = " ".join(str(row[0].value) for row in book()["Answer"].iter_rows(max_col=1))
    lead = next(b.text for b in report().blocks if isinstance(b, Paragraph) and b.role == "lead")
    assert lead in said


def test_contents_links_to_every_other_sheet() -> None:
    sheet = book()["Contents"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    links = {str(cell.hyperlink.location).split("!")[0].strip("'") for cell in cells}
    assert links == set(book().sheetnames) - {"Contents"}


def test_every_sheet_has_one_marked_table_under_a_title() -> None:
    names = set()
    for sheet in book().worksheets:
        assert len(sheet.tables) == 1, sheet.title
        table = next(iter(sheet.tables.values()))
        names.add(table.name)
        assert sheet["A1"].value
        first = int(re.findall(r"\d+", table.ref)[0])
        assert all(sheet.cell(row, 1).value for row in range(1, first))
        heads = [column.name for column in table.tableColumns]
        assert len({head.lower() for head in heads}) == len(heads)
        # So much stands above the answer's table that a small screen could not be moved if it stayed in sight.
        assert sheet.freeze_panes == (None if sheet.title == "Answer" else f"B{first + 1}")
    assert len(names) == len(book().sheetnames)


def test_no_cell_is_merged_and_no_row_of_a_table_is_empty() -> None:
    for sheet in book().worksheets:
        assert not sheet.merged_cells.ranges
        for table in sheet.tables.values():
            for row in sheet[table.ref]:
                assert all(cell.value not in (None, "") for cell in row), (sheet.title, row[0].row)


def test_pages_are_a4_on_their_side_and_as_wide_as_the_table() -> None:
    for sheet in book().worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.fitToHeight) == 0


def test_numbers_are_numbers_and_intervals_have_two_columns() -> None:
    for sheet, ours in zip(data_sheets(), tables(report()), strict=True):
        table = next(iter(sheet.tables.values()))
        found = [[cell.value for cell in row] for row in sheet[table.ref]][1:]
        split = [any(isinstance(row[i], Range) for row in ours.rows) for i in range(len(ours.header))]
        expected = []
        for given_row in ours.rows:
            row = _with_numbers(given_row)
            cells: list[object] = []
            for cell, in_two in zip(row, split, strict=True):
                if isinstance(cell, Range):
                    cells += [cell.low, cell.high]
                else:
                    shown = cell.value if isinstance(cell, Number) else "[z]" if cell in ("-", "") else cell
                    cells += [shown, shown] if in_two else [shown]
            expected.append(cells)
        for row, wanted in zip(found, expected, strict=True):
            assert row == [pytest.approx(each) if isinstance(each, float | int) else each for each in wanted], ours.name


NUMERIC = re.compile(r"[-+]?£?[\d,]+(\.\d+)?%?")


def test_no_number_is_written_as_text() -> None:
    for kind in ("drawn", "service", "many"):
        for sheet in data_sheets(kind):
            table = next(iter(sheet.tables.values()))
            for row in list(sheet[table.ref])[1:]:
                for cell in row[1:]:
                    assert not (isinstance(cell.value, str) and NUMERIC.fullmatch(cell.value)), cell


def test_words_that_are_a_number_become_that_number_as_it_is_written() -> None:
    shown = ("21%", "1.9%", "£6,842", "£1.50", "0.64", "-£12", "0", "1,500", "A 1", "12 of 20", "1 to 2", "3a", "1e5")
    made = xlsx_of(Document("T", "S", (Table("t", "T", ("a", "b"), tuple((text, text) for text in shown)),)))
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[2]
    cells = [row[1] for row in list(sheet[next(iter(sheet.tables.values())).ref])[1:]]
    assert [cell.value for cell in cells] == [
        *(0.21, 0.019, 6842, 1.5, 0.64, -12, 0, 1500),
        *("A 1", "12 of 20", "1 to 2", "3a", "1e5"),
    ]
    formats = [cell.number_format for cell in cells[:8]]
    assert formats == [
        "0%",
        "0.0%",
        "£#,##0;-£#,##0",
        "£#,##0.00;-£#,##0.00",
        "#,##0.00",
        "£#,##0;-£#,##0",
        "#,##0",
        "#,##0",
    ]
    names = [row[0].value for row in list(sheet[next(iter(sheet.tables.values())).ref])[1:]]
    assert names == ["21%", "1.9%", 6842, 1.5, "0.64", "-£12", "0", "1,500", *shown[8:]]


def test_numbers_show_as_few_decimals_as_on_paper() -> None:
    for sheet in data_sheets():
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, float | int):
                    assert not re.search(r"\.000", cell.number_format), (sheet.title, cell.coordinate)
                    assert cell.number_format != "General"


# The cost model


def evaluated(kind: str) -> dict[str, dict[str, float]]:
    """Reckon the cost model as a workbook would, from its formulae and inputs."""
    lines, totals = book(kind)["Cost model"], book(kind)["Cost totals"]
    costs: dict[str, list[tuple[str, float]]] = {}
    table = next(iter(lines.tables.values()))
    for row in list(lines[table.ref])[1:]:
        assert row[7].value == f"=D{row[7].row}*E{row[7].row}*F{row[7].row}"
        unit_cost = book(kind)["Unit costs"][str(row[4].value).removeprefix("='Unit costs'!").replace("$", "")].value
        cost = row[3].value * unit_cost * row[5].value
        costs.setdefault(str(row[0].value), []).append((row[7].coordinate, cost))
    found = {}
    table = next(iter(totals.tables.values()))
    last = re.findall(r"\d+", next(iter(lines.tables.values())).ref)
    span = f"{int(last[0]) + 1}:$X${last[1]}"
    for row in list(totals[table.ref])[1:]:
        formula = str(row[1].value)
        for column in "AH":
            assert f"'Cost model'!${column}${span.replace('X', column)}" in formula
        assert f"=$A{row[0].row})" in formula
        total = sum(cost for _, cost in costs[str(row[0].value)])
        found[str(row[0].value)] = {"total": total, "joined": row[5].value, "completed": row[6].value}
        assert str(row[7].value) == f'=IF(F{row[0].row}=0,"[z]",B{row[0].row}/F{row[0].row})'
        assert str(row[8].value) == f'=IF(G{row[0].row}=0,"[z]",B{row[0].row}/G{row[0].row})'
    return found


@pytest.mark.parametrize("kind", ["drawn", "service", "usual"])
def test_the_formulae_give_the_total_cost_of_the_model(kind: str) -> None:
    found = evaluated(kind)
    for item in comparison(kind).compared:
        for scenario, summary in ((item.other, item.other_summary), (item.scenario, item.summary)):
            reckoned = found[scenario.title]
            assert reckoned["total"] == pytest.approx(summary["cost_total"].mean)
            assert reckoned["joined"] == pytest.approx(summary["consented"].mean)
            assert reckoned["completed"] == pytest.approx(summary["completed_therapy"].mean)


@pytest.mark.parametrize("kind", ["drawn", "service"])
def test_every_formula_carries_its_value(kind: str) -> None:
    for name in ("Unit costs", "Cost model", "Cost totals"):
        for row in book(kind)[name].iter_rows():
            for cell in row:
                if str(cell.value).startswith("="):
                    assert book(kind, values=True)[name][cell.coordinate].value is not None
    for row in book(kind, values=True)["Cost model"].iter_rows(min_row=5, values_only=True):
        if isinstance(row[7], float | int):
            assert row[7] == pytest.approx(row[3] * row[4] * row[5])
    values = book(kind, values=True)["Cost totals"]
    for item in comparison(kind).compared:
        row = next(r for r in values.iter_rows(values_only=True) if r[0] == item.scenario.title)
        assert row[1] == pytest.approx(item.summary["cost_total"].mean)
        assert row[3] == item.other.title
        assert row[4] == pytest.approx(item.difference["cost_total"].mean)
        each = item.summary["cost_per_completer"].mean
        assert row[8] == ("[z]" if each is None else pytest.approx(each))


def test_unit_costs_alone_may_be_changed() -> None:
    for name in ("Unit costs", "Cost model"):
        sheet = book()[name]
        assert sheet.protection.sheet
        assert not sheet.protection.password
        table = next(iter(sheet.tables.values()))
        heads = [column.name for column in table.tableColumns]
        inputs = ["input" in head for head in heads]
        assert sum(inputs) == (name == "Unit costs")
        for row in list(sheet[table.ref])[1:]:
            assert [not cell.protection.locked for cell in row] == inputs
    sheet = book()["Unit costs"]
    rows = list(sheet[next(iter(sheet.tables.values())).ref])[1:]
    rules = [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
    assert rules == [f"D{rows[0][0].row}:D{rows[-1][0].row}"]


def test_an_item_has_one_unit_cost_for_all_options() -> None:
    sheet = book("service")["Unit costs"]
    rows = [[cell.value for cell in row[:4]] for row in list(sheet[next(iter(sheet.tables.values())).ref])[1:]]
    assert len({(item, unit) for item, unit, *_ in rows}) == len(rows)
    first = comparison("service").compared[0].other.title
    own = {(line.item, line.unit): line.pounds for line in report("service").cost_lines if line.option == first}
    assert all(simulated == given for _, _, simulated, given in rows)
    assert all(own.get((item, unit), given) == pytest.approx(given) for item, unit, _, given in rows)


def test_what_a_unit_cost_is_multiplied_by_is_said_beside_its_cell_where_it_is_much() -> None:
    costs = (
        ("A", "Rooms", 10.0),
        ("A", "Calls", 10.0),
        ("B", "Rooms", 11.9),
        ("B", "Calls", 13.0),
        ("C", "Calls", 8.0),
    )
    lines = [CostLine(option, item, "one", 2.0, pounds, "nhs") for option, item, pounds in costs]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(Document("T", "S", (), "", tuple(lines)))))["Unit costs"]
    rows = {row[0].value: row[4].value for row in list(sheet[next(iter(sheet.tables.values())).ref])[1:]}
    assert rows["Rooms"] == "[z]"
    assert rows["Calls"].startswith("In 'B' one costs 1.30 times this; in 'C' one costs 0.80 times this.")
    assert "cancelled late" in rows["Calls"]
    for kind in ("drawn", "service", "usual"):
        table = next(iter(book(kind)["Unit costs"].tables.values()))
        assert len(table.tableColumns) in (4, 5)


def test_ranges_have_names() -> None:
    assert {"t_cost_inputs", "t_cost_model_unit_costs", "t_cost_model_quantities", "t_cost_totals"} <= {
        name.rstrip("_2") for name in book().defined_names
    } | set(book().defined_names)


def test_the_same_report_is_the_same_bytes() -> None:
    assert xlsx_of(report()) == written()
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        assert "2026" not in archive.read("docProps/core.xml").decode()


def test_a_report_without_costs_has_no_cost_model() -> None:
    found = openpyxl.load_workbook(io.BytesIO(xlsx_of(Document("T", "S", ()))))
    assert found.sheetnames == ["Answer", "Contents", "Words"]


def test_a_table_without_rows_says_that_there_is_nothing() -> None:
    made = xlsx_of(Document("T", "S", (Table("none", "None", ("a", "b"), ()),)))
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[2]
    assert [cell.value for cell in sheet[next(iter(sheet.tables.values())).ref][1]] == ["[z]", "[z]"]


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=60), st.sampled_from(["=1+1", "http://a.b", "a*b?", "{=1}", "x"]))
def test_any_text_stays_text(text: str, start: str) -> None:
    table = Table(f"{start}{text}", text, (text, text, "b"), ((f"{start}{text}", "-", Number(1.0, "1")),), text)
    line = CostLine(f"{start}{text}", text, text, 2.0, 3.0, text, 1.0, 0.0)
    made = xlsx_of(Document(f"{start}{text}", text, (table, table), text, (line,)))
    found = openpyxl.load_workbook(io.BytesIO(made))
    assert len(found.worksheets) == 8
    formulae = [c.value for s in found.worksheets for r in s.iter_rows() for c in r if c.data_type == "f"]
    assert len(formulae) == 5


def test_lines_of_the_economics_add_up_to_the_mean_total_cost() -> None:
    for item in comparison("service").compared:
        for scenario, summary in ((item.other, item.other_summary), (item.scenario, item.summary)):
            items = items_of(comparison("service").runs[scenario.name], scenario, scenario.parameters)
            lines = lines_of_options([(scenario, items, summary)])
            assert sum(line.quantity * line.pounds for line in lines) == pytest.approx(summary["cost_total"].mean)
            assert any("oucher" in line.item for line in lines)
    both = lines_of_options([(item.other, items, summary), (item.scenario, items, summary)])
    assert {line.beside for line in both} == {"", item.other.title}


def test_lines_of_runs_are_those_of_the_economics() -> None:
    """The page, which has no NumPy, prices what the command line does."""
    item = comparison("service").compared[0]
    runs = comparison("service").runs[item.scenario.name]
    items = items_of(runs, item.scenario, item.scenario.parameters)
    of_items = lines_of_options([(item.scenario, items, item.summary)])
    drawn = [{}] * runs.replications
    assert lines_of_runs([(item.scenario, runs, item.summary, drawn)]) == of_items
    dearer = lines_of_runs([(item.scenario, runs, item.summary, [{"costs.lunch": 8.0}] * runs.replications)])
    assert next(line.pounds for line in dearer if line.item == "Lunches") == 8.0
