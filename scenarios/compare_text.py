"""What ``dussk compare`` prints: paired differences with their intervals, and a plain sentence for each scenario."""

from __future__ import annotations

from itertools import groupby

from scenarios.answers import plain_answer, probably
from scenarios.comparison import Comparison
from scenarios.display import NOTHING, amount, chance_and_parameters, plus_minus, spread, table, term, unit_of, wrapped
from scenarios.drawn import drawn_words, kept_by
from scenarios.files import Scenario
from scenarios.summary import Compared, Difference, Interval

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


def compare_text(comparison: Comparison, *, in_detail: bool = False) -> str:
    """Return the whole printed comparison."""
    lines: list[str] = []
    for name, group in groupby(sorted(comparison.compared, key=_order), key=lambda item: item.other.name):
        items = list(group)
        lines += _heading(items[0].other, comparison) if not lines else ["", *_heading(items[0].other, comparison)]
        lines += ["", *_main_table(items), ""]
        if comparison.settings.draws:
            lines += [*_unknown_table(items), ""]
        lines += [*_waits_table(items), "", f"In plain words, beside {name}", ""]
        for item in items:
            lines += [*wrapped(plain_answer(item)), ""]
        if in_detail or len(comparison.compared) <= MOST_IN_DETAIL:
            for item in items:
                lines += _detail(item, drawn=comparison.settings.draws > 0)
    return "\n".join([*lines, *_notes(comparison)]) + "\n"


def _order(item: Compared) -> str:
    return item.other.name


def _heading(other: Scenario, comparison: Comparison) -> list[str]:
    settings = comparison.settings
    return [
        f"Compared with {other.name}: {other.title}",
        f"{settings.replications:,} paired replications, seed {settings.seed}",
        *wrapped(drawn_words(settings.draws, settings.replications), ""),
    ]


def _main_table(items: list[Compared]) -> list[str]:
    names = (*WOMEN, "cost_total")
    header = ("a run", "joined", "began", "completed", "total cost", "more/same/fewer")
    rows = [(_base_name(items), *(amount(items[0].other_summary[name].mean, unit_of(name)) for name in names), "")]
    for item in items:
        completed = _shares(item.difference["completed_therapy"])
        rows.append((item.scenario.name, *(_plus_minus(item, name) for name in names), completed))
    explained = (
        "Women who joined, began and completed one-to-one therapy. First line: means. Others: difference of means, and "
        "after ± how far the mean of more replications may lie (95% Monte Carlo). Last column: share of paired runs in "
        "which more, as many and fewer women complete therapy."
    )
    return [*table(header, rows), *wrapped(explained)]


def _unknown_table(items: list[Compared]) -> list[str]:
    """Return how far each difference is not known because the parameters are not."""
    names = (*WOMEN, "cost_total")
    header = ("95% of the means of draws", "joined", "began", "completed", "total cost", "more")
    rows: list[tuple[str, ...]] = []
    for item in items:
        ranges = (_range(item.difference[name].expected, name) for name in names)
        rows.append((item.scenario.name, *ranges, _probability(item.difference["completed_therapy"])))
    explained = (
        "The same differences, and how far each is not known: 95% of the means of draws of the parameters (expected). "
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


def _waits_table(items: list[Compared]) -> list[str]:
    names = ("weeks_waited_screening", "weeks_waited_stabilisation", "weeks_waited_therapy")
    header = ("mean weeks waited for", "PTSD screening", "stabilisation", "therapy", "cost per completed")
    rows = [
        (
            _base_name(items),
            *(amount(items[0].other_summary[name].mean, unit_of(name)) for name in names),
            amount(items[0].other_summary["cost_per_completer"].mean, "£"),
        )
    ]
    for item in items:
        each = amount(item.summary["cost_per_completer"].mean, "£")
        rows.append((item.scenario.name, *(_plus_minus(item, name) for name in names), each))
    explained = (
        "First line: means of the women offered a place. Others: differences, as above; the last column is each "
        "scenario's own total cost over its women who completed therapy, not a difference."
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
    header = ("", "before", "after", "difference", "95% of single runs", "win/tie/loss")
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
    header = ("what is not known", "difference", "95% of means of draws", "better", "chance/parameters")
    explained = (
        "Better: how probable it is that the mean is better, if one way is better. Last column: the shares of the "
        "variance of paired differences that come from chance and from the parameters."
    )
    return [*table(header, rows), *wrapped(explained)]


def _notes(comparison: Comparison) -> list[str]:
    widened = any(
        item.scenario.parameters.eligibility != item.other.parameters.eligibility for item in comparison.compared
    )
    notes = [_how_to_read(comparison.settings.draws > 0), *_kept(comparison)]
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
        "Means of draws differ by what is not known of the parameters, as far as the study and the priors tell of it; "
        "single runs differ by chance as well. Structure is in neither."
        if drawn
        else "Both hold chance alone, at one set of parameters, set by hand where the study is silent: without "
        "--draws 0 they are drawn from the posterior."
    )
    return (
        f"How to read this. Every scenario lives through {same} as what it is compared with, so differences come from "
        "the design. The Monte Carlo interval is the error of the average, which more replications would shrink; the "
        f"range over single runs is what one study or service might see. {holds}"
    )


def _kept(comparison: Comparison) -> list[str]:
    """Return which scenarios keep values of their own that vary in what they are compared with."""
    if not comparison.settings.draws:
        return []
    kept = {
        item.scenario.name: [
            name for name in kept_by(item.scenario.parameters) if name not in kept_by(item.other.parameters)
        ]
        for item in comparison.compared
    }
    said = "; ".join(f"{scenario} keeps its own {', '.join(names)}" for scenario, names in kept.items() if names)
    return [f"In every draw {said}; all else varies alike in both."] if said else []
