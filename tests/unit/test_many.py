"""Rows of parameter draws: each has a chance of its own, and both engines run them."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import default_parameters
from sim.errors import InputError
from sim.many import LARGEST_NUMBER_OF_ROWS, own_replications, run_many, simulate_many
from sim.outcomes import TOTALS
from sim.varied import Varied

pytestmark = pytest.mark.unit

SMALL = default_parameters().changed({"run.recruitment_weeks": 4, "run.delivery_weeks": 12})


def test_the_first_draw_has_the_replications_of_a_run():
    assert own_replications(0, np.arange(5)).tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("draws", "replications"), [(1, 1000), (10, 1000), (1000, 500), (40_000, 30), (1_000_000, 1)])
def test_no_two_rows_share_a_replication(draws, replications):
    numbers = own_replications(*np.divmod(np.arange(draws * replications), replications))
    assert len(np.unique(numbers)) == draws * replications
    assert 0 <= numbers.min() <= numbers.max() < 1 << 32


@pytest.mark.parametrize("draws", [10, 1000, 30_000, 10**6, 10**7])
def test_draws_begin_far_apart(draws):
    starts = np.sort(own_replications(np.arange(draws), 0))
    gap = np.diff(np.append(starts, starts[0] + (1 << 32))).min()
    assert gap * draws >= LARGEST_NUMBER_OF_ROWS


@given(st.integers(0, 10**6), st.integers(0, 200), st.integers(1, 10**6))
def test_a_rows_number_does_not_depend_on_the_others(draw, replication, others):
    alone = int(own_replications(draw, replication))
    among = own_replications([draw, others], [replication, 3])
    assert alone == among[0]


def test_more_rows_than_can_be_kept_apart():
    with pytest.raises(InputError, match="cannot be kept apart"):
        own_replications([10**6 - 1], [999])


@pytest.mark.parametrize(
    ("draws", "replications", "seed", "said"),
    [([2], [0], 1, "draws: expected"), ([0], [1 << 32], 1, "replications: expected"), ([0], [0], -1, "seed: -1")],
)
def test_numbers_out_of_range(draws, replications, seed, said):
    varied = Varied(SMALL, ("attendance.drug_group",), np.array([[0.4], [0.6]]))
    with pytest.raises(InputError, match=said):
        run_many(varied, draws, replications, seed, "simpy")


def test_rows_are_those_of_single_runs():
    varied = Varied(SMALL, ("attendance.drug_group", "women.sells_sex[0]", "women.sells_sex[3]"), SHARES)
    rows = run_many(varied, [1, 0, 1], [7, 7, 8], 3, "simpy")
    for row, (draw, replication) in zip(rows, [(1, 7), (0, 7), (1, 8)], strict=True):
        alone = run_many(Varied.only(varied.parameters(draw)), [0], [replication], 3, "simpy")
        assert row.tolist() == alone[0].tolist()
    assert rows.shape == (3, len(TOTALS))


SHARES = np.array([[0.4, 0.39, 0.22], [0.7, 0.5, 0.11]])


def test_a_draw_may_have_more_sites_than_the_base():
    base = SMALL.changed({"sites.contact_multipliers": [1.0, 3.0, 20.0]})
    varied = Varied(base, ("sites.number",), np.array([[1.0], [3.0]]))
    by_engine = [run_many(varied, [0, 1], [0, 0], 5, engine) for engine in ("simpy", "compiled")]
    assert by_engine[0].tolist() == by_engine[1].tolist()
    assert by_engine[0][1, TOTALS.index("contacts")] > 10 * by_engine[0][0, TOTALS.index("contacts")]


def test_what_is_kept_of_rows_is_the_same_by_both_engines():
    varied = Varied(
        SMALL.changed({"run.warm_up_weeks": 2, "costs.management": 10.0}),
        ("run.delivery_weeks", "attendance.drug_group"),
        np.array([[12.0, 0.5], [70.0, 0.9], [30.0, 0.2]]),
    )
    draws, numbers = [0, 0, 1, 2, 2], [4, 5, 4, 9, 1 << 31]
    simpy, compiled = (simulate_many(varied, draws, numbers, 8, engine) for engine in ("simpy", "compiled"))
    assert simpy.rows == compiled.rows
    assert simpy.draws.tolist() == compiled.draws.tolist() == draws
    assert (simpy.waits, simpy.sizes, simpy.years) == (compiled.waits, compiled.sizes, compiled.years)
    assert {year for _, year in simpy.years} == {0, 1}


@pytest.mark.parametrize(
    ("names", "values", "said"),
    [
        ("women.ptsd", np.array([[0.5]]), "expected a list of names"),
        (("women.ptsd",), [["often"]], "expected rows of numbers"),
        (("women.ptsd",), [0.5], "expected rows of 1 numbers"),
        (("women.ptds",), [[0.5]], "unknown parameter 'women.ptds'. Did you mean 'women.ptsd'?"),
        (("gate.rule",), [[1.0]], "is a choice"),
        (("women.ptsd", "women.ptsd"), [[0.5, 0.5]], "given twice"),
        (("women.ptsd",), [[np.nan]], "draw 0: women.ptsd = nan"),
        (("gate.in_a_row",), [[1.5]], "expected a whole number from 1 to 26"),
    ],
)
def test_draws_that_cannot_be(names, values, said):
    with pytest.raises(InputError, match=re.escape(said)):
        Varied(SMALL, names, values)


def test_draws_cannot_be_changed_after_they_are_checked():
    given = np.array([[0.5]])
    varied = Varied(SMALL, ("women.ptsd",), given)
    given[0, 0] = 7.0
    assert varied.values[0, 0] == 0.5
    with pytest.raises(ValueError, match="read-only"):
        varied.values[0, 0] = 7.0


def test_numbers_of_rows_are_whole():
    with pytest.raises(InputError, match="draws: expected whole numbers, got float64"):
        run_many(Varied.only(SMALL), [0.7], [0], 1)
