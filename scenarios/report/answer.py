"""The question, the options, and the answer in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.answers import plain_sentences, probably, tells
from scenarios.changes import change_in_words, value_in_words
from scenarios.display import NOTHING, term, unit_of
from scenarios.document.blocks import Block, Cell, Heading, Number, Paragraph, Table, see
from scenarios.document.cells import FEW, half_of, in_a_sentence, interval, mean_of, share
from scenarios.files import Scenario, find
from scenarios.report.also import also_words
from scenarios.report.facts import Facts, Group
from scenarios.report.payers import payer_sentence
from scenarios.report.psychologist import capacity_words
from scenarios.report.ranking import ranking_blocks
from scenarios.report.yearly import total_words
from scenarios.summary import Compared, Difference
from sim.errors import InputError
from sim.parameters import Value, entries

CAME = "attended_any_group"
MAIN = ("consented", CAME, "started_therapy", "completed_therapy", "cost_total")
DETAILED = (
    *("consented", "attended_any_group", "referred", "ptsd_screened", "started_stabilisation", "started_therapy"),
    *("completed_therapy", "left", "weeks_waited_screening", "weeks_waited_stabilisation", "weeks_waited_therapy"),
    *("psychologist_use", "drug_group_sessions_held", "drug_group_sessions_empty", "incidents", "cost_total"),
)
WIDENING = (
    "Widening: the study does not report why the screened women who were not eligible were not. How they divide "
    "between sex work, drug use and both rests on an assumption alone, and so does every result of widening."
)
MOST_IN_WORDS, LONGEST_IN_WORDS = 3, 400
"""Changes of an option, and letters of what says them, that are told in a sentence; more stand in a table alone."""

MOST_PRINTED = 20
"""Rows up to which the table of every outcome is printed among the annexes."""

LEVEL = "How much of this is given: "
"""How the help of a level begins, which a sentence leaves out."""

NO_REASON = "Set by this option; no reason is given in its file."


def compared_blocks(facts: Facts) -> list[Block]:
    """Return the section on what is compared with what: what each option asks, and what it changes in short."""
    blocks: list[Block] = [Heading("What was compared")]
    for group in facts.groups:
        first = group.ran[0].scenario
        blocks.append(Paragraph(f"A, with which the options are compared: '{first.title}'. {first.question}"))
        if len(group.items) > FEW:
            blocks.append(_asked_table(group))
            continue
        for place, item in enumerate(group.items):
            letters = (group.letters[0], group.letters[place + 1])
            asks = "" if len(facts.compared) == 1 else f" {item.scenario.question}"
            said = capacity_words(item.other.parameters, item.scenario.parameters, letters)
            blocks.append(Paragraph(f"{letters[1]}: '{item.scenario.title}'.{asks} {_changed_words(item, facts)}"))
            blocks += [Paragraph(said)] if said else []
    if facts.kept and facts.is_many:
        blocks.append(Paragraph(facts.kept, "note"))
    return blocks


def _asked_table(group: Group) -> Table:
    rows = tuple((named, item.scenario.question) for named, item in zip(group.named[1:], group.items, strict=True))
    caption = f"The options beside '{group.titles[0]}', and what each asks"
    return Table(f"options-{group.name}", caption, ("Option", "What it asks"), rows, sheet="Options")


def _changed_words(item: Compared, facts: Facts) -> str:
    """Return what an option changes, in a sentence or, where that is much, in a number and a reference."""
    mine, theirs = item.scenario.parameters.flat(), item.other.parameters.flat()
    changed = [name for name, value in mine.items() if value != theirs[name]]
    if not changed:
        return "Nothing is changed: the two are the same."
    varies = facts.varies.get(item.other.name, {})
    said = "; ".join(
        change_in_words(name, mine[name], theirs[name], _plain_help(name), varies.get(name, "")) for name in changed
    )
    if len(changed) > MOST_IN_WORDS or len(said) > LONGEST_IN_WORDS:
        number = "One number or choice is" if len(changed) == 1 else f"{len(changed)} numbers or choices are"
        return f"{number} changed; {see(_changes_name(item))} lists them, and why."
    return f"What is changed: {said}. Why, and from which source, is in {see(_changes_name(item))}."


def _plain_help(name: str) -> str:
    words = entries()[name].help.partition(". ")[0].rstrip(".")
    return in_a_sentence(words.removeprefix(LEVEL))


def option_blocks(facts: Facts) -> list[Block]:
    """Return the annex on the options: what each changes, from what to what, and why; of many, each in plain words."""
    blocks: list[Block] = [Heading("The options in full", annex=True)]
    many = facts.is_many
    for group in facts.groups:
        for place, item in enumerate(group.items):
            if many:
                blocks.append(Heading(f"{group.named[place + 1]}", 2))
                blocks += [Paragraph(block.text) for block in _answer_to(item, facts)]
            blocks.append(_changes(item, group.letters[place + 1], facts.varies.get(item.other.name, {})))
    if facts.kept and not many:
        blocks.append(Paragraph(facts.kept, "note"))
    return blocks


def _changes_name(item: Compared) -> str:
    return f"changes-{item.scenario.name}-{item.other.name}"


def _changes(item: Compared, mark: str, varies: Mapping[str, str]) -> Table:
    mine, theirs = item.scenario.parameters.flat(), item.other.parameters.flat()
    rows: list[tuple[Cell, ...]] = []
    for name, value in mine.items():
        if value != theirs[name]:
            entry = entries()[name]
            unit = "" if entry.unit in ("name", "yes or no") else entry.unit
            why = _reason(item.scenario, name)
            before = varies.get(name) or value_cell(name, theirs[name])
            rows.append((entry.help, name, before, value_cell(name, value), unit, why))
    header = ("What is changed", "Parameter", "From", "To", "Unit", "Why")
    caption = f"What option {mark} changes: {item.scenario.title}"
    note = "Everything else is the same in both." if rows else "Nothing is changed: the two are the same."
    return Table(_changes_name(item), caption, header, tuple(rows), note, sheet=f"What {mark} changes")


def value_cell(name: str, value: Value) -> Cell:
    """Return a parameter's value for a table: a number where it is one, and a choice in words."""
    shown = value_in_words(name, value)
    if isinstance(value, bool | str | tuple):
        return shown
    if isinstance(value, float) and shown.endswith("%"):
        return Number(value, shown, "per cent")
    return Number(value, shown)


def _reason(scenario: Scenario, name: str) -> str:
    """Return why a parameter is changed, by the scenario itself or by one that it is based on."""
    while name not in scenario.evidence:
        if scenario.based_on is None:
            return NO_REASON
        try:
            scenario = find(scenario.based_on)
        except InputError:
            return NO_REASON
    return scenario.evidence[name]


def answer_blocks(facts: Facts) -> list[Block]:
    """Return the section with the answer: sentences and the numbers behind them; many options are ranked instead."""
    blocks: list[Block] = [Heading("Answer")]
    if facts.is_many:
        for group in facts.groups:
            lead, *rest = ranking_blocks(group, facts, f"answer-{group.name}")
            first = f"{total_words(facts, group.ran[:1])} {see(f'money-{group.name}')} has the others."
            blocks += [lead, Paragraph(first), *rest]
    else:
        for item in facts.compared:
            blocks += _answer_to(item, facts)
        blocks.append(Paragraph(total_words(facts, list(facts.ran.values()))))
        blocks += [Paragraph(said) for item in facts.compared if (said := payer_sentence(item))]
        blocks += [_main_table(group, facts) for group in facts.groups]
    blocks.append(Paragraph("No effect on drug use or on PTSD is claimed: the study measured none.", "note"))
    if any(item.scenario.parameters.eligibility != item.other.parameters.eligibility for item in facts.compared):
        blocks.append(Paragraph(WIDENING, "note"))
    return blocks


def _answer_to(item: Compared, facts: Facts) -> list[Paragraph]:
    """Return what comes of an option: what it is about, what else it changes, and how sure that is."""
    first, *sure = plain_sentences(item)
    also = also_words(item, facts)
    if not also:
        return [Paragraph(" ".join((first, *sure)), "lead")]
    if not any(text.startswith("In brackets") for text in sure):
        expected = item.difference["cost_total"].expected is not None
        holds = "where 95% of such averages lie" if expected else "what 95% of single runs show"
        sure.insert(0, f"In brackets: {holds}.")
    return [Paragraph(text, "lead") for text in (first, also, " ".join(sure))]


def _main(group: Group) -> list[str]:
    """Return the outcomes of the main table; women who came to a drug group where their number changes."""
    changes = any(tells(item.difference[CAME]) for item in group.items)
    return [name for name in MAIN if name != CAME or changes]


def _main_table(group: Group, facts: Facts) -> Table:
    drawn = facts.apart
    known = "Expected: 95% of means of draws" if drawn else "Predictive: 95% of single runs"
    header = (
        *("Outcome of a run", *option_header(group), f"Mean of A: {group.titles[0]}"),
        *("Mean of the option", "Difference"),
        "± Monte Carlo",
        known,
    )
    rows: list[tuple[Cell, ...]] = []
    for name in _main(group):
        unit = unit_of(name)
        for place, item in enumerate(group.items):
            d = item.difference[name]
            bounds = interval(d.expected if drawn else d.predictive, unit, signed=True, beside=d)
            means = (mean_of(item.other_summary[name], unit), mean_of(item.summary[name], unit))
            cells = (*means, mean_of(d, unit, signed=True), half_of(d, unit), bounds)
            rows.append((term("outcomes", name), *option_cell(group, place), *cells))
    note = (
        "Women and pounds a run. Difference: the option less A, woman by woman and run by run. ±: how far the mean of "
        "more replications may lie."
    )
    if drawn:
        note += " Expected: how far the mean itself is not known, because the parameters are not."
    else:
        note += " Predictive: what 95% of single runs show."
    note += option_key(group)
    caption = f"What differs from '{group.titles[0]}'"
    return Table(f"answer-{group.name}", caption, header, tuple(rows), note, sheet="Answer")


def detail_blocks(facts: Facts) -> list[Block]:
    """Return the annex with a long table of every outcome of every option, for the workbook and for who asks."""
    blocks: list[Block] = [Heading("Every outcome", annex=True)]
    drawn = facts.apart
    expected = ("Expected: 95% of means of draws",) if drawn else ()
    sure = ("Probability that the mean is better",) if drawn else ()
    measured = (
        *("Mean of A", "Mean of the option", "Difference", "± Monte Carlo"),
        *expected,
        *("Predictive: 95% of single runs", "Better in", "The same in", "Worse in"),
        *sure,
    )
    for group in facts.groups:
        header = ("Outcome of a run", *option_header(group), *measured)
        places = range(len(group.items))
        rows = tuple(_detail(group, place, name, drawn=drawn) for name in DETAILED for place in places)
        caption = f"Every outcome, beside A: {group.titles[0]}"
        note = (
            "Differences are paired. Better, the same and worse: shares of paired runs, where one way is better. Where "
            "a run has nobody to count, it has no share."
        ) + option_key(group)
        long = len(rows) > MOST_PRINTED
        blocks.append(Table(f"outcomes-{group.name}", caption, header, rows, note, long=long, sheet="Every outcome"))
    return blocks


def option_header(group: Group) -> tuple[str, ...]:
    """Return the heading of the column that tells options apart; none is needed for one."""
    return ("Option",) if len(group.items) > 1 else ()


def option_cell(group: Group, place: int) -> tuple[str, ...]:
    """Return the cell that tells an option from others; none is needed for one."""
    return (group.tags[place + 1],) if len(group.items) > 1 else ()


def option_key(group: Group) -> str:
    """Return what the letters of :func:`option_cell` stand for, as the end of a note."""
    return group.key if len(group.items) > 1 else ""


def _detail(group: Group, place: int, name: str, *, drawn: bool) -> tuple[Cell, ...]:
    item = group.items[place]
    unit, d = unit_of(name), item.difference[name]
    means = (mean_of(item.other_summary[name], unit), mean_of(item.summary[name], unit))
    bounds = (interval(d.expected, unit, signed=True, beside=d),) if drawn else ()
    shares = (share(d.better), share(d.same), share(d.worse))
    sure = (_sure(d),) if drawn else ()
    cells = (
        *means,
        mean_of(d, unit, signed=True),
        half_of(d, unit),
        *bounds,
        interval(d.predictive, unit, signed=True, beside=d),
    )
    return (term("outcomes", name), *option_cell(group, place), *cells, *shares, *sure)


def _sure(difference: Difference) -> Cell:
    if difference.probability_better is None:
        return NOTHING
    return Number(difference.probability_better, probably(difference.probability_better, "<", ">"), "share")
