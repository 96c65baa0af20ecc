"""Every test carries exactly one of the three marks, and hypothesis gives the same examples every time."""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

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
