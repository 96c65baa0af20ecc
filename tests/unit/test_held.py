"""What is said of a number that one option holds and the other does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.changes import change_in_words
from scenarios.drawn import the_posterior, values_over
from scenarios.files import find
from scenarios.held import held_words, not_known
from scenarios.page.draws import draws_of

pytestmark = pytest.mark.unit

DELAY = "referral.delay_days"


@given(st.lists(st.floats(0.0, 1000.0), min_size=2, max_size=60))
def test_the_range_is_that_of_numpy(values: list[float]) -> None:
    said = not_known(values)
    if min(values) == max(values):
        assert said == ""
        return
    low, high = np.quantile(values, (0.025, 0.975))
    mean = sum(values) / len(values)
    assert said == f"not known: {mean:.3g} on average, 95% from {low:.3g} to {high:.3g}"


def test_what_a_scenario_holds_does_not_vary_there() -> None:
    base, rapid = find("base").parameters, find("rapid-referral").parameters
    draws = draws_of(the_posterior(), 50)
    for mine in (values_over(base, 50, DELAY), draws.values_over(base, DELAY)):
        assert mine is not None
        assert len(mine) == 50
        assert min(mine) < max(mine)
    assert values_over(base, 50, DELAY) == draws.values_over(base, DELAY)
    assert values_over(rapid, 50, DELAY) is None is draws.values_over(rapid, DELAY)
    assert values_over(base, 0, DELAY) is None
    assert values_over(base, 50, "gate.in_a_row") is None is draws.values_over(base, "gate.in_a_row")


def test_a_held_number_is_told_beside_what_it_is_elsewhere() -> None:
    values = {DELAY: [6.0, 33.0, 70.0]}.get
    one, other = find("rapid-referral"), find("base")
    said = held_words(one, other, [DELAY], values, lambda it: it.name, lambda name: name)
    assert said.startswith(
        f"rapid-referral holds {DELAY} at 0, which with base is not known: 36.3 on average, 95% from"
    )
    said = held_words(one, other, ["women.sells_sex"], values, lambda it: it.name, lambda name: name)
    assert said.endswith("which with base is not known, and varies.")
    assert held_words(one, other, [], values, lambda it: it.name, lambda name: name) == ""


def test_a_change_never_names_a_point_value_as_what_it_was_where_it_varies() -> None:
    said = change_in_words(DELAY, 21, 14, "days a referral takes", not_known([6.0, 70.0]))
    assert "14" not in said
    assert "21, where it is not known: 38 on average" in said
    assert change_in_words(DELAY, 21, 14, "days a referral takes").endswith("21, where it was 14")
