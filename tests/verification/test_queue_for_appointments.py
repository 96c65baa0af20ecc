"""The queue for the psychologist's appointments with lost interest: the discrete-week counterpart of M/M/c + G.

What theory says, and why, is told in `scenarios.verify.theory_appointments`; here wrong rules are put in its way.
"""

import pytest

from scenarios.verify.judging import passes
from scenarios.verify.theory_appointments import (
    FAR_FROM_IT,
    NEARLY_GEOMETRIC,
    appointments,
)

from .faults import LAST_IN_FIRST_OUT, Fault, seeded, tables_changed

pytestmark = pytest.mark.verification


FAULTS: dict[str, Fault] = {
    "one slot too many": tables_changed(lambda t: {"slots_per_clinic_day": t.slots_per_clinic_day + 1}),
    "slots given to women who lost interest": tables_changed(lambda t: {"learns_at_offer": True}),
    "interest lost a week late": tables_changed(lambda t: {"interest_lost": (0, *t.interest_lost[:-1])}),
    "last in first out": LAST_IN_FIRST_OUT,
}


@pytest.mark.parametrize("takes_up", [NEARLY_GEOMETRIC, FAR_FROM_IT])
def test_appointments(takes_up: float) -> None:
    assert passes(appointments(takes_up))


@seeded(FAULTS)
def test_appointments_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(appointments(FAR_FROM_IT))
