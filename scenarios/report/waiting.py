"""Waits, sessions and the psychologist's time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenarios.display import NOTHING, term
from scenarios.document.blocks import Block, Cell, Figure, Heading, Number, Paragraph, Table
from scenarios.document.cells import FEW, count, interval, mean_of, number, share, text_of
from scenarios.further import waited
from scenarios.pictures.bars import Bar, Row, grouped
from scenarios.report.facts import Facts, Group, Ran
from scenarios.report.flow import ABREAST
from scenarios.report.psychologist import clinic_days, slots_a_week
from scenarios.waits import WEEKS_SHOWN, Waiting, waiting_for
from sim.outcomes import WAITS
from sim.words import Step

DRAWN = ("getting_started", "preparation", "screening", "stabilisation", "therapy")
"""Waits that are drawn, and that the main part shows; the table of the annex holds all."""

DRAWN_WEEKS = (4, 12)
"""By which weeks they are drawn."""

LONG_WAIT = 1.0
"""Weeks by which any other wait must change for the main part to show it."""

SHORTLY = 12
"""The week by which the main part says what became of those who wait."""

MEANS = "Of the women offered a place, over all runs."
SIZES = ((1, 1), (2, 3), (4, 6), (7, 999))
AXIS = "Share of women who began to wait"
CLOSED = "Waits come from closed groups that need enough women, and from room in the caseload, not only from slots."
KINDS = ("drug_group", "stabilisation", "therapy")


def short_wait_blocks(facts: Facts) -> list[Block]:
    """Return the section on waits for the main part: one table."""
    blocks: list[Block] = [Heading("Waits")]
    for group in facts.groups:
        blocks.append(_mean_waits(group) if len(group.items) > FEW else _short_waits(group, facts))
    return blocks


def _short_waits(group: Group, facts: Facts) -> Table:
    """Return how long women wait, and what became of them by week 12, with a wait and an option a row."""
    at = WEEKS_SHOWN.index(SHORTLY)
    differing = {item.scenario.name: item.difference for item in group.items}
    shown = _shown(group)
    rows: list[tuple[Cell, ...]] = []
    for step, words, option, wait, ran in _waits(group):
        if step not in shown:
            continue
        d = differing.get(ran.scenario.name, {}).get(waited(step))
        ends = None if d is None else d.expected if facts.apart else d.predictive
        cells: tuple[Cell, Cell] = (NOTHING, NOTHING)
        if d is not None:
            cells = (mean_of(d, "", signed=True), interval(ends, "", signed=True, beside=d))
        rows.append(
            (words, option, number(wait.mean_weeks, ""), *cells, share(wait.served_by[at]), share(wait.left_by[at]))
        )
    known = "95% of means of draws" if facts.apart else "95% of single runs"
    header = (
        *("Waiting for", "Option", "Mean weeks", "Difference", known),
        *(f"Offered a place by week {SHORTLY}", f"Left by week {SHORTLY}"),
    )
    note = "Means are of women offered a place; shares are of the women who began to wait. The others still wait."
    if any(_in_closed_groups(ran) for ran in group.ran):
        note += f" {CLOSED}"
    caption = f"How long women wait, beside '{group.titles[0]}'"
    return Table(f"waits-short-{group.name}", caption, header, tuple(rows), note + group.key, sheet="Waits")


def _shown(group: Group) -> list[str]:
    """Return the waits of the main part: those drawn, and any other that changes by more than a week."""
    changed = {(step, item.difference.get(waited(step))) for step in WAITS.values() for item in group.items}
    long = {step for step, d in changed if d is not None and abs(d.mean or 0.0) > LONG_WAIT}
    return [step for step in WAITS.values() if step in DRAWN or step in long]


def wait_blocks(facts: Facts) -> list[Block]:
    """Return the annex on waits."""
    blocks: list[Block] = [
        Heading("Waits, sessions and the psychologist", annex=True),
        Heading("Waits in full", 2),
        Paragraph(
            "Of the women who began to wait, which share had been offered a place by each week, and which share had "
            "left instead? Women who were still waiting when the run ended are counted for as long as they waited. A "
            "mean wait is of the women who were offered a place, over all runs together."
        ),
    ]
    for group in facts.groups:
        left = _left_table(group, f"left-waiting-{group.name}")
        if len(group.items) > FEW:
            title = f"Women who were offered a place, beside '{group.titles[0]}'"
            every = _wait_table(group, f"waits-{group.name}-table", title)
            blocks += [replace(every, long=True), replace(left, long=True)]
            continue
        parts = list(group.in_parts(ABREAST))
        for place, part in enumerate(parts):
            blocks.append(_wait_figure(part, "" if len(parts) == 1 else f"-{place + 1}"))
        blocks.append(left)
    return blocks


def _mean_waits(group: Group) -> Table:
    """Return the mean waits with an option a row."""
    steps = [step for step in WAITS.values() if any(waiting_for(ran.waits, step).began for ran in group.ran)]
    rows = tuple(
        (named, *(number(waiting_for(ran.waits, step).mean_weeks, "") for step in steps))
        for named, ran in zip(group.named, group.ran, strict=True)
    )
    header = ("Option", *(f"{term('waits', step)[0].upper()}{term('waits', step)[1:]}" for step in steps))
    caption = f"Mean weeks waited, beside '{group.titles[0]}'"
    return Table(f"mean-waits-{group.name}", caption, header, rows, MEANS, sheet="Waits")


def _wait_figure(group: Group, part: str) -> Figure:
    name = f"waits-{group.name}{part}"
    title = f"Women offered a place by week 4 and by week 12, beside '{group.titles[0]}'"
    rows, said = [], []
    for step in DRAWN:
        waits = [waiting_for(ran.waits, step) for ran in group.ran]
        if not any(wait.began for wait in waits):
            continue
        for week in DRAWN_WEEKS:
            shares = [wait.served_by[WEEKS_SHOWN.index(week)] if wait.began else None for wait in waits]
            words = f"{term('waits', step)[0].upper()}{term('waits', step)[1:]}, by week {week}"
            rows.append(Row(words, tuple(None if s is None else Bar(s, text_of(share(s))) for s in shares)))
            each = ", ".join(f"{mark} {text_of(share(s))}" for mark, s in zip(group.letters, shares, strict=True))
            said.append(f"{words}: {each}.")
    alternative = " ".join(said) or "Nobody waited for anything."
    drawn = grouped(name, title, alternative, rows, group.titles, unit="share", axis=AXIS, places=group.places)
    return Figure(name, title, drawn, alternative, _wait_table(group, f"{name}-table", title))


def _wait_table(group: Group, name: str, title: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for _, words, option, wait, ran in _waits(group):
        numbers = (count(wait.began / ran.replications), number(wait.mean_weeks, ""))
        rows.append((words, option, *numbers, *(share(served) for served in wait.served_by)))
    header = ("Waiting for", "Option", "Women a run", "Mean weeks", *(f"By week {week}" for week in WEEKS_SHOWN))
    note = (
        "By week: share offered a place, of the women who began to wait, with leaving as a competing event. The "
        "mean is of the women offered a place."
    )
    if any(_in_closed_groups(ran) for ran in group.ran):
        note += f" {CLOSED}"
    note += group.key
    return Table(name, title, header, tuple(rows), note, sheet="Waits in full")


def _in_closed_groups(ran: Ran) -> bool:
    """Whether women wait for a stabilisation group that begins together."""
    closed = ran.scenario.parameters.stabilisation.format == "closed"
    return closed and bool(waiting_for(ran.waits, WAITS[Step.STABILISATION]).began)


def _left_table(group: Group, name: str) -> Table:
    rows = tuple(
        (words, option, *(share(left) for left in wait.left_by)) for _, words, option, wait, _ in _waits(group)
    )
    header = ("Waiting for", "Option", *(f"By week {week}" for week in WEEKS_SHOWN))
    caption = f"Women who left while they waited, beside '{group.titles[0]}'"
    note = "By week: share who had left instead, of the women who began to wait. The others were still waiting."
    note += group.key
    return Table(name, caption, header, rows, note, sheet="Left while waiting")


def _waits(group: Group) -> Iterator[tuple[str, str, str, Waiting, Ran]]:
    """Yield every wait that somebody began: its step, words of the step and of the option, and what became of it."""
    for step in WAITS.values():
        for tag, ran in zip(group.tags, group.ran, strict=True):
            wait = waiting_for(ran.waits, step)
            if wait.began:
                words = term("waits", step)
                yield step, words[0].upper() + words[1:], tag, wait, ran


def session_blocks(facts: Facts) -> list[Block]:
    """Return the section on group sizes and sessions that nobody came to."""
    blocks: list[Block] = [Heading("Group sizes, and sessions nobody came to", 2)]
    for group in facts.groups:
        rows = [
            _session_row(ran, kind, tag)
            for kind in KINDS
            for tag, ran in zip(group.tags, group.ran, strict=True)
            if any(ran.sums[f"{kind}_sessions_{how}"] for how in _hows(kind))
        ]
        header = (
            *("Kind of session", "Option", "Held", "Nobody came", "Cancelled"),
            *("1 woman", "2 or 3 women", "4 to 6 women", "7 or more women"),
        )
        note = "Means a run; then the share of sessions held with so many women. Therapy is one to one."
        note += group.key
        caption = f"Sessions, beside '{group.titles[0]}'"
        blocks.append(Table(f"sessions-{group.name}", caption, header, tuple(rows), note, sheet="Sessions"))
    return blocks


def _hows(kind: str) -> tuple[str, str, str]:
    return "held", "missed" if kind == "therapy" else "empty", "cancelled"


def _session_row(ran: Ran, kind: str, option: str) -> tuple[Cell, ...]:
    means = (count(ran.mean(f"{kind}_sessions_{how}")) for how in _hows(kind))
    sizes = {size: n for (name, size), n in ran.sizes.items() if name == kind}
    held = sum(sizes.values())
    shares = [sum(n for size, n in sizes.items() if low <= size <= high) for low, high in SIZES]
    shown = (share(n / held) if held else NOTHING for n in shares)
    return (term("sessions", kind), option, *means, *shown)


def psychologist_blocks(facts: Facts) -> list[Block]:
    """Return the section on the psychologist's time."""
    blocks: list[Block] = [Heading("The psychologist's time", 2)]
    for group in facts.groups:
        rows = []
        for named, ran in zip(group.named, group.ran, strict=True):
            if not ran.sums["slots_offered"]:
                continue
            use, p = ran.summary["psychologist_use"], ran.scenario.parameters
            bounds = (interval(use.expected, "share", beside=use),) if facts.apart else ()
            cells = (mean_of(use, "share"), *bounds, interval(use.predictive, "share"))
            queues = (
                mean_of(ran.summary[f"mean_queue_{step}"], "women")
                for step in ("screening", "stabilisation", "therapy")
            )
            week = (Number(n, f"{n:,}") for n in (clinic_days(p), slots_a_week(p)))
            rows.append((named, *week, *cells, *queues))
        if not rows:
            blocks.append(Paragraph(f"Neither '{group.titles[0]}' nor what is compared with it has a psychologist."))
            continue
        expected = ("Expected: 95% of means of draws",) if facts.apart else ()
        header = (
            *("Option", "Clinic days a week", "Slots a week", "Slots used"),
            *expected,
            "Predictive: 95% of single runs",
            *("Waiting for PTSD screening", "Waiting for stabilisation", "Waiting for therapy"),
        )
        note = (
            "Share of the slots, on clinic days held, that were used; then the mean number of women waiting, over all "
            "days counted."
        )
        caption = f"The psychologist's time, beside '{group.titles[0]}'"
        blocks.append(Table(f"psychologist-{group.name}", caption, header, tuple(rows), note, sheet="Psychologist"))
    return blocks
