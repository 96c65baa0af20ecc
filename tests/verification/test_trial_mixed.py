"""The mixed model of a trial against lme4, lmerTest and pbkrtest of R, and against closed forms.

``tests/data/mixed_model_by_r.csv`` is what R printed for ``tests/data/mixed_model.csv`` (its first line says which
versions), by ``tests/data/mixed_model.R``; where R and these packages are installed it is asked again, of others.
"""

import csv
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import special

from calibration.priors import uniforms
from scenarios.trial.mixed import fitted, kenward_roger
from scenarios.trial.simulate import Data, analysed

pytestmark = pytest.mark.verification

DATA = Path(__file__).parents[1] / "data"
NUMBERS = ("estimate", "error", "freedom", "criterion", "between", "within")


def normal(name, number, seed):
    return special.ndtri(uniforms(f"mixed.{name}", 0, number, seed))


def made(seed):
    """Return a data set as R reads it: sizes, likeness and spread differ by seed; some are best fitted without any."""
    n1, n0, groups = 14 + 5 * (seed % 7), 12 + 4 * (seed % 5), 3 + seed % 6
    in_none = (0.0, 0.3, 0.6)[seed % 3]
    u = uniforms("mixed.group", 0, n1, seed)
    cluster = np.where(u < in_none, -1, np.floor((u - in_none) / (1.0 - in_none) * groups)).astype(int)
    icc = (0.0, 0.1, 0.3, 0.6)[seed % 4]
    shared = np.where(cluster >= 0, np.sqrt(icc) * normal("shared", groups, seed)[cluster], 0.0)
    baseline = normal("baseline", n1 + n0, seed)
    outcome = 0.4 * baseline + normal("own", n1 + n0, seed) + np.concatenate([0.3 + shared, np.zeros(n0)])
    treated = np.arange(n1 + n0) < n1
    clusters = np.concatenate([cluster, np.full(n0, -1)])
    return [
        (seed, int(arm), "" if of < 0 else int(of), round(float(x), 6), round(float(y), 6))
        for arm, of, x, y in zip(treated, clusters, baseline, outcome, strict=True)
    ]


def columns_of(rows):
    """Return what the fit takes: outcome, arm, baseline, cluster."""
    _, treated, cluster, baseline, outcome = zip(*rows, strict=True)
    clusters = np.array([-1 if of == "" else int(of) for of in cluster])
    return np.array(outcome, float), np.array(treated, int) == 1, np.array(baseline, float), clusters


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    found = {}
    for row in rows:
        found.setdefault(int(row[0]), []).append(tuple(row))
    return found


def told(text):
    return {int(row["data_set"]): row for row in csv.DictReader(text.splitlines()[1:])}


def hold(rows, row):
    """Hold a data set's fits to R's, whose search ends within a few parts in ten million of the best."""
    y, treated, baseline, clusters = columns_of(rows)
    fit, careful = fitted(y, treated, baseline, clusters), kenward_roger(y, treated, baseline, clusters)
    for name in NUMBERS:
        assert getattr(fit, name) == pytest.approx(float(row[name]), rel=2e-6, abs=2e-8), name
    assert careful.estimate == fit.estimate
    assert careful.error == pytest.approx(float(row["careful_error"]), rel=2e-6)
    assert careful.freedom == pytest.approx(float(row["careful_freedom"]), rel=2e-6)
    return fit


@cache
def r_has_packages():
    if shutil.which("Rscript") is None:
        return False
    asked = "for (p in c('lmerTest', 'pbkrtest')) stopifnot(requireNamespace(p, quietly = TRUE))"
    return subprocess.run(["Rscript", "-e", asked], capture_output=True, check=False, timeout=60).returncode == 0


def test_the_fit_is_what_lmertest_printed():
    text = (DATA / "mixed_model_by_r.csv").read_text(encoding="utf-8")
    expected = told(text)
    assert "lmerTest 3" in text.splitlines()[0]
    fits = {number: hold(rows, expected[number]) for number, rows in read(DATA / "mixed_model.csv").items()}
    assert len(fits) == len(expected) == 6
    # Some on the boundary and some not.
    assert {fit.between > 0.0 for fit in fits.values()} == {True, False}


def test_the_fit_is_what_r_says_now(tmp_path):
    if not r_has_packages():
        pytest.skip("R with lmerTest and pbkrtest is not installed")
    sets = {seed: made(seed) for seed in range(100, 110)}
    with (tmp_path / "data.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("data_set", "treated", "cluster", "baseline", "outcome"))
        writer.writerows(row for rows in sets.values() for row in rows)
    done = subprocess.run(
        ["Rscript", str(DATA / "mixed_model.R"), "data.csv"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=tmp_path,
    )
    expected = told(done.stdout)
    fits = [hold(rows, expected[number]) for number, rows in sets.items()]
    assert 2 < sum(fit.between > 0.0 for fit in fits) < 10


def data_of_rows(rows):
    y, treated, baseline, clusters = columns_of(rows)
    nothing = np.zeros(len(y), int)
    return Data(nothing, nothing, treated, nothing, treated, clusters, baseline, y, np.ones(len(y), bool), clusters)


def test_on_the_boundary_it_is_the_analysis_of_covariance():
    on_it = 0
    for seed in range(60):
        data = data_of_rows(made(seed))
        fit = fitted(data.outcome, data.treated, data.baseline, data.cluster)
        if fit.between == 0.0:
            on_it += 1
            plain, mixed = analysed(data, "ancova"), analysed(data, "mixed_model")
            assert mixed.estimate == pytest.approx(plain.estimate)
            assert mixed.error == pytest.approx(plain.error)
            assert mixed.p == pytest.approx(plain.p)
            assert fit.freedom == len(data.outcome) - 3
    assert on_it > 10


def test_the_criterion_is_least_and_is_the_normal_restricted_likelihoods():
    """Against the definition, with the whole covariance matrix, at the fit and around it."""

    def criterion(between, within, y, x, z):
        v = within * np.eye(len(y)) + between * z @ z.T
        inverse = np.linalg.inv(v)
        of_fixed = x.T @ inverse @ x
        out = y - x @ np.linalg.solve(of_fixed, x.T @ inverse @ y)
        logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(of_fixed)[1]
        return (len(y) - 3) * np.log(2.0 * np.pi) + logs + out @ inverse @ out

    for seed in range(12):
        y, treated, baseline, clusters = columns_of(made(seed))
        fit = fitted(y, treated, baseline, clusters)
        x = np.column_stack([np.ones(len(y)), treated, baseline])
        own = np.where(clusters >= 0, clusters, -1 - np.arange(len(y)))
        z = (own[:, None] == np.unique(own[treated])) * treated[:, None].astype(float)
        least = criterion(fit.between, fit.within, y, x, z)
        assert fit.criterion == pytest.approx(least)
        for b in (0.0, 0.9 * fit.between, 1.1 * fit.between, fit.between + 0.05, fit.between + 1.0):
            for w in (0.95, 1.0, 1.05):
                assert criterion(b, w * fit.within, y, x, z) >= least - 1e-9


def test_scale_and_place_of_the_outcome_do_not_matter():
    y, treated, baseline, clusters = columns_of(made(3))
    one, other = (fitted(values, treated, baseline, clusters) for values in (y, 1000.0 * y + 5e4))
    assert other.estimate == pytest.approx(1000.0 * one.estimate, rel=1e-6)
    assert other.error == pytest.approx(1000.0 * one.error, rel=1e-6)
    assert other.freedom == pytest.approx(one.freedom, rel=1e-5)


def test_what_cannot_be_fitted_is_not_a_number():
    rows = made(1)
    y, treated, baseline, clusters = columns_of(rows)
    assert fitted(np.zeros_like(y), treated, baseline, clusters) is None
    assert fitted(y, treated, np.ones_like(y), clusters) is None
    assert fitted(y[:3], treated[:3], baseline[:3], clusters[:3]) is None
