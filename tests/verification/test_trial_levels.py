"""Type I error of every analysis with small and with few clusters, by how alike their women are, as it was found.

``null_trials.FOUND`` is from a large simulation; fewer trials with chance of their own are held to it here.
"""

from functools import cache

import numpy as np
import pytest
from scipy import stats

from .intervals import ERROR_RATE, passes, share
from .null_trials import ALPHA, CLUSTERS, FOUND, ICCS, LARGE, LARGE_PERMUTED, METHODS, significant, together

pytestmark = pytest.mark.verification

TRIALS, PERMUTED, SEED = 150, 40, 1000
NOMINAL = 0.06
"""Highest type I error that is nominal in the large simulation: 0.05, a tenth, and its own error."""

NOT_NOMINAL = {
    "ancova": {
        ("4 groups", 0.05),
        ("4 groups", 0.2),
        ("6 groups", 0.2),
        ("10 groups", 0.2),
        ("8 groups, 30 in none", 0.2),
        ("4 psychologists", 0.05),
        ("4 psychologists", 0.2),
        ("8 psychologists", 0.05),
        ("8 psychologists", 0.2),
    },
    "t_test": {
        ("4 groups", 0.2),
        ("6 groups", 0.2),
        ("10 groups", 0.2),
        ("4 psychologists", 0.05),
        ("4 psychologists", 0.2),
        ("8 psychologists", 0.05),
        ("8 psychologists", 0.2),
    },
    "partially_nested": {
        ("4 groups", 0.0),
        ("4 groups", 0.05),
        ("4 groups", 0.2),
        ("6 groups", 0.05),
        ("6 groups", 0.2),
        ("8 groups, 30 in none", 0.2),
        ("4 psychologists", 0.05),
        ("4 psychologists", 0.2),
        ("8 psychologists", 0.05),
        ("8 psychologists", 0.2),
    },
    "mixed_model": {("8 groups, 30 in none", 0.2), ("4 psychologists", 0.2)},
    "kenward_roger": set(),
    "permutation": {("4 psychologists", 0.05), ("4 psychologists", 0.2), ("8 psychologists", 0.2)},
}


@cache
def cells():
    """Return, for each cell and method, how many trials are significant and how many there were."""
    every = [(clusters, icc) for clusters in CLUSTERS for icc in ICCS]
    return {cell: significant(*cell, TRIALS, PERMUTED, SEED + i) for i, cell in enumerate(every)}


@pytest.mark.parametrize("method", METHODS)
def test_type_one_errors_are_those_found_in_every_cell_and_together(method):
    place = METHODS.index(method)
    large = LARGE_PERMUTED if method == "permutation" else LARGE
    off = variance = 0.0
    each = []
    for cell, found in cells().items():
        number, trials = found[method]
        expected = FOUND[cell][place]
        each.append(share(int(number), trials, expected))
        off += number - trials * expected
        # The large simulation has chance too; its cells of one kind of cluster share it.
        variance += expected * (1.0 - expected) * (trials + len(ICCS) * trials**2 / large)
    assert passes(together(*each, 2.0 * stats.norm.sf(abs(off) / np.sqrt(variance)))), each


def test_which_methods_are_not_nominal_is_as_the_page_says():
    for i, method in enumerate(METHODS):
        beyond = {cell for cell, found in FOUND.items() if found[i] > NOMINAL}
        assert beyond == NOT_NOMINAL[method], method


def test_who_ignores_likeness_is_seen_to_be_wrong_and_who_is_corrected_is_not_too_often_significant():
    alike = [found for (_, icc), found in cells().items() if icc == max(ICCS)]
    for method in ("ancova", "t_test"):
        number, trials = np.sum([found[method] for found in alike], axis=0)
        assert number / trials > ALPHA
        assert not passes(share(int(number), int(trials), ALPHA)), method
    number, trials = np.sum([found["kenward_roger"] for found in cells().values()], axis=0)
    assert stats.binomtest(int(number), int(trials), ALPHA, alternative="greater").pvalue >= ERROR_RATE
