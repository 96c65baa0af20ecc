"""How a woman's way through the pathway can end before therapy is completed."""

from sim.words import Reason


class Ending(Exception):  # noqa: N818 - not an error
    """She goes no further on the pathway, for a reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Left(Ending):
    """She left."""


class MovedOn(Ending):
    """She moved on to other support."""
