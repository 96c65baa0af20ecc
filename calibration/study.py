"""What the study counted and spent, as data."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

STUDY_FILE = Path(__file__).with_name("study.toml")


@cache
def study() -> dict[str, dict[str, Any]]:
    """Return the study's figures: ``counts``, ``ranges``, ``pounds``, ``pounds_each`` and ``assumed_counts``."""
    with STUDY_FILE.open("rb") as file:
        return tomllib.load(file)
