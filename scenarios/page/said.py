"""What is said beside an answer: in what the two designs differ, what it rests on, and quotation marks of one kind."""

from __future__ import annotations

import re
from typing import Any

from scenarios.files import Scenario
from scenarios.page.draws import Draws
from scenarios.page.starts import changes_between

ENOUGH = 10
"""Draws from which on an answer is put into words: of fewer, "about as many" would mean only that nothing is known."""

ADVISED = 200
"""Draws that a page should have."""

BY_COMMAND_LINE = 10_000
"""Runs that a report of the command line rests on, unless others are asked for."""

MADE_WITH_TOO_FEW = (
    "This page was made with too few versions of what may be true to answer in words; ask whoever made it for one "
    f"with {ADVISED}."
)

_QUOTED = re.compile(r"(?<![\w’'])'(?=\w)(.+?)'(?!\w)")
_NOT_READ = {"svg", "name"}


def differs_words(scenario: Scenario, other: Scenario, draws: Draws) -> str:
    """Return in what a design differs from another; empty where in nothing."""
    found = changes_between(scenario, other, draws)
    return f"“{scenario.title}” differs from “{other.title}” in: {'; '.join(found)}." if found else ""


def rests_words(runs: int) -> str:
    """Return why a report of the command line has other averages, and which of the two to quote."""
    return (
        f"The averages here rest on {runs:,} runs, and those of a report made with the command line on "
        f"{BY_COMMAND_LINE:,}; so the two differ a little, mostly within what stands after ± in the table. In a paper, "
        "quote the report."
    )


def with_curly_quotes(value: Any) -> Any:
    """Return an answer in which titles stand between curly quotation marks, as everywhere on the page."""
    if isinstance(value, str):
        return _QUOTED.sub(r"“\1”", value)
    if isinstance(value, list):
        return [with_curly_quotes(one) for one in value]
    if isinstance(value, dict):
        return {key: one if key in _NOT_READ else with_curly_quotes(one) for key, one in value.items()}
    return value
