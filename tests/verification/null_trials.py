"""Trials without an effect in which women of one cluster are alike, and how often each analysis is significant.

``python tests/verification/null_trials.py`` runs the large simulation that ``FOUND`` is copied from, for some minutes.
"""

from functools import cache

import numpy as np
from scipy import special

from calibration.priors import uniforms
from scenarios.trial.simulate import Data, analysed

ALPHA, CORRELATION = 0.05, 0.5

CLUSTERS = {
    "4 groups": (2, 3, 5, 6),
    "6 groups": (2, 2, 3, 5, 6, 6),
    "10 groups": (2, 2, 3, 3, 4, 4, 5, 5, 6, 6),
    "8 groups, 30 in none": (2, 3, 3, 4, 4, 5, 5, 6) + (1,) * 30,
    "4 psychologists": (10, 20, 30, 40),
    "8 psychologists": (4, 6, 8, 10, 12, 16, 20, 24),
}
ICCS = (0.0, 0.05, 0.2)
METHODS = ("ancova", "t_test", "partially_nested", "mixed_model", "kenward_roger", "permutation")

LARGE, LARGE_PERMUTED, LARGE_SEED = 4_000, 1_000, 11
"""Trials of the large simulation, fewer of them by permutation, and its seed."""

FOUND = {
    ("4 groups", 0.0): (0.049, 0.045, 0.065, 0.033, 0.015, 0.057),
    ("4 groups", 0.05): (0.063, 0.054, 0.064, 0.039, 0.020, 0.055),
    ("4 groups", 0.2): (0.094, 0.081, 0.069, 0.046, 0.030, 0.056),
    ("6 groups", 0.0): (0.050, 0.050, 0.059, 0.036, 0.025, 0.034),
    ("6 groups", 0.05): (0.059, 0.060, 0.061, 0.037, 0.027, 0.047),
    ("6 groups", 0.2): (0.096, 0.087, 0.062, 0.048, 0.036, 0.057),
    ("10 groups", 0.0): (0.052, 0.050, 0.054, 0.040, 0.034, 0.048),
    ("10 groups", 0.05): (0.060, 0.058, 0.055, 0.044, 0.038, 0.044),
    ("10 groups", 0.2): (0.092, 0.083, 0.059, 0.056, 0.052, 0.055),
    ("8 groups, 30 in none", 0.0): (0.053, 0.049, 0.058, 0.051, 0.045, 0.045),
    ("8 groups, 30 in none", 0.05): (0.060, 0.050, 0.059, 0.054, 0.049, 0.045),
    ("8 groups, 30 in none", 0.2): (0.077, 0.057, 0.065, 0.063, 0.058, 0.054),
    ("4 psychologists", 0.0): (0.044, 0.045, 0.057, 0.032, 0.012, 0.047),
    ("4 psychologists", 0.05): (0.133, 0.115, 0.080, 0.055, 0.030, 0.076),
    ("4 psychologists", 0.2): (0.325, 0.275, 0.093, 0.066, 0.059, 0.118),
    ("8 psychologists", 0.0): (0.050, 0.054, 0.059, 0.040, 0.026, 0.060),
    ("8 psychologists", 0.05): (0.094, 0.085, 0.065, 0.051, 0.042, 0.054),
    ("8 psychologists", 0.2): (0.211, 0.178, 0.071, 0.053, 0.053, 0.075),
}
"""Type I error by clusters and intracluster correlation, of the methods in their order."""


@cache
def _normal(name, trials, women, seed):
    return special.ndtri(uniforms(f"null.{name}", 0, trials * women, seed)).reshape(trials, women)


def trial(clusters, icc, number, trials, seed):
    """Return one of so many trials: as many women in the comparison arm, all followed up, and no effect."""
    sizes = np.array(CLUSTERS[clusters])
    n = int(sizes.sum())
    cluster = np.concatenate([np.repeat(np.arange(len(sizes)), sizes), np.full(n, -1)])
    own, baseline = (_normal(f"{name}.{clusters}", trials, 2 * n, seed)[number] for name in ("own", "baseline"))
    shared = _normal(f"shared.{clusters}", trials, len(sizes), seed)[number]
    treated = cluster >= 0
    alike = np.where(treated, np.sqrt(icc) * shared[cluster] + np.sqrt(1.0 - icc) * own, own)
    outcome = CORRELATION * baseline + np.sqrt(1.0 - CORRELATION**2) * alike
    nothing = np.zeros(2 * n, np.int64)
    some = np.ones(2 * n, bool)
    return Data(nothing, nothing, treated, nothing, treated, cluster, baseline, outcome, some, cluster)


def significant(clusters, icc, trials, permuted, seed):
    """Return, for each method, how many trials are significant and how many there were."""
    found = {method: [0, 0] for method in METHODS}
    for number in range(trials):
        data = trial(clusters, icc, number, trials, seed)
        for method in METHODS:
            if method != "permutation" or number < permuted:
                found[method][0] += analysed(data, method, number, seed).p <= ALPHA
                found[method][1] += 1
    return found


def together(*p_values):
    """Return one p-value for several figures of the same check (Bonferroni)."""
    return min(1.0, len(p_values) * min(p_values))


if __name__ == "__main__":
    for name in CLUSTERS:
        for likeness in ICCS:
            counts = significant(name, likeness, LARGE, LARGE_PERMUTED, LARGE_SEED)
            shown = ", ".join(f"{number / of:.3f}" for number, of in counts.values())
            print(f'    ("{name}", {likeness}): ({shown}),', flush=True)
        _normal.cache_clear()
