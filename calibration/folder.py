"""A fit's folder: what it holds, the lives with eleven women, and what was found, a file a block."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from calibration.sampler import Found
from calibration.whole import UNFINISHED, write_whole
from calibration.world import find_lives, weeks_possible
from sim.errors import InputError

LIVES = "lives.npz"
BLOCKS = "blocks"


def open_folder(folder: Path, file: str, what: str, is_this: Mapping[str, Any]) -> bool:
    """Begin a folder, or check that it holds this very thing; forget what was being written when it was left.

    Parameters
    ----------
    folder : Path
        The folder.
    file : str
        The name of the file in it that says what it holds.
    what : str
        What it holds, in words: "a fit".
    is_this : mapping
        What it is, by key; ``model`` may differ.

    Returns
    -------
    bool
        Whether the model's sources are the same.

    Raises
    ------
    InputError
        If it holds something else.
    """
    path, same = folder / file, True
    if path.exists():
        try:
            there = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(there, dict):
                raise ValueError("not a table")
        except (ValueError, OSError):
            raise InputError(f"{folder.name}/{file}: cannot be read; name another folder, or delete this one") from None
        for key, expected in is_this.items():
            if key == "model":
                same = there.get(key) == expected
            elif there.get(key) != expected:
                said = f": {json.dumps(there.get(key))}" if key == "settings" else ""
                raise InputError(f"{folder.name}: holds {what} with other {key}{said}; name another folder")
    elif folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder.name}: is not empty and holds no {what.split()[-1]}; name another folder")
    else:
        write_identity(folder, file, is_this)
    for stray in folder.rglob(f"*{UNFINISHED}"):
        stray.unlink(missing_ok=True)
    return same


def write_identity(folder: Path, file: str, is_this: Mapping[str, Any]) -> None:
    """Write into a folder what it holds."""
    write_whole(folder / file, (json.dumps(is_this, indent=1, sort_keys=True) + "\n").encode())


def read_lives(folder: Path) -> dict[int, NDArray[np.int64]]:
    """Return the lives with eleven women that a folder holds; an ``OSError`` if it holds none."""
    try:
        with np.load(folder / LIVES) as there:
            return {weeks: there[str(weeks)] for weeks in weeks_possible()}
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise OSError(f"{folder.name}/{LIVES} is damaged") from error


def lives_of(folder: Path, tried: int, seed: int, threads: int, quiet: bool) -> dict[int, NDArray[np.int64]]:
    """Return the lives with eleven women: those that a folder holds, or else look for them and keep them there.

    Parameters
    ----------
    folder : Path
        The folder.
    tried, seed, threads : int
        As in ``calibration.world.find_lives``.
    quiet : bool
        Show no progress on standard error.

    Raises
    ------
    InputError
        If for some number of weeks there is none.
    """
    path = folder / LIVES
    try:
        return read_lives(folder)
    except OSError:
        path.unlink(missing_ok=True)
    total = tried * len(weeks_possible())
    with tqdm(total=total, unit=" lives", desc="eleven joined", disable=None if not quiet else True) as bar:
        found = find_lives(tried, seed, threads, bar.update)
    if short := [weeks for weeks, lives in found.items() if not len(lives)]:
        raise InputError(f"lives: {tried}: none has eleven women in {short[0]} weeks; expected more lives")
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {str(weeks): lives for weeks, lives in found.items()}
    np.savez(buffer, **arrays)
    write_whole(path, buffer.getvalue())
    return found


def read_blocks(folder: Path) -> list[Found]:
    """Return every block that a folder holds."""
    kept, _ = keeper(folder)
    found = [kept(int(path.stem)) for path in sorted((folder / BLOCKS).glob("*.json"))]
    return [block for block in found if block is not None]


def keeper(folder: Path) -> tuple[Callable[[int], Found | None], Callable[[Found], None]]:
    """Return how a block is found among a folder's files, and how it is kept."""

    def path_of(number: int) -> Path:
        return folder / BLOCKS / f"{number:06}.json"

    def kept(number: int) -> Found | None:
        try:
            hashed, _, text = path_of(number).read_text(encoding="utf-8").partition("\n")
            if hashlib.sha256(text.encode()).hexdigest() != hashed:
                return None
            return Found.from_json(json.loads(text))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(found: Found) -> None:
        text = json.dumps(found.as_json(), separators=(",", ":"))
        write_whole(path_of(found.number), f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}".encode())

    return kept, keep
