"""The published JSON Schema of scenario files: up to date, valid, and of one mind with the loader."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scenarios.files import KEYS, LIBRARY, shipped
from scenarios.schema import SCHEMA_FILE, SCHEMA_VERSION, scenario_schema
from sim.errors import InputError
from sim.parameters import Entry, check_value, entries

pytestmark = pytest.mark.unit

TOOL = Path(__file__).resolve().parents[2] / "tools" / "write_schema.py"
HEAD = {"title": "T", "question": "Q?", "based_on": "base", "compare_with": "base"}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def test_the_committed_file_is_the_one_the_code_makes() -> None:
    made = json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"
    assert SCHEMA_FILE.read_bytes() == made.encode(), "run: python tools/write_schema.py"


def test_the_tool_finds_the_committed_file_up_to_date() -> None:
    found = subprocess.run([sys.executable, TOOL, "--check"], capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")


def test_it_is_a_valid_schema_with_its_version_in_its_name() -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert SCHEMA_FILE.name == f"scenario-v{SCHEMA_VERSION}.json"
    assert set(schema["properties"]) == set(KEYS)
    for table in ("changes", "evidence"):
        assert list(schema["properties"][table]["properties"]) == list(entries())


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_file_passes(validator: jsonschema.Draft202012Validator, name: str) -> None:
    content = tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8"))
    assert [error.message for error in validator.iter_errors(content)] == []


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"question": "Q?"},
        {"title": "T"},
        {**HEAD, "title": ""},
        {**HEAD, "title": 5},
        {**HEAD, "tittle": "T"},
        {**HEAD, "changes": {"stabilisation.sesions": 8}},
        {**HEAD, "evidence": {"stabilisation.sesions": "why"}},
        {**HEAD, "evidence": {"stabilisation.sessions": 8}},
        {**HEAD, "changes": [8]},
    ],
)
def test_it_refuses_what_the_loader_refuses(validator: jsonschema.Draft202012Validator, content: Any) -> None:
    assert not validator.is_valid(content)


def tries(entry: Entry) -> list[object]:
    """Return values at, inside and outside the limits of a parameter, and of other types."""
    example = entry.value[0] if isinstance(entry.value, list) else entry.value
    if isinstance(example, bool):
        single: list[object] = [True, False, 0, "true"]
    elif isinstance(example, str):
        single = [*entry.range, "no such name", 1, True]
    else:
        low, high = entry.range
        single = [low, high, example, low - 1, high + 1, str(example), True, [[example]]]
        if isinstance(example, int):
            single.append(low + 0.5)
    if not isinstance(entry.value, list):
        return [*single, [single[0]], {}]
    return [*([value] for value in single), [], [single[0], single[1]], single[0], {}]


@pytest.mark.parametrize("name", list(entries()))
def test_schema_and_loader_agree_on_every_parameter(name: str) -> None:
    validator = jsonschema.Draft202012Validator(scenario_schema_of(name))
    verdicts = set()
    for value in tries(entries()[name]):
        try:
            check_value(name, value)
            loads = True
        except InputError:
            loads = False
        assert validator.is_valid(value) is loads, f"{name} = {value!r}: the loader says {loads}"
        verdicts.add(loads)
    assert verdicts == {True, False}


SCHEMA = scenario_schema()


def scenario_schema_of(name: str) -> Any:
    """Return the schema of one parameter's value."""
    return SCHEMA["properties"]["changes"]["properties"][name]
