"""What else a change does, for the first page: waits, the psychologist's slots, and slots that nobody uses."""

from __future__ import annotations

from scenarios.answers import is_clear
from scenarios.display import PENCE, amount, term
from scenarios.document.cells import not_told, share, text_of
from scenarios.further import share_left, waited
from scenarios.report.facts import Facts
from scenarios.report.psychologist import support_and_unused
from scenarios.summary import Compared, Difference, Interval, Summary
from sim.outcomes import LEFT, WAITS

LEAST_WAIT = 0.05
"""Weeks below which a change of a wait is written as nought."""

MANY_TIMES, MUCH_MORE = 2.0, 0.05
"""How many times as large a share of the women who join must leave for a reason to be named, and by how much more."""

FEWEST = 10
"""Runs below which nothing is said: so few tell nothing from chance, whatever their intervals."""

MUCH = 0.1
"""Share of a difference in cost from which a part of it is worth a sentence."""


def also_words(item: Compared, facts: Facts) -> str:
    """Return what else an option changes as sentences, each only where it is told from chance; may be empty."""
    if facts.replications < FEWEST:
        return ""
    parts = (_waits(item), leaving_words(item), _slots_used(item), _slots_unused(item, facts))
    return " ".join(part for part in parts if part)


def _waits(item: Compared) -> str:
    known = item.difference
    found = [(step, known[waited(step)]) for step in WAITS.values() if waited(step) in known]
    clear = [(step, d) for step, d in found if is_clear(d) and d.mean is not None and abs(d.mean) >= LEAST_WAIT]
    clear.sort(key=lambda each: -abs(each[1].mean or 0.0))
    said = [f"{_weeks(d)} for {term('waits', step)}{_ends(d)}" for step, d in clear]
    if not said:
        return ""
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"Women who are offered a place wait on average {listed}."


def leaving_words(item: Compared) -> str:
    """Return for which reasons a far larger share of the women who join leave, as a sentence; empty where for none."""
    said = []
    for reason in LEFT:
        name = share_left(reason)
        d = item.difference.get(name)
        before, after = (known[name].mean if name in known else None for known in (item.other_summary, item.summary))
        if d is None or before is None or after is None or not _is_above(d):
            continue
        if after > MANY_TIMES * before and after - before >= MUCH_MORE:
            words = term("reasons", reason.name.lower())
            said.append(f"{words} ({text_of(share(after))} of them, where {text_of(share(before))} did)")
    if not said:
        return ""
    which = "this reason" if len(said) == 1 else "these reasons"
    return f"Of the women who join, more than twice as large a share leave for {which}: {'; '.join(said)}."


def _is_above(difference: Difference) -> bool:
    return difference.monte_carlo is not None and difference.monte_carlo[0] > 0.0


def _weeks(difference: Difference) -> str:
    mean = difference.mean or 0.0
    shown = amount(abs(mean), "")
    return f"{shown} {'week' if shown == '1.0' else 'weeks'} {'longer' if mean > 0.0 else 'less'}"


def _ends(difference: Difference) -> str:
    """Return an interval of weeks in brackets: in words where its ends lie on both sides of nought."""
    interval = difference.expected or difference.predictive
    if interval is None or not_told(interval, difference):
        return ""
    low, high = (round(end, 1) + 0.0 for end in interval)
    if low < 0.0 < high:
        ends = [f"{-low:.1f} less", f"{high:.1f} longer"]
        return f" ({' to '.join(ends if (difference.mean or 0.0) > 0.0 else reversed(ends))})"
    return " ({:.1f} to {:.1f})".format(*sorted((abs(low), abs(high))))


def _slots_used(item: Compared) -> str:
    mine, theirs = item.summary["psychologist_use"], item.other_summary["psychologist_use"]
    if mine.mean is None or theirs.mean is None or not is_clear(item.difference["psychologist_use"]):
        return ""
    return f"Of the psychologist's slots {_share(mine)} are used, where {_share(theirs)} were."


def _share(item: Summary) -> str:
    interval: Interval = item.expected or item.predictive
    if interval is None or not_told(interval, item):
        return text_of(share(item.mean))
    return f"{text_of(share(item.mean))} ({text_of(share(interval[0]))} to {text_of(share(interval[1]))})"


def _slots_unused(item: Compared, facts: Facts) -> str:
    """Return how much of the difference in cost is slots of the psychologist that nobody uses, where it is much."""
    cost = item.difference["cost_total"]
    if not is_clear(cost) or not cost.mean:
        return ""
    (_, mine), (_, theirs) = (support_and_unused(facts.ran[one.name]) for one in (item.scenario, item.other))
    idle = (mine - theirs) / PENCE
    of_it = idle / cost.mean
    if of_it <= MUCH:
        return ""
    if of_it > 1.0:
        more = "more" if idle > 0.0 else "less"
        return f"The psychologist's slots that nobody uses cost {amount(abs(idle), '£')} {more}."
    whole = "the extra cost" if cost.mean > 0.0 else "what is saved"
    return f"Of {whole} {text_of(share(of_it))} is for slots that nobody uses."
