"""Parameters drawn from the posterior of the calibration: how many draws by default, and how that is said.

The calibration is loaded only where parameters are drawn, so that commands that draw nothing do not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.parameters import Parameters
from sim.varied import Varied

if TYPE_CHECKING:
    from calibration.posterior import Posterior

REPLICATIONS_A_DRAW = 5
"""Enough of each draw to tell chance from parameters by."""

FEW_DRAWS = 20
"""Draws that are taken even where each then has fewer replications than that."""

POINT_VALUES = "--draws 0 runs the point values"
"""What may be done without a posterior, in the words of the command line."""


def the_posterior(instead: str = POINT_VALUES) -> Posterior:
    """Return the shipped posterior, checked against the model; it is read once a process.

    Parameters
    ----------
    instead : str
        What may be done without one; it is added to the error.

    Raises
    ------
    InputError
        If it is not there, is damaged, or was fitted with another model, other priors or other evidence.
    """
    from calibration.posterior import posterior

    try:
        return posterior()
    except InputError as error:
        raise InputError(f"{error}; {instead}") from None


def usual_draws(replications: int, instead: str = POINT_VALUES) -> int:
    """Return how many draws to take when nobody says: one for five replications, at most all that there are.

    Parameters
    ----------
    replications : int
        Replications in all, which are divided over the draws.
    instead : str
        As in :func:`the_posterior`.
    """
    wanted = max(replications // REPLICATIONS_A_DRAW, min(replications, FEW_DRAWS))
    return min(the_posterior(instead).number, wanted)


def drawn(parameters: Parameters, draws: int) -> Parameters | Varied:
    """Return draws from the posterior for a scenario's parameters, or the parameters themselves for no draws.

    Raises
    ------
    InputError
        If the posterior cannot be used, or has not so many draws.
    """
    return the_posterior().draws(parameters, draws) if draws else parameters


def kept_by(parameters: Parameters) -> list[str]:
    """Return the parameters of the posterior that a scenario decides for itself, and so keeps in every draw."""
    from calibration.own import own_of

    return own_of(parameters, the_posterior().columns)


def values_over(parameters: Parameters, draws: int, name: str) -> list[float] | None:
    """Return a number's values over the draws of a scenario; None where it does not vary there, or is a list."""
    if not draws or name not in the_posterior().columns or name in kept_by(parameters):
        return None
    found = drawn(parameters, draws)
    return None if isinstance(found, Parameters) else [float(value) for value in found.values_of(name)]


def facts_of(draws: int) -> dict[str, Any]:
    """Return what a result says of its parameters: how many draws, and the posterior's content as a hash."""
    return {"draws": draws, "posterior": content_of(the_posterior()) if draws else None}


def content_of(posterior: Posterior) -> str:
    """Return the SHA-256 hash of a posterior's rows, which tells it from any other."""
    return str(posterior.said["content"])


def range_of(parameters: Parameters, draws: int, name: str) -> tuple[float, float]:
    """Return where 95 % of the draws of a number lie for a scenario; where it does not vary, the number twice."""
    import numpy as np

    found = drawn(parameters, draws)
    values = found.get(name) if isinstance(found, Parameters) else found.values_of(name)
    low, high = np.quantile(np.asarray(values, dtype=float), (0.025, 0.975))
    return float(low), float(high)


def drawn_words(draws: int, replications: int) -> str:
    """Return the sentences that say where parameters come from, and what intervals therefore hold.

    Parameters
    ----------
    draws : int
        How many draws, 0 for the point values.
    replications : int
        Replications in all.
    """
    if not draws:
        return "Parameters are point values (--draws 0), so intervals hold chance alone."
    each, over = divmod(replications, draws)
    shown = f"{each:,} or {each + 1:,} replications" if over else f"{each:,} replication{'' if each == 1 else 's'}"
    counted = f"{draws:,} draws, {shown} of each" if draws > 1 else f"one draw, {shown} of it"
    return (
        f"Parameters are drawn from the posterior of the calibration: {counted}. Intervals of single runs hold chance "
        "and what is not known of the parameters."
    )
