"""Equality of the engines, seen to fail: one engine at a time is given one wrong rule, and busy designs show it.

A wrong number in the table stands for a wrong rule of the compiled engine; a wrong piece of the SimPy engine for a
wrong rule of that. Everything else is left as it is, so a fault that no design shows would be a rule nobody checks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from scenarios.verify.designs import drawn
from scenarios.verify.engines import Lived, by_compiled, by_simpy, counts_differ, differ
from sim import Parameters, layout
from sim.compiled import engine
from sim.counting import Counted
from sim.draws import WORD
from sim.outcomes import TOTALS

from .faults_of_simpy import FAULTS

pytestmark = [pytest.mark.verification, pytest.mark.usefixtures("compiled_engine")]

SEED = 7
DESIGNS = range(48)
"""Designs on which a fault has to show."""

MOST_PLACES = 40
"""Places of a section that are tried, one by one, until one shows; the first are the ones most often looked at."""

THRESHOLDS = frozenset(
    """
    turnover on_treatment sells_sex uses_drugs trauma accepts says_not_selling decline_reasons able_to_consent
    unable_reasons group_cancelled group_cancelled_late attends in_part incident treatment_starts treatment_lapses
    gains_stability loses_stability leaves causes returns interest_lost takes_up ready accepts_repeat
    therapy_preference leaves_therapy clinic_cancelled clinic_cancelled_late
    """.split()  # noqa: SIM905
)
NEVER_NOTHING = {"sites", "arrival_multipliers", "arrival_quarters", "slots_per_session"}
"""Sections by which the engine divides, or that say how much there is of something there must be."""

WHOLE_TABLE = (*layout.SIZES, "arrivals")


@dataclass(frozen=True)
class World:
    """A design, its table, and one replication of it by the SimPy engine."""

    number: int
    parameters: Parameters
    table: np.ndarray
    simpy: Lived


@cache
def world(number: int) -> World:
    parameters = drawn(SEED, number)
    return World(number, parameters, engine.table_of(parameters), by_simpy(parameters, SEED, number))


def by_wrong_table(w: World, table: np.ndarray) -> Counted:
    rows, added = engine.run_block(table, SEED, w.number, 1)
    return Counted(dict(zip(TOTALS, rows[0].tolist(), strict=True)), added.waits(), added.by_size(), added.by_year())


def places(section: str) -> range:
    """Return the places of a section, or those of the first tables of arrivals."""
    start = layout.ARRIVALS if section == "arrivals" else layout.STARTS[section]
    return range(start, start + min(layout.SIZES.get(section, MOST_PLACES), MOST_PLACES))


def changed(section: str, value: int) -> int | None:
    """Return another value that a section may have, as far from the right one as is safe to run, or None."""
    if section in THRESHOLDS:
        return 0 if value > WORD // 2 else WORD
    if section in NEVER_NOTHING and value < 2:
        return None
    if value > 6:  # a difference of one could be rounded away, or fall on a day on which nothing happens
        return value // 2
    return 1 - value if value < 2 else value - 1


def wrong_tables(section: str) -> Iterator[tuple[World, np.ndarray]]:
    """Yield tables with one wrong place in a section, on every design."""
    for place in places(section):
        for number in DESIGNS:
            w = world(number)
            at = place
            if section == "arrivals":  # the first table of thresholds, which its index points to
                at = int(w.table[layout.ARRIVALS]) + place - layout.ARRIVALS
                value: int | None = 0 if at < len(w.table) and w.table[at] else None
            else:
                value = changed(section, int(w.table[at]))
            if value is None or value == w.table[at]:
                continue
            table = w.table.copy()
            table[at] = value
            yield w, table


def test_right_tables_show_nothing():
    for number in DESIGNS:
        w = world(number)
        assert counts_differ(w.simpy.counted, by_wrong_table(w, w.table)) is None


@pytest.mark.parametrize("section", WHOLE_TABLE)
def test_one_wrong_number_in_a_table_shows(section):
    tried = 0
    for w, table in wrong_tables(section):
        tried += 1
        if counts_differ(w.simpy.counted, by_wrong_table(w, table)) is not None:
            return
    pytest.fail(f"{section}: {tried} wrong tables gave the same totals as the right ones")


@pytest.mark.parametrize("fault", list(FAULTS.values()), ids=list(FAULTS))
def test_one_wrong_rule_of_the_simpy_engine_shows(fault, monkeypatch):
    compiled = right_lives()
    fault(monkeypatch)
    for number in DESIGNS:
        if differ(by_simpy(world(number).parameters, SEED, number), compiled[number]) is not None:
            return
    pytest.fail("no design shows it")


@cache
def right_lives() -> list[Lived]:
    lives = [by_compiled(world(number).parameters, SEED, number) for number in DESIGNS]
    assert all(differ(world(number).simpy, lived) is None for number, lived in zip(DESIGNS, lives, strict=True))
    return lives
