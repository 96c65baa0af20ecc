"""The same seed gives the same bytes: in another process, alone or among others, in whatever order things start."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import simpy

import sim
from scenarios.verify.lives import BrokenLawError, must
from sim.clock import Phase, tick
from sim.draws import Block, Draws, Words
from sim.parameters import Parameters, default_parameters
from sim.record import Record
from sim.replication import replicate
from sim.run import Runs, simulate
from sim.site import Site
from sim.tables import Tables, build_tables
from sim.words import Event, Step

BUSY: dict[str, object] = {
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

"""A service in which many things happen at several sites."""

PRINTS_A_DIGEST = """
import hashlib, json, sys
from sim import default_parameters, simulate
runs = simulate(default_parameters().changed(json.loads(sys.argv[1])), replications=3, seed=int(sys.argv[2]), logs=3)
lines = [*runs.event_rows("busy"), *runs.ledger_rows(), *runs.rows]
lines += [runs.waits, runs.sizes, runs.years]
text = "\\n".join(map(repr, lines))
print(len(lines), hashlib.sha256(text.encode()).hexdigest(), hash("a string"))
"""


FEW_LINES = 3000
"""Lines beyond which equal bytes say something."""


def in_two_processes(seed: int) -> str:
    """See that two processes whose strings hash otherwise print the same bytes, and say how many lines they had.

    Raises
    ------
    BrokenLawError
        If they do not.
    """
    printed = []
    for hash_seed in ("1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(sim.__file__).parents[1])}
        command = [sys.executable, "-c", PRINTS_A_DIGEST, json.dumps(BUSY), str(seed)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        printed.append(done.stdout.split())
    (lines, digest, its_hash), (_, other_digest, other_hash) = printed
    must(int(lines) > FEW_LINES, f"only {lines} lines were compared")
    must(its_hash != other_hash, "the hashes of strings do not differ between the two processes")
    must(digest == other_digest, "another process gives other bytes")
    return lines


def _same(one: Runs, other: Runs, what: str) -> None:
    must(one.rows == other.rows, f"{what}: other totals")
    must((one.waits, one.sizes, one.years) == (other.waits, other.sizes, other.years), f"{what}: other waits")
    must(one.records.keys() == other.records.keys(), f"{what}: other replications are kept")
    for replication, record in one.records.items():
        must(record.events == other.records[replication].events, f"{what}: other events")
        must(record.ledger == other.records[replication].ledger, f"{what}: another ledger")


def alone_and_in_parts(parameters: Parameters, seed: int, k: int) -> None:
    """See that replication ``k`` of five is the same alone, and that a run in two parts is the run in one.

    Raises
    ------
    BrokenLawError
        If it is not.
    """
    whole = simulate(parameters, replications=5, seed=seed, logs=5)
    alone = simulate(parameters, replications=1, seed=seed, first=k, logs=5)
    must(alone.rows == [whole.rows[k]], f"replication {k} alone: other totals")
    must(alone.records[k].events == whole.records[k].events, f"replication {k} alone: other events")
    must(alone.records[k].ledger == whole.records[k].ledger, f"replication {k} alone: another ledger")
    parts = simulate(parameters, replications=k + 1, seed=seed, logs=5)
    if k < 4:
        parts.extend(simulate(parameters, replications=4 - k, seed=seed, first=k + 1, logs=5))
    _same(parts, whole, "a run in two parts")


# --- keys ---------------------------------------------------------------------------------------------------------

BY_STEP = {Block.WAIT, Block.APPOINTMENT, Block.READINESS}
"""Blocks whose occasion is her count of such decisions at one step, times the number of steps, plus the step."""


class Spy(Draws):
    """Draws that remember every address asked for."""

    def __init__(self, seed: int, replication: int) -> None:
        super().__init__(seed, replication)
        self.asked: Counter[tuple[int, int, int]] = Counter()
        self.words: set[Words] = set()

    def _remember(self, block: int, subject: int, occasion: int, words: Words) -> None:
        self.asked[int(block), subject, occasion] += 1
        self.words.add(words)

    def block(self, block: int, subject: int, occasion: int) -> Words:
        """Return words, and remember that they were asked for."""
        words = super().block(block, subject, occasion)
        self._remember(block, subject, occasion, words)
        return words

    def in_sequence(self, block: int, subject: int, occasion: int) -> Words:
        """Return words, and remember that they were asked for."""
        words = super().in_sequence(block, subject, occasion)
        self._remember(block, subject, occasion, words)
        return words

    def sequence(self, block: int, subject: int) -> Iterator[Words]:
        """Yield words, and remember that they were asked for."""
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


def no_address_twice(parameters: Parameters, seed: int) -> None:
    """See that no address of the generator serves two decisions.

    Raises
    ------
    BrokenLawError
        If one does.
    """
    spy = Spy(seed, 0)
    play(build_tables(parameters), spy)
    # A woman who could not consent may be screened again: the same woman, so the same words, and the same answers.
    twice = {address for address, times in spy.asked.items() if times > 1 and address[0] != Block.WOMAN}
    must(not twice, f"{len(twice)} addresses serve two decisions")
    must(len(spy.words) == len(spy.asked), "two addresses have the same words")


def occasions_are_her_own(parameters: Parameters, seed: int) -> None:
    """See that a woman's occasions are her own count, and never the calendar.

    Raises
    ------
    BrokenLawError
        If they are not.
    """
    spy = Spy(seed, 0)
    play(build_tables(parameters), spy)
    hers: defaultdict[tuple[int, int, int], set[int]] = defaultdict(set)
    for block, subject, occasion in spy.asked:
        if block in BY_STEP:
            hers[block, subject, occasion % len(Step)].add(occasion // len(Step))
        elif block < Block.ARRIVALS and block != Block.CONSENT:
            hers[block, subject, 0].add(occasion)
    wrong = {where: sorted(occasions) for where, occasions in hers.items() if occasions != set(range(len(occasions)))}
    if wrong:
        raise BrokenLawError(f"occasions that are not counted from nought: {wrong}")


def order_of_starting(parameters: Parameters, seed: int) -> None:
    """See that sites and processes may start in either order.

    Raises
    ------
    BrokenLawError
        If it makes a difference.
    """
    tables = build_tables(parameters)
    expected = replicate(tables, seed, 2)
    for backwards in (False, True):
        record = play(tables, Draws(seed, 2), backwards)
        must(record.events == expected.events, "another order of starting gives other events")
        must(record.ledger == expected.ledger, "another order of starting gives another ledger")


def seeds_share_nothing(seed: int) -> int:
    """See that other seeds and replications give other words and other lives; return how many words were compared.

    Raises
    ------
    BrokenLawError
        If they share any.
    """
    tables = build_tables(default_parameters().changed(BUSY))
    seeds = (seed, (seed + 1) % 2**64, (seed + 2**32) % 2**64)
    spies = [Spy(each, replication) for each in seeds for replication in range(3)]
    records = [play(tables, spy) for spy in spies]
    words = set[Words]().union(*(spy.words for spy in spies))
    must(len(words) == sum(len(spy.words) for spy in spies), "two seeds or replications share words")
    digests = {hashlib.sha256(repr(record.events).encode()).digest() for record in records}
    must(len(digests) == len(records), "two seeds or replications live the same lives")
    return len(words)
