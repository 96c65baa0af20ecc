"""How long a follow-up: the same women followed up longer, and DUSSK's own women beside the model's."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from scenarios.files import find
from scenarios.trial.design import read_design
from scenarios.trial.effect import beliefs_of
from scenarios.trial.lives import TREATED, live, live_until
from scenarios.trial.matters import matters
from scenarios.trial.progression import BEGAN, JOINED
from scenarios.trial_command import TRIALS
from scenarios.trial_report.result import work_out
from scenarios.trial_report.sections_dose import like_the_study_words, timing_table
from scenarios.trial_report.text import trial_text
from scenarios.trial_report.timing import timing
from scenarios.trial_report.worked import Worked
from sim import simulate

pytestmark = pytest.mark.unit

DRAWS, SEED = 30, 1
WEEKS = (26, 39, 104)


@cache
def a_design(name="example"):
    found = read_design(TRIALS / f"{name}.toml")
    return replace(found, sites=replace(found.sites, number=3, recruitment_weeks=78), sizes=(100, 400))


@cache
def lived():
    return live_until(a_design(), WEEKS, DRAWS, SEED)


@cache
def timed(name="example"):
    design = a_design(name)
    return timing(design, DRAWS, SEED, beliefs_of(design, DRAWS, SEED), 400)


def test_the_same_women_are_followed_up_each_time():
    short, own, late = (one.women for one in lived())
    for name in ("draw", "site", "day", "arm"):
        assert (getattr(short, name) == getattr(own, name)).all()
        assert (getattr(short, name) == getattr(late, name)).all()


def test_a_follow_up_among_others_is_the_one_alone():
    alone, among = live(a_design(), DRAWS, SEED).women, lived()[1].women
    for name in ("draw", "day", "arm", "therapy", "groups", "began", "completed", "group"):
        assert (getattr(alone, name) == getattr(among, name)).all(), name


def test_what_a_woman_has_received_only_grows_with_time():
    short, own, late = (one.women for one in lived())
    for before, after in ((short, own), (own, late)):
        assert (before.therapy <= after.therapy).all()
        assert (before.began <= after.began).all()
    assert late.therapy[late.arm == TREATED].sum() > own.therapy[own.arm == TREATED].sum()


def test_the_table_has_the_design_s_own_follow_up_and_none_before_a_course_could_end():
    found = timed()
    assert [one.weeks for one in found.at] == [26, 39, 52, 78, 104]
    longer = replace(a_design(), follow_up=replace(a_design().follow_up, weeks=60))
    weeks = [one.weeks for one in timing(longer, 10, SEED, beliefs_of(longer, 10, SEED), 400).at]
    assert weeks == [26, 39, 52, 60, 78, 104]


def test_later_follow_up_finds_a_larger_dose_and_more_assurance():
    doses, assurances = zip(*((one.response[1], one.assurance) for one in timed().at), strict=True)
    assert list(doses) == sorted(doses)
    assert doses[-1] > 1.5 * doses[1]
    assert assurances[-1] > assurances[1]


def test_a_study_like_dussk_is_what_the_model_s_runs_give():
    found = timed().like_the_study
    assert found is not None
    # The point values, not the posterior: the same order, and the study's own share inside.
    runs = simulate(find("base").parameters, replications=2000, seed=5, engine="compiled").frame()
    assert found.share == pytest.approx(runs.started_therapy.sum() / runs.consented.sum(), abs=0.08)
    assert found.spread[0] <= BEGAN / JOINED <= found.spread[1]
    assert 0.02 < found.as_many < 0.5


def test_a_trial_of_women_randomised_later_is_not_put_beside_those_who_joined():
    assert timed("at-readiness").like_the_study is None


def test_reaching_therapy_has_a_table_too():
    found = timed("reaching-therapy")
    assert all(np.isfinite(one.assurance) for one in found.at)


def test_it_is_said_in_the_text_and_given_as_json():
    design = a_design()
    trial, lives, beliefs = work_out(design, DRAWS, SEED)
    worked = Worked(trial, matters(lives, DRAWS, beliefs, design, 400), 0.5, None, "dussk trial", timing=timed())
    said = trial_text(worked)
    assert "How long a follow-up" in said
    assert "39 (the design)" in said
    assert "In DUSSK 4 of 11 women who joined began therapy (36%)" in " ".join(said.split())
    assert [one["weeks"] for one in worked.as_json()["follow_ups"]["at"]] == [26, 39, 52, 78, 104]
    assert "followed up longer, in all draws." in timing_table(worked).note
    some = timing_table(replace(worked, timing=replace(timed(), draws=20)))
    assert "followed up longer, in the first 20 draws." in some.note
    without = replace(worked, timing=None)
    assert timing_table(without) is None
    assert like_the_study_words(without) is None
