"""What intervals hold, what is assumed and with what standing, and the limits."""

from __future__ import annotations

from collections import Counter

from scenarios.display import NOTHING, term, unit_of
from scenarios.document.blocks import Block, Bullets, Cell, Heading, Number, Paragraph, Table, see
from scenarios.document.cells import NOT_TOLD, interval, mean_of, share
from scenarios.report.answer import option_cell, option_header, option_key, value_cell
from scenarios.report.facts import Facts, Group
from sim.parameters import entries

STANDINGS = {
    "study": "Counted or said by the study itself",
    "literature": "From published work on other women and services",
    "derived": "Worked out from the study or from published work",
    "assumption": "An assumption: nobody has measured it",
}
SPLIT = ("started_therapy", "completed_therapy", "weeks_waited_stabilisation", "cost_total")


def uncertainty_blocks(facts: Facts) -> list[Block]:
    """Return the section on the three uncertainties, and what each interval holds."""
    drawn = (
        "Parameters: what is not known of the numbers that go in. Each draw from the posterior of the calibration is "
        "one set of numbers that the study and the priors leave possible. "
    )
    parameters = (
        drawn
        + f"The expected interval holds 95% of the means of draws. Where it says '{NOT_TOLD}', the means of draws "
        "vary no more than chance alone would make them."
        if facts.apart
        else drawn + "With one run of each draw, they cannot be told from chance: the predictive interval holds both."
        if facts.draws
        else "Parameters: what is not known of the numbers that go in. Here they are single values, so no interval "
        "holds any of this, and every interval is too narrow."
    )
    both = "chance and parameters together" if facts.draws else "chance alone"
    blocks: list[Block] = [
        Heading("How sure this is, and how to read it"),
        Paragraph(facts.drawn),
        Paragraph("Three uncertainties are kept apart, and every interval says which of them it holds."),
        Bullets(
            (
                "Chance: two services of one design, with the same women, would not see the same. The predictive "
                f"interval holds 95% of single runs, that is, {both}.",
                parameters,
                "Structure: whether the pathway works as it is described at all. No interval in this document holds "
                "it. Other structures are options of their own and are never averaged.",
            )
        ),
        Paragraph(
            "The number after ± is none of these: it is the error of the mean (95% Monte Carlo), which more "
            "replications would shrink."
        ),
    ]
    return blocks


def chance_blocks(facts: Facts) -> list[Block]:
    """Return the annex on how much is chance; empty where chance cannot be told from parameters."""
    if not facts.apart:
        return []
    return [Heading("Chance, and what is not known", annex=True), *(_split_table(group) for group in facts.groups)]


def _split_table(group: Group) -> Table:
    header = (
        "Difference in",
        *option_header(group),
        "Mean",
        "Expected: 95% of means of draws",
        "Predictive: 95% of single runs",
        "From chance",
        "From parameters",
    )
    places = range(len(group.items))
    rows = tuple(_split(group, place, name) for name in SPLIT for place in places)
    note = (
        "Last columns: the shares of the variance of paired differences that come from chance and from the parameters. "
        "More replications shrink neither; knowing more of the parameters would take the second away."
    ) + option_key(group)
    caption = f"How much is chance, and how much is not known, beside '{group.titles[0]}'"
    return Table(f"chance-{group.name}", caption, header, rows, note, sheet="Chance or not known")


def _split(group: Group, place: int, name: str) -> tuple[Cell, ...]:
    d, unit = group.items[place].difference[name], unit_of(name)
    by = d.parameters
    shares: tuple[Cell, Cell] = (NOTHING, NOTHING) if by is None else (share(1.0 - by), share(by))
    bounds = (interval(d.expected, unit, signed=True, beside=d), interval(d.predictive, unit, signed=True, beside=d))
    return (term("outcomes", name), *option_cell(group, place), mean_of(d, unit, signed=True), *bounds, *shares)


def rest_blocks(facts: Facts) -> list[Block]:
    """Return the section for the main part on what the answer rests on: standings, and what is changed."""
    known = entries()
    counted: Counter[str] = Counter(entry.standing for entry in known.values())
    told = (
        f"{counted['study']} were counted or said by the study itself, {counted['literature']} come from published work"
    )
    blocks: list[Block] = [
        Heading("What it rests on"),
        Paragraph(
            f"The model has {len(known)} numbers and choices: {told}, {counted['derived']} are worked out from either, "
            f"and {counted['assumption']} are assumptions, which nobody has measured. The pathway itself is described "
            f"by one small study. {see('standings')} and the annex it stands in hold them all, with their sources."
        ),
    ]
    if not facts.is_many:
        blocks.append(_changed_table(facts))
    return [*blocks, Paragraph(_provenance_words(facts), "note")]


def _provenance_words(facts: Facts) -> str:
    """Return where the numbers come from, in a sentence."""
    runs = f"{facts.replications:,} runs of each option"
    draws = (
        f", over {facts.draws:,} draws of the parameters" if facts.draws else ", at the point values of the parameters"
    )
    version = f", version {facts.version} of the program" if facts.version else ""
    return (
        f"Provenance: {runs}{draws}, seed {facts.seed}{version}. {see('provenance')} holds what makes the same numbers."
    )


def assumption_blocks(facts: Facts) -> list[Block]:
    """Return the annex on what is assumed, and with what standing."""
    known = entries()
    counted: Counter[str] = Counter(entry.standing for entry in known.values())
    rows = tuple((words, Number(counted[name], str(counted[name]))) for name, words in STANDINGS.items())
    blocks: list[Block] = [
        Heading("Assumptions and their standing", annex=True),
        Paragraph(
            f"The model has {len(known)} numbers and choices. Each has a standing and a source, and none is hidden: "
            "the full list is in the workbook, and folded away in the page."
        ),
        Table("standings", "Where the numbers come from", ("Standing", "How many"), rows, sheet="Standings"),
    ]
    if facts.is_many:
        blocks.append(_changed_table(facts))
    if facts.learnt:
        learnt = tuple((known[name].help, name, words, known[name].standing) for name, words in facts.learnt)
        header = ("What it is", "Parameter", "What the study told", "Standing")
        note = "Prior variance taken away by the study: the more, the less the value rests on belief."
        blocks.append(
            Table(
                "learnt", "The numbers of which the study told most", header, learnt, note, sheet="What the study told"
            )
        )
    blocks.append(_full_table(facts))
    return blocks


def _changed_table(facts: Facts) -> Table:
    names: dict[str, Cell] = {}
    for item in facts.compared:
        theirs, varies = item.other.parameters.flat(), facts.varies.get(item.other.name, {})
        for name, value in item.scenario.parameters.flat().items():
            if value != theirs[name]:
                names.setdefault(name, varies.get(name) or value_cell(name, theirs[name]))
    rows = tuple(
        (entries()[name].help, name, usual, entries()[name].standing, _source(name, facts.suppress))
        for name, usual in names.items()
    )
    header = ("What it is", "Parameter", "Usual value", "Standing of its usual value", "Source of its usual value")
    caption = "The numbers that the options change, as DUSSK had them"
    return Table(
        "changed",
        caption,
        header,
        rows,
        "Why each option changes them stands in the annex on the options.",
        sheet="Numbers changed",
    )


def _full_table(facts: Facts) -> Table:
    first = facts.groups[0].ran[0].scenario
    rows = tuple(
        (name, entry.help, value_cell(name, first.parameters.get(name)), entry.unit, entry.standing,
         str(entry.prior), _source(name, facts.suppress))
        for name, entry in entries().items()
    )  # fmt: skip
    header = ("Parameter", "What it is", "Value", "Unit", "Standing", "Prior", "Source")
    caption = f"Every number and choice of '{first.title}'"
    note = "Where parameters are drawn, each draw has its own value in place of the one here, unless an option sets it."
    return Table("parameters", caption, header, rows, note if facts.draws else "", long=True, sheet="All numbers")


def _source(name: str, suppress: bool) -> str:
    """Return where a value comes from; sources quote counts of the study, so they go where small counts are hidden."""
    return "left out, because it may quote small counts" if suppress else entries()[name].source


def limit_blocks(facts: Facts) -> list[Block]:
    """Return the section on what must not be read into the document."""
    few = "Few women" if facts.suppress else "Four women"
    items = [
        "No effect on drug use or on PTSD can be read off DUSSK: the study measured none, and none is assumed here "
        "unless an option says so.",
        f"{few} reached one-to-one therapy in the study, and how many completed it is not known. Neither are the "
        "study's dates. The numbers that rest on them are wide, and are shown so.",
        "Not every woman is taken to have PTSD: how many have it is a number with its own uncertainty.",
        "Simulated women are not people. Nothing here tells what will happen to any one woman.",
        "The way the pathway works is assumed. Other ways are options of their own, and their answers are not pooled.",
        "A difference between options comes from what was changed and nothing else: both lead the same women through "
        "the same chances. A real service would also differ in ways nobody modelled.",
        "Nobody with lived experience of selling sex on the street has shaped this model or this report yet.",
    ]
    return [Heading("Limits"), Bullets(tuple(items))]
