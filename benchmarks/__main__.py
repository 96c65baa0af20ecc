"""Measure everything that docs/performance.md says, and print it: ``python -m benchmarks [--quick] [--only NAME]``.

Machines differ and are shared, so ratios measured in one run, in turn, are the figures to compare.
"""

import argparse
import platform
import sys
from importlib import import_module

from benchmarks.timing import QUICK, Effort, wall

SECTIONS = {
    "peers": "speed",
    "agreement": "speed",
    "scenarios": "speed",
    "profile": "draws",
    "tables": "growth",
    "growth": "growth",
    "cores": "resources",
    "memory": "resources",
    "start": "resources",
}
"""Every section, a function of its name, and the module that it is in."""

NEEDS_PEERS = ("peers", "agreement", "memory")
"""Sections that measure Ciw and salabim too."""


def check_peers() -> None:
    """Say in one line, before anything is measured, which of the two is not installed."""
    for peer in ("ciw", "salabim"):
        try:
            import_module(peer)
        except ModuleNotFoundError as missing:
            if missing.name != peer:
                raise
            sys.exit(f"{peer} is not installed: pip install -c constraints.txt -e '.[benchmarks]'")


def main() -> None:
    """Print the tables asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed, memory and growth.")
    parser.add_argument("--quick", action="store_true", help="less of everything: to see that it works")
    parser.add_argument("--only", action="append", choices=SECTIONS, metavar="NAME", help=", ".join(SECTIONS))
    chosen = parser.parse_args()
    effort = QUICK if chosen.quick else Effort()
    names = chosen.only or list(SECTIONS)
    if any(name in NEEDS_PEERS for name in names):
        check_peers()
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {sys.platform}\n")
    for name in names:
        section = getattr(import_module(f"benchmarks.{SECTIONS[name]}"), name)
        taken = wall(lambda: print(section(effort), flush=True))  # noqa: B023
        print(f"{name}: measured in {taken:.0f} s\n", file=sys.stderr)


if __name__ == "__main__":
    main()
