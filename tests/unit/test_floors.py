"""The floors of the house: imports only point down, and ``sim`` stands on little."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

HOUSE = Path(__file__).parents[2]
FLOORS = ("sim", "calibration", "scenarios")
BELOW = {"sim": (), "calibration": ("sim",), "scenarios": ("sim", "calibration")}
PYDANTIC_ROOMS = {"sim/parameters.py", "sim/parameter_groups.py"}
STANDS_ON = {"sim", "simpy", "pydantic", *sys.stdlib_module_names}
LATE = {"pandas"}
"""What ``sim`` may import inside functions only."""


APART = {"compiled", "many", "varied"}
"""The compiled engine, and parameter draws by the million, which may use NumPy and Numba."""


def modules(floor: str) -> list[Path]:
    """Return the modules of a floor that the model of record stands on."""
    found = sorted((HOUSE / floor).rglob("*.py"))
    return [path for path in found if path.relative_to(HOUSE).parts[1].removesuffix(".py") not in APART]


def imports(tree: ast.AST, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield every module imported, and whether inside a function or for type checking only."""
    for node in ast.iter_child_nodes(tree):
        within = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        within |= isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if isinstance(node, ast.Import):
            yield from ((alias.name, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            yield str(node.module), inside
            yield from ((f"{node.module}.{alias.name}", inside) for alias in node.names)
        else:
            yield from imports(node, within)


def imported(path: Path) -> set[tuple[str, bool]]:
    return set(imports(ast.parse(path.read_text("utf-8"))))


def rooms(*floors: str) -> pytest.MarkDecorator:
    paths = [path for floor in floors for path in modules(floor)]
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.relative_to(HOUSE).as_posix())


@rooms(*FLOORS)
def test_imports_only_point_down(path):
    floor = path.relative_to(HOUSE).parts[0]
    above = set(FLOORS) - {floor, *BELOW[floor]}
    wrong = {name for name, _ in imported(path) if name.split(".")[0] in above}
    assert not wrong


@rooms("sim")
def test_sim_stands_on_little(path):
    where = path.relative_to(HOUSE).as_posix()
    for name, late in imported(path):
        top = name.split(".")[0]
        assert top in STANDS_ON or (late and top in LATE), f"{where} imports {name}"
        assert top != "pydantic" or where in PYDANTIC_ROOMS, f"{where} imports {name}"
        assert top not in ("random", "secrets", "numpy"), f"{where} imports {name}"
        assert name not in ("os.urandom", "uuid.uuid4"), f"{where} imports {name}"


def test_the_rules_call_nothing_but_math():
    found = {name.split(".")[0] for name, _ in imported(HOUSE / "sim" / "rules.py")}
    assert found == {"math"}


def test_the_engine_never_evaluates_a_rule():
    """It compares words with tables: only these rooms may know the rules as functions."""
    know = {path.stem for path in modules("sim") if any(name == "sim.rules" for name, _ in imported(path))}
    functions = {"filling", "money", "grids"}
    for path in modules("sim"):
        if path.stem not in functions:
            names = {name for name, _ in imported(path) if name.startswith("sim.rules.")}
            allowed = {"sim.rules.CAP", "sim.rules.PROPENSITIES", "sim.rules.unused_slots_charged"}
            assert names <= allowed, path.name
    assert know >= {"filling", "money"}


def test_the_test_itself_sees_an_import_that_points_up():
    tree = ast.parse(
        "import os\ndef f():\n    from scenarios import load\nif TYPE_CHECKING:\n    import pandas as pd\n"
    )
    assert set(imports(tree)) == {
        ("os", False),
        ("scenarios", True),
        ("scenarios.load", True),
        ("pandas", True),
    }
