"""Outcomes that a report speaks of beside those of the model: every wait, who pays, and why women who joined left.

The model's totals have them; ``sim.outcomes.OUTCOMES`` has not. Who leaves is a share of the women who joined, for a
design that more women join has more who leave for every reason.
"""

from __future__ import annotations

from collections.abc import Iterable

from scenarios.display import PENCE, term
from sim.clock import WEEK
from sim.outcomes import LEFT, OUTCOMES, WAITS, Outcome
from sim.parameters import Parameters
from sim.words import Payer, Reason


def waited(step: str) -> str:
    """Return the name of the outcome that holds the mean weeks waited for a step (``sim.outcomes.WAITS``)."""
    return f"weeks_waited_{step}"


def paid(payer: Payer) -> str:
    """Return the name of the outcome that holds what a payer pays in a run."""
    return f"paid_by_{payer.name.lower()}"


def share_left(reason: Reason) -> str:
    """Return the name of the outcome that holds the share of women who joined that left for a reason."""
    return f"share_left_{reason.name.lower()}"


def _further() -> dict[str, Outcome]:
    made = [_wait(step) for step in WAITS.values() if waited(step) not in OUTCOMES]
    for payer in Payer:
        name = f"pence_{paid(payer)}"
        made.append(Outcome(paid(payer), name, f"Paid by {payer.name.lower()}.", None, 1 / PENCE, "£", "lower"))
    for reason in LEFT:
        total = f"left_{reason.name.lower()}"
        said = f"Share of the women who joined that left: {term('reasons', reason.name.lower())}."
        made.append(Outcome(share_left(reason), total, said, "consented", 1.0, "share", "lower"))
    return {outcome.name: outcome for outcome in made}


def _wait(step: str) -> Outcome:
    said = f"Mean weeks waited for {term('waits', step)}, of the women offered one."
    return Outcome(waited(step), f"days_waited_{step}", said, f"served_{step}", 1 / WEEK, "weeks", "lower")


def joined_words(named: Iterable[tuple[str, Parameters]]) -> str:
    """Return what 'joined' counts with options that have no pathway to join, as a sentence; empty if there are none.

    Parameters
    ----------
    named : iterable of (str, Parameters)
        Options by title.
    """
    without = [f"'{title}'" for title, p in named if p.pathway.drug_treatment == "usual"]
    if not without:
        return ""
    return f" With {' and '.join(without)} nobody joins the pathway: 'joined' counts the women who would have joined."


FURTHER = _further()
"""The outcomes, by name."""
