"""Analyses of a trial's data: the permutation test, what every method can tell, and which one the check recommends."""

from dataclasses import replace
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from calibration.priors import uniforms
from scenarios.trial.checking import Check, Share, Tried, _better
from scenarios.trial.design import METHODS, OF_SCORES, OF_SHARES, read_design
from scenarios.trial.nested import compared, sizes_of
from scenarios.trial.permutation import RELABELLINGS, permuted, relabellings
from scenarios.trial.simulate import Data, analysed
from scenarios.trial_command import TRIALS
from scenarios.trial_report.cells import METHODS as SAID
from scenarios.trial_report.cells import METHODS_IN_SHORT
from scenarios.trial_report.sections_check import _findings, _note, _verdict
from sim.errors import InputError

pytestmark = pytest.mark.unit


def normal(name, number, seed):
    return special.ndtri(uniforms(f"analyses.{name}", 0, number, seed))


def trial(seed, n1=15, n0=15, effect=0.0, shares=False):
    baseline, own = normal("baseline", n1 + n0, seed), normal("own", n1 + n0, seed)
    treated = np.arange(n1 + n0) % (n1 + n0) < n1
    outcome = 0.5 * baseline + own + effect * treated
    cluster = np.where(treated, np.arange(n1 + n0) // 4, -1)
    if shares:
        baseline, outcome = np.zeros(n1 + n0), (outcome > 0.4).astype(float)
    nothing, some = np.zeros(n1 + n0, int), np.ones(n1 + n0, bool)
    return Data(nothing, nothing, treated, nothing, treated, cluster, baseline, outcome, some, cluster)


def p_of(data, key=(0, 1), times=RELABELLINGS):
    return permuted(data.outcome, data.treated, data.baseline, data.cluster, key, times)[2]


@given(seed=st.integers(0, 10_000), effect=st.sampled_from([0.0, 0.5, 3.0]))
@settings(max_examples=25, deadline=None)
def test_a_permutation_tests_p_value_is_one_of_its_steps_and_the_same_again(seed, effect):
    data = trial(seed, effect=effect)
    p = p_of(data)
    assert 1 / (1 + RELABELLINGS) <= p <= 1.0
    assert round(p * (1 + RELABELLINGS)) == pytest.approx(p * (1 + RELABELLINGS))
    assert p == p_of(data)


def test_its_p_value_is_the_exact_one_of_shares():
    """Fisher's: with so many relabellings as tell the hypergeometric distribution of the treated arm's number."""
    data = trial(5, 12, 10, effect=1.2, shares=True)
    reached, women = int(data.outcome.sum()), len(data.outcome)
    estimate = data.outcome[data.treated].mean() - data.outcome[~data.treated].mean()
    exact = sum(
        comb(12, a) * comb(10, reached - a) / comb(women, reached)
        for a in range(max(0, reached - 10), min(12, reached) + 1)
        if abs(a / 12 - (reached - a) / 10) >= abs(estimate) - 1e-9
    )
    assert 0.001 < exact < 0.9
    found = p_of(data, times=20_000)
    assert abs(found - exact) < 4.0 * np.sqrt(exact * (1 - exact) / 20_000)


def test_its_p_values_without_an_effect_are_uniform_whatever_the_outcomes_look_like():
    """Outcomes far from normal, women not alike: exact at any size, with chance of its own in every data set."""
    found = []
    for seed in range(400):
        data = trial(seed, 9, 6)
        found.append(p_of(replace(data, outcome=np.exp(2.0 * data.outcome)), (seed, 1), 99))
    ranks = np.round(np.array(found) * 100).astype(int)
    counts = np.bincount((ranks - 1) // 20, minlength=5)
    assert stats.chisquare(counts).pvalue > 1e-3
    assert stats.binomtest(int((ranks <= 5).sum()), 400, 0.05).pvalue > 1e-3


def test_its_statistic_is_the_partially_nested_one_and_a_large_effect_is_seen():
    data = trial(7, effect=3.0)
    nested = analysed(data, "partially_nested")
    found = permuted(data.outcome, data.treated, data.baseline, data.cluster, (0, 1))
    assert found[:2] == pytest.approx((nested.estimate, nested.error))
    assert found[2] == 1 / (1 + RELABELLINGS)


@pytest.mark.parametrize(("alpha", "times"), [(0.05, 199), (0.1, 199), (0.01, 999), (0.025, 399), (1e-6, 9_999)])
def test_a_small_level_has_relabellings_that_can_tell_it(alpha, times):
    assert relabellings(alpha) == times
    if alpha > 1e-3:
        assert (1 + times) * alpha == pytest.approx(round((1 + times) * alpha))


def test_chance_is_keyed_by_data_set_and_seed():
    data = trial(11, effect=0.4)
    assert len({p_of(data, key) for key in ((0, 1), (1, 1), (0, 2), (3, 4))}) > 1


def test_the_partially_nested_comparison_is_the_same_row_by_row_and_in_any_order():
    data = trial(3)
    one, other = np.flatnonzero(data.treated), np.flatnonzero(~data.treated)
    order, sizes = sizes_of(data.cluster[one])
    places = np.concatenate([one[order], other])
    y = np.stack([data.outcome[places], data.baseline[places] ** 2])
    x = np.stack([data.baseline[places]] * 2)
    both = compared(y, x, sizes)
    for row in range(2):
        alone = compared(y[row : row + 1], x[row : row + 1], sizes)
        for part in ("estimate", "error", "freedom"):
            assert getattr(both, part)[row] == pytest.approx(getattr(alone, part)[0])
    again = np.argsort(uniforms("analyses.order", 0, len(data.outcome), 1))
    shuffled = Data(*(getattr(data, name)[again] for name in Data.__dataclass_fields__))
    assert analysed(shuffled, "partially_nested").p == pytest.approx(analysed(data, "partially_nested").p)
    assert analysed(shuffled, "kenward_roger").p == pytest.approx(analysed(data, "kenward_roger").p)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_has_words_and_tells_nothing_of_too_few(method):
    assert method in SAID
    assert method in METHODS_IN_SHORT
    data = trial(2, shares=method == "logistic")
    assert 0.0 < analysed(data, method).p <= 1.0
    few = replace(data, followed=np.arange(len(data.outcome)) < 1)
    assert np.isnan(analysed(few, method).p)


def test_without_women_left_in_two_clusters_clusters_cannot_be_counted():
    data = trial(2)
    one = replace(data, cluster=np.where(data.treated, 0, -1))
    for method in ("partially_nested", "permutation"):
        assert np.isnan(analysed(one, method).p)
    assert 0.0 < analysed(one, "ancova").p < 1.0


@pytest.mark.parametrize("method", METHODS)
def test_a_design_takes_the_methods_of_its_outcome_and_no_others(method, tmp_path):
    for name, fit in (("example", OF_SCORES), ("reaching-therapy", OF_SHARES)):
        text = (TRIALS / f"{name}.toml").read_text(encoding="utf-8")
        own = read_design(TRIALS / f"{name}.toml").method
        path = tmp_path / f"{name}.toml"
        path.write_text(text.replace(f'method = "{own}"', f'method = "{method}"'), encoding="utf-8")
        if method in fit:
            assert read_design(path).method == method
        else:
            with pytest.raises(InputError, match=f"method: '{method}': the outcome"):
                read_design(path)


def tried(method, power, type_one, worked=0.05):
    return Tried(
        method,
        2000,
        0.05,
        Share(power, (power - 0.1, power + 0.1), power),
        Share(type_one, (type_one - 0.03, type_one + 0.03), worked),
    )


def won(power):
    return (np.arange(100) < round(100 * power)).astype(float)


def chosen(own, *others):
    return _better((own, *others), own, {one.method: won(one.power.simulated) for one in (own, *others)})


def test_the_method_recommended_holds_its_level_and_has_the_most_power():
    nested, kenward = tried("partially_nested", 0.7, 0.05), tried("kenward_roger", 0.6, 0.04)
    too_often, worked = tried("ancova", 0.9, 0.12), tried("ancova", 0.9, 0.06, worked=0.08)
    assert chosen(too_often, nested, kenward) == "partially_nested"
    # What the formula says is enough, where the trials are too few to tell.
    assert chosen(worked, nested, kenward) == "partially_nested"
    assert chosen(too_often) is None
    # The design's own stays unless another has surely more.
    assert chosen(replace(nested, power=Share(0.69, (0.6, 0.8), 0.7)), tried("mixed_model", 0.7, 0.05)) == (
        "partially_nested"
    )
    assert chosen(kenward, nested) == "partially_nested"
    assert chosen(nested, too_often) == "partially_nested"


def test_what_the_check_found_is_said():
    too_often, nested = tried("ancova", 0.9, 0.12), tried("partially_nested", 0.7, 0.05)
    mixed = tried("mixed_model", 0.66, 0.05)
    check = Check(
        "ancova", 100, 2000, 0.05, too_often.power, too_often.type_one, (too_often, nested, mixed), "partially_nested"
    )
    said = " ".join(_findings(check))
    assert "Analysis of covariance: type I error is above 5.0%: 12.0% (95%: 9.0% to 15.0%)" in said
    assert 'Recommended: method = "partially_nested"' in said
    assert "The power of mixed models agrees with what was worked out, in these 2,000 trials" in said
    assert "Every method is above its level" in " ".join(_findings(replace(check, better=None)))
    assert "keep it" in " ".join(_findings(replace(check, better="ancova")))
    off = replace(mixed, power=replace(mixed.power, worked_out=0.9))
    assert "is not what was worked out" in " ".join(_findings(replace(check, tried=(too_often, off))))


def test_too_few_trials_recommend_nothing_and_say_what_they_cannot_tell():
    often = tried("ancova", 0.9, 0.08)
    check = Check("ancova", 100, 300, 0.05, often.power, often.type_one, (often,))
    assert not check.enough
    said = " ".join(_findings(check))
    assert "Too few trials to tell 5% from 8%: intervals are about ± 3 points" in said
    assert "Recommended" not in said
    assert "keep it" not in said
    assert "Too few trials" not in " ".join(_findings(replace(check, trials=2000)))
    # One method analysed fewer trials than are enough: it is not recommended either.
    few = replace(tried("permutation", 0.9, 0.05), trials=200)
    assert chosen(tried("ancova", 0.5, 0.12), few) is None


@pytest.mark.parametrize(
    ("type_one", "worked", "says"),
    [
        (0.12, 0.05, "above its level"),
        (0.12, 0.09, "above its level"),
        (0.06, 0.09, "above by formula"),
        (0.06, None, "not shown above"),
        (0.05, 0.053, "not shown above"),
        (0.01, 0.05, "below"),
    ],
)
def test_a_verdict_is_what_the_interval_shows_or_is_marked_as_the_formula_s(type_one, worked, says):
    assert _verdict(tried("ancova", 0.7, type_one, worked)) == says


def test_the_table_says_how_many_trials_each_analysis_has():
    ancova, few = tried("ancova", 0.7, 0.05), replace(tried("permutation", 0.7, 0.05), trials=200)
    check = Check("ancova", 100, 2000, 0.05, ancova.power, ancova.type_one, (ancova, few), "ancova")
    said = _note(check)
    assert "2,000 trials of 100 women with the effect and 2,000 without" in said
    assert "the same data sets, but for the permutation test, which has the first 200" in said
    assert "by formula" not in said
    assert "but for" not in _note(replace(check, tried=(ancova, replace(few, trials=2000))))
