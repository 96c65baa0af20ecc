"""Draws as the page has them, beside the calibration's own."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration import priors
from calibration.posterior import posterior
from scenarios.files import find, shipped
from scenarios.page import draws as page
from scenarios.running import rows_of_draws
from sim import default_parameters
from sim.errors import InputError
from sim.many import SPREAD, own_replications

pytestmark = pytest.mark.unit

NUMBER = 12


@pytest.fixture(scope="module")
def drawn() -> page.Draws:
    return page.draws_of(posterior(), NUMBER)


@pytest.mark.parametrize("name", shipped())
def test_a_scenario_has_the_parameters_that_the_command_line_runs(name: str, drawn: page.Draws) -> None:
    base = find(name).parameters
    varied = posterior().draws(base, NUMBER)
    for draw in range(NUMBER):
        assert drawn.parameters(base, draw) == varied.parameters(draw)


OWN = st.fixed_dictionaries(
    {},
    optional={
        "run.delivery_weeks": st.integers(2, 120),
        "run.recruitment_weeks": st.integers(1, 120),
        "run.warm_up_weeks": st.integers(0, 100),
        "stabilisation.minimum_size": st.integers(1, 8),
        "stabilisation.maximum_size": st.integers(1, 8),
        "referral.delay_days": st.integers(0, 30),
        "costs.drug_group_session": st.floats(0.0, 500.0),
    },
)


@settings(max_examples=60)
@given(OWN)
def test_own_values_and_contradictions_are_held_as_the_calibration_holds_them(changes: dict[str, Any]) -> None:
    try:
        base = default_parameters().changed(changes)
    except InputError:
        return
    mine, varied = page.draws_of(posterior(), 5), posterior().draws(base, 5)
    for draw in range(5):
        assert mine.changes(base, draw) == varied.changes(draw)
        assert mine.parameters(base, draw) == varied.parameters(draw)


COLUMNS = ("run.delivery_weeks", "run.recruitment_weeks", "stabilisation.minimum_size")


@given(
    st.lists(st.sampled_from(COLUMNS), unique=True),
    st.tuples(st.integers(1, 200), st.integers(1, 200), st.integers(1, 20)),
    st.integers(0, 59),
    st.integers(1, 8),
)
def test_contradictions_are_held_together_by_one_rule(
    columns: list[str], numbers: tuple[int, int, int], warm_up: int, size: int
) -> None:
    changes = {"run.warm_up_weeks": warm_up, "stabilisation.maximum_size": size, "stabilisation.minimum_size": 1}
    base = default_parameters().changed(changes)
    given_ = dict(zip(COLUMNS, numbers, strict=True))
    row = np.array([[given_[column] for column in columns]], float)
    expected = priors.held_together(base, columns, row)[0]
    held = page.held_together(base, {column: given_[column] for column in columns})
    assert [held[column] for column in columns] == expected.tolist()


@given(st.integers(0, 1 << 31), st.integers(0, 1))
def test_replications_have_the_engines_numbers(draw: int, replication: int) -> None:
    assert page.SPREAD == SPREAD
    if (draw + 1) * (replication + 1) < (1 << 32) // 5:
        assert page.replication_of(draw, replication) == int(own_replications(draw, replication))


def test_rows_are_those_of_a_run_with_one_replication_a_draw() -> None:
    of, numbers = rows_of_draws(50, 50, 0, 50)
    assert of.tolist() == list(range(50))
    assert numbers.tolist() == [page.replication_of(draw) for draw in range(50)]


def test_numbers_are_exact_through_json(drawn: page.Draws) -> None:
    again = page.Draws(**json.loads(json.dumps(drawn.as_json())))
    assert again == drawn
    assert np.array_equal(np.array(again.rows, float), posterior().values[:NUMBER])
    whole = {column for column, value in zip(again.columns, again.rows[0], strict=True) if isinstance(value, int)}
    assert "stabilisation.minimum_size" in whole
    assert "women.ptsd" not in whole
