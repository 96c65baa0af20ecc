"""Sensitivity analyses against answers that are known exactly."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special

from calibration.answers import ANSWERS, COUNTED, measured
from calibration.funnel import world_of_joiners
from calibration.priors import drawable, from_uniforms, prior_values, uniforms
from calibration.roles import roles
from calibration.sampler import Sampling, block_of
from calibration.sensitivity.factors import Factor, acts, from_priors
from calibration.sensitivity.listed import Alternative, alternatives
from calibration.sensitivity.one_way import Move, middle_of, moves_of, swings
from calibration.sensitivity.refit import draws_of, known
from calibration.sensitivity.sobol import sobol_indices
from calibration.sensitivity.widths import Reshaped, widened
from calibration.world import Joiners, find_lives, parameter_uniforms
from sim import default_parameters
from sim.outcomes import TOTALS
from sim.varied import Varied, columns_of

pytestmark = pytest.mark.verification


# Sobol's indices

ISHIGAMI = {"x1": (0.3139, 0.5576), "x2": (0.4424, 0.4424), "x3": (0.0, 0.2437)}
"""First order and total, a = 7 and b = 0.1: Ishigami and Homma 1990, worked out in closed form."""


def ishigami(u):
    x = np.pi * (2.0 * u - 1.0)
    return {"y": np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])}


def test_indices_that_are_known():
    found = sobol_indices([Factor(name, (name,)) for name in ISHIGAMI], ishigami, 2048, seed=1)
    assert [one.factor for one in found] == list(ISHIGAMI)
    for one in found:
        first, total = ISHIGAMI[one.factor]
        assert one.first == pytest.approx(first, abs=0.015)
        assert one.total == pytest.approx(total, abs=0.015)
        assert 0.0 < one.total_error < 0.1


def test_the_members_of_a_list_are_one_factor():
    """x1 and x3 together: alone and in all they bring what x2 does not."""
    factors = [Factor("list", ("list[0]", "list[1]")), Factor("x2", ("x2",))]
    found = sobol_indices(factors, lambda u: ishigami(u[:, [0, 2, 1]]), 2048, seed=1)
    assert found[0].first == pytest.approx(1.0 - 0.4424, abs=0.03)
    assert found[0].total == pytest.approx(1.0 - 0.4424, abs=0.03)
    assert found[1].total == pytest.approx(0.4424, abs=0.03)


# What acts, and values from priors


def test_what_acts_is_found():
    names = ["attendance.drug_group", "costs.lunch", "population.size", "support.voucher_odds_ratio", "women.ptsd"]
    found = acts(default_parameters(), names, seed=2, threads=2, tried=60)
    assert found == {"attendance.drug_group", "costs.lunch", "women.ptsd"}


def test_factors_are_their_priors_quantiles():
    factors = [Factor("attendance.drug_group", ("attendance.drug_group",))]
    factors += [Factor("women.sells_sex", tuple(f"women.sells_sex[{i}]" for i in range(4)))]
    u = np.array([[0.25, 0.5, 0.5, 0.5, 0.5], [0.0, 0.1, 1.0, 0.1, 0.1]])
    varied = from_priors(factors, u)
    assert varied.values[0, 0] == pytest.approx(special.betaincinv(5.6, 4.4, 0.25))
    assert varied.values[:, 1:].sum(axis=1) == pytest.approx([1.0, 1.0])
    assert varied.values[1, 2] > 0.8
    gammas = special.gammaincinv([7.8, 4.4, 3.4, 4.4], 0.5)
    assert varied.values[0, 1:] == pytest.approx(gammas / gammas.sum())


# One at a time


def toy_rows(columns, points):
    """Ten women join; as many complete as ``a``, in half the studies one more if it is above 2; b costs £200."""
    rows = np.zeros((len(points), 4, len(COUNTED)), np.int64)
    a, b = (points[:, columns.index(name)] for name in "ab")
    rows[:, :, COUNTED.index("consented")] = 10
    rows[:, :, COUNTED.index("completed_therapy")] = a[:, None] + np.array([0, 0, 1, 1]) * (a[:, None] > 2)
    rows[:, :, COUNTED.index("pence_total")] = 20_000 * b[:, None] + np.array([0, 0, 1000, 1000])
    return rows


def test_swings_that_are_known():
    moves = [Move("a", (1.0, 4.0), {"a": 1.0}, {"a": 4.0}), Move("b", (1.0, 0.0), {"b": 1.0}, {"b": 0.0})]
    found = {(one.factor, one.answer): one for one in swings({"a": 2.0, "b": 3.0}, moves, toy_rows)}
    women, share, cost = (found["a", name] for name in ("completed_therapy", "completed_of_joined", "cost_total"))
    assert (women.low, women.middle, women.high, women.swing) == (1.0, 2.0, 4.5, 3.5)
    assert women.error == pytest.approx(np.std([0, 0, 1, 1], ddof=1) / 2)  # the difference is 3, 3, 4, 4
    assert (share.low, share.high) == pytest.approx((0.1, 0.45))
    assert share.error == pytest.approx(women.error / 10)
    assert cost.swing == 0.0
    assert (found["b", "cost_total"].low, found["b", "cost_total"].high) == (205.0, 5.0)
    assert found["b", "cost_total"].error == 0.0  # chance is the same at both ends


def test_swings_come_largest_first():
    moves = [Move("b", (0.0, 1.0), {"b": 0.0}, {"b": 1.0}), Move("a", (0.0, 2.0), {"a": 0.0}, {"a": 2.0})]
    found = swings({"a": 0.0, "b": 0.0}, moves, toy_rows)
    assert [one.factor for one in found if one.answer == "completed_therapy"] == ["a", "b"]
    assert [one.factor for one in found if one.answer == "cost_total"] == ["b", "a"]


@pytest.fixture(scope="module")
def shipped():
    from calibration.posterior import POSTERIOR_FILE, read_posterior

    return read_posterior(POSTERIOR_FILE)


def test_the_middle_is_the_posterior_s_and_what_is_tied_moves_together(shipped):
    middle = middle_of(shipped)
    assert middle["attendance.drug_group"] == np.median(shipped.column("attendance.drug_group"))
    assert middle["run.recruitment_weeks"] == int(middle["run.recruitment_weeks"])
    assert sum(middle[f"women.sells_sex[{i}]"] for i in range(4)) == pytest.approx(1.0)
    shares = tuple(f"women.sells_sex[{i}]" for i in range(4))
    names = ("run.recruitment_weeks", roles().rates[0])
    weeks, rate, sells = moves_of(shipped, [*(Factor(name, (name,)) for name in names), Factor("s", shares)])
    for end in (weeks.low, weeks.high):
        in_all = {name: end[name] * end["run.recruitment_weeks"] for name in roles().rates}
        assert in_all == pytest.approx({name: middle[name] * middle["run.recruitment_weeks"] for name in in_all})
    in_all = shipped.column(roles().rates[0]) * shipped.column("run.recruitment_weeks")
    assert rate.at[0] * middle["run.recruitment_weeks"] == pytest.approx(np.percentile(in_all, 5.0))
    assert sells.at == pytest.approx(tuple(np.percentile(shipped.column(shares[0]), (5.0, 95.0))))
    assert sum(sells.high[name] for name in shares) == pytest.approx(1.0)
    assert sells.high[shares[2]] / sells.high[shares[1]] == pytest.approx(middle[shares[2]] / middle[shares[1]])


def test_an_answer_that_is_a_share_is_a_ratio_of_means():
    rows = np.zeros((1, 2, len(COUNTED)), np.int64)
    rows[0, :, COUNTED.index("consented")] = [2, 8]
    rows[0, :, COUNTED.index("completed_therapy")] = [2, 0]
    assert measured(rows, "completed_of_joined").values[0] == pytest.approx(0.2)  # the mean of shares is 0.5


# Wider and narrower priors


@pytest.mark.parametrize("times", [2.0, 0.5])
def test_a_prior_has_the_spread_that_it_says(times):
    u = widened(uniforms("toy", 0, 20_000, seed=1), times)
    assert special.ndtri(u).std() == pytest.approx(times, rel=0.02)
    hazard = np.log(from_uniforms("leaving.preparation", u[:, None])[:, 0])  # lognormal, log_sd 0.8
    assert hazard.std() == pytest.approx(0.8 * times, rel=0.03)
    assert np.exp(np.median(hazard)) == pytest.approx(0.015, rel=0.05)
    mean = from_uniforms("waiting.first_week_log_odds", u[:, None])[:, 0]  # normal, sd 0.5, cut at 0 and 5
    assert np.percentile(mean, 60) - 1.4 == pytest.approx(0.5 * times * special.ndtri(0.6), rel=0.1)


def test_a_wide_prior_stays_in_its_range():
    u = widened(np.array([2.0**-53, 0.5, 1.0 - 2.0**-53]), 2.0)
    assert 0.0 < u[0] < 1e-15
    assert u[1] == 0.5
    weeks = from_uniforms("run.recruitment_weeks", u[:, None])[:, 0]
    assert (weeks[0], weeks[2]) == (13.0, 52.0)


def test_only_what_is_named_is_reshaped_and_what_is_tied_is_one():
    u = uniforms("toy", 0, 30, seed=1).reshape(10, 3)
    found = Reshaped(("a", "b", "c"), {"b": 2.0}, {"c": "a"})(u)
    assert (found[:, 0] == u[:, 0]).all()
    assert (found[:, 1] == widened(u[:, 1], 2.0)).all()
    assert (found[:, 2] == u[:, 0]).all()


# Alternatives


@pytest.fixture(scope="module")
def lives():
    return find_lives(1024, 3, 2)


SAMPLING = Sampling(3, 256, 4)
LOOSE = {"low": 3, "high": 11}


def loose(world: Joiners) -> Joiners:
    """Return a world in which the first figure alone is to be matched, and that loosely: many studies match."""
    return replace(world, stages=(replace(world.stages[0], **LOOSE),))


def test_an_alternative_without_a_change_finds_the_base_s_own_draws(lives):
    base = block_of(loose(Joiners(lives, 3)), SAMPLING, 0)
    assert len(base.matched) > 100
    assert block_of(loose(Alternative("none", "structure", "nothing").world(lives, 3)), SAMPLING, 0) == base
    half = Alternative("half", "prior", "half", width=dict.fromkeys(roles().fitted, 0.5))
    assert block_of(loose(half.world(lives, 3)), SAMPLING, 0) != base
    same = Alternative("same", "prior", "as wide", width=dict.fromkeys(roles().fitted, 1.0))
    found = block_of(loose(same.world(lives, 3)), SAMPLING, 0)
    assert [match.life for match in found.matched] == [match.life for match in base.matched]


FITTED = [one for one in alternatives().values() if one.kind == "structure" and not one.not_fitted]


@pytest.mark.parametrize("alternative", FITTED, ids=lambda one: one.name)
def test_a_structure_that_is_fitted_leaves_alone_who_joins_and_changes_what_follows(alternative, lives):
    world, base = alternative.world(lives, 3), Joiners(lives, 3)
    u = parameter_uniforms(world.names, 60, 3, 0)
    values, same = world.values(u), base.values(u[:, : len(base.names)])
    chosen = world.lives(values, uniforms("toy", 0, 60, 3))
    rows, others = (each.totals(v, np.arange(60), chosen) for each, v in ((world, values), (base, same)))
    assert (rows[:, TOTALS.index("consented")] == 11).all()
    assert (rows != others).any()


def test_every_parameter_that_is_fitted_has_its_width_once():
    every = alternatives()
    groups = [one for one in every.values() if one.name.endswith("-twice") and one.name != "all-twice"]
    assert sorted(name for group in groups for name in group.width) == sorted(roles().fitted)
    assert set(every["all-half"].width) == set(roles().fitted)
    assert set(every["all-half"].width.values()) == {0.5}


def test_a_structure_s_own_parameters_are_fitted(lives):
    world = alternatives()["practised-gate"].world(lives, 3)
    assert world.names[-1] == "gate.clinic_opens_week"
    assert world.base.gate.rule == "most_frequent_attenders"
    assert world.base.women == world_of_joiners().women


def test_answers_cover_what_is_asked():
    assert set(ANSWERS) == {"started_therapy", "completed_therapy", "completed_of_joined", "cost_total"}


def test_each_match_is_taken_with_many_values_of_what_was_not_fitted(lives):
    """Matches are taken in turn; the rest is what the posterior's own draws have, row for row."""
    world = loose(Joiners(lives, 3))
    matched = list(block_of(world, SAMPLING, 0).matched[:3])
    values, of = draws_of(world, matched, rows=7, seed=3)
    assert of.tolist() == [0, 1, 2] * 3
    columns = columns_of(drawable(), default_parameters())
    attendance, ptsd = columns.index("attendance.drug_group"), columns.index("women.ptsd")
    place = world.names.index("attendance.drug_group")
    assert values[:, attendance].tolist() == [matched[i].values[place] for i in of]
    assert values[:, ptsd].tolist() == prior_values(["women.ptsd"], 9, 3)[:, 0].tolist()


def test_the_error_of_few_matches_is_that_of_the_matches():
    """Four draws of two matches: the error is of two numbers, not of four."""
    base = default_parameters()
    varied = Varied(base, ("costs.drug_group_session",), np.array([[50.0], [150.0], [50.0], [150.0]]))
    many, few = (known(varied, np.array(of), 400, 1, 1)["cost_total"] for of in ([0, 1, 2, 3], [0, 1, 0, 1]))
    assert many.mean == pytest.approx(few.mean)
    ends = np.array(few.expected)
    assert few.error == pytest.approx(np.ptp(ends) / 2.0, rel=0.15)
    assert many.error == pytest.approx(np.ptp(ends) / 2.0 / np.sqrt(3.0), rel=0.15)
