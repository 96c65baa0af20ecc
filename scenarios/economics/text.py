"""What ``dussk compare --economics`` prints: the least that a decision needs; a report holds the rest."""

from __future__ import annotations

from scenarios.display import table, wrapped
from scenarios.document.blocks import Cell
from scenarios.economics.analysis import Economics
from scenarios.economics.cells import interval, known, pounds, share, women


def economics_text(economics: Economics) -> str:
    """Return costs and consequences, what one more completed therapy costs, and the best option by its worth."""
    rows: list[tuple[str, ...]] = [
        (
            one.scenario.name,
            _text(pounds(one.summary["cost_total"].mean)),
            _text(interval(known(one.summary["cost_total"]), "£")),
            _text(women(one.summary["completed_therapy"].mean)),
            _text(pounds(one.each["consented"].mean)),
            _text(pounds(one.each["completed_therapy"].mean)),
        )
        for one in economics.options
    ]
    header = (
        "value for money",
        "total cost",
        "95% of draws" if economics.draws else "95% Monte Carlo",
        "completed",
        "a woman joined",
        "one completed",
    )
    lines = ["", *table(header, rows), ""]
    for one in economics.options[1:]:
        assert one.beside is not None
        ratio = f"; {_text(pounds(one.beside.ratio))} for each one more" if one.beside.ratio is not None else ""
        lines += wrapped(
            f"{one.scenario.title}, beside {economics.options[0].scenario.name}: {one.beside.words}{ratio}."
        )
    return "\n".join([*lines, "", *_decision(economics)]) + "\n"


def _decision(economics: Economics) -> list[str]:
    if economics.choice is None:
        said = "How sure the choice is cannot be told: it needs 40 draws or more, and two replications of each."
        return wrapped(said)
    rows: list[tuple[str, ...]] = [
        (
            f"£{at.threshold:,.0f}",
            at.best,
            _text(share(at.probability[at.best])),
            f"{_text(pounds(at.information.value))} ±{_text(pounds(1.96 * at.information.error))}",
        )
        for at in economics.choice.by_worth()
    ]
    turning = (
        "An option is the best on average from the first value beside it on. " if economics.choice.turns[1:] else ""
    )
    explained = (
        f"{turning}Last column: the expected value of perfect information, the most that knowing all parameters could "
        "be worth to this decision, chance taken out; ± is 95% Monte Carlo error. A report (--report) holds the rest."
    )
    return [
        *table(("worth of one completed therapy", "best on average", "probability", "worth of knowing"), rows),
        *wrapped(explained),
    ]


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.shown
