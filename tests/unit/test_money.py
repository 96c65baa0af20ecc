"""The price list: whole pence at the price year, what support costs, and what costs nothing."""

import pytest

from sim import default_parameters
from sim.money import FACTOR, build_prices, price_level
from sim.numbers import numbers
from sim.parameters import THERAPIES, entries
from sim.words import Component, Item, Kind, Payer

pytestmark = pytest.mark.unit

PERCENT = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]
"""Inflation of 2015/16 to 2024/25."""

BASE = default_parameters().changed(
    {
        "costs.price_year": "2017/18",
        "costs.nhscii_percent": PERCENT,
        "costs.drug_group_session": 100.0,
        "costs.stabilisation_session": 202.8,
        "costs.emdr_session": 103.43,
        "costs.trauma_focused_cbt_session": 90.0,
        "costs.imagery_rescripting_session": 80.0,
        "costs.present_focused_session": 70.0,
        "costs.missed_share": 0.25,
        "costs.cancelled_late_share": 0.5,
        "costs.voucher": 10.0,
        "costs.lunch": 4.0,
        "costs.transport": 6.0,
        "costs.reminders": 0.5,
        "costs.welfare_calls": 1.0,
        "costs.case_manager": 25.0,
        "support.voucher": 1.0,
        "support.lunch": 1.0,
        "support.transport": 1.0,
        "support.reminders": 1.0,
        "support.welfare_calls": 1.0,
        "support.case_manager": 0.0,
        "payers.support": "charity",
    }
)


@pytest.mark.parametrize(
    ("year", "level"),
    [
        ("2017/18", 1.0),
        ("2018/19", 1.04),
        ("2019/20", 1.04 * 1.05),
        ("2024/25", 1.04 * 1.05 * 1.06 * 1.07 * 1.08 * 1.09 * 1.10),
        ("2016/17", 1 / 1.03),
        ("2014/15", 1 / (1.01 * 1.02 * 1.03)),
    ],
)
def test_prices_move_with_the_index(year, level):
    moved = BASE.changed({"costs.price_year": year})
    assert price_level(numbers(moved)) == pytest.approx(level)
    prices = build_prices(moved)
    assert prices.stabilisation_session == pytest.approx(20280 * level, abs=0.5)
    assert prices.therapy_missed[0] == pytest.approx(10343 * 0.25 * level, abs=0.5)


def test_every_price_year_has_a_level():
    levels = [
        price_level(numbers(BASE.changed({"costs.price_year": year}))) for year in entries()["costs.price_year"].range
    ]
    assert levels == sorted(levels)
    assert len(set(levels)) == 11


def test_sessions_held_missed_and_cancelled():
    prices = build_prices(BASE)
    assert prices.drug_group_session == 10000
    assert prices.drug_group_cancelled_late == 5000
    assert prices.stabilisation_cancelled_late == 10140
    assert prices.therapy_session == (10343, 9000, 8000, 7000)
    assert prices.therapy_missed == (2586, 2250, 2000, 1750)
    assert prices.therapy_cancelled_late == (5172, 4500, 4000, 3500)
    assert THERAPIES == ("emdr", "trauma_focused_cbt", "imagery_rescripting", "present_focused")


def test_support_costs_its_level_times_its_price():
    more = BASE.changed({"support.voucher": 2.0, "support.lunch": 0.0, "support.case_manager": 0.5})
    charity = int(Payer.CHARITY)
    assert build_prices(BASE).attendance == (
        (Component.SUPPORT, Item.VOUCHER, Kind.EVENT, charity, 1000),
        (Component.SUPPORT, Item.LUNCH, Kind.EVENT, charity, 400),
        (Component.SUPPORT, Item.TRANSPORT, Kind.EVENT, charity, 600),
    )
    assert build_prices(BASE).week == (
        (Component.SUPPORT, Item.REMINDERS, Kind.ONGOING, charity, 50),
        (Component.SUPPORT, Item.WELFARE_CALLS, Kind.ONGOING, charity, 100),
    )
    assert [(item, pence) for _, item, _, _, pence in build_prices(more).attendance] == [
        (Item.VOUCHER, 2000),
        (Item.TRANSPORT, 600),
    ]
    assert build_prices(more).week[-1] == (Component.SUPPORT, Item.CASE_MANAGER, Kind.ONGOING, charity, 1250)


def test_supervision_and_case_review_cost_their_level():
    changes = {
        "costs.supervision": 45.0,
        "costs.case_review": 60.0,
        "facilitators.supervision": 0.5,
        "referral.case_review": 0.0,
    }
    prices = build_prices(BASE.changed(changes))
    assert (prices.supervision, prices.case_review) == (2250, 0)


@pytest.mark.parametrize("payer", ["nhs", "council", "charity"])
def test_payers(payer):
    prices = build_prices(BASE.changed({f"payers.{who}": payer for who in ("drug_groups", "trauma", "support")}))
    expected = Payer[payer.upper()]
    assert (prices.pays_drug_groups, prices.pays_trauma, prices.pays_support) == (expected, expected, expected)
    assert {entry[3] for entry in (*prices.attendance, *prices.week)} == {expected}


def test_discounting_by_year_from_opening():
    changes = {"costs.discount_rate": 0.035, "run.delivery_weeks": 105, "run.warm_up_weeks": 0}
    discount = build_prices(BASE.changed(changes)).discount
    assert discount == (FACTOR, round(FACTOR / 1.035), round(FACTOR / 1.035**2))
    free = build_prices(BASE.changed(changes | {"costs.discount_rate": 0.0})).discount
    assert free == (FACTOR,) * 3
    assert len(build_prices(BASE.changed(changes | {"run.delivery_weeks": 104})).discount) == 2
