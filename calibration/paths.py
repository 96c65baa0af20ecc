"""What the disk would not do with a path that somebody gave, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sim.errors import InputError

READ, WRITTEN = "cannot be read", "cannot be written"


@contextmanager
def told_of(what: object, cannot: str = READ) -> Iterator[None]:
    """Say in one line what the disk would not do: even to ask whether a file is there, a name may be too long for it.

    Parameters
    ----------
    what : object
        What was given, as its giver knows it: a path, or an option with its path.
    cannot : str
        What could not be done with it.

    Raises
    ------
    InputError
        Instead of an OSError.
    """
    try:
        yield
    except OSError as error:
        raise InputError(f"{what}: {cannot}: {error.strerror or error}") from None
