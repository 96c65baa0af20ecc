"""Which versions of Python and of libraries are at work."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("dussk", "numpy", "scipy", "numba", "llvmlite", "pyarrow", "simpy", "pydantic")


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that numbers and files depend on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
