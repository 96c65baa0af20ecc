"""A picture being drawn: shapes and texts, escaped, with a title and a description for screen readers."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from scenarios.pictures.lettering import ASCENT, LEADING, NORMAL, lines_of
from scenarios.pictures.signs import signed
from scenarios.pictures.style import PAPER, TEXT, WIDTH, colour, pattern

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
_UNSAFE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold."""


def readable(text: str) -> str:
    """Return a text without the characters that no XML document may hold."""
    return _UNSAFE.sub("", text)


def safe(text: str) -> str:
    """Return a text as XML holds it between tags, without characters that XML forbids."""
    return escape(readable(text))


def quoted(text: str) -> str:
    """Return a text as XML holds it as an attribute, with its quotation marks."""
    return quoteattr(readable(text))


def identifier(name: str) -> str:
    """Return a name as an identifier of letters, digits and hyphens."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "picture"


def number(value: float) -> str:
    """Return a coordinate with two decimals at most."""
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


class Canvas:
    """A picture ``WIDTH`` units wide, of which the height is told when it is finished."""

    def __init__(self, name: str, title: str, description: str) -> None:
        self.name = identifier(name)
        self._title, self._description = signed(title, ""), signed(description, "")
        self._parts: list[str] = []
        self._patterns: dict[int, str] = {}

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = NORMAL,
        bold: bool = False,
        anchor: str = "start",
        fill: str = TEXT,
        halo: bool = False,
    ) -> None:
        """Write one line; ``y`` is where its letters stand. A halo keeps it readable over marks."""
        weight = ' font-weight="bold"' if bold else ""
        placed = f' text-anchor="{anchor}"' if anchor != "start" else ""
        around = f' stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
        self._parts.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{weight}{placed} fill="{fill}"{around}>'
            f"{safe(signed(text, ''))}</text>"
        )

    def lines(
        self,
        x: float,
        top: float,
        text: str,
        width: float,
        *,
        size: float = NORMAL,
        bold: bool = False,
        anchor: str = "start",
        fill: str = TEXT,
        halo: bool = False,
    ) -> float:
        """Write a text in lines no wider than ``width``, from ``top`` downwards, and return where they end."""
        for line in lines_of(text, width, size, bold=bold):
            self.text(x, top + ASCENT * size, line, size=size, bold=bold, anchor=anchor, fill=fill, halo=halo)
            top += LEADING * size
        return top

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = PAPER,
        stroke: str = "none",
        dashes: str = "",
        thick: float = 1.5,
    ) -> None:
        """Draw a rectangle."""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        line = f' stroke="{stroke}" stroke-width="{number(thick)}"{dashed}' if stroke != "none" else ""
        self._parts.append(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(max(0.0, width))}" '
            f'height="{number(max(0.0, height))}" fill="{fill}"{line}/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, stroke: str, thick: float = 1.0, dashes: str = ""
    ) -> None:
        """Draw a straight line."""
        self.path([(x1, y1), (x2, y2)], stroke=stroke, thick=thick, dashes=dashes)

    def path(
        self,
        points: list[tuple[float, float]],
        *,
        stroke: str,
        thick: float = 1.0,
        dashes: str = "",
        fill: str = "none",
    ) -> None:
        """Draw a line through points."""
        steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        closed = "Z" if fill != "none" else ""
        self._parts.append(
            f'<path d="M{steps}{closed}" fill="{fill}" stroke="{stroke}" stroke-width="{number(thick)}"{dashed}/>'
        )

    def dot(self, x: float, y: float, radius: float, *, fill: str, stroke: str = "none", opacity: float = 1.0) -> None:
        """Draw a disc."""
        line = f' stroke="{stroke}"' if stroke != "none" else ""
        seen = f' fill-opacity="{number(opacity)}"' if opacity < 1.0 else ""
        self._parts.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"{line}{seen}/>'
        )

    def arrow(self, x: float, top: float, bottom: float, *, stroke: str) -> None:
        """Draw an arrow downwards."""
        self.line(x, top, x, bottom - 5.0, stroke=stroke, thick=1.5)
        self.path([(x - 4.0, bottom - 6.0), (x + 4.0, bottom - 6.0), (x, bottom)], stroke="none", fill=stroke)

    def fill_of(self, place: int) -> str:
        """Return how to fill the mark of the option in a place, from 0: its colour, or its pattern."""
        name = f"{self.name}-fill-{place}"
        drawn = pattern(name, place)
        if not drawn:
            return colour(place)
        self._patterns[place] = drawn
        return f"url(#{name})"

    def svg(self, height: float) -> str:
        """Return the whole picture, so many units high."""
        title, description = f"{self.name}-title", f"{self.name}-desc"
        patterns = "".join(self._patterns[place] for place in sorted(self._patterns))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(WIDTH)} {number(height)}" '
            f'role="img" aria-labelledby="{title} {description}" font-family="{FONT}">'
            f'<title id="{title}">{safe(self._title)}</title><desc id="{description}">{safe(self._description)}</desc>'
            f"{f'<defs>{patterns}</defs>' if patterns else ''}"
            f'<rect width="{number(WIDTH)}" height="{number(height)}" fill="{PAPER}"/>'
            f"{''.join(self._parts)}</svg>\n"
        )
