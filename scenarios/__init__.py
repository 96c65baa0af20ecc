"""Asks the questions: scenario files, paired comparison, results on disk, and the command line.

>>> from scenarios import load
>>> load("extended-stabilisation").stabilisation.sessions
8
"""

from typing import TYPE_CHECKING, Any

from scenarios.files import Scenario, find, load, shipped

if TYPE_CHECKING:
    from scenarios.comparison import compare

__all__ = ["Scenario", "compare", "find", "load", "shipped"]


def __getattr__(name: str) -> Any:
    """Import the comparison late: it needs NumPy and SciPy, and loading a scenario does not."""
    if name == "compare":
        from scenarios.comparison import compare

        return compare
    raise AttributeError(f"module 'scenarios' has no attribute '{name}'")
