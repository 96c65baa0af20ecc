"""Progression, cost, what is assumed and from where, limits and provenance, as blocks of a document."""

from __future__ import annotations

from scenarios.display import amount
from scenarios.distributions import Distribution
from scenarios.document.blocks import Block, Bullets, Cell, Heading, Number, Paragraph, Range, Table
from scenarios.trial.design import Sites
from scenarios.trial.effect import mean_response_in
from scenarios.trial.progression import BEGAN, JOINED, MEANS
from scenarios.trial_report.cells import (
    CRITERIA,
    METHODS,
    RESPONSES,
    UNITS,
    WHEN,
    about,
    believed,
    effect,
    effects,
    per_cent,
    per_cents,
)
from scenarios.trial_report.worked import Worked

RESEARCH = "trial staff, sites' set-up, interviews, payments to women for their time, data and analysis"
NO_SOURCE = "judgement of the design's author"


def lights_table(worked: Worked) -> Table | None:
    """Return the traffic lights; None where the design has no criteria."""
    if not worked.trial.lights:
        return None
    rows: list[tuple[Cell, ...]] = []
    for one in worked.trial.lights:
        low, high = one.bounds
        rows.append(
            (
                CRITERIA[one.name],
                f"{low:.0%}, {high:.0%}",
                per_cent(one.middle),
                per_cents(one.spread),
                *(per_cent(part) for part in (one.red, one.amber, one.green)),
            )
        )
    means = "; ".join(f"{CRITERIA[one.name].lower()}: {MEANS[one.name]}" for one in worked.trial.lights)
    note = (
        f"For {worked.trial.size:,} women. {means[0].upper()}{means[1:]}. Red below the first bound, green from the "
        "second, amber between. Chance and what is not known are both in the probabilities."
    )
    header = ("Criterion", "Bounds", "Middle", "95%", "Red", "Amber", "Green")
    return Table("progression", "Traffic lights: how likely each is", header, tuple(rows), note, sheet="Traffic lights")


def study_words(worked: Worked) -> str:
    """Return what DUSSK's own progression would have been by the design's criteria, or why it cannot be said."""
    found = [f"{what}: {light} for {name}" for name, what, light in worked.trial.study]
    if found:
        return (
            f"By the same criteria DUSSK itself would have been: {'; '.join(found)}. It set no number of women to "
            "recruit; the other criteria are not judged on it."
        )
    if "adherence" not in worked.design.progression:
        return "DUSSK itself is not judged by these criteria: it did not count what they ask."
    return (
        "DUSSK itself is not judged by these criteria. Adherence asks which share begin therapy of women each "
        f"randomised {WHEN[worked.design.estimand.randomised_at]}; DUSSK did not count who got that far, and its "
        f"{BEGAN} of {JOINED} who began therapy are a share of the women who joined."
    )


def pilot_words(worked: Worked) -> str:
    """Return the precision of an internal pilot."""
    women, low, high = worked.trial.pilot
    if women >= worked.trial.size:
        return f"With {worked.trial.size:,} women there is no room for an internal pilot."
    reach = worked.trial.recruited[1]
    late = (
        f" The design's sites would not randomise so many in their window (about {about(reach):,.0f})."
        if women > reach
        else ""
    )
    fifth = ", a fifth," if women == round(worked.trial.size / 5) else ""
    kept = worked.design.follow_up.retention_comparison.mean
    return (
        f"An internal pilot of the first {women:,} women{fifth} would tell retention to within {low:.0%} to "
        f"{high:.0%} (95%), if {kept:.0%} are followed up.{late}"
    )


def pounds_words(worked: Worked) -> str:
    """Return what the intervention arm costs a woman, and what is not in it."""
    low, mean, high = worked.trial.pounds
    women = worked.trial.size * worked.design.arms.share_treated
    year = worked.design.arms.treated.parameters.costs.price_year
    said = f"The treated arm costs {amount(mean, '£')} for each woman randomised to it"
    scale = f"{amount(about(mean * women), '£')} for {women:,.0f} women"
    when = ""
    if worked.design.estimand.randomised_at != "consent":
        when = " It holds what it takes to get women as far as randomisation, those who never get there included."
    return (
        f"{said} ({amount(low, '£')} to {amount(high, '£')}; 95% of draws), in prices of {year}: about {scale}.{when} "
        f"Research is not in it: {RESEARCH}. {_research(worked)}"
    )


def _research(worked: Worked) -> str:
    """Return what research costs, where the design says it."""
    asked, size = worked.design.value, worked.trial.size
    if asked is None:
        return "The design does not say what it costs."
    whole = amount(about(asked.research_fixed + asked.research_per_woman * size), "£")
    return (
        f"At {amount(asked.research_fixed, '£')} and {amount(asked.research_per_woman, '£')} a woman, as the design "
        f"says, recruiting and following up {size:,} women would cost {whole} more."
    )


def progression_blocks(worked: Worked) -> list[Block]:
    """Return the section of progression."""
    table = lights_table(worked)
    blocks: list[Block] = [Heading("Whether it would progress")]
    blocks += [table] if table else [Paragraph("The design sets no progression criteria.")]
    return [*blocks, Paragraph(study_words(worked)), Paragraph(pilot_words(worked))]


def cost_blocks(worked: Worked) -> list[Block]:
    """Return the section of cost."""
    low, mean, high = worked.trial.pounds
    cell = Number(mean, amount(mean, "£"), "£")
    ends = Range(low, high, f"{amount(low, '£')} to {amount(high, '£')}", "£")
    rows = (("The treated arm, for each woman randomised to it", cell, ends),)
    table = Table(
        "cost", "Cost for each woman of the treated arm", ("What", "Mean", "95%"), rows, "Research costs are not in it."
    )
    return [Heading("Cost of the intervention arm"), Paragraph(pounds_words(worked)), table]


def assumption_rows(worked: Worked) -> list[tuple[str, Distribution, str]]:
    """Return every belief of the design that is used: what it is, its distribution, and where it is from."""
    design = worked.design
    follow, outcome, given, clusters = design.follow_up, design.outcome, design.effect, design.clustering
    rows = [
        ("Differences between sites' rates (coefficient of variation)", design.sites.rate_cv, "rate_cv"),
        ("Followed up, treated arm", follow.retention_treated, "retention_treated"),
        ("Followed up, comparison arm", follow.retention_comparison, "retention_comparison"),
    ]
    if not outcome.is_yes_no:
        dose = "Dose in the source" if given.dose_response == "linear" else "Share in the source that got so far"
        rows += [
            ("Log odds of follow-up for a whole course", follow.by_dose, "by_dose"),
            ("How much worse those lost are (SD)", follow.lost_are_worse, "lost_are_worse"),
            ("Correlation of outcome and baseline", outcome.correlation, "correlation_with_baseline"),
            ("Gain without treatment (SD)", outcome.gain_without, "gain_without"),
            ("Effect in the source, as randomised (SD)", given.size, "size"),
            (dose, mean_response_in(given), "dose_in_source"),
            ("Clustering by stabilisation group (ICC)", clusters.icc_group, "icc_group"),
            ("Clustering by psychologist (ICC)", clusters.icc_therapist, "icc_therapist"),
        ]
    said = {**design.evidence, "size": design.effect.source or NO_SOURCE}
    return [(words, of, said.get(key, NO_SOURCE)) for words, of, key in rows]


def _choices(worked: Worked) -> list[tuple[Cell, ...]]:
    """Return what the design sets without a distribution, where it says from where."""
    design, said = worked.design, worked.design.evidence
    found: list[tuple[Cell, ...]] = []
    if not design.outcome.is_yes_no:
        sd = design.outcome.sd
        words = f"Standard deviation of the outcome ({UNITS[design.outcome.name]})"
        found.append((words, Number(sd, f"{sd:g}"), "exact", said.get("sd", NO_SOURCE)))
    for name, words in (("recruitment", "Weeks of recruitment"), ("progression", "Progression criteria")):
        if name in said:
            weeks = design.sites.recruitment_weeks
            value: Cell = Number(weeks, f"{weeks}") if name == "recruitment" else ""
            found.append((words, value, "exact", said[name]))
    return found


def assumption_blocks(worked: Worked) -> list[Block]:
    """Return the section of assumptions."""
    design = worked.design
    rows: list[tuple[Cell, ...]] = []
    for words, of, source in assumption_rows(worked):
        low, mean, high = believed(of)
        shown = "exact" if of.family == "fixed" else effects((low, high))
        rows.append((words, effect(mean), shown, f"{source} ({of.words})"))
    rows += _choices(worked)
    note = (
        "All are believed independently of one another and of the pathway. SD: standard deviations of the outcome. The "
        "pathway itself (contacts, joining, waits, attendance, leaving) is drawn from the posterior of the calibration."
    )
    table = Table(
        "assumptions",
        "What is assumed, and from where",
        ("What", "Mean", "95%", "Source, and shape"),
        tuple(rows),
        note,
    )
    given = design.effect
    items = [f"Analysis: {METHODS[design.method]}, two-sided, significant below {design.alpha:g}."]
    if worked.trial.dilution:
        items.append(f"Response to dose: {RESPONSES[given.dose_response].format(threshold=given.threshold)}.")
    items.append(_openings(design.sites))
    return [Heading("Assumptions and their sources"), table, Bullets(tuple(items))]


def _openings(sites: Sites) -> str:
    """Return when the design's sites open."""
    listed = sites.opening_weeks[: sites.number]
    if len(listed) == 1:
        return f"Every site opens in week {listed[0]}."
    again = " Further sites use the same weeks again, from the first." if sites.number > len(listed) else ""
    return f"Sites open in weeks {', '.join(map(str, listed))}.{again}"


def limit_blocks(worked: Worked) -> list[Block]:
    """Return the section of limits."""
    of_effect = (
        []
        if worked.design.outcome.is_yes_no
        else [
            "DUSSK measured no effect: the effect comes from other studies of other women, and so does its dose.",
            "Dose is what the pathway delivers, and its effect is an assumption about response. It is not read off who "
            "attended.",
        ]
    )
    items = [
        *of_effect,
        "Randomising divides the arrivals of a site in two at random: each arm is the pathway with its share of "
        "arrivals and of the local population, so the treated arm's groups hold its women only.",
        "A trial of some size is the first so many women randomised. Where a draw's sites recruit fewer than that, "
        "further sites like them are added, with the same women taken again: what they are by chance stands for many, "
        "so that intervals are wider than those of a trial with so many sites.",
        "Power is worked out from formulae, with the expected number followed up for the number; simulated trials can "
        "check it.",
        "The arms do not compete for one psychologist: each has the treated arm's, or its own, to itself.",
        "What is believed of follow-up, effect and clustering is independent of the pathway; in truth a pathway that "
        "keeps women may also keep them in follow-up.",
    ]
    if worked.design.estimand.randomised_at != "consent":
        items.append(
            "Until randomisation both arms have the treated arm's care. What the comparison arm's women use of the "
            "psychologist before randomisation is not taken from the treated arm's."
        )
    if worked.design.outcome.is_yes_no:
        items.append("Women lost to follow-up are taken to begin therapy as often as those followed up.")
    return [Heading("Limits"), Bullets(tuple(items))]


def provenance_blocks(worked: Worked, made: str) -> list[Block]:
    """Return where the numbers come from."""
    from importlib.metadata import PackageNotFoundError, version

    from calibration.version import model_hash
    from scenarios.drawn import content_of, the_posterior

    try:
        program = version("dussk")
    except PackageNotFoundError:
        program = ""
    arms = worked.design.arms
    rows = (
        ("Version of the program", program),
        ("Hash of the model's sources", model_hash()),
        ("Draws of the parameters", f"{worked.trial.draws:,}"),
        ("Hash of the posterior's rows", content_of(the_posterior())),
        ("Seed", str(worked.trial.seed)),
        ("Hash of the design file", worked.design_hash),
        ("Scenario files", f"{arms.treated.name}, {arms.comparison.name}"),
        ("What gives the same numbers", worked.command),
        ("Date", made),
    )
    kept = tuple(row for row in rows if row[1])
    said = "The same version, design, seed and draws give the same numbers on every machine."
    return [
        Heading("Provenance"),
        Paragraph(said),
        Table("provenance", "Where these numbers come from", ("What", "Value"), kept),
    ]


def design_blocks(worked: Worked) -> list[Block]:
    """Return the design file whole, a row a field, so that the report can be traced by itself."""
    if not worked.design_fields:
        return []
    caption = "Every field of the design file"
    table = Table("design", caption, ("Field", "Value"), worked.design_fields, sheet="Design file")
    return [Heading("The design file"), table]
