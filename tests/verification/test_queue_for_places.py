"""The queue for places in the drug group: the discrete-week counterparts of M/M/c and of M/M/c with reneging.

What theory says, and why, is told in `scenarios.verify.theory_places`; here wrong rules are put in its way.
"""

import pytest

from scenarios.verify.judging import passes
from scenarios.verify.theory_places import (
    places,
    reneging,
)
from sim.clock import Phase
from sim.woman import GETTING_STARTED_HAZARD

from .faults import LAST_IN_FIRST_OUT, Fault, in_place_of, seeded, tables_changed, wrong_order

pytestmark = pytest.mark.verification


PLACES_FAULTS: dict[str, Fault] = {
    "one place too many": tables_changed(lambda t: {"group_places": t.group_places + 1}),
    "places given before women join": wrong_order("sim.groups", PLACED=Phase.INTEREST_LOST),
    "women leave after places are given": wrong_order("sim.weeks", LEFT=Phase.COUNTED),
    "last in first out": LAST_IN_FIRST_OUT,
}


def test_places() -> None:
    assert passes(places())


@seeded(PLACES_FAULTS)
def test_places_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(places())


RENEGING_FAULTS: dict[str, Fault] = {
    "women who wait leave as if they had a place": in_place_of("sim.woman.LIFE_EVENTS_ONLY", GETTING_STARTED_HAZARD),
    "one place too many": PLACES_FAULTS["one place too many"],
}


def test_reneging() -> None:
    assert passes(reneging())


@seeded(RENEGING_FAULTS)
def test_reneging_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(reneging())
