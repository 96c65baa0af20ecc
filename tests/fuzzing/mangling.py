"""Ways of spoiling a file, each decided by a source of small numbers: a seed, hypothesis or a fuzzer's bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Choose = Callable[[int], int]
"""``choose(n)`` gives a whole number from 0 to n - 1."""

Item = TypeVar("Item")

ODD = (
    *(
        "-1",
        "0",
        "1",
        "2",
        "-0.0",
        "0.5",
        "1.0",
        "1.5",
        "-1e9",
        "1e9",
        "1e308",
        "1e-320",
        "1e999",
        "nan",
        "-inf",
        "inf",
    ),
    *(
        "true",
        "false",
        '""',
        '" "',
        '"base"',
        '"nan"',
        "'é\\u0000'",
        "[]",
        "[[]]",
        "[1, 2, 3]",
        "[-1]",
        "[0.5]",
        '["base", "base"]',
    ),
    *(
        "{}",
        "{ a = 1 }",
        '{ family = ["beta"] }',
        '{ family = "beta", a = 1, b = 1 }',
        '{ family = "normal", mean = 0, sd = 0 }',
    ),
    *("2024-01-01", "2024-01-01T00:00:00Z", "12:00:00", "0x10", "0b1", "1_000", "9223372036854775807"),
    *("18446744073709551616", "9" * 400, '"' + "x" * 5000 + '"', '"""\nlines\n"""', "''", "null", "None", "no", ""),
)
"""What may stand in the place of a value."""

SCRAPS = (
    "=",
    "[",
    "]",
    '"',
    "#",
    "\x00",
    "\x1b",
    "\ufeff",
    "\u202e",
    "🙂",
    "\r",
    "\t",
    "[[x]]\n",
    "a.b.c = 1\n",
    "\\",
    "-",
)
VALUE = re.compile(r"(?<== )[^\n]+", re.MULTILINE)
KEY = re.compile(r"^[ \t]*[\w.\"\[\]-]+(?= *=)", re.MULTILINE)


def one_of(items: Sequence[Item], choose: Choose) -> Item:
    """Return one of some items."""
    return items[choose(len(items))]


def mangled(text: str, choose: Choose) -> str:
    """Return a text spoiled in one to four ways, and in most cases in one."""
    for _ in range((1, 1, 1, 2, 2, 3, 4)[choose(7)]):
        text = one_of(WAYS, choose)(text, choose)
    return text


def _value(text: str, choose: Choose) -> str:
    """Put something odd in the place of a value."""
    places = list(VALUE.finditer(text))
    if not places:
        return text
    place = one_of(places, choose)
    return text[: place.start()] + one_of(ODD, choose) + text[place.end() :]


def _number(text: str, choose: Choose) -> str:
    """Change one number somewhat."""
    places = list(re.finditer(r"\d+(\.\d+)?", text))
    if not places:
        return text
    place = one_of(places, choose)
    other = one_of(("-" + place[0], place[0] + "0", place[0] + ".5", "0", "0." + place[0], place[0] + "e3"), choose)
    return text[: place.start()] + other + text[place.end() :]


def _key(text: str, choose: Choose) -> str:
    """Misspell a field, or give it another's name."""
    places = list(KEY.finditer(text))
    if not places:
        return text
    place = one_of(places, choose)
    word = place[0]
    cut = choose(len(word))
    other = one_of(
        (word[:cut] + word[cut + 1 :], word + "x", one_of(places, choose)[0], word.upper(), f"{word}.{word}"), choose
    )
    return text[: place.start()] + other + text[place.end() :]


def _without_line(text: str, choose: Choose) -> str:
    lines = text.splitlines(keepends=True)
    del lines[choose(max(1, len(lines))) :][:1]
    place = choose(max(1, len(lines)))
    return "".join(lines[:place] + lines[place + 1 :])


def _line_again(text: str, choose: Choose) -> str:
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    lines.insert(choose(len(lines)), one_of(lines, choose))
    return "".join(lines)


def _scrap(text: str, choose: Choose) -> str:
    place = choose(len(text) + 1)
    return text[:place] + one_of(SCRAPS, choose) + text[place:]


def _cut(text: str, choose: Choose) -> str:
    return text[: choose(len(text) + 1)]


def _swapped(text: str, choose: Choose) -> str:
    places = list(VALUE.finditer(text))
    if len(places) < 2:
        return text
    one, other = sorted((one_of(places, choose), one_of(places, choose)), key=lambda place: place.start())
    if one.end() > other.start():
        return text
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


WAYS = (_value, _value, _value, _number, _number, _key, _without_line, _line_again, _scrap, _cut, _swapped)


def a_change(entries: dict[str, Any], choose: Choose) -> tuple[str, str]:
    """Return a parameter's name and a value for it: usually one that is allowed, at an end of its range or between."""
    name = one_of(list(entries), choose)
    entry = entries[name]
    if choose(8) == 0:
        return name, one_of(ODD, choose)
    if not all(isinstance(end, int | float) and not isinstance(end, bool) for end in entry.range):
        return name, json.dumps(one_of(entry.range, choose))
    low, high = entry.range[0], entry.range[-1]
    whole = all(isinstance(each, int) for each in (low, high, _first(entry.value)))
    between = low + (high - low) * choose(1001) / 1000
    near = _first(entry.value) * (0.5 + choose(1001) / 1000)
    found = one_of((low, high, between, near, near, near, low - 1, high + 1), choose)
    number = round(found) if whole else float(found)
    if isinstance(entry.value, list | tuple):
        length = one_of((len(entry.value), len(entry.value), 1 + choose(4)), choose)
        return name, json.dumps([number] * length)
    return name, json.dumps(number)


def _first(value: Any) -> Any:
    while isinstance(value, list | tuple):
        value = value[0] if value else 0
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0
