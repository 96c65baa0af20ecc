"""Costs and consequences in the page's documents: the visitor's option beside what every business case must hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.answers import is_clear
from scenarios.comparability import why_not_comparable
from scenarios.display import term
from scenarios.document.blocks import Block, Cell, Heading, Table
from scenarios.document.cells import half_of, interval, mean_of, number, shortened
from scenarios.files import Scenario, find
from scenarios.page.reply import Pair
from scenarios.page.summaries import differences, summarise
from scenarios.page.work import first_rows
from scenarios.summary import Difference
from sim.run import Runs

AS_WELL = {
    "study": ("business-as-usual", "do-minimum"),
    "service": ("service-business-as-usual", "service-do-minimum"),
}
"""What every business case must hold, by the kind of run: what happens without the pathway, and the least."""

COUNTED = ("consented", "started_therapy", "completed_therapy")
HELD_ELSEWHERE = (
    "Total cost in pounds of the price year of the run, over its whole time. Budgets in money of the day, other price "
    "years, hours of staff, health outcomes and the value of information are in a report of the command line; "
    "Provenance gives the command, to which --economics is added."
)
NOT_GIVEN = "not given"


def money_blocks(pair: Pair, known: Mapping[str, Runs]) -> tuple[Block, ...]:
    """Return the section on what each option costs and brings.

    Parameters
    ----------
    pair : Pair
        The visitor's option and what it is compared with.
    known : mapping of str to Runs
        The runs that came with the page, by name; those of the same kind, time and seed are added.
    """
    compared = pair.compared
    options = [(compared.other, pair.other), (compared.scenario, pair.mine), *_as_well(pair, known)]
    rows: list[tuple[Cell, ...]] = []
    beside: list[tuple[Cell, ...]] = []
    for place, (scenario, runs) in enumerate(options):
        summary = summarise(runs)
        named = f"{'ABCD'[place]}: {shortened(scenario.title)}"
        total = summary["cost_total"]
        cells = (mean_of(total, "£"), half_of(total, "£"), interval(total.predictive, "£"))
        rows.append((named, *cells, *(mean_of(summary[name], "") for name in COUNTED)))
        if place:
            beside.append((named, *_differing(differences(runs, pair.other))))
    header = ("Option", "Total cost", "± Monte Carlo", "95% of single runs", *(term("outcomes", n) for n in COUNTED))
    differing = (
        *("Option", "Extra cost", "Extra cost, 95% of single runs", "More women who complete therapy"),
        *("More women, 95% of single runs", "Cost of one more"),
    )
    note = (
        "The option less A, woman by woman and run by run. The cost of one more woman who completes therapy is "
        "given only where single runs, too, cost more and gain more, 95% of them; elsewhere it would have no meaning."
    )
    return (
        Heading("Value for money"),
        Table("consequences", "Costs and consequences of every option", header, tuple(rows), HELD_ELSEWHERE),
        Table(
            "incremental", f"Every option beside A: {shortened(compared.other.title)}", differing, tuple(beside), note
        ),
    )


def _as_well(pair: Pair, known: Mapping[str, Runs]) -> Iterator[tuple[Scenario, Runs]]:
    """Yield business as usual and the least that could be done, as far as they may be compared and are not there."""
    mine = pair.compared.scenario
    there = {mine.name, pair.compared.other.name.removesuffix("-before")}
    for name in AS_WELL.get(mine.parameters.run.kind, ()):
        if name in there or name not in known:
            continue
        scenario, runs = find(name), known[name]
        alike = runs.seed == pair.mine.seed and runs.replications >= pair.work.done
        if alike and not why_not_comparable(scenario, mine):
            yield scenario, first_rows(runs, pair.work.done)


def _differing(difference: Mapping[str, Difference]) -> tuple[Cell, ...]:
    cost, completed = difference["cost_total"], difference["completed_therapy"]
    ratio: Cell = NOT_GIVEN
    if _surely_more(cost) and _surely_more(completed) and cost.mean and completed.mean:
        ratio = number(cost.mean / completed.mean, "£")
    return (
        mean_of(cost, "£", signed=True),
        interval(cost.predictive, "£", signed=True),
        mean_of(completed, "", signed=True),
        interval(completed.predictive, "", signed=True, beside=completed),
        ratio,
    )


def _surely_more(difference: Difference) -> bool:
    return is_clear(difference) and difference.predictive is not None and difference.predictive[0] > 0.0
