"""Worker processes end when the command that started them does, however it ended."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from processes import children, is_there, start, wait_for

pytestmark = pytest.mark.behaviour

RUN = ("run", "base", "--engine", "simpy", "--replications", "100000")
VERIFY = ("verify", "engines", "--minutes", "10")


def has_worked(pid: int) -> bool:
    """Whether a process has taken a second of processor time, which starting it does not."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return int(fields[11]) + int(fields[12]) > os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
@pytest.mark.parametrize(("words", "number"), [(RUN, signal.SIGTERM), (RUN, signal.SIGKILL), (VERIFY, signal.SIGTERM)])
def test_ended_from_outside_it_leaves_no_workers(words: tuple[str, ...], number: int) -> None:
    process = start(*words, "--workers", "2")
    workers: list[int] = []
    try:
        wait_for(lambda: sum(map(has_worked, children(process.pid))) >= 2)
        workers = children(process.pid)
        process.send_signal(number)
        process.wait(20)
        wait_for(lambda: not any(map(is_there, workers)), 20)
    finally:
        for pid in (process.pid, *workers):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate()
