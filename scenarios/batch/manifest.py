"""The manifest of a folder: what the batch is, and which parts are complete. It can be made again from the parts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from calibration.version import digest
from calibration.whole import write_whole
from scenarios.batch.drawing import Draws
from scenarios.batch.outcomes import columns_for
from scenarios.batch.parts import Part, provenance_of
from scenarios.batch.plan import Plan
from scenarios.batch.provenance import SCHEMA, code_hash
from scenarios.batch.units import Grid, Unit
from scenarios.packages import versions
from sim.errors import InputError

FILE = "manifest.json"


@dataclass(slots=True)
class Manifest:
    """What a folder holds.

    Attributes
    ----------
    facts : dict
        What the batch is; see :func:`facts_of`.
    parts : dict of str to Part
        The complete parts, by file.
    complete : bool
        Whether all that the plan asks for is there.
    """

    facts: dict[str, Any]
    parts: dict[str, Part] = field(default_factory=dict)
    complete: bool = False

    @property
    def grid(self) -> Grid:
        """Return the grid that divides rows into units."""
        return Grid(*self.facts["grid"])

    def write(self, folder: Path) -> None:
        """Write the manifest, whole or not at all."""
        parts = {
            file: [
                p.scenario,
                [p.unit.draw, p.unit.draws, p.unit.first, p.unit.replications],
                p.address,
                p.size,
                p.sha256,
            ]
            for file, p in sorted(self.parts.items())
        }
        content = {**self.facts, "complete": self.complete, "parts": parts}
        # One line a part: a table to read, and small.
        text = json.dumps(
            {key: value for key, value in content.items() if key != "parts"}, indent=1, ensure_ascii=False
        )
        lines = ",\n".join(f"  {json.dumps(file)}: {json.dumps(value)}" for file, value in parts.items())
        write_whole(folder / FILE, f'{text[:-2]},\n "parts": {{\n{lines}\n }}\n}}\n'.encode())


def facts_of(plan: Plan, draws: Draws, grid: Grid) -> dict[str, Any]:
    """Return what a batch is: what its numbers depend on, and what divides them into parts."""
    return {
        "schema": SCHEMA,
        "title": plan.title,
        "plan": plan.name,
        "code": code_hash(),
        "versions": dict(versions()),
        "seed": plan.seed,
        "block": plan.block,
        "grid": [grid.draws, grid.replications],
        "columns": list(columns_for(plan.outcomes)),
        "draws": draws.facts(),
        "replications": plan.replications,
        "scenarios": {
            name: {
                "title": scenario.title,
                "digest": scenario.parameters.digest(),
                "parameters": scenario.parameters.flat(),
            }
            for name, scenario in plan.named.items()
        },
    }


def open_manifest(folder: Path, plan: Plan, draws: Draws) -> tuple[Manifest, str | None]:
    """Return the folder's manifest with what the plan adds to it, and a line if it had to be made from the parts.

    Raises
    ------
    InputError
        If the plan contradicts what the folder holds.
    """
    grid = Grid.of(plan.block, draws.number, plan.replications)
    old, note = read_manifest(folder), None
    if old is None:
        old = _from_parts(folder)
        if old is not None:
            note = "the manifest was not there or damaged; it was made again from the parts"
    if old is None:
        return Manifest(facts_of(plan, draws, grid)), None
    facts = facts_of(plan, draws, old.grid)
    _check_same(folder, plan, old.facts, facts)
    return Manifest(facts, old.parts), note


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, or None if there is none that can be read and says all that is used later."""
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        _check_facts(content)
        complete = bool(content.pop("complete"))
        parts = {
            file: Part(scenario, Unit(*unit), address, file, size, sha256)
            for file, (scenario, unit, address, size, sha256) in content.pop("parts").items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Manifest(content, parts, complete)


def _check_facts(facts: dict[str, Any]) -> None:
    """Raise a ValueError or KeyError if something is not there, or not of its kind, that is used later."""
    kinds = {"schema": int, "code": str, "seed": int, "block": int, "grid": list, "columns": list, "replications": int}
    draws, scenarios = facts["draws"], facts["scenarios"]
    held = [isinstance(facts[key], kind) for key, kind in kinds.items()]
    held += [isinstance(size, int) and size >= 1 for size in facts["grid"]]
    held += [
        len(facts["grid"]) == len(fields(Grid)),
        isinstance(draws["recipe"], str),
        isinstance(draws["number"], int),
    ]
    held += [isinstance(draws["kind"], str)] if "columns" in draws else []
    held += [isinstance(draws["posterior"], str)] if draws.get("kind") == "posterior" else []
    held += [isinstance(scenario["digest"], str) for scenario in scenarios.values()]
    if not all(held):
        raise ValueError("not the manifest of a batch")


def _from_parts(folder: Path) -> Manifest | None:
    """Return what can be known from the parts alone; nothing is believed of their rows yet."""
    scenarios: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    number = replications = 0
    for path in sorted((folder / "parts").glob("*/*.parquet")):
        try:
            said = provenance_of(path)
            scenarios.setdefault(str(said["scenario"]), {"digest": said["parameters"]})
            unit = Unit(*said["unit"])
            number, replications = (
                max(number, unit.draw + unit.draws),
                max(replications, unit.first + unit.replications),
            )
            facts = facts or {key: said[key] for key in ("schema", "code", "seed", "block", "grid", "columns")}
            facts.setdefault("draws", {"recipe": said["recipe"]})
        except (ValueError, KeyError, TypeError):
            continue
    if not facts:
        return None
    facts["draws"]["number"] = number
    return Manifest({**facts, "replications": replications, "scenarios": scenarios})


def _check_same(folder: Path, plan: Plan, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Refuse a plan that contradicts what a folder holds: it may add to it, and change nothing."""

    def contradiction(key: str, here: object, there: object) -> InputError:
        return InputError(
            f"{plan.name}: {key} is {here}, and {folder} was made with {there}; "
            "a batch can be extended, not changed: name another folder"
        )

    if old.get("schema") != new["schema"]:
        raise contradiction("the layout's version", new["schema"], old.get("schema"))
    if old["code"] != new["code"]:
        raise InputError(
            f"{folder}: made by another version of the model ({old['code'][:12]}, this is {new['code'][:12]}); "
            "their numbers are not mixed: use that version, or name another folder"
        )
    for key in ("seed", "block"):
        if old[key] != new[key]:
            raise contradiction(key, new[key], old[key])
    if list(old["columns"]) != new["columns"]:
        raise contradiction("the totals its outcomes need", f"{len(new['columns'])} totals", "others")
    if old["draws"]["recipe"] != new["draws"]["recipe"]:
        raise contradiction("[draws]", *_kinds(new["draws"], old["draws"]))
    if old["draws"]["number"] > new["draws"]["number"]:
        raise contradiction("the number of draws", new["draws"]["number"], f"{old['draws']['number']} already")
    if old["replications"] > new["replications"]:
        raise contradiction(
            "replications", new["replications"], f"{old['replications']} already (ask for that or more)"
        )
    for name, scenario in old["scenarios"].items():
        if name not in new["scenarios"]:
            raise InputError(f"{plan.name}: scenarios: '{name}' is not there, and {folder} has it; name another folder")
        if scenario["digest"] != new["scenarios"][name]["digest"]:
            raise InputError(f"{plan.name}: scenario '{name}' has other values than in {folder}; name another folder")


def _kinds(*draws: dict[str, Any]) -> list[str]:
    """Return what tells draws that differ apart, in words; a manifest made from parts alone does not say."""
    words = {"none": "the point values (number = 0)", "file": "a file of draws", "priors": "draws from priors"}
    kinds = [words.get(each.get("kind", ""), "other draws") for each in draws]
    for i, each in enumerate(draws):
        if each.get("kind") == "posterior":
            kinds[i] = f"the posterior {each['posterior'][:12]}"
    return kinds if kinds[0] != kinds[1] else [f"{kinds[0]}, with these parameters and this seed", "others"]


def provenance_for(manifest: Manifest, scenario: str, unit: Unit, varied_hash: str) -> dict[str, Any]:
    """Return what goes into a part: its address, and all that the address is made from."""
    facts = manifest.facts
    inputs = {
        "schema": facts["schema"],
        "code": facts["code"],
        "parameters": facts["scenarios"][scenario]["digest"],
        "varied": varied_hash,
        "seed": facts["seed"],
        "unit": [unit.draw, unit.draws, unit.first, unit.replications],
        "columns": facts["columns"],
    }
    return {
        **inputs,
        "address": digest(inputs),
        "scenario": scenario,
        "block": facts["block"],
        "grid": facts["grid"],
        "recipe": facts["draws"]["recipe"],
        "versions": facts["versions"],
    }
