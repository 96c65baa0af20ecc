"""Reading the fields of a TOML table strictly: a wrong one is one line with place, value and what was expected."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, overload

from sim.errors import InputError, nearest


class Fields:
    """The fields of one table of a file.

    Parameters
    ----------
    file : str
        The file's name, for messages.
    table : str
        The table's name; empty for the top of the file.
    content : dict
        What it holds.
    """

    def __init__(self, file: str, table: str, content: dict[str, Any]) -> None:
        self._file, self._table, self._content = file, table, content

    def error(self, key: str, message: str) -> InputError:
        """Return an error that names the file, the table and the field."""
        return InputError(f"{self.place(key)}: {message}")

    def has(self, key: str) -> bool:
        """Whether a field is there."""
        return key in self._content

    def value(self, key: str) -> object:
        """Return a field as it stands, or None."""
        return self._content.get(key)

    def place(self, key: str) -> str:
        """Return where a field is, for messages: file, table and name."""
        return ": ".join(part for part in (self._file, self._table and f"[{self._table}]", key) if part)

    def names(self) -> list[str]:
        """Return the fields' names."""
        return list(self._content)

    def is_text(self, key: str) -> bool:
        """Whether a field is a text."""
        return isinstance(self._content.get(key), str)

    def is_nought(self, key: str) -> bool:
        """Whether a field is the whole number 0."""
        value = self._content.get(key)
        return isinstance(value, int) and not isinstance(value, bool) and value == 0

    def only(self, keys: Iterable[str]) -> None:
        """Refuse fields other than these."""
        for key in self._content:
            if key not in keys:
                raise self.error("", f"unknown field '{key}'.{nearest(key, keys)} Expected {', '.join(keys)}")

    def table(self, key: str) -> Fields | None:
        """Return a table within, or None where there is none."""
        value = self._content.get(key)
        if value is None:
            return None
        name = f"{self._table}.{key}" if self._table else key
        if not isinstance(value, dict):
            raise self.error(key, f"{shown(value)}: expected a table, written [{name}]")
        return Fields(self._file, name, value)

    @overload
    def text(self, key: str) -> str: ...
    @overload
    def text(self, key: str, default: None) -> str | None: ...
    def text(self, key: str, default: object = ...) -> str | None:
        """Return a text."""
        value = self._content.get(key)
        if value is None and default is None:
            return None
        if not isinstance(value, str) or not value.strip():
            given = "is missing" if value is None else f"{shown(value)}"
            raise self.error(key, f"{given}: expected a text in quotation marks")
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of texts, at least one."""
        value = self._content.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            given = "is missing" if value is None else f"{shown(value)}"
            raise self.error(key, f'{given}: expected a list of names, such as ["..."]')
        return tuple(value)

    @overload
    def whole(self, key: str, low: int, high: int) -> int: ...
    @overload
    def whole(self, key: str, low: int, high: int, default: int) -> int: ...
    @overload
    def whole(self, key: str, low: int, high: int, default: None) -> int | None: ...
    def whole(self, key: str, low: int, high: int, default: object = ...) -> int | None:
        """Return a whole number from ``low`` to ``high``."""
        value = self._content.get(key)
        if value is None and (default is None or isinstance(default, int)):
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            given = "is missing" if value is None else f"{shown(value)}"
            raise self.error(key, f"{given}: expected a whole number from {low} to {high}")
        return value

    def true(self, key: str) -> None:
        """Refuse anything but true, for a field that there is no other way to leave out than not to write it."""
        if self._content.get(key) is not True:
            raise self.error(key, f"{shown(self._content.get(key))}: expected true, or no such field")

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """Return a number from ``low`` to ``high``."""
        value = self._content.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            given = "is missing" if value is None else f"{shown(value)}"
            raise self.error(key, f"{given}: expected a number from {low:g} to {high:g}")
        return float(value)

    def numbers(self, key: str, low: float, high: float, default: tuple[float, ...] | None = None) -> tuple[float, ...]:
        """Return a list of numbers, at least one."""
        value = self._content.get(key)
        if value is None and default is not None:
            return default
        fine = isinstance(value, list) and value and all(_is_number(item) and low <= item <= high for item in value)
        if not fine:
            given = "is missing" if value is None else f"{shown(value)}"
            raise self.error(key, f"{given}: expected a list of numbers from {low:g} to {high:g}")
        assert isinstance(value, list)
        return tuple(float(item) for item in value)

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """Return one of some names."""
        value, names = self._content.get(key), list(known)
        if value is None and default is not None:
            return default
        if value not in names:
            given = "is missing" if value is None else f"{shown(value)}"
            raise self.error(key, f"{given}: expected {' or '.join(names)}.{nearest(str(value), names)}")
        return str(value)

    def yes_no(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._content.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"{shown(value)}: expected true or false")
        return value

    def positive(self, key: str) -> float:
        """Return a number above nought."""
        value = self._content[key]
        if not isinstance(value, int | float) or isinstance(value, bool) or not (0 < value < math.inf):
            raise self.error(key, f"{shown(value)}: expected a number above 0")
        return float(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def shown(value: object) -> str:
    """Return a value as TOML spells it, for messages."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {shown(item)}' for key, item in value.items())}}}"
    return repr(value) if isinstance(value, str | int | float) else str(value)
