"""Laws of conservation, on 300 random services that queue, fill, are interrupted and see women come back."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from laws import LAWS
from lives import day, most_at_once
from strategies import changes_from_plainest, examples, parameter_sets
from world import World

from sim.clock import TICKS, WEEK
from sim.words import Event, Step

pytestmark = pytest.mark.behaviour

DESIGNS = 300
AT_LEAST = 50
"""Designs, at least, in which each thing happened: a law that was never put to the test is no law."""

HAPPENINGS = (
    "queued for a drug-group place",
    "filled a stabilisation group",
    "were interrupted while women were inside",
    "saw returns",
    "had a finite population",
    "had several sites",
    "ran out of clinic slots",
)


def happenings(w: World) -> Iterator[str]:
    """Say which of the things that put the laws to the test happened in a world."""
    stays = [stay for life in w.lives.values() for stay in life.stays]
    waits = [stay for stay in stays if stay.waiting]
    drug_queue = (Step.GETTING_STARTED, Step.PREPARATION)
    # Places are given once a week, so who waits a week or more found the group full at least once.
    if any(stay.step in drug_queue and stay.until - stay.since >= WEEK * TICKS for stay in waits):
        yield "queued for a drug-group place"
    if filled_a_group(w):
        yield "filled a stabilisation group"
    since, until = (week * WEEK * TICKS for week in (w.tables.interruption_first_week, w.tables.interruption_end_week))
    if any(stay.since < until and stay.until > since for stay in stays) and since < until:
        yield "were interrupted while women were inside"
    if w.happened(Event.RETURNED):
        yield "saw returns"
    if w.p.population.kind == "finite":
        yield "had a finite population"
    if len({opened for opened in range(w.p.sites.number) if w.tables.opening_days[opened] < w.end_day}) > 1:
        yield "had several sites"
    if ran_out_of_slots(w):
        yield "ran out of clinic slots"


def filled_a_group(w: World) -> bool:
    """Whether a stabilisation group of more than one had as many women as it may."""
    if w.tables.maximum_size == 1:
        return False
    sizes: Counter[tuple[float, int]] = Counter()
    for life in w.lives.values():
        sizes.update((e.now, e.resource) for e in life.events if (e.event, e.step) == (Event.BEGAN, Step.STABILISATION))
    if not w.tables.rolling:
        return w.tables.maximum_size in sizes.values()
    stays = [stay for life in w.lives.values() for stay in life.stays if stay.step == Step.STABILISATION]
    inside = [(stay.since, stay.until) for stay in stays if not stay.waiting]
    return most_at_once(inside) >= w.tables.maximum_size


def ran_out_of_slots(w: World) -> bool:
    """Whether a clinic day used all its slots while somebody waited who could have had one."""
    full = {
        (day(e), e.resource)
        for e in w.services
        if e.event == Event.SLOTS_USED and e.value == w.tables.slots_per_clinic_day
    }
    first_day = {Step.PTSD_SCREENING: max(w.tables.referral_delay, 1), Step.READINESS: 1}
    for life in w.lives.values():
        for stay in life.stays:
            if stay.waiting and stay.step in first_day:
                days = range(int(stay.since // TICKS) + first_day[Step(stay.step)], int(stay.until // TICKS))
                if any((on, stay.resource) in full for on in days):
                    return True
    return False


def test_nothing_is_lost_and_nothing_comes_from_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    seen: Counter[str] = Counter()

    @examples(DESIGNS)
    @given(parameter_sets(), st.integers(0, 2**64 - 1))
    def every_law_holds(parameters, seed):
        note(f"changes from the plainest design: {changes_from_plainest(parameters)}")
        w = World(parameters, seed)
        for law in LAWS:
            law(w)
        seen.update(["designs", *happenings(w)])

    every_law_holds()
    with capsys.disabled():
        print("", *(f"{seen[name]:4} of {seen['designs']} {name}" for name in HAPPENINGS), sep="\n")
    assert seen["designs"] >= DESIGNS
    assert all(seen[name] >= AT_LEAST for name in HAPPENINGS), seen
