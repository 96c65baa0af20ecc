"""The report of a comparison that the command line has run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version

from scenarios.comparison import Comparison
from scenarios.document.blocks import Block, Document
from scenarios.drawn import content_of, drawn_words, the_posterior, values_over
from scenarios.further import FURTHER
from scenarios.held import held_beside, held_note, varying_beside
from scenarios.report.content import document_from
from scenarios.report.facts import Facts, ran_of
from scenarios.running import Settings
from scenarios.summary import Compared

MOST_LEARNT = 8
"""Parameters that are listed as those of which the study told most."""


def document_of(
    comparison: Comparison,
    made: str,
    extra: Mapping[str, tuple[Block, ...]] | None = None,
    suppress: bool = False,
    asked: str = "",
) -> Document:
    """Return the report of a comparison.

    Parameters
    ----------
    comparison : Comparison
        Run.
    made : str
        The date on it, such as ``"22 November 2026"``; empty for none.
    extra : mapping of str to tuple of Block, optional
        Further blocks by the section they end; see ``scenarios.report.facts.Facts``.
    suppress : bool
        Whether small counts of the study are hidden.
    asked : str
        What else was asked on the command line, for the line that gives the same numbers.

    Raises
    ------
    InputError
        If ``extra`` names a section that there is not.
    """
    facts = facts_of_comparison(comparison, made, extra or {}, suppress)
    return document_from(replace(facts, command=f"{facts.command}{asked}"))


def facts_of_comparison(
    comparison: Comparison, made: str, extra: Mapping[str, tuple[Block, ...]], suppress: bool
) -> Facts:
    """Return the facts of a comparison, as :func:`document_of` takes them."""
    from calibration.version import model_hash

    settings = comparison.settings
    compared = [_with_further(item, comparison) for item in comparison.compared]
    summaries = {item.other.name: item.other_summary for item in compared}
    summaries |= {item.scenario.name: item.summary for item in compared}
    ran = {
        scenario.name: ran_of(scenario, summaries[scenario.name], comparison.runs[scenario.name])
        for scenario in comparison.scenarios()
    }
    return Facts(
        compared=tuple(compared),
        ran=ran,
        replications=settings.replications,
        draws=settings.draws,
        seed=settings.seed,
        drawn=drawn_words(settings.draws, settings.replications),
        kept=held_note(held_beside(item, settings.draws) for item in compared),
        varies=_varies(comparison),
        learnt=_learnt() if settings.draws else (),
        made=made,
        posterior=content_of(the_posterior()) if settings.draws else "",
        version=_version(),
        model=model_hash(),
        command=_command(comparison, settings),
        extra=extra,
        suppress=suppress,
    )


def _with_further(item: Compared, comparison: Comparison) -> Compared:
    """Return a comparison with the outcomes that only a report speaks of (``scenarios.further``)."""
    from scenarios.intervals import difference_of, outcome_of

    mine, other = comparison.runs[item.scenario.name], comparison.runs[item.other.name]
    return replace(
        item,
        summary={**item.summary, **{name: outcome_of(mine, one) for name, one in FURTHER.items()}},
        other_summary={**item.other_summary, **{name: outcome_of(other, one) for name, one in FURTHER.items()}},
        difference={**item.difference, **{name: difference_of(mine, other, one) for name, one in FURTHER.items()}},
    )


def _version() -> str:
    try:
        return version("dussk")
    except PackageNotFoundError:
        return ""


def _command(comparison: Comparison, settings: Settings) -> str:
    names = " ".join(item.scenario.name for item in comparison.compared)
    others = {item.other.name for item in comparison.compared}
    to = f" --to {others.pop()}" if len(others) == 1 else ""
    size = f"-n {settings.replications} --seed {settings.seed} --draws {settings.draws}"
    return f"dussk compare {names}{to} {size}"


def _varies(comparison: Comparison) -> dict[str, dict[str, str]]:
    """Return what numbers that options change are in what they are compared with, by its name, where they vary."""
    found: dict[str, dict[str, str]] = {}
    for item in comparison.compared:
        mine, theirs = item.scenario.parameters, item.other.parameters
        varies = varying_beside(mine, theirs, partial(values_over, theirs, comparison.settings.draws))
        found.setdefault(item.other.name, {}).update(varies)
    return found


def _learnt() -> tuple[tuple[str, str], ...]:
    """Return the parameters of which the study told most, and how much of their prior variance it took away."""
    from calibration.identify import learnt

    found = sorted((one for one in learnt(the_posterior()) if one.role == "fitted"), key=lambda one: -one.contraction)
    return tuple(
        (one.parameter.partition("[")[0], f"{one.contraction:.0%} of the prior variance taken away")
        for one in found[:MOST_LEARNT]
        if one.contraction > 0.0
    )
