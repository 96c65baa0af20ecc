"""The scripts of docs/trial.md in R, as they stand there, give what Python gives on the same simulated data."""

import csv
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from scenarios.trial.design import read_design
from scenarios.trial.effect import beliefs_of
from scenarios.trial.lives import live
from scenarios.trial.simulate import Data, analysed
from scenarios.trial_command import TRIALS
from scenarios.trial_report.writing import write_data

pytestmark = [
    pytest.mark.behaviour,
    pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed"),
]

PAGE = (Path(__file__).parents[2] / "docs" / "trial.md").read_text(encoding="utf-8")
SETS, SIZE = 24, 160


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("r")
    design = read_design(TRIALS / "at-readiness.toml")
    lives = live(design, SETS, 1, 2)
    write_data(found / "trial.csv", lives, SETS, SIZE, beliefs_of(design, SETS, 1), design, 1)
    return found


def scripts(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def p_values_in_r(script, folder):
    """Run a script of the page that leaves p, and return its last number and p."""
    done = subprocess.run(
        ["Rscript", "-e", f'{script}\ncat("\\n", sprintf("%.15g", p))'],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=folder,
    )
    shown, told = done.stdout.split("[1]")[-1].split("\n", 1)
    return float(shown), np.array(told.split(), float)


def sets_of(folder):
    """Return the data sets as they were written, with rounded numbers."""
    sets = {}
    with (folder / "trial.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sets.setdefault(row["data_set"], []).append(row)
    for rows in sets.values():
        nothing = np.zeros(len(rows), int)
        treated = np.array([row["arm"] == "treated" for row in rows])
        yield Data(
            nothing,
            nothing,
            treated,
            nothing,
            treated,
            nothing,
            np.array([float(row["baseline"]) for row in rows]),
            np.array([float(row["outcome"] or 0.0) for row in rows]),
            np.array([row["followed_up"] == "1" for row in rows]),
            np.array([int(row["cluster"] or -1) for row in rows]),
        )


def in_favour(folder, method):
    """Return p values, 1 where the estimate is not in favour of the treated arm, as the scripts have them."""
    found = [analysed(data, method) for data in sets_of(folder)]
    return np.array([one.p if one.estimate > 0.0 else 1.0 for one in found])


@cache
def r_has_lmertest():
    asked = "stopifnot(requireNamespace('lmerTest', quietly = TRUE))"
    return subprocess.run(["Rscript", "-e", asked], capture_output=True, check=False, timeout=60).returncode == 0


def test_the_analysis_of_covariance_in_r_gives_pythons_share_exactly(folder):
    share, p = p_values_in_r(scripts("r")[0], folder)
    (script,) = scripts("python")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=folder)
    assert float(done.stdout.split()[0]) == round(share, 3)
    # R's data sets are in the order of their numbers, as the file is.
    ours = in_favour(folder, "ancova")
    assert p == pytest.approx(ours, rel=1e-8)
    # R prints seven digits.
    assert share == pytest.approx((ours < 0.05).mean(), abs=1e-6)
    assert 0.1 < share < 0.95


def test_the_mixed_model_in_r_gives_pythons_share_exactly(folder):
    if not r_has_lmertest():
        pytest.skip("R with lmerTest is not installed")
    share, p = p_values_in_r(scripts("r")[1], folder)
    ours = in_favour(folder, "mixed_model")
    # lmer's own search ends within some thousandths of a degree of freedom.
    assert p == pytest.approx(ours, abs=2e-4)
    # R prints seven digits.
    assert share == pytest.approx((ours < 0.05).mean(), abs=1e-6)
