"""Places: a SimPy resource whose places are given at one moment of the day, in a stated order.

An ordinary SimPy resource serves whoever asks first, so the result would depend on who happened to act first within
a moment. Here requests wait until :meth:`Places.give` is called, after everybody has joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from simpy.resources.resource import Release, Request, Resource, SortedQueue

if TYPE_CHECKING:
    import simpy

    from sim.stabilisation import StabilisationGroup

UNLIMITED = 1 << 30


class Claim(Request):
    """A request for a place, first in first out by joining day, then by number.

    Parameters
    ----------
    places : Places
        What is asked for.
    day : int
        The day of joining.
    number : int
        The woman's (or group's) number.
    rank : int
        Claims of a lower rank are served first.
    units : int
        How much of the capacity the claim takes.

    Attributes
    ----------
    group : StabilisationGroup or None
        For a place in a stabilisation group: the group, once the place is given.
    therapy : int or None
        For a therapy session: which therapy.
    """

    def __init__(self, places: Places, day: int, number: int, rank: int = 0, units: int = 1) -> None:
        self.key = (rank, day, number)
        self.day = day
        self.units = units
        self.number = number
        self.group: StabilisationGroup | None = None
        self.therapy: int | None = None
        super().__init__(places)

    def __enter__(self) -> Self:
        """Wait for the place, and give it up at the end of the block."""
        return self

    def give_up(self) -> None:
        """Leave the queue, or give the place back."""
        if self.triggered:
            self.resource.release(self)
        else:
            self.cancel()


class Places(Resource):
    """A resource with a number of places, given when :meth:`give` is called and held until given back."""

    PutQueue = SortedQueue

    def __init__(self, env: simpy.Environment, capacity: int) -> None:
        super().__init__(env, capacity)
        self._giving = False
        self._taken = 0

    def ask(self, day: int, number: int, rank: int = 0, units: int = 1) -> Claim:
        """Join the queue; the claim triggers when a place is given."""
        return Claim(self, day, number, rank, units)

    def give(self, at_most: int = UNLIMITED) -> list[Request]:
        """Give free places to the head of the queue, strictly in order, and return the claims served."""
        if not self.put_queue:
            return []
        already = len(self.users)
        self._giving = True
        waiting = -1
        while self.put_queue and len(self.put_queue) != waiting and len(self.users) - already < at_most:
            waiting = len(self.put_queue)
            self._trigger_put(None)
        self._giving = False
        return self.users[already:]

    def _do_put(self, event: Claim) -> None:  # type: ignore[override]
        if self._giving and self._taken + event.units <= self.capacity:
            self._taken += event.units
            self.users.append(event)
            event.usage_since = self._env.now
            event.succeed()

    def _do_get(self, event: Release) -> None:
        request = event.request
        if isinstance(request, Claim) and request in self.users:
            self.users.remove(request)
            self._taken -= request.units
        event.succeed()
