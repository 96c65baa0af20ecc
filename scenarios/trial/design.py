"""Trial designs: a TOML file with the estimand first, then arms, sites, follow-up, outcome, effect and analysis."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from calibration.faults import Faults, gathered, messages_of
from calibration.toml_files import read_toml
from scenarios.distributions import Distribution, distribution_of
from scenarios.fields import Fields, shown
from scenarios.files import BASE, Scenario, find, find_beside
from scenarios.trial.asked import AskedValue, asked_value, why_not_judged
from scenarios.trial.reading import beliefs_in, thresholds_in
from sim.errors import InputError

RANDOMISED_AT = ("consent", "ptsd_positive", "ready")
OUTCOMES = ("caps5", "pcl5", "days_of_use", "reaching_therapy")
DOSE_RESPONSES = ("linear", "threshold", "all_or_nothing")
NESTED = ("partially_nested", "mixed_model", "kenward_roger", "permutation")
"""Methods that count clusters; ``permutation`` is for outcomes that are reached or not as well."""
OF_SCORES, OF_SHARES = ("ancova", "t_test", *NESTED), ("logistic", "permutation")
METHODS = ("ancova", "t_test", *NESTED, "logistic")
CRITERIA = ("recruitment", "retention", "adherence", "data")
SECTIONS = (
    *("title", "question", "estimand", "arms", "sites", "follow_up", "outcome", "effect", "clustering", "analysis"),
    *("progression", "target", "evidence", "value"),
)
EVIDENCE = (
    *("rate_cv", "retention_comparison", "retention_treated", "by_dose", "lost_are_worse", "sd"),
    *("correlation_with_baseline", "gain_without", "dose_in_source", "icc_group", "icc_therapist"),
    *("progression", "recruitment"),
)
"""What a design may give a source for, under [evidence]; that of the effect is ``source`` under [effect]."""

MAY_BE = np.array([0.975])
"""Where two things that add up are looked at for a sum that cannot be."""

MOST_SITES, MOST_WEEKS, MOST_WOMEN = 200, 520, 20_000
SIZES = (50, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1000)


@dataclass(frozen=True, slots=True)
class Estimand:
    """What the trial asks: who, when, and what becomes of events after randomisation."""

    randomised_at: str
    population: str
    strategy: str
    baseline: str


@dataclass(frozen=True, slots=True)
class Arms:
    """The two arms, and the share of women randomised to the treated one."""

    treated: Scenario
    comparison: Scenario
    share_treated: float


@dataclass(frozen=True, slots=True)
class Sites:
    """Where women are recruited: ``rate_cv`` is how much sites' rates differ, weeks are from the first opening."""

    number: int
    opening_weeks: tuple[int, ...]
    rate_cv: Distribution
    recruitment_weeks: int

    def opens(self, site: int) -> int:
        """Return the week in which a site opens; the list is used again from its start when there are more sites."""
        return self.opening_weeks[site % len(self.opening_weeks)]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long after randomisation the outcome is measured, and who is measured then."""

    weeks: int
    retention_treated: Distribution
    retention_comparison: Distribution
    by_dose: Distribution
    lost_are_worse: Distribution


@dataclass(frozen=True, slots=True)
class Outcome:
    """The primary outcome; ``sd`` in its own units, gains in standard deviations."""

    name: str
    sd: float
    correlation: Distribution
    gain_without: Distribution

    @property
    def is_yes_no(self) -> bool:
        """Whether it is reached or not, and not a score."""
        return self.name == "reaching_therapy"


@dataclass(frozen=True, slots=True)
class Effect:
    """A published effect as randomised, in standard deviations, and the dose in its source.

    ``threshold`` is the share of a course from which the effect is whole, for the dose response of that name;
    ``reached_in_source`` the share of women in the source who got so far (for a threshold, or the whole course).
    """

    size: Distribution
    source: str
    dose_in_source: Distribution
    dose_response: str
    threshold: float
    reached_in_source: Distribution


@dataclass(frozen=True, slots=True)
class Clustering:
    """How alike women are who share a stabilisation group, or a psychologist: in the treated arm alone.

    Both are shares of the variance that the baseline leaves.
    """

    icc_group: Distribution
    icc_therapist: Distribution


@dataclass(frozen=True, slots=True)
class Design:
    """A whole design.

    Attributes
    ----------
    progression : dict of str to (float, float)
        For each criterion: red below the first, green from the second.
    assurance : float
        What the smallest design sought must reach.
    sizes : tuple of int
        Women randomised in all, of the design curve.
    evidence : dict of str to str
        Where assumptions come from, by field.
    value : AskedValue or None
        What the value of the trial depends on, where it is asked for.
    """

    name: str
    title: str
    question: str
    estimand: Estimand
    arms: Arms
    sites: Sites
    follow_up: FollowUp
    outcome: Outcome
    effect: Effect
    clustering: Clustering
    method: str
    alpha: float
    progression: dict[str, tuple[float, float]]
    assurance: float
    sizes: tuple[int, ...]
    evidence: dict[str, str]
    value: AskedValue | None = None


def read_design(path: Path) -> Design:
    """Read and check a design.

    Raises
    ------
    InputError
        All that is wrong with it, in a line each: the file, the field, what was given and what was expected.
    """
    return read_with_text(path)[0]


def read_with_text(path: Path) -> tuple[Design, str]:
    """Read and check a design, as :func:`read_design` does, and return the text of its file beside it."""
    with gathered() as faults:
        text, content = _content(path)
        design = _design_of(path, content, faults)
    return design, text


def _design_of(path: Path, content: dict[str, Any], faults: Faults) -> Design:
    fields = Fields(path.name, "", content, faults)
    fields.only(SECTIONS)
    outcome, effect = _outcome(fields), _effect(fields)
    method, alpha = _analysis(fields.needed("analysis"))
    assurance, sizes = _target(fields)
    design = Design(
        name=path.stem,
        title=fields.text("title"),
        question=fields.text("question"),
        estimand=_estimand(fields.needed("estimand")),
        arms=_arms(fields.needed("arms"), path),
        sites=_sites(fields.needed("sites")),
        follow_up=_follow_up(fields.needed("follow_up")),
        outcome=outcome,
        effect=effect,
        clustering=_clustering(fields),
        method=method,
        alpha=alpha,
        progression=thresholds_in(fields.table("progression"), CRITERIA),
        assurance=assurance,
        sizes=sizes,
        evidence=_evidence(fields),
        value=asked_value(fields.table("value")),
    )
    faults.check()
    _check_together(fields, design)
    return design


def _content(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        return read_toml(path)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; name a trial design, a file that ends in .toml") from None
    except IsADirectoryError:
        raise InputError(f"{path}: that is a folder; name a trial design") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _analysis(table: Fields) -> tuple[str, float]:
    table.only(("method", "alpha"))
    return table.choice("method", METHODS, "ancova"), table.number("alpha", 1e-6, 0.5, 0.05)


def _target(fields: Fields) -> tuple[float, tuple[int, ...]]:
    table = fields.table("target") or Fields("", "target", {})
    table.only(("assurance", "sizes"))
    return table.number("assurance", 0.01, 0.99, 0.8), _sizes(table)


def _estimand(table: Fields) -> Estimand:
    table.only(("randomised_at", "population", "strategy", "baseline"))
    return Estimand(
        table.choice("randomised_at", RANDOMISED_AT),
        table.text("population"),
        table.text("strategy"),
        table.text("baseline"),
    )


def _arms(table: Fields, path: Path) -> Arms:
    table.only(("treated", "comparison", "share_treated"))
    treated, comparison = (_arm(table, arm, path) for arm in ("treated", "comparison"))
    return Arms(treated, comparison, table.number("share_treated", 0.01, 0.99, 0.5))


def _arm(table: Fields, arm: str, path: Path) -> Scenario:
    name = table.text(arm)
    if name == table.value(arm):  # what is not a text has been told
        try:
            return find_beside(path, name)
        except InputError as error:
            for message in messages_of(error):
                table.told(arm, message, None)
    return find(BASE)


def _sites(table: Fields) -> Sites:
    table.only(("number", "opening_weeks", "rate_cv", "recruitment_weeks"))
    weeks = table.whole("recruitment_weeks", 1, MOST_WEEKS)
    opening = table.numbers("opening_weeks", 0, weeks - 1, (0.0,))
    if any(week != int(week) for week in opening):
        table.told("opening_weeks", f"{shown(table.value('opening_weeks'))}: expected whole weeks", None)
    (rate_cv,) = beliefs_in(table, {"rate_cv": (0.0, 5.0, 0.9)})
    return Sites(table.whole("number", 1, MOST_SITES), tuple(int(week) for week in opening), rate_cv, weeks)


def _follow_up(table: Fields) -> FollowUp:
    table.only(("weeks", "retention_treated", "retention_comparison", "by_dose", "lost_are_worse"))
    ranges = {
        "retention_treated": (0.0, 1.0, None),
        "retention_comparison": (0.0, 1.0, None),
        "by_dose": (-10.0, 10.0, 0.0),
        "lost_are_worse": (-3.0, 3.0, 0.0),
    }
    return FollowUp(table.whole("weeks", 1, MOST_WEEKS), *beliefs_in(table, ranges))


def _outcome(fields: Fields) -> Outcome:
    table = fields.needed("outcome")
    table.only(("name", "sd", "correlation_with_baseline", "gain_without"))
    ranges = {"correlation_with_baseline": (-0.99, 0.99, 0.5), "gain_without": (-5.0, 5.0, 0.0)}
    name = table.choice("name", OUTCOMES)
    sd = table.number("sd", 1e-9, 1e9, 1.0 if name == "reaching_therapy" else None)
    return Outcome(name, sd, *beliefs_in(table, ranges))


def _effect(fields: Fields) -> Effect:
    given = fields.table("effect")
    if given is None:
        if fields.needed("outcome").choice("name", OUTCOMES) != "reaching_therapy":
            fields.told(
                "", "[effect] is missing: the effect of a whole course on the outcome, from other studies", None
            )
        none = distribution_of(0.0, "effect")
        return Effect(none, "", distribution_of(1.0, "effect"), "linear", 1.0, distribution_of(1.0, "effect"))
    given.only(("size", "source", "dose_in_source", "dose_response", "threshold", "reached_in_source"))
    ranges = {
        "size": (-5.0, 5.0, None),
        "dose_in_source": (0.01, 1.0, None),
        "reached_in_source": (0.01, 1.0, 1.0),
    }
    size, dose, reached = beliefs_in(given, ranges)
    if not size.mean > 0.0:
        published = f"higher is better here, so a published SMD of {size.mean:g} on a symptom scale is {-size.mean:g}; "
        given.told("size", f"mean {size.mean:g}: {published * (size.mean < 0.0)}expected a mean above 0", None)
    response = given.choice("dose_response", DOSE_RESPONSES, "linear")
    if response != "linear" and not given.has("reached_in_source"):
        said = f"is missing: a {response} response needs the share in the source that got so far"
        given.told("reached_in_source", said, None)
    return Effect(size, given.text("source"), dose, response, given.number("threshold", 0.01, 1.0, 0.5), reached)


def _clustering(fields: Fields) -> Clustering:
    table = fields.table("clustering") or Fields("", "clustering", {})
    table.only(("icc_group", "icc_therapist"))
    found = Clustering(*beliefs_in(table, {"icc_group": (0.0, 0.99, 0.0), "icc_therapist": (0.0, 0.99, 0.0)}))
    high = [float(icc.quantiles(MAY_BE)[0]) for icc in (found.icc_group, found.icc_therapist)]
    if sum(high) >= 1.0:
        table.told(
            "",
            f"icc_group and icc_therapist may be {high[0]:.2f} and {high[1]:.2f} (97.5% points): a woman in both would "
            "have nothing of her own; expected a sum below 1",
            None,
        )
    return found


def _sizes(table: Fields) -> tuple[int, ...]:
    found = table.numbers("sizes", 8, MOST_WOMEN, tuple(float(size) for size in SIZES))
    if any(size != int(size) for size in found) or list(found) != sorted(set(found)):
        given = shown(table.value("sizes"))
        table.told("sizes", f"{given}: expected whole numbers of women, each once, rising", None)
    return tuple(int(size) for size in found)


def _evidence(fields: Fields) -> dict[str, str]:
    table = fields.table("evidence") or Fields("", "evidence", {})
    table.only(EVIDENCE)
    return {name: table.text(name) for name in EVIDENCE if table.has(name)}


def _check_together(fields: Fields, design: Design) -> None:
    """Refuse what contradicts itself."""
    parameters = design.arms.treated.parameters
    offered = parameters.pathway.trauma == "offered"
    if not offered and (design.outcome.is_yes_no or design.estimand.randomised_at != "consent"):
        said = f"'{design.arms.treated.name}' offers no trauma work, so nobody gets so far"
        raise fields.needed("arms").error("treated", said)
    _check_comparison(fields, design)
    fit = OF_SHARES if design.outcome.is_yes_no else OF_SCORES
    if design.method not in fit:
        expected = f"{', '.join(fit[:-1])} or {fit[-1]}"
        said = f"'{design.method}': the outcome {design.outcome.name} needs {expected}"
        raise fields.needed("analysis").error("method", said)
    value = design.value
    if value is not None and (why := why_not_judged(value.measure, design.outcome.name)):
        raise fields.needed("value").error("measure", f"'{value.measure}': {why}")
    least = weeks_of_a_course(design)
    if design.follow_up.weeks < least:
        raise fields.needed("follow_up").error(
            "weeks",
            f"{design.follow_up.weeks}: a course of stabilisation and therapy alone takes {least} weeks, so "
            f"follow-up would end before treatment; expected {least} or more",
        )


def _check_comparison(fields: Fields, design: Design) -> None:
    """Refuse a comparison arm that the outcome cannot tell from the treated one."""
    arms, table = design.arms, fields.needed("arms")
    if arms.treated.parameters == arms.comparison.parameters:
        raise table.error("comparison", f"'{arms.comparison.name}': expected another than the treated arm's")
    if not design.outcome.is_yes_no and arms.comparison.parameters.pathway.trauma == "offered":
        raise table.error(
            "comparison",
            f"'{arms.comparison.name}' offers trauma work too, whose effect on {design.outcome.name} is "
            "not modelled in that arm; expected business-as-usual or do-minimum, or the outcome reaching_therapy",
        )


def weeks_of_a_course(design: Design) -> int:
    """Return the fewest weeks from randomisation to the end of therapy, with no wait at all."""
    p = design.arms.treated.parameters
    if p.pathway.trauma != "offered":
        return 1
    therapy = p.emdr.sessions * p.emdr.interval_weeks
    return therapy + (p.stabilisation.sessions if design.estimand.randomised_at != "ready" else 0)
