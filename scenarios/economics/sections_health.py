"""Health outcomes as blocks of a document: what they rest on first, then the decision by QALYs."""

from __future__ import annotations

from scenarios.document.blocks import Block, Heading, Paragraph, Table
from scenarios.economics.analysis import Economics
from scenarios.economics.health import beliefs
from scenarios.economics.items import LATEST
from scenarios.economics.sections_choice import best_table, decision_blocks, frontier_table
from scenarios.economics.settings import rates, settings

REGIMES = {"nice": "NICE", "green_book": "the Green Book"}


def health_blocks(economics: Economics) -> list[Block]:
    """Return the blocks of the health outcomes beside those of :func:`health_in_short`; empty where there are none."""
    if economics.health is None:
        return []
    titles = {one.scenario.name: one.scenario.title for one in economics.options}
    return [
        Heading("Health outcomes", 2),
        _rests_on(drug_use=economics.asked.drug_use),
        frontier_table(economics.health, titles, "QALYs gained by therapy", "one more QALY", "health-frontier"),
        *decision_blocks(economics.health, titles, "a QALY", "health"),
    ]


def health_in_short(economics: Economics) -> list[Block]:
    """Return what the health outcomes rest on and the best option by what a QALY is worth, or why there are none."""
    if not economics.asked.health:
        text = (
            "Health outcomes are not in this report. DUSSK measured no effect on PTSD or on drug use, so none is "
            "assumed. They can be added from other studies, each with its source (option --health)."
        )
        return [Paragraph(text)]
    heading = Heading("Health outcomes", 2)
    if economics.health is None:
        return [heading, Paragraph("They need draws of the parameters, two runs of each.")]
    titles = {one.scenario.name: one.scenario.title for one in economics.options}
    costs, health = rates(economics.asked.discounting)
    drug_use = (
        "A published effect on drug use is added, which is not reliably different from none."
        if economics.asked.drug_use
        else "No effect on drug use is assumed."
    )
    said = (
        "What follows is borrowed: DUSSK measured no health outcome. It asks what would follow if the effects of other "
        "studies held here, in proportion to the sessions that women really receive. "
        f"{drug_use} Discounted as {REGIMES[economics.asked.discounting]} does: costs {100 * costs:.1f}% and health "
        f"{100 * health:.1f}% a year. What a QALY is worth is of today, so costs are in prices of {LATEST} here."
    )
    return [
        heading,
        Paragraph(said),
        best_table(economics.health, titles, "a QALY", "health", settings()["value_of_a_qaly"].source),
    ]


def _rests_on(*, drug_use: bool) -> Table:
    rows = tuple(
        (one.unit[0].upper() + one.unit[1:] + _kind(one.name), one.distribution.words, one.standing, one.source)
        for one in beliefs().values()
        if one.name != "gain_without_therapy" and (drug_use or not one.name.startswith("drug_use"))
    )
    return Table(
        "health-evidence",
        "What the health outcomes rest on",
        ("Number", "Value and spread", "Standing", "Source"),
        rows,
        "None of these was measured in DUSSK. Women without therapy gain too (Simpson 2021: 0.30 to 1.11 standard "
        "deviations within groups), alike in every option, so no difference rests on it.",
        sheet="Health evidence",
    )


def _kind(name: str) -> str:
    kinds = {"emdr": "EMDR", "trauma_focused_cbt": "trauma-focused CBT", "imagery_rescripting": "imagery rescripting"}
    kind = name.partition(".")[2]
    return f" ({kinds.get(kind, kind.replace('_', ' '))})" if name.startswith("points.") else ""
