"""Who is met and who joins: Poisson contacts, thinned by the funnel; and a finite population met again and again."""

import pytest

from scenarios.verify.judging import passes
from scenarios.verify.theory_meeting_women import (
    contacts,
    funnel,
    occupancy,
)
from sim.draws import Block, Draws
from sim.rules import WORD

from .faults import Fault, in_place_of, seeded, tables_changed

pytestmark = pytest.mark.verification


CONTACTS_FAULTS: dict[str, Fault] = {
    "the days of a week each get the week's rate": in_place_of(
        "sim.rules.contacts_a_day", lambda rate, days, site, time: rate * site * time
    ),
    "two routes swapped": tables_changed(lambda t: {"arrivals": (tuple((q[1], q[0], q[2]) for q in t.arrivals[0]),)}),
    "quarters of twelve weeks": in_place_of("sim.population.WEEKS_IN_QUARTER", 12),
    "same number every time": in_place_of("sim.population.bisect_right", lambda means, word: int(len(means) > 5)),
}


def test_contacts() -> None:
    assert passes(contacts())


@seeded(CONTACTS_FAULTS)
def test_contacts_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(contacts())


FUNNEL_FAULTS: dict[str, Fault] = {
    "rule one step too wide": tables_changed(lambda t: {"eligible_uses": t.eligible_uses + 1}),
    "drug use does not depend on selling": tables_changed(lambda t: {"uses_drugs": (t.uses_drugs[1],) * 2}),
    "self-referral ignored": tables_changed(lambda t: {"accepts": t.accepts[:1] * 3}),
    "says she is not selling whatever the rule": tables_changed(lambda t: {"eligible_sells": 0}),
    "two reasons swapped": tables_changed(
        lambda t: {"unable_reasons": tuple(WORD - reason for reason in t.unable_reasons)}
    ),
}


def test_funnel() -> None:
    assert passes(funnel())


@seeded(FUNNEL_FAULTS)
def test_funnel_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(funnel())


def same_woman_all_day(self: Draws, block: int, subject: int, occasion: int) -> tuple[int, int, int, int]:
    return draws_as_they_are(self, block, subject & ~1 if block == Block.POOL else subject, occasion)


draws_as_they_are = Draws.block
OCCUPANCY_FAULTS: dict[str, Fault] = {
    "two women are never met": tables_changed(lambda t: {"finite_population": t.finite_population - 2}),
    "the last fifth are never met": in_place_of("sim.population.WORD", WORD * 5 // 4),
    "two contacts of a day meet the same woman": in_place_of("sim.draws.Draws.block", same_woman_all_day),
}


def test_occupancy() -> None:
    assert passes(occupancy())


@seeded(OCCUPANCY_FAULTS)
def test_occupancy_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(occupancy())
