"""More options than have a paragraph each: what most of them do, in sentences, and a table with an option a row."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.answers import is_clear, probably, tells
from scenarios.display import amount, term
from scenarios.document.blocks import Block, Cell, Paragraph, Table, see
from scenarios.document.cells import interval, mean_of, share
from scenarios.further import waited
from scenarios.report.facts import Facts, Group
from scenarios.report.waiting import LONG_WAIT
from scenarios.summary import Compared, Difference
from scenarios.sure import SURE, sure_side
from sim.outcomes import WAITS

WOMEN, COST = "completed_therapy", "cost_total"
NAMED = 3
"""Options that a sentence names; of more, it says how many."""


def ranking_blocks(group: Group, facts: Facts, name: str) -> list[Block]:
    """Return the answer for many options: what surely changes, and the options from most women more to fewest.

    Parameters
    ----------
    group : Group
        Options compared with the same one.
    facts : Facts
        What was run.
    name : str
        Of the table.
    """
    said = [_women_words(group), _cost_words(group), _wait_words(group)]
    holds = "where 95% of such averages lie" if facts.apart else "how far the mean of more runs may lie (95%)"
    return [
        Paragraph(" ".join(said), "lead"),
        Paragraph(
            f"In brackets: {holds}. 'Surely' is said where all of it lies on one side of nought{_probable(facts)}. "
            f"{see(name)} has every option."
        ),
        _table(group, facts, name),
    ]


def _bounds(difference: Difference) -> tuple[float, float] | None:
    return difference.expected or difference.monte_carlo


def _probable(facts: Facts) -> str:
    return f", and the probability that it does is {100 * SURE:g}% or more" if facts.apart else ""


def _sides(group: Group, outcome: str) -> tuple[list[Compared], list[Compared], list[Compared]]:
    """Return the options of which an outcome is surely larger, surely smaller, and neither."""
    more: list[Compared] = []
    less: list[Compared] = []
    rest: list[Compared] = []
    for item in group.items:
        side = sure_side(item.difference[outcome], fewer_is_better=outcome == COST)
        (more if side > 0 else less if side < 0 else rest).append(item)
    return more, less, rest


def _by_mean(items: Sequence[Compared], outcome: str) -> list[Compared]:
    return sorted(items, key=lambda item: -(item.difference[outcome].mean or 0.0))


def _women_words(group: Group) -> str:
    more, less, rest = _sides(group, WOMEN)
    number, base = len(group.items), group.titles[0]
    start = f"Compared with '{base}', more women surely complete one-to-one therapy on average with"
    if not more:
        said = f"{start} none of {number} options{_perhaps(rest)}"
    else:
        listed = "; ".join(_gain(item) for item in _by_mean(more, WOMEN))
        said = f"{start} {len(more)} of {number} options: {listed}"
    return (
        f"{said}. Fewer surely complete it with {_listed(less)}. For the other {len(rest)} it is not sure."
        if rest
        else f"{said}. Fewer surely complete it with {_listed(less)}."
    )


def _gain(item: Compared) -> str:
    women, cost = item.difference[WOMEN], item.difference[COST]
    return f"'{item.scenario.title}', {_size(women, '')} more, {_money(cost)}"


def _perhaps(rest: Sequence[Compared]) -> str:
    """Return which option gains most of those of which it is not sure; empty where none gains."""
    gaining = [item for item in _by_mean(rest, WOMEN) if tells(item.difference[WOMEN])]
    if not gaining or (gaining[0].difference[WOMEN].mean or 0.0) < 0.0:
        return ""
    sure = gaining[0].difference[WOMEN].probability_better
    how = "" if sure is None else f" (with a probability of {probably(sure)} that more do)"
    return f"; perhaps most with {_gain(gaining[0])}{how}"


def _wait_words(group: Group) -> str:
    """Return with which options a wait more than doubles, with the one that grows most of each; empty if none does."""
    found = [(item, step) for item in group.items if (step := _longest(item))]
    if not found:
        return ""
    said = [
        f"'{item.scenario.title}' ({term('waits', step)}: {amount(item.summary[waited(step)].mean, '')} weeks, where "
        f"it is {amount(item.other_summary[waited(step)].mean, '')})"
        for item, step in sorted(found, key=lambda one: -_growth(*one))[:NAMED]
    ]
    more = f"; and with {len(found) - NAMED} more" if len(found) > NAMED else ""
    return f"A mean wait more than doubles with {'; '.join(said)}{more}."


def _growth(item: Compared, step: str) -> float:
    return item.difference[waited(step)].mean or 0.0


def _longest(item: Compared) -> str:
    """Return the wait that grows most of those that more than double, by a week or more; empty if none does."""
    found = []
    for step in WAITS.values():
        d = item.difference.get(waited(step))
        before = item.other_summary[waited(step)].mean if d is not None else None
        if d is not None and before and is_clear(d) and (d.mean or 0.0) > max(LONG_WAIT, before):
            found.append(step)
    return max(found, key=lambda step: _growth(item, step), default="")


def _cost_words(group: Group) -> str:
    more, less, rest = _sides(group, COST)
    unsure = f"; for {len(rest)} it is not sure" if rest else ""
    return f"{_number(len(more))} surely cost more, {_listed(less)} surely less{unsure}."


def _number(number: int) -> str:
    return f"{number} option{'' if number == 1 else 's'}" if number else "No options"


def _listed(items: Sequence[Compared]) -> str:
    if not items:
        return "none"
    names = [f"'{item.scenario.title}'" for item in items]
    if len(names) > NAMED:
        return str(len(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _size(difference: Difference, unit: str) -> str:
    ends = _bounds(difference)
    mean = amount(abs(difference.mean or 0.0), unit)
    if ends is None:
        return mean
    low, high = sorted((abs(ends[0]), abs(ends[1])))
    return f"{mean} ({amount(low, unit)} to {amount(high, unit)})"


def _money(cost: Difference) -> str:
    ends = _bounds(cost)
    if ends is None or not (ends[0] > 0.0 or ends[1] < 0.0):
        return "with no clear difference in cost"
    return f"for {_size(cost, '£')} {'more' if ends[0] > 0.0 else 'less'}"


def _table(group: Group, facts: Facts, name: str) -> Table:
    known = "95% of the means of draws" if facts.apart else "95% of single runs"
    sure = ("Probability",) if facts.apart else ()
    header = ("Option", "Women more", "95%, women", *sure, "Extra cost", "95%, cost")
    named = {id(item): words for item, words in zip(group.items, group.named[1:], strict=True)}
    rows: list[tuple[Cell, ...]] = []
    for item in _by_mean(group.items, WOMEN):
        women, cost = item.difference[WOMEN], item.difference[COST]
        ends = [(d.expected if facts.apart else d.predictive) for d in (women, cost)]
        chance = share(women.probability_better)
        rows.append(
            (
                named[id(item)],
                mean_of(women, "", signed=True),
                interval(ends[0], "", signed=True, beside=women),
                *((chance,) if facts.apart else ()),
                mean_of(cost, "£", signed=True),
                interval(ends[1], "£", signed=True, beside=cost),
            )
        )
    probability = " Probability: that more women complete therapy on average." if facts.apart else ""
    note = (
        f"Differences from A, '{group.titles[0]}', in a run: the same women and the same chances. Women more: who "
        f"complete therapy; their order is not one of value for money. 95%: {known}.{probability}"
    )
    caption = f"The options, by how many more women complete therapy than with '{group.titles[0]}'"
    return Table(name, caption, header, tuple(rows), note, sheet="Answer")
