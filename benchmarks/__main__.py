"""Measure everything that docs/performance.md says, and print it: ``python -m benchmarks [--quick] [--only NAME]``.

Machines differ and are shared, so ratios measured in one run, in turn, are the figures to compare.
"""

import argparse
import platform
import sys
from collections.abc import Callable

from benchmarks.timing import QUICK, Effort, wall

try:
    from benchmarks import draws, growth, resources, speed
except ModuleNotFoundError as missing:
    if missing.name not in ("ciw", "salabim"):
        raise
    sys.exit(f"{missing.name} is not installed: pip install -c constraints.txt -e '.[benchmarks]'")

SECTIONS: dict[str, Callable[[Effort], str]] = {
    "peers": speed.peers,
    "agreement": speed.agreement,
    "scenarios": speed.scenarios,
    "profile": draws.profile,
    "tables": growth.tables,
    "growth": growth.growth,
    "cores": resources.cores,
    "memory": resources.memory,
    "start": resources.start,
}


def main() -> None:
    """Print the tables asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed, memory and growth.")
    parser.add_argument("--quick", action="store_true", help="less of everything: to see that it works")
    parser.add_argument("--only", action="append", choices=SECTIONS, metavar="NAME", help=", ".join(SECTIONS))
    chosen = parser.parse_args()
    effort = QUICK if chosen.quick else Effort()
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {sys.platform}\n")
    for name in chosen.only or SECTIONS:
        taken = wall(lambda: print(SECTIONS[name](effort), flush=True))  # noqa: B023
        print(f"{name}: measured in {taken:.0f} s\n", file=sys.stderr)


if __name__ == "__main__":
    main()
