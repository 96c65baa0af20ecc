"""Small counts of real women: a switch that hides them.

Only what the study counted is about real women. What the simulation gives are means over many made-up runs, which say
nothing about any woman, and are never hidden.
"""

from __future__ import annotations

HIDDEN = "*"
MOST_HIDDEN = 7
NEAREST = 5

EXPLAINED = (
    "Small counts of the study are hidden: 1 to 7 are shown as *, 0 is shown, and others are rounded to the nearest 5. "
    "Means of simulated runs are not hidden, because simulated women are not people."
)


def observed(count: int, *, suppress: bool) -> str:
    """Return a count of real women as it may be shown.

    Parameters
    ----------
    count : int
        How many were counted, at least 0.
    suppress : bool
        Whether small counts are hidden: 1 to 7 become ``*``, 0 stays, others go to the nearest 5.

    Raises
    ------
    ValueError
        If the count is below 0.
    """
    if count < 0:
        raise ValueError(f"a count of women is not below 0: {count}")
    if not suppress or count == 0:
        return f"{count:,}"
    if count <= MOST_HIDDEN:
        return HIDDEN
    return f"{NEAREST * ((count + NEAREST // 2) // NEAREST):,}"
