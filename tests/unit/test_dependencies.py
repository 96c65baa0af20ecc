"""The table of dependencies: fresh, complete, and with the licences that packages declare."""

import importlib.util
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

TOOL = Path(__file__).parents[2] / "tools" / "write_dependencies.py"


@pytest.fixture
def tool():
    sys.path.insert(0, str(TOOL.parent))
    spec = importlib.util.spec_from_file_location("write_dependencies", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_tool_writes(tool):
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page()


def test_reasons_and_licences_are_complete_and_as_installed(tool):
    assert tool.differences() == []


def changed(tool, tmp_path, old, new):
    text = tool.SAID.read_text(encoding="utf-8")
    assert old in text
    tool.SAID = tmp_path / "dependencies.toml"
    tool.SAID.write_text(text.replace(old, new), encoding="utf-8")
    return tool.differences()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('\nsimpy = "MIT"', '\nsimpy = "AGPL-3.0"', "simpy: licence 'AGPL-3.0' is not among those that are allowed"),
        ('\nsimpy = "MIT"', '\nsimpy = "ISC"', "simpy: declares 'MIT', and dependencies.toml says ISC"),
        ('\nsimpy = "MIT"', "", "simpy: a pinned package has no licence in dependencies.toml"),
        (
            "\n[licences]\n",
            '\n[licences]\nnonesuch = "MIT"\n',
            "nonesuch: dependencies.toml has a licence of what is not",
        ),
        (
            "\n[reasons]\n",
            '\n[reasons]\nnonesuch = "none"\n',
            "nonesuch: dependencies.toml has a reason for what is not",
        ),
    ],
)
def test_what_is_wrong_is_said(tool, tmp_path, old, new, says):
    found = changed(tool, tmp_path, old, new)
    assert any(line.startswith(says) for line in found), found


def test_a_dependency_without_a_reason_is_said(tool, tmp_path):
    text = tool.SAID.read_text(encoding="utf-8").splitlines(keepends=True)
    start = text.index("[reasons]\n")
    place = next(i for i, line in enumerate(text) if i > start and line.startswith("simpy = "))
    tool.SAID = tmp_path / "dependencies.toml"
    tool.SAID.write_text("".join(text[:place] + text[place + 1 :]), encoding="utf-8")
    assert tool.differences() == ["simpy: no reason in dependencies.toml"]
