"""Money for the main part of a report: what a run costs, what it is for, who pays, and what it comes to a year."""

from __future__ import annotations

from scenarios.display import NOTHING, PENCE, term
from scenarios.document.blocks import Block, Cell, Heading, Paragraph, Table
from scenarios.document.cells import FEW, in_a_sentence, interval, mean_of, number
from scenarios.further import paid
from scenarios.report.costs import COMPONENTS, OF_SUPPORT
from scenarios.report.facts import Facts, Group
from scenarios.report.payers import paid_by, payer_words
from scenarios.report.psychologist import support_and_unused
from scenarios.report.yearly import time_words, years_counted
from sim.words import Payer

A_YEAR = "Total cost a year, on average"


def money_blocks(facts: Facts) -> list[Block]:
    """Return the section on money: one table for each that options are compared with."""
    first = facts.groups[0].ran[0]
    year = first.scenario.parameters.costs.price_year
    blocks: list[Block] = [Heading("Money"), Paragraph(f"Mean cost {time_words(first)}, in pounds of {year}.")]
    for group in facts.groups:
        blocks.append(_few(group, facts) if len(group.items) <= FEW else _many(group, facts))
    return blocks


def _few(group: Group, facts: Facts) -> Table:
    """Return what the money is for, with an option a column; one option alone has its difference beside it."""
    alone = len(group.items) == 1
    known = "Difference, 95% of means of draws" if facts.apart else "Difference, 95% of single runs"
    header = ("What the money is for", *group.named, *(("Difference", known) if alone else ()))
    rows: list[tuple[Cell, ...]] = []

    def add(words: str, pounds: list[float], outcome: str = "") -> None:
        cells = (
            [mean_of(ran.summary[outcome], "£") for ran in group.ran] if outcome else [number(p, "£") for p in pounds]
        )
        rows.append((words, *cells, *(_difference(group, facts, pounds, outcome) if alone else ())))

    unused = [support_and_unused(ran)[1] / PENCE for ran in group.ran]
    for component in COMPONENTS:
        add(term("outcomes", component), [], component)
    if any(unused):
        add(OF_SUPPORT, unused)
    add(term("outcomes", "cost_total"), [], "cost_total")
    years = [years_counted(ran.scenario.parameters) for ran in group.ran]
    if all(years):
        add(
            A_YEAR,
            [(ran.summary["cost_total"].mean or 0.0) / (y or 1.0) for ran, y in zip(group.ran, years, strict=True)],
        )
    for payer in Payer:
        pounds = [ran.mean(paid_by(payer)) / PENCE for ran in group.ran]
        if any(pounds):
            known_of = paid(payer) if all(paid(payer) in ran.summary for ran in group.ran) else ""
            add(f"Paid by {in_a_sentence(payer_words(payer))}", pounds, known_of)
    notes = ["'Of which' is inside the row above it."] if any(unused) else []
    if any(NOTHING in row for row in rows):
        notes.append("Where no interval stands, only the mean is worked out.")
    caption = "What the money is for, and who pays"
    return Table(f"money-{group.name}", caption, header, tuple(rows), " ".join(notes), sheet="Money")


def _difference(group: Group, facts: Facts, pounds: list[float], outcome: str) -> tuple[Cell, Cell]:
    if not outcome:
        return number(pounds[1] - pounds[0], "£", signed=True), NOTHING
    d = group.items[0].difference[outcome]
    ends = d.expected if facts.apart else d.predictive
    return mean_of(d, "£", signed=True), interval(ends, "£", signed=True, beside=d)


def _many(group: Group, facts: Facts) -> Table:
    """Return what every option costs, a row each, with who pays."""
    years = [years_counted(ran.scenario.parameters) for ran in group.ran]
    yearly = all(years)
    payers = [payer for payer in Payer if any(ran.sums[paid_by(payer)] for ran in group.ran)]
    known = "95% of means of draws" if facts.apart else "95% Monte Carlo"
    header = (
        *("Option", "Total cost", known, *((A_YEAR,) if yearly else ())),
        *(f"Paid by {in_a_sentence(payer_words(payer))}" for payer in payers),
    )
    rows: list[tuple[Cell, ...]] = []
    for named, ran, over in zip(group.named, group.ran, years, strict=True):
        cost = ran.summary["cost_total"]
        ends = interval(cost.expected if facts.apart else cost.monte_carlo, "£", beside=cost)
        a_year = (number((cost.mean or 0.0) / (over or 1.0), "£"),) if yearly else ()
        each = (number(ran.mean(paid_by(payer)) / PENCE, "£") for payer in payers)
        rows.append((named, mean_of(cost, "£"), ends, *a_year, *each))
    caption = f"What each option costs, and who pays, beside '{group.titles[0]}'"
    return Table(f"money-{group.name}", caption, header, tuple(rows), "Means of a run.", sheet="Money")
