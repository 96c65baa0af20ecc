"""Files that nobody would write: each is used, or answered in one line. `python tools/fuzz.py` looks for longer."""

from pathlib import Path

import pytest
from fuzzing import kinds
from fuzzing.kinds import DESIGNS, KINDS, WrongError, tried
from fuzzing.mangling import ODD, VALUE, mangled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.display import LONGEST_LINE, one_line
from sim.errors import InputError

pytestmark = pytest.mark.behaviour

QUIETLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("kind", KINDS)
@QUIETLY
@given(data=st.data())
def test_a_spoiled_file_is_used_or_answered_in_one_line(kind, data, tmp_path_factory):
    text = KINDS[kind].made(lambda n: data.draw(st.integers(0, n - 1)))
    tried(kind, text, tmp_path_factory.mktemp(kind), live=True)


@pytest.mark.parametrize("kind", KINDS)
def test_some_files_of_every_kind_are_accepted(kind, tmp_path):
    import random

    taken = [
        tried(kind, KINDS[kind].made(random.Random(f"{kind} {i}").randrange), tmp_path, live=False) for i in range(150)
    ]
    assert 3 <= sum(taken) < 150


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("design", DESIGNS, ids=lambda path: path.stem)
def test_a_design_whose_values_are_all_the_same_odd_one_is_answered(design, tmp_path):
    """What chance may miss: each odd value in the place of each field."""
    text = design.read_text(encoding="utf-8")
    for odd in ODD:
        assert not tried("design", VALUE.sub(lambda _, odd=odd: odd, text), tmp_path, live=False)


def test_a_traceback_is_found(monkeypatch, tmp_path):
    def stumble(path: Path) -> object:
        raise KeyError("stumbled")

    kind = KINDS["plan"]
    monkeypatch.setitem(KINDS, "plan", kinds.Kind(kind.made, stumble, kind.holds, kind.file))
    with pytest.raises(KeyError):
        tried("plan", "", tmp_path, live=False)


def test_an_answer_of_several_lines_is_shown_as_one(tmp_path, monkeypatch):
    said = one_line("a.toml: \x1b[31mred\n" + "x" * 5000)
    assert said.isprintable()
    assert len(said) <= LONGEST_LINE + 3

    def silent(path: Path) -> object:
        raise InputError(" ")

    kind = KINDS["plan"]
    monkeypatch.setitem(KINDS, "plan", kinds.Kind(kind.made, silent, kind.holds, kind.file))
    with pytest.raises(WrongError, match="not one clear line"):
        tried("plan", "", tmp_path, live=False)


def test_engines_that_differ_are_found(monkeypatch, tmp_path):
    true = kinds.simulate

    def off(parameters, *, engine, seed, **rest):
        return true(parameters, engine=engine, seed=seed + (engine == "simpy"), **rest)

    monkeypatch.setattr(kinds, "simulate", off)
    text = 'title = "T"\nquestion = "Q?"\nbased_on = "base"\n'
    with pytest.raises(WrongError, match="differently"):
        tried("scenario", text, tmp_path, live=True)


@given(st.text(max_size=300), st.integers(0, 2**32))
def test_spoiling_gives_a_text_whatever_it_is_given(text, seed):
    import random

    assert isinstance(mangled(text, random.Random(seed).randrange), str)
    assert len(ODD) > 40
