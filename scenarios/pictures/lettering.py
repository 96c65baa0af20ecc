"""How wide a text is in Arial, and how it breaks into lines."""

from __future__ import annotations

SMALL, NORMAL, LARGE = 13.0, 14.0, 16.0
"""Sizes of text, in units of a picture."""

LEADING = 1.25
"""Height of a line over the size of its text."""

ASCENT, DESCENT = 0.78, 0.22
"""How far letters reach above and below the line they stand on, over the size of the text."""

_WIDTHS = {
    191: "'",
    222: "ijl’",
    260: "|",
    278: " !,./:;I[\\]ft",
    333: "-()`r",
    334: "{}",
    355: '"',
    389: "*",
    469: "^",
    500: "Jckvxyzs",
    556: "#$0123456789?L_abdeghnopqu£–é",
    584: "+<=>~×−±",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—…",
    1015: "@",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_UNKNOWN = 1050
"""Thousandths of the size that a letter without an entry is taken to be wide: rather too many than too few."""

_BOLD = 1.11
"""Bold letters over plain ones: no line of ordinary words is wider than this."""


def width_of(text: str, size: float = NORMAL, *, bold: bool = False) -> float:
    """Return about how wide a text is in Arial, rather too wide than too narrow.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Size of the text, in units of the picture.
    bold : bool
        Whether it is bold.
    """
    thousandths = sum(_WIDTH_OF.get(letter, _UNKNOWN) for letter in text)
    return thousandths / 1000.0 * size * (_BOLD if bold else 1.0)


def lines_of(text: str, width: float, size: float = NORMAL, *, bold: bool = False) -> list[str]:
    """Return a text in lines no wider than ``width``; a word that is wider than a whole line is broken."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size, bold=bold) <= width:
            lines[-1] = joined
            continue
        pieces = _pieces(word, width, size, bold=bold)
        lines += pieces
    return lines or [""]


def _pieces(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
