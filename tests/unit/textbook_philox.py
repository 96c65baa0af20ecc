"""Philox4x32-10 once more, slowly, straight from the paper's description; it shares no line with sim.draws.

Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3.
"""

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
MASK = 2**32 - 1


def philox4x32(counter: list[int], key: list[int], rounds: int = 10) -> list[int]:
    """Return the four output words for a counter of four words and a key of two."""
    x = list(counter)
    k = list(key)
    for round_number in range(rounds):
        if round_number:
            k = [(word + weyl) & MASK for word, weyl in zip(k, WEYL, strict=True)]
        high_0, low_0 = divmod(MULTIPLIERS[0] * x[0], 2**32)
        high_1, low_1 = divmod(MULTIPLIERS[1] * x[2], 2**32)
        x = [high_1 ^ x[1] ^ k[0], low_1, high_0 ^ x[3] ^ k[1], low_0]
    return x


def project_words(seed: int, replication: int, block: int, subject: int, occasion: int) -> list[int]:
    """Return the words of an address in this project's own layout of key and counter."""
    return philox4x32([occasion, subject, block, replication], [seed % 2**32, seed // 2**32])
