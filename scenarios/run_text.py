"""What ``dussk run`` prints: flow with reasons, waits, groups, the psychologist's time, and the cost table."""

from __future__ import annotations

from dataclasses import replace

from calibration.study import study
from scenarios.answers import how_long
from scenarios.display import NOTHING, amount, chance_and_parameters, plus_minus, spread, table, term, unit_of, wrapped
from scenarios.drawn import drawn_words, kept_by, range_of
from scenarios.files import BASE, Scenario
from scenarios.intervals import summary_of
from scenarios.report.study import BOTH_GROUPS, describes_the_study
from scenarios.running import Settings
from scenarios.study_text import study_lines
from scenarios.summary import Summary
from scenarios.waits import WEEKS_SHOWN, waiting_for
from scenarios.years import year_lines
from sim.money import STUDY_PRICE_YEAR
from sim.outcomes import DECLINED, LEFT, MOVED_ON, NOT_ELIGIBLE, UNABLE, WAITS
from sim.run import Runs
from sim.words import Payer

SPLIT = (
    *("contacts", "consented", "referred", "started_therapy", "completed_therapy", "weeks_waited_stabilisation"),
    *("psychologist_use", "cost_total"),
)
"""Outcomes of which it is said how much is chance and how much is not known."""

COST_ROWS = ("cost_drug_groups", "cost_ptsd_screening", "cost_stabilisation", "cost_therapy", "cost_support")


def run_text(scenario: Scenario, runs: Runs, summary: dict[str, Summary], settings: Settings) -> str:
    """Return the whole printed result of one scenario."""
    beside_study = scenario.parameters.run.kind == "study"
    study_prices = scenario.parameters.costs.price_year == STUDY_PRICE_YEAR
    lines = [*_heading(scenario, settings), "", *wrapped(_in_plain_words(scenario, runs, summary), "")]
    if describes_the_study(scenario):
        lines += ["", "The study's own figures", "", *study_lines(runs)]
    lines += ["", "Who was met, who joined, and where women were lost", ""]
    lines += table(_header(runs, beside_study), _flow(runs, beside_study))
    lines += wrapped(_how_to_read(runs))
    lines += ["", "Waits", "", *_waits(runs)]
    lines += ["", "Sessions and groups", "", *_sessions(runs, summary)]
    lines += ["", f"Costs, in pounds of {scenario.parameters.costs.price_year}", ""]
    lines += table(_header(runs, beside_study and study_prices), _costs(runs, summary, beside_study and study_prices))
    if not beside_study:
        lines += ["", "By year (of 52 weeks, from the first that is counted whole)", "", *year_lines(runs)]
    if settings.draws:
        lines += ["", "How much is chance, and how much is not known", "", *_split(summary)]
    return "\n".join([*lines, "", *_notes(scenario, beside_study, settings)]) + "\n"


def _in_plain_words(scenario: Scenario, runs: Runs, summary: dict[str, Summary]) -> str:
    """Return the answer in one sentence: who joins, begins and completes therapy, and for how much."""

    def shown(name: str) -> str:
        item, unit = summary[name], unit_of(name)
        mean = amount(item.mean, unit)
        return mean if item.predictive is None else f"{mean} ({spread(item.predictive, unit)})"

    start = f"{how_long(scenario.parameters)}of {amount(summary['contacts'].mean, '', decimals=0)} contacts"
    women = (
        f"{shown('consented')} women join, {shown('started_therapy')} begin one-to-one therapy and "
        f"{shown('completed_therapy')} complete it"
    )
    if runs.replications == 1:
        return f"In this one run, {start}, {women}, for {shown('cost_total')}."
    return f"On average, {start}, {women}, for {shown('cost_total')}. In brackets: what 95% of single runs show."


def _split(summary: dict[str, Summary]) -> list[str]:
    """Return how the variance of single runs divides into chance and parameters."""
    rows: list[tuple[str, ...]] = []
    for name in SPLIT:
        item, unit = summary[name], unit_of(name)
        if item.mean is None:
            continue
        spreads = (spread(item.expected, unit), spread(item.predictive, unit))
        rows.append((term("outcomes", name), amount(item.mean, unit), *spreads, chance_and_parameters(item)))
    explained = (
        "Last column: the shares of the variance of single runs that come from chance and from the parameters. More "
        "replications shrink neither; knowing more of the parameters would take the second away. A predictive "
        "interval of weeks is of the runs in which somebody was offered a place."
    )
    header = ("", "mean", "expected", "predictive", "spread from\nchance/parameters")
    return [*table(header, rows), *wrapped(explained)]


def _heading(scenario: Scenario, settings: Settings) -> list[str]:
    runs = "replication" if settings.replications == 1 else "replications"
    lines = [
        f"{scenario.title} ({scenario.name})",
        *wrapped(scenario.question, ""),
        f"{settings.replications:,} {runs}, seed {settings.seed}; {_length(scenario, settings)}",
        *wrapped(drawn_words(settings.draws, settings.replications), ""),
    ]
    kept = kept_by(scenario.parameters) if settings.draws else []
    return [*lines, *wrapped(f"This scenario keeps its own {', '.join(kept)} in every draw.", "")] if kept else lines


def _length(scenario: Scenario, settings: Settings) -> str:
    """Return for how long a run goes on, in words; where that is drawn, for how long 95 % of the draws do."""
    p = scenario.parameters.run
    recruiting, delivering = (
        range_of(scenario.parameters, settings.draws, f"run.{kind}_weeks") for kind in ("recruitment", "delivery")
    )
    vary = delivering[0] < delivering[1] or (p.kind == "study" and recruiting[0] < recruiting[1])
    length = f"{_weeks(delivering)} weeks"
    if p.kind == "study":
        length = f"{_weeks(recruiting)} weeks of recruitment, {_weeks(delivering)} of delivery"
    elif p.warm_up_weeks:
        length += f", of which the first {p.warm_up_weeks} are not counted"
    return f"{length} (95% of draws)" if vary else length


def _weeks(bounds: tuple[float, float]) -> str:
    low, high = bounds
    return f"{low:.0f}" if low == high else f"{low:.0f} to {high:.0f}"


def _header(runs: Runs, beside_study: bool) -> tuple[str, ...]:
    expected = ("expected",) if len(runs.draws) else ()
    return ("", "mean", *expected, "predictive") + (("study",) if beside_study else ())


def _how_to_read(runs: Runs) -> str:
    expected = (
        " Expected: 95% of the means of draws, that is, how far the mean itself is not known."
        if len(runs.draws)
        else ""
    )
    both = "chance and what is not known together" if len(runs.draws) else "chance alone"
    return (
        "Mean: after ±, how far the mean of more replications may lie (95% Monte Carlo)."
        f"{expected} Predictive: 95% of single runs: {both}."
    )


def _cells(runs: Runs, words: str, item: Summary, unit: str) -> tuple[str, ...]:
    """Return the cells of a row: the words, the mean, and the intervals that there are."""
    expected = (spread(item.expected, unit),) if len(runs.draws) else ()
    return words, plus_minus(item, unit), *expected, spread(item.predictive, unit)


def _flow(runs: Runs, beside_study: bool) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []

    def add(name: str, words: str) -> None:
        shown = _cells(runs, words, summary_of(runs.total(name), runs), "")
        rows.append(shown + ((str(study()["counts"].get(name, NOTHING)),) if beside_study else ()))

    def add_reasons(stem: str, reasons: tuple[object, ...]) -> None:
        for reason in reasons:
            name = reason.name.lower()  # type: ignore[attr-defined]
            if any(runs.total(f"{stem}_{name}")):
                add(f"{stem}_{name}", f"    {term('reasons', name)}")

    def add_all(*names: str, indent: str = "") -> None:
        for name in names:
            add(name, indent + term("outcomes", name))

    add_all("contacts")
    add_all("declined", indent="  ")
    add_reasons("declined", DECLINED)
    add_all("screened")
    add_all("not_eligible", indent="  ")
    add_reasons("not_eligible", NOT_ELIGIBLE)
    add_all("eligible")
    add_all("unable_to_consent", indent="  ")
    add_reasons("unable_to_consent", UNABLE)
    if any(runs.total("inside_at_start")):
        add_all("inside_at_start")
    add_all("consented", "attended_any_group", "reached_preparation")
    if runs.parameters.pathway.trauma == "offered":
        add_all("referred", "ptsd_screened", "ptsd_positive", "started_stabilisation", "completed_stabilisation")
        add_all("ready", "started_therapy", "completed_therapy")
    add_all("left", indent="  ")
    for step in WAITS.values():
        if any(runs.total(f"left_at_{step}")):
            add(f"left_at_{step}", f"    {term('left_at', step)}")
    add_reasons("left", LEFT)
    add_all("moved_on", indent="  ")
    add_reasons("moved_on", MOVED_ON)
    add_all("still_inside", indent="  ")
    return rows


def _waits(runs: Runs) -> list[str]:
    rows = []
    for step in WAITS.values():
        wait = waiting_for(runs.waits, step)
        if not wait.began:
            continue
        shares = [
            f"{amount(s, 'share')} / {amount(x, 'share')}" for s, x in zip(wait.served_by, wait.left_by, strict=True)
        ]
        mean = amount(wait.mean_weeks, "")
        rows.append((term("waits", step), f"{wait.began / runs.replications:.1f}", mean, f"{wait.served:,}", *shares))
    if not rows:
        return ["  Nobody waited for anything."]
    weeks = tuple(f"week {week}" for week in WEEKS_SHOWN)
    return [
        *table(("waiting for", "women a run", "mean weeks", "of women", *weeks), rows),
        *wrapped(
            "By week: share offered a place / share who had left instead, of those who began to wait. The mean is "
            "of the women offered a place, over all runs together."
        ),
    ]


def _sessions(runs: Runs, summary: dict[str, Summary]) -> list[str]:
    p = runs.parameters
    trauma = p.pathway.trauma == "offered"
    kinds = ["drug_group"] + (["stabilisation", "therapy"] if trauma else [])
    rows = []
    for kind in kinds:
        empty = "missed" if kind == "therapy" else "empty"
        means = [sum(runs.total(f"{kind}_sessions_{how}")) / runs.replications for how in ("held", empty, "cancelled")]
        sizes = {size: n for (name, size), n in runs.sizes.items() if name == kind}
        held = sum(sizes.values())
        shares = [
            sum(n for size, n in sizes.items() if low <= size <= high)
            for low, high in ((1, 1), (2, 3), (4, 6), (7, 999))
        ]
        shown = [amount(n / held, "share") if held else NOTHING for n in shares]
        rows.append((term("sessions", kind), *(f"{mean:.1f}" for mean in means), *shown))
    lines = table(("", "held", "nobody came", "cancelled", "1 woman", "2-3", "4-6", "7 or more"), rows)
    lines += wrapped("Means a run; then the share of sessions held with so many women. Therapy is one to one.")
    if trauma:
        use = summary["psychologist_use"]
        used, single = amount(use.mean, "share"), spread(use.predictive, "share")
        days = len(set(p.psychologist.clinic_days))
        lines += [
            "",
            *wrapped(
                f"The psychologist: {used} of the slots on clinic days held were used (95% of single runs {single}); "
                f"{days} clinic {'day' if days == 1 else 'days'} a week at each of {p.sites.number} site(s)."
            ),
        ]
    return lines


def _costs(runs: Runs, summary: dict[str, Summary], beside_study: bool) -> list[tuple[str, ...]]:
    paid = {
        "cost_ptsd_screening": study()["pounds"]["ptsd_screening"],
        "cost_stabilisation": study()["pounds"]["stabilisation"],
        "cost_therapy": study()["pounds"]["therapy"],
        "cost_total": study()["pounds"]["total"],
    }
    rows: list[tuple[str, ...]] = []

    def add(words: str, item: Summary, figure: float | None = None) -> None:
        rows.append(_cells(runs, words, item, "£") + ((amount(figure, "£"),) if beside_study else ()))

    if beside_study:
        both = zip(runs.total("pence_drug_groups"), runs.total("pence_support"), strict=True)
        add(BOTH_GROUPS, summary_of([(a + b) / 100 for a, b in both], runs), study()["pounds"]["drug_groups"])
        add("  of which holding the sessions", summary["cost_drug_groups"])
        add("  of which support, and running costs", summary["cost_support"])
    names = COST_ROWS[1:4] if beside_study else COST_ROWS
    for name in (*names, "cost_total"):
        add(term("outcomes", name), summary[name], paid.get(name))
    for payer in Payer:
        name = f"pence_paid_by_{payer.name.lower()}"
        add(f"  {term('outcomes', name)}", summary_of([pence / 100 for pence in runs.total(name)], runs))
    for name in ("cost_per_woman_joined", "cost_per_completer"):
        figure = (
            study()["pounds"]["total"] / study()["counts"]["consented"] if name == "cost_per_woman_joined" else None
        )
        # What one run pays for each woman is no guide to anything: nobody may have come through.
        add(term("outcomes", name), replace(summary[name], predictive=None), figure)
    return rows


def _notes(scenario: Scenario, beside_study: bool, settings: Settings) -> list[str]:
    held = (
        "Intervals hold chance and the parameters' uncertainty, as far as the study and the priors tell of it "
        "(docs/calibration.md, limits first); structure (docs/model.md, section 14) is not in them."
        if settings.draws
        else "Intervals hold chance alone, at one set of parameters. The study counted four women in therapy, so the "
        "parameters are far less certain than that: without --draws 0 they are drawn from the posterior. Point values "
        "that the study does not report are set by hand so that its counts are unsurprising (docs/assumptions.md "
        "marks each)."
    )
    notes = [
        f"What this holds. {held}",
        "What it does not say. Nothing here is an effect on drug use or on PTSD: the study measured none.",
    ]
    if beside_study:
        notes.append(
            "The study's drug-group figure covers both groups (£6,842); how it divides into sessions and support is an "
            "assumption. The study's sessions (34 to 66 drug-group sessions) are bounds from its costs."
        )
    if scenario.name != BASE and _is_widened(scenario):
        notes.append(
            "Widening: the study does not report why 27 screened women were not eligible. How they divide between sex "
            "work, drug use and both rests on an assumption alone, and so does this result."
        )
    return [line for note in notes for line in (*wrapped(note, ""), "")][:-1]


def _is_widened(scenario: Scenario) -> bool:
    rule = scenario.parameters.eligibility
    return rule.sells_sex != "weekly" or rule.uses_drugs != "weekly"
