"""A lock on a folder that a process which has ended does not hold."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from calibration.whole import UNFINISHED
from sim.errors import InputError

FILE = ".lock"
HOLDER = ".lock-holder"
"""A file that says who holds a folder, on a disk that has no locks."""

_HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES}


def _say_nothing(_: str) -> None:
    pass


@contextmanager
def locked(folder: Path, note: Callable[[str], None] = _say_nothing) -> Iterator[None]:
    """Hold a folder for this process alone; the system lets it go when the process ends, however it ends.

    On a disk that has no locks, a file with the host and the process holds it, and ``note`` is told so.

    Raises
    ------
    InputError
        If another process holds it.
    """
    with (folder / FILE).open("a+b") as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            if error.errno in _HELD:
                raise _held(folder) from None
            note(f"{folder}: its disk has no locks ({error.strerror}); the file {HOLDER} holds it instead")
            _hold_by_file(folder)
            try:
                yield
            finally:
                (folder / HOLDER).unlink(missing_ok=True)
            return
        yield


def _lock(handle: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _hold_by_file(folder: Path) -> None:
    """Make the file that says who holds the folder; one left by a process of this host that has ended is replaced."""
    path = folder / HOLDER
    for _ in range(2):
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            _clear(folder, path)
            continue
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{socket.gethostname()} {os.getpid()}\n")
        return
    raise _held(folder)


def _clear(folder: Path, path: Path) -> None:
    """Take away the file of a process that has ended, and of no other."""
    try:
        said = path.read_text(encoding="utf-8")
        host, process = said.split()
        number = int(process)
    except (OSError, ValueError):
        raise _held(folder, f", or ended at once: then delete {HOLDER} there") from None
    if host != socket.gethostname():
        raise _held(folder, f" (process {number} on {host}; if it has ended, delete {HOLDER} there)")
    if _is_there(number):
        raise _held(folder, f" (process {number})")
    # Of two starts that saw this file, the other may have put its own there by now: what was taken is looked at again.
    taken = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        os.replace(path, taken)
    except FileNotFoundError:
        return
    if taken.read_text(encoding="utf-8") != said:
        os.replace(taken, path)
        raise _held(folder)
    taken.unlink()


def _is_there(process: int) -> bool:
    if os.name == "nt":
        # There a signal would end it.
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _held(folder: Path, more: str = "") -> InputError:
    return InputError(f"{folder}: another run is working in this folder; wait for it, or end it{more}")
