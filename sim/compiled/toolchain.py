"""Compiling: how functions become machine code, and where that is kept between runs.

Machine code is kept in a folder named after a hash of every source it was made from, because Numba itself notices a
change in the file of the outermost function only.
"""

import hashlib
import os
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from time import time
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, TypeVar

import numba
import numpy as np

Cells = Any
"""A row of whole numbers: in compiled code, the address of 64-bit integers that somebody else keeps alive."""

CACHE_VARIABLE = "DUSSK_CACHE"
SIM = Path(__file__).parents[1]
_OLD = 90 * 24 * 3600
_OURS = re.compile("[0-9a-f]{16}")
F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = {"nogil": True, "error_model": "numpy", "boundscheck": False}


def compiled(function: F) -> F:
    """Compile a function that only compiled functions call."""
    made = numba.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **_OPTIONS)(function)
    found = getattr(made, "get_call_template", None)
    if found is not None:  # Numba would compile once more for every constant that is passed
        made.get_call_template = lambda given, named: found(
            [numba.types.unliteral(kind) for kind in given],
            {name: numba.types.unliteral(kind) for name, kind in named.items()},
        )
    return made


def compiled_and_kept(function: F) -> F:
    """Compile a function that Python calls, and keep the machine code on disk."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        return numba.njit(cache=True, **_OPTIONS)(function)
    except RuntimeError:  # no folder can be written to: compile anew each time
        return numba.njit(**_OPTIONS)(function)
    finally:
        numba.config.CACHE_DIR = before


@numba.extending.intrinsic  # type: ignore[untyped-decorator]
def _address(typing: Any, array: Any) -> Any:
    """Return the address of an array's first number."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return numba.types.CPointer(array.dtype)(array), generate


cells: Callable[[Any], Any] = (lambda array: array) if numba.config.DISABLE_JIT else _address
"""Return an array of whole numbers as ``Cells``: no counting of references, and no counting from the end."""


def record(array: Any, place: int) -> Any:
    """Return one parameter set of a structured array, whose fields are attributes."""
    return array[place]


def _record_in_python(array: Any, place: int) -> Any:
    one = array[place]
    groups = {group: {name: one[group][name] for name in one[group].dtype.names} for group in one.dtype.names}
    return SimpleNamespace(**{group: SimpleNamespace(**fields) for group, fields in groups.items()})


record = _record_in_python if numba.config.DISABLE_JIT else compiled(record)


def cache_folder() -> Path:
    """Return the folder of machine code made from these sources: under ``DUSSK_CACHE``, or the usual cache folder.

    Where neither can be written to, it is a folder of this process alone: machine code is run as it is found, so it
    is never looked for where somebody else could have put it.
    """
    return (_own_folder() if cannot_keep() else _wanted_folder()) / source_hash()[:16]


def cannot_keep() -> str:
    """Return why machine code is not kept for the next time, and what to do about it; nothing if it is kept."""
    wanted = _wanted_folder()
    if _can_be_written(wanted):
        return ""
    if os.environ.get(CACHE_VARIABLE):
        return f"{CACHE_VARIABLE}: {wanted} is not a folder that can be written to; name another"
    return f"{wanted} is not a folder that can be written to; name another in {CACHE_VARIABLE}"


def _wanted_folder() -> Path:
    given = os.environ.get(CACHE_VARIABLE)
    return Path(given) if given else _usual_cache() / "dussk"


def _can_be_written(root: Path) -> bool:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(root, os.W_OK)


@cache
def _own_folder() -> Path:
    return Path(mkdtemp(prefix="dussk-"))


def forget_old_code() -> None:
    """Delete machine code of other versions of the sources that nobody has loaded for a long time."""
    mine = cache_folder()
    for folder in mine.parent.glob("*"):
        if (
            folder != mine
            and _OURS.fullmatch(folder.name)
            and folder.is_dir()
            and time() - folder.stat().st_mtime > _OLD
        ):
            rmtree(folder, ignore_errors=True)


def _usual_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))


@cache
def source_hash() -> str:
    """Return a SHA-256 hash of the sources that the machine code is made from, and of what makes it."""
    digest = hashlib.sha256(f"{sys.version} {numba.__version__} {np.__version__}".encode())
    for path in sorted([*SIM.glob("*.py"), *SIM.glob("compiled/*.py"), *SIM.glob("*.toml")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def twin(module: ModuleType, **others: ModuleType) -> Any:
    """Return a module whose functions are the compiled form of a module's very same functions.

    Parameters
    ----------
    module : module
        Its functions must be fit to be compiled.
    **others : module
        Twins of the modules that it uses, by the name it knows them by; their functions are found too.
    """
    made = ModuleType(f"compiled {module.__name__}")
    names = vars(made)
    names.update(vars(module))
    for name, other in others.items():
        names[name] = other
        names.update({key: value for key, value in vars(other).items() if key in names and _is_compiled(value)})
    for name, function in vars(module).items():
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            copy = FunctionType(function.__code__, names, name, function.__defaults__, function.__closure__)
            names[name] = compiled(copy)
    return made


def _is_compiled(value: object) -> bool:
    return isinstance(value, numba.core.dispatcher.Dispatcher)
