"""The study's own figures beside what the model gives for a study like it: which of them lie inside."""

from __future__ import annotations

from calibration.evidence import Target
from scenarios.display import plus_minus, spread, table, term, wrapped
from scenarios.intervals import summary_of
from scenarios.report.study import comparable, is_cost, words_of_figure
from scenarios.summary import Summary
from sim.run import Runs


def study_lines(runs: Runs) -> list[str]:
    """Return every figure of the study beside what single studies of a run give, as a table and a sentence.

    Parameters
    ----------
    runs : Runs
        Runs of a scenario that describes the study, over draws of the parameters or at their point values.
    """
    rows: list[tuple[str, ...]] = []
    outside: list[str] = []
    for target in comparable():
        totals = [sum(each) for each in zip(*(runs.total(name) for name in target.outcomes), strict=True)]
        item = summary_of([total / _scale(target) for total in totals], runs)
        rows.append(_row(target, totals, item))
        if not _inside(target, item):
            outside.append(words_of_figure(target))
    header = ("", "study", "mean", "predictive", "share of runs:\nfewer/equal/more\nthan the study", "in the fit")
    holds = "chance and what is not known of the parameters" if len(runs.draws) else "chance alone"
    found = f"Of all {len(rows)} the study's figure lies inside, or overlaps where only bounds are known."
    if outside:
        found = f"Outside: {'; '.join(outside)}."
    explained = (
        f"Does the model give what the study counted? Predictive: 95% of single studies, which holds {holds}. {found} "
        "Next: the share of single studies with fewer (or less), as many, and more than the study. Last: how the "
        "calibration used the figure; one that was held out was used nowhere."
    )
    return [*table(header, rows), *wrapped(explained)]


def _row(target: Target, totals: list[int], item: Summary) -> tuple[str, ...]:
    unit = _unit(target)
    fewer = sum(total < target.low for total in totals)
    more = sum(total > target.high for total in totals)
    same = len(totals) - fewer - more
    shares = "/".join(f"{100 * number / len(totals):.0f}" for number in (fewer, same, more))
    figure = target.shown() if target.out_of is None else f"{target.counts[0]:,}"
    return (
        words_of_figure(target),
        figure,
        plus_minus(item, unit),
        spread(item.predictive, unit),
        f"{shares}%",
        term("uses", target.use),
    )


def _inside(target: Target, item: Summary) -> bool:
    """Whether what the study's figure may have been and the predictive interval have anything in common."""
    if item.predictive is None:
        return False
    low, high = (bound * _scale(target) for bound in item.predictive)
    return low <= target.high and target.low <= high


def _scale(target: Target) -> int:
    """Return the pence in a pound for costs, which totals count in pence, and 1 for all else."""
    return 100 if is_cost(target) else 1


def _unit(target: Target) -> str:
    return "£" if is_cost(target) else ""
