"""Type I error, and simulated trials by every method beside what was worked out, as blocks of a document."""

from __future__ import annotations

from scenarios.display import NOTHING
from scenarios.document.blocks import Block, Cell, Paragraph, Table
from scenarios.trial.checking import ENOUGH, MUCH, Check, Tried
from scenarios.trial.design import NESTED
from scenarios.trial.permutation import relabellings
from scenarios.trial_report.cells import METHODS, METHODS_IN_SHORT, per_cent, per_cents, sentence
from scenarios.trial_report.worked import Worked

EXACT = "a permutation test, exact if therapy does nothing at all and women who share a cluster are not alike"
DILUTED = (
    "A mixed model lets a woman of a large cluster count for less. Where those who receive most are in the large "
    "clusters and many women are in none, its effect is smaller than that of all women randomised."
)
"""Why a mixed model may have less power than was worked out."""


def type_one_words(worked: Worked) -> str:
    """Return the type I error, whether it is what it says, and what to do where it is not."""
    design, check = worked.design, worked.check
    if design.outcome.is_yes_no:
        return _not_worked_out(worked)
    point = worked.trial.best or worked.trial.points[-1]
    said = (
        f"Type I error, by the formula, with {point.size:,} women: if therapy does nothing and nobody's loss depends "
        f"on outcome, {point.type_one:.1%}; with loss as the design believes, {point.type_one_with_loss:.1%}."
    )
    if worked.nominal:
        said += f" The first should be {design.alpha:.1%}, and at every size is within a tenth of it or below."
        if design.method in NESTED and check is None:
            said += " For this method that is so by construction where there are many clusters; simulated trials tell "
            said += "where there are few (--check-simulated)."
        if check is not None and check.type_one.interval[1] < design.alpha:
            said += f" In simulated trials it is less: at most {check.type_one.interval[1]:.1%}."
        return said
    found = []
    if worked.worst_type_one > MUCH * design.alpha:
        found.append(f"up to {worked.worst_type_one:.1%} by the formula")
    if check is not None and not check.nominal:
        ends = check.type_one.interval
        found.append(f"{check.type_one.simulated:.1%} (95%: {ends[0]:.1%} to {ends[1]:.1%}) in simulated trials")
    said += f" The first is not what it should be: {', and '.join(found)}, instead of {design.alpha:.1%}."
    return f"{said} The method takes its error for smaller than it is; {_advice(worked)}."


def _not_worked_out(worked: Worked) -> str:
    """Return why type I error of shares is not worked out, and what simulated trials show."""
    test = "permutation test" if worked.design.method == "permutation" else "score test"
    said = (
        f"Type I error is not worked out: the {test} takes women as independent, though women of a site share a "
        "psychologist."
    )
    if worked.check is None:
        return said
    low, high = worked.check.type_one.interval
    return (
        f"{said} Simulated trials deal outcomes anew as if women were independent, and so cannot tell either; there it "
        f"is {low:.1%} to {high:.1%}, beside a level of {worked.design.alpha:.1%}."
    )


def _advice(worked: Worked) -> str:
    design, check = worked.design, worked.check
    if check is not None and check.enough and not check.nominal:
        if check.better is None:
            return (
                "every method was above its level in simulated trials, so that more groups or psychologists are needed"
            )
        return f'use method = "{check.better}", which was not shown above its level there and had the most power'
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
    caption = "Simulated trials beside what was worked out"
    table = Table("simulated", caption, header, rows, _note(check), sheet="Simulated trials")
    return [table, Paragraph(" ".join(_findings(check)))]


def _note(check: Check) -> str:
    """Return what the table holds."""
    agrees = "lies in" if check.power.agrees else "lies outside"
    return (
        f"{check.trials:,} trials of {check.size:,} women with the effect and {check.trials:,} without, of draws 1 to "
        f"{check.trials:,}; every analysis has the same data sets{_but_for_permutation(check)}. Power: significant in "
        "favour of the treated arm among those followed up, with loss as the design believes. Type I error: "
        "significant either way, where nothing has an effect and nobody's loss depends on outcome. Intervals are "
        f"exact, 95%: they hold chance in the number of trials.{_by_formula(check)} "
        f"{METHODS_IN_SHORT[check.method]} is the design's own: its worked-out power "
        f"{agrees} its interval.{_of_nested(check)}{_of_permutation(check)}"
    )


def _row(one: Tried, *, own: bool) -> tuple[Cell, ...]:
    name = METHODS_IN_SHORT[one.method] + (" (the design's own)" if own else "")
    power, type_one = one.power, one.type_one
    return (
        name,
        per_cent(power.simulated, 1),
        per_cents(power.interval, 1),
        NOTHING if power.worked_out is None else per_cent(power.worked_out, 1),
        per_cent(type_one.simulated, 1),
        per_cents(type_one.interval, 1),
        _verdict(one),
    )


def _verdict(one: Tried) -> str:
    if one.above:
        return "above its level"
    if one.above_by_formula:
        return "above by formula"
    return "below" if one.below else "not shown above"


def _by_formula(check: Check) -> str:
    if not any(one.above_by_formula and not one.above for one in check.tried):
        return ""
    return f" Above by formula: its interval holds {check.alpha:.0%}, but its type I error is worked out to be more."


def _of_nested(check: Check) -> str:
    if not any(one.method == "mixed_model" for one in check.tried):
        return ""
    return (
        " Mixed models and the permutation test have the worked-out power of the partially nested comparison: what is "
        "simulated tells how far they are from it."
    )


def _permutation(check: Check) -> Tried:
    (one,) = (one for one in check.tried if one.method == "permutation")
    return one


def _but_for_permutation(check: Check) -> str:
    number = _permutation(check).trials
    return f", but for the permutation test, which has the first {number:,}" if number < check.trials else ""


def _of_permutation(check: Check) -> str:
    return f" The permutation test relabels {relabellings(check.alpha):,} times."


def _findings(check: Check) -> list[str]:
    """Return which methods are above their level, whether the mixed model agrees, and which method to use."""
    found = []
    for one in check.tried:
        low, high = one.type_one.interval
        if one.above:
            found.append(
                f"{sentence(METHODS_IN_SHORT[one.method])}: type I error is above {check.alpha:.1%}: "
                f"{one.type_one.simulated:.1%} (95%: {low:.1%} to {high:.1%})."
            )
        elif one.above_by_formula:
            found.append(
                f"{sentence(METHODS_IN_SHORT[one.method])}: by the formula type I error is "
                f"{one.type_one.worked_out:.1%}; these trials cannot tell it from {check.alpha:.1%}."
            )
        if one.method == "mixed_model":
            agrees = "agrees with" if one.power.agrees else "is not"
            found.append(f"The power of mixed models {agrees} what was worked out, in these {one.trials:,} trials.")
            if one.power.worked_out is not None and one.power.interval[1] < one.power.worked_out:
                found.append(DILUTED)
    return [*found, _use(check)]


def _use(check: Check) -> str:
    if not check.enough:
        return _too_few(check)
    if check.better is None:
        return f"Every method is above its level, as far as {check.trials:,} trials tell: more clusters are needed."
    if check.better == check.method:
        return (
            f"The design's own analysis is not shown above its level in {check.trials:,} trials, and no other that is "
            "not surely has more power: keep it."
        )
    return (
        f'Recommended: method = "{check.better}", {METHODS[check.better]}. Of those not shown above their level in '
        f"{check.trials:,} trials, it has the most power."
    )


def _too_few(check: Check) -> str:
    """Return that trials are too few for a recommendation, and what they cannot tell apart."""
    # Halfway to a rate that is somewhat too high, so that it is about right for both.
    rate = 1.3 * check.alpha
    points = max(1, round(196 * (rate * (1.0 - rate) / check.trials) ** 0.5))
    return (
        f"Too few trials to tell {check.alpha:.0%} from {check.alpha + points / 100:.0%}: intervals are about ± "
        f"{points} point{'s' if points != 1 else ''}. No analysis is recommended from fewer than {ENOUGH:,} "
        f"(--check-simulated {ENOUGH})."
    )
