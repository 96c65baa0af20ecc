"""Pictures: the same bytes again, told in words, and legible without colour."""

import re
import sys
from xml.etree import ElementTree

import pytest

from calibration.answers import ANSWERS
from calibration.pictures import style
from calibration.pictures.alternatives import draw_alternatives
from calibration.pictures.style import blank, brief, save, shown, styled
from calibration.pictures.tornado import draw_tornado
from calibration.sensitivity.one_way import Swing
from calibration.sensitivity.refit import Known, Result
from calibration.sensitivity.run import Results
from calibration.sensitivity.sobol import Global, Index, Spread
from sim import InputError

pytestmark = pytest.mark.unit

SVG = "{http://www.w3.org/2000/svg}"
FACTORS = ("attendance.drug_group", "costs.lunch", "run.delivery_weeks", "leaving.preparation")


def toy_swings() -> list[Swing]:
    return [
        Swing(name, answer, (0.1, 120.0), 10.0, 9.0 - i, 12.0 - i, 0.1)
        for answer in ANSWERS
        for i, name in enumerate(FACTORS)
    ]


def toy_indices() -> Global:
    indices = [
        Index(name, answer, 0.2 - 0.07 * i, 0.02, 0.3 - 0.05 * i, 0.03)
        for answer in ANSWERS
        for i, name in enumerate(FACTORS)
    ]
    return Global(indices, [Spread(answer, 1.0, (0.5, 2.0), 0.05, 0.4) for answer in ANSWERS], 100, 20)


def toy_results() -> Results:
    answers = {name: Known(2.0, 0.1, (1.0, 3.0), 0.5) for name in ANSWERS}
    base = Result("base", "base", "the base", "", "", (100, 50, 9), 9, (1, 9), answers)
    other = Result("other", "prior", "priors & more <wide>", "", "", (100, 50, 5), 5, (1, 5), answers)
    none = Result("none", "structure", "no match", "", "", (100, 50, 0), 0, (0, 0), {})
    return Results(base, [other, none], {})


DRAWN = {
    "tornado": lambda path: draw_tornado(path, toy_swings(), toy_indices()),
    "alternatives": lambda path: draw_alternatives(path, toy_results()),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_the_same_bytes_again_and_says_what_it_shows(name, tmp_path):
    one, two = (DRAWN[name](tmp_path / f"{name}-{i}.svg").read_bytes() for i in range(2))
    assert one == two
    root = ElementTree.fromstring(one)
    assert root.get("role") == "img"
    told = {child.get("id"): child.text for child in root if child.tag in (f"{SVG}title", f"{SVG}desc")}
    assert root.get("aria-labelledby", "").split() == list(told) == ["title", "desc"]
    assert len(told["desc"] or "") > 100 > len(told["title"] or "") > 10
    assert not re.search(rb"\d{4}-\d\d-\d\d|matplotlib v", one, re.IGNORECASE)


def test_a_description_holds_the_numbers(tmp_path):
    text = DRAWN["tornado"](tmp_path / "t.svg").read_text()
    assert "attendance.drug_group (£9 at 0.1, £12 at 120)" in text
    assert "largest total Sobol indices are those of attendance.drug_group (0.30)" in text
    text = DRAWN["alternatives"](tmp_path / "a.svg").read_text()
    assert "200% in the base (100% to 300% over its draws)" in text
    assert "priors &amp; more &lt;wide&gt;" in text


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["INK", "BLUE", "ORANGE", "GREY"])
def test_colours_pass_contrast_against_white(name):
    assert 1.05 / (luminance(getattr(style, name)) + 0.05) >= 4.5


def test_a_png_says_nothing_of_time(tmp_path):
    with styled():
        figure = blank(1.0, 1.0)
        one = save(figure, tmp_path / "one.png", "Title", "Words").read_bytes()
        with pytest.raises(InputError, match=r"one.pdf: a picture is .svg or .png"):
            save(figure, tmp_path / "one.pdf", "Title", "Words")
    assert one.startswith(b"\x89PNG")
    assert b"Words" in one
    assert b"matplotlib" not in one.lower()


def test_numbers_are_written_as_people_write_them():
    assert [shown(1234.5, "£"), shown(-3.0, "£"), shown(0.254, "share"), shown(1.2345, "")] == [
        "£1,234",
        "−£3",
        "25%",
        "1.23",
    ]
    assert [brief(117.4), brief(0.02345), brief(55.0)] == ["117", "0.023", "55"]


def test_without_matplotlib_it_is_one_line(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=r'Matplotlib is not installed.*: pip install "dussk\[calibration\]"'):
        DRAWN["tornado"](tmp_path / "t.svg")
    assert not list(tmp_path.iterdir())
