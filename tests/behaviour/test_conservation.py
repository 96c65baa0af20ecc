"""Laws of conservation, on 200 random services that queue, fill, are interrupted and see women come back."""

from collections import Counter

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from strategies import changes_from_plainest, examples, parameter_sets

from scenarios.verify.happenings import (
    FILLED,
    FINITE,
    INTERRUPTED,
    QUEUED,
    RETURNS,
    SEVERAL_SITES,
    USED_EVERY_SLOT,
    happenings,
)
from scenarios.verify.laws import LAWS
from scenarios.verify.world import World

pytestmark = pytest.mark.behaviour

DESIGNS = 200
NAMED = (QUEUED, FILLED, INTERRUPTED, RETURNS, FINITE, SEVERAL_SITES, USED_EVERY_SLOT)
AT_LEAST = 33
"""Designs, at least, in which each thing happened: a law that was never put to the test is no law."""


def test_nothing_is_lost_and_nothing_comes_from_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    seen: Counter[str] = Counter()

    @examples(DESIGNS)
    @given(parameter_sets(), st.integers(0, 2**64 - 1))
    def every_law_holds(parameters, seed):
        note(f"changes from the plainest design: {changes_from_plainest(parameters)}")
        w = World(parameters, seed)
        for law in LAWS:
            law(w)
        seen.update(["designs", *happenings(parameters, w.tables, w.record)])

    every_law_holds()
    with capsys.disabled():
        print("", *(f"{seen[name]:4} of {seen['designs']} {name}" for name in NAMED), sep="\n")
    assert seen["designs"] >= DESIGNS
    assert all(seen[name] >= AT_LEAST for name in NAMED), seen
