"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

UNFINISHED = ".unfinished"
"""The ending of a file that is being written."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever happens meanwhile.

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
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
