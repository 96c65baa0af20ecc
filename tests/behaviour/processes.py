"""The command in processes of its own, and the processes that it starts."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

DUSSK = [sys.executable, "-m", "scenarios.cli"]


def hears_interrupts() -> None:
    """Hear Ctrl-C, also where the tests themselves were started in the background and do not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*words: str | Path, **more: Any) -> "subprocess.Popen[str]":
    """Start the command."""
    piped: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    piped["preexec_fn"] = hears_interrupts
    return subprocess.Popen([*DUSSK, *map(str, words)], **{**piped, **more})


def wait_for(what: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def is_there(pid: int) -> bool:
    """Whether a process has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
