"""Every test carries exactly one of the three marks, and hypothesis gives the same examples every time."""

import os

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that is not of exactly one kind."""
    wrong = []
    for item in items:
        kinds = sorted(KINDS.intersection(mark.name for mark in item.iter_markers()))
        if len(kinds) != 1:
            wrong.append(f"{item.nodeid}: {', '.join(kinds) or 'no mark'}")
    if wrong:
        lines = "\n  ".join(wrong)
        raise pytest.UsageError(f"expected exactly one of {', '.join(sorted(KINDS))} on every test:\n  {lines}")
