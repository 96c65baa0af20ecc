"""The JSON Schema of scenario files, for editors: made from the parameter file, published by version.

A published version is never edited: a change that old files would not pass gets a new number.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.parameters import MAY_BE_EMPTY, Entry, entries

SCHEMA_VERSION = 1
SCHEMA_FILE = Path(__file__).with_name("schema") / f"scenario-v{SCHEMA_VERSION}.json"


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file."""
    text = {"type": "string", "minLength": 1}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"DUSSK scenario, version {SCHEMA_VERSION}",
        "description": "A scenario: differences from another one, the question it asks, and the evidence.",
        "type": "object",
        "required": ["title", "question"],
        "additionalProperties": False,
        "properties": {
            "title": {**text, "description": "A few words, shown in tables."},
            "question": {**text, "description": "The question the scenario answers."},
            "based_on": {**text, "description": "The scenario this one is a set of differences from."},
            "compare_with": {**text, "description": "The scenario this one is compared with."},
            "changes": {
                "type": "object",
                "description": "New values, by parameter.",
                "additionalProperties": False,
                "properties": {name: _value(name, entry) for name, entry in entries().items()},
            },
            "evidence": {
                "type": "object",
                "description": "Why, for each changed parameter.",
                "additionalProperties": False,
                "properties": {name: text for name in entries()},
            },
        },
    }


def _value(name: str, entry: Entry) -> dict[str, Any]:
    described = {"description": f"{entry.help} Unit: {entry.unit}. Default: {entry.value}. Standing: {entry.standing}."}
    if isinstance(entry.value, list):
        return {
            **described,
            "type": "array",
            "minItems": 0 if name in MAY_BE_EMPTY else 1,
            "items": _one(entry.value[0], entry.range),
        }
    return {**described, **_one(entry.value, entry.range)}


def _one(example: object, allowed: tuple[Any, ...]) -> dict[str, Any]:
    if isinstance(example, bool):
        return {"type": "boolean"}
    if isinstance(example, str):
        return {"enum": list(allowed)}
    kind = "integer" if isinstance(example, int) else "number"
    return {"type": kind, "minimum": allowed[0], "maximum": allowed[1]}
