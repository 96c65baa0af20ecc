"""The posterior's file: whole, of this model, used with a scenario's own changes; anything else is one clear line."""

import gzip
import hashlib
import json

import numpy as np
import pytest

from calibration import posterior as files
from calibration.own import own_of
from calibration.posterior import POSTERIOR_FILE, Posterior, encode, read_posterior
from calibration.priors import drawable
from calibration.version import model_hash, parameter_hashes, tree_of
from scenarios.files import load
from sim import InputError, default_parameters
from sim.varied import columns_of

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def text() -> str:
    return gzip.decompress(POSTERIOR_FILE.read_bytes()).decode()


@pytest.fixture(scope="module")
def shipped() -> Posterior:
    return read_posterior(POSTERIOR_FILE)


def write(tmp_path, text: str, **said: object):
    """Write a file whose provenance is right for its rows, but for what is given."""
    first, _, table = text.partition("\n")
    content = {**json.loads(first[2:]), "content": hashlib.sha256(table.encode()).hexdigest(), **said}
    path = tmp_path / "posterior.csv.gz"
    path.write_bytes(gzip.compress(f"# {json.dumps(content)}\n{table}".encode()))
    return path


def test_a_file_comes_back_as_it_was_written(shipped, text, tmp_path):
    assert read_posterior(write(tmp_path, text)).values.tolist() == shipped.values.tolist()
    rows = [line.split(",") for line in text.splitlines()[2:]]
    header = tuple(text.splitlines()[1].split(","))
    assert gzip.decompress(encode(shipped.said, header, rows)).decode() == text
    assert shipped.columns == tuple(columns_of(drawable(), default_parameters()))


def test_it_says_where_it_comes_from(shipped):
    said = shipped.said
    assert said["passed"][0] == said["tried"] * said["settings"]["lives_each"]
    assert said["passed"] == sorted(said["passed"], reverse=True)
    assert said["passed"][-1] == said["matched"] >= shipped.number == said["draws"]
    assert said["stages"][-1] == "therapy_sessions"


def swap(text: str, line: int, place: int, new: str) -> str:
    lines = text.split("\n")
    cells = lines[line].split(",")
    cells[place] = new
    lines[line] = ",".join(cells)
    return "\n".join(lines)


def column_of(text: str, name: str) -> int:
    return text.split("\n")[1].split(",").index(name)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: swap(t, 1, 5, "women.ptds"), "unknown column 'women.ptds'. Did you mean 'women.ptsd'?"),
        (lambda t: swap(t, 2, column_of(t, "women.ptsd"), "1.5"), "draw 0: women.ptsd = 1.5: expected a number from 0"),
        (lambda t: swap(t, 3, column_of(t, "women.ptsd"), "much"), "a row is not made of"),
        (lambda t: swap(t, 3, column_of(t, "women.sells_sex[0]"), "0.9"), "women.sells_sex: expected shares"),
        (lambda t: swap(t, 2, column_of(t, "run.delivery_weeks"), "5"), "run.recruitment_weeks"),
        (lambda t: "\n".join(t.split("\n")[:2]), "there are no draws in it"),
        (
            lambda t: "\n".join(line.partition(",")[2] if i else line for i, line in enumerate(t.split("\n"))),
            "no column",
        ),
    ],
)
def test_rows_that_cannot_be_are_one_clear_line(change, said, text, tmp_path):
    with pytest.raises(InputError) as error:
        read_posterior(write(tmp_path, change(text)))
    assert said in str(error.value)
    assert str(error.value).startswith("posterior.csv.gz: ")
    assert "\n" not in str(error.value)


def test_damage_is_seen(text, tmp_path):
    path = tmp_path / "posterior.csv.gz"
    whole = POSTERIOR_FILE.read_bytes()
    damaged = {
        "cut": whole[:-100],
        "a byte": whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:],
        "not packed": b"draws",
        "a figure": gzip.compress(swap(text, 4, 7, "0.123").encode()),
    }
    for what, content in damaged.items():
        path.write_bytes(content)
        with pytest.raises(InputError, match="is damaged"):
            read_posterior(path)
        assert what
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    with pytest.raises(InputError, match="is not a posterior file"):
        read_posterior(path)
    with pytest.raises(InputError, match="of format 99"):
        read_posterior(write(tmp_path, text, format=99))
    with pytest.raises(InputError, match="there is no such file"):
        read_posterior(tmp_path / "none.csv.gz")


@pytest.mark.parametrize(
    "spoil",
    [
        *({"drop": key} for key in ("parameters", "settings", "model", "evidence", "passed", "different_draws")),
        {"parameters": []},
        {"settings": {}},
        {"passed": []},
        {"different_lives": "many"},
    ],
)
def test_a_first_line_that_lacks_what_is_used_later_is_one_clear_line(spoil, text, tmp_path):
    first, _, table = text.partition("\n")
    said = json.loads(first[2:])
    lost = spoil.pop("drop", None) or next(iter(spoil))
    said.pop(lost)
    with pytest.raises(InputError, match=rf"is damaged: its first line does not say {lost}[.\w]* as it should"):
        read_posterior(write(tmp_path, f"# {json.dumps(said | spoil)}\n{table}"))


def test_a_table_of_nothing_is_one_clear_line(text, tmp_path):
    with pytest.raises(InputError, match="there are no draws in it"):
        read_posterior(write(tmp_path, text.partition("\n")[0] + "\n"))


def with_provenance(shipped: Posterior, **said: object) -> Posterior:
    current = {**shipped.said, "model": model_hash(), **said}
    return Posterior(shipped.name, shipped.columns, shipped.values, shipped.studies, current)


def test_the_same_model_is_not_lived_again(shipped, monkeypatch):
    monkeypatch.setattr(Posterior, "_live_again", lambda self: pytest.fail("lived again"))
    with_provenance(shipped).check_model()


def test_changed_sources_that_change_nothing_are_said(shipped, monkeypatch):
    monkeypatch.setattr(files, "LIVED_AGAIN", 3)
    said = []
    with_provenance(shipped, model="another").check_model(said.append)
    assert "3 of its studies were lived again and gave the same" in said[0]


def test_a_changed_model_is_refused(shipped, monkeypatch):
    monkeypatch.setattr(files, "LIVED_AGAIN", 3)
    studies = {**shipped.studies, "drug_group_attendances": shipped.studies["drug_group_attendances"] + 1}
    changed = Posterior(shipped.name, shipped.columns, shipped.values, studies, {**shipped.said, "model": "another"})
    with pytest.raises(InputError, match=r"the model has changed .*drug_group_attendances.*dussk calibrate fit"):
        changed.check_model()


def test_changed_priors_and_evidence_are_refused(shipped):
    hashes = {**parameter_hashes(), "women.ptsd": "0"}
    with pytest.raises(InputError, match=r"women.ptsd has changed .*\(1 in all\); make a new one with"):
        with_provenance(shipped, parameters=hashes).check_model()
    with pytest.raises(InputError, match="evidence or the roles"):
        with_provenance(shipped, evidence="another").check_model()


def test_words_and_layout_are_not_the_model_and_numbers_are():
    one = tree_of(
        '"""A page."""\nX = 1\n"""About X."""\ndef f(x: int) -> int:\n    """Say."""\n    return x + 1  # one\n'
    )
    same = tree_of('"""Another."""\nX = 1\n\n\ndef f(x):\n    return (x + 1)\n')
    other = tree_of("X = 1\ndef f(x):\n    return x + 2\n")
    assert one == same
    assert one != other


@pytest.mark.parametrize("name", ["base", "rapid-referral", "service", "widened-both", "fortnightly-emdr"])
def test_a_scenario_keeps_what_it_changes(shipped, name):
    parameters = load(name)
    varied = shipped.draws(parameters, 20)
    own = own_of(parameters, shipped.columns)
    assert not {column.partition("[")[0] for column in varied.names} & set(own)
    assert len(varied.names) + sum(len(columns_of([each], parameters)) for each in own) == len(shipped.columns)
    for draw in (0, 19):
        drawn = varied.parameters(draw)
        assert all(drawn.get(each) == parameters.get(each) for each in own)
    column = varied.names.index("attendance.drug_group")
    assert np.array_equal(varied.values[:, column], shipped.column("attendance.drug_group")[:20])


def test_a_shorter_delivery_of_a_scenario_s_own_holds_recruitment(shipped):
    base = default_parameters().changed({"run.delivery_weeks": 24})
    varied = shipped.draws(base, shipped.number)
    assert varied.values[:, varied.names.index("run.recruitment_weeks")].max() == 24


@pytest.mark.parametrize("number", [0, 10**6])
def test_more_draws_than_there_are_is_one_clear_line(shipped, number):
    with pytest.raises(InputError, match=rf"draws: {number}: expected 1 to"):
        shipped.draws(default_parameters(), number)
