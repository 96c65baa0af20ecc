"""Who pays, and how a difference in cost divides between those who do."""

from __future__ import annotations

from scenarios.answers import how_far, is_clear
from scenarios.display import amount
from scenarios.document.cells import in_a_sentence
from scenarios.further import paid
from scenarios.summary import Compared
from sim.words import Payer


def payer_sentence(item: Compared) -> str:
    """Return how a difference in cost divides between those who pay, as a sentence; empty where it is not clear."""
    cost = item.difference["cost_total"]
    if not is_clear(cost) or not cost.mean:
        return ""
    each = {payer: item.difference[paid(payer)] for payer in Payer}
    said = [
        f"{in_a_sentence(payer_words(payer))} {amount(abs(d.mean), '£')} {'more' if d.mean > 0.0 else 'less'} "
        f"({how_far(d, '£')})"
        for payer, d in sorted(each.items(), key=lambda one: -abs(one[1].mean or 0.0))
        if d.mean and round(d.mean)
    ]
    whole = "extra" if cost.mean > 0.0 else "saved"
    return (
        f"Of the {amount(abs(cost.mean), '£')} {whole} with '{item.scenario.title}': {', '.join(said)}. Who pays is an "
        "assumption where the study does not say."
    )


def paid_by(payer: Payer) -> str:
    """Return the total of what one pays."""
    return f"pence_paid_by_{payer.name.lower()}"


def payer_words(payer: Payer) -> str:
    """Return what one who pays is called."""
    return {Payer.NHS: "The NHS", Payer.COUNCIL: "The council", Payer.CHARITY: "The charity"}[payer]
