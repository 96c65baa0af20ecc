"""What may be called sure: the error of the mean, the interval of averages and the probability must agree."""

from __future__ import annotations

import pytest

from scenarios.summary import Difference
from scenarios.sure import sure_side

pytestmark = pytest.mark.unit


def _difference(mean: float, ends: tuple[float, float] | None, better: float | None) -> Difference:
    return Difference(mean, 1000, (mean - 0.05, mean + 0.05), (-9.0, 9.0), ends, probability_better=better)


@pytest.mark.parametrize(
    ("mean", "ends", "better", "fewer_is_better", "side"),
    [
        (0.5, (0.1, 0.9), 0.99, False, 1),
        (0.5, (0.1, 0.9), 0.85, False, 0),  # the interval alone is not enough
        (0.5, (-0.1, 0.9), 0.99, False, 0),  # nor is the probability
        (0.02, (0.01, 0.9), 0.99, False, 0),  # chance in the mean is larger than it
        (-0.5, (-0.9, -0.1), 0.01, False, -1),
        (-0.5, (-0.9, -0.1), 0.1, False, 0),
        (500.0, (100.0, 900.0), 0.01, True, 1),
        (500.0, (100.0, 900.0), 0.2, True, 0),
        (-500.0, (-900.0, -100.0), 0.99, True, -1),
        (0.5, None, None, False, 1),
    ],
)
def test_sure_is_said_only_where_all_agree(
    mean: float, ends: tuple[float, float] | None, better: float | None, fewer_is_better: bool, side: int
) -> None:
    assert sure_side(_difference(mean, ends, better), fewer_is_better=fewer_is_better) == side
