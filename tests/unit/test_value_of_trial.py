"""What a trial is worth: its decision, groups of parameters, what it reports, and when."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration.posterior import posterior
from scenarios.distributions import Distribution
from scenarios.economics.items import LATEST, carried_to
from scenarios.running import Settings
from scenarios.trial.design import read_design
from scenarios.trial.effect import beliefs_of
from scenarios.trial.lives import live
from scenarios.value.decision_of_trial import Measure, decision_of, response_for_a_share
from scenarios.value.groups import MEMBERS, group_of, grouped, title_of
from scenarios.value.net_benefit_of_sampling import Price, Reach
from scenarios.value.of_trial import Question, forgone_in_the_trial, reported, worth_of_trial
from sim.errors import InputError

pytestmark = pytest.mark.unit

DRAWS, EACH, SEED = 60, 3, 1
SIZES = [50, 200, 400]
EXAMPLE = Path(__file__).parents[2] / "scenarios" / "trials" / "example.toml"
SETTINGS = Settings(DRAWS * EACH, SEED, "auto", 1, 0, DRAWS)
REACH, PRICE = Reach(500.0, 10.0, 0.035), Price(100.0, 1.0)


def question(**changes):
    given = {"measure": Measure("qalys", 60_000.0), "reach": REACH, "price": PRICE} | changes
    return Question(**given)


@pytest.fixture(scope="module")
def design():
    whole = read_design(EXAMPLE)
    return replace(whole, sites=replace(whole.sites, number=3, recruitment_weeks=78))


@pytest.fixture(scope="module")
def lives(design):
    return live(design, DRAWS, SEED)


@pytest.fixture(scope="module")
def worth(design, lives):
    return worth_of_trial(design, DRAWS, EACH, SEED, 1, SIZES, question(), lives=lives)


def decided(design, lives, measure):
    return decision_of(design, beliefs_of(design, DRAWS, SEED), lives.women, measure, SETTINGS)


def test_every_number_of_the_posterior_is_in_one_group():
    columns = posterior().columns
    places = grouped(columns)
    assert sorted(place for group in places.values() for place in group) == list(range(len(columns)))
    assert set(places) | {"effect", "worth_of_a_gain"} == set(MEMBERS)
    assert all(map(title_of, MEMBERS))
    assert group_of("psychologist.cancelled_late") == "costs"
    assert group_of("psychologist.cancelled") == "waiting"
    assert group_of("women.sells_sex[0]") == "recruitment"
    with pytest.raises(InputError, match="is in no group"):
        group_of("nothing.known")


def test_qalys_are_worked_out_as_by_hand(design, lives):
    """With everything known: courses, times effect, times points, times utility, times years, less costs."""
    sure = {"size": 0.5, "dose_in_source": 0.5}
    effect = replace(design.effect, **{name: Distribution("fixed", {"value": v}) for name, v in sure.items()})
    one = replace(design, effect=effect)
    free, priced = (decided(one, lives, Measure("qalys", pounds)) for pounds in (0.0, 10_000.0))
    qalys = (priced.benefit - free.benefit) / 10_000.0 * priced.women
    known = dict(zip(priced.names, priced.parameters.T, strict=True))
    assert (qalys[:, 0] == 0.0).all()
    assert (free.benefit < 0.0).all()
    points = 1.0 * design.outcome.sd
    a_course = points / known["gain.responder_points"] * known["gain.responder_utility"]
    # Years from half to five, discounted at 3.5 %, and therapy that begins within two years.
    courses = qalys[:, 1] / a_course / known["gain.years"]
    sessions = courses * design.arms.treated.parameters.emdr.sessions
    assert sessions.min() >= 0.0
    assert 5.0 < sessions.mean() < 30.0
    assert 15.0 <= known["gain.responder_points"].min() <= known["gain.responder_points"].max() <= 18.0


def test_twice_the_pounds_is_twice_the_gain_and_twice_the_effect_too(design, lives):
    nothing, one, two = (decided(design, lives, Measure("qalys", pounds)).benefit for pounds in (0.0, 1e4, 2e4))
    assert two - nothing == pytest.approx(2.0 * (one - nothing))
    doubled = replace(design, outcome=replace(design.outcome, sd=2.0 * design.outcome.sd))
    assert decided(doubled, lives, Measure("qalys", 1e4)).benefit - nothing == pytest.approx(2.0 * (one - nothing))


def test_costs_beside_qalys_are_in_the_latest_prices_and_else_in_those_of_the_run(design, lives):
    """Where nothing is discounted in the run's first years, both costs differ by prices alone."""
    today, of_run = (decided(design, lives, Measure(name, 1.0)).cost for name in ("qalys", "completed_therapy"))
    prices = carried_to(1.0, "2017/18", LATEST)
    assert prices > 1.2
    assert (today / of_run > 0.95 * prices).all()
    assert (today / of_run <= prices * (1.0 + 1e-12)).all()


def test_costs_that_are_discounted_otherwise_than_health_decide_nothing(design, lives):
    arms = design.arms
    other = replace(arms.treated, parameters=arms.treated.parameters.changed({"costs.discount_rate": 0.02}))
    with pytest.raises(InputError, match=r"costs\.discount_rate is 0\.02"):
        decided(replace(design, arms=replace(arms, treated=other)), lives, Measure("qalys", 1.0))
    other = replace(arms.treated, parameters=arms.treated.parameters.changed({"costs.price_year": LATEST}))
    with pytest.raises(InputError, match=r"costs\.price_year is"):
        decided(replace(design, arms=replace(arms, treated=other)), lives, Measure("qalys", 1.0))


def test_a_completer_can_be_what_counts(design, lives):
    found = decided(design, lives, Measure("completed_therapy", 10_000.0))
    assert not any(name.startswith(("effect.", "gain.")) for name in found.names)
    assert found.options == ("business-as-usual", "base")
    assert sum(found.probability) == pytest.approx(1.0)


def test_a_response_that_is_not_in_proportion_changes_what_a_share_of_a_course_gains(design, lives):
    assert response_for_a_share(lives.women, design) == 1.0
    whole = replace(design, effect=replace(design.effect, dose_response="all_or_nothing"))
    assert 0.0 < response_for_a_share(lives.women, whole) < 1.0


def test_what_a_trial_reports_is_surer_the_larger_it_is(design, lives):
    beliefs = beliefs_of(design, DRAWS, SEED)
    found = reported(design, lives.women, beliefs, DRAWS, SIZES)
    assert (np.diff(found.errors[:, :, 1:], axis=1) <= 0.0).all()
    assert (np.diff(np.median(found.errors[:, :, 0], axis=0)) < 0.0).all()
    assert found.errors[:, 0, 2] == pytest.approx(2.0 * found.errors[:, 1, 2])
    off = (found.reports(0, SEED) - found.means[:, 0]) / found.errors[:, 0]
    assert np.array_equal(np.sign(off), np.sign((found.reports(2, SEED) - found.means[:, 2]) / found.errors[:, 2]))
    assert abs(off.mean()) < 0.4


def test_the_value_of_a_trial_hangs_together(worth):
    most = worth.perfect
    for part in worth.parts:
        assert 0.0 <= part.value.value <= most.value + 3.0 * np.hypot(part.value.error, most.error)
    for sampling in (worth.trial, worth.feasibility):
        assert sampling.worth >= 0.0
        assert [one.size for one in sampling.sizes] == SIZES
        for one in sampling.sizes:
            assert one.net == pytest.approx(one.gross - one.cost)
            assert one.gross == pytest.approx(one.information * one.reached)
    assert worth.trial.sizes[0].reached > worth.trial.sizes[-1].reached
    assert worth.years == sorted(worth.years)
    assert worth.years[0] > 39 / 52.2 + 1.0
    assert [one.size for one in worth.checks] == SIZES


def test_its_json_states_population_and_horizon_and_is_plain(worth):
    import json

    found = worth.as_json()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["trial"]["population"] == 500.0
    assert found["trial"]["horizon"] == 10.0
    assert found["measure"] == "qalys"


def test_it_is_the_same_again_and_at_any_number_of_threads(design, lives, worth):
    again = worth_of_trial(design, DRAWS, EACH, SEED, 2, SIZES, question(), lives=lives)
    assert again.as_json() == worth.as_json()


def test_reaching_therapy_is_valued_by_completers(design, lives):
    none = Distribution("fixed", {"value": 0.0})
    outcome = replace(design.outcome, name="reaching_therapy", sd=1.0)
    one = replace(design, outcome=outcome, method="logistic", effect=replace(design.effect, size=none))
    with pytest.raises(InputError, match="reaching_therapy cannot be turned into QALYs"):
        worth_of_trial(one, DRAWS, EACH, SEED, 1, SIZES, question(), lives=lives)
    asked = question(measure=Measure("completed_therapy", 14_000.0))
    found = worth_of_trial(one, DRAWS, EACH, SEED, 1, SIZES, asked, lives=lives, check=False)
    assert found.checks == []
    assert found.trial.worth >= 0.0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Measure("lives", 1.0), "measure: 'lives': expected qalys or completed_therapy"),
        (lambda: Measure("qalys", -1.0), "pounds: -1"),
        (lambda: Measure("qalys", 1.0, "nobody"), "discounting: 'nobody'"),
        (lambda: worth_of_trial(read_design(EXAMPLE), 60, 2, 1, 1, [], question()), r"sizes: \[\]: expected"),
        (
            lambda: worth_of_trial(read_design(EXAMPLE), 60, 2, 1, 1, [200, 100], question()),
            r"sizes: \[200, 100\]: expected",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(make, words):
    with pytest.raises(InputError, match=words) as caught:
        make()
    assert "\n" not in str(caught.value)


def test_both_arms_are_as_good_where_a_gain_is_worth_what_it_costs(design, lives):
    decision = decided(design, lives, Measure("qalys", 20_000.0))
    even = decision.equal_at
    assert even is not None
    there = decided(design, lives, Measure("qalys", even)).benefit.mean(axis=0)
    assert there[0] == pytest.approx(there[1], abs=1e-6)
    assert decision.forgone > 0.0
    assert decided(design, lives, Measure("qalys", even)).forgone == pytest.approx(0.0, abs=1e-6)


def test_no_such_worth_is_given_where_no_gain_is_sure(design, lives):
    decision = decided(design, lives, Measure("qalys", 20_000.0))
    unsure = decision.effect.copy()
    unsure[: DRAWS // 2, 1] = unsure[: DRAWS // 2, 0] - 0.001
    assert replace(decision, effect=unsure).equal_at is None


def test_women_of_the_trial_forgo_what_the_other_arm_would_have_given(design, lives, worth):
    decision = worth.decision
    assert decision.best == "business-as-usual"
    of_one = design.arms.share_treated * decision.forgone
    assert worth.trial.price.forgone == pytest.approx(of_one)
    assert worth.trial.sizes[0].cost == pytest.approx(100.0 + (1.0 + of_one) * SIZES[0])
    later = replace(design, estimand=replace(design.estimand, randomised_at="ready"))
    assert forgone_in_the_trial(later, decision) == 0.0
    # Turned round, it is the women of the comparison arm who forgo.
    turned = replace(decision, benefit=decision.benefit[:, ::-1])
    uneven = replace(design, arms=replace(design.arms, share_treated=0.75))
    assert forgone_in_the_trial(uneven, decision) == pytest.approx(0.75 * decision.forgone)
    assert forgone_in_the_trial(uneven, turned) == pytest.approx(0.25 * decision.forgone)
