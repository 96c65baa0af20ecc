"""Pages made from the parameter file follow it, and what it cites can be looked up."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.parameters import entries

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.unit


def test_the_assumptions_page_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, "tools/write_assumptions.py", "--check"], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stdout.decode()


def test_every_publication_cited_is_among_the_sources() -> None:
    sources = (ROOT / "docs" / "evidence" / "sources.md").read_text(encoding="utf-8")
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    cited = re.compile(rf"\b(?!{months})[A-Z][a-z]+(?: [A-Z][a-z]+)* (?:19|20)\d\d(?![/-]\d)")
    found = {key for entry in entries().values() for key in cited.findall(entry.source)}
    assert len(found) > 10
    assert sorted(key for key in found if key not in sources) == []


def test_a_value_of_weight_has_a_source_or_is_an_assumption() -> None:
    for name, entry in entries().items():
        if entry.source.startswith("none"):
            assert entry.standing == "assumption", name
