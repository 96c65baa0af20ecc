"""A difference in a form that can be lived again: a scenario file with as few changes as still show it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scenarios.files import BASE, load
from scenarios.verify.cases import Case
from scenarios.verify.engines import Difference, held_together
from sim.errors import InputError
from sim.parameters import Parameters


def changes_from_base(parameters: Parameters) -> dict[str, Any]:
    """Return what a design changes in the base scenario."""
    base = load(BASE).flat()
    return {name: value for name, value in parameters.flat().items() if value != base[name]}


def fewest_changes(case: Case, difference: Difference) -> tuple[dict[str, Any], Difference]:
    """Return the changes of a case that are needed for its engines to differ, and the difference that is left.

    Changes are taken back one by one as long as some difference stays.
    """
    base, changes = load(BASE), changes_from_base(case.parameters())
    for name in list(changes):
        fewer = {other: value for other, value in changes.items() if other != name}
        try:
            parameters = base.changed(fewer)
        except InputError:  # it has to fit another change
            continue
        found, _ = held_together(parameters, case.seed, case.replication)
        if found is not None:
            changes, difference = fewer, found
    return changes, difference


def write_case(case: Case, changes: dict[str, Any], folder: Path) -> Path:
    """Write the design of a case as a scenario file and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    what = f"design-{case.design}" if case.scenario is None else Path(case.scenario).stem
    path = folder / f"difference-seed-{case.seed}-{what}-{case.replication}.toml"
    path.write_text(scenario_text(case, changes), encoding="utf-8")
    return path


def scenario_text(case: Case, changes: dict[str, Any]) -> str:
    """Return a scenario file with some changes from the base scenario."""
    reason = json.dumps(f"needed for the engines to differ in {case}")
    lines = [
        f"title = {json.dumps(f'Engines differ: {case}')}",
        'question = "Where do the two engines part?"',
        f"based_on = {json.dumps(BASE)}",
        f"compare_with = {json.dumps(BASE)}",
        "",
        "[changes]",
        *(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in changes.items()),
        "",
        "[evidence]",
        *(f"{json.dumps(name)} = {reason}" for name in changes),
        "",
    ]
    return "\n".join(lines)


def command_again(path: Path, case: Case) -> str:
    """Return the command that lives a case again."""
    return f"dussk verify engines {path} --seed {case.seed} --first {case.replication} --replications 1"
