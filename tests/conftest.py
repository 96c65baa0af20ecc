"""Every test carries exactly one of the three marks, hypothesis gives the same examples every time, and machine code
for the compiled engine is made once, however many workers run the tests.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Each worker has a core; a linear algebra library that takes all cores for itself makes them wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

KINDS = {"unit", "behaviour", "verification"}

settings.register_profile(
    "deterministic",
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "explore", settings.get_profile("deterministic"), derandomize=False, max_examples=1000, database=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "deterministic"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fail every test that is not of exactly one kind, before any are deselected by kind."""
    for item in items:
        kinds = sorted(KINDS.intersection(mark.name for mark in item.iter_markers()))
        if len(kinds) != 1:
            # By hand-over and not by an error here, which would end a worker of pytest-xdist without a word.
            item.runtest = _refuse(
                f"{', '.join(kinds) or 'no mark'}: expected exactly one of {', '.join(sorted(KINDS))}"
            )
            for kind in KINDS:
                item.add_marker(kind)


def _refuse(why: str) -> Callable[[], None]:
    def fails() -> None:
        pytest.fail(why, pytrace=False)

    return fails


# --- the compiled engine ------------------------------------------------------------------------------------------

WHOLE_RUNS = {"behaviour", "verification"}
"""Kinds of test that may use the compiled engine without asking for it by name."""


@pytest.fixture(scope="session", autouse=True)
def machine_code_is_made_once(request: pytest.FixtureRequest) -> None:
    """Have machine code made before the first test that may use it; small unit tests need not wait for it."""
    kinds = {mark.name for item in request.session.items for mark in item.iter_markers()}
    if kinds & WHOLE_RUNS and find_spec("numba") is not None:
        request.getfixturevalue("compiled_engine")


@pytest.fixture(scope="session")
def compiled_engine() -> None:
    """Get the compiled engine ready: the first worker makes the machine code while the others wait, and load it."""
    pytest.importorskip("numba")
    from sim import default_parameters
    from sim.compiled import door
    from sim.compiled.toolchain import cache_folder

    with alone(cache_folder().parent / ".tests-lock"):
        door.get_ready(say=lambda line: None)
        door.fills_agree(default_parameters())


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until no other process holds a file, and hold it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield
