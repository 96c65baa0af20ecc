"""A dossier as a document: what was asked, what was run, what came of it, and which items of checklists it bears on."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import date
from textwrap import fill
from typing import Any

from scenarios.document.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from scenarios.verify.checks import SECTIONS, Outcome
from scenarios.verify.dossier import Dossier, Result
from scenarios.verify.items import ADVISHE, ITEMS, TECH_VER
from scenarios.verify.lengths import CHECKS, ERROR_RATE, FAMILY_ERROR_RATE, LENGTHS

WIDTH = 100
"""Characters to a line on a terminal."""

VERDICTS = {True: "holds", False: "DOES NOT HOLD", None: "not run"}

ABOUT = {
    "theory": "The simulation of a plain pathway, beside answers that probability theory gives exactly. One thing at "
    "a "
    "time is made to happen, so that each answer depends on that rule alone; the last check puts them all together.",
    "engines": "The model is programmed twice: as SimPy processes, which is the model of record, and as a compiled "
    "loop "
    "over integers. Each replication is lived by both, and every event, cost and total is compared.",
    "conservation": "On random services that queue, fill, are interrupted and see women come back, the log and the "
    "ledger are read again by a program that knows nothing of how the simulation keeps its books.",
    "determinism": "The same seed has to give the same bytes, whatever else happens on the machine; and a woman whom a "
    "change does not touch has to live the same life, so that scenarios are compared woman by woman.",
    "extremes": "Values at which everybody knows the answer: nobody met, nobody coming, no psychologist, no costs. "
    "Every "
    "law above has to hold on them too, and both engines have to agree.",
}


def verdict_sentence(dossier: Dossier) -> str:
    """Return in one sentence whether everything holds."""
    number = len(dossier.results)
    broken, not_run = dossier.broken, dossier.not_run
    if broken:
        names = ", ".join(result.check.name for result in broken)
        return f"{len(broken)} of {number} checks do not hold: {names}."
    if not_run:
        names = ", ".join(result.check.name for result in not_run)
        return f"{number - len(not_run)} of {number} checks hold; {len(not_run)} could not be run here: {names}."
    return f"All {number} checks hold."


def error_rate_sentence(dossier: Dossier) -> str:
    """Return what error rate the statistical checks were held to."""
    rounds = (
        " Rounds share it: the first has half of it, the second a sixth, the third a twelfth, and so on."
        if dossier.asked.minutes is not None
        else ""
    )
    return (
        f"{dossier.statistical} of these checks look at figures with chance in them. Each is held to its interval at "
        f"an "
        f"error rate of {ERROR_RATE:.4%}, which its own figures share (Bonferroni's rule). There are at most {CHECKS} "
        f"such checks, so a correct model fails any of them with a chance of at most {FAMILY_ERROR_RATE:.0%} over the "
        f"whole dossier.{rounds} The seed is fixed unless another is given, so a dossier gives the same figures each "
        "time."
    )


def dossier_document(dossier: Dossier, made: date) -> Document:
    """Return the report of a dossier.

    Parameters
    ----------
    dossier : Dossier
        What was run.
    made : date
        The date on it.
    """
    asked = dossier.asked
    blocks: list[Block] = [
        Paragraph(verdict_sentence(dossier), "lead"),
        Paragraph(
            "Verification asks whether the program does what its description says. It does not ask whether the "
            "description is true of services and women: for that see the pages on calibration and external validation."
        ),
        Paragraph(error_rate_sentence(dossier)),
        Heading("What was run"),
        _run_table(dossier),
        *_broken(dossier),
    ]
    for section, title in SECTIONS.items():
        results = [result for result in dossier.results.values() if result.check.section == section]
        if results:
            blocks += [Heading(title), Paragraph(ABOUT[section]), _results(section, results)]
    blocks += [
        Heading("How each check was run"),
        _how(dossier),
        Heading("Checklists"),
        Paragraph(
            "The items of two checklists that these checks bear on. TECH-VER has five domains, whose names are its "
            "own; "
            "the numbers within them are ours. What else is asked by both, and what is missing, is in "
            "docs/tech_ver.md and docs/advishe.md."
        ),
        _items(dossier),
        Bullets((f"TECH-VER: {TECH_VER}", f"AdViSHE: {ADVISHE}")),
    ]
    day = f"{made.day} {made:%B %Y}"
    return Document("Verification dossier", f"{asked.length.capitalize()} run, seed {asked.seed}", tuple(blocks), day)


def _broken(dossier: Dossier) -> Iterator[Block]:
    if dossier.broken:
        yield Heading("What does not hold")
        yield Bullets(
            tuple(
                f"{result.check.name}: {_sentence(result.check.asked)} Seen: {result.outcome.seen}. "
                f"What must be: {result.outcome.expected}. Run: {result.outcome.run}."
                for result in dossier.broken
            )
        )


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?")) else f"{words}."


def provenance(dossier: Dossier) -> dict[str, str]:
    """Return what a dossier is of: the program, the model, the libraries, and how it was asked for."""
    from calibration.version import model_hash
    from scenarios.batch.provenance import code_hash
    from scenarios.packages import versions

    found = dict(versions())
    asked = dossier.asked
    minutes = "" if asked.minutes is None else f", {asked.minutes:g} minutes"
    at = LENGTHS[asked.length]
    return {
        "Program": f"dussk {found.pop('dussk', 'unknown')}",
        "Model of record": model_hash()[:16],
        "Whole of sim/, with parameters and the compiled engine": code_hash()[:16],
        "Python": f"{found.pop('python')}, {platform.system()}",
        "Libraries": ", ".join(f"{name} {version}" for name, version in found.items()),
        "Length": f"{asked.length}{minutes}: {at.times} times the replications of a quick run, {at.designs} designs",
        "Seed": str(asked.seed),
        "Asked for": ", ".join(asked.only) or "all checks",
        "Rounds": f"{dossier.rounds}{', stopped before the end' if dossier.stopped else ''}",
        "Time": f"{dossier.seconds:,.0f} seconds, {asked.workers} worker{'s' * (asked.workers != 1)}",
    }


def _run_table(dossier: Dossier) -> Table:
    rows = tuple(provenance(dossier).items())
    return Table("run", "The program, and how it was asked", ("What", "Value"), rows)


def _results(section: str, results: list[Result]) -> Table:
    rows = tuple(
        (
            result.check.asked,
            result.check.law,
            result.outcome.seen,
            _beside(result.outcome),
            VERDICTS[result.outcome.holds],
        )
        for result in results
    )
    held = sum(result.outcome.holds is True for result in results)
    header = ("What is asked", "What theory or the law says", "Seen", "Expected, and interval", "Verdict")
    note = "Of several figures, the one furthest from theory is shown." if section == "theory" else ""
    return Table(section, f"{SECTIONS[section]}: {held} of {len(results)} hold", header, rows, note)


def _beside(outcome: Outcome) -> str:
    if not outcome.interval:
        return outcome.expected
    return f"{outcome.expected}; {'allowed' if 'up to' in outcome.interval else 'within'} {outcome.interval}"


def _how(dossier: Dossier) -> Table:
    rows = tuple(
        (result.check.name, result.outcome.run, _chance(result.outcome), result.check.source)
        for result in dossier.results.values()
    )
    header = ("Check", "What was run", "Chance of a figure as far off", "Source of the law")
    return Table("how", "Every check by name", header, rows, "No chance is given where a figure has none in it.")


def _chance(outcome: Outcome) -> str:
    if outcome.p_value is None:
        return "–"
    return f"{outcome.p_value:.2g}" if outcome.p_value >= 1e-6 else "below 0.000001"


def by_item(dossier: Dossier) -> dict[str, list[Result]]:
    """Return the results that bear on each item, in the order of the items."""
    every = list(dossier.results.values())
    found = {item: [result for result in every if item in result.check.items] for item in ITEMS}
    return {item: results for item, results in found.items() if results}


def _items(dossier: Dossier) -> Table:
    rows = tuple(
        (item, ITEMS[item], f"{sum(r.outcome.holds is True for r in results)} of {len(results)}", _names(results))
        for item, results in by_item(dossier).items()
    )
    header = ("Item", "What it asks", "Checks that hold", "Checks")
    return Table("items", "Items of TECH-VER (TV) and AdViSHE, and the checks that bear on them", header, rows)


_MOST_NAMES = 8


def _names(results: list[Result]) -> str:
    names = [result.check.name for result in results]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


def dossier_text(dossier: Dossier) -> str:
    """Return a dossier for a terminal: a line for each check, and the verdict."""
    lines = []
    for section, title in SECTIONS.items():
        results = [result for result in dossier.results.values() if result.check.section == section]
        if results:
            lines += [title, *(_line(result) for result in results), ""]
    lines += [fill(error_rate_sentence(dossier), WIDTH), ""] if dossier.statistical else []
    if dossier.stopped:
        lines += [f"stopped before the end, after {dossier.rounds} rounds", ""]
    lines.append(verdict_sentence(dossier))
    return "\n".join(lines) + "\n"


def _line(result: Result) -> str:
    line = f"  {VERDICTS[result.outcome.holds]:<13}  {result.check.name}"
    if result.outcome.holds is True:
        return line
    return f"{line}\n      seen: {result.outcome.seen}\n      must be: {_beside(result.outcome)}"


def dossier_json(dossier: Dossier, made: date) -> dict[str, Any]:
    """Return a dossier for a program."""
    return {
        "made": made.isoformat(),
        "holds": not dossier.broken,
        "provenance": provenance(dossier),
        "family_error_rate": FAMILY_ERROR_RATE,
        "checks": [
            {
                "name": result.check.name,
                "asked": result.check.asked,
                "law": result.check.law,
                "source": result.check.source,
                "items": list(result.check.items),
                "holds": result.outcome.holds,
                "seen": result.outcome.seen,
                "expected": result.outcome.expected,
                "interval": result.outcome.interval or None,
                "p_value": result.outcome.p_value,
                "error_rate": result.outcome.rate,
                "run": result.outcome.run,
                "rounds": result.rounds,
            }
            for result in dossier.results.values()
        ],
    }
