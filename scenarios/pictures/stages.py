"""Women who reach each stage, option beside option, with the interval of each mean."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.pictures.bars import Row, grouped


def stages(
    name: str,
    title: str,
    description: str,
    rows: Sequence[Row],
    options: Sequence[str],
    axis: str,
    places: Sequence[int] = (),
) -> str:
    """Return bars of the women who reach each stage; ``axis`` says what a whisker holds."""
    return grouped(name, title, description, rows, options, axis=axis, places=places)
