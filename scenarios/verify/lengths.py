"""How long a check runs, from which seed, and at which error rate."""

from __future__ import annotations

from dataclasses import dataclass

FAMILY_ERROR_RATE = 0.01
"""Chance that a correct model fails any statistical check of a dossier, at most."""

CHECKS = 100
"""Statistical checks there may be: each has its equal part of the family's error rate (Bonferroni)."""

ERROR_RATE = FAMILY_ERROR_RATE / CHECKS
"""Chance that a correct model fails one statistical check."""

USUAL_SEED = 1
_BETWEEN_SEEDS = 1000
_BETWEEN_ROUNDS = 10**9
_SEEDS = 1 << 64


@dataclass(frozen=True, slots=True)
class At:
    """One run of a check.

    Attributes
    ----------
    times : int
        How many times as many replications as the quickest run has.
    base : int
        64-bit seed of the whole dossier.
    round : int
        How often the check was run before, each time from seeds of its own.
    rounds : bool
        Whether there are rounds without an end known beforehand, so that they have to share the error rate.
    designs : int
        Random designs that a check of any design looks at.
    """

    times: int = 1
    base: int = USUAL_SEED
    round: int = 0
    rounds: bool = False
    designs: int = 40

    def seed(self, own: int) -> int:
        """Return the seed of a run: its own number, moved by the dossier's seed and the round."""
        return ((self.base - USUAL_SEED) * _BETWEEN_SEEDS + self.round * _BETWEEN_ROUNDS + own) % _SEEDS

    @property
    def rate(self) -> float:
        """Error rate of a statistical check: the parts of all rounds, 1/2 + 1/6 + 1/12 + ..., add up to the whole."""
        return ERROR_RATE / ((self.round + 1) * (self.round + 2)) if self.rounds else ERROR_RATE


QUICK = At()
LENGTHS: dict[str, At] = {"quick": QUICK, "usual": At(times=10, designs=600), "long": At(times=10, designs=600)}
"""Lengths by name; a long one goes round after round for so many minutes."""
