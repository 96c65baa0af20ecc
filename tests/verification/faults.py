"""Seeded faults: what a check must reject. Each is done to the model for the length of one test and undone after it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

import pytest

from sim import Parameters
from sim.clock import Phase
from sim.places import Claim, Places
from sim.tables import Tables, build_tables

Fault = Callable[[pytest.MonkeyPatch], None]


def tables_changed(change: Callable[[Tables], Mapping[str, object]]) -> Fault:
    """Return the fault of wrong tables, ``change`` saying which fields are wrong and how."""

    def seed(monkeypatch: pytest.MonkeyPatch) -> None:
        fresh_tables(monkeypatch, change)

    return seed


def fresh_tables(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Tables], Mapping[str, object]] = lambda _: {}
) -> None:
    """Have tables built afresh, remembered only for as long as the fault lasts: it gets into them, and out again."""

    @lru_cache(maxsize=4)
    def built(parameters: Parameters) -> Tables:
        tables = build_tables.__wrapped__(parameters)
        return replace(tables, **change(tables))

    for module in ("sim.run", "scenarios.verify.world", "scenarios.verify.engines"):
        monkeypatch.setattr(f"{module}.build_tables", built)


def in_place_of(target: str, wrong: object) -> Fault:
    """Return the fault of something wrong in place of a function or a constant of the model, by its dotted name."""

    def seed(monkeypatch: pytest.MonkeyPatch) -> None:
        fresh_tables(monkeypatch)
        monkeypatch.setattr(target, wrong)

    return seed


def wrong_order(module: str, **moved: Phase) -> Fault:
    """Return the fault of a wrong order in the day: one module puts some phases where others belong."""
    phases = {phase.name: phase for phase in Phase} | moved
    return in_place_of(f"{module}.Phase", SimpleNamespace(**phases))


def seeded(faults: Mapping[str, Fault]) -> pytest.MarkDecorator:
    """Run a test once for each fault, which it gets as its argument ``fault``."""
    return pytest.mark.parametrize("fault", list(faults.values()), ids=list(faults))


_claim_as_it_is = Claim.__init__


def _claim_at_the_head(self: Claim, places: Places, day: int, *others: int) -> None:
    _claim_as_it_is(self, places, -day, *others)


LAST_IN_FIRST_OUT = in_place_of("sim.places.Claim.__init__", _claim_at_the_head)
"""The fault of a queue served from the wrong end."""
