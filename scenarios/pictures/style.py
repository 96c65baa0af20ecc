"""Colours, patterns and dashes: told apart in print without colour, and on a screen by everybody.

Text has a contrast of at least 4.5 to 1 with what is behind it, and marks of at least 3 to 1; a test computes both.
"""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 420.0
"""Units that every picture is wide."""

PAPER = "#ffffff"
TEXT = "#212b32"
QUIET = "#425563"
"""Text that says less."""

GRID = "#d8dde0"
"""Lines that only guide the eye."""

AXIS = "#4c6272"
WASH = "#f0f4f5"
"""What is behind boxes."""

SERIES = ("#005eb8", "#9c4a00", "#00665e", "#6b2a8c", "#4c6272", "#7a5c00")
"""Colours of options, in their order; none is red."""

PATTERNS = ("solid", "stripes", "dots", "plain", "crossed", "level")
DASHES = ("", "9 5", "2 4", "12 4 2 4", "5 3", "14 6")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def colour(place: int) -> str:
    """Return the colour of the option in a place, from 0."""
    return SERIES[place % len(SERIES)]


def dash(place: int) -> str:
    """Return the dashes of the line in a place, from 0; empty for an unbroken line."""
    return DASHES[place % len(DASHES)]


def letter(place: int) -> str:
    """Return the letter of the option in a place, from 0."""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def places_of(names: Sequence[str], places: Sequence[int] = ()) -> tuple[int, ...]:
    """Return the place of every option among all options, which decides its letter and colour; by default their order.

    Raises
    ------
    ValueError
        If there are not as many places as options.
    """
    if places and len(places) != len(names):
        raise ValueError(f"{len(names)} options have {len(places)} places")
    return tuple(places) or tuple(range(len(names)))


def pattern(name: str, place: int) -> str:
    """Return the definition of the pattern of the option in a place, named ``name``; empty for a solid fill."""
    kind, ink = PATTERNS[place % len(PATTERNS)], colour(place)
    drawn = {
        "stripes": f'<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="{ink}" stroke-width="2.6"/>',
        "dots": f'<circle cx="4" cy="4" r="2.2" fill="{ink}"/>',
        "plain": "",
        "crossed": f'<path d="M0 0L8 8M8 0L0 8" stroke="{ink}" stroke-width="1.6"/>',
        "level": f'<path d="M0 4H8" stroke="{ink}" stroke-width="2.6"/>',
    }
    if kind == "solid":
        return ""
    return (
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{PAPER}"/>{drawn[kind]}</pattern>'
    )
