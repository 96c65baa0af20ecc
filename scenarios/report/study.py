"""What the study counted, beside what single simulated studies give."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache

from calibration.evidence import Target, evidence
from scenarios.display import PENCE, term
from scenarios.document.blocks import Block, Cell, Heading, Number, Paragraph, Table
from scenarios.document.cells import count, interval, number, share
from scenarios.files import Scenario, find
from scenarios.report.facts import Facts, Ran, middle_of
from scenarios.report.small_counts import EXPLAINED, observed
from sim.outcomes import OUTCOMES, TOTALS

AS_IT_RAN = ("base", "practised-gate")
"""Scenarios that describe DUSSK as it ran: as planned, and with the women invited who were."""

BOTH_GROUPS = "Drug groups with support"
"""The study's row for drug groups, which the model divides into sessions and support."""

COMPARABLE = ("counts", "ranges", "pounds")
"""Tables of ``study.toml`` whose figures are of a whole study, and not of a woman or of a session."""


@cache
def comparable() -> tuple[Target, ...]:
    """Return the figures of the study that are of a whole study: women, then sessions, then costs."""
    found = [
        target
        for target in evidence().values()
        if target.likelihood != "multinomial"
        and target.figures[0].partition(".")[0] in COMPARABLE
        and (is_cost(target) or target.outcomes[0] in OUTCOMES)
    ]
    return tuple(sorted(found, key=_place))


def describes_the_study(scenario: Scenario) -> bool:
    """Whether a scenario has the parameters of one that describes DUSSK as it ran."""
    return any(scenario.parameters == find(name).parameters for name in AS_IT_RAN)


def study_blocks(facts: Facts) -> list[Block]:
    """Return the table of the study's figures, if one of the options describes the study; else nothing."""
    for ran in facts.ran.values():
        if ran.study and describes_the_study(ran.scenario):
            return [
                Heading("What the study counted, beside the simulation", 2),
                Paragraph(
                    "The study itself is one run. If the simulation is any good, what the study counted is nothing "
                    f"unusual among simulated studies of '{ran.scenario.title}'."
                ),
                _table(ran, facts),
                *([Paragraph(EXPLAINED, "note")] if facts.suppress else []),
            ]
    return []


def _table(ran: Ran, facts: Facts) -> Table:
    header = ("Figure", "How the fit used it", "Study", "Simulated mean", "95% of single simulated studies")
    shares = () if facts.suppress else ("Fewer or less", "As many", "More")
    rows = tuple(_row(target, ran, facts.suppress) for target in comparable())
    holds = "chance and what is not known of the parameters" if facts.draws else "chance alone"
    note = f"The interval holds {holds}. Agreement is a test only for a figure that was held out of the fit."
    if not facts.suppress:
        note += " Last columns: share of single simulated studies with fewer (or less), as many, and more."
    return Table(
        "study-counted",
        "What the study counted and spent, and the same in simulated studies",
        (*header, *shares),
        rows,
        note,
        sheet="What the study counted",
    )


def _row(target: Target, ran: Ran, suppress: bool) -> tuple[Cell, ...]:
    unit = "£" if is_cost(target) else ""
    scale = PENCE if unit else 1
    totals = ran.study[target.outcomes]
    mean = sum(totals) / len(totals) / scale
    bounds = middle_of(totals)
    spread = None if bounds is None else (bounds[0] / scale, bounds[1] / scale)
    figure: Cell
    if unit:
        figure = target.shown()
    else:
        counted = target.low if target.low == target.high else None
        of_women = "sessions" not in target.outcomes[0]
        figure = target.shown() if counted is None else _counted(counted, suppress=suppress and of_women)
    cells = (
        words_of_figure(target),
        term("uses", target.use),
        figure,
        number(mean, unit) if unit else count(mean),
        interval(spread, unit),
    )
    if suppress:
        return cells
    fewer, more = bisect_left(totals, target.low), len(totals) - bisect_right(totals, target.high)
    return (*cells, *(share(n / len(totals)) for n in (fewer, len(totals) - fewer - more, more)))


def _counted(counted: int, *, suppress: bool) -> Cell:
    shown = observed(counted, suppress=suppress)
    return shown if suppress else Number(counted, shown)


def _place(target: Target) -> tuple[int, int]:
    name = target.outcomes[0]
    if is_cost(target):
        return 2, TOTALS.index(name)
    return int("sessions" in name), list(OUTCOMES).index(name)


def is_cost(target: Target) -> bool:
    """Whether a figure of the study is a sum of money."""
    return target.likelihood == "rounded_cost"


def words_of_figure(target: Target) -> str:
    """Return what a figure of the study is called."""
    return BOTH_GROUPS if len(target.outcomes) > 1 else term("outcomes", target.outcomes[0].replace("pence_", "cost_"))
