"""Runs over parameter draws: how rows are divided, and how chance and parameters are told apart."""

from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearson3

import calibration.posterior
from calibration.priors import draw_priors
from scenarios.files import find
from scenarios.intervals import _above_nought, differences, summarise, summary_of
from scenarios.running import Settings, rows_of_draws, run_scenarios
from sim import TOTALS, Runs, default_parameters
from sim.errors import InputError
from sim.varied import Varied

pytestmark = pytest.mark.unit

DRAWS, EACH = 400, 5


def runs_over_draws(seed: int, spread: float, chance: float) -> Runs:
    """Return runs in which women who join vary by parameters and by chance with stated standard deviations."""
    random = np.random.default_rng(seed)
    rows = np.zeros((DRAWS * EACH, len(TOTALS)), np.int64)
    means = 1000.0 + spread * random.standard_normal(DRAWS)
    values = np.repeat(means, EACH) + chance * random.standard_normal(DRAWS * EACH)
    rows[:, TOTALS.index("consented")] = np.rint(values)
    rows[:, TOTALS.index("pence_total")] = np.rint(values) * 30_000
    draws = np.repeat(np.arange(DRAWS), EACH)
    return Runs(default_parameters(), 1, cells=array("q", rows.tobytes()), draws=array("q", draws.tobytes()))


@pytest.mark.parametrize(("spread", "chance"), [(60.0, 60.0), (30.0, 90.0), (90.0, 10.0)])
def test_chance_and_parameters_are_told_apart(spread, chance):
    found = [summarise(runs_over_draws(seed, spread, chance))["consented"] for seed in range(20)]
    shares = [item.parameters for item in found]
    assert np.mean(shares) == pytest.approx(spread**2 / (spread**2 + chance**2), abs=0.03)
    widths = [item.expected[1] - item.expected[0] for item in found]
    assert np.mean(widths) == pytest.approx(2 * 1.96 * spread, rel=0.08), "means of few replications hold chance too"
    both = 2 * 1.96 * float(np.hypot(spread, chance))
    assert np.mean([item.predictive[1] - item.predictive[0] for item in found]) == pytest.approx(both, rel=0.05)


def test_the_monte_carlo_interval_holds_the_mean_as_often_as_it_says():
    found = [summarise(runs_over_draws(seed, 60.0, 60.0))["consented"].monte_carlo for seed in range(300)]
    held = sum(low <= 1000.0 <= high for low, high in found)
    assert 273 <= held <= 295, "95 % of 300, at an error rate of one in a thousand"


def test_nothing_comes_from_parameters_that_do_not_vary():
    shares = [summarise(runs_over_draws(seed, 0.0, 60.0))["consented"].parameters for seed in range(20)]
    assert np.mean(shares) < 0.02


def test_a_ratio_that_never_varies():
    item = summarise(runs_over_draws(1, 60.0, 60.0))["cost_per_woman_joined"]
    assert item.mean == pytest.approx(300.0)
    assert item.expected == pytest.approx((300.0, 300.0))


def ratios_over_draws(seed: int, rates: np.ndarray) -> Runs:
    """Return runs in which the cost of a woman who joins is the draw's own, and more or fewer join in each draw."""
    random = np.random.default_rng(seed)
    draws = np.repeat(np.arange(DRAWS), EACH)
    women = random.poisson(np.repeat(5.0 + 20.0 * random.random(DRAWS), EACH))
    pence = np.rint(women * np.repeat(rates, EACH) * 100.0 * random.uniform(0.8, 1.2, DRAWS * EACH))
    rows = np.zeros((DRAWS * EACH, len(TOTALS)), np.int64)
    rows[:, TOTALS.index("consented")], rows[:, TOTALS.index("pence_total")] = women, pence
    return Runs(default_parameters(), 1, cells=array("q", rows.tobytes()), draws=array("q", draws.tobytes()))


def test_what_is_expected_of_a_ratio_is_of_the_draws_own_ratios():
    """Whatever is below: a draw with few women is no cheaper a woman for it."""
    rates = np.random.default_rng(1).permutation(np.linspace(500.0, 1500.0, DRAWS))
    bounds = [summarise(ratios_over_draws(seed, rates))["cost_per_woman_joined"].expected for seed in range(10)]
    assert np.mean([low for low, _ in bounds]) == pytest.approx(525.0, rel=0.1)
    assert np.mean([high for _, high in bounds]) == pytest.approx(1475.0, rel=0.1)


def test_the_variance_by_each_adds_up_to_that_of_single_runs():
    runs = runs_over_draws(1, 60.0, 30.0)
    item = summarise(runs)["consented"].as_json()
    both = item["variance"]["chance"] + item["variance"]["parameters"]
    assert both == pytest.approx(np.var(runs.total("consented"), ddof=1), rel=0.02)
    assert item["variance"]["parameters"] / both == pytest.approx(item["variance_from_parameters"])


def shifted(by: float) -> tuple[Runs, Runs]:
    """Return two runs whose difference in women who join is ``by`` on average, and 60 in its standard deviation."""
    one, other = runs_over_draws(4, 60.0, 30.0), runs_over_draws(4, 0.0, 0.0)
    rows = np.array(other.rows, np.int64)
    mean = float(np.mean(one.total("consented")))
    rows[:, TOTALS.index("consented")] = round(mean - by)
    return one, Runs(default_parameters(), 1, cells=array("q", rows.tobytes()), draws=other.draws)


def _costs(*pair: Runs) -> list[Runs]:
    """Return runs that cost as many pence as women joined."""
    made = []
    for runs in pair:
        rows = np.array(runs.rows, np.int64)
        rows[:, TOTALS.index("pence_total")] = rows[:, TOTALS.index("consented")]
        made.append(Runs(default_parameters(), 1, cells=array("q", rows.tobytes()), draws=runs.draws))
    return made


@pytest.mark.parametrize(("by", "probability"), [(0.0, 0.5), (60.0, 0.841), (-60.0, 0.159), (120.0, 0.977)])
def test_how_probable_it_is_that_the_mean_is_better(by, probability):
    found = differences(*shifted(by))["consented"]
    assert found.probability_better == pytest.approx(probability, abs=0.04)
    assert abs(found.probability_better - 0.5) <= abs(probability - 0.5) + 0.03
    assert found.as_json()["probability_better"] == found.probability_better
    dearer = differences(*_costs(*shifted(by)))["cost_total"]
    assert dearer.probability_better == pytest.approx(1.0 - found.probability_better), "to cost more is worse"
    back = differences(*reversed(shifted(by)))["consented"]
    assert back.probability_better == pytest.approx(1.0 - found.probability_better)


def test_the_skew_of_what_is_not_known_is_seen_through_chance():
    """Effects that are never for the worse and mostly small: a normal distribution would have a sixth of them worse."""
    random = np.random.default_rng(3)
    effects = random.gamma(1.0, 50.0, DRAWS)
    women = np.rint(1000.0 + np.repeat(effects, EACH) + 30.0 * random.standard_normal(DRAWS * EACH))
    one, other = runs_over_draws(4, 0.0, 0.0), runs_over_draws(4, 0.0, 0.0)
    rows = np.array(one.rows, np.int64)
    rows[:, TOTALS.index("consented")] = women
    one = Runs(default_parameters(), 1, cells=array("q", rows.tobytes()), draws=other.draws)
    assert 0.86 < differences(one, other)["consented"].probability_better < 1.0


@pytest.mark.parametrize("enough", [True, False])
def test_a_design_that_offers_nothing_is_never_better(enough, monkeypatch):
    """Each woman of one is none of the other: no moments of the differences could say that it never turns."""
    monkeypatch.setattr("scenarios.intervals.ENOUGH", DRAWS * EACH + (not enough))
    one = runs_over_draws(5, 60.0, 60.0)
    rows = np.array(one.rows, np.int64)
    rows[:, TOTALS.index("consented")] = np.maximum(0, rows[:, TOTALS.index("consented")] - 990)
    one = Runs(default_parameters(), 1, cells=array("q", rows.tobytes()), draws=one.draws)
    none = rows.copy()
    none[:, TOTALS.index("consented")] = 0
    other = Runs(default_parameters(), 1, cells=array("q", none.tobytes()), draws=one.draws)
    found = differences(other, one)["consented"].probability_better
    assert (found == 0.0) == enough
    assert found < 0.5
    assert (differences(one, other)["consented"].probability_better == 1.0) == enough


@pytest.mark.parametrize("skew", [-1.0, -0.4, 0.0, 0.0005, 0.4, 1.0])
@pytest.mark.parametrize("mean", [-2.5, -0.5, 0.0, 0.3, 2.5])
def test_the_probability_is_that_of_the_distribution_in_the_library(mean, skew):
    assert _above_nought(mean, skew) == pytest.approx(pearson3.sf(0.0, skew, loc=mean), abs=2e-4)


def test_of_what_never_differs_or_has_no_better_way_no_probability_is_given():
    found = differences(runs_over_draws(3, 60.0, 60.0), runs_over_draws(3, 60.0, 60.0))
    assert {item.probability_better for item in found.values()} == {None}
    one, other = shifted(60.0)
    one.draws = other.draws = array("q")
    assert differences(one, other)["consented"].probability_better is None


def test_any_number_of_a_replication_is_summarised_alike():
    runs = runs_over_draws(2, 60.0, 30.0)
    assert summary_of(runs.total("consented"), runs) == summarise(runs)["consented"]


def test_a_difference_is_paired_within_draws():
    one, other = runs_over_draws(3, 60.0, 60.0), runs_over_draws(3, 60.0, 60.0)
    width = differences(one, other)["consented"].expected
    assert width == pytest.approx((0.0, 0.0))


def test_without_draws_nothing_is_said_of_parameters():
    runs = runs_over_draws(1, 60.0, 60.0)
    runs.draws = array("q")
    item = summarise(runs)["consented"]
    assert (item.expected, item.parameters) == (None, None)


@given(st.integers(1, 400), st.integers(1, 400), st.data())
def test_rows_are_divided_evenly_however_they_are_cut(draws, more, data):
    replications = draws + more
    whole = rows_of_draws(replications, draws, 0, replications)
    cut = data.draw(st.integers(0, replications))
    parts = [rows_of_draws(replications, draws, 0, cut), rows_of_draws(replications, draws, cut, replications - cut)]
    for place in (0, 1):
        assert np.concatenate([part[place] for part in parts]).tolist() == whole[place].tolist()
    counts = np.bincount(whole[0], minlength=draws)
    assert counts.max() - counts.min() <= 1
    assert len(np.unique(whole[1])) == replications


@pytest.fixture
def prior_as_posterior(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take draws from two priors in place of the shipped posterior."""

    class Draws:
        def draws(self, base, number):
            return Varied(base, *self._values(base, number))

        def _values(self, base, number):
            made = draw_priors(base, ["attendance.drug_group", "leaving.preparation"], number, 7)
            return made.names, made.values

    monkeypatch.setattr(calibration.posterior, "posterior", Draws)


@pytest.mark.usefixtures("prior_as_posterior")
def test_the_same_numbers_at_any_number_of_workers_and_from_either_engine():
    scenario = find("base")
    settings = [{"engine": "simpy"}, {"engine": "compiled"}, {"engine": "compiled", "workers": 3}]
    found = [run_scenarios([scenario], Settings(23, 5, draws=7, **more), quiet=True)["base"] for more in settings]
    assert found[0].rows == found[1].rows == found[2].rows
    assert found[0].draws == found[1].draws == found[2].draws
    assert sorted(set(found[0].draws)) == list(range(7))


@pytest.mark.usefixtures("prior_as_posterior")
def test_the_log_of_a_row_is_that_of_its_draw():
    runs = run_scenarios([find("base")], Settings(6, 5, logs=2, draws=3), quiet=True)["base"]
    met = [sum(entry[2] == 1 for entry in runs.records[row].events) for row in (0, 1)]
    assert met == runs.total("contacts")[:2]


@pytest.mark.parametrize("draws", [-1, 11])
def test_draws_that_cannot_be(draws):
    with pytest.raises(InputError, match=f"draws: {draws} is not a whole number from 0"):
        Settings(10, draws=draws)
