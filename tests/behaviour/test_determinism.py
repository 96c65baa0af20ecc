"""The same seed gives the same bytes: in another process, alone or among others, in whatever order things start."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, parameter_sets

from sim import default_parameters, simulate
from sim.clock import Phase, tick
from sim.draws import Block, Draws
from sim.record import Record
from sim.replication import replicate
from sim.site import Site
from sim.tables import Tables, build_tables
from sim.words import Event, Step

pytestmark = pytest.mark.behaviour

HOUSE = Path(__file__).parents[2]
SEEDS = st.integers(0, 2**64 - 1)
BUSY = {
    "run.kind": "service",
    "run.delivery_weeks": 30,
    "sites.number": 3,
    "sites.opening_weeks": [0, 2, 1],
    "population.kind": "finite",
    "population.size": 60,
    "contacts.drop_in_per_week": 8.0,
    "screening.accepts": 0.7,
    "screening.screenings_per_day": 1,
    "women.sells_sex": [0.7, 0.1, 0.1, 0.1],
    "drug_groups.slots": "separate",
    "drug_groups.places": 4,
    "drug_groups.sessions_to_prepare": 1,
    "attendance.drug_group": 0.85,
    "gate.in_a_row": 1,
    "stability.judged_at": 0,
    "referral.delay_days": 1,
    "stabilisation.sessions": 2,
    "stabilisation.minimum_size": 2,
    "psychologist.slots_per_clinic_day": 3,
    "psychologist.clinic_days": [1, 3],
    "returning.per_week": 0.2,
    "climate.incident": 0.3,
}

PRINTS_A_DIGEST = """
import hashlib, json, sys
from sim import default_parameters, simulate
runs = simulate(default_parameters().changed(json.loads(sys.argv[1])), replications=3, seed=2**63 + 5, logs=3)
lines = [*runs.event_rows("busy"), *runs.ledger_rows(), *runs.rows]
lines += [runs.waits, runs.sizes, runs.years]
text = "\\n".join(map(repr, lines))
print(len(lines), hashlib.sha256(text.encode()).hexdigest(), hash("a string"))
"""


def test_two_processes_with_other_hashes_give_the_same_bytes():
    printed = []
    for hash_seed in ("1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(HOUSE)}
        command = [sys.executable, "-c", PRINTS_A_DIGEST, json.dumps(BUSY)]
        done = subprocess.run(command, env=environment, cwd=HOUSE, capture_output=True, text=True, check=True)
        printed.append(done.stdout.split())
    (lines, digest, its_hash), (_, other_digest, other_hash) = printed
    assert int(lines) > 3000
    assert its_hash != other_hash, "the hashes of strings do differ between the two"
    assert digest == other_digest


@examples(25)
@given(parameter_sets(), SEEDS, st.integers(0, 4))
def test_a_replication_alone_is_the_one_in_a_longer_run(parameters, seed, k):
    whole = simulate(parameters, replications=5, seed=seed, logs=5)
    alone = simulate(parameters, replications=1, seed=seed, first=k, logs=5)
    assert alone.rows == [whole.rows[k]]
    assert alone.records[k].events == whole.records[k].events
    assert alone.records[k].ledger == whole.records[k].ledger
    parts = simulate(parameters, replications=k + 1, seed=seed, logs=5)
    if k < 4:
        parts.extend(simulate(parameters, replications=4 - k, seed=seed, first=k + 1, logs=5))
    assert parts.rows == whole.rows
    assert (parts.waits, parts.sizes, parts.years) == (whole.waits, whole.sizes, whole.years)
    assert parts.records.keys() == whole.records.keys()
    assert all(parts.records[r].events == whole.records[r].events for r in range(5))


# --- keys ---------------------------------------------------------------------------------------------------------


BY_STEP = {Block.WAIT, Block.APPOINTMENT, Block.READINESS}
"""Blocks whose occasion is her count of such decisions at one step, times the number of steps, plus the step."""


class Spy(Draws):
    """Draws that remember every address asked for."""

    def __init__(self, seed: int, replication: int) -> None:
        super().__init__(seed, replication)
        self.asked: Counter[tuple[int, int, int]] = Counter()
        self.words: set[tuple[int, int, int, int]] = set()

    def _remember(self, block: int, subject: int, occasion: int, words: tuple[int, int, int, int]) -> None:
        self.asked[int(block), subject, occasion] += 1
        self.words.add(words)

    def block(self, block, subject, occasion):
        words = super().block(block, subject, occasion)
        self._remember(block, subject, occasion, words)
        return words

    def in_sequence(self, block, subject, occasion):
        words = super().in_sequence(block, subject, occasion)
        self._remember(block, subject, occasion, words)
        return words

    def sequence(self, block, subject):
        for occasion, words in enumerate(super().sequence(block, subject)):
            self._remember(block, subject, occasion, words)
            yield words


def play(tables: Tables, draws: Draws, backwards: bool = False) -> Record:
    """Run one replication as ``sim.replication`` does, with draws of one's own, and sites opened in either order."""
    env = simpy.Environment()
    record = Record(env)
    sites = [Site(env, tables, draws, record, index) for index in range(len(tables.opening_days))]
    for site in reversed(sites) if backwards else sites:
        site.open()
    env.run(until=tick(tables.end_day, Phase.LEFT))
    for site in reversed(sites) if backwards else sites:
        for woman in site.enrolled:
            if woman.inside:
                woman.note(Event.STILL_INSIDE, woman.step)
    record.close()
    return record


@examples(40)
@given(parameter_sets(), SEEDS)
def test_no_address_serves_two_decisions(parameters, seed):
    spy = Spy(seed, 0)
    play(build_tables(parameters), spy)
    # A woman who could not consent may be screened again: the same woman, so the same words, and the same answers.
    twice = [address for address, times in spy.asked.items() if times > 1]
    assert {block for block, _, _ in twice} <= {Block.WOMAN}
    assert len(spy.words) == len(spy.asked)


@examples(25)
@given(parameter_sets(), SEEDS)
def test_a_womans_occasions_are_her_own_count_and_never_the_calendar(parameters, seed):
    spy = Spy(seed, 0)
    play(build_tables(parameters), spy)
    hers: defaultdict[tuple[int, int, int], set[int]] = defaultdict(set)
    for block, subject, occasion in spy.asked:
        if block in BY_STEP:
            hers[block, subject, occasion % len(Step)].add(occasion // len(Step))
        elif block < Block.ARRIVALS and block != Block.CONSENT:
            hers[block, subject, 0].add(occasion)
    wrong = {where: sorted(occasions) for where, occasions in hers.items() if occasions != set(range(len(occasions)))}
    assert not wrong


def test_every_block_is_used_and_so_checked():
    spy = Spy(1, 0)
    play(build_tables(default_parameters().changed(BUSY | {"run.delivery_weeks": 60})), spy)
    assert {block for block, _, _ in spy.asked} == set(Block) - {
        Block.PRIOR,
        Block.DESIGN,
    }  # which draw parameters, not lives


def test_seeds_and_replications_share_no_words():
    tables = build_tables(default_parameters().changed(BUSY))
    spies = [Spy(seed, replication) for seed in (1, 2, 1 + 2**32) for replication in range(3)]
    records = [play(tables, spy) for spy in spies]
    together = set.union(*(spy.words for spy in spies))
    assert len(together) == sum(len(spy.words) for spy in spies) > 10_000
    digests = {hashlib.sha256(repr(record.events).encode()).digest() for record in records}
    assert len(digests) == len(records)


@examples(40)
@given(parameter_sets(), SEEDS)
def test_who_starts_first_does_not_matter(parameters, seed):
    tables = build_tables(parameters)
    expected = replicate(tables, seed, 2)
    for backwards in (False, True):
        record = play(tables, Draws(seed, 2), backwards)
        assert record.events == expected.events
        assert record.ledger == expected.ledger


def test_several_sites_are_among_those_started_backwards():
    tables = build_tables(default_parameters().changed(BUSY | {"sites.opening_weeks": [0]}))
    record = play(tables, Draws(4, 0), backwards=True)
    assert record.events == replicate(tables, 4, 0).events
    busy = Counter(entry[1] >> 24 for entry in record.events if entry[1] >= 0)
    assert min(busy[site] for site in range(3)) > 100
