"""What the page answers: sentences, tables, pictures and notes of a run, as far as it has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from scenarios.answers import plain_sentences
from scenarios.display import NOTHING, PENCE, amount, plus_minus, spread, term, unit_of
from scenarios.document.blocks import Block, Figure, Table
from scenarios.document.signs import in_print
from scenarios.files import Scenario, shipped
from scenarios.further import FURTHER, waited
from scenarios.held import held_note, held_words
from scenarios.page.inputs import inputs
from scenarios.page.said import ENOUGH, MADE_WITH_TOO_FEW, differs_words, rests_words, with_curly_quotes
from scenarios.page.summaries import difference_in, differences, summarise, summary_of, summary_of_outcome
from scenarios.page.work import Work
from scenarios.report.answer import WIDENING
from scenarios.report.costs import COMPONENTS, cost_blocks
from scenarios.report.facts import Facts, ran_of
from scenarios.report.flow import ENDINGS, FLOW, READING, flow_blocks, stage_blocks
from scenarios.report.waiting import session_blocks, wait_blocks
from scenarios.summary import Compared, Interval, Summary
from sim.outcomes import LEFT, OUTCOMES, TOTALS
from sim.run import Runs
from sim.words import Payer

MAIN = (
    *("consented", "attended_any_group", "referred", "ptsd_screened", "started_stabilisation", "started_therapy"),
    *("completed_therapy", "left", "weeks_waited_getting_started", "weeks_waited_preparation"),
    *("weeks_waited_screening", "weeks_waited_stabilisation", "weeks_waited_therapy"),
    *("psychologist_use", "cost_total", "cost_per_woman_joined", "cost_per_completer"),
)


FOR_GROUPS = {
    waited(step): (FURTHER[waited(step)], f"Weeks waited, drug group: {named}", f"a drug group ({named})")
    for step, named in (("getting_started", "getting started"), ("preparation", "preparation"))
}
"""Waits for a place in a drug group, their words in a table and in a sentence: totals have them, outcomes have not."""

OF_GROUPS = (
    "Waits for a drug group begin when a woman joins or comes back (getting started) or goes on from it (preparation), "
    "and end on the day that she has a place and the group meets; so some days are waited even where no place is short."
)
RATIO_OF_RUN = ("cost_per_woman_joined", "cost_per_completer")
"""Ratios of which a single run says nothing: nobody may have come through."""

MANY_MORE = 2.0
"""Women more who leave for a reason, on average, from which on the answer speaks of it."""

DRAWN = ("reached", "flow", "waits", "costs", "years")
"""The pictures of a report that say nothing of an interval, and so stand in the page as they are."""

HOW_TO_READ = (
    "Averages of a run. Difference: B less A, version by version and woman by woman. After ±: how far the average of "
    "more runs may lie (95%). Last column: what 95% of single runs show, chance and what is not known of the numbers "
    "together."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A design and what it is compared with, as far as both were lived: what everything in an answer is made from."""

    work: Work
    mine: Runs
    other: Runs
    compared: Compared

    @property
    def titles(self) -> tuple[str, str]:
        """Titles with their letters, what is compared with first."""
        return f"A: {self.compared.other.title}", f"B: {self.compared.scenario.title}"


def pair_of(work: Work) -> Pair:
    """Return what a run holds so far."""
    mine, other = work.pair()
    one, against = work.mine.scenario, work.other.scenario
    compared = Compared(one, against, summarise(mine), summarise(other), differences(mine, other))
    return Pair(work, mine, other, compared)


def _further(runs: Runs) -> dict[str, Summary]:
    return {name: summary_of_outcome(runs, one) for name, one in FURTHER.items()}


def _with_further(pair: Pair) -> Compared:
    """Return the comparison with the outcomes that only a report speaks of (``scenarios.further``)."""
    differences_of = {name: difference_in(pair.mine, pair.other, one) for name, one in FURTHER.items()}
    return replace(
        pair.compared,
        summary={**pair.compared.summary, **_further(pair.mine)},
        other_summary={**pair.compared.other_summary, **_further(pair.other)},
        difference={**pair.compared.difference, **differences_of},
    )


def facts_of(
    pair: Pair, made: dict[str, Any], made_on: str = "", extra: Mapping[str, tuple[Block, ...]] | None = None
) -> Facts:
    """Return what a report of the pair is written from.

    What is compared with may be known over more draws than are done: then it stands as it is known.

    Parameters
    ----------
    pair : Pair
        The run.
    made : dict
        What the page was made from.
    made_on : str
        The date on the report; empty for none.
    extra : mapping of str to tuple of Block, optional
        Further blocks by the section they end.
    """
    work, compared = pair.work, _with_further(pair)
    known = work.other.runs
    other_summary = {**summarise(known), **_further(known)} if work.other_is_ahead else compared.other_summary
    ran = {
        compared.other.name: ran_of(compared.other, other_summary, known),
        compared.scenario.name: ran_of(compared.scenario, compared.summary, pair.mine),
    }
    return Facts(
        compared=(compared,),
        ran=ran,
        replications=work.done,
        draws=work.done,
        seed=pair.mine.seed,
        drawn=drawn_words(work),
        kept=kept_words(work),
        varies={compared.other.name: work.draws.varying_beside(compared.scenario, compared.other)},
        posterior=made["posterior"],
        version=made["version"],
        model=made["model"],
        command=command_of(pair),
        made=made_on,
        extra=extra or {},
    )


def command_of(pair: Pair) -> str:
    """Return what gives the same comparison on the command line, with the scenario file that the page hands out."""
    name = pair.compared.other.name.removesuffix("-before")
    other = name if name in shipped() else f"{name}.toml"
    done = pair.work.done
    return (
        f"dussk compare {pair.work.design.file_name} --to {other} --draws {done} --replications {done} "
        f"--seed {pair.mine.seed} --engine simpy"
    )


def answer_of(pair: Pair, made: dict[str, Any]) -> dict[str, Any]:
    """Return everything that the page shows of a run."""
    facts = facts_of(pair, made)
    waiting = wait_blocks(facts)
    blocks = [*stage_blocks(facts), *flow_blocks(facts), *waiting, *cost_blocks(facts)]
    figures = [one for one in blocks if isinstance(one, Figure) and one.name.partition("-")[0] in DRAWN]
    waits = [one.table if isinstance(one, Figure) else one for one in waiting if isinstance(one, Figure | Table)]
    groups = [one for one in session_blocks(facts) if isinstance(one, Table)]
    tables = [main_table(pair), flow_table(pair), *waits, *groups, cost_table(pair), payer_table(pair)]
    work = pair.work
    waited = waiting_table(pair)
    answer: dict[str, Any] = {
        "done": work.done,
        "total": work.total,
        "final": work.final,
        "few": work.done < ENOUGH,
        "differs": differs_words(pair.compared.scenario, pair.compared.other, pair.work.draws),
        "sentences": [in_print(said) for said in sentences_of(pair)],
        "rests": rests_words(work.done) if work.done >= ENOUGH else "",
        "tables": [shown_table(in_print(table)) for table in tables],
        "waiting": None if waited is None else shown_table(in_print(waited)),
        "leaving": in_print(leaving_words(pair)),
        "figures": [shown_figure(in_print(figure)) for figure in figures],
        "notes": [in_print(note) for note in notes_of(pair)],
    }
    shown: dict[str, Any] = with_curly_quotes(answer)
    return shown


def sentences_of(pair: Pair) -> list[str]:
    """Return the answer in plain words, or that it is too early for one."""
    if pair.work.total < ENOUGH:
        return [MADE_WITH_TOO_FEW]
    if pair.work.done < ENOUGH:
        yet = "" if pair.work.final else " yet"
        return [f"Too few versions{yet} to say how many more or fewer women join, begin and complete therapy."]
    return plain_sentences(pair.compared)


def main_table(pair: Pair) -> Table:
    """Return the outcomes that matter most."""
    compared = pair.compared
    rows = []
    for name in MAIN:
        if name in FOR_GROUPS:
            outcome, words, _ = FOR_GROUPS[name]
            unit, d = outcome.unit, difference_in(pair.mine, pair.other, outcome)
            both = [summary_of_outcome(runs, outcome) for runs in (pair.other, pair.mine)]
        else:
            unit, d, words = unit_of(name), compared.difference[name], term("outcomes", name)
            both = [s[name] for s in (compared.other_summary, compared.summary)]
        before, after = (plus_minus(each, unit) for each in both)
        if before == after == NOTHING:
            continue
        single = NOTHING if name in RATIO_OF_RUN else _single(d.predictive, unit)
        rows.append((words, before, after, plus_minus(d, unit, signed=True), single))
    return Table("main", "What changes", _header(pair), tuple(rows), f"{HOW_TO_READ} {OF_GROUPS}")


def waiting_table(pair: Pair) -> Table | None:
    """Return how long women wait for each step that both have; None where there is none, or it is too early to say."""
    if pair.work.done < ENOUGH:
        return None
    rows = []
    for name in (one for one in MAIN if one.startswith("weeks_waited")):
        outcome = FOR_GROUPS[name][0] if name in FOR_GROUPS else OUTCOMES[name]
        means = [summary_of_outcome(runs, outcome).mean for runs in (pair.other, pair.mine)]
        if None not in means:
            words = FOR_GROUPS[name][2] if name in FOR_GROUPS else term("waits", name.removeprefix("weeks_waited_"))
            rows.append((f"{words[0].upper()}{words[1:]}", *(amount(mean, "") for mean in means)))
    return Table("waited", "Average weeks waited", ("For", *pair.titles), tuple(rows)) if rows else None


def flow_table(pair: Pair) -> Table:
    """Return the flow of women, with where they are lost and why."""
    rows = [_row(pair, name, words) for name, words in _flow(pair)]
    return Table("flow", "Where women are lost, and why", _header(pair), tuple(rows), f"{HOW_TO_READ} {READING}")


def _flow(pair: Pair) -> Iterator[tuple[str, str]]:
    """Yield the totals of the flow that are not nought in both, and their words.

    What a report works out of several totals is not among them: a row here has the error of a difference run by run.
    """
    for step, losses in (*FLOW, ("", ENDINGS)):
        whole = ""
        for name, words, part in ((step, "", False), *losses):
            if not name:
                continue
            whole = whole if part else words
            shown = f"{whole}: {words}" if part and whole else words or term("outcomes", name)
            if name in TOTALS and (any(pair.mine.total(name)) or any(pair.other.total(name))):
                yield name, shown


def cost_table(pair: Pair) -> Table:
    """Return the costs by component."""
    year = pair.compared.scenario.parameters.costs.price_year
    names = (*COMPONENTS, "cost_total")
    rows = [_row(pair, OUTCOMES[name].numerator, term("outcomes", name), PENCE, "£") for name in names]
    return Table("costs", f"Costs of a run, in pounds of {year}", _header(pair), tuple(rows), HOW_TO_READ)


def payer_table(pair: Pair) -> Table:
    """Return the costs by who pays."""
    words = {Payer.NHS: "The NHS", Payer.COUNCIL: "The council", Payer.CHARITY: "The charity"}
    rows = [_row(pair, f"pence_paid_by_{payer.name.lower()}", said, PENCE, "£") for payer, said in words.items()]
    return Table("payers", "Who pays", _header(pair), tuple(rows), HOW_TO_READ)


def leaving_words(pair: Pair) -> str:
    """Return for which reasons many more women leave, in words; empty where for none, or where it is too early."""
    said = []
    joined = [sum(runs.total("consented")) / runs.replications for runs in (pair.mine, pair.other)]
    joining = joined[0] / joined[1] if joined[1] else 1.0
    for name in () if pair.work.done < ENOUGH else LEFT:
        total = f"left_{name.name.lower()}"
        mine, other = pair.mine.total(total), pair.other.total(total)
        before, after = summary_of(other).mean, summary_of(mine).mean
        assert before is not None
        assert after is not None
        d = summary_of([a - b for a, b in zip(mine, other, strict=True)])
        clear = d.monte_carlo is not None and d.monte_carlo[0] > 0.0
        # Where more women join, more leave for every reason: only what rises faster than joining is news.
        if clear and after > 2.0 * before * max(1.0, joining) and after - before >= MANY_MORE:
            reason = term("reasons", name.name.lower())
            said.append(f"{reason} ({amount(after, '')} women, where {amount(before, '')} did in A)")
    if not said:
        return ""
    which = "this reason" if len(said) == 1 else "these reasons"
    return f"More than twice as many leave for {which}: {'; '.join(said)}."


def _header(pair: Pair) -> tuple[str, ...]:
    return ("", *pair.titles, "Difference", "95% of single runs")


def _row(pair: Pair, total: str, words: str, scale: int = 1, unit: str = "") -> tuple[str, ...]:
    mine, other = ([value / scale for value in runs.total(total)] for runs in (pair.mine, pair.other))
    d = summary_of([a - b for a, b in zip(mine, other, strict=True)])
    means = (amount(summary_of(values).mean, unit) for values in (other, mine))
    return words, *means, plus_minus(d, unit, signed=True), _single(d.predictive, unit)


def _single(interval: Interval, unit: str) -> str:
    return "0" if interval == (0.0, 0.0) else spread(interval, unit, signed=True)


def shown_table(table: Table) -> dict[str, Any]:
    """Return a table as the page shows it."""
    rows = [[cell if isinstance(cell, str) else cell.shown for cell in row] for row in table.rows]
    return {
        "name": table.name,
        "caption": table.caption,
        "header": list(table.header),
        "rows": rows,
        "note": table.note,
    }


def shown_figure(figure: Figure) -> dict[str, Any]:
    """Return a picture as the page shows it."""
    return {
        "name": figure.name,
        "title": figure.title,
        "svg": figure.svg,
        "alternative": figure.alternative,
        "table": shown_table(figure.table),
    }


def drawn_words(work: Work) -> str:
    """Return where the numbers come from, and what intervals therefore hold."""
    return (
        f"The numbers put in are not known exactly, so the pathway is lived in {work.done:,} versions of what may be "
        "true, one run of each. A version is one set of numbers that the study and other research leave possible "
        "(statisticians call it a draw from the posterior). What 95% of single runs show holds chance and what is not "
        "known of the numbers together; with one run of each version the two cannot be told apart. The number after ± "
        "is the error of an average only, which more versions would shrink."
    )


def kept_words(work: Work) -> str:
    """Return which numbers each of the two keeps as its own in every draw, where the other lets them vary."""
    said = []
    for one, against in ((work.mine.scenario, work.other.scenario), (work.other.scenario, work.mine.scenario)):
        own = [name for name in work.kept(one) if name not in work.kept(against)]
        values = partial(work.draws.values_over, against.parameters)
        said.append(held_words(one, against, own, values, lambda one: f"“{one.title}”", _label))
    return held_note(said)


def _label(name: str) -> str:
    return f"“{inputs()[name].label}”" if name in inputs() else name


def notes_of(pair: Pair) -> list[str]:
    """Return what a reader must know beside the numbers."""
    work = pair.work
    notes = [] if work.final else [_so_far(work)]
    notes.append(drawn_words(work))
    if work.beforehand:
        notes.append(
            f"The runs of “{work.other.scenario.title}” were worked out beforehand by the same program, over the same "
            "versions; yours are lived in this page."
        )
    if kept := kept_words(work):
        notes.append(kept)
    if _widened(pair.compared.scenario, pair.compared.other):
        notes.append(WIDENING)
    notes.append("No effect on drug use or on PTSD is claimed: the study measured none.")
    notes.append("No personal data: everything here is simulated, and simulated women are not people.")
    return notes


def _so_far(work: Work) -> str:
    text = f"Not all is done: {work.done:,} of {work.total:,} versions. The answer gets sharper as more are lived."
    if work.other_is_ahead:
        text += f" Until then the pictures, waits and groups of “{work.other.scenario.title}” are of all its versions."
    return text


def _widened(one: Scenario, other: Scenario) -> bool:
    return one.parameters.eligibility != other.parameters.eligibility
