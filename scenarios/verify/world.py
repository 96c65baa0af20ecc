"""A world: one replication of one design, and what its log says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from scenarios.verify.lives import CAME, CAME_OR_NOT, Life, read_lives, service_events
from sim.counting import Counted, count
from sim.parameters import Parameters
from sim.record import Logged, Record
from sim.replication import replicate
from sim.tables import Tables, build_tables
from sim.words import Event, Step


class World:
    """One replication of one design, and what its log says."""

    def __init__(self, parameters: Parameters, seed: int = 1) -> None:
        self.p = parameters
        self.tables: Tables = build_tables(parameters)
        self.record: Record = replicate(self.tables, seed, 3)
        self.end_day = self.tables.end_day
        self.lives: dict[int, Life] = read_lives(self.record, self.end_day)
        self.services: list[Logged] = service_events(self.record)
        self.counted: Counted = count(self.record, self.tables)
        self.all_counted: Counted = count(self.record, replace(self.tables, counted_from_day=0))
        self.hers: Counter[tuple[int, int]] = Counter(
            (e.event, e.step) for life in self.lives.values() for e in life.events
        )

    def happened(self, event: Event, *steps: Step) -> int:
        """Return how often an event happened to women, at some steps."""
        return sum(self.hers[event, step] for step in steps or Step)

    def came_or_not(self, *steps: Step) -> int:
        """Return attendances and misses at some steps."""
        return sum(self.happened(event, *steps) for event in CAME_OR_NOT)

    def came(self, *steps: Step) -> int:
        """Return attendances at some steps."""
        return sum(self.happened(event, *steps) for event in CAME)

    def opening_day(self, resource: int) -> int:
        """Return the opening day of a resource's site."""
        return self.tables.opening_days[resource // 16]
