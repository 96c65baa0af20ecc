"""The same seed gives the same bytes: in another process, alone or among others, in whatever order things start."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples, parameter_sets

from scenarios.verify import determinism
from scenarios.verify.determinism import BUSY, Spy, play
from scenarios.verify.lives import BrokenLawError
from sim import default_parameters
from sim.draws import Block, Draws
from sim.replication import replicate
from sim.tables import build_tables

pytestmark = pytest.mark.behaviour

SEEDS = st.integers(0, 2**64 - 1)


def test_two_processes_with_other_hashes_give_the_same_bytes():
    assert int(determinism.in_two_processes(2**63 + 5)) > 3000


@examples(25)
@given(parameter_sets(), SEEDS, st.integers(0, 4))
def test_a_replication_alone_is_the_one_in_a_longer_run(parameters, seed, k):
    determinism.alone_and_in_parts(parameters, seed, k)


# --- keys ---------------------------------------------------------------------------------------------------------


@examples(40)
@given(parameter_sets(), SEEDS)
def test_no_address_serves_two_decisions(parameters, seed):
    determinism.no_address_twice(parameters, seed)


@examples(25)
@given(parameter_sets(), SEEDS)
def test_a_womans_occasions_are_her_own_count_and_never_the_calendar(parameters, seed):
    determinism.occasions_are_her_own(parameters, seed)


def test_every_block_is_used_and_so_checked():
    spy = Spy(1, 0)
    play(build_tables(default_parameters().changed(BUSY | {"run.delivery_weeks": 60})), spy)
    assert {block for block, _, _ in spy.asked} == set(Block) - {
        Block.PRIOR,
        Block.DESIGN,
    }  # which draw parameters, not lives


def test_seeds_and_replications_share_no_words():
    assert determinism.seeds_share_nothing(1) > 10_000


@examples(40)
@given(parameter_sets(), SEEDS)
def test_who_starts_first_does_not_matter(parameters, seed):
    determinism.order_of_starting(parameters, seed)


def test_several_sites_are_among_those_started_backwards():
    tables = build_tables(default_parameters().changed(BUSY | {"sites.opening_weeks": [0]}))
    record = play(tables, Draws(4, 0), backwards=True)
    assert record.events == replicate(tables, 4, 0).events
    busy = Counter(entry[1] >> 24 for entry in record.events if entry[1] >= 0)
    assert min(busy[site] for site in range(3)) > 100


# --- seen to fail -------------------------------------------------------------------------------------------------

AS_IT_IS = Draws.block


def without_seed(self, block, subject, occasion):
    """Give every seed the same words."""
    return AS_IT_IS(Draws(5, self._replication), block, subject, occasion)


def without_block(self, block, subject, occasion):
    """Give two kinds of decision the same words."""
    return AS_IT_IS(self, 1, subject, occasion)


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        (without_seed, lambda: determinism.seeds_share_nothing(1)),
        (without_block, lambda: determinism.no_address_twice(default_parameters().changed(BUSY), 1)),
    ],
)
def test_wrong_keys_are_seen(wrong, law, monkeypatch):
    monkeypatch.setattr(Draws, "block", wrong)
    with pytest.raises(BrokenLawError):
        law()
