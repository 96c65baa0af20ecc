"""The generator of keyed draws: published answers, uniform words, and no relation between what is drawn apart."""

import pytest

from scenarios.verify.judging import passes
from scenarios.verify.theory_generator import independent, known_answers, same_every_way, uniform
from sim import draws
from sim.draws import Draws, Words

from .faults import Fault, in_place_of, seeded

pytestmark = pytest.mark.verification


round_keys_as_they_are = draws.round_keys.__wrapped__
KNOWN_ANSWERS_FAULTS: dict[str, Fault] = {
    "seed's high word first": in_place_of(
        "sim.draws.round_keys", lambda seed: tuple((high, low) for low, high in round_keys_as_they_are(seed))
    ),
    "nine rounds": in_place_of("sim.draws.round_keys", lambda seed: round_keys_as_they_are(seed)[:9]),
    "products cut short": in_place_of("sim.draws._LOW_OF_EACH", draws._LOW_OF_EACH >> 1),
}


def test_known_answers() -> None:
    assert passes(known_answers())


@seeded(KNOWN_ANSWERS_FAULTS)
def test_known_answers_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(known_answers())


philox_as_it_is = draws.philox


def one_replication(self: Draws, block: int, subject: int, occasion: int) -> Words:
    return philox_as_it_is(occasion, subject, block, 0, self._keys)


UNIFORM_FAULTS: dict[str, Fault] = {
    "two rounds": in_place_of("sim.draws.round_keys", lambda seed: round_keys_as_they_are(seed)[:2]),
    "words of 31 bits": in_place_of("sim.draws.philox", lambda *at: tuple(word >> 1 for word in philox_as_it_is(*at))),
    "replication ignored": in_place_of("sim.draws.Draws.block", one_replication),
}


def test_uniform() -> None:
    assert passes(uniform())


@seeded(UNIFORM_FAULTS)
def test_uniform_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(uniform())


def without_block(self: Draws, block: int, subject: int, occasion: int) -> Words:
    return philox_as_it_is(occasion, subject, 0, self._replication, self._keys)


def added_up(self: Draws, block: int, subject: int, occasion: int) -> Words:
    return philox_as_it_is(0, subject + occasion, block, self._replication, self._keys)


def lane_twice(*address: object) -> Words:
    first, second, third, _ = philox_as_it_is(*address)
    return first, second, third, first


INDEPENDENT_FAULTS: dict[str, Fault] = {
    "block ignored": in_place_of("sim.draws.Draws.block", without_block),
    "woman and occasion added up": in_place_of("sim.draws.Draws.block", added_up),
    "a lane drawn twice": in_place_of("sim.draws.philox", lane_twice),
    "two rounds": UNIFORM_FAULTS["two rounds"],
}


def test_independent() -> None:
    assert passes(independent())


@seeded(INDEPENDENT_FAULTS)
def test_independent_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(independent())


SAME_FAULTS: dict[str, Fault] = {
    "sixteen start one late": in_place_of("sim.draws._COUNT", draws._COUNT + draws._EACH),
    "products cut short": KNOWN_ANSWERS_FAULTS["products cut short"],
}


def test_same_every_way() -> None:
    assert passes(same_every_way())


@seeded(SAME_FAULTS)
def test_same_every_way_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(same_every_way())
