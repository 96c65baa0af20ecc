"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path

from calibration.paths import WRITTEN, told_of
from sim.errors import InputError

UNFINISHED = ".unfinished"
"""The ending of a file that is being written."""


def check_place(path: Path, *, overwrite: bool) -> None:
    """Raise if no file can be written to a path: it is a folder, its folder is not there, or a file is there already.

    Raises
    ------
    InputError
        One line that names the path.
    """
    with told_of(path, WRITTEN):
        if path.is_dir():
            raise InputError(f"{path}: is a folder; give the name of a file in it")
        if not path.parent.is_dir():
            raise InputError(f"{path}: there is no folder '{path.parent}'")
        if path.exists() and not overwrite:
            raise InputError(f"{path}: is already there; --overwrite replaces it, or give another name")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever happens meanwhile.

    It is written under another name in the same folder (its own, the process, and ``UNFINISHED``), brought to the
    disk, and given its name, which is brought to the disk too.

    Parameters
    ----------
    path : Path
        The file; its folder is made if it is not there.
    content : bytes
        What to write.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        # Ctrl-C too leaves nothing behind.
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def finished_name(name: str) -> str:
    """Return the name that a file has once it is written; other names stay as they are."""
    return re.sub(rf"(\.\d+)?{re.escape(UNFINISHED)}$", "", name)


def _sync_folder(folder: Path) -> None:
    """Bring a folder's list of names to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
