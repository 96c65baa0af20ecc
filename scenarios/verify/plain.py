"""Running the plainest pathway, with what a check changes in it, and reading what became of each woman."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from sim.clock import TICKS, WEEK
from sim.parameters import Parameters, default_parameters
from sim.record import Logged
from sim.run import Runs, simulate
from sim.words import Event

ENGINE = "simpy"
"""The model of record; that the compiled engine lives the same lives is a check of its own."""

SESSIONS = {Event.ATTENDED, Event.ATTENDED_IN_PART, Event.MISSED}
CAME = {Event.ATTENDED, Event.ATTENDED_IN_PART}

Changes = Mapping[str, object]


@cache
def plain_values() -> dict[str, object]:
    """Return the values of ``plain.toml`` by dotted name."""
    with Path(__file__).with_name("plain.toml").open("rb") as file:
        groups = tomllib.load(file)
    return {f"{group}.{name}": value for group, values in groups.items() for name, value in values.items()}


def plain(changes: Changes) -> Parameters:
    """Return the plainest pathway with some values changed."""
    return default_parameters().changed({**plain_values(), **changes})


def run(changes: Changes, replications: int, seed: int, logs: bool = False) -> Runs:
    """Simulate the plainest pathway with some values changed; with ``logs``, keep every event log."""
    return one_by_one(changes, replications, seed, logs, at_a_time=replications)[0]


def one_by_one(changes: Changes, replications: int, seed: int, logs: bool = False, at_a_time: int = 1) -> list[Runs]:
    """Simulate as ``run`` does, and return the replications one by one, each with its own count of waits."""
    parameters = plain(changes)
    return [
        simulate(parameters, at_a_time, seed, ENGINE, first=first, logs=replications if logs else 0)
        for first in range(0, replications, at_a_time)
    ]


def lives(runs: Runs) -> Iterator[list[Logged]]:
    """Yield the events of each woman who joined, in order, over all replications."""
    for record in runs.records.values():
        by_woman: dict[int, list[Logged]] = {}
        for entry in record.events:
            logged = Logged(*entry)
            if logged.entity >= 0:
                by_woman.setdefault(logged.entity, []).append(logged)
        yield from (life for life in by_woman.values() if any(event.event == Event.ENROLLED for event in life))


def first_of(life: list[Logged], *events: Event, step: int | None = None) -> Logged | None:
    """Return the first of some kinds of event in a woman's life, at a step if one is given."""
    return next((e for e in life if e.event in events and step in (None, e.step)), None)


def week_of(logged: Logged) -> int:
    """Return the week of an event, from 0."""
    return int(logged.now) // (TICKS * WEEK)
