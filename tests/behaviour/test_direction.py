"""Every parameter does something, and does it in the direction a service manager would expect."""

import hashlib
from functools import cache
from math import sqrt

import pytest
from directions import BENCH, ONLY_IN_TOTALS, ROWS, Row

from sim import OUTCOMES, Parameters, Runs, default_parameters, simulate
from sim.outcomes import Outcome
from sim.parameters import entries

pytestmark = pytest.mark.behaviour

SEED = 1866
BLOCK, BLOCKS = 6, 16
SURE = 5.0
"""Standard errors: a direction is believed when the paired difference is this far from none."""

EXPECTATIONS = [row for row in ROWS if row.expected]


def design(row: Row, value: object) -> Parameters:
    """Return the design of a row with its parameter at a value."""
    return default_parameters().changed(BENCH | row.setting | {row.name: value})


@cache
def block_of(parameters: Parameters, block: int) -> tuple[Runs, str]:
    """Return one block of replications and a digest of the first record; settings that rows share are run once."""
    runs = simulate(parameters, BLOCK, SEED, first=block * BLOCK, logs=1)
    digest = hashlib.sha256(repr([(each.events, each.ledger) for each in runs.records.values()]).encode()).hexdigest()
    runs.records.clear()
    return runs, digest


def name_of(row: Row) -> str:
    return f"{row.name} {row.before} to {row.after} {row.expected}"[:90]


def test_every_parameter_is_in_the_table():
    assert {row.name for row in ROWS} == set(entries())


@pytest.mark.parametrize("name", entries())
def test_moving_a_parameter_moves_something(name):
    for row in ROWS:
        if row.name == name:
            (one, its_record), (other, other_record) = (block_of(design(row, v), 0) for v in (row.before, row.after))
            assert one.rows != other.rows or row.expected == ""
            assert its_record != other_record or name in ONLY_IN_TOTALS


def outcome_of(name: str) -> Outcome:
    """Return an outcome, or a total as one."""
    return OUTCOMES.get(name) or Outcome(name, name, "")


def linearised(runs: list[Runs], outcome: Outcome) -> tuple[float, list[float]]:
    """Return an outcome over all replications, and what each replication contributes to its error."""
    above = [float(number) for part in runs for number in part.total(outcome.numerator)]
    below = [1.0] * len(above)
    if outcome.denominator is not None:
        below = [float(number) for part in runs for number in part.total(outcome.denominator)]
    mean_below = sum(below) / len(below)
    assert mean_below > 0
    ratio = sum(above) / sum(below)
    return ratio, [(a - ratio * b) / mean_below for a, b in zip(above, below, strict=True)]


def paired(before: list[Runs], after: list[Runs], outcome: Outcome) -> tuple[float, float]:
    """Return the paired difference of an outcome and its standard error."""
    (one, its_errors), (other, other_errors) = (linearised(runs, outcome) for runs in (before, after))
    n = len(its_errors)
    squares = sum((a - b) ** 2 for a, b in zip(other_errors, its_errors, strict=True))
    return other - one, sqrt(squares / (n - 1) / n)


@pytest.mark.parametrize("row", EXPECTATIONS, ids=name_of)
def test_it_moves_in_the_direction_expected(row):
    sign, outcome = {"+": 1, "-": -1}[row.expected[0]], outcome_of(row.expected[1:])
    before: list[Runs] = []
    after: list[Runs] = []
    for block in range(BLOCKS):
        before.append(block_of(design(row, row.before), block)[0])
        after.append(block_of(design(row, row.after), block)[0])
        difference, error = paired(before, after, outcome)
        if abs(difference) >= SURE * error and difference:
            break
    assert sign * difference >= SURE * error, f"{difference:+.3g}, standard error {error:.2g}"
    assert difference
