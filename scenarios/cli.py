"""Where ``dussk`` begins: what it needs is loaded inside, so that Ctrl-C is one line from the first moment on."""

from __future__ import annotations

import _thread
import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

INTERRUPTED = 130


def main() -> None:
    """Load the commands and run the one that is asked for; see :mod:`scenarios.app`."""
    # Commands divide their work over cores themselves; a library's own threads would wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.unraisablehook = keep_interrupts
    try:
        from scenarios.app import answer

        answer()
    except KeyboardInterrupt:
        print("dussk: stopped; nothing was written", file=sys.stderr)
        sys.exit(INTERRUPTED)


def keep_interrupts(dropped: UnraisableHookArgs) -> None:
    """Ask once more for the stop that Python has dropped; say of any other dropped exception what Python would.

    A Ctrl-C that comes while Python clears away an old generator, or within a callback of its imports, cannot be
    raised there. A replication by SimPy clears away many generators: without this, some Ctrl-C would be lost.
    """
    if issubclass(dropped.exc_type, KeyboardInterrupt):
        # From another thread and a moment later: raised in here it would be dropped as well.
        _thread.start_new_thread(_interrupt_soon, ())
    else:
        sys.__unraisablehook__(dropped)


def _interrupt_soon() -> None:
    time.sleep(0.01)
    _thread.interrupt_main()


def __getattr__(name: str) -> Any:
    """Import late: the commands, as ``app``."""
    if name == "app":
        from scenarios.app import app

        return app
    raise AttributeError(f"module 'scenarios.cli' has no attribute '{name}'")


if __name__ == "__main__":
    main()
