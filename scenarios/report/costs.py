"""Costs: by component, payer and year, for each woman, and lines that a finance officer can price anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenarios.display import NOTHING, PENCE, amount, term
from scenarios.document.blocks import Block, Cell, CostLine, Figure, Heading, Number, Paragraph, Table
from scenarios.document.cells import FEW, count, half_of, in_a_sentence, interval, mean_of, number
from scenarios.pictures.bars import Bar, Row, stacked
from scenarios.pictures.budget import budget
from scenarios.report.answer import option_cell, option_header, option_key
from scenarios.report.facts import Facts, Group, Ran
from scenarios.report.flow import ABREAST
from scenarios.report.payers import paid_by, payer_words
from scenarios.report.psychologist import support_and_unused
from sim.clock import WEEK, WEEKS_IN_YEAR
from sim.words import Payer

COMPONENTS = ("cost_drug_groups", "cost_ptsd_screening", "cost_stabilisation", "cost_therapy", "cost_support")
DISCOUNTED_FROM = "by year, from the first that is counted"
EACH = ("cost_per_woman_joined", "cost_per_completer")
OF_SUPPORT = "Of which psychologist's slots not used"


def cost_blocks(facts: Facts) -> list[Block]:
    """Return the section on costs."""
    year = facts.groups[0].ran[0].scenario.parameters.costs.price_year
    blocks: list[Block] = [
        Heading("Costs in full", annex=True),
        Paragraph(f"In pounds of {year}. A run is the whole time simulated, less any time that is not counted."),
    ]
    for group in facts.groups:
        few = len(group.items) <= FEW
        parts = list(group.in_parts(ABREAST)) if few else []
        endings = [f"-{place + 1}" if len(parts) > 1 else "" for place in range(len(parts))]
        if few:
            blocks += [_component_figure(part, ending) for part, ending in zip(parts, endings, strict=True)]
        else:
            blocks.append(_component_table(group, f"costs-{group.name}-table", _component_title(group)))
        rest = [_difference_table(group, facts), _line_table(group)]
        differing, lines = rest if few else [replace(table, long=True) for table in rest]
        blocks += [differing, _payer_table(group), _each_table(group, facts), lines]
        if group.ran[0].scenario.parameters.run.kind != "study":
            blocks += [_year_figure(part, ending) for part, ending in zip(parts, endings, strict=True)]
            if not few:
                blocks.append(_year_table(group, f"years-{group.name}-table", _year_title(group)))
    return blocks


def _component_figure(group: Group, part: str) -> Figure:
    name = f"costs-{group.name}{part}"
    title = _component_title(group)
    said, drawn = [], []
    for named, ran in zip(group.named, group.ran, strict=True):
        means = [ran.summary[component].mean or 0.0 for component in COMPONENTS]
        total = amount(ran.summary["cost_total"].mean, "£")
        bars = [Bar(mean, amount(mean, "£")) for mean in means]
        drawn.append((named, bars, total))
        parts = ", ".join(
            f"{in_a_sentence(term('outcomes', component))} {bar.shown}"
            for component, bar in zip(COMPONENTS, bars, strict=True)
        )
        said.append(f"{named}: {total}, of which {parts}.")
    alternative = " ".join(said)
    words = [term("outcomes", component) for component in COMPONENTS]
    svg = stacked(name, title, alternative, drawn, words, axis="Mean pounds a run")
    return Figure(name, title, svg, alternative, _component_table(group, f"{name}-table", title))


def _component_title(group: Group) -> str:
    return f"Cost of a run by component, beside '{group.titles[0]}'"


def _component_table(group: Group, name: str, title: str) -> Table:
    totals = ("cost_total", "cost_discounted")
    unused = [support_and_unused(ran)[1] / PENCE for ran in group.ran]
    apart = any(unused)
    rows = tuple(
        (
            named,
            *(mean_of(ran.summary[component], "£") for component in COMPONENTS),
            *([number(idle, "£")] if apart else []),
            *(mean_of(ran.summary[total], "£") for total in totals),
        )
        for named, ran, idle in zip(group.named, group.ran, unused, strict=True)
    )
    words = [term("outcomes", component) for component in COMPONENTS]
    words += [OF_SUPPORT] if apart else []
    words += [term("outcomes", total) for total in totals]
    note = f"Mean pounds a run. Discounted: {DISCOUNTED_FROM}, at the rate of the option."
    return Table(name, title, ("Option", *words), rows, note, sheet="Costs by component")


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
    for component in (*COMPONENTS, OF_SUPPORT, "cost_total"):
        if component == OF_SUPPORT:
            rows += _unused_rows(group, empty=len(header) - len(option_header(group)) - 2)
            continue
        for place, item in enumerate(group.items):
            d = item.difference[component]
            bounds = (interval(d.expected, "£", signed=True, beside=d),) if facts.apart else ()
            cells = (mean_of(d, "£", signed=True), half_of(d, "£"), *bounds, interval(d.predictive, "£", signed=True))
            rows.append((term("outcomes", component), *option_cell(group, place), *cells))
    caption = f"Differences in cost from '{group.titles[0]}'"
    note = "Paired differences: the option less what it is compared with, woman by woman and run by run."
    note += " Of slots not used, which are inside support, only the mean is worked out." if _has_unused(group) else ""
    note += option_key(group)
    name = f"cost-differences-{group.name}"
    return Table(name, caption, header, tuple(rows), note, sheet="Cost differences")


def _has_unused(group: Group) -> bool:
    return any(support_and_unused(ran)[1] for ran in group.ran)


def _unused_rows(group: Group, empty: int) -> list[tuple[Cell, ...]]:
    """Return a row an option of the difference in slots that nobody uses, where there are any."""
    if not _has_unused(group):
        return []
    first = support_and_unused(group.ran[0])[1]
    differences = [(support_and_unused(ran)[1] - first) / PENCE for ran in group.ran[1:]]
    return [
        (OF_SUPPORT, *option_cell(group, place), number(pounds, "£", signed=True), *(NOTHING,) * empty)
        for place, pounds in enumerate(differences)
    ]


def _payer_table(group: Group) -> Table:
    rows = tuple(
        (named, *(number(ran.mean(paid_by(payer)) / PENCE, "£") for payer in Payer))
        for named, ran in zip(group.named, group.ran, strict=True)
    )
    caption = f"Who pays, beside '{group.titles[0]}'"
    header = ("Option", *(payer_words(payer) for payer in Payer))
    return Table(f"payers-{group.name}", caption, header, rows, "Mean pounds a run.", sheet="Who pays")


def _each_table(group: Group, facts: Facts) -> Table:
    """Return costs for each woman; ratios of means, of which none is an average of ratios."""
    expected = ("Expected: 95% over draws",) if facts.apart else ()
    differs = ("Difference", "± Monte Carlo of the difference")
    also = ("Difference, 95% over draws",) if facts.apart else ()
    header = ("Cost for each", "Option", "Cost", *expected, *differs, *also)
    rows: list[tuple[Cell, ...]] = []
    for name in EACH:
        first = group.ran[0].summary[name]
        bounds = (interval(first.expected, "£", beside=first),) if facts.apart else ()
        empty = ("-",) * (2 + len(also))
        rows.append((term("outcomes", name), group.named[0], mean_of(first, "£"), *bounds, *empty))
        for item, named in zip(group.items, group.named[1:], strict=True):
            own, d = item.summary[name], item.difference[name]
            bounds = (interval(own.expected, "£", beside=own),) if facts.apart else ()
            more = (interval(d.expected, "£", signed=True, beside=d),) if facts.apart else ()
            cells = (mean_of(own, "£"), *bounds, mean_of(d, "£", signed=True), half_of(d, "£"), *more)
            rows.append((term("outcomes", name), named, *cells))
    note = (
        "Total cost of all runs over women of all runs, so a ratio of means and not a mean of ratios. A cost for each "
        "woman says what is spent and not what is gained: it must not be used to rank options by itself."
    )
    caption = f"Cost for each woman, beside '{group.titles[0]}'"
    return Table(f"cost-for-each-{group.name}", caption, header, tuple(rows), note, sheet="Cost per woman")


def _year_figure(group: Group, part: str) -> Figure:
    name, title = f"years-{group.name}{part}", _year_title(group)
    drawn = [
        Row(words, tuple(Bar(_cost_in(ran, year), amount(_cost_in(ran, year), "£")) for ran in group.ran))
        for year, words in _years(group)
    ]
    said = []
    for row in drawn:
        each = (f"{mark} {bar.shown}" for mark, bar in zip(group.letters, row.bars, strict=True) if bar)
        said.append(f"{row.words}: {', '.join(each)}.")
    alternative = " ".join(said)
    svg = budget(name, title, alternative, drawn, group.titles, axis="Mean pounds in the year", places=group.places)
    return Figure(name, title, svg, alternative, _year_table(group, f"{name}-table", title))


def _year_title(group: Group) -> str:
    return f"Cost by year of the service, beside '{group.titles[0]}'"


def _years(group: Group) -> list[tuple[int, str]]:
    """Return the years that are counted: their number from opening, and what they are called, of which 1 is the first.

    Budgets (``scenarios.economics.budget``) and discounting number them alike.
    """
    p = group.ran[0].scenario.parameters.run
    first = p.warm_up_weeks // WEEKS_IN_YEAR
    years = range(first, (p.delivery_weeks - 1) // WEEKS_IN_YEAR + 1)
    return [(year, f"Year {year - first + 1}") for year in years]


def _cost_in(ran: Ran, year: int) -> float:
    return ran.years["pence_total", year] / ran.replications / PENCE


def _year_table(group: Group, name: str, title: str) -> Table:
    years = _years(group)
    rows = tuple(
        (named, *(number(_cost_in(ran, year), "£") for year, _ in years))
        for named, ran in zip(group.named, group.ran, strict=True)
    )
    first = years[0][0] if years else 0
    before = f" Year 1 begins {first} year{'' if first == 1 else 's'} after opening." if first else ""
    note = f"Years of 52 weeks; year 1 is the first that is counted.{before} Mean pounds in the year, not discounted."
    return Table(name, title, ("Option", *(words for _, words in years)), rows, note, sheet="Cost by year")


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
    for mark, ran in zip(group.letters, group.ran, strict=True):
        for line in _lines_of(ran):
            each = Number(line.pounds, f"£{line.pounds:,.2f}", "£")
            shown = (count(line.quantity), each, number(line.quantity * line.pounds, "£"))
            rows.append((f"{mark}: {line.item}", line.unit, *shown, payer_words(Payer[line.payer.upper()])))
    caption = f"What the money buys, beside '{group.titles[0]}'"
    note = (
        "Means a run. Cost of one: all that stands under the item over how many there were, so costs of sessions hold "
        "what was cancelled at short notice. The workbook lets each be priced anew."
    )
    header = ("Item", "One of it", "How many", "Cost of one", "Cost", "Payer")
    return Table(f"lines-{group.name}", caption, header, tuple(rows), note, sheet="What the money buys")


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
    support, unused = support_and_unused(ran)
    weeks = ran.mean("days_counted") / WEEK
    slots = ran.mean("slots_offered") - ran.mean("slots_used")
    yield "Support, management and supervision", "week of the service", weeks, support, payers.support
    yield "The psychologist's time not used", "slot not used", slots, unused, payers.trauma
