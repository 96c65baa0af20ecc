"""The parts of the compiled engine: its draws, lists, memory and packings; and the tools that make machine code."""

import json
from bisect import bisect_right
from itertools import pairwise
from pathlib import Path

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import layout, money, outcomes
from sim.compiled import book, engine, lists, philox, state
from sim.compiled.toolchain import cells
from sim.draws import Draws
from sim.filling import ROUTES
from sim.outcomes import TOTALS
from sim.tables import Tables
from sim.words import Component, Event, Payer, Reason, Step

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("compiled_engine")]

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/data/draw_vectors.json").read_text("utf-8"))


# Draws


@numba.njit
def words_at(memory, block, subject, occasion):
    return philox.words(cells(memory), block, subject, occasion)


@numba.njit
def how_many(thresholds, start, length, word):
    return philox.how_many(cells(thresholds), start, length, word)


def compiled_words(seed: int, replication: int, block: int, subject: int, occasion: int) -> tuple[int, ...]:
    memory = np.zeros(state.HEADER, np.int64)
    memory[state.SEED_LOW], memory[state.SEED_HIGH] = seed & 0xFFFFFFFF, seed >> 32
    memory[state.REPLICATION] = replication
    return words_at(memory, block, subject, occasion)


def from_hex(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


@pytest.mark.parametrize("vector", VECTORS["known_answers"], ids=lambda vector: vector["what"])
def test_the_published_answers(vector):
    occasion, subject, block, replication = from_hex(vector["counter"])
    low, high = from_hex(vector["key"])
    assert compiled_words(high << 32 | low, replication, block, subject, occasion) == from_hex(vector["words"])


@pytest.mark.parametrize("vector", VECTORS["project"], ids=lambda vector: vector["what"])
def test_the_projects_own_vectors(vector):
    where = (vector[name] for name in ("replication", "block", "subject", "occasion"))
    assert compiled_words(int(vector["seed"]), *where) == from_hex(vector["words"])


word_32 = st.integers(0, 2**32 - 1)


@given(st.integers(0, 2**64 - 1), word_32, word_32, word_32, word_32)
def test_the_same_words_as_the_simpy_engines(seed, replication, block, subject, occasion):
    expected = Draws(seed, replication).block(block, subject, occasion)
    assert compiled_words(seed, replication, block, subject, occasion) == expected


@given(st.lists(st.integers(0, 2**32), max_size=30), word_32, st.integers(0, 5))
def test_an_outcomes_number_is_bisection(thresholds, word, before):
    thresholds.sort()
    table = np.array([2**40] * before + thresholds + [0], np.int64)
    assert how_many(table, before, len(thresholds), word) == bisect_right(thresholds, word)


# Lists and queues

WOMEN = 9
QUEUES = (state.STABILISATION_QUEUE, state.APPOINTMENT_QUEUE)
HEADS = (state.DRUG_GROUPS, state.WEEKDAY_CLOCKS)
LAST_DAY = 30
AT_DAYS = state.HEADER
AT_WOMEN = AT_DAYS + 2 * LAST_DAY
JOIN, LEAVE, LINK, UNLINK, WAKE, DO_NOT_WAKE = range(6)


@numba.njit
def acts(table, memory, deeds):
    t, m = cells(table), cells(memory)
    for i in range(len(deeds)):
        deed, her, place, day = deeds[i]
        if deed == JOIN:
            lists.join_queue(m, place, her, day)
        elif deed == LEAVE:
            lists.leave_queue(m, her)
        elif deed == LINK:
            lists.link(m, place, her, state.MEMBER_NEXT)
        elif deed == UNLINK:
            lists.unlink(m, place, her, state.MEMBER_NEXT)
        elif deed == WAKE:
            lists.wake(t, m, her, day, place)
        else:
            lists.do_not_wake(m, her)


class Model:
    """The same queues and lists as plain Python lists."""

    def __init__(self) -> None:
        self.queues: dict[int, list[tuple[int, int]]] = {queue: [] for queue in QUEUES}
        self.lists: dict[int, list[int]] = {head: [] for head in HEADS}
        self.timers: dict[int, tuple[int, int]] = {}
        self.deeds: list[tuple[int, int, int, int]] = []

    def act(self, deed: int, woman: int, where: int, day: int) -> None:
        """Do a deed if it is possible now."""
        her = AT_WOMEN + woman * state.WOMAN_SIZE
        waits_in = next((queue for queue, women in self.queues.items() if any(w == woman for _, w in women)), None)
        is_in = next((head for head, women in self.lists.items() if woman in women), None)
        place = 0
        if deed == JOIN and waits_in is None:
            place = QUEUES[where]
            self.queues[place] = sorted([*self.queues[place], (day, woman)])
        elif deed == LEAVE:  # she may be in none
            if waits_in is not None:
                self.queues[waits_in] = [one for one in self.queues[waits_in] if one[1] != woman]
        elif deed == LINK and is_in is None:
            place = HEADS[where]
            self.lists[place].insert(0, woman)
        elif deed == UNLINK and is_in is not None:
            place = is_in
            self.lists[place].remove(woman)
        elif deed == WAKE and woman not in self.timers:
            place = where * 4 if where == 1 else 1  # Phase.JOINED or Phase.INTEREST_LOST
            if day + 5 < LAST_DAY:
                self.timers[woman] = (day + 5, where)
            day += 5
        elif deed == DO_NOT_WAKE:
            self.timers.pop(woman, None)
        else:
            return
        self.deeds.append((deed, her, place, day))


def chain(m: np.ndarray, first: int, following: int) -> list[int]:
    """Follow a list forwards, checking that it leads back, and return the women's numbers."""
    found: list[int] = []
    before, her = 0, first
    while her:
        assert m[her + following + 1] == before
        found.append(int(m[her + state.NUMBER]))
        before, her = her, m[her + following]
        assert len(found) <= WOMEN
    return found


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, WOMEN - 1), st.integers(0, 1), st.integers(0, 1)), max_size=60)
)
def test_queues_and_lists_are_those_of_a_plain_model(deeds):
    model, day = Model(), 0
    for deed, woman, where, days_later in deeds:
        day = min(day + days_later, LAST_DAY - 1)
        model.act(deed, woman, where, day)
    m = np.zeros(AT_WOMEN + WOMEN * state.WOMAN_SIZE, np.int64)
    m[state.DAYS_AT] = AT_DAYS
    m[AT_WOMEN + state.NUMBER :: state.WOMAN_SIZE] = range(WOMEN)
    table = np.zeros(layout.ARRIVALS, np.int64)
    table[layout.END_DAY] = LAST_DAY
    acts(table, m, np.array(model.deeds, np.int64).reshape(-1, 4))
    for queue, women in model.queues.items():
        assert chain(m, m[queue + state.FIRST], state.QUEUE_NEXT) == [woman for _, woman in women]
        assert m[queue + state.LENGTH] == len(women)
        last = m[queue + state.LAST]
        assert (m[last + state.NUMBER] == women[-1][1]) if women else last == 0
    for head, women in model.lists.items():
        assert chain(m, m[head], state.MEMBER_NEXT) == women
    for at in range(2 * LAST_DAY):
        due = {woman for woman, timer in model.timers.items() if timer == divmod(at, 2)}
        assert set(chain(m, m[AT_DAYS + at], state.TIMER_NEXT)) == due


# Where things lie


def test_sections_of_the_table_lie_side_by_side():
    ends = [layout.STARTS[name] + size for name, size in layout.SIZES.items()]
    assert list(layout.STARTS.values()) == [0, *ends[:-1]]
    assert ends[-1] == layout.ARRIVALS
    assert all(getattr(layout, name.upper()) == start for name, start in layout.STARTS.items())


def test_every_section_is_a_field_of_the_tables():
    lengths = {"sites", "return_weeks", "clinic_openings", "years", "arrival_multipliers", "arrival_quarters"}
    renamed = {"attendance_pence": "attendance", "week_pence": "week"}
    fields = set(Tables.__dataclass_fields__) | set(money.Prices.__dataclass_fields__)
    sections = {renamed.get(name, name) for name in layout.SIZES} - lengths
    assert sections <= fields
    assert fields - sections == {"prices", "arrivals"}


def test_places_in_the_world_do_not_overlap():
    rows = {"QUEUES": 6 * state.QUEUE_SIZE, "WEEKDAY_CLOCKS": 7, "PENCE_BY_YEAR": layout.MOST_YEARS}
    rows |= {"DRUG_GROUPS": 2 * state.DRUG_GROUP_SIZE, "ROW": len(TOTALS)}
    starts = sorted((getattr(state, name), getattr(state, name) + size) for name, size in rows.items())
    assert starts[0][0] > state.YEAR
    assert all(end <= start for (_, end), (start, _) in pairwise(starts))
    assert starts[-1][1] == state.HEADER


def test_places_of_a_woman_do_not_overlap():
    assert state.TODAY_NEXT < state.WAIT_COUNTS
    assert state.WAIT_COUNTS + len(Step) <= state.APPOINTMENT_COUNTS
    assert state.APPOINTMENT_COUNTS + len(Step) <= state.WOMAN_SIZE
    for following in ("QUEUE", "MEMBER", "CLOCK", "TIMER"):
        assert getattr(state, f"{following}_PREVIOUS") == getattr(state, f"{following}_NEXT") + 1


def test_memory_keeps_its_header_when_it_grows():
    memory = engine.Memory()
    memory.cells[: state.HEADER] = range(state.HEADER)
    memory.grow(10_000_000)
    assert len(memory.cells) >= 10_000_000
    assert memory.cells[: state.HEADER].tolist() == list(range(state.HEADER))
    assert not memory.cells[state.HEADER :].any()


# What is counted


@pytest.mark.parametrize("event", Event)
def test_an_event_is_counted_under_its_names(event):
    for step in Step:
        packed = int(book.COUNTED[event << 3 | step])
        every, first, bit, yearly = (packed >> shift & 255 for shift in (0, 8, 16, 24))
        names = [outcomes.COUNTED.get((event, step)), outcomes.REACHED.get((event, step))]
        assert [TOTALS[place - 1] if place else None for place in (every, first)] == names
        reached = list(dict.fromkeys(outcomes.REACHED.values()))
        assert (reached[bit - 1] if bit else None) == names[1]
        by_year = [name for name in names if name in book.YEARLY_TOTALS]
        assert ([book.YEARLY_TOTALS[yearly - 1]] if yearly else []) == by_year


def test_a_reason_is_counted_under_its_name():
    for reason in Reason:
        place = int(book.BY_REASON[reason])
        name = TOTALS[place] if place >= 0 else ""
        assert name.endswith(f"_{reason.name.lower()}") if reason else place < 0


def test_waits_and_money_are_counted_under_their_names():
    for i, name in enumerate(outcomes.WAITS.values()):
        places = (book.SERVED_TOTAL[i], book.DAYS_WAITED[i], book.DAYS_QUEUED[i], book.LEFT_AT[i])
        stems = ("served", "days_waited", "days_queued", "left_at")
        assert [TOTALS[place] for place in places] == [f"{stem}_{name}" for stem in stems]
    assert [TOTALS.index(f"pence_{c.name.lower()}") for c in Component] == [
        book._PENCE_BY_COMPONENT + c for c in Component
    ]
    assert [TOTALS.index(f"pence_paid_by_{p.name.lower()}") for p in Payer] == [book._PENCE_BY_PAYER + p for p in Payer]
    assert ROUTES == 3
