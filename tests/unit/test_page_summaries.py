"""Summaries without NumPy, as the page makes them, beside those that the command line makes."""

from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student_t

from scenarios import intervals
from scenarios.page import student, summaries
from scenarios.summary import Summary
from sim import default_parameters
from sim.outcomes import OUTCOMES, TOTALS
from sim.run import Runs

pytestmark = pytest.mark.unit

FIELDS = ("mean", "n", "monte_carlo", "predictive", "expected", "parameters", "variance")
ALSO = ("better", "same", "worse", "probability_better")


def runs_of(rows: list[list[int]]) -> Runs:
    cells = array("q", [cell for row in rows for cell in row])
    return Runs(default_parameters(), 1, 0, cells, draws=array("q", range(len(rows))))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Runs, Runs]:
    number = draw(st.integers(1, 30))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    most = draw(st.sampled_from([1, 3, 40, 10**7]))
    both = generator.integers(0, most, (2, number, len(TOTALS)), endpoint=True)
    both[1] = np.where(generator.random((number, len(TOTALS))) < 0.5, both[0], both[1])
    return runs_of(both[0].tolist()), runs_of(both[1].tolist())


def agree(mine: Summary, theirs: Summary, fields: tuple[str, ...]) -> None:
    for field in fields:
        one, other = getattr(mine, field), getattr(theirs, field)
        if one is None or other is None:
            assert one is other, field
        else:
            assert one == pytest.approx(other, rel=1e-9, abs=1e-9), field


@settings(max_examples=40)
@given(pairs())
def test_summaries_are_those_of_the_command_line(pair: tuple[Runs, Runs]) -> None:
    mine, theirs = summaries.summarise(pair[0]), intervals.summarise(pair[0])
    assert list(mine) == list(theirs) == list(OUTCOMES)
    for name in OUTCOMES:
        agree(mine[name], theirs[name], FIELDS)


@settings(max_examples=40)
@given(pairs())
def test_differences_are_those_of_the_command_line(pair: tuple[Runs, Runs]) -> None:
    mine, theirs = summaries.differences(*pair), intervals.differences(*pair)
    for name in OUTCOMES:
        agree(mine[name], theirs[name], (*FIELDS, *ALSO))


@given(st.lists(st.integers(-5, 5).map(float) | st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_any_number_has_its_summary(values: list[float]) -> None:
    runs = runs_of([[0] * len(TOTALS)] * len(values))
    agree(summaries.summary_of(values), intervals.summary_of(values, runs), FIELDS)


@pytest.mark.parametrize("number", [*range(2, 130), 199, 200, 400, 1000, 2000])
def test_quantiles_are_the_same_members(number: int) -> None:
    values = [float(value) for value in range(number)]
    assert summaries.predictive(values) == intervals.predictive(np.array(values))


def test_one_value_has_no_interval() -> None:
    assert summaries.predictive([1.0]) is None
    assert summaries.summary_of([1.0]).monte_carlo is None


def test_rows_that_only_one_has_are_left_out() -> None:
    one, other = runs_of([[1] * len(TOTALS), [2] * len(TOTALS), [9] * len(TOTALS)]), runs_of([[0] * len(TOTALS)] * 2)
    assert summaries.differences(one, other)["consented"].mean == 1.5


@pytest.mark.parametrize("degrees", [1, 2, 3, 5, 10, 23, 63, 199, 399, 1999, 10_000])
@pytest.mark.parametrize("probability", [0.6, 0.9, 0.975, 0.9999])
def test_student_quantiles_are_scipys(degrees: int, probability: float) -> None:
    assert student.quantile(degrees, probability) == pytest.approx(student_t.ppf(probability, degrees), rel=1e-9)


@given(st.integers(1, 5000), st.floats(0.0, 50.0))
def test_student_tails_are_scipys(degrees: int, value: float) -> None:
    expected = 2.0 * student_t.sf(value, degrees)
    assert student.both_tails(degrees, value) == pytest.approx(expected, rel=1e-8, abs=1e-300)
