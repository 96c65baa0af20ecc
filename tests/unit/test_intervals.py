"""Intervals: against closed forms, against a bootstrap, and by how often they hold the truth."""

import json
import math
from array import array
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from scenarios import intervals
from scenarios.intervals import differences, predictive, summarise
from scenarios.summary import Difference, Summary
from sim import OUTCOMES, TOTALS, Runs, default_parameters, simulate

pytestmark = pytest.mark.unit

T_975 = {3: 3.182446305, 9: 2.262157163, 99: 1.984216952}
"""The 97.5 % point of Student's distribution by degrees of freedom, from a printed table."""


def runs_of(**totals: Any) -> Runs:
    """Return runs with these totals, replication by replication, and nought for all others."""
    rows = np.zeros((len(next(iter(totals.values()))), len(TOTALS)), dtype=int)
    for name, values in totals.items():
        rows[:, TOTALS.index(name)] = values
    return Runs(default_parameters(), 1, cells=array("q", rows.astype(np.int64).tobytes()))


@pytest.fixture(scope="module")
def two() -> tuple[Runs, Runs]:
    """Return runs of the study's design and of one with longer stabilisation, over the same replications."""
    base = default_parameters()
    return simulate(base, 12, seed=5), simulate(base.changed({"stabilisation.sessions": 9}), 12, seed=5)


# One outcome


def test_the_mean_and_interval_of_a_count_by_hand() -> None:
    found = summarise(runs_of(consented=[8, 10, 12, 14]))["consented"]
    assert (found.mean, found.n) == (11.0, 4)
    half = T_975[3] * math.sqrt(20 / 3) / 2
    assert found.monte_carlo == pytest.approx((11 - half, 11 + half), rel=1e-9)
    assert found.expected is None


def test_money_is_in_pounds() -> None:
    found = summarise(runs_of(pence_total=[100_050, 200_050]))["cost_total"]
    assert found.mean == pytest.approx(1500.5)
    assert found.predictive == pytest.approx((1000.5, 2000.5))


def test_a_ratio_is_of_totals_and_is_over_women() -> None:
    found = summarise(runs_of(days_waited_therapy=[70, 7, 0], served_therapy=[1, 2, 0]))["weeks_waited_therapy"]
    assert found.mean == pytest.approx(77 / 7 / 3)
    assert found.n == 3
    assert found.predictive == pytest.approx((0.5, 10.0))


def made_up(seed: int, n: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return women joining and pence spent, which go together."""
    random = np.random.default_rng(seed)
    women = random.poisson(6, n)
    return women, 50_000 + 30_000 * women + random.integers(-40_000, 40_000, n)


def test_the_interval_of_a_ratio_in_closed_form() -> None:
    women, pence = made_up(1, 100)
    found = summarise(runs_of(consented=women, pence_total=pence))["cost_per_woman_joined"]
    ratio = pence.sum() / women.sum()
    (spread_pence, both), (_, spread_women) = np.cov(pence, women)
    variance = (spread_pence - 2 * ratio * both + ratio**2 * spread_women) / women.mean() ** 2 / len(women)
    half = T_975[99] * math.sqrt(variance) / 100
    assert found.mean == pytest.approx(ratio / 100)
    assert found.monte_carlo == pytest.approx((ratio / 100 - half, ratio / 100 + half), rel=1e-8)


def resampled(statistic: Callable[[np.ndarray[Any, Any]], float], n: int) -> float:
    """Return the bootstrap's standard error of a statistic of resampled replications."""
    random = np.random.default_rng(2)
    return float(np.std([statistic(random.integers(0, n, n)) for _ in range(4000)], ddof=1))


def half_width(summary: Summary) -> float:
    """Return half the width of the Monte Carlo interval."""
    assert summary.monte_carlo is not None
    return (summary.monte_carlo[1] - summary.monte_carlo[0]) / 2


def test_the_interval_of_a_ratio_against_a_bootstrap() -> None:
    women, pence = made_up(3, 400)
    found = summarise(runs_of(consented=women, pence_total=pence))["cost_per_woman_joined"]
    error = resampled(lambda chosen: pence[chosen].sum() / women[chosen].sum() / 100, 400)
    assert half_width(found) == pytest.approx(1.966 * error, rel=0.05)


def test_the_interval_of_a_paired_difference_of_ratios_against_a_bootstrap() -> None:
    women, pence = made_up(4, 400)
    random = np.random.default_rng(5)
    fewer, more = random.binomial(women, 0.8), pence + random.integers(0, 20_000, 400)
    one, other = runs_of(consented=fewer, pence_total=more), runs_of(consented=women, pence_total=pence)
    found = differences(one, other)["cost_per_woman_joined"]

    def difference(i: np.ndarray[Any, Any]) -> float:
        return float(more[i].sum() / fewer[i].sum() - pence[i].sum() / women[i].sum()) / 100

    assert found.mean == pytest.approx(difference(np.arange(400)))
    assert half_width(found) == pytest.approx(1.966 * resampled(difference, 400), rel=0.05)


def test_single_runs_of_a_thousand() -> None:
    low, high = predictive(np.arange(1.0, 1001.0)) or (math.nan, math.nan)
    assert low == pytest.approx(25, abs=1)
    assert high == pytest.approx(975, abs=1)
    values = np.random.default_rng(6).permutation(np.arange(200.0) ** 2)
    low, high = predictive(values) or (math.nan, math.nan)
    assert {low, high} <= set(values)
    assert 0.94 <= np.mean((low <= values) & (values <= high)) <= 0.96


def test_one_replication_has_no_interval() -> None:
    found = summarise(runs_of(consented=[8]))["consented"]
    assert (found.mean, found.n, found.monte_carlo, found.predictive) == (8.0, 1, None, None)
    paired = differences(runs_of(consented=[8]), runs_of(consented=[5]))["consented"]
    assert (paired.mean, paired.monte_carlo, paired.predictive) == (3.0, None, None)


# How often the interval holds the truth

EXPERIMENTS = 1500
COVERED = (0.95 - 0.0169, 0.95 + 0.0169)
"""Three standard errors of a share of 95 % in 1,500 experiments: a right interval fails here once in 370 seeds."""


def coverage(monkeypatch: pytest.MonkeyPatch, outcome: str, truth: float, experiment: Callable[[Any], Any]) -> float:
    """Return the share of experiments whose interval of one outcome holds the truth."""
    monkeypatch.setattr(intervals, "OUTCOMES", {outcome: OUTCOMES[outcome]})
    random = np.random.default_rng(7)
    held = 0
    for _ in range(EXPERIMENTS):
        made = experiment(random)
        found = (differences(*made) if isinstance(made, tuple) else summarise(made))[outcome]
        assert found.monte_carlo is not None
        held += found.monte_carlo[0] <= truth <= found.monte_carlo[1]
    return held / EXPERIMENTS


def test_the_interval_of_a_count_holds_the_truth_95_times_in_100(monkeypatch: pytest.MonkeyPatch) -> None:
    def experiment(random: np.random.Generator) -> Runs:
        return runs_of(completed_therapy=random.poisson(4, 40))

    share = coverage(monkeypatch, "completed_therapy", 4.0, experiment)
    assert COVERED[0] <= share <= COVERED[1]


def test_the_interval_of_a_ratio_holds_the_truth_95_times_in_100(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noughts included: in one replication in seven nobody is served."""

    def experiment(random: np.random.Generator) -> Runs:
        served = random.poisson(2, 200)
        return runs_of(served_therapy=served, days_waited_therapy=random.poisson(21 * served))

    share = coverage(monkeypatch, "weeks_waited_therapy", 3.0, experiment)
    assert COVERED[0] <= share <= COVERED[1]


def test_the_interval_of_a_paired_difference_holds_the_truth_95_times_in_100(monkeypatch: pytest.MonkeyPatch) -> None:
    widths: list[tuple[float, float]] = []

    def experiment(random: np.random.Generator) -> tuple[Runs, Runs]:
        women = random.poisson(8, 60)
        pair = runs_of(completed_therapy=random.binomial(women, 0.75)), runs_of(completed_therapy=women)
        if len(widths) < 20:
            paired = half_width(differences(*pair)["completed_therapy"])
            apart = math.hypot(*(half_width(summarise(runs)["completed_therapy"]) for runs in pair))
            widths.append((paired, apart))
        return pair

    share = coverage(monkeypatch, "completed_therapy", -2.0, experiment)
    assert COVERED[0] <= share <= COVERED[1]
    assert all(paired < apart for paired, apart in widths), "pairing narrows the interval"


# Differences


def test_a_run_less_itself_is_exactly_nought(two: tuple[Runs, Runs]) -> None:
    for name, found in differences(two[0], two[0]).items():
        if found.mean is None:
            continue
        assert found.mean == 0.0
        assert found.monte_carlo == found.predictive == (0.0, 0.0)
        judged = (0.0, 1.0, 0.0) if OUTCOMES[name].better else (None, None, None)
        assert (found.better, found.same, found.worse) == judged


def test_turning_a_difference_round_turns_its_sign(two: tuple[Runs, Runs]) -> None:
    there, back = differences(*two), differences(*reversed(two))
    for name, found in there.items():
        turned = back[name]
        if found.mean is None:
            assert turned.mean is None
            continue
        assert turned.mean == pytest.approx(-found.mean)
        assert (turned.better, turned.same, turned.worse) == (found.worse, found.same, found.better)
        assert turned.n == found.n
        assert half_width(turned) == pytest.approx(half_width(found))


def test_better_same_and_worse_by_hand() -> None:
    one = runs_of(completed_therapy=[5, 3, 3, 1], left=[5, 3, 3, 1], contacts=[5, 3, 3, 1])
    other = runs_of(completed_therapy=[3, 3, 3, 3], left=[3, 3, 3, 3], contacts=[3, 3, 3, 3])
    found = differences(one, other)
    more = found["completed_therapy"]
    assert (more.better, more.same, more.worse) == (0.25, 0.5, 0.25)
    one = runs_of(completed_therapy=[5, 4, 3, 1], left=[5, 4, 3, 1], contacts=[5, 4, 3, 1])
    found = differences(one, other)
    assert [found["completed_therapy"].better, found["completed_therapy"].worse] == [0.5, 0.25]
    assert [found["left"].better, found["left"].worse] == [0.25, 0.5], "fewer women leaving is better"
    assert [found["contacts"].better, found["contacts"].same, found["contacts"].worse] == [None] * 3


def test_shares_are_of_the_replications_in_which_both_have_a_value() -> None:
    one = runs_of(served_therapy=[1, 1, 0, 2], days_waited_therapy=[7, 7, 0, 14])
    other = runs_of(served_therapy=[1, 0, 1, 2], days_waited_therapy=[14, 0, 7, 14])
    found = differences(one, other)["weeks_waited_therapy"]
    assert (found.better, found.same, found.worse) == (0.5, 0.5, 0.0)
    assert found.predictive == (-1.0, 0.0)
    assert found.n == 4


# Nobody served


def test_nobody_served_is_missing_and_never_nought() -> None:
    nobody = runs_of(consented=[3, 4, 5])
    for name in ("weeks_waited_screening", "weeks_waited_therapy", "psychologist_use", "cost_per_completer"):
        assert summarise(nobody)[name] == Summary(None, 0, None, None)
    somebody = runs_of(consented=[3, 4, 5], served_therapy=[1, 1, 1], days_waited_therapy=[7, 14, 21])
    for pair in ((nobody, somebody), (somebody, nobody), (nobody, nobody)):
        found = differences(*pair)["weeks_waited_therapy"]
        assert found == Difference(None, 0, None, None)
        assert json.loads(json.dumps(found.as_json())) == dict.fromkeys(found.as_json(), None) | {"n": 0}


def test_replications_in_which_nobody_was_served_widen_no_range() -> None:
    found = summarise(runs_of(served_therapy=[1, 0, 1, 0], days_waited_therapy=[7, 0, 14, 0]))["weeks_waited_therapy"]
    assert (found.mean, found.n, found.predictive) == (1.5, 2, (1.0, 2.0))


# JSON


def test_the_keys_of_json(two: tuple[Runs, Runs]) -> None:
    keys = ["mean", "n", "monte_carlo", "predictive", "expected"]
    for found in (summarise(two[0]), differences(*two)):
        assert set(found) == set(OUTCOMES)
        for name, item in found.items():
            written = json.loads(json.dumps(item.as_json(), allow_nan=False))
            extra = ["better", "same", "worse"] if isinstance(item, Difference) else []
            assert list(written) == keys + extra
            assert written["expected"] is None
            assert isinstance(written["n"], int)
            for interval in (written["monte_carlo"], written["predictive"]):
                assert interval is None or (len(interval) == 2 and interval[0] <= interval[1]), name


def test_equal_waits_are_the_same_whoever_waited():
    """14 days of two women and 7 days of one are a week each: neither better nor worse."""
    one = runs_of(served_therapy=[2, 9, 7], days_waited_therapy=[14, 30, 49])
    other = runs_of(served_therapy=[1, 3, 49], days_waited_therapy=[7, 10, 343])
    wait = differences(one, other)["weeks_waited_therapy"]
    assert (wait.better, wait.same, wait.worse) == (0.0, 1.0, 0.0)
