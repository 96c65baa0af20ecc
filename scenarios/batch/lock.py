"""A lock on a folder that a process which has ended does not hold."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError

FILE = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for this process alone; the system lets it go when the process ends, however it ends.

    Raises
    ------
    InputError
        If another process holds it.
    """
    with (folder / FILE).open("a+b") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise InputError(f"{folder}: another run is working in this folder; wait for it, or end it") from None
        yield


def _lock(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
