"""Keyed draws: the published vectors, by one address and by sixteen; no state; every address its own words."""

import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textbook_philox import philox4x32, project_words

from sim import InputError
from sim.draws import LANES, WORD, Block, Draws, philox, round_keys

pytestmark = pytest.mark.unit

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "draw_vectors.json").read_text("utf-8"))
KNOWN = VECTORS["known_answers"]
PROJECT = VECTORS["project"]
VECTORS_PAGE = Path(__file__).parents[2] / "docs" / "test_vectors.md"

words_32 = st.integers(0, 2**32 - 1)
seeds = st.integers(0, 2**64 - 1)
each_vector = pytest.mark.parametrize("vector", [*KNOWN, *PROJECT], ids=lambda vector: vector["what"])
each_known = pytest.mark.parametrize("vector", KNOWN, ids=lambda vector: vector["what"])
each_address = pytest.mark.parametrize("vector", PROJECT, ids=lambda vector: vector["what"])


def from_hex(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


def address(vector: dict) -> tuple[int, int, int, int, int]:
    """Return seed, replication, block, subject and occasion; a known answer's key and counter are an address too."""
    if "key" in vector:
        occasion, subject, block, replication = from_hex(vector["counter"])
        low, high = from_hex(vector["key"])
        return high << 32 | low, replication, block, subject, occasion
    return int(vector["seed"]), vector["replication"], vector["block"], vector["subject"], vector["occasion"]


@each_known
def test_the_generator_gives_the_published_answers(vector):
    counter, key = from_hex(vector["counter"]), from_hex(vector["key"])
    assert philox(*counter, round_keys(key[1] << 32 | key[0])) == from_hex(vector["words"])
    assert tuple(philox4x32(list(counter), list(key))) == from_hex(vector["words"])


def test_the_published_answers_are_random123s():
    assert [vector["words"] for vector in KNOWN] == [
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ]


@each_vector
def test_draws_give_the_vectors_one_by_one_and_in_sequence(vector):
    seed, replication, block, subject, occasion = address(vector)
    draws = Draws(seed, replication)
    assert draws.block(block, subject, occasion) == from_hex(vector["words"])
    assert draws.in_sequence(block, subject, occasion) == from_hex(vector["words"])


@each_address
def test_the_vectors_are_the_slow_implementations(vector):
    assert tuple(project_words(*address(vector))) == from_hex(vector["words"])
    assert Block(vector["block"]).name.lower() == vector["block_name"]


def test_the_vectors_try_the_edges():
    assert len(PROJECT) >= 12
    assert any(int(vector["seed"]) >= 2**32 for vector in PROJECT)
    assert any(vector["subject"] >= 2**31 for vector in PROJECT)
    assert len({vector["words"] for vector in VECTORS["known_answers"] + PROJECT}) == len(KNOWN) + len(PROJECT)


def test_the_page_prints_the_same_vectors():
    page = VECTORS_PAGE.read_text("utf-8")
    for vector in KNOWN:
        assert f"| {vector['what']} | `{vector['counter']}` | `{vector['key']}` | `{vector['words']}` |" in page
    for v in PROJECT:
        row = (
            f"| {v['seed']} | {v['replication']} | {v['block']} `{v['block_name']}` | {v['subject']} | {v['occasion']}"
        )
        assert f"{row} | `{v['words']}` |" in page


@given(seeds, words_32, words_32, words_32, words_32)
def test_every_address_is_as_in_the_paper(seed, replication, block, subject, occasion):
    expected = tuple(project_words(seed, replication, block, subject, occasion))
    draws = Draws(seed, replication)
    assert draws.block(block, subject, occasion) == expected
    assert draws.in_sequence(block, subject, occasion) == expected


@given(seeds, words_32, st.sampled_from(Block), words_32)
def test_a_sequence_gives_the_words_of_every_occasion(seed, replication, block, subject):
    draws = Draws(seed, replication)
    expected = [draws.block(block, subject, occasion) for occasion in range(35)]
    assert list(islice(draws.sequence(block, subject), 35)) == expected


@given(st.lists(st.tuples(st.sampled_from(Block), st.integers(0, 40), st.integers(0, 70)), max_size=30))
def test_asking_leaves_no_trace(asked):
    draws = Draws(11, 4)
    for block, subject, occasion in asked:
        assert draws.in_sequence(block, subject, occasion) == Draws(11, 4).block(block, subject, occasion)


def test_neighbouring_addresses_share_nothing():
    addresses = [
        (seed, replication, block, subject, occasion)
        for seed in (1, 2, 1 << 32)
        for replication in range(3)
        for block in Block
        for subject in (0, 1, 1 << 24)
        for occasion in range(20)
    ]
    words = [Draws(seed, replication).block(*rest) for seed, replication, *rest in addresses]
    assert len(set(words)) == len(addresses)


def test_words_look_uniform():
    draws = Draws(5, 0)
    words = [word for occasion in range(5000) for word in draws.in_sequence(Block.WEEK, 9, occasion)]
    assert all(0 <= word < WORD for word in words)
    # Each of sixteen slices should hold 1,250 of the 20,000; six standard deviations are 205.
    for shift in (28, 0):
        slices = [0] * 16
        for word in words:
            slices[word >> shift & 15] += 1
        assert max(abs(count - 1250) for count in slices) < 205


def test_blocks_are_where_they_were():
    """Stored results depend on these numbers; a new block takes a new one."""
    numbers = {
        "CONTACT": 1,
        "WOMAN": 2,
        "CONSENT": 3,
        "WEEK": 4,
        "DRUG_GROUP": 5,
        "STABILISATION": 6,
        "THERAPY": 7,
        "APPOINTMENT": 8,
        "WAIT": 9,
        "READINESS": 10,
        "RETURN": 11,
        "ARRIVALS": 32,
        "POOL": 33,
        "TURNOVER": 34,
        "GROUP_DAY": 35,
        "CLINIC_DAY": 36,
        "PRIOR": 48,
        "DESIGN": 64,
    }
    assert {name: int(Block[name]) for name in numbers} == numbers
    assert set(LANES) == set(Block)
    assert all(1 <= len(lanes) <= 4 for lanes in LANES.values())


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(InputError, match="seed"):
        Draws(seed, 0)


@pytest.mark.parametrize("replication", [-1, 2**32])
def test_a_replication_out_of_range_is_refused(replication):
    with pytest.raises(InputError, match="replication"):
        Draws(1, replication)
