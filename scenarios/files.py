"""Scenario files: a scenario is a small TOML file of differences, with its question and its evidence.

``load("base")`` returns the parameters of a shipped scenario; ``load("my-scenario.toml")`` those of a file.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from calibration.faults import Faults, gathered
from calibration.paths import told_of
from calibration.toml_files import toml_of
from scenarios.names import suggested
from sim.errors import InputError
from sim.parameters import Parameters, check_value, default_parameters, entries

LIBRARY = Path(__file__).with_name("library")
BASE = "base"
_NAME = re.compile(r"\w[\w .()+-]*")
KEYS = ("title", "question", "based_on", "compare_with", "changes", "evidence")
_KNOWN = ", ".join(KEYS)


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


def find_beside(file: Path, scenario: str) -> Scenario:
    """Return a scenario that another file names: a file beside it, or what :func:`find` finds.

    Raises
    ------
    InputError
        If there is no such scenario, or its file cannot be used.
    """
    beside = file.parent / scenario
    with told_of(scenario):
        is_there = scenario.endswith(".toml") and beside.is_file()
    return find(str(beside) if is_there else scenario)


def _path_of(scenario: str) -> Path:
    if scenario.endswith(".toml") or "/" in scenario or "\\" in scenario:
        path = Path(scenario)
        with told_of(scenario):
            is_folder, is_file = path.is_dir(), path.is_file()
        if is_folder:
            raise InputError(f"{scenario}: that is a folder; name a scenario file")
        if not is_file:
            beside = [str(path.with_name(one.name)) for one in path.parent.glob("*.toml")]
            hint = (
                f" Did you mean '{path.stem}', which ships?" if path.stem in shipped() else suggested(scenario, beside)
            )
            raise InputError(f"{scenario}: there is no such file.{hint}")
        return path
    if scenario not in shipped():
        own = {path.stem: path.name for path in Path().glob("*.toml")}
        hint = f" Did you mean '{own[scenario]}'?" if scenario in own else suggested(scenario, shipped(), _about())
        raise InputError(
            f"unknown scenario '{scenario}'.{hint} "
            "`dussk scenarios list` shows all; give a path ending in .toml for a file of your own"
        )
    return LIBRARY / f"{scenario}.toml"


def _about() -> dict[str, str]:
    """Return the titles and questions of the scenarios that ship."""
    return {name: f"{_shipped(name).title} {_shipped(name).question}" for name in shipped()}


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
    with gathered() as faults:
        content = toml_of(path)
        unknown = {key: suggested(key, KEYS) for key in content if key not in KEYS}
        for key, hint in unknown.items():
            faults.add(InputError(f"{path.name}: unknown field '{key}'.{hint} Expected {_KNOWN}"))
        # What is misspelt is not missing as well.
        missing = [
            key for key in KEYS if key not in content and not any(f"'{key}'" in hint for hint in unknown.values())
        ]
        text = _text_fields(path, content, missing, faults)
        if "based_on" in missing and path != LIBRARY.resolve() / f"{BASE}.toml":
            faults.add(InputError(f'{path.name}: based_on is missing; write based_on = "base" (or another scenario)'))
        below = _below(path, text["based_on"], seen, faults)
        changes, evidence = (_table(path, content, key, faults) for key in ("changes", "evidence"))
        parameters = _changed(path, below, changes or {}, faults)
        # Where one of the two may be there under a misspelt name, the other would be told to be of nothing.
        whole = not any(f"'{key}'" in hint for hint in unknown.values() for key in ("changes", "evidence"))
        if whole and changes is not None and evidence is not None:
            _check_evidence(path, changes, evidence, faults)
        for key in ("based_on", "compare_with"):
            with faults.caught():
                if text[key] is not None and _path_in(path, key, text[key]).parent != LIBRARY:
                    text[key] = str(_path_in(path, key, text[key]).resolve())
    return Scenario(name=path.stem, changes=changes or {}, evidence=evidence or {}, parameters=parameters, **text)


def _below(path: Path, based_on: str | None, seen: tuple[Path, ...], faults: Faults) -> Parameters:
    """Return the parameters that a file changes."""
    if based_on is not None:
        with faults.caught():
            return _read(_path_in(path, "based_on", based_on), (*seen, path.resolve())).parameters
    return default_parameters()


def _changed(path: Path, below: Parameters, changes: dict[str, Any], faults: Faults) -> Parameters:
    """Return the changed parameters; whether values contradict one another is looked at once each of them is good."""
    wrong = Faults()
    for name, value in changes.items():
        with wrong.caught(f"{path.name}: [changes]: "):
            if name not in entries():
                raise InputError(f"unknown parameter '{name}'.{suggested(name, entries())}")
            check_value(name, value)
    if not wrong and not faults:
        with wrong.caught(f"{path.name}: [changes]: "):
            return below.changed(changes)
    with faults.caught():
        wrong.check()
    return below


def _text_fields(path: Path, content: dict[str, Any], missing: list[str], faults: Faults) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key in ("title", "question", "based_on", "compare_with"):
        value = content.get(key)
        if key in missing and key in ("title", "question"):
            faults.add(InputError(f'{path.name}: {key} is missing; write {key} = "..."'))
        if value is not None and (not isinstance(value, str) or not value.strip()):
            faults.add(InputError(f"{path.name}: {key} = {value!r}: expected a text in quotation marks"))
            value = BASE
        fields[key] = value
    return fields


def _table(path: Path, content: dict[str, Any], key: str, faults: Faults) -> dict[str, Any] | None:
    """Return a table of the file by dotted names, whether written "a.b" = 1 or a.b = 1; None if it cannot be read."""
    table = content.get(key, {})
    if not isinstance(table, dict):
        faults.add(InputError(f"{path.name}: {key} = {table!r}: expected a table, written [{key}]"))
        return None
    pairs: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            pairs += [(f"{name}.{field}", inner) for field, inner in value.items()]
        else:
            pairs.append((name, value))
    for name, times in Counter(name for name, _ in pairs).items():
        if times > 1:
            faults.add(InputError(f"{path.name}: [{key}]: '{name}' is there twice"))
    return dict(pairs)


def _check_evidence(path: Path, changes: dict[str, Any], evidence: dict[str, Any], faults: Faults) -> None:
    for name, reason in evidence.items():
        with faults.caught(f"{path.name}: [evidence]: "):
            if name not in changes:
                raise InputError(f"'{name}' is not changed.{suggested(name, changes)}")
            if not isinstance(reason, str) or not reason.strip():
                raise InputError(f"{name} = {reason!r}: expected a text")
    for name in changes:
        if name not in evidence:
            said = f"'{name}' is changed without a reason; say where it comes from"
            faults.add(InputError(f"{path.name}: [evidence]: {said}"))


def _path_in(path: Path, key: str, name: str) -> Path:
    """Return the path of another scenario named in a file: shipped, or a path from the file's own folder."""
    if name.endswith(".toml"):
        other = path.parent / name
        with told_of(f"{path.name}: {key} = '{name}'"):
            is_there = other.is_file()
        if not is_there:
            raise InputError(f"{path.name}: {key} = '{name}': there is no such file beside it")
        return other
    try:
        return _path_of(name)
    except InputError as error:
        raise InputError(f"{path.name}: {key}: {error}") from None
