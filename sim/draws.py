"""Keyed random numbers: every draw is a pure function of who, what and when it is for.

A draw is addressed by (seed, replication, subject, decision, occasion) and made by Philox4x32-10, a published
counter-based generator (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
There is no generator state, so an added woman or an added step changes nobody else's numbers, and any single
replication can be replayed alone.

Key layout
----------
========  ======================================================================================
key 0, 1  the low and the high 32 bits of the 64-bit seed
counter 0  occasion: the subject's own count of this decision (for service events, the day)
counter 1  subject: a woman's number, or the number of a site or group
counter 2  block: which decisions are drawn together (:class:`Block`)
counter 3  replication
========  ======================================================================================

One call gives four 32-bit words; the decisions of a block take one word each, in the order of ``LANES``.
A decision of probability p happens when its word is below floor(p * 2**32).
Block numbers are never reused and lanes never moved: stored results depend on them.
"""

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from itertools import count
from struct import Struct

from sim.errors import InputError

WORD = 1 << 32
"""One more than the largest 32-bit word: the threshold of a certain event."""

Words = tuple[int, int, int, int]

_LOW = WORD - 1
_WEYL_0 = 0x9E3779B9
_WEYL_1 = 0xBB67AE85
_ROUNDS = 10


class Block(IntEnum):
    """Decisions that are drawn together. The numbers are part of every stored result: add, never renumber."""

    CONTACT = 1
    WOMAN = 2
    CONSENT = 3
    WEEK = 4
    DRUG_GROUP = 5
    STABILISATION = 6
    THERAPY = 7
    APPOINTMENT = 8
    WAIT = 9
    READINESS = 10
    RETURN = 11
    ARRIVALS = 32
    POOL = 33
    TURNOVER = 34
    GROUP_DAY = 35
    CLINIC_DAY = 36
    PRIOR = 48
    DESIGN = 64


LANES: dict[Block, tuple[str, ...]] = {
    Block.CONTACT: (
        "how recently she sold sex (first contact only)",
        "says she is not selling sex",
        "accepts screening",
        "reason for declining",
    ),
    Block.WOMAN: ("how recently she used drugs", "treatment at contact", "trauma", "propensity to attend"),
    Block.CONSENT: ("able to consent", "reason unable to consent", "therapy preferred (when she joins)"),
    Block.WEEK: ("leaves this week", "why she leaves", "opioid substitution therapy changes", "stability lost"),
    Block.DRUG_GROUP: ("attends", "attends only in part", "stability gained"),
    Block.STABILISATION: ("attends", "attends only in part", "stability gained"),
    Block.THERAPY: ("attends", "attends only in part", "leaves therapy"),
    Block.APPOINTMENT: ("attends",),
    Block.WAIT: ("weeks until interest is lost", "takes the place up"),
    Block.READINESS: ("judged ready", "accepts what is offered instead"),
    Block.RETURN: ("weeks until she returns",),
    Block.ARRIVALS: ("contacts on outreach", "contacts at the drop-in", "self-referrals"),
    Block.POOL: ("which woman of the local population",),
    Block.TURNOVER: ("replaced by another woman this year",),
    Block.GROUP_DAY: ("session cancelled", "at short notice", "incident in the session"),
    Block.CLINIC_DAY: ("clinic cancelled", "at short notice"),
    Block.PRIOR: ("value of a parameter: high bits", "low bits"),
    Block.DESIGN: ("choices of a random design, a byte each", "the same", "the same", "the same"),
}
"""What each word of a block decides; the words not named are spare."""


def checked_seed(seed: int) -> int:
    """Return a seed that is one.

    Raises
    ------
    InputError
        If it is not a whole number of 64 bits.
    """
    if not 0 <= seed < 1 << 64:
        raise InputError(f"seed: {seed} is not a whole number from 0 to {(1 << 64) - 1}")
    return seed


@lru_cache(maxsize=64)
def round_keys(seed: int) -> tuple[tuple[int, int], ...]:
    """Return the ten round keys of a 64-bit seed.

    Parameters
    ----------
    seed : int
        From 0 to 2**64 - 1.

    Raises
    ------
    InputError
        If the seed is outside that range.
    """
    key_0, key_1 = checked_seed(seed) & _LOW, seed >> 32
    return tuple(((key_0 + i * _WEYL_0) & _LOW, (key_1 + i * _WEYL_1) & _LOW) for i in range(_ROUNDS))


def philox(counter_0: int, counter_1: int, counter_2: int, counter_3: int, keys: tuple[tuple[int, int], ...]) -> Words:
    """Return the four words of Philox4x32-10 for one counter.

    Parameters
    ----------
    counter_0, counter_1, counter_2, counter_3 : int
        The four 32-bit words of the counter.
    keys : tuple of pairs of int
        From :func:`round_keys`.
    """
    for key_0, key_1 in keys:
        product_0 = 0xD2511F53 * counter_0
        product_1 = 0xCD9E8D57 * counter_2
        counter_0 = product_1 >> 32 ^ counter_1 ^ key_0
        counter_2 = product_0 >> 32 ^ counter_3 ^ key_1
        counter_1 = product_1 & 0xFFFFFFFF
        counter_3 = product_0 & 0xFFFFFFFF
    return counter_0, counter_1, counter_2, counter_3


class Draws:
    """The random numbers of one replication.

    Parameters
    ----------
    seed : int
        64-bit seed, shared by every scenario of a comparison.
    replication : int
        From 0 to 2**32 - 1.
    """

    __slots__ = ("_keys", "_replication", "_runs", "_wide_keys")

    def __init__(self, seed: int, replication: int) -> None:
        if not 0 <= replication < WORD:
            raise InputError(f"replication: {replication} is not a whole number from 0 to {WORD - 1}")
        self._keys = round_keys(seed)
        self._wide_keys = _wide(self._keys)
        self._replication = replication
        self._runs: dict[tuple[int, int, int], list[Words]] = {}

    def block(self, block: int, subject: int, occasion: int) -> Words:
        """Return the four words of one block of decisions, each from 0 to 2**32 - 1.

        Parameters
        ----------
        block : int
            A member of :class:`Block`.
        subject : int
            A woman's number, or the number of a site or group.
        occasion : int
            The subject's own count of this block, from 0; for service events, the day or week.
        """
        return philox(occasion, subject, block, self._replication, self._keys)

    def in_sequence(self, block: int, subject: int, occasion: int) -> Words:
        """Return the same words as :meth:`block`, faster where occasions follow one another.

        Sixteen occasions are made at a time and kept.
        """
        key = (block, subject, occasion >> 4)
        run = self._runs.get(key)
        if run is None:
            run = self._runs[key] = _sixteen(occasion & ~15, subject, block, self._replication, self._wide_keys)
        return run[occasion & 15]

    def sequence(self, block: int, subject: int) -> Iterator[Words]:
        """Yield the words of occasion 0, 1, 2 and so on, the same as :meth:`block` would give one by one."""
        for first in count(0, _LANES):
            yield from _sixteen(first, subject, block, self._replication, self._wide_keys)


# Sixteen counters side by side in one long integer, 64 bits each: a 32-bit number times a 32-bit constant fits its
# own 64 bits, so one multiplication of long integers does sixteen. Four times faster than one by one, same words.
_LANES = 16
_EACH = sum(1 << 64 * lane for lane in range(_LANES))
_COUNT = sum(lane << 64 * lane for lane in range(_LANES))
_LOW_OF_EACH = _LOW * _EACH
_PAIRS = Struct(f"<{2 * _LANES}I")


@lru_cache(maxsize=64)
def _wide(keys: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return tuple((key_0 * _EACH, key_1 * _EACH) for key_0, key_1 in keys)


def _sixteen(
    first: int, counter_1: int, counter_2: int, counter_3: int, keys: tuple[tuple[int, int], ...]
) -> list[Words]:
    c0, c1, c2, c3 = first * _EACH + _COUNT, counter_1 * _EACH, counter_2 * _EACH, counter_3 * _EACH
    for key_0, key_1 in keys:
        product_0 = 0xD2511F53 * c0
        product_1 = 0xCD9E8D57 * c2
        c0 = (product_1 >> 32 & _LOW_OF_EACH) ^ c1 ^ key_0
        c2 = (product_0 >> 32 & _LOW_OF_EACH) ^ c3 ^ key_1
        c1 = product_1 & _LOW_OF_EACH
        c3 = product_0 & _LOW_OF_EACH
    one = _PAIRS.unpack((c0 | c1 << 32).to_bytes(_PAIRS.size, "little"))
    two = _PAIRS.unpack((c2 | c3 << 32).to_bytes(_PAIRS.size, "little"))
    return list(zip(one[::2], one[1::2], two[::2], two[1::2], strict=True))
