"""Reading the fields of a TOML table strictly: a wrong one is one line with place, value and what was expected."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, TypeVar, overload

from calibration.faults import Faults
from scenarios.names import suggested
from sim.errors import InputError

T = TypeVar("T")
MISSING = "is missing"


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
    faults : Faults, optional
        Where faults are kept, so that all of a file can be told at once: for a field that cannot be used something near
        it stands in until they are. Without it the first one is raised.
    """

    def __init__(self, file: str, table: str, content: dict[str, Any], faults: Faults | None = None) -> None:
        self._file, self._table, self._content, self._faults = file, table, content, faults
        self._misspelt: set[str] = set()

    def error(self, key: str, message: str) -> InputError:
        """Return an error that names the file, the table and the field."""
        return InputError(f"{self.place(key)}: {message}")

    def told(self, key: str, message: str, stands_in: T) -> T:
        """Keep a fault of a field and return what stands in for it, or raise it where faults are not kept."""
        if self._faults is None:
            raise self.error(key, message)
        if not (key in self._misspelt and message.startswith(MISSING)):  # it is there, and told as what it is
            self._faults.add(self.error(key, message))
        return stands_in

    def kept(self, error: InputError, stands_in: T) -> T:
        """Keep an error that says itself where it is, as :meth:`told` does."""
        if self._faults is None:
            raise error
        self._faults.add(error)
        return stands_in

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
        names = tuple(keys)
        for key in self._content:
            if key not in names:
                hint = suggested(key, names)
                self._misspelt |= {name for name in names if f"'{name}'" in hint}
                self.told("", f"unknown field '{key}'.{hint} Expected {', '.join(names)}", None)

    def table(self, key: str) -> Fields | None:
        """Return a table within, or None where there is none."""
        value = self._content.get(key)
        if value is None:
            return None
        name = self._name_of(key)
        if not isinstance(value, dict):
            return self.told(key, f"{shown(value)}: expected a table, written [{name}]", self._nothing(key))
        return Fields(self._file, name, value, self._faults)

    def needed(self, key: str) -> Fields:
        """Return a table within that has to be there."""
        found = self.table(key)
        if found is None and key not in self._misspelt:
            self.told("", f"[{self._name_of(key)}] is missing", None)
        return found or self._nothing(key)

    def _name_of(self, key: str) -> str:
        return f"{self._table}.{key}" if self._table else key

    def _nothing(self, key: str) -> Fields:
        """Return a table without fields, of which no more is said than that it is not there."""
        return Fields(self._file, self._name_of(key), {}, Faults())

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
            given = MISSING if value is None else f"{shown(value)}"
            return self.told(key, f"{given}: expected a text in quotation marks", "?")
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of texts, at least one."""
        value = self._content.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            given = MISSING if value is None else f"{shown(value)}"
            return self.told(key, f'{given}: expected a list of names, such as ["..."]', default or ())
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
            given = MISSING if value is None else f"{shown(value)}"
            return self.told(
                key, f"{given}: expected a whole number from {low} to {high}", int(_within(value, low, high))
            )
        return value

    def true(self, key: str) -> None:
        """Refuse anything but true, for a field that there is no other way to leave out than not to write it."""
        if self._content.get(key) is not True:
            self.told(key, f"{shown(self._content.get(key))}: expected true, or no such field", None)

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """Return a number from ``low`` to ``high``."""
        value = self._content.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            given = MISSING if value is None else f"{shown(value)}"
            return self.told(key, f"{given}: expected a number from {low:g} to {high:g}", _within(value, low, high))
        return float(value)

    def numbers(self, key: str, low: float, high: float, default: tuple[float, ...] | None = None) -> tuple[float, ...]:
        """Return a list of numbers, at least one."""
        value = self._content.get(key)
        if value is None and default is not None:
            return default
        fine = isinstance(value, list) and value and all(_is_number(item) and low <= item <= high for item in value)
        if not fine:
            given = MISSING if value is None else f"{shown(value)}"
            return self.told(
                key, f"{given}: expected a list of numbers from {low:g} to {high:g}", default or (low, high)
            )
        assert isinstance(value, list)
        return tuple(float(item) for item in value)

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """Return one of some names."""
        value, names = self._content.get(key), list(known)
        if value is None and default is not None:
            return default
        if value not in names:
            given = MISSING if value is None else f"{shown(value)}"
            hint = suggested(str(value), names)
            return self.told(key, f"{given}: expected {' or '.join(names)}.{hint}", default or names[0])
        return str(value)

    def yes_no(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._content.get(key, default)
        if not isinstance(value, bool):
            return self.told(key, f"{shown(value)}: expected true or false", default)
        return value

    def positive(self, key: str) -> float:
        """Return a number above nought."""
        value = self._content.get(key)
        if not isinstance(value, int | float) or isinstance(value, bool) or not (0 < value < math.inf):
            return self.told(key, f"{shown(value)}: expected a number above 0", 1.0)
        return float(value)


def _within(value: object, low: float, high: float) -> float:
    """Return what stands in for a number that cannot be used: the end of its range that is nearer."""
    return float(low) if isinstance(value, int | float) and value < low else float(high)


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
