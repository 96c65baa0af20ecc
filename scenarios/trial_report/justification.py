"""The paragraphs of a grant application that justify a sample size; every figure is in a table that they name."""

from __future__ import annotations

from scenarios.document.blocks import Block, Heading, Paragraph, see
from scenarios.trial.effect import mean_response_in
from scenarios.trial_report.cells import (
    METHODS,
    OUTCOMES,
    UNITS,
    WHEN,
    Three,
    believed,
    ratio,
    shown_per_cent,
    shown_whole,
)
from scenarios.trial_report.sections_check import type_one_words
from scenarios.trial_report.sections_curve import smallest_words
from scenarios.trial_report.worked import Worked


def justification_blocks(worked: Worked) -> list[Block]:
    """Return the section."""
    return [Heading("Sample-size justification"), *(Paragraph(text) for text in justification(worked))]


def justification(worked: Worked) -> list[str]:
    """Return the paragraphs."""
    return [_what(worked), _effect(worked), _handled(worked), _size(worked), _recruits(worked)]


def _what(worked: Worked) -> str:
    design = worked.design
    return (
        f"Each woman is randomised, {ratio(design)} treated to comparison, {WHEN[design.estimand.randomised_at]}. "
        f"The primary outcome is {OUTCOMES[design.outcome.name]}, {design.follow_up.weeks} weeks after randomisation, "
        f"analysed in everybody followed up, in the arm she was randomised to, by {METHODS[design.method]}, at a "
        f"two-sided significance level of {design.alpha:g} ({see('estimand')}, {see('assumptions')})."
    )


def _effect(worked: Worked) -> str:
    found, dose, effect = worked.trial.dilution, worked.trial.dose, worked.design.effect
    here = (
        "What the treated arm receives was simulated woman by woman with an open model of the pathway, calibrated to "
        f"the DUSSK study: {_share(dose.began)} of its women begin one-to-one therapy"
    )
    if found is None:
        return (
            f"{here}, and {_share(dose.elsewhere)} in the comparison arm, a difference of {_share(dose.apart)} "
            f"({see('dose')}). The shares of both arms come from that model, and no effect is assumed."
        )
    return (
        f"The effect is from {effect.source}: {_number(believed(effect.size))} standard deviations as randomised "
        f"there, where the mean dose was {_share(believed(mean_response_in(effect)))} of a whole course. {here}, and "
        f"the mean dose is {_share(found.dose_here)} ({see('dose')}). The effect as randomised here is therefore "
        f"expected to be {_number(found.here)} standard deviations, {_points(worked, found.here)} "
        f"({see('dilution')})."
    )


def _size(worked: Worked) -> str:
    follow = {text: belief for text, belief in _followed(worked)}
    kept = ", and ".join(f"{text} {belief}" for text, belief in follow.items())
    return (
        f"With {kept} ({see('assumptions')}), assurance was worked out: the probability of a significant "
        "result in favour of the treated arm, for the effect in all women randomised, averaged over "
        f"{worked.trial.draws:,} draws of everything that is not known. {smallest_words(worked)} "
        f"{type_one_words(worked)} ({see('curve-figure')}, {see('matters')}.)"
    )


def _points(worked: Worked, found: Three) -> str:
    outcome = worked.design.outcome
    low, mean, high = (outcome.sd * each for each in found)
    return f"that is {mean:.1f} ({low:.1f} to {high:.1f}) {UNITS[outcome.name]}"


def _handled(worked: Worked) -> str:
    """Return how those lost, clusters and the baseline are taken into account."""
    design = worked.design
    lost = "Women who are lost are left out of the analysis, which is of treatment policy in those kept"
    if design.outcome.is_yes_no:
        return f"{lost}, taken to begin therapy as often as those lost."
    worse = design.follow_up.lost_are_worse.mean
    return (
        f"{lost}; those lost are taken to be {worse:.2f} standard deviations worse on average, alike in both arms. The "
        f"baseline correlates with the outcome by {design.outcome.correlation.mean:.2f}; women of one group and of one "
        f"psychologist are alike by intracluster correlations of {design.clustering.icc_group.mean:.2f} and "
        f"{design.clustering.icc_therapist.mean:.2f} on average ({see('assumptions')})."
    )


def _followed(worked: Worked) -> list[tuple[str, str]]:
    follow = worked.design.follow_up
    return [
        (f"{follow.retention_treated.mean:.0%} of the treated arm", "followed up"),
        (f"{follow.retention_comparison.mean:.0%} of the comparison arm", "followed up"),
    ]


def _recruits(worked: Worked) -> str:
    trial, reached, sites = worked.trial, worked.trial.reached, worked.design.sites
    return (
        f"{sites.number} site{'s' if sites.number != 1 else ''} would randomise {shown_whole(trial.recruited[1])} "
        f"women in {worked.window_words} ({shown_whole(trial.recruited[0])} to "
        f"{shown_whole(trial.recruited[2])}); the probability of {trial.size:,} in "
        f"that time is {shown_per_cent(reached.on_time)}. {trial.size:,} women would take about "
        f"{shown_whole(reached.sites[1])} such sites ({shown_whole(reached.sites[0])} to "
        f"{shown_whole(reached.sites[2])}) and {shown_whole(reached.contacts[1])} contacts ({see('recruitment')}). "
        "Intervals hold 95% of the draws."
    )


def _share(found: Three) -> str:
    return f"{shown_per_cent(found[1])} ({shown_per_cent(found[0])} to {shown_per_cent(found[2])})"


def _number(found: Three) -> str:
    return f"{found[1]:.2f} ({found[0]:.2f} to {found[2]:.2f})"
