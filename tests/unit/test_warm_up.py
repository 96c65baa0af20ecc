"""How long a service takes to settle: the methods on series whose answer is known, and the page as it stands."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from scenarios import load

pytestmark = pytest.mark.unit

TOOL = Path(__file__).parents[2] / "tools" / "warm_up.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("warm_up", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("start", [0, 5, 20])
def test_mser_leaves_out_a_start_that_is_unlike_the_rest(tool, start):
    level = 10.0 + np.tile([0.1, -0.1], 50)
    level[:start] = np.linspace(0.0, 8.0, start)
    assert tool.mser(level) == start


def test_moving_averages_of_a_year_are_level_where_the_series_is(tool):
    assert tool.moving(np.full(40, 3.0)) == pytest.approx(np.full(28, 3.0))
    assert tool.moving(np.arange(14.0)) == pytest.approx([6.0, 7.0])


def test_the_page_speaks_of_the_warm_up_that_the_service_has(tool):
    said = tool.PAGE.read_text(encoding="utf-8")
    assert f"counts from week {load('service').run.warm_up_weeks} on" in said
    assert tool.PICTURE.read_text(encoding="utf-8").startswith("<svg")
