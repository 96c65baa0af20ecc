"""Sessions until the k-th attended, in getting started: negative binomial, and what becomes of it.

What theory says, and why, is told in `scenarios.verify.theory_sessions`; here wrong rules are put in its way.
"""

import pytest

from scenarios.verify.judging import passes
from scenarios.verify.theory_sessions import (
    misses_in_a_row,
    negative_binomial,
    women_who_differ,
)

from .faults import Fault, in_place_of, seeded, tables_changed

pytestmark = pytest.mark.verification


NEGATIVE_BINOMIAL_FAULTS: dict[str, Fault] = {
    "one session too many": tables_changed(lambda t: {"sessions_to_prepare": t.sessions_to_prepare + 1}),
    "women differ who should not": in_place_of("sim.rules.propensity_log_odds", lambda propensity, *_: propensity / 2),
}


def test_negative_binomial() -> None:
    assert passes(negative_binomial())


@seeded(NEGATIVE_BINOMIAL_FAULTS)
def test_negative_binomial_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(negative_binomial())


MISSES_FAULTS: dict[str, Fault] = {
    "misses stop counting at two": in_place_of("sim.attending.CAP", 2),
    "misses ignored": in_place_of("sim.attending.CAP", 0),
}


def test_misses_in_a_row() -> None:
    assert passes(misses_in_a_row())


@seeded(MISSES_FAULTS)
def test_misses_in_a_row_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(misses_in_a_row())


WOMEN_WHO_DIFFER_FAULTS: dict[str, Fault] = {
    "everybody has the middle propensity": in_place_of("sim.woman.PROPENSITIES", (0.0,)),
    "treatment read as its opposite": tables_changed(lambda t: {"on_treatment": (1 << 32) - t.on_treatment}),
    "drug use of women who sell less and weekly swapped": tables_changed(lambda t: {"uses_drugs": t.uses_drugs[::-1]}),
}


def test_women_who_differ() -> None:
    assert passes(women_who_differ())


@seeded(WOMEN_WHO_DIFFER_FAULTS)
def test_women_who_differ_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(women_who_differ())
