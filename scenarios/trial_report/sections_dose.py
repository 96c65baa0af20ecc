"""The estimand, what women receive, how that dilutes the effect, and recruitment, as blocks of a document."""

from __future__ import annotations

import math

from scenarios.document.blocks import Block, Cell, Figure, Heading, Number, Paragraph, Table
from scenarios.trial.effect import mean_response_in
from scenarios.trial.progression import BEGAN, JOINED
from scenarios.trial_report.cells import (
    OUTCOMES,
    RESPONSES,
    UNITS,
    WHEN,
    Three,
    believed,
    effect,
    effects,
    interval,
    months,
    number,
    of_or_beyond,
    per_cent,
    per_cents,
    ratio,
    sentence,
    shown_per_cent,
    shown_whole,
    support_words,
    whole,
    wholes,
)
from scenarios.trial_report.picture import recruitment_picture
from scenarios.trial_report.timing import At
from scenarios.trial_report.worked import Worked

HOLDS = (
    "Means over draws; intervals hold 95% of the draws: what is not known of the pathway and of the design's own "
    "beliefs."
)


def estimand_table(worked: Worked) -> Table:
    """Return what the trial asks."""
    design = worked.design
    said, arms = design.estimand, design.arms
    rows = (
        ("Women", sentence(said.population)),
        ("Randomised", f"{sentence(WHEN[said.randomised_at])}, {ratio(design)} (treated to comparison)"),
        ("Treated arm", arms.treated.title),
        ("Comparison arm", arms.comparison.title),
        ("Support to attend, treated arm", sentence(support_words(arms.treated.parameters))),
        ("Support to attend, comparison arm", sentence(support_words(arms.comparison.parameters))),
        ("Outcome", f"{sentence(OUTCOMES[design.outcome.name])}, {design.follow_up.weeks} weeks after randomisation"),
        ("Summary", _summary(worked)),
        ("Events after randomisation", sentence(said.strategy)),
        ("Baseline, both arms", sentence(said.baseline)),
    )
    return Table("estimand", "The estimand", ("Part", "In this trial"), rows, sheet="Answer")


def _summary(worked: Worked) -> str:
    if worked.design.outcome.is_yes_no:
        return "Difference between arms in the share of women"
    outcome = worked.design.outcome
    return f"Difference between arms' means, in standard deviations (1 is {outcome.sd:g} {UNITS[outcome.name]})"


def dose_table(worked: Worked) -> Table:
    """Return what the treated arm receives, beside the source."""
    dose, dilution = worked.trial.dose, worked.trial.dilution
    rows: list[tuple[Cell, ...]] = [
        ("Women who begin one-to-one therapy", *_share(dose.began)),
        ("Women who complete it", *_share(dose.completed)),
        (
            f"Sessions attended, of {dose.course:g}",
            *_points(dose.sessions, 1.0),
        ),
    ]
    if worked.design.outcome.is_yes_no:
        rows.append(("Women of the comparison arm who begin it", *_share(dose.elsewhere)))
        rows.append(("Difference between the arms", *_share(dose.apart)))
    if dilution:
        rows.append(("Mean share of the effect of a course (dose here)", *_share(dilution.dose_here)))
        rows.append(("The same in the source", *_share(believed(mean_response_in(worked.design.effect)))))
    note = f"Of women randomised to the treated arm, from randomisation to follow-up. {HOLDS}"
    return Table("dose", "What the treated arm receives", ("What", "Mean", "95%"), tuple(rows), note)


def timing_table(worked: Worked) -> Table | None:
    """Return what women have received by earlier and later follow-ups."""
    found = worked.timing
    if found is None:
        return None
    own = worked.design.follow_up.weeks
    kept = list(found.at)
    while len(kept) > 1 and kept[-1].weeks != own and _alike(kept[-1], kept[-2]):
        kept.pop()
    rows = tuple(
        (
            f"{one.weeks}{' (the design)' if one.weeks == own else ''}",
            *_share(one.began),
            per_cent(one.response[1]),
            per_cent(one.assurance),
            Number(1.96 * one.error, f"{196 * one.error:.1f}", "share"),
        )
        for one in kept
    )
    later = found.at[-1].weeks
    same = "" if kept[-1].weeks == later else f" Up to {later} weeks nothing changes any more."
    fades = "" if worked.design.outcome.is_yes_no else ", if what they gain does not fade"
    used = "all draws" if found.draws == worked.trial.draws else f"the first {found.draws:,} draws"
    note = (
        f"The same women, followed up longer, in {used}. Assurance with {found.size:,} women "
        f"whose outcome were measured then{fades}; retention as in the design, though longer follow-up keeps fewer."
        f"{same}"
    )
    header = ("Weeks from randomisation", "Have begun therapy", "95%", "Dose", "Assurance", "± (95%)")
    return Table("follow-ups", "How long a follow-up", header, rows, note, sheet="How long a follow-up")


def dose_words(worked: Worked) -> str:
    """Return what women receive, where that is what dilutes the effect."""
    dose = worked.trial.dose
    if worked.trial.dilution is None or worked.design.estimand.randomised_at != "consent":
        return ""
    return (
        f"{shown_per_cent(dose.began[1])} of the treated arm begin therapy by the follow-up, and a woman of the arm "
        f"has {dose.sessions[1]:.1f} of {dose.course:g} sessions on average."
    )


def later_words(worked: Worked) -> str:
    """Return what a longer follow-up would do for assurance; nothing where it would do no more than chance."""
    if worked.timing is None:
        return ""
    weeks = worked.design.follow_up.weeks
    own = next(one for one in worked.timing.at if one.weeks == weeks)
    best = max(worked.timing.at, key=lambda one: one.assurance)
    if best.weeks <= weeks or best.assurance - own.assurance < max(0.01, CLEARLY * max(best.error, own.error)):
        return ""
    fades = "" if worked.design.outcome.is_yes_no else " and what women gain did not fade"
    return (
        f"Women wait for every step: if the outcome were measured at {best.weeks} weeks instead of {weeks}{fades}, "
        f"assurance with {worked.timing.size:,} women would be {shown_per_cent(best.assurance)}."
    )


def _alike(one: At, other: At) -> bool:
    """Whether two follow-ups find the same, to the per cent that is shown."""
    return all(
        round(100 * a) == round(100 * b)
        for a, b in (
            (one.began[1], other.began[1]),
            (one.response[1], other.response[1]),
            (one.assurance, other.assurance),
        )
    )


def like_the_study_words(worked: Worked) -> str | None:
    """Return how the treated arm compares with DUSSK's own women; None where women are randomised later."""
    found = worked.timing.like_the_study if worked.timing else None
    if found is None:
        return None
    weeks, began = worked.design.follow_up.weeks, worked.trial.dose.began
    return (
        f"In DUSSK {BEGAN} of {JOINED} women who joined began therapy ({BEGAN / JOINED:.0%}). In studies like it the "
        f"model has {shown_per_cent(found.share)} do so, and {shown_per_cent(found.spread[0])} to "
        f"{shown_per_cent(found.spread[1])} in 95% of single studies; {shown_per_cent(found.as_many)} of them have as "
        f"many as DUSSK or more. So its eleven women are within what chance gives, and tell little of the next. In the "
        f"treated arm here {shown_per_cent(began[1])} have begun {weeks} weeks after they joined."
    )


def dilution_table(worked: Worked) -> Table | None:
    """Return how the source's effect becomes the effect here; None where nothing is diluted."""
    found = worked.trial.dilution
    if found is None:
        return None
    given = worked.design.effect
    rows = (
        ("Effect in the source, as randomised there", *_effect(believed(given.size))),
        ("Dose in the source", *_share(believed(mean_response_in(given)))),
        ("Effect of a whole course", *_effect(found.whole)),
        ("Dose here", *_share(found.dose_here)),
        ("Effect here, as randomised", *_effect(found.here)),
        (f"The same in {UNITS[worked.design.outcome.name]}", *_points(found.here, worked.design.outcome.sd)),
    )
    shape = RESPONSES[given.dose_response].format(threshold=given.threshold)
    note = (
        f"Effects in standard deviations, higher is better. Source: {given.source}. A published effect is already "
        "diluted by its own women's dose: divided by that dose it is the effect of a whole course, and times the dose "
        f"here it is the effect here. Response to dose: {shape}. The effect and the dose of the source are as the "
        f"design file has them{_as_drawn(worked)}; the other rows are of the draws."
    )
    return Table("dilution", "How the effect is diluted", ("Step", "Mean", "95%"), rows, note)


def _as_drawn(worked: Worked) -> str:
    """Return the means of the draws of what the design believes of its source, where they are others."""
    found, given = worked.trial.dilution, worked.design.effect
    assert found is not None
    pairs = (
        (f"{found.source[1]:.2f}", f"{given.size.mean:.2f}"),
        (shown_per_cent(found.dose_in_source[1]), shown_per_cent(mean_response_in(given).mean)),
    )
    if all(drawn == said for drawn, said in pairs):
        return ""
    return f" (the means of these {worked.trial.draws:,} draws are {pairs[0][0]} and {pairs[1][0]})"


def recruitment_table(worked: Worked) -> Table:
    """Return what the size takes."""
    trial, reached = worked.trial, worked.trial.reached
    ends = f"{months(reached.months[0], worked.window)} to {months(reached.months[2], worked.window)}"
    if "more than" in ends:
        ends = NEVER if not math.isfinite(reached.months[0]) else ends
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Women randomised in the window", whole(trial.recruited[1]), wholes(trial.recruited[::2])),
        ("Months to reach the size", months(reached.months[1], worked.window), ends),
        ("Sites like these to reach it in the window", whole(reached.sites[1]), wholes(reached.sites[::2])),
        ("Contacts behind the size", whole(reached.contacts[1]), wholes(reached.contacts[::2])),
        ("Probability of the size within the window", per_cent(reached.on_time), ""),
        ("The same with twice the sites", per_cent(worked.twice_on_time), ""),
    )  # fmt: skip
    sites = worked.design.sites
    note = (
        f"For {trial.size:,} women; {sites.number} site{'s' if sites.number != 1 else ''}, "
        f"a window of {worked.window_words} from the first opening. Middle and 95% of draws; "
        "further sites are taken to be like these, contacts included, with each draw's own women again: its few women "
        "stand for many, so that intervals are wider than those of a trial with so many sites. Contacts include those "
        "who do not join."
    )
    return Table("recruitment", "Women, months, sites and contacts", ("What", "Middle", "95%"), rows, note)


CLEARLY = 3.0
"""Standard errors that tell a longer follow-up from chance."""

NEVER = "not in the window"
MOST_MONTHS = 12
"""Months beyond which a table holds one of three."""


def recruitment_figure(worked: Worked) -> Figure:
    """Return women randomised by month, with its band."""
    trial = worked.trial
    every = 1 if len(trial.months) <= MOST_MONTHS else 3
    shown = [one for one in trial.months if one[0] % every == 0 or one is trial.months[-1]]
    table = Table(
        "recruitment-by-month",
        f"Women randomised by the end of each {'month' if every == 1 else 'quarter'}",
        ("Month", "Middle", "95% of draws"),
        tuple((f"{month}", whole(middle), wholes(ends)) for month, ends, middle in shown),
        "Over draws of the pathway and of sites' rates, with chance.",
    )
    last = trial.months[-1]
    alternative = (
        f"A line that rises to {last[2]:,.0f} women by month {last[0]}, within a band from {last[1][0]:,.0f} to "
        f"{last[1][1]:,.0f}; {trial.size:,} are wanted."
    )
    return Figure(
        "recruitment-figure",
        f"Women randomised by month, at {worked.design.sites.number} sites",
        recruitment_picture(trial.months, trial.size, alternative),
        alternative,
        table,
    )


def time_words(worked: Worked) -> str:
    """Return whether the sites would recruit so many women in time."""
    trial, sites = worked.trial, worked.design.sites.number
    chance = trial.reached.on_time
    certain = {0.0: "in none of the draws", 1.0: "in every one of the draws"}
    shown = certain.get(chance, f"with a probability {of_or_beyond(chance)}")
    needed = shown_whole(trial.reached.sites[1])
    if not math.isfinite(trial.reached.sites[1]):
        return f"The design's {sites} site{'s' if sites != 1 else ''} would randomise nobody, in any of the draws."
    return (
        f"The design's {sites} site{'s' if sites != 1 else ''} would randomise {trial.size:,} women within "
        f"{worked.window_words} {shown}; it would take about {needed} site{'s' if needed != '1' else ''} like these."
    )


def estimand_blocks(worked: Worked) -> list[Block]:
    """Return the section of the estimand."""
    return [Heading("What the trial asks"), estimand_table(worked)]


def dose_blocks(worked: Worked) -> list[Block]:
    """Return the section of the dose and of dilution."""
    began = worked.trial.dose.began
    said = (
        f"Of women randomised to the treated arm, {shown_per_cent(began[1])} begin one-to-one therapy "
        f"({shown_per_cent(began[0])} to {shown_per_cent(began[2])}). This is what the pathway's engine delivers, "
        "woman by woman: waits, groups that do not fill, the psychologist's slots, and women who leave."
    )
    dilution = dilution_table(worked)
    blocks: list[Block] = [Heading("What women receive, and what that does to the effect"), Paragraph(said)]
    said_of_study = like_the_study_words(worked)
    later = timing_table(worked)
    return [
        *blocks,
        dose_table(worked),
        *([Paragraph(said_of_study)] if said_of_study else []),
        *([later] if later else []),
        *([dilution] if dilution else []),
    ]


def recruitment_blocks(worked: Worked) -> list[Block]:
    """Return the section of recruitment."""
    return [Heading("Recruitment"), recruitment_table(worked), recruitment_figure(worked)]


def _share(found: Three) -> tuple[Cell, Cell]:
    return per_cent(found[1]), per_cents((found[0], found[2]))


def _points(found: Three, sd: float) -> tuple[Cell, Cell]:
    low, mean, high = (sd * each for each in found)
    return number(mean, "{:.1f}".format), interval((low, high), "{:.1f}".format)


def _effect(found: Three) -> tuple[Cell, Cell]:
    return effect(found[1]), effects((found[0], found[2]))
