"""The queue for the psychologist's appointments with lost interest: the discrete-week counterpart of M/M/c + G.

A Poisson number of women joins each Monday; each comes to getting started that day and to preparation a week later,
is referred there, and waits for one of the c slots of Tuesday's clinic, given first in first out. A woman who is
still waiting w weeks after her referral is still interested with the chance S(w) of the survival function, whatever
happened to others; with a take-up at once near 0 S is nearly geometric (Erlang-A), but nothing here needs that.

The state is small because the queue is served in order of age. The women referred in one week are a cohort. A cohort
that no slot has reached yet holds, at age w, a Poisson number of women with mean rate * S(w), independent of all
others, since a Poisson number is thinned. So the state after a clinic is only the oldest cohort that any slot has
reached, by its age a and by its women m left: by the next clinic they are Binomial(m, S(a + 1) / S(a)), and its slots
go to them, then to the cohorts that follow, whose numbers come to light one by one.
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
