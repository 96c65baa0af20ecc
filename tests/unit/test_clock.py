"""Time: whole ticks, the order of the day, and weekdays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.clock import TICKS, WEEK, WEEKDAYS, WEEKS_IN_YEAR, Phase, day_of, next_weekday, tick

pytestmark = pytest.mark.unit

days = st.integers(0, 10_000)
weekdays = st.lists(st.integers(0, 6), min_size=1, max_size=7).map(tuple)


def test_the_order_of_the_day():
    """It is part of the model: changing it changes results."""
    names = "LEFT INTEREST_LOST MET SCREENED JOINED PLACED BOOKED SESSION OUTCOME COUNTED"
    assert [phase.name for phase in Phase] == names.split()
    assert [int(phase) for phase in Phase] == list(range(TICKS))


@given(days, st.sampled_from(Phase))
def test_a_tick_knows_its_day(day, phase):
    assert day_of(tick(day, phase)) == day
    assert tick(day, phase) % TICKS == phase
    assert tick(day, phase) < tick(day + 1, Phase.LEFT)


@given(days, weekdays)
def test_the_next_weekday_is_the_first_there_is(day, on):
    found = next_weekday(day, on)
    assert found == next(later for later in range(day, day + WEEK) if later % WEEK in on)


def test_day_0_is_a_monday():
    assert WEEKDAYS[0] == "Monday"
    assert next_weekday(0, (WEEKDAYS.index("Wednesday"),)) == 2
    assert next_weekday(2, (2,)) == 2
    assert next_weekday(3, (2,)) == 9
    assert WEEK * WEEKS_IN_YEAR == 364
