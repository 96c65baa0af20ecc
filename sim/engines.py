"""Which engine runs: the SimPy engine is the model of record, the compiled one lives the same lives faster."""

from __future__ import annotations

import sys
from functools import cache

from sim.errors import InputError, nearest

ENGINES = ("auto", "simpy", "compiled")

WORTH_LOADING = 100
"""Replications from which loading machine code (about a second) pays."""

WORTH_MAKING = 3000
"""Replications from which making it (about 20 seconds) pays."""


def check_engine(engine: str) -> None:
    """Refuse an engine that is unknown or cannot run here.

    Raises
    ------
    InputError
        Naming the engines there are, or why the compiled one cannot run.
    """
    if engine not in ENGINES:
        raise InputError(f"engine: '{engine}' is not one of {', '.join(ENGINES)}.{nearest(engine, ENGINES)}")
    if engine == "compiled" and (reason := why_not_compiled()):
        raise InputError(f"engine: 'compiled' cannot run here ({reason}); use 'simpy' or 'auto'")


@cache
def why_not_compiled() -> str:
    """Return why the compiled engine cannot run here, or nothing if it may."""
    try:
        from sim.compiled import door

        door.is_ready()
    except ImportError as error:
        return f"{error.name or 'a library'} is not installed"
    except Exception as error:
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return ""


def chosen_engine(engine: str, replications: int) -> str:
    """Return ``"simpy"`` or ``"compiled"``, ready to run: what ``engine`` comes to for so many replications.

    The results are the same; ``auto`` takes whichever is done sooner, and says so on standard error where the
    compiled engine would be but cannot run.

    Raises
    ------
    InputError
        If the engine is unknown, or is the compiled one and cannot run here.
    """
    check_engine(engine)
    if engine == "simpy" or (engine == "auto" and replications < WORTH_LOADING and not _is_ready()):
        return "simpy"
    reason = why_not_compiled()
    if not reason:
        from sim.compiled import door

        worth = WORTH_LOADING if door.is_kept() else WORTH_MAKING
        if engine == "auto" and not door.is_ready() and replications < worth:
            return "simpy"
        reason = _why_not_ready()
    if not reason:
        return "compiled"
    if engine == "compiled":
        raise InputError(f"engine: 'compiled' cannot run here ({reason}); use 'simpy' or 'auto'")
    _say_once(reason)
    return "simpy"


@cache
def _why_not_ready() -> str:
    """Get the compiled engine ready; return why it cannot be, or nothing."""
    from sim.compiled import door

    try:
        door.get_ready()
    except Exception as error:
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return ""


@cache
def _say_once(reason: str) -> None:
    print(f"dussk: the compiled engine cannot run here ({reason}); SimPy runs instead, slower", file=sys.stderr)


def _is_ready() -> bool:
    door = sys.modules.get("sim.compiled.door")
    return door is not None and bool(door.is_ready())
