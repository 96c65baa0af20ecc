"""What ``dussk compare`` prints: paired differences with their intervals, and a plain sentence for each scenario."""

from __future__ import annotations

from itertools import groupby

from scenarios.answers import plain_answer
from scenarios.comparison import Compared, Comparison
from scenarios.display import NOTHING, amount, decimals_for, over_draws, spread, table, term, unit_of, wrapped
from scenarios.files import Scenario

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
        lines += ["", *_main_table(items), "", *_second_table(items), "", f"In plain words, beside {name}", ""]
        for item in items:
            lines += [*wrapped(plain_answer(item)), ""]
        if in_detail or len(comparison.compared) <= MOST_IN_DETAIL:
            for item in items:
                lines += _detail(item)
    return "\n".join([*lines, *_notes(comparison)]) + "\n"


def _order(item: Compared) -> str:
    return item.other.name


def _heading(other: Scenario, comparison: Comparison) -> list[str]:
    settings = comparison.settings
    return [
        f"Compared with {other.name}: {other.title}",
        f"{settings.replications:,} paired replications{over_draws(settings.draws)}, seed {settings.seed}",
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


def _second_table(items: list[Compared]) -> list[str]:
    names = ("weeks_waited_screening", "weeks_waited_stabilisation", "weeks_waited_therapy")
    header = ("mean weeks waited for", "PTSD screening", "stabilisation", "therapy", "cost per completer")
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
    difference, unit = item.difference[name], unit_of(name)
    if difference.mean is None:
        return NOTHING
    if difference.monte_carlo is None:
        return amount(difference.mean, unit, signed=True)
    half = difference.monte_carlo[1] - difference.mean
    if difference.mean == 0.0 and half == 0.0:
        return "0"
    places = decimals_for(difference.mean, half)
    shown = amount(difference.mean, unit, signed=True, decimals=places)
    return f"{shown} ±{amount(half, unit, decimals=places)}"


def _shares(difference: object) -> str:
    better, same, worse = (getattr(difference, share) for share in ("better", "same", "worse"))
    if better is None:
        return NOTHING
    return f"{100 * better:.0f}/{100 * same:.0f}/{100 * worse:.0f}%"


def _detail(item: Compared) -> list[str]:
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
    return [heading, *wrapped(item.scenario.question), "", *table(header, rows), *wrapped(explained), ""]


def _notes(comparison: Comparison) -> list[str]:
    widened = any(
        item.scenario.parameters.eligibility != item.other.parameters.eligibility for item in comparison.compared
    )
    notes = [
        "How to read this. Every scenario lives through the same women and the same chances as what it is compared "
        "with, so differences come from the design. The Monte Carlo interval is the error of the average, which more "
        "replications would shrink; the range over single runs is what one study or service might see. Both hold "
        "chance alone, at one set of parameters, set by hand where the study is silent until the calibration.",
        "No effect on drug use or on PTSD is claimed: the study measured none.",
    ]
    if widened:
        notes.append(
            "Widening: the study does not report why 27 screened women were not eligible. How they divide between sex "
            "work, drug use and both rests on an assumption alone, and so does every result of widening."
        )
    return [line for note in notes for line in (*wrapped(note, ""), "")][:-1]
