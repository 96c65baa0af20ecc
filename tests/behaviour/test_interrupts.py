"""Ctrl-C is never lost, wherever in a program it comes."""

import subprocess
import sys

import pytest
from processes import hears_interrupts

pytestmark = pytest.mark.behaviour

DROPS = """
import signal, sys, time
from scenarios.cli import keep_interrupts

{install}

def process():
    try:
        yield
    finally:
        signal.raise_signal(signal.SIGINT)

old = process()
next(old)
del old
time.sleep(5)
print("never stopped")
"""
INSTALL = "sys.unraisablehook = keep_interrupts"


def ends(program: str) -> "subprocess.CompletedProcess[str]":
    """Run a program that hears Ctrl-C, also where the tests themselves were started in the background and do not."""
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=hears_interrupts,
    )


def test_ctrl_c_while_an_old_generator_is_cleared_away_still_stops() -> None:
    done = ends(DROPS.format(install=INSTALL))
    assert "never stopped" not in done.stdout
    assert "KeyboardInterrupt" in done.stderr
    assert "Exception ignored" not in done.stderr


def test_python_alone_would_have_dropped_it() -> None:
    done = ends(DROPS.format(install=""))
    assert "never stopped" in done.stdout
    assert "Exception ignored" in done.stderr


def test_other_exceptions_dropped_by_python_are_told_as_python_tells_them() -> None:
    program = DROPS.format(install=INSTALL).replace("signal.raise_signal(signal.SIGINT)", "raise ValueError('seen')")
    done = ends(program.replace("sleep(5)", "sleep(0)"))
    assert done.returncode == 0
    assert "Exception ignored" in done.stderr
    assert "ValueError: seen" in done.stderr


def test_the_command_installs_it() -> None:
    program = """
import sys
from scenarios.cli import keep_interrupts, main

sys.argv[1:] = ["--version"]
try:
    main()
except SystemExit as end:
    assert not end.code
assert sys.unraisablehook is keep_interrupts
"""
    done = ends(program)
    assert done.returncode == 0, done.stderr
