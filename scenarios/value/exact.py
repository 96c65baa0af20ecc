"""Values of information that have an exact answer: normal net benefit, and conjugate normal data.

They are what the estimators are held to, and are of use by themselves where net benefit is near enough normal.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import integrate, special

WIDTH = 12.0
"""Standard deviations on either side over which is integrated."""


def unit_normal_loss(z: float) -> float:
    """Return the unit normal loss: the mean of what a standard normal is above ``z`` (Raiffa and Schlaifer 1961)."""
    return float(np.exp(-z * z / 2.0) / np.sqrt(2.0 * np.pi) - z * special.ndtr(-z))


def of_difference(mean: float, sd: float) -> float:
    """Return the value of learning the net benefit of one option over another.

    Parameters
    ----------
    mean : float
        Mean difference in pounds.
    sd : float
        Standard deviation, over what is learnt, of the difference expected once it is known. For perfect information
        that of the difference; for one parameter that of its conditional mean; for a study see :func:`learnt_sd`.
    """
    return sd * unit_normal_loss(abs(mean) / sd) if sd > 0.0 else 0.0


def learnt_sd(prior: float, error: float) -> float:
    """Return by how much a study moves what is expected of a normal number: the sd of its posterior mean.

    Parameters
    ----------
    prior : float
        Standard deviation of what is believed before the study.
    error : float
        Standard error of the study's estimate: for n women with standard deviation s, s over the root of n.
    """
    return prior**2 / float(np.hypot(prior, error)) if prior > 0.0 else 0.0


def of_options(means: Sequence[float], sds: Sequence[float]) -> float:
    """Return the value of learning the net benefits of options that are independent and normal, by integration.

    Parameters
    ----------
    means, sds : sequence of float
        Of each option's net benefit; as in :func:`of_difference`, sds are over what is learnt. At least one is above 0.
    """
    middle, wide = np.asarray(means, float), np.asarray(sds, float)
    varies = wide > 0.0
    floor = float(middle[~varies].max()) if (~varies).any() else -np.inf
    middle, wide = middle[varies], wide[varies]
    low = max(floor, float((middle - WIDTH * wide).min()))
    high = max(low, float((middle + WIDTH * wide).max()))
    # The mean of the best is its lower end plus what its distribution leaves above.
    above, _ = integrate.quad(
        lambda x: 1.0 - float(np.prod(special.ndtr((x - middle) / wide))), low, high, points=sorted(middle), limit=400
    )
    return float(low + above - max(means))


def of_product(mean: float, first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the value of learning both of two normal numbers whose product is added to the mean difference.

    Given the first, the difference is normal in the second; the mean over the first is integrated.

    Parameters
    ----------
    mean : float
        The difference where the product is nought.
    first, second : tuple of float
        Mean and standard deviation of each.
    """

    def best(x: float) -> float:
        at, sd = mean + x * second[0], abs(x) * second[1]
        gain = sd * unit_normal_loss(-at / sd) if sd > 0.0 else max(at, 0.0)
        density = float(np.exp(-(((x - first[0]) / first[1]) ** 2) / 2.0) / (first[1] * np.sqrt(2.0 * np.pi)))
        return gain * density

    ends = first[0] - WIDTH * first[1], first[0] + WIDTH * first[1]
    known, _ = integrate.quad(best, *ends, points=[0.0] if ends[0] < 0.0 < ends[1] else None, limit=400)
    return float(known - max(0.0, mean + first[0] * second[0]))
