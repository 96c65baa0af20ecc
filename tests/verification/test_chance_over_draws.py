"""Averages over parameter draws: the Monte Carlo error that is claimed is the one there is."""

import numpy as np
import pytest
from scipy.stats import chi2

from sim import default_parameters
from sim.many import own_replications, run_many
from sim.outcomes import TOTALS
from sim.varied import Varied

pytestmark = pytest.mark.verification

DRAWS, EACH, SEEDS = 60, 2, 24
ERROR_RATE = 1e-4
CONTACTS = Varied(
    default_parameters().changed({"run.recruitment_weeks": 8, "run.delivery_weeks": 16}),
    ("attendance.drug_group",),
    np.linspace(0.3, 0.8, DRAWS)[:, None],
)


def error_is_as_claimed(replications: np.ndarray) -> bool:
    """Whether means over draws, one for each seed, vary no more than each draw as one observation claims."""
    draws, total = np.repeat(np.arange(DRAWS), EACH), TOTALS.index("drug_group_attendances")
    means, claimed = [], []
    for seed in range(SEEDS):
        rows = run_many(CONTACTS, draws, replications, seed)
        by_draw = rows[:, total].reshape(DRAWS, EACH).mean(axis=1)
        means.append(by_draw.mean())
        claimed.append(by_draw.var(ddof=1) / DRAWS)
    ratio = (SEEDS - 1) * np.var(means, ddof=1) / np.mean(claimed)
    return bool(ratio < chi2.ppf(1.0 - ERROR_RATE, SEEDS - 1))


def test_chance_averages_out_over_draws():
    assert error_is_as_claimed(own_replications(*np.divmod(np.arange(DRAWS * EACH), EACH)))


def test_chance_that_draws_share_does_not():
    """The fault this guards against: every draw lives the same replications, so their mean is that of two."""
    assert not error_is_as_claimed(np.tile(np.arange(EACH), DRAWS))
