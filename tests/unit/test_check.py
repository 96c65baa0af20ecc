"""The parts of ``dussk calibrate check``, each shown something sound and something wrong."""

from dataclasses import replace

import numpy as np
import pytest

from calibration.check.diagnostics import diagnosed
from calibration.check.predictive import Beside, verdicts
from calibration.check.ranks import DRAWS, ranks_of
from calibration.check.ranks import verdicts as rank_verdicts
from calibration.check.stability import apart
from calibration.check.studies import Studies, reported
from calibration.check.verdicts import smallest_stands
from calibration.evidence import evidence, targets
from calibration.priors import uniforms
from sim.outcomes import TOTALS

pytestmark = pytest.mark.unit

WOMEN = 11


def chances(name, number, seed):
    return uniforms(name, 0, number, seed)


def counted(p, name, seed):
    """Return how many of eleven come, each with chance p."""
    each = np.column_stack([uniforms(name, member, len(p), seed) for member in range(1, WOMEN + 1)])
    return (each < p[:, None]).sum(axis=1)


@pytest.fixture(scope="module")
def studies():
    """Studies of eleven women who each come with a chance that is uniform."""
    p = chances("known", 60_000, 1)
    return Studies(("p",), p[:, None], np.arange(len(p)), counted(p, "known", 1)[:, None])


def ranks_when(studies, truth, *, figures=None):
    figures = counted(truth, "truth", 2) if figures is None else figures
    return ranks_of(truth[:, None], figures[:, None], studies, 3)


def wrong(ranks):
    return [verdict.about for verdict in rank_verdicts(ranks, 100) if not verdict.passed]


def test_ranks_are_even_when_all_is_right(studies):
    ranks = ranks_when(studies, chances("truth", 1500, 2))
    assert ranks.studies == 1500
    assert ranks.ranks.min() >= 0
    assert ranks.ranks.max() <= DRAWS
    assert wrong(ranks) == []


def test_another_prior_than_the_fit_s_is_seen(studies):
    truth = 0.05 * chances("truth", 1500, 2)
    assert "simulation-based calibration: ranks are even" in wrong(ranks_when(studies, truth))


def test_a_figure_taken_wrongly_is_seen(studies):
    truth = chances("truth", 1500, 2)
    one_more = np.minimum(counted(truth, "truth", 2) + 1, WOMEN)
    assert "simulation-based calibration: ranks are even" in wrong(ranks_when(studies, truth, figures=one_more))


def test_too_narrow_posteriors_are_seen(studies):
    narrow = replace(studies, values=0.8 * studies.values + 0.2 * ((studies.figures + 1) / (WOMEN + 2)))
    assert "simulation-based calibration: 90% intervals" in wrong(ranks_when(narrow, chances("truth", 4000, 2)))


def test_too_few_studies_are_seen(studies):
    ranks = ranks_when(studies, chances("truth", 60, 2))
    assert wrong(ranks) == ["simulation-based calibration: studies"]


def test_whole_numbers_that_are_equal_have_any_rank(studies):
    same = Studies(("p",), np.ones((500, 1)), np.arange(500), np.zeros((500, 1), np.int64))
    ranks = ranks_of(np.ones((1000, 1)), np.zeros((1000, 1), np.int64), same, 4)
    assert wrong(ranks) == []


def test_an_interval_is_reported_as_below_in_or_above():
    stages = targets("fitted")
    rows = np.zeros((4, len(TOTALS)), np.int64)
    rows[:, TOTALS.index("drug_group_sessions_held")] = [33, 34, 66, 67]
    rows[:, TOTALS.index("referred")] = [5, 4, 0, 11]
    said = reported(stages, rows)
    assert said[:, [stage.name for stage in stages].index("drug_group_sessions")].tolist() == [0, 1, 1, 2]
    assert said[:, 0].tolist() == [5, 4, 0, 11]


def test_means_apart_are_told_from_chance():
    one = np.column_stack([chances(name, 2000, 1) for name in "abc"])
    other = np.column_stack([chances(name, 300, 2) for name in "abc"])
    assert smallest_stands(apart(("a", "b", "c"), one, other).p_values)
    other[:, 1] += 0.15
    found = apart(("a", "b", "c"), one, other)
    assert not smallest_stands(found.p_values)
    assert found.worst == "b"
    assert found.largest == pytest.approx(0.15 * np.sqrt(12.0), abs=0.1)


def test_diagnostics_tell_independent_draws_from_a_chain_that_hardly_moves():
    independent = np.column_stack([chances("x", 2000, 1), chances("y", 2000, 1)]).reshape(4, 500, 2)
    steps = (independent - 0.5).cumsum(axis=1)
    sound, slow = diagnosed(("x", "y"), independent), diagnosed(("x", "y"), steps)
    assert min(one.bulk for one in sound) > 1400
    assert max(one.r_hat for one in sound) < 1.01
    assert max(one.bulk for one in slow) < 100
    assert min(one.r_hat for one in slow) > 1.1


def a_figure(posterior, possible=(0.0, 20.0), matched=None):
    target = evidence()["stabilisation_sessions"]
    return Beside(target, (0.0, 15.0), posterior, possible, matched, eleven=True)


@pytest.mark.parametrize(
    ("one", "good"),
    [
        (a_figure((0.0, 10.0)), [True]),
        (a_figure((5.0, 20.0)), [True]),
        (a_figure((6.0, 20.0)), [False]),
        (a_figure((0.0, 20.0)), [False]),  # all that is possible is no prediction
        (a_figure((0.0, 10.0), matched=(5.0, 9.0)), [True, True]),
        (a_figure((0.0, 10.0), matched=(8.0, 10.0)), [True, False]),
    ],
)
def test_a_figure_must_be_inside_an_interval_that_tells_something(one, good):
    assert [verdict.passed for verdict in verdicts([one])] == good
