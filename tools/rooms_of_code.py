"""The floors and rooms of the code, and which stands on which: what docs/architecture.md and its picture are made from.

A room is a package or some modules that belong together; ``ROOMS`` says which. What a room stands on is nobody's
opinion: it is read off the imports in the code, those inside functions and for types included.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

FLOORS = {
    "scenarios": "asks the questions",
    "calibration": "makes the numbers believable",
    "sim": "the world: what happens to a woman, and what it costs",
}
"""From the top of the house to the bottom."""

Room = tuple[str, str]
"""A floor, and a name on it."""

ROOMS: dict[str, dict[str, tuple[str, str]]] = {
    "scenarios": {
        "doors": (
            "__init__ cli app options calibrate *_command *_commands",
            "the command dussk, and Python's load, compare",
        ),
        "printed text": ("*_text listing", "what commands print"),
        "page": ("page/", "the commissioner's page, one file for a browser"),
        "verify": ("verify/", "engines against each other and against theory"),
        "batch": ("batch/", "plans, units that resume, clusters, reading back"),
        "trial report": (
            "trial_report/",
            "a design's answer, and its sections",
        ),
        "value of research": ("value/", "what research would be worth"),
        "trial": ("trial/", "virtual trials: arms, effects, power"),
        "report": ("report/", "what a report for a board says"),
        "economics": ("economics/", "value for money, drivers, budgets"),
        "documents": ("document/", "headings, tables, figures; web pages, Word, Excel and PDF of them"),
        "comparison": (
            "comparison further held intervals results years waits",
            "paired differences, intervals, tables on disk",
        ),
        "words and numbers": (
            "answers bought changes display summary sure labels",
            "plain sentences, terms, how numbers are written",
        ),
        "pictures": ("pictures/", "SVG as text"),
        "running": ("running pools drawn packages", "scenarios over cores and draws"),
        "scenario files": (
            "files comparability fields names schema distributions",
            "files of differences, checked strictly",
        ),
    },
    "calibration": {
        "pictures of it": ("pictures/", "what is known, as figures"),
        "second methods": ("chains crosscheck pyabc_study", "is the same posterior found otherwise?"),
        "sensitivity": ("sensitivity/", "what the answers hang on"),
        "checks": ("check/", "ranks, prediction, stability: verdicts"),
        "external studies": ("external/", "other studies beside the pathway"),
        "fit": ("fit folder", "from evidence to a posterior, resumable"),
        "posterior": ("posterior own predict answers identify", "draws for any scenario, and what they say"),
        "matched lives": ("world sampler prices funnel", "lives that match the study exactly"),
        "versions": ("__init__ whole version", "which model and evidence; files whole or not at all"),
        "priors": ("priors roles", "draws from what was believed beforehand"),
        "evidence": ("evidence study toml_files paths faults", "each figure of the study, once"),
    },
    "sim": {
        "one door": ("__init__ run many engines", "simulate(), by either engine"),
        "compiled engine": ("compiled/", "the same lives, much faster"),
        "SimPy engine": (
            "replication attending clinic endings groups joining pathway places population site stabilisation "
            "trauma_work waiting weeks woman",
            "the model of record: women, groups, the clinic",
        ),
        "counting": ("counting outcomes", "every total, from log and ledger"),
        "record": ("record words clock", "event log, ledger, names, time"),
        "tables": ("tables filling grids layout money", "rules worked out once, as whole numbers"),
        "plain numbers": ("numbers varied", "parameter sets as numbers, one or many"),
        "rules": ("rules", "every chance, hazard and cost"),
        "draws": ("draws", "keyed random numbers"),
        "parameters": ("parameters parameter_groups errors", "typed, frozen, with sources"),
    },
}
"""For every floor its rooms: the modules in each (a slash ends a package), and what it holds."""


# --- the imports -----------------------------------------------------------------------------------------------------


@cache
def modules() -> dict[str, Path]:
    """Return every module of the three floors: its path without the ending, such as ``sim/rules``, and its file."""
    files = [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]
    return {path.relative_to(ROOT).with_suffix("").as_posix(): path for path in files}


def module_of(dotted: str) -> str | None:
    """Return the module in which a dotted name is found, or ``None`` if that is none of ours."""
    parts = dotted.split(".")
    while parts:
        for name in ("/".join(parts), "/".join([*parts, "__init__"])):
            if name in modules():
                return name
        parts.pop()
    return None


def imported(path: Path) -> Iterator[str]:
    """Yield the modules of ours that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (found for name in names if (found := module_of(name)))


def rooms_of(module: str) -> list[Room]:
    """Return the rooms that name a module most closely: one, if ``ROOMS`` is as it should be."""
    floor, _, inside = module.partition("/")
    claims: dict[Room, int] = {}
    for name, (said, _) in ROOMS[floor].items():
        for claim in said.split():
            if claim.endswith("/") and inside.startswith(claim):
                claims[floor, name] = max(1, claims.get((floor, name), 0))
            elif inside == claim or (
                "*" in claim and Path(inside).match(claim) and inside.count("/") == claim.count("/")
            ):
                claims[floor, name] = 2
    closest = max(claims.values(), default=0)
    return [room for room, close in claims.items() if close == closest]


@cache
def arrows() -> dict[Room, dict[Room, tuple[str, ...]]]:
    """Return for every room the rooms it stands on, and the imports that say so."""
    found: dict[Room, dict[Room, tuple[str, ...]]] = {(f, name): {} for f, rooms in ROOMS.items() for name in rooms}
    for module, path in modules().items():
        for other in sorted(set(imported(path))):
            (here,), (there,) = rooms_of(module), rooms_of(other)
            if here != there:
                found[here][there] = (*found[here].get(there, ()), f"{module}.py imports {other}.py")
    return found


def circle() -> list[Room]:
    """Return rooms that stand on each other in a circle; empty if every arrow can point down."""
    left = {room: set(below) for room, below in arrows().items()}
    while free := [room for room, below in left.items() if not below & set(left)]:
        for room in free:
            del left[room]
    return list(left)
