"""A batch's summary as people read it."""

from __future__ import annotations

from math import floor, log10
from pathlib import Path
from typing import Any

from scenarios.batch.outcomes import check_outcome
from scenarios.batch.plan import Plan
from scenarios.batch.replay import Replay
from scenarios.display import NOTHING, table, term, wrapped
from sim.outcomes import OUTCOMES, TOTALS

SHOWN = (
    "consented",
    "referred",
    "completed_stabilisation",
    "started_therapy",
    "completed_therapy",
    "left",
    "weeks_waited_therapy",
    "psychologist_use",
    "cost_total",
)
"""What is shown of a plan that names no outcomes."""


def summary_text(plan: Plan, summary: dict[str, Any]) -> str:
    """Return a summary as readable tables."""
    shown = SHOWN if plan.outcomes == tuple(OUTCOMES) else plan.outcomes
    lines = [summary["title"], ""]
    draws, replications = summary["draws"], summary["replications"]
    what = f"{replications:,} replications" if draws == 1 else f"{draws:,} parameter draws, {replications:,} each"
    lines += wrapped(f"{what}, of every scenario. Seed {summary['seed']}. Parameters are {plan.draws}.", "")
    if summary["precision"] is not None:
        lines += wrapped(f"Precision asked for: {summary['precision']}.", "")
    ratios = [name for name in shown if check_outcome(name).denominator]
    lines += wrapped(
        "monte_carlo: the error of the mean, which a longer batch shrinks. expected: 95% of the means of parameter "
        "draws, which is what is not known of them. predictive: 95% of single replications, which holds chance as "
        "well. chance/parameters: what share of their variance comes from each. better/same/worse: the shares of pairs "
        f"that are so. -: {_what_is_left_out(summary)}.",
        "",
    )
    if ratios:
        lines += wrapped(
            "The mean of a ratio, such as a wait, is of all replications together; its predictive interval is of those "
            "that have a value, whose share summary.csv calls defined.",
            "",
        )
    blurred = [name for name in ratios if _is_blurred(summary, name)]
    if blurred:
        lines += wrapped(
            f"No expected for {'; '.join(_name(name) for name in blurred)}, where it shows -: chance makes more than a "
            "tenth of how the draws' own values differ, because few women are counted in a draw or draws differ "
            "little. More replications of each draw may give one.",
            "",
        )
    for scenario, outcomes in summary["scenarios"].items():
        lines += ["", *wrapped(f"{scenario}: {plan.named[scenario].title}", "")]
        lines += _table(shown, outcomes, signed=False)
    for item in summary["differences"]:
        lines += ["", *wrapped(f"{item['scenario']} less {item['compared_with']}, pair by pair", "")]
        lines += _table(shown, item["outcomes"], signed=True)
    if shown is SHOWN:
        lines += ["", *wrapped("All outcomes are in summary.csv and summary.json.", "")]
    return "\n".join(lines) + "\n"


def _what_is_left_out(summary: dict[str, Any]) -> str:
    """Return why a cell of the tables may be empty, of what can be so in this batch."""
    if summary["parameters"] == "none":
        why = "parameters are not drawn"
    elif summary["draws"] < 2:
        why = "one draw has neither a range nor an error"
    elif summary["replications"] < 2:
        why = "with one replication of each draw chance and parameters cannot be told apart"
    else:
        why = "nothing varies"
    return f"{why}, or nothing is counted, or neither more nor less is better"


def _is_blurred(summary: dict[str, Any], outcome: str) -> bool:
    """Whether a ratio's draws are known apart from chance somewhere, and yet hold too much of it to be told."""
    found = [outcomes[outcome] for outcomes in summary["scenarios"].values()]
    found += [each["outcomes"][outcome] for each in summary["differences"]]
    return any(item["expected"] is None and item["between_draws"] is not None for item in found)


def replay_text(found: Replay, out: Path | None) -> str:
    """Return what one replication was, and whether it is as stored."""
    runs = found.runs
    record = runs.records[runs.first]
    lines = [
        f"{found.scenario}, draw {found.draw}, replication {found.replication}: lived again by the SimPy engine",
        "",
    ]
    totals = dict(zip(TOTALS, runs.rows[0], strict=True))
    rows: list[tuple[str, ...]] = []
    for name in SHOWN:
        outcome = OUTCOMES[name]
        below = 1 if outcome.denominator is None else totals[outcome.denominator]
        value = outcome.scale * totals[outcome.numerator] / below if below else None
        few = 0 if outcome.unit in ("", "£") else 1
        rows.append((_name(name), _number(value, outcome.unit, few, False)))
    lines += table(("", "this replication"), rows)
    kept = f", in {out}" if out is not None else "; --out FOLDER writes them"
    lines += ["", f"{len(record.events):,} events and {len(record.ledger):,} lines of the ledger{kept}."]
    lines += ["The stored row is the same." if not found.differs else "The stored row is NOT the same."]
    return "\n".join(lines) + "\n"


def _table(shown: tuple[str, ...], outcomes: dict[str, Any], *, signed: bool) -> list[str]:
    last = "better/same/worse" if signed else "chance/parameters"
    header = ("", "mean", "monte_carlo", "expected", "predictive", last)
    return table(header, [_row(name, outcomes[name], signed) for name in shown])


def _row(outcome: str, item: dict[str, Any], signed: bool) -> tuple[str, ...]:
    unit = check_outcome(outcome).unit
    digits = _digits(item, unit)
    cells = [_number(item["mean"], unit, digits, signed)]
    half = None if item["monte_carlo"] is None else (item["monte_carlo"][1] - item["monte_carlo"][0]) / 2
    cells.append(NOTHING if half is None else f"±{_number(half, unit, digits, False)}")
    for name in ("expected", "predictive"):
        bounds = item[name]
        few = 0 if unit == "£" or (name == "predictive" and unit == "") else 1
        cells.append(NOTHING if bounds is None else " to ".join(_number(b, unit, few, signed) for b in bounds))
    return (_name(outcome), *cells, _shares(item) if signed else _split(item))


def _shares(item: dict[str, Any]) -> str:
    """Return the shares of pairs that are better, the same and worse."""
    shares = [item[name] for name in ("better", "same", "worse")]
    return NOTHING if None in shares else "/".join(f"{100 * share:.0f}" for share in shares) + "%"


def _split(item: dict[str, Any]) -> str:
    """Return the shares of the variance of single replications that come from chance and from the parameters."""
    between, within = item["between_draws"], item["within_draws"]
    if between is None or not between + within:
        return NOTHING
    share = round(100 * between / (between + within))
    return f"{100 - share}/{share}%"


def _digits(item: dict[str, Any], unit: str) -> int:
    """Return how many decimal places show two digits of the Monte Carlo error; one place where there is none."""
    if item["monte_carlo"] is None:
        return 0 if unit == "£" else 1
    half = (item["monte_carlo"][1] - item["monte_carlo"][0]) / 2 * (100 if unit == "share" else 1)
    return min(4, max(0, 1 - floor(log10(half)))) if half > 0 else 1


def _number(value: float | None, unit: str, digits: int, signed: bool) -> str:
    if value is None:
        return NOTHING
    if unit == "share":
        return f"{_rounded(100 * value, digits, signed)}%"
    if unit == "£":
        text = _rounded(value, digits, signed)
        return f"{text[0]}£{text[1:]}" if text[0] in "+-" else f"£{text}"
    return _rounded(value, digits, signed)


def _rounded(value: float, digits: int, signed: bool) -> str:
    value = round(value, digits) + 0.0
    return f"{value:+,.{digits}f}" if signed and value else f"{value:,.{digits}f}"


def _name(outcome: str) -> str:
    try:
        return term("outcomes", outcome)
    except KeyError:
        return outcome.replace("_", " ")
