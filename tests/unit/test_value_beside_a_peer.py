"""Our values of information beside heormodel's, on the same draws: another hand, the same answers where both can."""

import numpy as np
import pytest
from scipy import stats

from calibration.priors import uniforms
from scenarios.value import exact
from scenarios.value.evppi import evppi
from scenarios.value.evsi import by_regression

pytestmark = pytest.mark.unit

peer = pytest.importorskip("heormodel", reason="heormodel is not installed (development only)")
voi = pytest.importorskip("heormodel.voi")
DRAWS = 3000


def normals(columns):
    return stats.norm.ppf(np.column_stack([uniforms("peer.value", i, DRAWS, 1) for i in range(columns)]))


def framed(values, name="parameter"):
    import pandas as pd

    values = values[:, None] if values.ndim == 1 else values
    names = [f"{name}{i}" for i in range(values.shape[1])]
    return pd.DataFrame(values, columns=names, index=pd.RangeIndex(len(values), name="iteration"))


def outcomes(benefit):
    """Net benefit as an effect worth £1, at no cost."""
    return peer.Outcomes.from_wide(framed(np.zeros_like(benefit), "option"), framed(benefit, "option"))


def test_curves_of_one_number_and_of_several_without_products_agree():
    x = normals(4)
    benefit = np.column_stack(
        [np.zeros(DRAWS), x[:, 0] + np.sin(2.0 * x[:, 1]) + x[:, 2], 0.2 + x[:, 1] ** 2 - x[:, 3]]
    )
    for some in ([0], [1], [0, 1]):
        ours = evppi(x[:, some], benefit)
        names = [f"parameter{i}" for i in range(len(some))]
        theirs = voi.evppi(outcomes(benefit), framed(x[:, some]), names, 1.0, n_knots=8)
        assert ours.value == pytest.approx(theirs, abs=max(0.5 * ours.error, 0.01))


def test_studies_by_regression_agree():
    x = normals(3)
    benefit = np.column_stack([np.zeros(DRAWS), 0.3 + x[:, 0] + x[:, 1]])
    report = x[:, 0] + 0.8 * x[:, 2]
    ours = by_regression(report, benefit)
    theirs = voi.evsi_regression(outcomes(benefit), framed(report), 1.0)
    assert ours.value == pytest.approx(theirs, abs=0.5 * ours.error)


def test_a_product_is_found_here_and_missed_by_additive_curves():
    x = normals(2)
    benefit = np.column_stack([np.zeros(DRAWS), x[:, 0] * x[:, 1]])
    truth = exact.of_product(0.0, (0.0, 1.0), (0.0, 1.0))
    theirs = voi.evppi(outcomes(benefit), framed(x), ["parameter0", "parameter1"], 1.0)
    ours = evppi(x, benefit)
    assert abs(ours.value - truth) < 3.0 * ours.error
    assert theirs < 0.5 * truth
