"""The parts that the page carries: Python for the browser, wheels and a style, each with its licence and its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from calibration.toml_files import toml_of
from sim.errors import InputError

CARRIED = Path(__file__).with_name("carried")
MANIFEST = "carried.toml"
AGAIN = "install dussk again"


@dataclass(frozen=True, slots=True)
class Part:
    """One file that the page carries.

    Attributes
    ----------
    file : str
        Its name in the folder ``carried``.
    name, version, licence, registry : str
        The package it is from, and where that is published.
    holds : str
        What is in it, where the package's name does not say.
    sha256 : str
        Hash of the file.
    """

    file: str
    name: str
    version: str
    licence: str
    registry: str
    sha256: str
    holds: str = ""
    made_from: str = ""
    made_from_sha256: str = ""


@cache
def parts(folder: Path = CARRIED) -> tuple[Part, ...]:
    """Return the parts in the manifest.

    Raises
    ------
    InputError
        If the manifest is missing or damaged.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise InputError(f"{MANIFEST}: the list of what the page carries is not there; {AGAIN}")
    try:
        return tuple(Part(**fields) for fields in toml_of(path)["part"])
    except (KeyError, TypeError):
        raise InputError(f"{MANIFEST}: the list of what the page carries is damaged; {AGAIN}") from None


def manifest(folder: Path = CARRIED) -> bytes:
    """Return the manifest itself."""
    return (folder / MANIFEST).read_bytes()


def content(part: Part, folder: Path = CARRIED) -> bytes:
    """Return a part's bytes, checked.

    Raises
    ------
    InputError
        If the file is missing, or is not what it was.
    """
    try:
        found = (folder / part.file).read_bytes()
    except OSError:
        raise InputError(f"{part.file}: this part of the page is not there; {AGAIN}") from None
    if hashlib.sha256(found).hexdigest() != part.sha256:
        raise InputError(f"{part.file}: this part of the page is damaged (its SHA-256 is another); {AGAIN}")
    return found
