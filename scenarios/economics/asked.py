"""What may be asked of the economics."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the economics.

    Attributes
    ----------
    health : bool
        Whether health outcomes are added, from other studies.
    discounting : {"nice", "green_book"}
        Whose discount rates they take.
    drug_use : bool
        Whether they hold an effect on drug use.
    """

    health: bool = False
    discounting: str = "nice"
    drug_use: bool = False
