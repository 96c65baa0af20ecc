"""Losing interest while waiting, and taking up what is offered in the end.

What theory says, and why, is told in `scenarios.verify.theory_interest`; here wrong rules are put in its way.
"""

import numpy as np
import pytest

from scenarios.verify.judging import passes
from scenarios.verify.theory_interest import (
    interest,
    survival,
    taking_up,
)
from sim.clock import WEEK

from .faults import Fault, in_place_of, seeded, tables_changed

pytestmark = pytest.mark.verification


INTEREST_FAULTS: dict[str, Fault] = {
    "interest lost a week late": tables_changed(lambda t: {"interest_lost": (0, *t.interest_lost[:-1])}),
    "odds ratio taken for a ratio of probabilities": in_place_of(
        "sim.rules.still_interested", lambda weeks, takes_up, a_week, *_: a_week**weeks
    ),
    "shape ignored": tables_changed(
        lambda t: {"interest_lost": tuple(int((1.0 - s) * 2**32) for s in survival(np.arange(1, 105), steep=False))}
    ),
}


def test_interest() -> None:
    assert passes(interest())


@seeded(INTEREST_FAULTS)
def test_interest_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(interest())


TAKING_UP_FAULTS: dict[str, Fault] = {
    "take-up at once never asked about": in_place_of("sim.waiting.OFFERS_MAY_BE_DECLINED", frozenset()),
    "referrals handled a week late": tables_changed(lambda t: {"referral_delay": t.referral_delay + WEEK}),
    "interest lost a week late": INTEREST_FAULTS["interest lost a week late"],
}


def test_taking_up() -> None:
    assert passes(taking_up())


@seeded(TAKING_UP_FAULTS)
def test_taking_up_rejects(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert not passes(taking_up())
