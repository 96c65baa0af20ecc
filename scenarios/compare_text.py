"""What ``dussk compare`` prints: paired differences with their intervals, and a plain sentence for each scenario."""

from __future__ import annotations

import textwrap
from itertools import groupby

from scenarios.answers import FEWEST_WOMEN, how_long, is_clear, plain_answer, probably, tells
from scenarios.comparison import Comparison
from scenarios.display import (
    NOTHING,
    WIDTH,
    amount,
    chance_and_parameters,
    decimals_for,
    plus_minus,
    spread,
    table,
    term,
    unit_of,
    wrapped,
)
from scenarios.drawn import drawn_words
from scenarios.files import Scenario
from scenarios.further import FURTHER, waited
from scenarios.held import held_beside, held_note
from scenarios.intervals import difference_of, outcome_of
from scenarios.summary import Compared, Difference, Interval
from scenarios.sure import sure_side
from sim.outcomes import WAITS

WOMEN = ("consented", "started_therapy", "completed_therapy")
DETAILED = (
    *("consented", "attended_any_group", "referred", "ptsd_screened", "started_stabilisation", "started_therapy"),
    *("completed_therapy", "left", "weeks_waited_screening", "weeks_waited_stabilisation", "weeks_waited_therapy"),
    *("psychologist_use", "drug_group_sessions_held", "drug_group_sessions_empty", "incidents", "cost_drug_groups"),
    *("cost_ptsd_screening", "cost_stabilisation", "cost_therapy", "cost_support", "cost_total"),
    *("cost_per_woman_joined", "cost_per_completer"),
)
MOST_IN_DETAIL = 2
"""Scenarios up to which every outcome is shown without being asked for."""

MOST_IN_PARAGRAPHS = 3
"""Scenarios up to which each has its paragraph without being asked for; more stand in one list, most women first."""

SIDES = ("More", "Perhaps more", "About as many", "More or fewer", "Not clear yet", "Perhaps fewer", "Fewer")
"""What a scenario does to the number of women who complete therapy, in the order of the list."""


IN_TABLE = ("getting_started", "screening", "stabilisation", "therapy")
"""Steps whose waits stand in the table."""

MANY_TIMES = 2.0
"""How many times as long a mean wait must be to be named."""

RUNS_WITH = "share of runs:\nmore/same/fewer\ncompleting"
"""Heading of the shares of paired runs in which more, as many and fewer women complete therapy."""


def compare_text(comparison: Comparison, *, in_detail: bool = False) -> str:
    """Return the whole printed comparison: the answer first, then the tables that it comes from."""
    lines: list[str] = []
    for _, group in groupby(sorted(comparison.compared, key=_order), key=lambda item: item.other.name):
        lines += [""] * bool(lines) + _beside(list(group), comparison, in_detail=in_detail)
    return "\n".join([*lines, *_notes(comparison)]) + "\n"


def _order(item: Compared) -> tuple[str, float, str]:
    """Return what sorts scenarios: by what they are compared with, then most women completing therapy first."""
    return item.other.name, -(item.difference["completed_therapy"].mean or 0.0), item.scenario.name


def _beside(items: list[Compared], comparison: Comparison, *, in_detail: bool) -> list[str]:
    """Return all that is said of the scenarios compared with one other."""
    drawn = comparison.settings.draws > 0
    paragraphs = [line for item in items for line in (*wrapped(plain_answer(item)), "")]
    few = len(items) <= MOST_IN_PARAGRAPHS
    lines = [*_heading(items[0].other, comparison), ""]
    lines += ["In plain words", "", *paragraphs] if few else [*_answer(items, drawn=drawn), ""]
    lines += _held(items, comparison)
    if longer := _longer_waits(items, comparison):
        lines += [*longer, ""]
    lines += [*_main_table(items), ""]
    if drawn:
        lines += [*_unknown_table(items), ""]
    if few or in_detail:
        lines += [*_waits_table(items, comparison), ""]
    if in_detail and not few:
        lines += ["Each in plain words", "", *paragraphs]
    if in_detail or len(comparison.compared) <= MOST_IN_DETAIL:
        lines += [line for item in items for line in _detail(item, drawn=drawn)]
    return lines


def _answer(items: list[Compared], *, drawn: bool) -> list[str]:
    """Return which of many scenarios let more women complete therapy, and what each costs."""
    other, name = items[0].other_summary, items[0].other.name
    women, pounds = amount(other["completed_therapy"].mean, ""), amount(other["cost_total"].mean, "£")
    said = (
        f"On average, {how_long(items[0].other.parameters)}beside {name}: women completing one-to-one therapy, and "
        f"total cost ({name} has {women} women, for {pounds} in prices of {items[0].other.parameters.costs.price_year})"
    )
    lines = [*wrapped(said, ""), ""]
    if items[0].difference["completed_therapy"].monte_carlo is None:
        return [*lines, *wrapped("One paired run says nothing about an average; ask for more replications.")]
    for side in SIDES:
        found = [_in_brief(item) for item in items if _side(item.difference["completed_therapy"]) == side]
        lines += _listed(side, found) if found else []
    return [*lines, *wrapped(_sides_explained(drawn=drawn, unclear=any("Not clear" in line for line in lines)))]


def _sides_explained(*, drawn: bool, unclear: bool) -> str:
    """Return what the names of the sides mean, of those that there may be."""
    said = []
    if drawn:
        said += [
            "More, fewer: surely so on average, with a probability of 97.5% or more, given what is not known; perhaps: "
            f"so on average, but that is not sure. A change below {FEWEST_WOMEN} women on average is about as many, "
            "or, where averages lie clearly on both sides, more or fewer."
        ]
    if unclear:
        said += ["Not clear yet: it takes more replications to tell."]
    said += [
        "`dussk scenarios` says what each one is. For a paragraph on each, with waits and cost per completed therapy, "
        f"name up to {MOST_IN_PARAGRAPHS} of them or add --all."
    ]
    return " ".join(said)


def _listed(side: str, found: list[str]) -> list[str]:
    """Return one side of the list, in lines that part nothing but scenario from scenario."""
    widest = max(map(len, SIDES)) + 4
    whole = ", ".join(found).replace(" ", "\N{NO-BREAK SPACE}").replace(",\N{NO-BREAK SPACE}", ", ")
    lines = textwrap.wrap(
        whole, WIDTH, initial_indent=f"  {side}".ljust(widest), subsequent_indent=" " * widest, break_on_hyphens=False
    )
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _side(completed: Difference) -> str:
    """Return which of ``SIDES`` a difference in women completing therapy is on."""
    low, high = completed.expected or completed.monte_carlo or (0.0, 0.0)
    if not is_clear(completed) and _error(completed) > FEWEST_WOMEN:
        return "Not clear yet"
    if not tells(completed):
        either = completed.expected is not None and low < -FEWEST_WOMEN and high > FEWEST_WOMEN
        return "More or fewer" if either else "About as many"
    sure = sure_side(completed)
    if (completed.mean or 0.0) > 0.0:
        return "More" if sure > 0 else "Perhaps more"
    return "Fewer" if sure < 0 else "Perhaps fewer"


def _in_brief(item: Compared) -> str:
    """Return a scenario's difference in a few words: its name, women and pounds."""
    completed, cost = item.difference["completed_therapy"], item.difference["cost_total"]
    women = f" {amount(completed.mean, '', signed=True, decimals=_decimals(completed))}" if tells(completed) else ""
    if not is_clear(cost):
        return f"{item.scenario.name}{women} (no clear difference in cost)"
    return f"{item.scenario.name}{women} ({amount(cost.mean, '£', signed=True)})"


def _decimals(difference: Difference) -> int:
    """Return the decimal places of a difference in women, as the tables have them."""
    return decimals_for(difference.mean or 0.0, _error(difference))


def _error(difference: Difference) -> float:
    """Return how far, either way, the mean of more replications may lie."""
    return 0.0 if difference.monte_carlo is None else difference.monte_carlo[1] - (difference.mean or 0.0)


def _heading(other: Scenario, comparison: Comparison) -> list[str]:
    settings = comparison.settings
    return [
        f"Compared with {other.name}: {other.title}",
        f"{settings.replications:,} paired replications, seed {settings.seed}",
        *wrapped(drawn_words(settings.draws, settings.replications), ""),
    ]


def _main_table(items: list[Compared]) -> list[str]:
    names = (*WOMEN, "cost_total")
    header = ("a run", "joined", "began", "completed", "total cost", RUNS_WITH)
    rows = [(_base_name(items), *(amount(items[0].other_summary[name].mean, unit_of(name)) for name in names), "")]
    for item in items:
        completed = _shares(item.difference["completed_therapy"])
        rows.append((item.scenario.name, *(_plus_minus(item, name) for name in names), completed))
    explained = (
        "First line: means of women who joined, began and completed one-to-one therapy. Others: difference of means, "
        "and after ± how far the mean of more replications may lie (95% Monte Carlo). Last column: share of paired "
        "runs in which more, as many and fewer women complete therapy."
    )
    return [*table(header, rows), *wrapped(explained)]


def _unknown_table(items: list[Compared]) -> list[str]:
    """Return how far each difference is not known because the parameters are not."""
    names = (*WOMEN, "cost_total")
    header = ("95% of averages over draws", "joined", "began", "completed", "total cost", "more")
    rows: list[tuple[str, ...]] = []
    for item in items:
        ranges = (_range(item.difference[name].expected, name) for name in names)
        rows.append((item.scenario.name, *ranges, _probability(item.difference["completed_therapy"])))
    explained = (
        "The same differences, and how far each is not known: where 95% of averages lie, over draws of the parameters. "
        "Last column: how probable it is that more women complete therapy on average, rather too near to 50% than too "
        "far from it."
    )
    return [*table(header, rows), *wrapped(explained)]


def _range(interval: Interval, name: str) -> str:
    if interval is not None and interval[0] == interval[1] == 0.0:
        return "0"
    return spread(interval, unit_of(name), signed=True)


def _probability(difference: Difference) -> str:
    return NOTHING if difference.probability_better is None else probably(difference.probability_better, "<", ">")


def _longer_waits(items: list[Compared], comparison: Comparison) -> list[str]:
    """Return which mean waits become far longer, a scenario a paragraph; empty if none does."""
    lines: list[str] = []
    for item in items:
        found = []
        for step in WAITS.values():
            before, after, difference = _wait(item, step, comparison)
            if before and after and is_clear(difference) and after > MANY_TIMES * before and after - before >= 1.0:
                found.append(f"{term('waits', step)} {amount(before, '')} to {amount(after, '')}")
        lines += wrapped(f"{item.scenario.name}: {', '.join(found)}.") if found else []
    return ["Mean weeks waited that more than double", "", *lines] if lines else []


def _wait(item: Compared, step: str, comparison: Comparison) -> tuple[float | None, float | None, Difference]:
    """Return the mean weeks waited for a step before and after, and their difference."""
    name = waited(step)
    if name in item.difference:
        return item.other_summary[name].mean, item.summary[name].mean, item.difference[name]
    outcome = FURTHER[name]
    after, before = comparison.runs[item.scenario.name], comparison.runs[item.other.name]
    return outcome_of(before, outcome).mean, outcome_of(after, outcome).mean, difference_of(after, before, outcome)


def _waits_table(items: list[Compared], comparison: Comparison) -> list[str]:
    header = ("mean weeks waited for", "drug group", "PTSD screening", "stabilisation", "therapy", "cost per completed")
    first = [_wait(items[0], step, comparison)[0] for step in IN_TABLE]
    of_one = amount(items[0].other_summary["cost_per_completer"].mean, "£")
    rows = [(_base_name(items), *(amount(mean, "weeks") for mean in first), of_one)]
    for item in items:
        differences = (_wait(item, step, comparison)[2] for step in IN_TABLE)
        each = amount(item.summary["cost_per_completer"].mean, "£")
        rows.append((item.scenario.name, *(plus_minus(d, "weeks", signed=True) for d in differences), each))
    explained = (
        "First line: means of the women offered a place, in a drug group when they begin. Others: differences, as "
        "above; the last column is each scenario's own total cost over its women who completed therapy, and no "
        "difference."
    )
    return [*table(header, rows), *wrapped(explained)]


def _base_name(items: list[Compared]) -> str:
    return f"{items[0].other.name} (mean)"


def _plus_minus(item: Compared, name: str) -> str:
    return plus_minus(item.difference[name], unit_of(name), signed=True)


def _shares(difference: object) -> str:
    better, same, worse = (getattr(difference, share) for share in ("better", "same", "worse"))
    if better is None:
        return NOTHING
    return f"{100 * better:.0f}/{100 * same:.0f}/{100 * worse:.0f}%"


def _detail(item: Compared, *, drawn: bool) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for name in DETAILED:
        unit, difference = unit_of(name), item.difference[name]
        rows.append(
            (
                term("outcomes", name),
                amount(item.other_summary[name].mean, unit),
                amount(item.summary[name].mean, unit),
                _plus_minus(item, name),
                spread(difference.predictive, unit, signed=True),
                _shares(difference),
            )
        )
    header = ("", "before", "after", "difference", "95% of single runs", "runs: better\n/same/worse")
    heading = f"{item.scenario.name} in detail: before is {item.other.name}, after is {item.scenario.name}"
    explained = "Last column: share of paired runs in which it is better, the same and worse, if one way is better."
    lines = [heading, *wrapped(item.scenario.question), "", *table(header, rows), *wrapped(explained), ""]
    return [*lines, *_unknown_detail(item), ""] if drawn else lines


def _unknown_detail(item: Compared) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for name in DETAILED:
        difference = item.difference[name]
        cells = (_range(difference.expected, name), _probability(difference), chance_and_parameters(difference))
        rows.append((term("outcomes", name), amount(difference.mean, unit_of(name), signed=True), *cells))
    header = (
        "what is not known",
        "difference",
        "95% of averages over draws",
        "better",
        "spread from\nchance/parameters",
    )
    explained = (
        "Better: how probable it is that the mean is better, if one way is better. Last column: the shares of the "
        "variance of paired differences that come from chance and from the parameters."
    )
    return [*table(header, rows), *wrapped(explained)]


def _notes(comparison: Comparison) -> list[str]:
    widened = any(
        item.scenario.parameters.eligibility != item.other.parameters.eligibility for item in comparison.compared
    )
    notes = [_how_to_read(comparison.settings.draws > 0)]
    notes += ["No effect on drug use or on PTSD is claimed: the study measured none."]
    if widened:
        notes.append(
            "Widening: the study does not report why 27 screened women were not eligible. How they divide between sex "
            "work, drug use and both rests on an assumption alone, and so does every result of widening."
        )
    return [line for note in notes for line in (*wrapped(note, ""), "")][:-1]


def _how_to_read(drawn: bool) -> str:
    same = "the same women, the same chances and the same draws" if drawn else "the same women and the same chances"
    holds = (
        "Averages over draws differ by what is not known of the parameters, as far as the study and the priors tell of "
        "it; single runs, which are what one study or service might see, differ by chance as well. Structure is in "
        "neither."
        if drawn
        else "Intervals hold chance alone, at one set of parameters, set by hand where the study is silent: without "
        "--draws 0 they are drawn from the posterior."
    )
    return (
        f"How to read this. Every scenario lives through {same} as what it is compared with, so differences come from "
        f"the design. {holds}"
    )


def _held(items: list[Compared], comparison: Comparison) -> list[str]:
    """Return which scenarios hold numbers that vary in what they are compared with, and how they vary there."""
    note = held_note(held_beside(item, comparison.settings.draws, by_name=True) for item in items)
    return [*wrapped(note), ""] if note else []
