"""Pin every package the project uses, in both places that hold the pins.

The list stands twice, made from one resolution: ``[tool.uv] constraint-dependencies`` in pyproject.toml (for uv) and
constraints.txt (for pip). Neither names a registry, so both can be committed; uv.lock does, so it never is.

    python tools/pin.py              add what is new, drop what is gone, leave every other version as it is
    python tools/pin.py --upgrade    take the newest versions that go together
    python tools/pin.py --check      do the two lists agree, and pin all that is declared? (no network)

The first two need uv (``python -m pip install uv``); the check needs Python 3.11 alone.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BEGIN = "    # pins: begin (written by tools/pin.py, not by hand)\n"
END = "    # pins: end\n"
BETWEEN = re.compile(re.escape(BEGIN) + "(.*?)" + re.escape(END), re.DOTALL)
PIN = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*==[^\s;=@]+( ; .+)?$")
HEADER = "# Written by tools/pin.py, not by hand. The same pins as [tool.uv] in pyproject.toml.\n"
EXPORT = "export --frozen --no-hashes --no-header --no-annotate --no-emit-project --all-extras --all-groups --quiet"


def uv_command() -> list[str]:
    """Return how to call uv here: the one that runs us, this Python's own, or the one on the path."""
    if running := os.environ.get("UV"):
        return [running]
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv"]
    if found := shutil.which("uv"):
        return [found]
    sys.exit("tools/pin.py needs uv: python -m pip install uv")


def with_pins(pyproject: str, pins: list[str]) -> str:
    """Return the text of pyproject.toml with `pins` between its two marker comments."""
    if len(BETWEEN.findall(pyproject)) != 1:
        sys.exit("pyproject.toml must hold the two '# pins:' marker comments once")
    lines = "".join(f'    "{pin}",\n' for pin in pins)
    return BETWEEN.sub(lambda _: BEGIN + lines + END, pyproject)


def resolve(pyproject: str) -> list[str]:
    """Return one pin for each package that `pyproject` leads to, resolved by uv in a directory of its own."""
    uv = uv_command()
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "pyproject.toml").write_text(pyproject, encoding="utf-8")
        if subprocess.run([*uv, "lock", "--quiet"], cwd=scratch).returncode:
            sys.exit("uv found no set of versions that go together (--upgrade lets every version move)")
        export = subprocess.run([*uv, *EXPORT.split()], cwd=scratch, check=True, capture_output=True, text=True)
    return [line for line in export.stdout.splitlines() if line and not line.startswith("#")]


def pin(upgrade: bool) -> None:
    """Resolve, and write the pins to both files."""
    path = ROOT / "pyproject.toml"
    pyproject = path.read_text(encoding="utf-8")
    pins = resolve(with_pins(pyproject, []) if upgrade else pyproject)
    path.write_text(with_pins(pyproject, pins), encoding="utf-8")
    (ROOT / "constraints.txt").write_text(HEADER + "".join(f"{line}\n" for line in pins), encoding="utf-8")
    print(f"{len(pins)} pins written")


def normalised(requirement: str) -> str:
    """Return the package's name in a requirement, as PEP 503 compares names."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", name[0]).lower() if name else requirement


def problems(pyproject: dict[str, Any], constraints: str) -> list[str]:
    """Return what is wrong with the pins, one line each; nothing when all is well."""
    pins: list[str] = pyproject["tool"]["uv"]["constraint-dependencies"]
    listed = [line for line in constraints.splitlines() if line and not line.startswith("#")]
    extras: dict[str, list[str]] = pyproject["project"]["optional-dependencies"]
    groups: dict[str, list[str]] = pyproject["dependency-groups"]
    declared = sum([*extras.values(), *groups.values()], list(pyproject["project"]["dependencies"]))

    found = [f"not an exact pin by name and version: {line}" for line in [*pins, *listed] if not PIN.match(line)]
    found += [f"in pyproject.toml but not in constraints.txt: {line}" for line in pins if line not in listed]
    found += [f"in constraints.txt but not in pyproject.toml: {line}" for line in listed if line not in pins]
    pinned = {normalised(line) for line in pins}
    found += [f"declared but not pinned: {name}" for name in sorted({normalised(d) for d in declared} - pinned)]
    if sorted(extras["dev"]) != sorted(groups["dev"]):
        found.append("the extra `dev` and the dependency group `dev` differ")
    return found


def check() -> None:
    """Exit with the list of problems, if there are any."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = problems(pyproject, (ROOT / "constraints.txt").read_text(encoding="utf-8"))
    if found:
        sys.exit("\n".join([*found, "run: python tools/pin.py"]))
    print("the pins agree")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Pin every package in pyproject.toml and constraints.txt.")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--upgrade", action="store_true", help="take the newest versions that go together")
    choice.add_argument("--check", action="store_true", help="only test that the two lists agree; no network")
    arguments = parser.parse_args()
    if arguments.check:
        check()
    else:
        pin(arguments.upgrade)


if __name__ == "__main__":
    main()
