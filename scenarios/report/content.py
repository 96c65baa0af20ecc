"""The content of a report, whatever it is written as: one document from plain facts."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from scenarios.document.blocks import Block, Document, Heading, Paragraph, Table
from scenarios.report.answer import answer_blocks, compared_blocks, detail_blocks, option_blocks
from scenarios.report.costs import cost_blocks, cost_lines
from scenarios.report.facts import SECTIONS, Facts
from scenarios.report.flow import flow_blocks, stage_blocks
from scenarios.report.money import money_blocks
from scenarios.report.sources import source_blocks
from scenarios.report.standing import assumption_blocks, chance_blocks, limit_blocks, rest_blocks, uncertainty_blocks
from scenarios.report.study import study_blocks
from scenarios.report.waiting import psychologist_blocks, session_blocks, short_wait_blocks, wait_blocks

GLOSSARY_FILE = Path(__file__).with_name("glossary.toml")
STATEMENTS_FILE = Path(__file__).with_name("statements.toml")


@cache
def statements() -> dict[str, dict[str, str | list[str]]]:
    """Return the statements that every report carries: heading and paragraphs, by name."""
    with STATEMENTS_FILE.open("rb") as file:
        return tomllib.load(file)


def document_from(facts: Facts) -> Document:
    """Return the document.

    Parameters
    ----------
    facts : Facts
        What was run, and what came of it. Blocks of ``facts.extra`` end the sections that they are for.
    """
    blocks: list[Block] = []
    for section in SECTIONS[:-1]:
        blocks += _section(section, facts)
    blocks += [*source_blocks(blocks), *facts.extra.get(SECTIONS[-1], ())]
    year = facts.groups[0].ran[0].scenario.parameters.costs.price_year
    return Document(*_titles(facts), tuple(blocks), facts.made, cost_lines(facts), year)


def _titles(facts: Facts) -> tuple[str, str]:
    if len(facts.compared) == 1:
        item = facts.compared[0]
        return f"{item.scenario.title}: a comparison with '{item.other.title}'", item.scenario.question
    others = " and ".join(f"'{group.titles[0]}'" for group in facts.groups)
    return f"{len(facts.compared)} options compared with {others}", "What would each option change, and at what cost?"


def _section(name: str, facts: Facts) -> list[Block]:
    extra = list(facts.extra.get(name, ()))
    if name in ("economics", "economics_in_full", "drivers_in_full"):
        return extra
    if name == "drivers":
        return [Heading("What drives the answer"), *extra] if extra else []
    return [*_WRITTEN[name](facts), *extra]


def _statement(name: str, *, level: int = 1) -> list[Block]:
    said = statements()[name]
    return [Heading(str(said["heading"]), level, annex=level == 1), *(Paragraph(text) for text in said["paragraphs"])]


def _words(facts: Facts) -> list[Block]:
    with GLOSSARY_FILE.open("rb") as file:
        found = tomllib.load(file)["word"]
    rows = tuple((str(one["word"]), str(one["means"])) for one in found if facts.apart or one.get("where") != "apart")
    return [
        Heading("Words used here", annex=True),
        Table("words", "What some words mean", ("Word", "What it means"), rows, sheet="Glossary"),
    ]


def _waiting(facts: Facts) -> list[Block]:
    return [*wait_blocks(facts), *session_blocks(facts), *psychologist_blocks(facts)]


def _flow(facts: Facts) -> list[Block]:
    return [*flow_blocks(facts), *study_blocks(facts)]


def _people(_: Facts) -> list[Block]:
    return [*_statement("shaped"), *_statement("personal", level=2), *_statement("accessible", level=2)]


def _provenance(facts: Facts) -> list[Block]:
    rows = [
        ("Version of the program", facts.version),
        ("Hash of the model's sources", facts.model),
        ("Replications of each option", f"{facts.replications:,}"),
        ("Draws of the parameters", f"{facts.draws:,}" if facts.draws else "none: point values"),
        ("Seed", str(facts.seed)),
        ("Hash of the posterior's rows", facts.posterior),
        ("Scenario files", ", ".join(facts.ran)),
        ("What gives the same numbers", facts.command),
        ("Date", facts.made),
    ]
    kept = tuple((what, said) for what, said in rows if said)
    return [
        Heading("Provenance", annex=True),
        Paragraph(
            "The same version, scenarios, seed, replications and draws give the same numbers on every machine. Results "
            "of another version may differ."
        ),
        Table("provenance", "Where these numbers come from", ("What", "Value"), kept, sheet="Provenance"),
    ]


_WRITTEN: dict[str, Callable[[Facts], list[Block]]] = {
    "answer": answer_blocks,
    "compared": compared_blocks,
    "money": money_blocks,
    "stages": stage_blocks,
    "waits": short_wait_blocks,
    "uncertainty": uncertainty_blocks,
    "limits": limit_blocks,
    "rests": rest_blocks,
    "options": option_blocks,
    "outcomes": detail_blocks,
    "flow": _flow,
    "waiting": _waiting,
    "costs": cost_blocks,
    "chance": chance_blocks,
    "assumptions": assumption_blocks,
    "words": _words,
    "people": _people,
    "provenance": _provenance,
}
