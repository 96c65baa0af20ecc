"""Our engines, by name, and what the replications they share contain."""

from collections.abc import Iterable
from functools import cache

from benchmarks.timing import Work
from scenarios import load, shipped
from sim import Parameters, default_parameters, simulate
from sim.clock import TICKS, WEEK
from sim.errors import InputError
from sim.record import Logged
from sim.replication import replicate
from sim.tables import build_tables
from sim.words import Event, Step

SIMPY, COMPILED = "simpy", "compiled"


@cache
def compiled_is_there() -> bool:
    """Whether the compiled engine can run here."""
    try:
        simulate(default_parameters(), 1, engine=COMPILED)
    except (InputError, ImportError):
        return False
    return True


def engines() -> tuple[str, ...]:
    """Return the engines that can run here."""
    return (SIMPY, COMPILED) if compiled_is_there() else (SIMPY,)


def work_of(parameters: Parameters, engine: str, seed: int = 1) -> Work:
    """Return the work of simulating some replications by one engine."""
    return lambda first, many: simulate(parameters, many, seed, engine, first=first)


@cache
def busiest(replications: int) -> str:
    """Return the shipped scenario that logs most events a replication."""
    return max(shipped(), key=lambda name: contents(load(name), replications)[0])


GOES_IN = {Event.ENROLLED, Event.RETURNED}
GOES_OUT = {Event.LEFT, Event.MOVED_ON, Event.STILL_INSIDE}


def days_inside(events: Iterable[tuple[float, int, int, int, int, int]]) -> int:
    """Return the days that women spent inside the service, from joining to the end of their stay, added up.

    A stay ends when she leaves, moves on, completes therapy, or when the run ends; time away is not counted.
    """
    since: dict[int, int] = {}
    days = 0
    for entry in events:
        logged = Logged(*entry)
        today = int(logged.now) // TICKS
        if logged.event in GOES_IN:
            since[logged.entity] = today
        elif logged.event in GOES_OUT or (logged.event == Event.COMPLETED and logged.step == Step.THERAPY):
            days += today - since.pop(logged.entity)
    return days


def contents(parameters: Parameters, replications: int) -> tuple[float, float]:
    """Return the mean number of events that a replication logs, and of woman-weeks inside the service."""
    tables = build_tables(parameters)
    events = days = 0
    for number in range(replications):
        record = replicate(tables, 1, number)
        events += len(record.events)
        days += days_inside(record.events)
    return events / replications, days / replications / WEEK
