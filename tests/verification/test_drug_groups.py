"""The drug groups as an absorbing Markov chain, solved by matrix algebra; nothing queues.

What theory says, and why, is told in `scenarios.verify.theory_drug_groups`; here wrong rules are put in its way.
"""

import pytest

from scenarios.verify.judging import exactly, passes
from scenarios.verify.plain import run
from scenarios.verify.theory_drug_groups import IN_A_ROW, TO_PREPARE, drug_groups, stability
from sim.clock import Phase
from sim.words import Reason

from .faults import Fault, in_place_of, seeded, tables_changed, wrong_order

pytestmark = pytest.mark.verification


GATE_FAULTS: dict[str, Fault] = {
    "gate one session late": tables_changed(lambda t: {"in_a_row": t.in_a_row + 1}),
    "gate counts sessions, in a row or not": in_place_of(
        "sim.pathway.gate_is_open", lambda woman: woman.sessions_attended >= TO_PREPARE + IN_A_ROW
    ),
    "preparation one session early": tables_changed(lambda t: {"sessions_to_prepare": t.sessions_to_prepare - 1}),
    "session before clock": wrong_order("sim.weeks", LEFT=Phase.COUNTED),
    "two causes swapped": in_place_of(
        "sim.weeks.CAUSES", (Reason.HOUSING, Reason.DISENGAGED, Reason.CUSTODY, Reason.ILLNESS, Reason.MOVED_AWAY)
    ),
}


def test_drug_groups() -> None:
    assert passes(drug_groups())


@seeded(GATE_FAULTS)
def test_drug_groups_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(drug_groups())


def test_nobody_passes_over_preparation() -> None:
    """With no level of stability asked for, sessions in a row while getting started must not open the gate."""
    sums = run({"stability.judged_at": 0, "gate.in_a_row": 1}, replications=1, seed=103).sums()
    assert passes(exactly(sums["reached_preparation"], sums["consented"]))


STABILITY_FAULTS: dict[str, Fault] = {
    "judged stable one level early": tables_changed(lambda t: {"judged_stable_at": t.judged_stable_at - 1}),
    "gains ignore sessions in a row": in_place_of("sim.attending.gains_index", lambda on, row, part: on * 10 + part),
    "losses read at the wrong misses": in_place_of("sim.weeks.loses_index", lambda on, misses: on * 5 + 4 - misses),
}


def test_stability() -> None:
    assert passes(stability())


@seeded(STABILITY_FAULTS)
def test_stability_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(stability())
