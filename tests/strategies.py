"""Random small service designs, as ``scenarios.verify.designs`` makes them, for hypothesis."""

import os
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st

from scenarios.verify.designs import LENGTH, design
from sim import Parameters


def examples(number: int) -> settings:
    """Return settings for so many examples of whole runs.

    Shrinking one takes minutes, so it waits for ``HYPOTHESIS_PROFILE=explore``; ``changes_from_plainest`` names what
    an example changes.
    """
    whole = os.environ.get("HYPOTHESIS_PROFILE") == "explore"
    return settings(max_examples=number, phases=tuple(Phase) if whole else (Phase.explicit, Phase.generate))


def changes_from_plainest(parameters: Parameters) -> dict[str, Any]:
    """Return what a design changes in the plainest one, to read beside a difference."""
    plainest = design(bytes(LENGTH)).flat()
    return {name: value for name, value in parameters.flat().items() if value != plainest[name]}


def parameter_sets() -> st.SearchStrategy[Parameters]:
    """Return a strategy of small service designs: values of ``CHOICES``, and those that must fit one another."""
    return st.binary(min_size=LENGTH, max_size=LENGTH).map(design)
