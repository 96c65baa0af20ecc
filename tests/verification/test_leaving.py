"""Leaving by competing causes, and coming back.

What theory says, and why, is told in `scenarios.verify.theory_leaving`; here wrong rules are put in its way.
"""

from types import SimpleNamespace

import pytest

from scenarios.verify.judging import passes
from scenarios.verify.theory_leaving import (
    CAUSES,
    changing_hazard,
    coming_back,
    constant_hazards,
)
from sim.words import Reason

from .faults import Fault, in_place_of, seeded, tables_changed

pytestmark = pytest.mark.verification


CONSTANT_FAULTS: dict[str, Fault] = {
    "hazard taken for a probability": in_place_of("sim.rules.in_interval", lambda hazard: hazard),
    "two causes swapped": in_place_of("sim.weeks.CAUSES", (*CAUSES[:2], Reason.ILLNESS, Reason.CUSTODY, CAUSES[4])),
    "causes alike": tables_changed(lambda t: {"causes": (tuple(n << 30 for n in range(4)),) * len(t.causes)}),
}


def test_constant_hazards() -> None:
    assert passes(constant_hazards())


@seeded(CONSTANT_FAULTS)
def test_constant_hazards_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(constant_hazards())


CHANGING_FAULTS: dict[str, Fault] = {
    "misses stop counting at two": in_place_of("sim.weeks.CAP", 2),
    "weeks in the step off by two": in_place_of("sim.weeks.leaves_index", lambda h, w, m: (h * 27 + w + 2) * 5 + m),
    "misses ignored": in_place_of("sim.weeks.leaves_index", lambda hazard, weeks, _: (hazard * 27 + weeks) * 5),
}


def test_changing_hazard() -> None:
    assert passes(changing_hazard())


@seeded(CHANGING_FAULTS)
def test_changing_hazard_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(changing_hazard())


COMING_BACK_FAULTS: dict[str, Fault] = {
    "window a week short": tables_changed(lambda t: {"returns": t.returns[:-1]}),
    "chances added up": in_place_of("sim.rules.returns_by", lambda weeks, a_week: min(weeks * a_week, 1.0)),
    "women return after another cause": in_place_of(
        "sim.pathway.Reason", SimpleNamespace(NONE=Reason.NONE, DISENGAGED=Reason.HOUSING)
    ),
}


def test_coming_back() -> None:
    assert passes(coming_back())


@seeded(COMING_BACK_FAULTS)
def test_coming_back_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(coming_back())
