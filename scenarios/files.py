"""Scenario files: a scenario is a small TOML file of differences, with its question and its evidence.

``load("base")`` returns the parameters of a shipped scenario; ``load("my-scenario.toml")`` those of a file.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from calibration.toml_files import toml_of
from sim.errors import InputError, nearest
from sim.parameters import Parameters, default_parameters

LIBRARY = Path(__file__).with_name("library")
BASE = "base"
_NAME = re.compile(r"\w[\w .()+-]*")
KEYS = ("title", "question", "based_on", "compare_with", "changes", "evidence")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named set of parameters, and why.

    Attributes
    ----------
    name : str
        Its file's name without the ending.
    title, question : str
        What a reader sees.
    based_on : str or None
        The scenario it is a set of differences from; None for ``base``.
    compare_with : str or None
        The scenario it is compared with.
    changes : dict of str to value
        What it changes in the scenario it is based on, by parameter.
    evidence : dict of str to str
        Why, for each changed parameter.
    parameters : Parameters
        The whole resulting set.
    """

    name: str
    title: str
    question: str
    based_on: str | None
    compare_with: str | None
    changes: dict[str, Any]
    evidence: dict[str, str]
    parameters: Parameters


def shipped() -> list[str]:
    """Return the names of the scenarios that ship, ``base`` first."""
    names = sorted(path.stem for path in LIBRARY.glob("*.toml"))
    return [BASE, *(name for name in names if name != BASE)]


def load(scenario: str) -> Parameters:
    """Return the parameters of a scenario, by shipped name or path to a file.

    Raises
    ------
    InputError
        If there is no such scenario, or its file cannot be used.
    """
    return find(scenario).parameters


def find(scenario: str) -> Scenario:
    """Return a scenario by shipped name or path to a file.

    Raises
    ------
    InputError
        If there is no such scenario, or its file cannot be used; the message names the file and the field.
    """
    return _read(_path_of(scenario), ())


def _path_of(scenario: str) -> Path:
    if scenario.endswith(".toml") or "/" in scenario or "\\" in scenario:
        path = Path(scenario)
        if path.is_dir():
            raise InputError(f"{scenario}: that is a folder; name a scenario file")
        if not path.is_file():
            raise InputError(f"{scenario}: there is no such file")
        return path
    if scenario not in shipped():
        raise InputError(
            f"unknown scenario '{scenario}'.{nearest(scenario, shipped())} "
            "`dussk scenarios list` shows all; give a path ending in .toml for a file of your own"
        )
    return LIBRARY / f"{scenario}.toml"


def _read(path: Path, seen: tuple[Path, ...]) -> Scenario:
    path = path.resolve()
    if path in seen:
        chain = " -> ".join(step.stem for step in (*seen[seen.index(path) :], path))
        raise InputError(f"{path.name}: based_on goes round in a circle: {chain}")
    if not _NAME.fullmatch(path.stem):
        raise InputError(f"{path.name}: a scenario file's name begins with a letter or a number and ends in .toml")
    if path.parent == LIBRARY.resolve() and seen == ():
        shipped_one = _shipped(path.stem)
        return replace(shipped_one, changes=deepcopy(shipped_one.changes), evidence=dict(shipped_one.evidence))
    return _build(path, seen)


@cache
def _shipped(name: str) -> Scenario:
    return _build(LIBRARY.resolve() / f"{name}.toml", ())


def _build(path: Path, seen: tuple[Path, ...]) -> Scenario:
    text = _text_fields(path, _parse(path))
    below = default_parameters()
    if text["based_on"] is not None:
        below = _read(_path_in(path, "based_on", text["based_on"]), (*seen, path.resolve())).parameters
    elif path != LIBRARY.resolve() / f"{BASE}.toml":
        raise InputError(f'{path.name}: based_on is missing; write based_on = "base" (or another scenario)')
    changes = _table(path, "changes")
    evidence = _table(path, "evidence")
    try:
        parameters = below.changed(changes)
    except InputError as error:
        raise InputError(f"{path.name}: [changes]: {error}") from None
    _check_evidence(path, changes, evidence)
    for key in ("based_on", "compare_with"):
        if text[key] is not None and _path_in(path, key, text[key]).parent != LIBRARY:
            text[key] = str(_path_in(path, key, text[key]).resolve())
    return Scenario(name=path.stem, changes=changes, evidence=evidence, parameters=parameters, **text)


def _parse(path: Path) -> dict[str, Any]:
    content = toml_of(path)
    for key in content:
        if key not in KEYS:
            raise InputError(f"{path.name}: unknown field '{key}'.{nearest(key, KEYS)} Expected {', '.join(KEYS)}")
    return content


def _text_fields(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key in ("title", "question", "based_on", "compare_with"):
        value = content.get(key)
        if value is None and key in ("title", "question"):
            raise InputError(f'{path.name}: {key} is missing; write {key} = "..."')
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise InputError(f"{path.name}: {key} = {value!r}: expected a text in quotation marks")
        fields[key] = value
    return fields


def _table(path: Path, key: str) -> dict[str, Any]:
    """Return a table of the file by dotted names, whether written "a.b" = 1 or a.b = 1."""
    table = _parse(path).get(key, {})
    if not isinstance(table, dict):
        raise InputError(f"{path.name}: {key} = {table!r}: expected a table, written [{key}]")
    pairs: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            pairs += [(f"{name}.{field}", inner) for field, inner in value.items()]
        else:
            pairs.append((name, value))
    for name, _ in pairs:
        if [other for other, _ in pairs].count(name) > 1:
            raise InputError(f"{path.name}: [{key}]: '{name}' is there twice")
    return dict(pairs)


def _check_evidence(path: Path, changes: dict[str, Any], evidence: dict[str, Any]) -> None:
    for name, reason in evidence.items():
        if name not in changes:
            raise InputError(f"{path.name}: [evidence]: '{name}' is not changed.{nearest(name, changes)}")
        if not isinstance(reason, str) or not reason.strip():
            raise InputError(f"{path.name}: [evidence]: {name} = {reason!r}: expected a text")
    for name in changes:
        if name not in evidence:
            raise InputError(f"{path.name}: [evidence]: '{name}' is changed without a reason; say where it comes from")


def _path_in(path: Path, key: str, name: str) -> Path:
    """Return the path of another scenario named in a file: shipped, or a path from the file's own folder."""
    if name.endswith(".toml"):
        other = path.parent / name
        if not other.is_file():
            raise InputError(f"{path.name}: {key} = '{name}': there is no such file beside it")
        return other
    try:
        return _path_of(name)
    except InputError as error:
        raise InputError(f"{path.name}: {key}: {error}") from None
