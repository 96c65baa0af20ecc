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

    @property
    def words(self) -> str:
        """The options of the command line that ask for the same."""
        if not self.health:
            return " --economics"
        drug_use = " --drug-use" if self.drug_use else ""
        return f" --economics --health --discounting {self.discounting.replace('_', '-')}{drug_use}"
