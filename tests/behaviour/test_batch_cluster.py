"""A batch on a real Dask cluster: a scheduler and two workers, each a process of its own, one of them killed."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")

pytestmark = pytest.mark.behaviour

PLAN = """
title = "Quicker referral"
scenarios = ["base", "rapid-referral"]
replications = 160
seed = 11
block = 5
outcomes = ["consented", "completed_therapy", "cost_total"]
[draws]
number = 0
"""


def start(*words: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def wait_for(what, seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def is_open(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """Yield the address of a scheduler, and its two workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    scheduler = start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    alone = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "20")
    workers = [start("distributed.cli.dask_worker", address, *alone) for _ in range(2)]
    try:
        wait_for(lambda: is_open(port))
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.communicate()


def contents(out: Path) -> dict[str, bytes]:
    found = [*out.glob("parts/*/*"), *out.glob("summary.*")]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def workers_in(log: Path) -> list[str]:
    """Return who made each part so far, in order."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [line.rpartition(":")[2] for line in lines if ".parquet" in line]


def test_a_killed_worker_changes_no_byte(tmp_path: Path, cluster: tuple[str, list[subprocess.Popen]]) -> None:
    address, workers = cluster
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")
    words = ("scenarios.cli", "batch", str(plan), "--engine", "simpy", "--out")
    process = start(*words, str(tmp_path / "far"), "--cluster", address)
    log = tmp_path / "far" / "batch.log"
    wait_for(lambda: {str(worker.pid) for worker in workers} <= set(workers_in(log)))
    workers[0].send_signal(signal.SIGKILL)
    before = len(workers_in(log))
    output, _ = process.communicate(timeout=50)
    assert process.returncode == 0, output.decode()
    assert before < 55
    assert str(workers[0].pid) not in workers_in(log)[before + 5 :]
    near = start(*words, str(tmp_path / "near"), "--workers", "2")
    near.communicate(timeout=50)
    assert contents(tmp_path / "far") == contents(tmp_path / "near")
    assert len(contents(tmp_path / "near")) == 66


@pytest.mark.parametrize(
    ("address", "line"),
    [("nonsense", "expected an address such as"), ("tcp://127.0.0.1:1", "no Dask scheduler answers there")],
)
def test_no_scheduler_is_one_clear_line(tmp_path: Path, address: str, line: str) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")
    process = start("scenarios.cli", "batch", str(plan), "--out", str(tmp_path / "out"), "--cluster", address)
    output, _ = process.communicate(timeout=50)
    assert process.returncode == 2
    assert output.decode().startswith(f"dussk: --cluster {address}: {line}")
    assert len(output.decode().strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()
