"""Seeded faults: what a check must reject. Each is done to the model for the length of one test and undone after it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace

import pytest

from sim.clock import Phase
from sim.places import Claim, Places
from sim.tables import Tables

from . import plain_runs

Fault = Callable[[pytest.MonkeyPatch], None]


def tables_changed(change: Callable[[Tables], Mapping[str, object]]) -> Fault:
    """Return the fault of wrong tables, ``change`` saying which fields are wrong and how."""

    def seed(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(plain_runs, "faulty", lambda tables: replace(tables, **change(tables)))

    return seed


def in_place_of(target: str, wrong: object) -> Fault:
    """Return the fault of something wrong in place of a function or a constant of the model, by its dotted name."""
    return lambda monkeypatch: monkeypatch.setattr(target, wrong)


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
