"""The picture and the tables of docs/architecture.md are what the imports say, and every arrow points down."""

import ast
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

HOUSE = Path(__file__).parents[2]
sys.path.insert(0, str(HOUSE / "tools"))

import draw_architecture as drawing  # noqa: E402
import rooms_of_code as code  # noqa: E402

pytestmark = pytest.mark.unit

PAGE = (HOUSE / "docs" / "architecture.md").read_text("utf-8")
SVG = "{http://www.w3.org/2000/svg}"

LINES_OF_MODULE = 400
LINES_OF_FUNCTION = 40
"""Without its docstring."""
LONGER = {
    "scenarios/app.py:run": 45,
    "scenarios/batch/commands.py:batch": 50,
    "scenarios/compare_command.py:compare": 50,
    "scenarios/run_text.py:_flow": 45,
    "scenarios/verify/commands.py:engines": 50,
    "scenarios/verify/commands.py:every": 50,
}
"""Functions that are longer, and how long at most: commands (a list of options), and one list or story each."""


def test_the_picture_and_the_tables_are_up_to_date() -> None:
    again = "python tools/draw_architecture.py"
    assert drawing.PICTURE.read_text("utf-8") == drawing.picture(), again
    assert drawing.page(PAGE) == PAGE, again


def test_every_module_is_in_one_room_and_every_room_has_modules() -> None:
    homes = {module: code.rooms_of(module) for module in code.modules()}
    assert {module: rooms for module, rooms in homes.items() if len(rooms) != 1} == {}
    assert {rooms[0] for rooms in homes.values()} == set(code.arrows())
    for floor, rooms in code.ROOMS.items():
        for said, _ in rooms.values():
            for claim in said.split():
                there = [*HOUSE.glob(f"{floor}/{claim.rstrip('/')}"), *HOUSE.glob(f"{floor}/{claim}.py")]
                assert there, f"{floor}/{claim} is no module"


def test_no_floor_and_no_room_stands_on_one_above_it() -> None:
    assert code.circle() == []
    floors = list(code.FLOORS)
    for (floor, _), others in code.arrows().items():
        assert all(floors.index(other) >= floors.index(floor) for other, _ in others)


def heights() -> dict[str, float]:
    """How far down the picture every name stands."""
    texts = ElementTree.parse(drawing.PICTURE).getroot().iter(f"{SVG}text")
    return {str(text.text): float(text.attrib["y"]) for text in texts if text.get("font-weight") == "bold"}


def test_on_the_picture_every_import_points_down() -> None:
    drawn = heights()
    names = [*(name for rooms in code.ROOMS.values() for name in rooms), *(f"{floor}/" for floor in code.FLOORS)]
    assert sorted(drawn) == sorted(names)
    for (_, name), others in code.arrows().items():
        for (_, other), imports in others.items():
            assert drawn[name] < drawn[other], imports


def test_the_page_names_every_room_and_no_other() -> None:
    between = PAGE.partition(drawing.BEGIN)[2].partition(drawing.END)[0]
    named = re.findall(r"^\| ([^|]+?) \|", between, re.MULTILINE)
    rooms = [name for floor in code.ROOMS.values() for name in floor]
    assert [name for name in named if name not in ("room", "---")] == rooms


def test_the_picture_says_itself_in_words() -> None:
    root = ElementTree.parse(drawing.PICTURE).getroot()
    assert root.get("role") == "img"
    labels = [root.find(f"{SVG}title"), root.find(f"{SVG}desc")]
    assert root.get("aria-labelledby") == " ".join(label.attrib["id"] for label in labels if label is not None)
    assert all(label is not None and label.text for label in labels)
    assert re.search(r"!\[[^\]]{40,}\]\(architecture\.svg\)", PAGE)


def test_what_the_page_says_to_look_for_is_there() -> None:
    rows = re.findall(r"^\| [^|]+ \| \[([^\]]+)\]\(\.\./([^)]+)\) \| `([^`]+)` \|$", PAGE, re.MULTILINE)
    assert len(rows) > 20
    for shown, path, name in rows:
        text = (HOUSE / path).read_text("utf-8")
        assert shown == path
        defined = rf"^(def|class) {name}\b|^{name}\b" if name.isidentifier() else re.escape(name)
        assert re.search(defined, text, re.MULTILINE), f"{path}: {name}"


def test_files_that_the_page_names_are_there() -> None:
    named = set(re.findall(r"`((?:sim|calibration|scenarios|tools)/[\w/]+\.\w+)`", PAGE))
    assert len(named) > 8
    assert [name for name in named if not (HOUSE / name).exists() and "NAME" not in name] == []


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    first = function.body[0]
    text = ast.get_docstring(function) is not None
    written = (first.end_lineno or 0) - first.lineno + 1 if text else 0
    return (function.end_lineno or 0) - function.lineno + 1 - written


def test_rooms_are_small() -> None:
    long_modules, long_functions = {}, {}
    for module, path in code.modules().items():
        text = path.read_text("utf-8")
        if text.count("\n") > LINES_OF_MODULE:
            long_modules[module] = text.count("\n")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{module}.py:{node.name}"
                if length(node) > LONGER.get(name, LINES_OF_FUNCTION):
                    long_functions[name] = length(node)
    assert long_modules == {}
    assert long_functions == {}


def test_functions_on_the_list_of_longer_ones_are_there_and_still_long() -> None:
    for where, most in LONGER.items():
        path, _, name = where.partition(":")
        found = [
            length(node)
            for node in ast.walk(ast.parse((HOUSE / path).read_text("utf-8")))
            if isinstance(node, ast.FunctionDef) and node.name == name
        ]
        assert len(found) == 1, where
        assert LINES_OF_FUNCTION < found[0] <= most, f"{where}: {found[0]}: mend the list"


def test_an_import_that_points_up_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A module of the lowest room that imports from the highest, and one that no room holds."""
    written = tmp_path / "rules.py"
    written.write_text("def f():\n    from scenarios import app\n", "utf-8")
    found = {**code.modules(), "sim/rules": written}
    monkeypatch.setattr(code, "modules", lambda: found)
    code.arrows.cache_clear()
    try:
        assert ("scenarios", "doors") in code.arrows()["sim", "rules"]
        assert ("sim", "rules") in code.circle()
        assert code.rooms_of("sim/something") == []
    finally:
        monkeypatch.undo()
        code.arrows.cache_clear()
