"""A document in print: its minus is not a hyphen, and a sign stays with its number."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from scenarios.document.blocks import Document
from scenarios.pictures.signs import JOINER, signed

NOT_READ = {"name", "svg", "unit", "beside"}
"""Fields that people do not read."""


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
