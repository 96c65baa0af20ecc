"""What a part was made from: the code, the libraries, and the inputs, each as a hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import calibration.priors
import sim
from calibration.version import digest
from sim.parameters import Parameters

SCHEMA = 1
"""Version of the parts and of the folder's layout."""


@cache
def code_hash() -> str:
    """Return a hash of the model's sources: ``sim/`` whole, its parameter file included.

    Parts of different code are never mixed in one folder.
    """
    home = Path(sim.__file__).parent
    files = sorted(path for path in home.rglob("*") if path.suffix in (".py", ".toml") and path.is_file())
    return _hash_of_files({path.relative_to(home).as_posix(): path for path in files})


@cache
def priors_hash() -> str:
    """Return a hash of what makes draws from priors: the code above, the module that draws, and its libraries."""
    return digest([code_hash(), _hash_of_files({"priors": Path(calibration.priors.__file__)})])


def varied_hash(base: Parameters, columns: Sequence[str], values: NDArray[np.float64]) -> str:
    """Return a hash of parameter draws: the base, the columns and every value."""
    values = np.ascontiguousarray(values, dtype="<f8")
    header = json.dumps([base.digest(), list(columns), list(values.shape)])
    return hashlib.sha256(header.encode() + values.tobytes()).hexdigest()


def _hash_of_files(files: dict[str, Path]) -> str:
    # Line ends are those of the checkout and say nothing about the code.
    return digest({name: path.read_text(encoding="utf-8").splitlines() for name, path in files.items()})
