"""The sampler against posteriors that are known exactly, and the world of the eleven against the whole model."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special, stats

from calibration.chains import Chains
from calibration.crosscheck import begin, compared, rejected, sample
from calibration.evidence import evidence, targets
from calibration.funnel import world_of_joiners
from calibration.priors import prior_values, uniforms
from calibration.roles import roles
from calibration.sampler import Sampling, block_of
from calibration.world import Joiners, find_lives, matches
from sim import default_parameters
from sim.many import run_many
from sim.outcomes import TOTALS
from sim.parameters import default_parameters as base_parameters
from sim.varied import Varied, columns_of

pytestmark = pytest.mark.verification

LIVES = 1 << 14
REFERRED, SCREENED = TOTALS.index("referred"), TOTALS.index("ptsd_screened")


class TwoSteps:
    """Eleven women are each referred with chance p, and those are each screened with chance q; both priors uniform.

    Given 5 of 11 and 4 of 5, p is Beta(6, 7) and q is Beta(5, 2), each for itself.
    """

    names = ("p", "q")

    def __init__(self, *, wrong_by: int = 0) -> None:
        first, second = evidence()["referred"], evidence()["ptsd_screened"]
        self.stages = (first, replace(second, low=second.low - wrong_by))
        self.chance = np.column_stack([uniforms("toy", k, LIVES, seed=5) for k in range(22)])

    def values(self, u):
        return u

    def lives(self, values, u):
        return (u * LIVES).astype(np.int64)

    def totals(self, values, draws, lives):
        rows = np.zeros((len(draws), len(TOTALS)), np.int64)
        referred = self.chance[lives, :11] < values[draws, 0, None]
        rows[:, REFERRED] = referred.sum(axis=1)
        rows[:, SCREENED] = (referred & (self.chance[lives, 11:] < values[draws, 1, None])).sum(axis=1)
        return rows


def p_values(world):
    found = [np.array(match.values) for i in range(4) for match in block_of(world, Sampling(2, 8192, 2), i).matched]
    p, q = np.array(found).T
    assert len(p) > 500
    return stats.kstest(p, stats.beta(6, 7).cdf).pvalue, stats.kstest(q, stats.beta(5, 2).cdf).pvalue


def test_a_posterior_known_exactly_is_found():
    assert min(p_values(TwoSteps())) > 0.01


def test_a_figure_matched_too_loosely_is_seen():
    assert min(p_values(TwoSteps(wrong_by=1))) < 1e-6


def test_stages_are_passed_in_order():
    rows = np.zeros((4, len(TOTALS)), np.int64)
    rows[:, REFERRED] = [5, 5, 4, 5]
    rows[:, SCREENED] = [4, 3, 4, 4]
    rows[:, TOTALS.index("started_therapy")] = [4, 4, 4, 0]
    assert matches(targets("fitted")[:3], rows).tolist() == [3, 1, 0, 2]


def test_the_eleven_live_as_eleven_who_joined_the_whole_study():
    """Given that eleven join, what they do is the same whether or not the rest of the funnel is simulated."""
    base = base_parameters().changed({"women.ptsd": 1.0})
    number = 25_000
    whole = run_many(Varied.only(base), np.zeros(number, int), np.arange(number), seed=4)
    whole = whole[whole[:, TOTALS.index("consented")] == 11]
    pool = find_lives_at(22, number, seed=9)
    world = Joiners({22: pool}, 9)
    values = np.array([[float(base.get(name)) for name in world.names]])
    joiners = run_many(world.varied(values), np.zeros(len(pool), int), pool, 9)
    assert (joiners[:, TOTALS.index("consented")] == 11).all()
    for name in ("attended_any_group", "referred", "ptsd_screened", "started_therapy", "completed_therapy"):
        one, other = whole[:, TOTALS.index(name)], joiners[:, TOTALS.index(name)]
        top = int(max(one.max(), other.max())) + 1
        table = np.array([np.bincount(one, minlength=top), np.bincount(other, minlength=top)])
        assert stats.chi2_contingency(table[:, table.sum(axis=0) >= 10]).pvalue > 0.005, name
    for name in ("drug_group_sessions_held", "drug_group_attendances", "therapy_sessions_held"):
        column = TOTALS.index(name)
        assert stats.ks_2samp(whole[:, column], joiners[:, column]).pvalue > 0.005, name


def find_lives_at(weeks, number, seed):
    from calibration.world import short_world

    rows = run_many(Varied.only(short_world(weeks)), np.zeros(number, int), np.arange(number), seed)
    return np.flatnonzero(rows[:, TOTALS.index("consented")] == 11)


def test_lives_found_have_eleven_and_do_not_depend_on_threads():
    one, two = find_lives(256, 3, 1), find_lives(256, 3, 2)
    assert all(np.array_equal(one[weeks], two[weeks]) for weeks in one)
    world = Joiners({weeks: lives for weeks, lives in one.items() if len(lives)}, 3)
    weeks = max(world.lives_with_eleven, key=lambda week: len(world.lives_with_eleven[week]))
    values = np.array([[float(default_parameters().get(name)) for name in world.names]])
    values[0, world.names.index("run.recruitment_weeks")] = weeks
    lives = one[weeks]
    assert len(lives) > 15  # 11 has probability 0.119
    assert world.has_eleven(np.repeat(values, len(lives), axis=0), lives).all()
    rows = world.totals(values, np.zeros(len(lives), int), lives)
    assert (rows[:, TOTALS.index("consented")] == 11).all()


def test_what_is_left_at_its_prior_does_not_act_on_what_is_fitted():
    """No parameter outside the fit changes any count of the eleven; only money may move."""
    alone = [name for name in (*roles().prior_alone, *roles().priced) if not name.startswith("women.")]
    world = world_of_joiners()
    columns = columns_of(alone, world)
    varied = Varied(world, tuple(columns), prior_values(alone, 40, 1))
    draws, lives = np.repeat(np.arange(40), 10), np.tile(np.arange(10), 40)
    rows = run_many(varied, draws, lives, 1)
    counted = [
        i
        for i, name in enumerate(TOTALS)
        if not name.startswith("pence_") and name not in {f"left_{cause}" for cause in LIFE_EVENTS}
    ]
    same = run_many(Varied.only(world), np.zeros(10, int), np.arange(10), 1)
    assert (rows.reshape(40, 10, -1)[:, :, counted] == same[:, counted]).all()


LIFE_EVENTS = ("housing", "custody", "illness", "moved_away")
WOMEN = 120
"""Replications in which every fitted parameter is seen to act."""


def test_what_is_fitted_does_act():
    world = world_of_joiners()
    same = run_many(Varied.only(world), np.zeros(WOMEN, int), np.arange(WOMEN), 1)
    idle = []
    for name in roles().fitted:
        values = np.array([[value] for value in np.unique(prior_values([name], 8, 2, 0, world))[[0, -1]]])
        if name == "run.delivery_weeks":
            values = np.array([[50.0], [80.0]])
        rows = run_many(Varied(world, (name,), values), np.repeat([0, 1], WOMEN), np.tile(np.arange(WOMEN), 2), 1)
        if (rows.reshape(2, WOMEN, -1) == same).all():
            idle.append(name)
    assert idle == []


MANY_REFERRED = (replace(targets("fitted")[0], low=9, high=11),)
"""A figure that tells much about attending."""


def test_chains_find_what_rejection_finds():
    """Two methods, one posterior: given the first figure alone, where both are quick."""
    names = ("attendance.drug_group", "stability.gained", "drug_groups.sessions_to_prepare", "leaving.preparation")
    world = Joiners(find_lives(4096, 6, 2, all_weeks=[22]), 6, names, MANY_REFERRED)
    draws = np.array([match.draw for i in range(2) for match in block_of(world, Sampling(6, 2048, 4), i).matched])
    chains = begin(world, 48, seed=8, stages=1)
    assert (chains.passed == 0).all()
    scores = sample(chains, burn_in=100, steps=80, tries=6, every=2)
    assert scores.shape[1] >= 46  # all but a few have arrived
    found = compared(names, rejected(world, Sampling(6, 2048, 4), draws), scores)
    assert max(abs(one.score) for one in found) < 3.5
    assert max(abs(one.rejection) for one in found) > 0.2  # the figure does tell something


def test_chains_that_take_what_does_not_match_are_seen(monkeypatch):
    names = ("attendance.drug_group", "drug_groups.sessions_to_prepare")
    world = Joiners(find_lives(4096, 6, 2, all_weeks=[22]), 6, names, MANY_REFERRED)
    draws = np.array([match.draw for i in range(2) for match in block_of(world, Sampling(6, 2048, 4), i).matched])
    monkeypatch.setattr("calibration.chains.matches", lambda stages, rows: np.ones(len(rows), np.int64))
    scores = sample(begin(world, 32, seed=8, stages=1), burn_in=40, steps=40, tries=4, every=2)
    found = compared(names, rejected(world, Sampling(6, 2048, 4), draws), scores)
    assert max(abs(one.score) for one in found) > 5.0


class AnyLife(TwoSteps):
    """Two steps, of which five to eleven women take the first: more than half of all lives match."""

    def __init__(self):
        super().__init__()
        self.stages = (replace(self.stages[0], high=11),)
        self.lives_with_eleven = {0: np.arange(LIVES)}

    def weeks(self, values):
        return np.zeros(len(values))

    def has_eleven(self, values, lives):
        return np.ones(len(lives), bool)


def test_chains_have_the_posterior_as_their_law_where_many_tries_match():
    """Given 5 to 11 of 11, p is an even mixture of Beta(6, 7) to Beta(12, 1), with mean 9/13; q is what it was."""
    world, number = AnyLife(), 400
    u = np.column_stack([uniforms(name, 0, number, seed=11) for name in ("p", "q")])
    passed = np.zeros(number, np.int64)
    chains = Chains(world, 12, special.ndtri(u), (u[:, 0] * LIVES).astype(np.int64), passed, 1)
    chains.run(40, 4)
    seen = []
    for _ in range(60):
        chains.run(2, 4)
        seen.append(chains.values().copy())
    means = np.array(seen).mean(axis=0)
    assert (chains.passed == 1).all()
    for mean, exact in zip(means.T, (9 / 13, 1 / 2), strict=True):
        assert abs(mean.mean() - exact) < 3.5 * mean.std(ddof=1) / np.sqrt(number)
    assert means[:, 0].std(ddof=1) / np.sqrt(number) < 0.003  # a tenth of the posterior's spread is far outside
