"""Costs: by component, payer and financial year, for each woman, and lines that a finance officer can price anew."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.display import amount, term
from scenarios.pictures.bars import Bar, Row, stacked
from scenarios.pictures.budget import budget
from scenarios.pictures.style import letter
from scenarios.report.answer import option_cell, option_header
from scenarios.report.blocks import Block, Cell, CostLine, Figure, Heading, Number, Paragraph, Table
from scenarios.report.cells import count, half_of, in_a_sentence, interval, mean_of, number, text_of
from scenarios.report.facts import Facts, Group, Ran
from scenarios.report.flow import ABREAST
from sim.clock import WEEK, WEEKS_IN_YEAR
from sim.words import Payer

COMPONENTS = ("cost_drug_groups", "cost_ptsd_screening", "cost_stabilisation", "cost_therapy", "cost_support")
EACH = ("cost_per_woman_joined", "cost_per_completer")
PENCE = 100


def cost_blocks(facts: Facts) -> list[Block]:
    """Return the section on costs."""
    year = facts.groups[0].ran[0].scenario.parameters.costs.price_year
    blocks: list[Block] = [
        Heading("Costs"),
        Paragraph(f"In pounds of {year}. A run is the whole time simulated, less any time that is not counted."),
    ]
    for group in facts.groups:
        parts = list(group.in_parts(ABREAST))
        for place, part in enumerate(parts):
            blocks.append(_component_figure(part, "" if len(parts) == 1 else f"-{place + 1}"))
        blocks += [_difference_table(group, facts), _payer_table(group), _each_table(group, facts)]
        blocks.append(_line_table(group))
        if group.ran[0].scenario.parameters.run.kind != "study":
            for place, part in enumerate(parts):
                blocks.append(_year_figure(part, "" if len(parts) == 1 else f"-{place + 1}"))
    return blocks


def _component_figure(group: Group, part: str) -> Figure:
    name = f"costs-{group.name}{part}"
    title = f"Cost of a run by component, beside '{group.titles[0]}'"
    said, drawn = [], []
    for ran in group.ran:
        means = [ran.summary[component].mean or 0.0 for component in COMPONENTS]
        total = amount(ran.summary["cost_total"].mean, "£")
        bars = [Bar(mean, amount(mean, "£")) for mean in means]
        drawn.append((ran.scenario.title, bars, total))
        parts = ", ".join(
            f"{in_a_sentence(term('outcomes', component))} {bar.shown}"
            for component, bar in zip(COMPONENTS, bars, strict=True)
        )
        said.append(f"{ran.scenario.title}: {total}, of which {parts}.")
    alternative = " ".join(said)
    words = [term("outcomes", component) for component in COMPONENTS]
    svg = stacked(name, title, alternative, drawn, words, axis="Mean pounds a run")
    return Figure(name, title, svg, alternative, _component_table(group, f"{name}-table", title))


def _component_table(group: Group, name: str, title: str) -> Table:
    rows = tuple(
        (term("outcomes", component), *(mean_of(ran.summary[component], "£") for ran in group.ran))
        for component in (*COMPONENTS, "cost_total", "cost_discounted")
    )
    note = "Mean pounds a run. Discounted: by year from opening, at the rate of the option."
    return Table(name, title, ("Component", *group.titles), rows, note)


def _difference_table(group: Group, facts: Facts) -> Table:
    expected = ("Expected: 95% of means of draws",) if facts.apart else ()
    header = (
        "Component",
        *option_header(group),
        "Difference",
        "± Monte Carlo",
        *expected,
        "Predictive: 95% of single runs",
    )
    rows: list[tuple[Cell, ...]] = []
    for component in (*COMPONENTS, "cost_total"):
        for place, item in enumerate(group.items):
            d = item.difference[component]
            bounds = (interval(d.expected, "£", signed=True),) if facts.apart else ()
            cells = (mean_of(d, "£", signed=True), half_of(d, "£"), *bounds, interval(d.predictive, "£", signed=True))
            rows.append((term("outcomes", component), *option_cell(group, place), *cells))
    caption = f"Differences in cost from '{group.titles[0]}'"
    note = "Paired differences: the option less what it is compared with, woman by woman and run by run."
    return Table(f"cost-differences-{group.name}", caption, header, tuple(rows), note)


def _payer_table(group: Group) -> Table:
    rows = tuple(
        (_payer_words(payer), *(number(ran.mean(_paid_by(payer)) / PENCE, "£") for ran in group.ran)) for payer in Payer
    )
    caption = f"Who pays, beside '{group.titles[0]}'"
    return Table(f"payers-{group.name}", caption, ("Payer", *group.titles), rows, "Mean pounds a run.")


def _paid_by(payer: Payer) -> str:
    return f"pence_paid_by_{payer.name.lower()}"


def _payer_words(payer: Payer) -> str:
    return {Payer.NHS: "The NHS", Payer.COUNCIL: "The council", Payer.CHARITY: "The charity"}[payer]


def _each_table(group: Group, facts: Facts) -> Table:
    """Return costs for each woman; ratios of means, of which none is an average of ratios."""
    expected = ("Expected: 95% over draws",) if facts.apart else ()
    differs = ("Difference", "± Monte Carlo of the difference")
    also = ("Difference, 95% over draws",) if facts.apart else ()
    header = ("Cost for each", "Option", "Cost", *expected, *differs, *also)
    rows: list[tuple[Cell, ...]] = []
    for name in EACH:
        first = group.ran[0].summary[name]
        bounds = (interval(first.expected, "£"),) if facts.apart else ()
        empty = ("-",) * (2 + len(also))
        rows.append((term("outcomes", name), group.titles[0], mean_of(first, "£"), *bounds, *empty))
        for item in group.items:
            own, d = item.summary[name], item.difference[name]
            bounds = (interval(own.expected, "£"),) if facts.apart else ()
            more = (interval(d.expected, "£", signed=True),) if facts.apart else ()
            cells = (mean_of(own, "£"), *bounds, mean_of(d, "£", signed=True), half_of(d, "£"), *more)
            rows.append((term("outcomes", name), item.scenario.title, *cells))
    note = (
        "Total cost of all runs over women of all runs, so a ratio of means and not a mean of ratios. A cost for each "
        "woman says what is spent and not what is gained: it must not be used to rank options by itself."
    )
    return Table(
        f"cost-for-each-{group.name}", f"Cost for each woman, beside '{group.titles[0]}'", header, tuple(rows), note
    )


def _year_figure(group: Group, part: str) -> Figure:
    name = f"years-{group.name}{part}"
    title = f"Cost by financial year, beside '{group.titles[0]}'"
    p = group.ran[0].scenario.parameters.run
    years = range(p.warm_up_weeks // WEEKS_IN_YEAR, (p.delivery_weeks - 1) // WEEKS_IN_YEAR + 1)
    rows, drawn = [], []
    for year in years:
        costs = [ran.years["pence_total", year] / ran.replications / PENCE for ran in group.ran]
        rows.append((f"Year {year + 1}", *(number(cost, "£") for cost in costs)))
        drawn.append(Row(f"Year {year + 1}", tuple(Bar(cost, amount(cost, "£")) for cost in costs)))
    said = (f"{row[0]}: {', '.join(f'{letter(i)} {text_of(cell)}' for i, cell in enumerate(row[1:]))}." for row in rows)
    alternative = " ".join(str(sentence) for sentence in said)
    svg = budget(name, title, alternative, drawn, group.titles, axis="Mean pounds in the year")
    note = "Years of 52 weeks from opening; years that are not counted are left out. Mean pounds, not discounted."
    return Figure(
        name, title, svg, alternative, Table(f"{name}-table", title, ("Year", *group.titles), tuple(rows), note)
    )


def cost_lines(facts: Facts) -> tuple[CostLine, ...]:
    """Return the lines of every option's costs, of which quantity times unit cost adds up to its mean total cost."""
    lines: dict[str, list[CostLine]] = {}
    for group in facts.groups:
        for place, ran in enumerate(group.ran):
            beside = _told_apart(group.ran[0], facts) if place else ""
            if ran.scenario.name not in lines:
                lines[ran.scenario.name] = list(_lines_of(ran, _told_apart(ran, facts), beside))
    return tuple(line for each in lines.values() for line in each)


def _told_apart(ran: Ran, facts: Facts) -> str:
    """Return the title of an option, with its name where another has the same title."""
    titles = [each.scenario.title for each in facts.ran.values()]
    title = ran.scenario.title
    return title if titles.count(title) == 1 else f"{title} ({ran.scenario.name})"


def _line_table(group: Group) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for place, ran in enumerate(group.ran):
        for line in _lines_of(ran):
            each = Number(line.pounds, f"£{line.pounds:,.2f}", "£")
            shown = (count(line.quantity), each, number(line.quantity * line.pounds, "£"))
            rows.append((f"{letter(place)}: {line.item}", line.unit, *shown, _payer_words(Payer[line.payer.upper()])))
    caption = f"What the money buys, beside '{group.titles[0]}'"
    note = (
        "Means a run. Cost of one: all that stands under the item over how many there were, so costs of sessions hold "
        "what was cancelled at short notice. The workbook lets each be priced anew."
    )
    header = ("Item", "One of it", "How many", "Cost of one", "Cost", "Payer")
    return Table(f"lines-{group.name}", caption, header, tuple(rows), note)


def _lines_of(ran: Ran, option: str = "", beside: str = "") -> Iterator[CostLine]:
    for item, unit, quantity, pence, payer in _priced(ran):
        if not pence:
            continue
        # What costs something though nothing of it was counted is one cost of the run.
        number_of, of_what = (quantity, unit) if quantity else (1.0, "run")
        yield CostLine(
            option, item, of_what, number_of, pence / PENCE / number_of, payer,
            ran.mean("consented"), ran.mean("completed_therapy"), beside,
        )  # fmt: skip


def _priced(ran: Ran) -> Iterator[tuple[str, str, float, float, str]]:
    """Yield item, one of what, mean quantity, mean pence and payer."""
    payers = ran.scenario.parameters.payers
    held = {kind: ran.mean(f"{kind}_sessions_held") for kind in ("drug_group", "stabilisation", "therapy")}
    groups = held["drug_group"] + ran.mean("drug_group_sessions_empty")
    courses = held["stabilisation"] + ran.mean("stabilisation_sessions_empty")
    screened = ran.mean("offered_ptsd_screening")
    kind = "session, also if nobody came"
    if ran.scenario.parameters.pathway.drug_treatment == "usual":
        kind, groups = "contact", ran.mean("drug_group_attendances")
    yield "Drug groups", kind, groups, ran.mean("pence_drug_groups"), payers.drug_groups
    yield "PTSD screening", "woman offered an appointment", screened, ran.mean("pence_ptsd_screening"), payers.trauma
    yield "Stabilisation", "session, also if nobody came", courses, ran.mean("pence_stabilisation"), payers.trauma
    yield "One-to-one therapy", "session held", held["therapy"], ran.mean("pence_therapy"), payers.trauma
    support, unused = _support(ran)
    weeks = ran.mean("days_counted") / WEEK
    slots = ran.mean("slots_offered") - ran.mean("slots_used")
    yield "Support, management and supervision", "week of the service", weeks, support, payers.support
    yield "The psychologist's time not used", "slot not used", slots, unused, payers.trauma


def _support(ran: Ran) -> tuple[float, float]:
    """Return the pence of support, and of the psychologist's unused slots.

    Both stand under support, and who pays for trauma work pays for the slots. Where both have one payer they cannot be
    told apart, and all is support.
    """
    payers, sums = ran.scenario.parameters.payers, ran.sums
    together = sums["pence_support"]
    if payers.support == payers.trauma:
        return together / ran.replications, 0.0
    # Whole pence until the end: what is left over of nothing must be nothing.
    by_trauma = sums[f"pence_paid_by_{payers.trauma}"]
    by_trauma -= sum(sums[f"pence_{component}"] for component in ("ptsd_screening", "stabilisation", "therapy"))
    if payers.drug_groups == payers.trauma:
        by_trauma -= sums["pence_drug_groups"]
    return (together - by_trauma) / ran.replications, by_trauma / ran.replications
