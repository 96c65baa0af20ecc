"""Discounting and inflation: closed forms, without chance, so that the figures must be right to the penny."""

import math

import pytest

from scenarios.verify.judging import passes
from scenarios.verify.theory_money import (
    discounting,
    price_year,
)
from sim.numbers import choice

from .faults import Fault, in_place_of, seeded

pytestmark = pytest.mark.verification


DISCOUNTING_FAULTS: dict[str, Fault] = {
    "the first year discounted too": in_place_of(
        "sim.rules.discount_factor", lambda rate, years: (1 + rate) ** -(years + 1)
    ),
    "taken off instead of divided": in_place_of("sim.rules.discount_factor", lambda rate, years: (1 - rate) ** years),
    "years of 53 weeks": in_place_of("sim.counting.WEEKS_IN_YEAR", 53),
}


def test_discounting() -> None:
    assert passes(discounting())


@seeded(DISCOUNTING_FAULTS)
def test_discounting_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(discounting())


PRICE_YEAR_FAULTS: dict[str, Fault] = {
    "prices of the wrong year": in_place_of("sim.money.STUDY_YEAR", choice("costs.price_year", "2016/17")),
    "the price level ignored": in_place_of("sim.money.price_level", lambda parameters: 1.0),
    "rounded down": in_place_of("sim.rules.pence", lambda pounds, level: math.floor(pounds * level * 100.0)),
}


def test_price_year() -> None:
    assert passes(price_year())


@seeded(PRICE_YEAR_FAULTS)
def test_price_year_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(price_year())
