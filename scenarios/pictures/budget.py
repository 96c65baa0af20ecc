"""What each option costs in each year."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.pictures.bars import Row, grouped


def budget(
    name: str,
    title: str,
    description: str,
    years: Sequence[Row],
    options: Sequence[str],
    axis: str,
    places: Sequence[int] = (),
) -> str:
    """Return a group of bars a year, a bar an option."""
    return grouped(name, title, description, years, options, unit="£", axis=axis, places=places)
