"""The directive ``dussk-outcomes``: every outcome, what it is made of and its unit, from ``sim/outcomes.py``."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from scenarios.display import meaning, term
from sim.outcomes import OUTCOMES, TOTALS, Outcome

HEADER = ("Name", "What it is", "Made from the totals", "Unit")


def made_from(outcome: Outcome) -> str:
    """Return how an outcome comes from the totals."""
    if outcome.denominator is None:
        return "the same" if outcome.numerator == outcome.name else f"`{outcome.numerator}`"
    return f"`{outcome.numerator}` over `{outcome.denominator}`"


def unit(outcome: Outcome) -> str:
    """Return the unit of an outcome; a count has none."""
    return outcome.unit or "count"


def table() -> str:
    """Return the outcomes as a table in Markdown."""
    rows = [
        (f"`{name}`", f"**{term('outcomes', name)}.** {meaning(outcome)}", made_from(outcome), unit(outcome))
        for name, outcome in OUTCOMES.items()
    ]
    lines = [HEADER, ("---",) * len(HEADER), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


class Outcomes(SphinxDirective):
    """The table of outcomes, and the names of the totals."""

    def run(self) -> list[nodes.Node]:
        """Return the table and the list."""
        totals = ", ".join(f"`{name}`" for name in TOTALS)
        text = f"## Outcomes\n\n{table()}\n\n## Totals\n\nThe columns of `outcomes.csv`, in this order: {totals}."
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Give Sphinx the directive."""
    app.add_directive("dussk-outcomes", Outcomes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
