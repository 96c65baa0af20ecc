"""Type I error, and simulated trials by every method beside what was worked out, as blocks of a document."""

from __future__ import annotations

from scenarios.report.blocks import Block, Cell, Paragraph, Range, Table
from scenarios.trial.cells import METHODS, METHODS_IN_SHORT, per_cent, sentence
from scenarios.trial.checking import Check, Share, Tried
from scenarios.trial.design import NESTED
from scenarios.trial.permutation import relabellings
from scenarios.trial.worked import Worked

EXACT = "a permutation test, exact if therapy does nothing at all and women who share a cluster are not alike"
DILUTED = (
    "A mixed model lets a woman of a large cluster count for less. Where those who receive most are in the large "
    "clusters and many women are in none, its effect is smaller than that of all women randomised."
)
"""Why a mixed model may have less power than was worked out."""


def type_one_words(worked: Worked) -> str:
    """Return whether the type I error is what it says, and what to do where it is not."""
    design, check = worked.design, worked.check
    if worked.nominal:
        said = f"Type I error is what it should be ({design.alpha:.1%}), within a tenth, at every size."
        if design.method in NESTED and check is None:
            said += " For this method that is so by construction where there are many clusters; simulated trials tell "
            said += "where there are few (--check-simulated)."
        if check is not None and check.type_one.interval[1] < design.alpha:
            said += f" In simulated trials it is less: at most {check.type_one.interval[1]:.1%}."
        return said
    said = f"Type I error is not what it should be: up to {worked.worst_type_one:.1%} instead of {design.alpha:.1%}"
    if check is not None and not check.nominal:
        ends = check.type_one.interval
        said += f" worked out, and {ends[0]:.1%} to {ends[1]:.1%} in simulated trials"
    return f"{said}. The method takes its error for smaller than it is; {_advice(worked)}."


def _advice(worked: Worked) -> str:
    design, check = worked.design, worked.check
    if design.outcome.is_yes_no:
        return f"use {EXACT}" if design.method != "permutation" else "simulate more trials"
    if check is not None and not check.nominal:
        if check.better is None:
            return "no method held its level in the simulated trials, so that more groups or psychologists are needed"
        return f'use method = "{check.better}", which held its level there with the most power'
    corrected = 'method = "kenward_roger", a mixed model corrected for few clusters'
    if design.method not in NESTED:
        corrected += ', or method = "partially_nested" (both count the groups or psychologists of the treated arm)'
    return f"use {corrected}, or {EXACT}"


def check_blocks(worked: Worked) -> list[Block]:
    """Return the simulated trials beside what was worked out, if they were asked for."""
    check = worked.check
    if check is None:
        return []
    header = ("Analysis", "Power", "95%", "Worked out", "Type I error", "95% ", "Its level")
    rows = tuple(_row(one, own=one.method == check.method) for one in check.tried)
    agrees = "lies in" if check.power.agrees else "lies outside"
    note = (
        f"{check.trials:,} trials of {check.size:,} women with the effect and as many in which nothing has one, of "
        f"draws 1 to {check.trials:,}; every analysis has the same data sets. Intervals are exact, 95%: they hold "
        f"chance in the number of trials. {METHODS_IN_SHORT[check.method]} is the design's own: its worked-out power "
        f"{agrees} its interval.{_of_nested(check)}{_of_permutation(check)}"
    )
    table = Table("simulated", "Simulated trials beside what was worked out", header, rows, note)
    return [table, Paragraph(" ".join(_findings(check)))]


def _row(one: Tried, *, own: bool) -> tuple[Cell, ...]:
    name = METHODS_IN_SHORT[one.method] + (" (the design's own)" if own else "")
    level = "exceeded" if not one.holds else "below" if one.careful else "held"
    power, type_one = one.power, one.type_one
    return (
        name,
        per_cent(power.simulated, 1),
        _interval(power),
        per_cent(power.worked_out, 1),
        per_cent(type_one.simulated, 1),
        _interval(type_one),
        level,
    )


def _interval(share: Share) -> Range:
    low, high = share.interval
    return Range(low, high, f"{100 * low:.1f}% to {100 * high:.1f}%", "share")


def _of_nested(check: Check) -> str:
    if not any(one.method == "mixed_model" for one in check.tried):
        return ""
    return (
        " Mixed models and the permutation test have the worked-out power of the partially nested comparison: what is "
        "simulated tells how far they are from it."
    )


def _of_permutation(check: Check) -> str:
    (one,) = (one for one in check.tried if one.method == "permutation")
    fewer = f", in the first {one.trials:,} of the trials" if one.trials < check.trials else ""
    return f" The permutation test relabels {relabellings(check.alpha):,} times{fewer}."


def _findings(check: Check) -> list[str]:
    """Return which methods do not hold their level, whether the mixed model agrees, and which method to use."""
    found = []
    for one in check.tried:
        low, high = one.type_one.interval
        if not one.nominal:
            found.append(
                f"{sentence(METHODS_IN_SHORT[one.method])}: type I error is not {check.alpha:.1%} but {low:.1%} to "
                f"{high:.1%}."
            )
        elif not one.holds:
            found.append(
                f"{sentence(METHODS_IN_SHORT[one.method])}: type I error is worked out to be "
                f"{one.type_one.worked_out:.1%}, more than these trials can tell from {check.alpha:.1%}."
            )
        if one.method == "mixed_model":
            agrees = "agrees with" if one.power.agrees else "is not"
            found.append(f"The power of mixed models {agrees} what was worked out, in these {one.trials:,} trials.")
            if one.power.interval[1] < one.power.worked_out:
                found.append(DILUTED)
    return [*found, _use(check)]


def _use(check: Check) -> str:
    told = f"as far as {check.trials:,} trials tell"
    if check.better is None:
        return f"No method holds its level, {told}: more clusters are needed."
    if check.better == check.method:
        return (
            f"The design's own analysis holds its level, {told}, and no other that does surely has more power: keep it."
        )
    return (
        f'Recommended: method = "{check.better}", {METHODS[check.better]}. Of those that hold their level, {told}, it '
        "has the most power."
    )
