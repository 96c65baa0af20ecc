"""The parts of the economics: items, increments, choice, uplifts, drivers, switching values, health, discounting."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from scipy import stats

from calibration.priors import uniforms
from scenarios.drawn import drawn
from scenarios.economics import health
from scenarios.economics.choice import choice_of
from scenarios.economics.consequences import incremental
from scenarios.economics.discounting import discounted, years_of_benefit
from scenarios.economics.drivers import drivers
from scenarios.economics.items import carried_to, hours, items_of
from scenarios.economics.optimism import uplifted
from scenarios.economics.sample import DISCOUNTED, Sample, sample_of
from scenarios.economics.settings import given, rates, settings
from scenarios.economics.switching import Pair, crossing, switches
from scenarios.files import find
from scenarios.running import Settings, run_scenarios
from scenarios.summary import Difference
from sim import InputError, default_parameters, simulate
from sim.record import LEDGER_COLUMNS
from sim.varied import Varied

pytestmark = pytest.mark.unit

DRAWS, EACH = 40, 5
LEDGER_ITEMS = {
    "Vouchers": "voucher",
    "Lunches": "lunch",
    "Transport": "transport",
    "Reminders": "reminders",
    "Welfare calls": "welfare_calls",
    "Case manager": "case_manager",
    "Case-review meetings": "case_review",
}
"""What an item is called in a workbook, and in the ledger."""


def normals(rows, columns, seed):
    return stats.norm.ppf(np.column_stack([uniforms("parts", i, rows, seed) for i in range(columns)]))


def made_sample(draws=2000, each=5, noise=3000.0, seed=3):
    """Two options: the second costs £1,000 more and gains 0.1, sd 0.2 over draws, with much chance in each run."""
    gain = 0.1 + 0.2 * normals(draws, 1, seed)[:, 0]
    chance = noise * normals(draws * each, 1, seed + 1).reshape(draws, each)
    cost = np.stack([10_000.0 + chance, 11_000.0 + chance * 1.2], axis=2)
    effect = np.stack([np.ones((draws, each)), 1.0 + gain[:, None] + 0.5 * chance / noise], axis=2)
    options = (find("base"), find("more-support"))
    return Sample(options, {"pence_total": cost, "completed_therapy": effect})


@pytest.fixture(scope="module")
def some_runs():
    names = ("base", "more-support", "business-as-usual")
    settings = Settings(DRAWS * EACH, 1, "auto", 1, 0, DRAWS)
    return run_scenarios([find(name) for name in names], settings, quiet=True)


@pytest.mark.parametrize(
    "name",
    ["base", "no-support", "more-support", "business-as-usual", "facilitator-support", "service", "therapy-choice"],
)
def test_items_add_up_to_the_total_in_every_replication_and_none_is_negative(name):
    found = find(name)
    runs = run_scenarios([found], Settings(20, 1, "auto", 1, 0, 10), quiet=True)[name]
    items = items_of(runs, found, drawn(found.parameters, 10))
    assert np.array_equal(sum(item.pence for item in items), runs.total("pence_total"))
    assert all((item.pence >= 0).all() for item in items)


def test_support_is_told_apart_into_what_a_manager_buys():
    """Quantities of the price list, each whole and at its own price: nothing is left that has no name."""
    levels = {"support.case_manager": 2.0, "referral.case_review": 1.0, "facilitators.supervision": 1.0}
    changes = levels | {"costs.management": 50.0, "costs.support_at_trauma_sessions": True, "support.voucher": 1.5}
    base = find("service")
    one = replace(base, parameters=base.parameters.changed(changes))
    runs = simulate(one.parameters, 5, 1)
    items = {item.name: item for item in items_of(runs, one, one.parameters)}
    weeks = np.array(runs.total("days_counted")) / 7.0
    for name, price in (("Case-review meetings", 60), ("Extra supervision of facilitators", 45)):
        assert np.array_equal(items[name].quantity, weeks)
        assert np.array_equal(items[name].pence, weeks * price * 100)
    assert np.array_equal(items["Management and coordination"].pence, weeks * 5000)
    women = items["Reminders"].quantity
    assert (women > 0).all()
    assert np.array_equal(women, np.round(women))
    assert np.array_equal(items["Case manager"].quantity, 2.0 * women)
    assert np.array_equal(items["Case manager"].pence, 5000 * women)
    assert np.array_equal(items["Welfare calls"].pence, 100 * women)
    assert np.array_equal(items["Vouchers"].quantity, 1.5 * items["Lunches"].quantity)
    assert "The psychologist's unused time" in items
    assert np.array_equal(sum(item.pence for item in items.values()), runs.total("pence_total"))


def test_women_s_weeks_are_those_of_the_ledger():
    """What is told apart from totals alone is what the ledger holds, item by item, with sites that open later."""
    base = find("more-support")
    changes = {"sites.number": 2, "sites.opening_weeks": [0, 8], "referral.case_review": 1.0}
    one = replace(base, parameters=base.parameters.changed(changes))
    runs = simulate(one.parameters, 2, 1, logs=2)
    spent: dict[str, list[float]] = {}
    for row in runs.ledger_rows():
        line = dict(zip(LEDGER_COLUMNS, row, strict=True))
        spent.setdefault(line["item"], [0.0, 0.0])[line["run_number"]] += line["pence"]
    items = {item.name: item.pence.tolist() for item in items_of(runs, one, one.parameters)}
    for name, item in LEDGER_ITEMS.items():
        assert items[name] == spent[item], name


def test_what_cannot_be_told_apart_is_said_so():
    base = find("service")
    one_payer = {"payers.support": "nhs", "costs.unused_slots_not_charged": 1}
    one = replace(base, parameters=base.parameters.changed(one_payer))
    runs = simulate(one.parameters, 3, 1)
    items = items_of(runs, one, one.parameters)
    assert any("not told apart" in item.name for item in items)
    assert not any(item.name in ("Reminders", "The psychologist's unused time") for item in items)
    assert np.array_equal(sum(item.pence for item in items), runs.total("pence_total"))


def test_unused_time_is_what_the_slots_cost_where_all_are_charged_for():
    service = find("service")
    runs = simulate(service.parameters, 3, 1)
    (unused,) = (item for item in items_of(runs, service, service.parameters) if "unused" in item.name)
    assert unused.pence == pytest.approx(unused.quantity * 6570)
    one_payer = replace(service, parameters=service.parameters.changed({"payers.support": "nhs"}))
    (same,) = (
        i for i in items_of(simulate(one_payer.parameters, 3, 1), one_payer, one_payer.parameters) if "unused" in i.name
    )
    assert np.array_equal(same.pence, unused.pence)


def test_hours_are_costs_over_what_an_hour_costs_in_the_same_prices():
    base = find("base")
    at_hourly_year = base.parameters.changed({"costs.price_year": given("hourly_year")})
    one = replace(base, parameters=at_hourly_year)
    runs = simulate(at_hourly_year, 20, 1)
    worked = hours(items_of(runs, one, at_hourly_year), str(given("hourly_year")))
    trauma = sum(np.array(runs.total(f"pence_{part}")) for part in ("ptsd_screening", "stabilisation", "therapy"))
    assert worked["psychologist"] == pytest.approx(trauma / 100.0 / 82.0)
    # A year's inflation in both the cost and the hour changes nothing.
    before = hours(items_of(simulate(base.parameters, 20, 1), base, base.parameters), "2017/18")
    assert before["psychologist"].mean() == pytest.approx(worked["psychologist"].mean(), rel=1e-3)


def test_prices_are_carried_by_the_index():
    """1.0160 * 1.0214 * 1.0249 * 1.0258 * 1.0732 * 1.0247 * 1.0402 = 1.248 (Unit Costs 2025)."""
    assert carried_to(11_710.0, "2017/18", "2024/25") == pytest.approx(14_615.0, abs=5.0)
    assert carried_to(carried_to(1.0, "2017/18", "2024/25"), "2024/25", "2017/18") == pytest.approx(1.0)


def a_difference(mean, half=0.01):
    return Difference(mean, 100, (mean - half, mean + half), None)


@hypothesis_given(st.floats(-1000, 1000), st.floats(-5, 5))
def test_a_ratio_is_given_only_where_more_is_gained_for_more_and_never_negative(cost, gain):
    found = incremental({"cost_total": a_difference(cost), "completed_therapy": a_difference(gain)}, None, None)
    clear = abs(cost) > 0.01 and abs(gain) > 0.01
    if clear and cost > 0 and gain > 0:
        assert found.ratio == pytest.approx(cost / gain)
    else:
        assert found.ratio is None
    assert "£-" not in found.words
    assert "-£" not in found.words


@pytest.mark.parametrize(
    ("cost", "gain", "words"),
    [
        (500, 0.5, "costs more, and more women complete therapy"),
        (-500, 0.5, "more women complete therapy; it costs less"),
        (0, 0.5, "more women complete therapy; whether it costs more or less is not sure"),
        (500, -0.5, "fewer women complete therapy; it costs more"),
        (-500, -0.5, "costs less, and fewer women complete therapy: £1,000 saved for each one fewer"),
        (500, 0, "it is not sure whether more or fewer women complete therapy; it costs more"),
    ],
)
def test_every_side_of_the_plane_has_its_words(cost, gain, words):
    found = incremental({"cost_total": a_difference(cost), "completed_therapy": a_difference(gain)}, None, None)
    assert found.words == words


@pytest.mark.parametrize(("better", "given"), [(0.99, True), (0.97, False), (0.6, False)])
def test_the_cost_of_one_more_needs_a_gain_that_is_sure_over_the_parameters(better, given):
    gain = replace(a_difference(0.5), probability_better=better)
    cost = replace(a_difference(500.0), probability_better=0.0)
    found = incremental({"cost_total": cost, "completed_therapy": gain}, None, None)
    assert (found.ratio is not None) == given
    assert found.more == better
    assert found.dearer == 1.0
    if not given:
        assert f"({better:.0%} that more do, on average)" in found.words


def test_options_that_differ_in_nothing_are_said_to():
    gain = replace(a_difference(0.0, 0.0), same=1.0)
    found = incremental({"cost_total": a_difference(500.0), "completed_therapy": gain}, None, None)
    assert found.words == "as many women complete therapy; it costs more"


def test_an_interval_of_ratios_needs_nearly_all_draws_to_gain():
    difference = {"cost_total": a_difference(500.0), "completed_therapy": a_difference(0.5)}
    costs, effects = np.linspace(400, 600, 1000), np.full(1000, 0.5)
    sure = incremental(difference, costs, effects)
    assert sure.interval == pytest.approx(tuple(np.quantile(costs / effects, (0.025, 0.975))))
    assert incremental(difference, costs, np.where(np.arange(1000) < 100, -0.1, 0.5)).interval is None


def test_a_pair_freed_alone_is_the_same_in_any_company():
    sample = made_sample()
    company = Sample(
        (*sample.options, find("no-support")),
        {name: np.concatenate([total, 2.0 * total[..., :1]], axis=2) for name, total in sample.totals.items()},
    )
    for one, other in zip(sample.freed_difference(1, 0), company.freed_difference(1, 0), strict=True):
        assert np.array_equal(one, other)


def test_the_frontier_says_where_the_cost_of_one_more_is_sure():
    assert choice_of(made_sample(), "completed_therapy", [20_000.0]).sure == set()
    sure = made_sample(noise=0.001)
    sure.totals["completed_therapy"][..., 1] += 1.0
    assert choice_of(sure, "completed_therapy", [20_000.0]).sure == {"more-support"}


def test_the_decision_against_its_closed_form():
    """Gain of net benefit at £20,000: normal, mean 20000 * 0.1 - 1000 = 1000, sd 4000."""
    choice = choice_of(made_sample(), "completed_therapy", [20_000.0])
    assert choice is not None
    (at,) = choice.at
    assert at.best == "more-support"
    assert at.probability["more-support"] == pytest.approx(stats.norm.cdf(0.25), abs=0.03)
    exact = 4000 * (stats.norm.pdf(0.25) - 0.25 * stats.norm.sf(0.25))
    assert abs(at.information.value - exact) < 3 * at.information.error
    assert at.information.not_freed > exact + 3 * at.information.error
    assert at.benefit["more-support"] - at.benefit["base"] == pytest.approx(1000, abs=400)


def test_the_decision_needs_draws_and_two_replications_of_each():
    assert choice_of(made_sample(draws=20), "completed_therapy", [1000.0]) is None
    assert choice_of(made_sample(each=1), "completed_therapy", [1000.0]) is None


def test_a_sample_keeps_the_same_chance_of_all_options_together(some_runs):
    options = [find(name) for name in some_runs]
    sample = sample_of(options, some_runs)
    assert sample.totals["pence_total"].shape == (DRAWS, EACH, 3)
    assert sample.totals["consented"][7, 3, 1] == some_runs["more-support"].total("consented")[7 * EACH + 3]
    # The same women join whatever is done with them afterwards.
    assert np.array_equal(sample.totals["consented"][..., 0], sample.totals["consented"][..., 1])


def test_draws_with_one_replication_more_leave_it_out():
    runs = run_scenarios([find("base")], Settings(23, 1, "auto", 1, 0, 10), quiet=True)
    sample = sample_of([find("base")], runs)
    assert sample.totals["consented"].shape == (10, 2, 1)
    assert sample.totals["consented"][:2, :, 0].ravel().tolist() == [
        runs["base"].total("consented")[i] for i in (0, 1, 3, 4)
    ]


def test_an_uplift_is_added_to_what_is_proposed_only():
    choice = choice_of(made_sample(noise=0.001), "completed_therapy", [20_000.0])
    assert choice is not None
    plain, dear = uplifted(choice, {"more-support"}, [0.0, 0.41], [20_000.0])
    assert plain.best == {20_000.0: "more-support"}
    assert dear.costs["base"] == plain.costs["base"]
    more = plain.costs["more-support"] - plain.costs["base"]
    assert dear.costs["more-support"] == pytest.approx(plain.costs["base"] + 1.41 * more)
    assert uplifted(choice, set(), [0.41], [20_000.0])[0].costs == plain.costs


def test_what_drives_an_answer_is_found_and_what_does_not_is_left_out():
    base = default_parameters()
    names = ("attendance.drug_group", "screening.accepts", "women.ptsd")
    values = 0.2 + 0.6 * np.column_stack([uniforms(name, 0, 1000, 5) for name in names])
    answer = 3.0 * values[:, 1] - 1.0 * values[:, 2] + 0.1 * normals(1000, 1, 6)[:, 0]
    found = drivers(Varied(base, names, values), answer)
    assert [one.name for one in found] == ["screening.accepts", "women.ptsd"]
    assert found[0].swing == pytest.approx(3.0 * 0.54, abs=0.15)
    assert found[1].swing < 0


@pytest.mark.parametrize("low", [-3.0, 0.5])
def test_a_crossing_is_found_where_there_is_one(low):
    def gain(value):
        return value**3 - 1.0

    assert crossing(gain, low, 4.0, (gain(low), gain(4.0))) == pytest.approx(1.0, abs=0.05)
    assert crossing(gain, 2.0, 4.0, (gain(2.0), gain(4.0))) is None


def test_the_switching_value_of_a_price_is_what_arithmetic_says():
    """Net benefit is a straight line in a price: it is nought where price times sessions more equals all else."""
    option, other = find("more-support"), find("base")
    pair = Pair(option, other, lambda p: drawn(p, 20), 2, 1, 20_000.0, "completed_therapy")
    low, high = pair.gain("costs.emdr_session", 0.0)[0], pair.gain("costs.emdr_session", 1000.0)[0]
    (found,) = switches(pair, ["costs.emdr_session"])
    exact = 1000.0 * low / (low - high)
    ends = found.tried
    if ends[0] <= exact <= ends[1]:
        assert found.at == pytest.approx(exact, abs=0.02 * (ends[1] - ends[0]))
    else:
        assert found.at is None
    line = [low + (high - low) * end / 1000.0 for end in ends]
    assert list(found.gain) == pytest.approx(line, abs=1.0)


def test_discounting_against_its_closed_form():
    assert discounted({0: 100.0, 1: 100.0, 10: 100.0}, 0.035) == pytest.approx(100 + 100 / 1.035 + 100 / 1.035**10)
    annuity = (1 - 1.035**-5) / (1 - 1 / 1.035)
    assert years_of_benefit(5.0, 0.035) == pytest.approx(annuity)
    assert years_of_benefit(2.5, 0.0) == pytest.approx(2.5)
    assert years_of_benefit(1.5, 0.015) == pytest.approx(1 + 0.5 / 1.015)


def test_each_regime_has_its_rates_and_others_are_told():
    assert rates("nice") == (0.035, 0.035)
    assert rates("green_book") == (0.035, 0.015)
    with pytest.raises(InputError, match="discounting: 'greenbook': expected nice or green_book"):
        rates("greenbook")


def health_sample(runs, sessions):
    """Every woman of one option receives so many of twelve sessions; of the other, none."""
    options = (find("business-as-usual"), find("base"))
    held = np.stack([np.zeros((DRAWS, 2)), np.full((DRAWS, 2), float(sessions))], axis=2)
    sample = Sample(options, {"therapy_sessions_held": held, "pence_total": held, DISCOUNTED: held})
    return health.with_health(sample, runs, 1, "nice").totals[health.QALYS]


def test_the_share_of_sessions_in_the_source_gives_back_the_source_s_effect(some_runs):
    draws = {name: belief.values(DRAWS, 1) for name, belief in health.beliefs().items()}
    found = health_sample(some_runs, 12.0)[:, 0, 1] * draws["dose_in_source"]
    lasting = np.array([years_of_benefit(years, 0.035) for years in draws["years"]])
    effect = draws["points.emdr"] * draws["responder_utility"] / draws["responder_points"]
    begun = {y: n for (name, y), n in some_runs["base"].years.items() if name == "started_therapy"}
    assert found == pytest.approx(effect * lasting * discounted(begun, 0.035) / sum(begun.values()))


def test_half_the_sessions_give_half_the_effect_and_none_give_none(some_runs):
    whole, half = health_sample(some_runs, 12.0), health_sample(some_runs, 6.0)
    assert half == pytest.approx(whole / 2.0)
    assert (whole[:, :, 0] == 0.0).all()


def test_health_outcomes_and_settings_say_where_they_come_from():
    for one in [*health.beliefs().values(), *settings().values()]:
        assert one.standing in ("study", "literature", "derived", "assumption")
        assert one.source
        assert one.unit
    assert not any(one.standing == "study" for one in health.beliefs().values())


def test_beliefs_have_the_distributions_that_they_say():
    number = 20_000
    emdr = health.beliefs()["points.emdr"].values(number, 1)
    assert np.quantile(emdr, (0.025, 0.975)) == pytest.approx([2.37, 13.57], abs=0.15)
    dose = health.beliefs()["dose_in_source"].values(number, 1)
    assert dose.mean() == pytest.approx(0.65, abs=0.01)
    years = health.beliefs()["years"].values(number, 1)
    assert years.mean() == pytest.approx((0.5 + 1.0 + 5.0) / 3, abs=0.05)
