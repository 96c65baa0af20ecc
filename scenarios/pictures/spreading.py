"""Labels that would stand on one another are moved apart."""

from __future__ import annotations

from collections.abc import Sequence


def spread_apart(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Return the middles of labels, as near to where they are wanted as they can be without touching.

    Parameters
    ----------
    wanted : sequence of float
        Where the middle of each label would best be.
    heights : sequence of float
        How high each label is.
    low, high : float
        Between what all must lie; if they cannot, they run over ``high``.

    Notes
    -----
    Labels that touch are joined into a block, which stands where it is least far from what each of its labels wants
    (pool adjacent violators); blocks that then touch are joined in turn.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[float, list[int]]] = []
    for i in order:
        block = [i]
        top = _top_of(block, wanted, heights, low, high)
        while blocks and blocks[-1][0] + sum(heights[j] for j in blocks[-1][1]) > top:
            block = [*blocks.pop()[1], *block]
            top = _top_of(block, wanted, heights, low, high)
        blocks.append((top, block))
    found = [0.0] * len(wanted)
    for top, block in blocks:
        for i in block:
            found[i] = top + heights[i] / 2
            top += heights[i]
    return found


def _top_of(block: Sequence[int], wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> float:
    """Return where a block of labels best begins: the mean of where each of them would have it begin."""
    tops, before = [], 0.0
    for i in block:
        tops.append(wanted[i] - heights[i] / 2 - before)
        before += heights[i]
    return max(low, min(sum(tops) / len(tops), high - before))
