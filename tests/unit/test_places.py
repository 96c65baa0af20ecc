"""Places: given at one moment, first in first out by day and number, whatever the order of asking."""

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from sim.places import UNLIMITED, Places

pytestmark = pytest.mark.unit

Asked = list[tuple[int, int, int, int]]
asked = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 1000), st.integers(1, 3)),
    max_size=12,
    unique_by=lambda claim: claim[2],
)


def served(places: Places, claims: Asked) -> list[tuple[int, int, int]]:
    """Ask for places in the order given, give once, and return who was served, in order."""
    for rank, day, number, units in claims:
        places.ask(day, number, rank, units)
    return [claim.key for claim in places.give()]


@given(asked, st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_order_of_asking_does_not_matter(claims, capacity, random):
    shuffled = random.sample(claims, len(claims))
    first = served(Places(simpy.Environment(), capacity), claims)
    assert served(Places(simpy.Environment(), capacity), shuffled) == first
    assert first == sorted(first)


@given(asked, st.integers(1, 12))
def test_the_queue_is_served_strictly_and_never_beyond_capacity(claims, capacity):
    by_key = sorted((rank, day, number, units) for rank, day, number, units in claims)
    expected, taken = [], 0
    for rank, day, number, units in by_key:
        if taken + units > capacity:
            break
        taken += units
        expected.append((rank, day, number))
    assert served(Places(simpy.Environment(), capacity), claims) == expected


def test_nobody_is_served_before_places_are_given():
    env = simpy.Environment()
    places = Places(env, 2)
    claim = places.ask(day=0, number=1)
    env.run()
    assert not claim.triggered
    assert places.give() == [claim]
    env.run()
    assert claim.triggered
    assert places.count == 1


def test_at_most_so_many_are_served():
    places = Places(simpy.Environment(), UNLIMITED)
    for number in (5, 3, 9):
        places.ask(0, number)
    assert [claim.number for claim in places.give(at_most=2)] == [3, 5]
    assert places.give(at_most=0) == []
    assert [claim.number for claim in places.give(at_most=2)] == [9]


def test_a_place_given_up_goes_to_the_next_when_places_are_given_again():
    env = simpy.Environment()
    places = Places(env, 1)
    first, second = places.ask(0, 1), places.ask(0, 2)
    places.give()
    env.run()
    first.give_up()
    env.run()
    assert not second.triggered
    assert places.count == 0
    assert places.give() == [second]


def test_leaving_the_queue_frees_nobodys_place():
    env = simpy.Environment()
    places = Places(env, 1)
    first, second, third = (places.ask(0, number) for number in (1, 2, 3))
    places.give()
    second.give_up()
    env.run()
    assert places.give() == []
    first.give_up()
    env.run()
    assert places.give() == [third]


def test_units_come_back_with_the_place():
    env = simpy.Environment()
    places = Places(env, 4)
    big, small = places.ask(0, 1, units=3), places.ask(0, 2, units=2)
    assert places.give() == [big]
    big.give_up()
    env.run()
    assert places.give() == [small]
    assert places.ask(0, 3, units=2) in places.give()


def test_the_end_of_a_block_gives_the_place_up_even_in_an_interruption():
    env = simpy.Environment()
    places = Places(env, 1)

    def woman():
        try:
            with places.ask(0, 1) as place:
                yield place
                yield env.timeout(100)
        except simpy.Interrupt:
            return

    process = env.process(woman())
    env.run(until=1)
    places.give()
    env.run(until=2)
    assert places.count == 1
    process.interrupt()
    env.run(until=3)
    assert places.count == 0
    waits = env.process(woman())
    env.run(until=4)
    waits.interrupt()
    env.run(until=5)
    assert not places.queue
