"""The generator of keyed draws: published answers, uniform words, and no relation between what is drawn apart."""

from collections.abc import Callable
from itertools import combinations, islice

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.draws import Block, Draws, Words

from .faults import Fault, in_place_of, seeded
from .intervals import exactly, frequencies, passes, together

pytestmark = pytest.mark.verification

SEED, REPLICATION = 20231, 7
ALL_ONES = 0xFFFFFFFF

# --- known answers ------------------------------------------------------------------------------------------------

KNOWN_ANSWERS: tuple[tuple[Words, tuple[int, int], Words], ...] = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL_ONES,) * 4, (ALL_ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)
"""Counter, key and words of Philox4x32-10 in the known-answer file of Random123, its authors' own library."""


def known_answers() -> float:
    """Judge the published answers, by each of the two ways of drawing; a seed is the key, its low word first."""
    found, expected = [], []
    for (occasion, subject, block, replication), (low, high), words in KNOWN_ANSWERS:
        drawn = Draws(high << 32 | low, replication)
        found += [drawn.block(block, subject, occasion), drawn.in_sequence(block, subject, occasion)]
        expected += [words] * 2
    return exactly(found, expected)


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


# --- uniform words, whatever part of the address runs on ----------------------------------------------------------

Address = Callable[[int], Words]
DRAWN = 4096
CELLS = 64
SHIFTS = (26, 0)
"""The highest and the lowest six bits of a word."""

ADDRESSES: dict[str, Address] = {
    "occasion": lambda n: Draws(SEED, REPLICATION).in_sequence(Block.WEEK, 3, n),
    "subject": lambda n: Draws(SEED, REPLICATION).block(Block.WEEK, n, 3),
    "block": lambda n: Draws(SEED, REPLICATION).block(n, 3, 3),
    "replication": lambda n: Draws(SEED, n).block(Block.WEEK, 3, 3),
    "seed": lambda n: Draws(n, REPLICATION).block(Block.WEEK, 3, 3),
    "high half of the seed": lambda n: Draws(n << 32, REPLICATION).block(Block.WEEK, 3, 3),
    "woman of a contact": lambda n: Draws(SEED, REPLICATION).block(Block.WOMAN, n // 4 << 10 | n % 4, 0),
}
"""One word of the counter or of the key that runs on, while the others stand still; last, women numbered as met."""


def words(address: Address, count: int = DRAWN) -> np.ndarray:
    """Return the words drawn, one row an address and one column a lane."""
    return np.array([address(n) for n in range(count)], dtype=np.uint64)


def uniform() -> float:
    """Judge that words are uniform: chi-square over 64 cells, at the top and bottom bits, of every lane."""
    judged = []
    for address in ADDRESSES.values():
        drawn = words(address)
        for lane in range(4):
            for shift in SHIFTS:
                cells = (drawn[:, lane] >> np.uint64(shift)) & np.uint64(CELLS - 1)
                counts = np.bincount(cells.astype(int), minlength=CELLS)
                judged.append(frequencies(counts, np.full(CELLS, 1.0 / CELLS)))
    return together(*judged)


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


# --- no relation between lanes, blocks, subjects, occasions, replications and seeds -------------------------------


def unrelated(one: np.ndarray, other: np.ndarray) -> float:
    """Judge two columns of words: their correlation, normal with variance 1/n, and their joint 8 by 8 table."""
    if one.min() == one.max() or other.min() == other.max():
        return 0.0
    r = np.corrcoef(one.astype(float), other.astype(float))[0, 1]
    by_table = np.bincount(((one >> np.uint64(29)) * np.uint64(8) + (other >> np.uint64(29))).astype(int), minlength=64)
    by_correlation = 2.0 * stats.norm.sf(abs(r) * np.sqrt(one.size))
    return together(float(by_correlation), frequencies(by_table, np.full(64, 1.0 / 64)))


def independent() -> float:
    """Judge that knowing one draw says nothing about another that differs from it in its address.

    Compared are the four lanes of some women's draws; and, lane by lane, any two of these: those draws, the ones in
    three other blocks, of the next woman each, on the next occasion, in the next replication and with the next seed.
    """

    def stream(block: int = Block.WEEK, on: int = 0, occasion: int = 0, replication: int = 0, seed: int = 0) -> Address:
        keyed = Draws(SEED + seed, REPLICATION + replication)
        return lambda n: keyed.block(block, 5 + n + on, occasion)

    others = [stream(block=block) for block in (Block.WOMAN, Block.DRUG_GROUP, Block.CLINIC_DAY)]
    others += [stream(on=1), stream(occasion=1), stream(replication=1), stream(seed=1)]
    drawn = [words(address) for address in (stream(), *others)]
    judged = [unrelated(drawn[0][:, one], drawn[0][:, other]) for one, other in combinations(range(4), 2)]
    for one, other in combinations(drawn, 2):
        judged += [unrelated(one[:, lane], other[:, lane]) for lane in range(4)]
    return together(*judged)


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


# --- the fast ways of drawing --------------------------------------------------------------------------------------


def same_every_way() -> float:
    """Judge that occasions drawn sixteen at a time are those drawn one at a time, to the last word."""
    rng = np.random.default_rng(20232)
    keyed, pairs = Draws(SEED, REPLICATION), []
    for _ in range(500):
        block, subject = int(rng.choice(list(Block))), int(rng.integers(1 << 32))
        occasion = int(rng.integers(1 << int(rng.integers(1, 33))))
        pairs.append((keyed.in_sequence(block, subject, occasion), keyed.block(block, subject, occasion)))
    for subject in (0, 1, ALL_ONES):
        one_after_another = enumerate(islice(keyed.sequence(Block.WEEK, subject), 100))
        pairs += [(drawn, keyed.block(Block.WEEK, subject, occasion)) for occasion, drawn in one_after_another]
    return exactly([one for one, _ in pairs], [other for _, other in pairs])


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
