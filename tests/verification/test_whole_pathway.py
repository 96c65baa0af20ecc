"""The whole pathway as one absorbing Markov chain, from consent to the end of therapy; nothing queues.

What theory says, and why, is told in `scenarios.verify.theory_whole_pathway`; here wrong rules are put in its way.
"""

import pytest

from scenarios.verify.judging import passes
from scenarios.verify.theory_whole_pathway import whole_pathway
from sim.clock import Phase
from sim.rules import ready as rules_ready
from sim.woman import PREPARATION_HAZARD

from .faults import Fault, in_place_of, seeded, tables_changed, wrong_order

pytestmark = pytest.mark.verification


FAULTS: dict[str, Fault] = {
    "her week ends after the day's sessions": wrong_order("sim.weeks", LEFT=Phase.COUNTED),
    "interest lost a week late": tables_changed(lambda t: {"interest_lost": (0, *t.interest_lost[:-1])}),
    "course completed one session early": tables_changed(lambda t: {"to_complete": t.to_complete - 1}),
    "therapy ended one miss late": tables_changed(lambda t: {"misses_end": t.misses_end + 1}),
    "readiness ignores sessions attended": in_place_of(
        "sim.rules.ready", lambda usual, attended, *others: rules_ready(usual, 1.0, *others)
    ),
    "preparation's hazard acts while she waits": in_place_of("sim.woman.LIFE_EVENTS_ONLY", PREPARATION_HAZARD),
}


def test_whole_pathway() -> None:
    assert passes(whole_pathway())


@seeded(FAULTS)
def test_whole_pathway_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(whole_pathway())
