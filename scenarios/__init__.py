"""Asks the questions: scenario files, paired comparison, results on disk, and the command line.

>>> from scenarios import load
>>> load("extended-stabilisation").stabilisation.sessions
8
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.batch.reading import read_batch, read_draws
    from scenarios.comparison import compare
    from scenarios.files import Scenario, find, load, shipped

__all__ = ["Scenario", "compare", "find", "load", "read_batch", "read_draws", "shipped"]


def __getattr__(name: str) -> Any:
    """Import late: loading a scenario needs no NumPy, SciPy or pyarrow, and the command line begins with nothing."""
    if name in ("Scenario", "find", "load", "shipped"):
        from scenarios import files

        return getattr(files, name)
    if name == "compare":
        from scenarios.comparison import compare

        return compare
    if name in ("read_batch", "read_draws"):
        from scenarios.batch import reading

        return getattr(reading, name)
    raise AttributeError(f"module 'scenarios' has no attribute '{name}'")
