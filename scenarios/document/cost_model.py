"""The cost model of a workbook: unit costs that may be changed, shared by all options, and totals that follow.

Every item has one unit cost, that of what is compared with. An option's own mean unit cost may stand a little off it,
by chance or because the option changes prices; how it stands to it is a column of its own. So what is simulated comes
out to the penny, and a changed unit cost changes every option alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from scenarios.document.blocks import CostLine, Document
from scenarios.document.sheets import NONE, Book, Column

COST_SHEETS = ("Unit costs", "Cost model", "Cost totals")
UNITS, MODEL, SUMS = COST_SHEETS
PAYERS = {"nhs": "The NHS", "council": "The council", "charity": "The charity"}
POUNDS, PENCE, QUANTITY, RATIO = "£#,##0;-£#,##0", "£#,##0.00;-£#,##0.00", "#,##0.0", "0.00"
INPUT = "Unit cost in pounds (input: change it here)"

INPUTS = (
    *(Column("Item", 44.0), Column("One of it", 32.0)),
    *(Column("Unit cost as simulated, in pounds", 18.0, right=True), Column(INPUT, 18.0, right=True)),
)
MULTIPLIED = Column("Where an option's own differs by more than a fifth", 60.0)
MUCH = 1.2
"""How far an option's own mean unit cost may be from the shared one before it is said beside the input."""

WHY_MULTIPLIED = (
    "A unit cost is all that stands under an item over how many there were: sessions cancelled late, further "
    "appointments or another price stand in it. A changed unit cost is multiplied alike."
)
LEVELS = (
    "Level 1 is one full measure of a support, such as one £10 voucher at each attendance or one named case manager; "
    "an option that gives twice as much has twice the quantity."
)
LINES = (
    *(Column("Option", 36.0), Column("Item", 36.0), Column("One of it", 32.0)),
    *(Column("Mean quantity in a run", 16.0, right=True), Column("Unit cost in pounds", 16.0, right=True)),
    Column("The option's own unit cost over it", 16.0, right=True),
    *(Column("Payer", 14.0), Column("Cost in pounds", 16.0, right=True)),
)
TOTALS = (
    *(Column("Option", 36.0), Column("Total cost in pounds", 16.0, right=True)),
    *(Column("Total cost as simulated, in pounds", 16.0, right=True), Column("Compared with", 36.0)),
    Column("Difference in total cost, in pounds", 16.0, right=True),
    *(Column(f"Women who {what}, mean in a run", 16.0, right=True) for what in ("join", "complete therapy")),
    *(Column(f"Cost per {each}, in pounds", 16.0, right=True) for each in ("woman who joins", "completed therapy")),
)
INPUT_AT = 3
QUANTITY_AT, UNIT_AT, RATIO_AT, PAYER_AT, COST_AT = 3, 4, 5, 6, 7


def write_cost_model(book: Book, document: Document) -> None:
    """Write the three sheets of the cost model.

    Every formula carries its value, so that a program that does not reckon shows numbers too.

    Parameters
    ----------
    book : Book
        The workbook.
    document : Document
        The report, with lines of costs.
    """
    shared = shared_unit_costs(document.cost_lines)
    cells = _write_inputs(book, document, shared)
    top = _write_lines(book, document, shared, cells)
    _write_totals(book, document, top)


def shared_unit_costs(lines: Sequence[CostLine]) -> dict[tuple[str, str], float]:
    """Return one unit cost an item: that of what is compared with, or of the first option that has it."""
    besides = {line.beside for line in lines}
    found: dict[tuple[str, str], float] = {}
    for line in sorted(lines, key=lambda line: line.option not in besides):
        found.setdefault((line.item, line.unit), line.pounds)
    return found


def _write_inputs(
    book: Book, document: Document, shared: dict[tuple[str, str], float]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Write the unit costs that may be changed, and return the cell of each."""
    sheet = book.sheet(UNITS)
    price_year = f" in pounds of {document.price_year}" if document.price_year else ""
    marks = _marks(document.cost_lines, shared)
    columns = (*INPUTS, MULTIPLIED) if marks else INPUTS
    top = book.head(
        sheet,
        "Unit costs: change them here",
        [
            f"This worksheet has one table: what one of each item costs{price_year}, as in what is compared with.",
            f"Change a unit cost, which stands in a box: '{MODEL}' and '{SUMS}' follow, in every option. All else is "
            "locked, without a password.",
            *([LEVELS] if any("level 1" in unit for _, unit in shared) else []),
        ],
        columns,
    )
    book.table(sheet, top, "unit-costs", columns, len(shared))
    words = {"locked": False, "border": 1, "bg_color": "#fff8d6"}
    cells: dict[tuple[str, str], tuple[int, int]] = {}
    for row, ((item, unit), pounds) in enumerate(shared.items(), start=top + 1):
        sheet.write_string(row, 0, item, book.wrapped)
        sheet.write_string(row, 1, unit, book.wrapped)
        mark = marks.get((item, unit), NONE)
        if marks:
            sheet.write_string(row, len(INPUTS), mark, book.wrapped)
        book.fit(sheet, row, (item, unit, "", "", mark)[: len(columns)], columns)
        sheet.write_number(row, 2, pounds, book.number(PENCE))
        sheet.write_number(row, INPUT_AT, pounds, book.number(PENCE, **words))
        cells[item, unit] = (row, INPUT_AT)
    _take_pounds_only(sheet, top + 1, top + len(shared))
    _protect(sheet)
    book.define("cost-inputs", UNITS, (top + 1, INPUT_AT), (top + len(shared), INPUT_AT))
    return cells


def _take_pounds_only(sheet: Worksheet, first: int, last: int) -> None:
    sheet.data_validation(
        first, INPUT_AT, last, INPUT_AT,
        {
            "validate": "decimal", "criteria": ">=", "value": 0,
            "input_title": "Unit cost", "input_message": "Pounds for one. Costs and totals follow.",
            "error_title": "Unit cost", "error_message": "Give a number of pounds, 0 or more.",
        },
    )  # fmt: skip


def _marks(lines: Sequence[CostLine], shared: dict[tuple[str, str], float]) -> dict[tuple[str, str], str]:
    """Return what is said beside a unit cost which an option's own is far from, by item."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        unit_cost = shared[line.item, line.unit]
        times = line.pounds / unit_cost if unit_cost else 1.0
        if not 1.0 / MUCH <= times <= MUCH:
            found.setdefault((line.item, line.unit), []).append(f"in '{line.option}' one costs {times:.2f} times this")
    return {key: f"I{'; '.join(said)[1:]}. {WHY_MULTIPLIED}" for key, said in found.items()}


def _protect(sheet: Worksheet) -> None:
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def _write_lines(
    book: Book,
    document: Document,
    shared: dict[tuple[str, str], float],
    cells: dict[tuple[str, str], tuple[int, int]],
) -> int:
    sheet, lines = book.sheet(MODEL), document.cost_lines
    price_year = f", in pounds of {document.price_year}" if document.price_year else ""
    top = book.head(
        sheet,
        "Cost model: what is used, what one costs, and what that comes to",
        [
            f"This worksheet has one table: means of a run{price_year}. Cost: the quantity, times the unit cost of the "
            f"sheet '{UNITS}', times how the option's own mean unit cost stands to it (1.00: the same).",
            f"To price anything anew, change the unit costs on '{UNITS}'. All here is locked, without a password.",
        ],
        LINES,
    )
    book.table(sheet, top, "cost-model", LINES, len(lines))
    for row, line in enumerate(lines, start=top + 1):
        unit_cost = shared[line.item, line.unit]
        own = line.pounds / unit_cost if unit_cost else 1.0
        payer = PAYERS.get(line.payer, line.payer)
        for column, text in ((0, line.option), (1, line.item), (2, line.unit), (PAYER_AT, payer)):
            sheet.write_string(row, column, text, book.wrapped)
        book.fit(sheet, row, (line.option, line.item, line.unit, "", "", "", payer, ""), LINES)
        sheet.write_number(row, QUANTITY_AT, line.quantity, book.number(QUANTITY))
        input_cell = xl_rowcol_to_cell(*cells[line.item, line.unit], row_abs=True, col_abs=True)
        sheet.write_formula(row, UNIT_AT, f"='{UNITS}'!{input_cell}", book.number(PENCE), unit_cost)
        sheet.write_number(row, RATIO_AT, own, book.number(RATIO))
        factors = (xl_rowcol_to_cell(row, column) for column in (QUANTITY_AT, UNIT_AT, RATIO_AT))
        sheet.write_formula(row, COST_AT, f"={'*'.join(factors)}", book.number(POUNDS), line.quantity * line.pounds)
    _protect(sheet)
    last = top + len(lines)
    for name, column in (("options", 0), ("quantities", QUANTITY_AT), ("unit-costs", UNIT_AT), ("costs", COST_AT)):
        book.define(f"cost-model-{name}", MODEL, (top + 1, column), (last, column))
    return top


def _write_totals(book: Book, document: Document, lines_top: int) -> None:
    sheet, lines = book.sheet(SUMS), document.cost_lines
    top = book.head(
        sheet,
        "Cost totals: what each option comes to at these unit costs",
        [
            f"This worksheet has one table. Its formulae follow the sheets '{UNITS}' and '{MODEL}'.",
            "A cost for each woman is a ratio of means. It says what is spent and not what is gained: do not rank "
            "options by it alone.",
        ],
        TOTALS,
    )
    options = list(dict.fromkeys(line.option for line in lines))
    book.table(sheet, top, "cost-totals", TOTALS, len(options))
    totals = {option: sum(line.quantity * line.pounds for line in lines if line.option == option) for option in options}
    row_of = {option: top + 1 + place for place, option in enumerate(options)}
    for option, row in row_of.items():
        line = next(line for line in lines if line.option == option)
        sheet.write_string(row, 0, option, book.wrapped)
        formula = _total_formula(lines_top, len(lines), xl_rowcol_to_cell(row, 0, col_abs=True))
        sheet.write_formula(row, 1, formula, book.number(POUNDS), totals[option])
        book.fit(sheet, row, (option, "", "", line.beside, *("" for _ in TOTALS[4:])), TOTALS)
        sheet.write_number(row, 2, totals[option], book.number(POUNDS))
        _write_difference(book, sheet, row, line, row_of, totals)
        for column, women in ((5, line.joined), (6, line.completed)):
            sheet.write_number(row, column, women, book.number(QUANTITY))
            number, total = xl_rowcol_to_cell(row, column), xl_rowcol_to_cell(row, 1)
            formula = f'=IF({number}=0,"{NONE}",{total}/{number})'
            each: float | str = totals[option] / women if women else NONE
            sheet.write_formula(row, column + 2, formula, book.number(POUNDS), each)
    book.define("cost-totals", SUMS, (top + 1, 1), (top + len(options), 1))


def _total_formula(top: int, number: int, option: str) -> str:
    """Return the sum of an option's costs; SUMIFS would read some letters of a title as wildcards."""

    def cells(column: int) -> str:
        ends = (xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (top + 1, top + number))
        return f"'{MODEL}'!{':'.join(ends)}"

    return f"=SUMPRODUCT(({cells(0)}={option})*{cells(COST_AT)})"


def _write_difference(
    book: Book, sheet: Worksheet, row: int, line: CostLine, row_of: dict[str, int], totals: dict[str, float]
) -> None:
    other = row_of.get(line.beside)
    if other is None:
        sheet.write_string(row, 3, NONE, book.wrapped)
        sheet.write_string(row, 4, NONE, book.none)
        return
    sheet.write_string(row, 3, line.beside, book.wrapped)
    formula = f"={xl_rowcol_to_cell(row, 1)}-{xl_rowcol_to_cell(other, 1)}"
    sheet.write_formula(row, 4, formula, book.number(POUNDS), totals[line.option] - totals[line.beside])
