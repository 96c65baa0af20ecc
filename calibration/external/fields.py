"""Fields of a table in a file, checked one by one: what is wrong is one clear line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.errors import InputError, nearest


def check_fields(where: str, fields: object, needed: Iterable[str], optional: Iterable[str]) -> dict[str, Any]:
    """Return a table's fields if it is one, with all that are needed and none that are unknown."""
    needed, known = tuple(needed), (*needed, *optional)
    if not isinstance(fields, dict):
        raise InputError(f"{where} = {fields!r}: expected a table of fields such as {', '.join(known[:3])}")
    for key in fields:
        if key not in known:
            raise InputError(f"{where}: unknown field '{key}'.{nearest(key, known)}")
    for key in needed:
        if key not in fields:
            raise InputError(f"{where}: {key} is missing")
    return fields


def one_of(where: str, key: str, value: object, allowed: Iterable[str]) -> str:
    """Return a name if it is among those allowed."""
    allowed = tuple(allowed)
    if value not in allowed:
        raise InputError(
            f"{where}: {key} = {value!r}: expected one of {', '.join(allowed)}.{nearest(str(value), allowed)}"
        )
    return str(value)


def line(where: str, key: str, value: object) -> str:
    """Return a line of text."""
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{where}: {key} = {value!r}: expected a line of text")
    return value


def number(where: str, key: str, value: object) -> float:
    """Return a number, not below 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise InputError(f"{where}: {key} = {value!r}: expected a number, not below 0")
    return float(value)


def whole(where: str, key: str, value: object) -> int:
    """Return a whole number, not below 0."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InputError(f"{where}: {key} = {value!r}: expected a whole number, not below 0")
    return value


def pair(where: str, key: str, value: object, *, ordered: bool = True) -> tuple[float, float]:
    """Return two numbers, the lower one first unless order means nothing."""
    if not isinstance(value, list) or len(value) != 2:
        raise InputError(f"{where}: {key} = {value!r}: expected two numbers")
    low, high = (number(where, key, item) for item in value)
    if ordered and low > high:
        raise InputError(f"{where}: {key} = {value!r}: expected the lower number first")
    return low, high
