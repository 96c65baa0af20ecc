"""Which totals a batch stores, and in what columns, for the outcomes it is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from scenarios.names import suggested
from sim.errors import InputError
from sim.outcomes import OUTCOMES, TOTALS, Outcome


def check_outcome(name: str) -> Outcome:
    """Return an outcome by name: one of ``OUTCOMES``, or a total by itself.

    Raises
    ------
    InputError
        If the name is neither, naming the nearest.
    """
    if name in OUTCOMES:
        return OUTCOMES[name]
    if name in TOTALS:
        return Outcome(name, name, "A total as it is stored.")
    raise InputError(f"unknown outcome '{name}'.{suggested(name, (*OUTCOMES, *TOTALS))}")


def columns_for(outcomes: Iterable[str]) -> tuple[str, ...]:
    """Return the totals that outcomes are made from, in the order of ``TOTALS``; all, if every outcome is wanted."""
    names = list(outcomes)
    if names == list(OUTCOMES):
        return TOTALS
    made_from = [check_outcome(name) for name in names]
    needed = {outcome.numerator for outcome in made_from} | {outcome.denominator for outcome in made_from}
    return tuple(total for total in TOTALS if total in needed)
