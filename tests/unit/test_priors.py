"""Draws from priors: keyed, in range, of the distribution they say, and never contradicting one another."""

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from calibration.priors import draw_priors, drawable, held_together, prior_values, quantile, uniforms
from scenarios.files import load
from sim import InputError, default_parameters
from sim.draws import Block, Draws
from sim.parameters import CONSTRAINED, Entry, entries

pytestmark = pytest.mark.unit

BASE = default_parameters()
GRID = np.linspace(0.001, 0.999, 41)


def entry(family: dict, low: float, high: float, value: float = 0.5) -> Entry:
    return Entry(value=value, unit="u", range=(low, high), prior=family, standing="assumption", source="s", help="h")


@given(st.integers(0, 2**64 - 1), st.sampled_from(drawable()), st.integers(0, 3), st.integers(0, 2**32 - 4))
def test_a_uniform_is_made_of_the_words_of_its_address(seed, name, member, first):
    found = uniforms(name, member, 3, seed, first)
    for i in range(3):
        high, low, *_ = Draws(seed, first + i).block(Block.PRIOR, crc32(name.encode()), member)
        assert found[i] == (((high >> 5) << 25 | low >> 7) * 2 + 1) / 2**53
    assert ((found > 0.0) & (found < 1.0)).all()


def test_the_smallest_and_the_largest_words_stay_inside(monkeypatch):
    for word in (0, 2**32 - 1):
        words = (np.array([word], np.uint64),) * 2
        monkeypatch.setattr("calibration.priors._words", lambda *_, words=words: words)
        assert 0.0 < uniforms("women.ptsd", 0, 1, 1)[0] < 1.0


def test_names_have_addresses_of_their_own():
    assert len({crc32(name.encode()) for name in entries()}) == len(entries())


@given(
    st.integers(1, 20), st.integers(0, 50), st.lists(st.sampled_from(drawable()), unique=True, min_size=1, max_size=5)
)
def test_a_draw_depends_on_nothing_but_its_number(number, first, names):
    """Not on how many are taken, nor from where on, nor on which other parameters are drawn."""
    together = draw_priors(BASE, drawable(), 71, seed=9)
    alone = prior_values(names, number, 9, first)
    raw = prior_values(drawable(), 71, 9)
    columns = list(together.names)
    place = 0
    for name in names:
        width = len(BASE.get(name)) if isinstance(BASE.get(name), tuple) else 1
        at = columns.index(name if width == 1 else f"{name}[0]")
        assert np.array_equal(alone[:, place : place + width], raw[first : first + number, at : at + width])
        place += width


@pytest.mark.parametrize(
    ("family", "known"),
    [
        ({"family": "beta", "a": 4.5, "b": 0.5}, stats.beta(4.5, 0.5)),
        ({"family": "gamma", "mean": 2.8, "cv": 0.3}, stats.gamma(1 / 0.09, scale=2.8 * 0.09)),
        ({"family": "lognormal", "median": 1.6, "log_sd": 0.3}, stats.lognorm(0.3, scale=1.6)),
        ({"family": "normal", "mean": 1.4, "sd": 0.5}, stats.norm(1.4, 0.5)),
        ({"family": "uniform", "low": 0.5, "high": 2.0}, stats.uniform(0.5, 1.5)),
        ({"family": "triangular", "low": 2.0, "mode": 4.0, "high": 8.0}, stats.triang(1 / 3, 2, 6)),
        ({"family": "triangular", "low": 2.0, "mode": 2.0, "high": 8.0}, stats.triang(0, 2, 6)),
        ({"family": "triangular", "low": 2.0, "mode": 8.0, "high": 8.0}, stats.triang(1, 2, 6)),
    ],
)
def test_quantiles_are_those_of_the_distribution(family, known):
    assert quantile(entry(family, -1e6, 1e6), GRID) == pytest.approx(known.ppf(GRID), rel=1e-9)
    low, high = known.ppf(0.2), known.ppf(0.9)
    cut = quantile(entry(family, float(low), float(high)), GRID)
    assert cut == pytest.approx(known.ppf(0.2 + GRID * 0.7), rel=1e-9)
    assert ((cut >= low) & (cut <= high)).all()


def test_whole_numbers_are_the_nearest():
    found = quantile(entry({"family": "uniform", "low": 0.0, "high": 4.0}, 0, 4, value=2), np.array([0.1, 0.2, 0.99]))
    assert found.tolist() == [0.0, 1.0, 4.0]


def test_a_prior_without_weight_in_the_range_is_refused():
    with pytest.raises(InputError, match="no weight"):
        quantile(entry({"family": "uniform", "low": 0.0, "high": 1.0}, 2.0, 3.0), GRID)


@pytest.mark.parametrize("name", drawable())
def test_every_prior_gives_values_that_the_parameter_may_take_and_its_mean(name):
    values = prior_values([name], 4000, seed=2)
    low, high = entries()[name].range
    assert ((values >= low) & (values <= high)).all()
    assert len(np.unique(values)) > 3
    prior = entries()[name].prior
    if prior.family == "dirichlet":
        weights = np.array(prior.model_extra["weights"])
        assert values.sum(axis=1) == pytest.approx(np.ones(4000))
        assert values.mean(axis=0) == pytest.approx(weights / weights.sum(), abs=0.02)
    elif prior.family == "gamma":
        assert values.mean() == pytest.approx(prior.model_extra["mean"], rel=0.05)


def test_every_parameter_that_may_contradict_another_is_held_together():
    """A new prior on one of them needs a rule of its own."""
    assert set(drawable()) & CONSTRAINED == {
        "run.recruitment_weeks",
        "run.delivery_weeks",
        "stabilisation.minimum_size",
    }


def test_no_more_women_are_waited_for_than_a_group_holds():
    names = ["stabilisation.minimum_size"]
    assert set(draw_priors(BASE, names, 400, 1).values[:, 0]) == {2, 3, 4, 5}
    small = BASE.changed({"stabilisation.maximum_size": 3, "stabilisation.minimum_size": 1})
    assert set(draw_priors(small, names, 400, 1).values[:, 0]) == {2, 3}


@pytest.mark.parametrize("changes", [{}, {"run.warm_up_weeks": 70, "run.delivery_weeks": 80}])
def test_no_draw_contradicts_itself(changes):
    base = BASE.changed(changes)
    for names in (["run.recruitment_weeks", "run.delivery_weeks"], ["run.recruitment_weeks"], ["run.delivery_weeks"]):
        varied = draw_priors(base, names, 500, seed=3)  # checks every combination
        assert varied.draws == 500
    drawn = draw_priors(base, ["run.recruitment_weeks", "run.delivery_weeks"], 500, 3)
    assert (drawn.values[:, 0] <= drawn.values[:, 1]).all()
    assert (drawn.values[:, 1] > base.run.warm_up_weeks).all()


def test_recruitment_is_lowered_to_delivery_and_nothing_else_moves():
    columns = ["run.recruitment_weeks", "women.ptsd", "run.delivery_weeks"]
    values = np.array([[52.0, 0.5, 48.0], [20.0, 0.5, 48.0]])
    assert held_together(BASE, columns, values).tolist() == [[48.0, 0.5, 48.0], [20.0, 0.5, 48.0]]
    assert values[0, 0] == 52.0


def test_draws_of_all_priors_can_be_simulated():
    varied = draw_priors(load("service"), [name for name in drawable() if not name.startswith("run.")], 3, seed=1)
    assert varied.parameters(2).get("women.sells_sex") != BASE.get("women.sells_sex")


@pytest.mark.parametrize(
    ("names", "number", "why"),
    [
        (["attendance.therpy"], 1, "Did you mean 'attendance.therapy'"),
        (["pathway.trauma"], 1, "no prior"),
        (["run.kind"], 1, "fixed"),
        (["women.ptsd", "women.ptsd"], 1, "twice"),
        (["women.ptsd"], 0, "expected 1 to"),
    ],
)
def test_what_cannot_be_drawn_is_refused(names, number, why):
    with pytest.raises(InputError, match=why):
        draw_priors(BASE, names, number, seed=1)
