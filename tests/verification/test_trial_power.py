"""Power of the virtual trial against the textbook, published formulas and simulated trials."""

import numpy as np
import pytest
from scipy import special, stats

from calibration.priors import uniforms
from scenarios.trial.design import read_design
from scenarios.trial.power import Delivered, made_test

pytestmark = pytest.mark.verification

EXAMPLE = "scenarios/trials/example.toml"


def designed(method):
    from dataclasses import replace
    from pathlib import Path

    return replace(read_design(Path(__file__).parents[2] / EXAMPLE), method=method)


def arms(treated, comparison, response=1.0, spread=0.0, in_groups=0.0, with_therapist=0.0, groups=None):
    def full(value):
        return np.array([[float(value)]])

    return Delivered(
        full(treated),
        full(comparison),
        full(response),
        full(response),
        full(spread),
        full(in_groups),
        full(with_therapist),
        full(treated if groups is None else groups),
        full(0.0),
    )


def a_test_of(made, effect, method="t_test", icc=0.0, kept=1.0):
    nought = np.zeros((1, 1))
    return made_test(made, np.full((1, 1), effect), nought + icc, nought, nought + kept, designed(method))


def power(made, effect, method="t_test", icc=0.0, kept=1.0, alpha=0.05):
    """Return the probability of significance either way, as textbooks have it."""
    return float(a_test_of(made, effect, method, icc, kept).either_way(alpha)[0, 0])


@pytest.mark.parametrize("each", [8, 20, 64, 175, 400])
@pytest.mark.parametrize("effect", [0.0, 0.2, 0.5, 0.86, -0.3])
def test_without_dropping_out_or_clusters_it_is_the_textbooks_t_test(each, effect):
    """Cohen 1988; scipy's noncentral t: the exact power of the two-sample t-test."""
    df, shift = 2 * each - 2, effect * np.sqrt(each / 2)
    critical = stats.t.ppf(0.975, df)
    exact = 1.0 - special.nctdtr(df, shift, critical) + np.nan_to_num(special.nctdtr(df, shift, -critical))
    assert power(arms(each, each), effect) == pytest.approx(exact, abs=1e-6)


def test_the_anchor_of_every_textbook():
    assert power(arms(64, 64), 0.5) == pytest.approx(0.80, abs=0.005)


def test_assurance_of_the_same_trial_with_an_uncertain_effect():
    """64 an arm and an effect of N(0.5, 0.25): 0.69 (in the favourable direction)."""
    effects = stats.norm.ppf(uniforms("anchor", 0, 4000, 1), 0.5, 0.25)
    found = np.mean([a_test_of(arms(64, 64), effect).in_favour(0.05)[0, 0] for effect in effects])
    df = 126
    critical = stats.t.ppf(0.975, df)
    exact = np.mean(stats.nct.sf(critical, df, effects * np.sqrt(32)))
    assert found == pytest.approx(exact, abs=0.003)
    assert found == pytest.approx(0.69, abs=0.01)


def test_a_baseline_that_explains_much_is_worth_women():
    """ANCOVA needs 1 - r^2 of the women (Borm and others 2007)."""
    assert power(arms(48, 48), 0.5, "ancova", kept=0.75) == pytest.approx(power(arms(64, 64), 0.5), abs=0.01)


@pytest.mark.parametrize(("size", "clusters", "icc"), [(5, 8, 0.05), (8, 12, 0.1), (3, 30, 0.2)])
def test_partially_nested_power_is_the_published_formulas(size, clusters, icc):
    """Moerbeek and Wong 2008: variance of the difference, ((1 + (m - 1) icc) / (m k) + 1 / n) of the outcome's."""
    women = size * clusters
    made = arms(women, women, in_groups=clusters * size * (size - 1), groups=clusters)
    variance = (1 + (size - 1) * icc) / women + 1 / women
    ours = power(made, 0.5, "partially_nested", icc)
    parts = ((1 + (size - 1) * icc) / women, 1 / women)
    df = sum(parts) ** 2 / (parts[0] ** 2 / (clusters - 1) + parts[1] ** 2 / (women - 1))
    critical = special.stdtrit(df, 0.975)
    shift = 0.5 / np.sqrt(variance)
    exact = special.nctdtr(df, -shift, -critical) + special.nctdtr(df, shift, -critical)
    assert ours == pytest.approx(exact, abs=1e-4)


def test_a_test_that_ignores_clusters_is_significant_too_often():
    made = arms(100, 100, in_groups=20 * 5 * 4, groups=20)
    assert power(made, 0.0, "ancova", icc=0.2) > 0.08
    assert power(made, 0.0, "partially_nested", icc=0.2) == pytest.approx(0.05, abs=0.001)
    assert power(made, 0.0, "ancova", icc=0.0) == pytest.approx(0.05, abs=1e-6)


def test_power_is_alpha_with_no_effect_and_rises_with_effect_and_women():
    assert power(arms(50, 50), 0.0, alpha=0.1) == pytest.approx(0.1, abs=1e-6)
    rising = [power(arms(50, 50), effect) for effect in np.linspace(0, 2, 9)]
    assert rising == sorted(rising)
    more = [power(arms(n, n), 0.4) for n in range(10, 300, 20)]
    assert more == sorted(more)


@pytest.mark.parametrize("effect", [0.0, 0.2, -0.5, 2.0])
def test_each_side_is_the_textbooks(effect):
    """scipy's noncentral t: beyond the upper critical value, and below the lower."""
    test = a_test_of(arms(20, 30), effect)
    shift, critical = effect / np.sqrt(1 / 20 + 1 / 30), stats.t.ppf(0.975, 48)
    assert test.in_favour(0.05)[0, 0] == pytest.approx(stats.nct.sf(critical, 48, shift), abs=1e-6)
    assert test.against(0.05)[0, 0] == pytest.approx(stats.nct.sf(critical, 48, -shift), abs=1e-6)


def test_likeness_is_a_share_of_what_the_baseline_leaves_whatever_the_method():
    """Women of a cluster share as much of the outcome by a t-test as by ANCOVA, of which more is left to chance."""
    made = arms(100, 100, in_groups=20 * 5 * 4, groups=20)
    variance = {
        method: float(a_test_of(made, 0.0, method, icc=0.2, kept=0.6).true_error[0, 0] ** 2)
        for method in ("t_test", "ancova")
    }
    shared = 0.6 * 0.2 * 20 * 5 * 4 / 100**2
    assert variance["t_test"] == pytest.approx(2 / 100 + shared)
    assert variance["ancova"] == pytest.approx(2 * 0.6 / 100 + shared)


def test_an_arm_with_nobody_has_no_power():
    assert power(arms(0, 50), 0.5) == 0.0
    assert power(arms(50, 1), 0.5) == 0.0
