"""Type I error of every analysis with small and with few clusters, by how alike their women are, as it was found.

``null_trials.FOUND`` is from a large simulation; fewer trials with chance of their own are held to it here.
"""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from scenarios.trial.checking import exact

from .intervals import ERROR_RATE, passes, share
from .null_trials import ALPHA, CLUSTERS, FOUND, ICCS, LARGE, LARGE_PERMUTED, METHODS, significant, together

pytestmark = pytest.mark.verification

TRIALS, PERMUTED, SEED = 150, 40, 1000
PAGE = Path(__file__).parents[2] / "docs" / "trial.md"


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


def test_the_page_has_the_large_simulation_and_in_bold_what_it_shows_to_be_above_its_level():
    """Counts are known to the third decimal: bold where the interval of the fewest that round to it is above."""
    rows = re.findall(r"^  \| (\d+ .*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == len(FOUND)
    for row, ((clusters, icc), found) in zip(rows, FOUND.items(), strict=True):
        said, of, *cells = (cell.strip() for cell in row.split("|"))
        assert said.replace(",", "").split()[:2] == clusters.replace(",", "").split()[:2]
        assert float(of) == icc
        for method, rate, cell in zip(METHODS, found, cells, strict=True):
            trials = LARGE_PERMUTED if method == "permutation" else LARGE
            low, _ = exact(int(np.ceil((rate - 0.0005) * trials)), trials)
            shown = f"{rate:.3f}"
            assert cell == (f"**{shown}**" if low > ALPHA else shown), (clusters, icc, method)


def test_who_ignores_likeness_is_seen_to_be_wrong_and_who_is_corrected_is_not_too_often_significant():
    alike = [found for (_, icc), found in cells().items() if icc == max(ICCS)]
    for method in ("ancova", "t_test"):
        number, trials = np.sum([found[method] for found in alike], axis=0)
        assert number / trials > ALPHA
        assert not passes(share(int(number), int(trials), ALPHA)), method
    number, trials = np.sum([found["kenward_roger"] for found in cells().values()], axis=0)
    assert stats.binomtest(int(number), int(trials), ALPHA, alternative="greater").pvalue >= ERROR_RATE
