"""Other priors and structures from the command line: gone on with, refused where something differs, and shown."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calibration.posterior import POSTERIOR_FILE, Posterior, read_posterior
from calibration.sensitivity import run as running
from calibration.sensitivity.listed import ALTERNATIVES_FILE, alternatives, read_alternatives
from calibration.sensitivity.refit import Known, Result
from calibration.sensitivity.run import RESULTS_FILE, Settings, encode, read_results, run_alternatives
from scenarios.cli import app
from scenarios.sensitivity_text import alternatives_text
from sim import InputError

pytestmark = pytest.mark.behaviour

SMALL = {"replications": 4, "seed": 3, "lives": 1024, "block": 256, "lives_each": 4}
SETTINGS = Settings(studies=2048, **SMALL)
ONLY = ["practised-gate", "support-at-trauma"]


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    found = read_posterior(POSTERIOR_FILE)
    return Posterior(
        found.name, found.columns, found.values[:40], {k: v[:40] for k, v in found.studies.items()}, found.said
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory, posterior) -> Path:
    """Return the folder of alternatives that were found in one go, on one thread."""
    folder = tmp_path_factory.mktemp("alternatives") / "whole"
    run_alternatives(SETTINGS, folder, posterior, 1, only=ONLY)
    return folder


def test_what_was_left_is_gone_on_with_and_gives_the_same_bytes(whole, posterior, tmp_path, monkeypatch):
    folder = tmp_path / "left"
    fewer = Settings(studies=1024, **SMALL)
    run_alternatives(fewer, folder, posterior, 2, only=ONLY)
    blocks = folder / "practised-gate" / "blocks"
    assert len(list(blocks.glob("*.json"))) == 1
    (folder / "alternatives.json").unlink()
    (blocks / "000001.json").write_text("half a blo")
    (folder / "lives.npz.1.unfinished").write_bytes(b"half")
    run_alternatives(SETTINGS, folder, posterior, 2, only=ONLY)
    assert (folder / "alternatives.json").read_bytes() == (whole / "alternatives.json").read_bytes()
    monkeypatch.setattr("calibration.sampler.block_of", lambda *_: pytest.fail("done again"))
    run_alternatives(SETTINGS, folder, posterior, 1, only=ONLY)
    assert not list(folder.rglob("*.unfinished"))


def test_results_hold_what_was_found(whole, posterior):
    found = read_results(whole / "alternatives.json")
    fitted, taken = found.others
    assert fitted.studies == SETTINGS.blocks * 256 * 4 == 2048
    assert list(fitted.passed) == sorted(fitted.passed, reverse=True)
    assert fitted.held_out[1] == fitted.matches
    assert taken.not_fitted
    assert taken.draws == found.base.draws == posterior.number
    assert taken.answers["cost_total"].mean > found.base.answers["cost_total"].mean + 10
    assert taken.answers["completed_therapy"] == found.base.answers["completed_therapy"]


def test_a_folder_with_something_else_is_refused(whole, posterior, tmp_path):
    with pytest.raises(InputError, match=r'holds other alternatives with other settings: .*"seed": 3'):
        run_alternatives(Settings(**{**SMALL, "seed": 4}), whole, posterior, 1)
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="is not empty and holds no alternatives"):
        run_alternatives(SETTINGS, tmp_path, posterior, 1)
    with pytest.raises(InputError, match=r"'practised-gat': there is none .* Did you mean 'practised-gate'"):
        run_alternatives(SETTINGS, tmp_path / "new", posterior, 1, only=["practised-gat"])
    assert not (tmp_path / "new").exists()


def test_a_fit_s_lives_are_taken_only_if_they_are_the_same(whole, posterior, tmp_path):
    fit, new = tmp_path / "fit", tmp_path / "new"
    fit.mkdir()
    with pytest.raises(InputError, match=r"fit: is not the folder of a fit: expected fit.json and lives.npz in it"):
        run_alternatives(SETTINGS, new, posterior, 1, fit=fit, only=ONLY)
    said = json.loads((whole / "run.json").read_text())
    (fit / "lives.npz").write_bytes((whole / "lives.npz").read_bytes())
    (fit / "fit.json").write_text(json.dumps({**said, "settings": {**said["settings"], "seed": 9}}))
    with pytest.raises(InputError, match="fit: seed = 9: expected 3, as here"):
        run_alternatives(SETTINGS, new, posterior, 1, fit=fit, only=ONLY)
    (fit / "fit.json").write_text(json.dumps(said))
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch:
        patch.setattr("calibration.folder.find_lives", lambda *_: pytest.fail("looked for again"))
        run_alternatives(SETTINGS, new, posterior, 1, fit=fit, only=ONLY)
    assert (new / "alternatives.json").read_bytes() == (whole / "alternatives.json").read_bytes()


def test_results_of_other_priors_are_not_shown(whole, tmp_path):
    path = tmp_path / "alternatives.json"
    content = json.loads((whole / "alternatives.json").read_text())
    path.write_text(json.dumps({**content, "parameters": "others"}))
    with pytest.raises(InputError, match=r"alternatives.json: parameters have changed since .*dussk calibrate alter"):
        read_results(path)
    for text in ("", "{}", '{"base": 3}', "[]"):
        path.write_text(text)
        with pytest.raises(InputError, match="is not a file of alternatives"):
            read_results(path)
    with pytest.raises(InputError, match="there is no such file"):
        read_results(tmp_path / "none.json")


def test_results_of_another_model_are_shown_with_a_word(whole, tmp_path, capsys):
    path = tmp_path / "alternatives.json"
    content = json.loads((whole / "alternatives.json").read_text())
    path.write_text(json.dumps({**content, "model": "another"}))
    assert read_results(path).base.matches
    assert "the model's sources have changed since alternatives.json was made" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"stability."', '"stable."'), "stability.gained is in 0 groups; expected one"),
        (('"climate."', '"climate.", "leaving."'), "is in 2 groups; expected one"),
        (('"gate.rule" = "m', '"gate.rul" = "m'), "[structures.practised-gate]: unknown parameter 'gate.rul'. Did you"),
        (('= "early"', '= "soon"'), "[structures.therapy-early]: therapy.leaving_shape"),
        (('"gate.clinic_opens_week"', '"gate.invited"'), "[structures.practised-gate]: gate.invited is fixed"),
        (
            ('= "leaving.getting_started"', '= "costs.lunch"'),
            "[structures.one-hazard]: tied: costs.lunch is not fitted",
        ),
        (('help = "stable is level 1"', 'hepl = "x"'), "unknown field 'hepl'. Did you mean 'help'?"),
    ],
)
def test_a_list_that_cannot_be_is_one_line(change, said, tmp_path):
    path = tmp_path / "alternatives.toml"
    path.write_text(ALTERNATIVES_FILE.read_text().replace(*change))
    with pytest.raises(InputError) as error:
        read_alternatives(path)
    assert str(error.value).startswith("alternatives.toml: ")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--only", "all-half"], "expected --out FOLDER with them"),
        (["--out", "new", "--studies", "0"], "studies: 0: expected 1 to"),
        (["--out", "new", "--workers", "0"], "workers: 0: expected 1 to"),
        (["--out", "new", "-n", "1"], "replications: 1: expected 2 to"),
    ],
)
def test_words_that_cannot_be_are_one_line(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["calibrate", "alternatives", *words])
    assert isinstance(result.exception, InputError)
    assert said in str(result.exception)
    assert not (tmp_path / "new").exists()


def test_what_ships_is_shown():
    result = CliRunner().invoke(app, ["calibrate", "alternatives"])
    assert result.exit_code == 0, result.output
    for name in alternatives():
        assert name in result.output
    assert max(map(len, result.output.splitlines())) <= 110
    found = read_results()
    assert [one.name for one in found.others] == list(alternatives())
    assert encode(found) == RESULTS_FILE.read_bytes()


def test_an_alternative_without_a_match_is_shown_too(whole):
    found = read_results(whole / "alternatives.json")
    base = Result(**{**vars_of(found.base), "answers": {"cost_total": Known(1.0, 0.1, (0.5, 2.0), 0.4)}})
    none = Result("none", "prior", "none", "", "", (1000, 0, 0, 0, 0, 0), 0, (0, 0), {})
    text = alternatives_text(running.Results(base, [none], found.said))
    assert "none" in text
    assert "0 of 0" in text


def vars_of(result: Result) -> dict:
    return {name: getattr(result, name) for name in Result.__dataclass_fields__}


def test_sensitivity_is_shown(monkeypatch):
    monkeypatch.setattr("scenarios.sensitivity_commands.QUICK_POINTS", 2)
    monkeypatch.setattr("scenarios.sensitivity_commands.QUICK_AROUND", 20)
    monkeypatch.setattr("calibration.sensitivity.factors.TRIED", 2)
    result = CliRunner().invoke(app, ["calibrate", "sensitivity", "--quick", "--quiet"])
    assert result.exit_code == 0, result.output
    for word in ("Expected total cost", "over the priors", "around the posterior", "attendance.drug_group", "95%"):
        assert word in result.output
    assert max(map(len, result.output.splitlines())) <= 110
    result = CliRunner().invoke(app, ["calibrate", "sensitivity", "--quick", "--quiet", "--json"])
    content = json.loads(result.output)
    assert {one["answer"] for one in content["around_posterior"]["swings"]} >= {"cost_total", "completed_therapy"}
    assert len(content["over_priors"]["indices"]) % 4 == 0


def test_without_salib_it_is_one_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    result = CliRunner().invoke(app, ["calibrate", "sensitivity", "--quick"])
    assert isinstance(result.exception, InputError)
    assert 'pip install "dussk[calibration]"' in str(result.exception)
