"""Draws as a scenario has them: its own changes stand, everything else varies.

Which values are a scenario's own is said without NumPy, so that a browser decides it by the same rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.parameters import Parameters, default_parameters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


def own_of(parameters: Parameters, columns: Sequence[str]) -> list[str]:
    """Return the parameters among some columns of draws that a scenario decides for itself.

    A parameter in which a scenario differs from the defaults is its decision, and keeps the scenario's value.
    """
    names = dict.fromkeys(column.partition("[")[0] for column in columns)
    return [name for name in names if parameters.get(name) != default_parameters().get(name)]


def places_varying(parameters: Parameters, columns: Sequence[str]) -> list[int]:
    """Return the places of the columns that a scenario does not decide for itself."""
    own = set(own_of(parameters, columns))
    return [place for place, column in enumerate(columns) if column.partition("[")[0] not in own]


def as_scenario_has(
    parameters: Parameters, columns: Sequence[str], values: Numbers, *, held: bool
) -> tuple[tuple[str, ...], Numbers]:
    """Return draws as a scenario has them.

    Parameters
    ----------
    parameters : Parameters
        The scenario's parameters.
    columns, values
        The draws.
    held : bool
        Whether contradictions that the scenario's own values make are held together, as
        ``calibration.priors.held_together`` says, or left for ``sim.varied.Varied`` to refuse.
    """
    from calibration.priors import held_together

    kept = places_varying(parameters, columns)
    chosen, values = tuple(columns[i] for i in kept), values[:, kept]
    return chosen, held_together(parameters, chosen, values) if held else values
