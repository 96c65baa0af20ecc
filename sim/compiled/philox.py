"""The keyed draws of ``sim.draws``, compiled."""

from typing import Any

import numpy as np

from sim.compiled.state import REPLICATION, SEED_HIGH, SEED_LOW
from sim.compiled.toolchain import Cells, compiled

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_ROUNDS = 10

Words = Any


@compiled
def words(m: Cells, block: int, subject: int, occasion: int) -> Words:
    """Return the four words of one block of decisions (see ``sim.draws.Draws.block``)."""
    key_0 = np.uint64(m[SEED_LOW])
    key_1 = np.uint64(m[SEED_HIGH])
    x0 = np.uint64(occasion)
    x1 = np.uint64(subject)
    x2 = np.uint64(block)
    x3 = np.uint64(m[REPLICATION])
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * x0
        product_1 = _MULTIPLIER_1 * x2
        x0 = (product_1 >> _HALF) ^ x1 ^ key_0
        x2 = (product_0 >> _HALF) ^ x3 ^ key_1
        x1 = product_1 & _LOW
        x3 = product_0 & _LOW
        key_0 = (key_0 + _WEYL_0) & _LOW
        key_1 = (key_1 + _WEYL_1) & _LOW
    return np.int64(x0), np.int64(x1), np.int64(x2), np.int64(x3)


@compiled
def how_many(t: Cells, start: int, length: int, word: int) -> int:
    """Return how many of some cumulative thresholds are at or below a word: the outcome's number."""
    low, high = 0, length
    while low < high:
        middle = (low + high) >> 1
        if word < t[start + middle]:
            high = middle
        else:
            low = middle + 1
    return low
