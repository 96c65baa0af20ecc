"""The study's own counts, at the model's prices, give the study's cost table back."""

import tomllib
from pathlib import Path

import pytest

from sim import default_parameters
from sim.money import Prices, build_prices

pytestmark = pytest.mark.behaviour

STUDY_FILE = Path(__file__).parents[2] / "calibration" / "study.toml"

STABILISATION_SESSIONS = 5
THERAPY_SESSIONS_HELD = 28
INVITED_TO_SCREENING = 5

PRINTED = {"stabilisation": 1014, "therapy": 2896, "ptsd_screening": 955, "drug_groups": 6842}
"""Pounds as published, each rounded to the nearest (docs/evidence/study.md, section 5)."""

PRINTED_TOTAL = 11710
ROUNDING = 9
"""The rows are products of rounded figures: together they may be this far from the total."""


@pytest.fixture(scope="module")
def prices() -> Prices:
    return build_prices(default_parameters())


@pytest.fixture(scope="module")
def study() -> dict[str, dict[str, float]]:
    with STUDY_FILE.open("rb") as file:
        return tomllib.load(file)


@pytest.fixture(scope="module")
def rows(prices, study) -> dict[str, float]:
    """The four rows of the table, in pounds: the study's counts at the model's prices."""
    counts = study["assumed_counts"]
    drug_groups = counts["drug_group_sessions"] * prices.drug_group_session
    drug_groups += counts["drug_group_attendances"] * sum(entry[-1] for entry in prices.attendance)
    drug_groups += counts["woman_weeks"] * sum(entry[-1] for entry in prices.week)
    pence = {
        "stabilisation": STABILISATION_SESSIONS * prices.stabilisation_session,
        "therapy": THERAPY_SESSIONS_HELD * prices.therapy_session[0],
        "ptsd_screening": INVITED_TO_SCREENING * prices.ptsd_screening,
        "drug_groups": drug_groups,
    }
    return {row: amount / 100 for row, amount in pence.items()}


@pytest.mark.parametrize("row", PRINTED)
def test_each_row_is_the_printed_one(rows, row):
    assert abs(rows[row] - PRINTED[row]) <= 0.5


def test_the_rows_come_to_the_printed_total(rows):
    assert abs(sum(rows.values()) - PRINTED_TOTAL) <= ROUNDING


def test_the_printed_costs_of_a_session_and_a_woman(prices, rows):
    assert round(prices.stabilisation_session / 100) == 203
    assert round(prices.therapy_session[0] / 100) == 103
    assert round(rows["therapy"] / 4) == 724
    assert round(rows["ptsd_screening"] / 5) == 191


def test_nothing_is_added_on_top_of_the_four_rows(prices):
    """Support and running costs are carved out of the rows, and what the study did not have costs nothing."""
    ongoing = (prices.management, prices.supervision, prices.case_review)
    assert ongoing == (0, 0, 0)
    assert not prices.support_at_trauma_sessions
    extras = (prices.ptsd_screening_rebooked, prices.readiness_appointment, *prices.therapy_missed)
    assert set(extras) == {0}


def test_the_studys_slots_leave_no_unused_time_to_pay_for():
    p = default_parameters()
    slots = p.psychologist.slots_per_clinic_day * p.psychologist.number
    assert p.costs.unused_slot == 0.0 or p.costs.unused_slots_not_charged >= slots


def test_the_assumed_counts_are_possible(study):
    """Sessions lie where the printed unit costs put them; women come one to twelve at a time; eleven joined."""
    counts = study["assumed_counts"]
    low, high = 34, 66
    assert low <= counts["drug_group_sessions"] <= high
    assert counts["drug_group_sessions"] <= counts["drug_group_attendances"] <= 12 * counts["drug_group_sessions"]
    assert counts["woman_weeks"] <= 11 * default_parameters().run.delivery_weeks


def test_the_file_holds_the_same_printed_figures(study):
    assert {row: study["pounds"][row] for row in PRINTED} == PRINTED
    assert study["pounds"]["total"] == PRINTED_TOTAL
    counts = study["counts"]
    assert counts["stabilisation_sessions_held"] == STABILISATION_SESSIONS
    assert counts["therapy_sessions_held"] == THERAPY_SESSIONS_HELD
    assert counts["referred"] == INVITED_TO_SCREENING
