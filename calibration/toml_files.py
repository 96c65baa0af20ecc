"""Reading TOML files, with one line for each way in which one can be wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from sim.errors import InputError


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a TOML file, and what it says.

    Raises
    ------
    InputError
        If it is not valid TOML; the message names the file.
    OSError
        If it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path.name}: not valid TOML: {error}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name}: not a text file in UTF-8") from None
    except ValueError:
        raise InputError(f"{path.name}: not valid TOML: a number in it is too long") from None
    except RecursionError:
        raise InputError(f"{path.name}: not valid TOML: tables or lists are nested too deeply") from None
    _check_whole_numbers(path.name, "", content)
    return text, content


def _check_whole_numbers(file: str, place: str, value: object) -> None:
    """Raise if a whole number is longer than a computer's word, which nothing here may be."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_whole_numbers(file, f"{place}.{key}" if place else key, inner)
    elif isinstance(value, list):
        for inner in value:
            _check_whole_numbers(file, place, inner)
    elif isinstance(value, int) and not -(1 << 63) <= value < 1 << 64:
        digits = round(value.bit_length() * 0.30103)
        raise InputError(f"{file}: {place}: a whole number of {digits} digits: expected one of 19 at most")


def toml_of(path: Path) -> dict[str, Any]:
    """Return what a TOML file says.

    Raises
    ------
    InputError
        If it cannot be read, or is not valid TOML; the message names the file.
    """
    try:
        return read_toml(path)[1]
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read: {error.strerror}") from None
