"""``dussk calibrate check``: good for the posterior that ships, and not for a wrong model or a wrong posterior."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

import calibration.check.run as checks
from calibration.check.run import QUICK, Checked, check
from calibration.funnel import world_of_joiners
from calibration.posterior import LIFE, encode, posterior
from scenarios.cli import app

pytestmark = pytest.mark.behaviour

LITTLE = replace(QUICK, blocks=6, lives=1 << 11, studies=20_000, least=100, draws=200)
"""Enough to see what is badly wrong."""


def wrong(found: Checked) -> set[str]:
    return {verdict.about for verdict in found.verdicts if not verdict.passed}


def test_the_shipped_posterior_is_good():
    found = CliRunner().invoke(app, ["calibrate", "check", "--quick", "--quiet"])
    assert found.exit_code == 0, found.stdout
    assert "checks are as they should be" in found.stdout
    for words in ("lived again by SimPy", "total_cost (held out)", "90% intervals", "effective sample size"):
        assert words in found.stdout


def test_another_model_than_the_fitted_one_is_seen():
    """With eight sessions in a row asked for, the matched studies are no longer what they were."""
    found = check(posterior(), LITTLE, 2, base=world_of_joiners().changed({"gate.in_a_row": 8}))
    assert "matched studies: lived again" in wrong(found)
    assert "simulation-based calibration: ranks are even" in wrong(found)


def test_draws_that_are_not_the_posterior_end_with_status_1(tmp_path, monkeypatch):
    """Lives that go with other draws: each row is possible, and none is what the study was matched with."""
    monkeypatch.setattr(checks, "QUICK", LITTLE)
    shipped = posterior()
    kept = [name for name in shipped.studies if name != "life"]
    lives = [*shipped.studies["life"][1:], shipped.studies["life"][0]]
    rows = [
        [*(f"{value:.15g}" for value in values), str(life), *(str(shipped.studies[name][i]) for name in kept)]
        for i, (values, life) in enumerate(zip(shipped.values, lives, strict=True))
    ]
    path = tmp_path / "other.csv.gz"
    path.write_bytes(encode(dict(shipped.said), (*shipped.columns, LIFE, *(f"fit.{name}" for name in kept)), rows))
    found = CliRunner().invoke(app, ["calibrate", "check", str(path), "--quick", "--quiet", "--json"])
    assert found.exit_code == 1, found.output
    said = json.loads(found.stdout)
    assert said["passed"] is False
    assert not next(one for one in said["verdicts"] if one["about"] == "matched studies: lived again")["passed"]


@pytest.mark.parametrize(("words", "says"), [(["nothing.gz"], "no such file"), (["--workers", "0"], "expected 1 to")])
def test_what_cannot_be_checked_is_one_line(words, says):
    found = CliRunner().invoke(app, ["calibrate", "check", *words])
    assert found.exit_code != 0
    assert says in str(found.exception)
