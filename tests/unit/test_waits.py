"""Waits as cumulative incidence: against an example by hand, exact arithmetic and the Kaplan-Meier estimator."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.files import find
from scenarios.intervals import summarise
from scenarios.waits import WEEKS_SHOWN, waiting_for
from sim import simulate
from sim.outcomes import WAITS

pytestmark = pytest.mark.unit

HOW = ("served", "left", "waiting")
Waits = Counter[tuple[str, int, str]]


def waits(*ended: tuple[int, str], step: str = "therapy") -> Waits:
    """Return waits of one step from how many days each took and how it ended."""
    return Counter((step, days, how) for days, how in ended)


def test_an_example_by_hand() -> None:
    """Eight women; those still waiting (on days 21 and 42) count as waiting until then, and not after.

    ====  =======  ======  ====  =======  =========================  ===================
     day  at risk  served  left  waiting  served by then             left by then
    ====  =======  ======  ====  =======  =========================  ===================
      14        8       1     1           1/8                        1/8
      21        6       0     0        1
      28        5       1                 1/8 + 3/4 * 1/5 = 11/40
      42        4       0     1        1                             1/8 + 3/5 * 1/4 = 11/40
      56        2       1                 11/40 + 9/20 * 1/2 = 1/2
     100        1       1                 1/2 + 9/40 = 29/40
    ====  =======  ======  ====  =======  =========================  ===================
    """
    found = waiting_for(
        waits(
            *((14, "served"), (14, "left"), (21, "waiting"), (28, "served"), (42, "left"), (42, "waiting")),
            *((56, "served"), (100, "served")),
        ),
        "therapy",
    )
    assert WEEKS_SHOWN == (4, 8, 12, 26)
    assert found.served_by == pytest.approx((11 / 40, 1 / 2, 1 / 2, 29 / 40))
    assert found.left_by == pytest.approx((1 / 8, 11 / 40, 11 / 40, 11 / 40))
    assert (found.began, found.served, found.left, found.waiting) == (8, 4, 2, 2)
    assert found.mean_weeks == pytest.approx((14 + 28 + 56 + 100) / 4 / 7)


def test_a_wait_that_ends_on_the_last_day_of_the_week_counts_in_it() -> None:
    found = waiting_for(waits((28, "served"), (29, "served")), "therapy")
    assert found.served_by == (0.5, 1.0, 1.0, 1.0)


def test_a_place_on_the_day_she_asks() -> None:
    found = waiting_for(waits((0, "served"), (0, "served")), "therapy")
    assert (found.mean_weeks, found.served_by) == (0.0, (1.0, 1.0, 1.0, 1.0))


def test_nobody_served_has_no_mean() -> None:
    assert waiting_for(waits((30, "left"), (40, "waiting")), "therapy").mean_weeks is None
    nobody = waiting_for(Counter(), "therapy")
    assert (nobody.began, nobody.served, nobody.left, nobody.waiting, nobody.mean_weeks) == (0, 0, 0, 0, None)


def test_the_other_steps_are_left_out() -> None:
    both = waits((7, "served"), (14, "left")) + waits((70, "served"), (70, "left"), step="screening")
    assert waiting_for(both, "therapy") == waiting_for(waits((7, "served"), (14, "left")), "therapy")


def kaplan_meier(ended: list[tuple[int, bool]], until: int) -> Fraction:
    """Return the share still waiting, from (days, whether the wait ended rather than the run), woman by woman."""
    still = Fraction(1)
    for day in sorted({days for days, event in ended if event and days <= until}):
        at_risk = sum(days >= day for days, _ in ended)
        still *= 1 - Fraction(sum(event and days == day for days, event in ended), at_risk)
    return still


def aalen_johansen(ended: list[tuple[int, str]], cause: str, until: int) -> Fraction:
    """Return the cumulative incidence of a cause, woman by woman: each takes what was still waiting just before her."""
    found = Fraction(0)
    for day in sorted({days for days, how in ended if how == cause and days <= until}):
        before = kaplan_meier([(days, how != "waiting") for days, how in ended], day - 1)
        at_risk = sum(days >= day for days, _ in ended)
        found += before * Fraction(sum((days, how) == (day, cause) for days, how in ended), at_risk)
    return found


DAYS = st.integers(0, 200)


@given(st.lists(st.tuples(DAYS, st.sampled_from(("served", "waiting"))), min_size=1, max_size=40))
def test_with_nobody_leaving_it_is_one_less_kaplan_meier(ended: list[tuple[int, str]]) -> None:
    found = waiting_for(waits(*ended), "therapy")
    still = [kaplan_meier([(days, how == "served") for days, how in ended], week * 7) for week in WEEKS_SHOWN]
    assert found.served_by == pytest.approx([float(1 - share) for share in still])
    assert found.left_by == (0.0, 0.0, 0.0, 0.0)


@given(st.lists(st.tuples(DAYS, st.sampled_from(HOW)), min_size=1, max_size=40))
def test_it_is_aalen_and_johansens_estimator(ended: list[tuple[int, str]]) -> None:
    found = waiting_for(waits(*ended), "therapy")
    for cause, shown in (("served", found.served_by), ("left", found.left_by)):
        assert shown == pytest.approx([float(aalen_johansen(ended, cause, week * 7)) for week in WEEKS_SHOWN])


@given(st.lists(st.tuples(DAYS, st.sampled_from(("served", "left"))), min_size=1, max_size=40))
def test_with_nobody_still_waiting_it_is_the_share_counted(ended: list[tuple[int, str]]) -> None:
    found = waiting_for(waits(*ended), "therapy")
    for cause, shown in (("served", found.served_by), ("left", found.left_by)):
        assert shown == pytest.approx(
            [sum(days <= week * 7 and how == cause for days, how in ended) / len(ended) for week in WEEKS_SHOWN]
        )


@pytest.mark.parametrize("name", ["base", "service-scarce"])
def test_means_and_counts_agree_with_the_outcomes(name: str) -> None:
    runs = simulate(find(name).parameters, 4 if name == "base" else 1, seed=11)
    summary = summarise(runs)
    for step in WAITS.values():
        found = waiting_for(runs.waits, step)
        assert found.served == sum(runs.total(f"served_{step}"))
        assert found.began == found.served + found.left + found.waiting
        outcome = summary.get(f"weeks_waited_{step}")
        if outcome is not None:
            assert (found.mean_weeks, found.served) == (pytest.approx(outcome.mean), outcome.n)
