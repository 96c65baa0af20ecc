"""Where ``dussk`` begins: what it needs is loaded inside, so that Ctrl-C is one line from the first moment on."""

from __future__ import annotations

import os
import sys
from typing import Any

INTERRUPTED = 130


def main() -> None:
    """Load the commands and run the one that is asked for; see :mod:`scenarios.app`."""
    # Commands divide their work over cores themselves; a library's own threads would wait for one another.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from scenarios.app import answer

        answer()
    except KeyboardInterrupt:
        print("dussk: stopped; nothing was written", file=sys.stderr)
        sys.exit(INTERRUPTED)


def __getattr__(name: str) -> Any:
    """Import late: the commands, as ``app``."""
    if name == "app":
        from scenarios.app import app

        return app
    raise AttributeError(f"module 'scenarios.cli' has no attribute '{name}'")


if __name__ == "__main__":
    main()
