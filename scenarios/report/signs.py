"""Plus and minus as print has them: a minus is not a hyphen, and a sign stays with its number."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from scenarios.report.blocks import Document

_MINUS = re.compile(r"(?<![\w£.-])-(?=[£\d])")
_SIGN = re.compile(r"(?<!\w)([+\N{MINUS SIGN}±]) ?(?=£)")
JOINER = "\N{WORD JOINER}"
NOT_READ = {"name", "svg", "unit", "beside"}
"""Fields that people do not read."""


def signed(text: str, joiner: str = JOINER) -> str:
    """Return a text whose numbers keep their signs beside them.

    Parameters
    ----------
    text : str
        As the command line prints it.
    joiner : str
        What forbids a line to break between a sign and a pound sign; empty where a program breaks no line there.
    """
    return _SIGN.sub(rf"\1{joiner}", _MINUS.sub("\N{MINUS SIGN}", text))


def with_signs(document: Document, joiner: str = JOINER) -> Document:
    """Return a document all of whose texts have been through :func:`signed`; a command line stays as it is typed."""
    found: Document = in_print(document, joiner)
    return found


def in_print(value: Any, joiner: str = JOINER) -> Any:
    """Return a block, or a text, as :func:`with_signs` has it."""
    if isinstance(value, str):
        return value if value.startswith("dussk ") else signed(value, joiner)
    if isinstance(value, tuple):
        return tuple(in_print(one, joiner) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        read = [one.name for one in fields(value) if one.name not in NOT_READ]
        return replace(value, **{name: in_print(getattr(value, name), joiner) for name in read})
    return value
