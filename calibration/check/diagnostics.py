"""Effective sample size and agreement of parts of a sample, by ArviZ. Nothing else of the project touches ArviZ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Diagnostics of one parameter's sample.

    Attributes
    ----------
    bulk, tail : float
        Effective sample size for the mean and for the 5th and 95th percentiles (Vehtari and others 2021).
    r_hat : float
        Rank-normalised split R-hat: how far the chains differ; 1 if not at all.
    error : float
        Monte Carlo standard error of the mean, in standard deviations of the sample.
    """

    parameter: str
    bulk: float
    tail: float
    r_hat: float
    error: float


def diagnosed(names: tuple[str, ...], sample: Numbers) -> list[Diagnostics]:
    """Return the diagnostics of every parameter.

    Parameters
    ----------
    names : tuple of str
        The parameters.
    sample : array of float, shape (chains, draws, parameters)
        The sample. Independent draws are given as a few chains of equal length, in the order they were found in.

    Raises
    ------
    InputError
        If ArviZ is not installed.
    """
    try:
        import arviz
    except ImportError:
        raise InputError(
            "ArviZ is not installed, and these diagnostics are its: pip install 'dussk[calibration]'"
        ) from None
    dataset = arviz.dict_to_dataset({name: sample[:, :, i] for i, name in enumerate(names)})
    bulk, tail = (arviz.ess(dataset, method=method) for method in ("bulk", "tail"))
    r_hat, error = arviz.rhat(dataset), arviz.mcse(dataset)
    return [
        Diagnostics(
            name,
            float(bulk[name]),
            float(tail[name]),
            float(r_hat[name]),
            float(error[name]) / float(sample[:, :, i].std(ddof=1)),
        )
        for i, name in enumerate(names)
    ]
