"""The generator of keyed draws: published answers, uniform words, and no relation between what is drawn apart."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, islice

import numpy as np
from scipy import stats

from scenarios.verify.judging import Judged, exactly, frequencies, together
from scenarios.verify.lengths import QUICK, At
from sim.draws import Block, Draws, Words

SEED, REPLICATION = 20231, 7
ALL_ONES = 0xFFFFFFFF

# --- known answers ------------------------------------------------------------------------------------------------

KNOWN_ANSWERS: tuple[tuple[Words, tuple[int, int], Words], ...] = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL_ONES,) * 4, (ALL_ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)
"""Counter, key and words of Philox4x32-10 in the known-answer file of Random123, its authors' own library."""


def known_answers(at: At = QUICK) -> Judged:
    """Judge the published answers, by each of the two ways of drawing; a seed is the key, its low word first."""
    found, expected = [], []
    for (occasion, subject, block, replication), (low, high), words in KNOWN_ANSWERS:
        drawn = Draws(high << 32 | low, replication)
        found += [drawn.block(block, subject, occasion), drawn.in_sequence(block, subject, occasion)]
        expected += [words] * 2
    return exactly(found, expected)


# --- uniform words, whatever part of the address runs on ----------------------------------------------------------

Address = Callable[[int], Words]
DRAWN = 4096
CELLS = 64
SHIFTS = (26, 0)
"""The highest and the lowest six bits of a word."""


def addresses(seed: int) -> list[Address]:
    """Return addresses of which one word of the counter or of the key runs on, while the others stand still.

    In order: the occasion, the subject, the block, the replication, the low and the high half of the seed; and the
    subject as women are numbered when they are met.
    """
    keyed = Draws(seed, REPLICATION)
    return [
        lambda n: keyed.in_sequence(Block.WEEK, 3, n),
        lambda n: keyed.block(Block.WEEK, n, 3),
        lambda n: keyed.block(n, 3, 3),
        lambda n: Draws(seed, n).block(Block.WEEK, 3, 3),
        lambda n: Draws(seed - SEED + n, REPLICATION).block(Block.WEEK, 3, 3),
        lambda n: Draws(n << 32, REPLICATION).block(Block.WEEK, 3, 3),
        lambda n: keyed.block(Block.WOMAN, n // 4 << 10 | n % 4, 0),
    ]


def words(address: Address, count: int) -> np.ndarray:
    """Return the words drawn, one row an address and one column a lane."""
    return np.array([address(n) for n in range(count)], dtype=np.uint64)


def uniform(at: At = QUICK) -> Judged:
    """Judge that words are uniform: chi-square over 64 cells, at the top and bottom bits, of every lane."""
    judged = []
    for address in addresses(at.seed(SEED)):
        drawn = words(address, DRAWN * at.times)
        for lane in range(4):
            for shift in SHIFTS:
                cells = (drawn[:, lane] >> np.uint64(shift)) & np.uint64(CELLS - 1)
                counts = np.bincount(cells.astype(int), minlength=CELLS)
                judged.append(frequencies(counts, np.full(CELLS, 1.0 / CELLS)))
    return together(*judged)


# --- no relation between lanes, blocks, subjects, occasions, replications and seeds -------------------------------


def unrelated(one: np.ndarray, other: np.ndarray) -> Judged:
    """Judge two columns of words: their correlation, normal with variance 1/n, and their joint 8 by 8 table."""
    if one.min() == one.max() or other.min() == other.max():
        return Judged(0.0, "words that never vary", "uniform words")
    r = np.corrcoef(one.astype(float), other.astype(float))[0, 1]
    by_table = np.bincount(((one >> np.uint64(29)) * np.uint64(8) + (other >> np.uint64(29))).astype(int), minlength=64)
    by_correlation = float(2.0 * stats.norm.sf(abs(r) * np.sqrt(one.size)))

    def within(rate: float) -> str:
        return f"correlation up to {stats.norm.isf(rate / 2.0) / np.sqrt(one.size):.2g}"

    return together(
        Judged(by_correlation, f"correlation {r:.2g} of {one.size:,} pairs", "0", within),
        frequencies(by_table, np.full(64, 1.0 / 64)),
    )


def independent(at: At = QUICK) -> Judged:
    """Judge that knowing one draw says nothing about another that differs from it in its address.

    Compared are the four lanes of some women's draws; and, lane by lane, any two of these: those draws, the ones in
    three other blocks, of the next woman each, on the next occasion, in the next replication and with the next seed.
    """

    def stream(block: int = Block.WEEK, on: int = 0, occasion: int = 0, replication: int = 0, seed: int = 0) -> Address:
        keyed = Draws(at.seed(SEED + seed), REPLICATION + replication)
        return lambda n: keyed.block(block, 5 + n + on, occasion)

    others = [stream(block=block) for block in (Block.WOMAN, Block.DRUG_GROUP, Block.CLINIC_DAY)]
    others += [stream(on=1), stream(occasion=1), stream(replication=1), stream(seed=1)]
    drawn = [words(address, DRAWN * at.times) for address in (stream(), *others)]
    judged = [unrelated(drawn[0][:, one], drawn[0][:, other]) for one, other in combinations(range(4), 2)]
    for one, other in combinations(drawn, 2):
        judged += [unrelated(one[:, lane], other[:, lane]) for lane in range(4)]
    return together(*judged)


# --- the fast ways of drawing --------------------------------------------------------------------------------------


def same_every_way(at: At = QUICK) -> Judged:
    """Judge that occasions drawn sixteen at a time are those drawn one at a time, to the last word."""
    rng = np.random.default_rng(20232)
    keyed, pairs = Draws(SEED, REPLICATION), []
    for _ in range(500):
        block, subject = int(rng.choice(list(Block))), int(rng.integers(1 << 32))
        occasion = int(rng.integers(1 << int(rng.integers(1, 33))))
        pairs.append((keyed.in_sequence(block, subject, occasion), keyed.block(block, subject, occasion)))
    for subject in (0, 1, ALL_ONES):
        one_after_another = enumerate(islice(keyed.sequence(Block.WEEK, subject), 100))
        pairs += [(drawn, keyed.block(Block.WEEK, subject, occasion)) for occasion, drawn in one_after_another]
    return exactly([one for one, _ in pairs], [other for _, other in pairs])
