"""Asks the questions: scenario files, paired comparison, results on disk, and the command line.

>>> from scenarios import load
>>> load("extended-stabilisation").stabilisation.sessions
8
"""

from typing import TYPE_CHECKING, Any

from scenarios.files import Scenario, find, load, shipped

if TYPE_CHECKING:
    from scenarios.batch.reading import read_batch, read_draws
    from scenarios.comparison import compare

__all__ = ["Scenario", "compare", "find", "load", "read_batch", "read_draws", "shipped"]


def __getattr__(name: str) -> Any:
    """Import late what needs NumPy and SciPy or pyarrow: loading a scenario does not."""
    if name == "compare":
        from scenarios.comparison import compare

        return compare
    if name in ("read_batch", "read_draws"):
        from scenarios.batch import reading

        return getattr(reading, name)
    raise AttributeError(f"module 'scenarios' has no attribute '{name}'")
