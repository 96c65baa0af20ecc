"""The economics of a report: costs and consequences, the decision, budgets and hours, as blocks of a document."""

from __future__ import annotations

from scenarios.display import amount, term
from scenarios.document.blocks import Block, Bullets, Cell, Figure, Heading, Paragraph, Table, see
from scenarios.economics.analysis import Economics, OptionResult
from scenarios.economics.business_case import ALWAYS
from scenarios.economics.cells import holds, interval, known, pounds, women
from scenarios.economics.items import LATEST, UNUSED, carried_to
from scenarios.economics.optimism import Uplifted
from scenarios.economics.sections_choice import choice_blocks, choice_in_short, decision_sentences, is_many
from scenarios.economics.sections_drivers import driver_blocks, drivers_in_short
from scenarios.economics.sections_health import health_blocks, health_in_short
from scenarios.economics.settings import given, settings
from scenarios.further import joined_words
from scenarios.pictures.bars import Bar, Row
from scenarios.pictures.budget import budget as budget_picture

ROLES = {
    "psychologist": "The psychologist",
    "drug_group_staff": "Staff of drug groups",
    "support_staff": "Support staff",
}
MUCH = 0.1
"""Share of a difference in cost from which a part of it is worth a sentence."""


def economics_blocks(economics: Economics) -> dict[str, tuple[Block, ...]]:
    """Return the blocks of each place in a report: of the main part, and of the annexes that hold the rest in full."""
    return {
        "answer": decision_sentences(economics),
        "economics": (
            Heading("Value for money"),
            *([] if is_many(economics) and economics.choice else _consequences(economics)),
            *choice_in_short(economics),
            *_optimism_words(economics),
            *_budget(economics),
            *health_in_short(economics),
        ),
        "economics_in_full": (
            Heading("Value for money in full", annex=True),
            *(_consequences(economics) if is_many(economics) and economics.choice else []),
            *_each(economics),
            *_unused(economics),
            *choice_blocks(economics),
            *_optimism(economics),
            *_price_years(economics),
            *_budget_picture(economics),
            *_hours(economics),
            *health_blocks(economics),
        ),
        "drivers": drivers_in_short(economics),
        "drivers_in_full": driver_blocks(economics),
    }


COUNTED = ("consented", "started_therapy", "completed_therapy")


def _consequences(economics: Economics) -> list[Block]:
    """Return what each option costs and brings, and each beside what it is compared with."""
    rows = []
    for one in economics.options:
        total = one.summary["cost_total"]
        cells: list[Cell] = [one.scenario.title, pounds(total.mean), interval(known(total), "£")]
        rows.append((*cells, *(women(one.summary[name].mean) for name in COUNTED)))
    joined = joined_words((one.scenario.title, one.scenario.parameters) for one in economics.options)
    note = (
        f"Means of runs. {holds(economics.draws)} {_needed_words(economics)} are the options that every business "
        f"case must hold.{joined}"
    )
    return [
        Table(
            "costs-and-consequences",
            "Costs and consequences of every option",
            ("Option", "Total cost", "95%", *(term("outcomes", name) for name in COUNTED)),
            tuple(rows),
            note,
            sheet="Costs and results",
        ),
        *_incremental(economics),
    ]


NEEDS = dict(zip(ALWAYS, ("what happens without the pathway", "the least that could be done"), strict=True))
"""What each option that every business case must hold is, in words."""


def _needed_words(economics: Economics) -> str:
    """Return the options that every business case must hold by their titles, and what each of them is."""
    titles = {one.need: one.scenario.title for one in reversed(economics.options)}
    return " and ".join(f"'{titles[need]}' ({words})" for need, words in NEEDS.items() if need in titles)


def _each(economics: Economics) -> list[Block]:
    each = []
    for one in economics.options:
        parts: list[Cell] = [one.scenario.title]
        for name in COUNTED:
            parts += [pounds(one.each[name].mean), interval(known(one.each[name]), "£")]
        each.append(tuple(parts))
    return [
        Heading("What each woman costs", 2),
        Table(
            "cost-per-woman",
            "Total cost for each woman who got so far",
            (
                "Option",
                "A woman who joined",
                "95%, joined",
                "A woman in therapy",
                "95%, in therapy",
                "A woman who completed therapy",
                "95%, completed",
            ),
            tuple(each),
            f"Ratios of means, never means of ratios; - where no woman gets so far. {holds(economics.draws)}",
            sheet="Cost per woman, known",
        ),
    ]


def _incremental(economics: Economics) -> list[Block]:
    base, *others = economics.options
    priced = any(one.beside is not None and one.beside.ratio is not None for one in others)
    rows: list[tuple[Cell, ...]] = []
    said = []
    for one in others:
        assert one.difference is not None
        assert one.beside is not None
        cost, completed = one.difference["cost_total"], one.difference["completed_therapy"]
        cells: list[Cell] = [one.scenario.title]
        cells += [pounds(cost.mean, signed=True), interval(known(cost), "£", signed=True)]
        cells += [women(completed.mean, signed=True), interval(known(completed), "", signed=True)]
        if priced:
            given = one.beside.interval
            cells += (
                [pounds(one.beside.ratio), interval(given, "£")] if one.beside.ratio else ["not given", "not given"]
            )
        rows.append(tuple(cells))
        said.append(f"'{one.scenario.title}': {one.beside.words}.")
    ratio = ("Cost of one more", "95%, of one more") if priced else ()
    note = (
        "Paired differences: the same women and the same chances. The cost of one more is given only where an option "
        "surely costs more and surely gains more (97.5% or more); elsewhere a ratio would have no meaning. "
        f"{holds(economics.draws)}"
    )
    header = ("Option", "Extra cost", "95%, cost", "More who complete therapy", "95%, who complete", *ratio)
    caption = f"Every option beside: {base.scenario.title}"
    return [
        Table("incremental", caption, header, tuple(rows), note, sheet="Value for money"),
        Paragraph(f"Beside '{base.scenario.title}':"),
        Bullets(tuple(said)),
    ]


def _unused(economics: Economics) -> list[Block]:
    """Return how much of a difference in cost is the psychologist's time that nobody uses, where it is much of it."""
    said = []
    base = economics.options[0]
    for one in economics.driven_options:
        assert one.difference is not None
        cost = one.difference["cost_total"].mean or 0.0
        idle = _idle(one) - _idle(base)
        if cost and abs(idle) > MUCH * abs(cost):
            more = "more" if idle > 0.0 else "less"
            said.append(
                f"'{one.scenario.title}' costs {amount(abs(cost), '£')} {'more' if cost > 0.0 else 'less'}; in that is "
                f"{amount(abs(idle), '£')} {more} for slots of the psychologist that are paid for and not used."
            )
    return [Paragraph(" ".join(said))] if said else []


def _idle(one: OptionResult) -> float:
    return sum(float(item.pence.mean()) / 100.0 for item in one.items if item.name == UNUSED)


def _optimism_words(economics: Economics) -> list[Block]:
    """Return in a sentence from which worth each option is best if proposals cost more than was thought."""
    if not economics.uplifts or economics.choice is None:
        return []
    titles, (usual, *more) = _titles(economics), economics.uplifts
    most = f"£{max(usual.best):,.0f}"
    said = []
    for one in more:
        changes = _moved(dict(_by_name(usual)), dict(_by_name(one)), titles, most)
        what = "; ".join(changes) or "each option is the best on average from the same worth as without"
        said.append(f"With {100 * one.uplift:.0f}% added for optimism bias to what proposals cost, {what}.")
    return [Paragraph(f"{' '.join(said)} {see('optimism-bias')} says more.")] if said else []


def _by_name(one: Uplifted) -> list[tuple[str, float]]:
    return [(name, worth) for worth, name in one.best_from]


def _moved(usual: dict[str, float], uplifted: dict[str, float], titles: dict[str, str], most: str) -> list[str]:
    """Return which options become the best on average elsewhere, from which worth, and from which without an uplift."""
    said = []
    for name in dict.fromkeys((*usual, *uplifted)):
        before, after = (f"£{at[name]:,.0f}" if name in at else "" for at in (usual, uplifted))
        if before == after:
            continue
        if not after:
            said.append(f"'{titles[name]}' is the best on average at no worth up to {most} (without: from {before})")
        else:
            without = f"from {before}" if before else f"at no worth up to {most}"
            said.append(f"'{titles[name]}' is the best on average from {after} (without: {without})")
    return said


def _optimism(economics: Economics) -> list[Block]:
    if not economics.uplifts or economics.choice is None:
        return []
    titles = _titles(economics)
    at = list(economics.uplifts[0].best)
    rows = tuple(
        (
            f"{100 * one.uplift:.0f}% added to what proposals cost beyond '{economics.options[0].scenario.title}'",
            *(titles[one.best[value]] for value in at),
        )
        for one in economics.uplifts
    )
    costs = tuple(
        (titles[name], *(pounds(one.costs[name]) for one in economics.uplifts)) for name in economics.choice.names
    )
    return [
        Heading("If it costs more than was thought", 2),
        Table(
            "optimism-bias",
            "The option that is best on average by the worth of one completed therapy, with and without an uplift",
            ("Uplift", *(f"£{value:,.0f}" for value in at)),
            rows,
            f"Uplift: for optimism bias. Its source: {settings()['optimism_bias'].source}.",
            sheet="If it costs more",
        ),
        Table(
            "optimism-costs",
            "Mean total cost with and without the uplift",
            ("Option", *(f"With {100 * one.uplift:.0f}%" for one in economics.uplifts)),
            costs,
            "Only what is proposed is uplifted, and only what it costs beyond what it is compared with.",
            sheet="Costs if more",
        ),
    ]


def _price_years(economics: Economics) -> list[Block]:
    year = str(economics.options[0].scenario.parameters.costs.price_year)
    rows = []
    for one in economics.options:
        total = one.summary["cost_total"].mean or 0.0
        rows.append(
            (
                one.scenario.title,
                pounds(total),
                pounds(one.summary["cost_discounted"].mean),
                pounds(carried_to(total, year, LATEST)),
            )
        )
    return [
        Heading("Price year, inflation and discounting", 2),
        Table(
            "price-years",
            "Mean total cost by price year",
            ("Option", f"Prices of {year}", f"Discounted, {year}", f"Prices of {LATEST}"),
            tuple(rows),
            "Costs in this report are in the prices of the run. They are carried to other years by the NHS cost "
            "inflation index, and discounted by year from the first that is counted. Means only; the intervals above "
            "move with them in proportion.",
            sheet="Price years",
        ),
    ]


def _budget(economics: Economics) -> list[Block]:
    if not economics.has_budget:
        text = (
            "A budget for five years needs a standing service of which five years are counted whole; these options "
            "are not of that kind, so their cost is shown as a whole. Compare options of the standing service (such "
            "as service) to see one."
        )
        return [Paragraph(text)]
    base, *others = economics.options
    years = [f"Year {year.number}" for year in base.years]
    rows = [(base.scenario.title, *(pounds(y.pounds) for y in base.years), *_in_all(base))]
    impact = [
        (
            f"{one.scenario.title}: extra",
            *(pounds(y.pounds - b.pounds, signed=True) for y, b in zip(one.years, base.years, strict=True)),
            pounds(_sum(one) - _sum(base), signed=True),
            pounds(_nominal(one) - _nominal(base), signed=True),
        )
        for one in others
    ]
    table = Table(
        "budget-impact",
        "Budget by year: what is compared with, and what each option adds",
        ("Option", *years, "Five years", "Five years, money of the day"),
        tuple(rows + impact),
        f"Prices of the run. Money of the day: carried to {LATEST} prices for the first year, and then inflation of "
        f"{100 * given('inflation_ahead'):.1f}% a year ({settings()['inflation_ahead'].standing}). Means; how far the "
        f"five-year total is not known is in {see('costs-and-consequences')}.",
        sheet="Budget by year",
    )
    return [table]


def _budget_picture(economics: Economics) -> list[Block]:
    """Return the cost of every option by year, with a picture; empty where there is no budget."""
    if not economics.has_budget:
        return []
    base, *others = economics.options
    years = [f"Year {year.number}" for year in base.years]
    table = Table(
        "cost-by-year",
        "Mean cost by year of every option",
        ("Option", *years, "Five years", "Five years, money of the day"),
        tuple((one.scenario.title, *(pounds(y.pounds) for y in one.years), *_in_all(one)) for one in economics.options),
        f"As in {see('budget-impact')}.",
        sheet="Cost by year",
    )
    shown = [base, *(one for one in others if one.need is None)]
    bars = [
        Row(name, tuple(Bar(one.years[i].pounds, f"£{one.years[i].pounds:,.0f}") for one in shown))
        for i, name in enumerate(years)
    ]
    titles = [one.scenario.title for one in shown]
    alternative = f"Bars of mean cost in each of five years for {'; '.join(titles)}. The table holds the numbers."
    picture = budget_picture("budget", "Mean cost by year", alternative, bars, titles, "Mean cost in a year")
    return [Heading("Budget impact", 2), Figure("budget", "Mean cost by year", picture, alternative, table)]


def _in_all(one: OptionResult) -> tuple[Cell, Cell]:
    return pounds(_sum(one)), pounds(_nominal(one))


def _sum(one: OptionResult) -> float:
    return sum(year.pounds for year in one.years)


def _nominal(one: OptionResult) -> float:
    return sum(year.in_money_of_the_day for year in one.years)


def _hours(economics: Economics) -> list[Block]:
    roles = list(ROLES)
    header = ["Option", *(text for role in roles for text in (ROLES[role], f"95%, {ROLES[role].lower()}"))]
    rows = []
    for one in economics.options:
        cells: list[Cell] = [one.scenario.title]
        for role in roles:
            worked = one.hours.get(role)
            cells += ["0", "-"] if worked is None else [women(worked.mean), interval(known(worked), "")]
        rows.append(tuple(cells))
    bands = "; ".join(f"{ROLES[role].lower()}: £{given(f'hourly.{role}'):.0f} an hour" for role in roles)
    return [
        Heading("Hours of staff", 2),
        Table(
            "hours",
            "Hours that the money pays for in a run, by role",
            tuple(header),
            tuple(rows),
            f"The study does not report hours. These are the costs divided by what an hour costs in "
            f"{given('hourly_year')} ({bands}), so they are the most that the costs can pay for: rooms and materials "
            f"are left out of account. {holds(economics.draws)}",
            sheet="Staff hours",
        ),
    ]


def _titles(economics: Economics) -> dict[str, str]:
    return {one.scenario.name: one.scenario.title for one in economics.options}
