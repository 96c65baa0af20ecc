"""What a visitor can change on the page: groups of inputs, each a parameter with a label and everything known of it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from calibration.toml_files import toml_of
from scenarios.changes import choices_of
from scenarios.files import find, shipped
from scenarios.report.standing import STANDINGS
from sim.errors import InputError
from sim.parameters import Entry, Parameters, check_value, default_parameters, entries

INPUTS_FILE = Path(__file__).with_name("inputs.toml")
MOST_IN_TITLE = 120

_PATHS = re.compile(r" \(docs/[\w./]+\)")

InputKind = Literal["number", "whole", "choice", "yesno"]


@dataclass(frozen=True, slots=True)
class Input:
    """One parameter that a visitor can change.

    Attributes
    ----------
    name : str
        Its dotted name.
    label, unit : str
        What people read.
    kind : {"number", "whole", "choice", "yesno"}
        What it is.
    low, high, step : number or None
        Range and step of a number.
    choices : tuple of (str, str)
        The allowed names and their labels, of a choice.
    hint : str
        A sentence more for those who enter it; empty for none.
    """

    name: str
    label: str
    unit: str
    kind: InputKind
    low: float | None
    high: float | None
    step: float | None
    choices: tuple[tuple[str, str], ...]
    hint: str = ""

    @property
    def entry(self) -> Entry:
        """What is known about the parameter."""
        return entries()[self.name]

    def as_json(self) -> dict[str, Any]:
        """Return everything about the input for JSON."""
        entry = self.entry
        return {
            "name": self.name,
            "label": self.label,
            "unit": self.unit,
            "hint": self.hint,
            "kind": self.kind,
            "low": self.low,
            "high": self.high,
            "step": self.step,
            "choices": [{"value": value, "label": label} for value, label in self.choices],
            "help": entry.help,
            "source": without_paths(entry.source),
            "standing": entry.standing,
            "standing_words": STANDINGS[entry.standing],
            "examples": _examples().get(self.name, []),
        }

    def read(self, value: object) -> Any:
        """Return a visitor's value in the form that parameters have.

        Raises
        ------
        InputError
            In words: which input, what was given, and what is expected.
        """
        if self.kind in ("number", "whole"):
            return self._number(value)
        if self.kind == "yesno":
            if not isinstance(value, bool):
                raise InputError(f"{self.label}: “{_said(value)}” is neither yes nor no")
            return value
        if value not in [name for name, _ in self.choices]:
            allowed = " or ".join(f"“{label}”" for _, label in self.choices)
            raise InputError(f"{self.label}: “{_said(value)}” is not a choice; choose {allowed}")
        return value

    def _number(self, value: object) -> int | float:
        assert self.low is not None
        assert self.high is not None
        whole = self.kind == "whole"
        expected = f"expected a {'whole ' if whole else ''}number from {self.low:g} to {self.high:g}"
        expected += f" ({self.unit})" if self.unit else ""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{self.label}: “{_said(value)}” is not a number; {expected}")
        if not self.low <= value <= self.high or (whole and value != int(value)):
            raise InputError(f"{self.label}: {_said(value)} cannot be used; {expected}")
        found = check_value(self.name, int(value) if whole else float(value))
        assert isinstance(found, int | float)
        return found


@dataclass(frozen=True, slots=True)
class Group:
    """Inputs that belong together."""

    id: str
    title: str
    help: str
    inputs: tuple[Input, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the group for JSON."""
        inputs = [item.as_json() for item in self.inputs]
        return {"id": self.id, "title": self.title, "help": self.help, "inputs": inputs}


@cache
def groups() -> tuple[Group, ...]:
    """Return the groups of inputs in their order."""
    content = toml_of(INPUTS_FILE)
    return tuple(
        Group(
            fields["id"],
            fields["title"],
            _with_prices(fields["help"]),
            tuple(_input(given) for given in fields["input"]),
        )
        for fields in content["group"]
    )


@cache
def inputs() -> dict[str, Input]:
    """Return every input by its dotted name."""
    return {item.name: item for group in groups() for item in group.inputs}


def values_of(parameters: Parameters) -> dict[str, Any]:
    """Return the value of every input in a design."""
    return {name: parameters.get(name) for name in inputs()}


def _with_prices(text: str) -> str:
    """Return a text with the year of the unit costs, the latest price year, and the price level between the two."""
    years, study = entries()["costs.price_year"].range, entries()["costs.price_year"].value
    percents = default_parameters().costs.nhscii_percent[years.index(study) :]
    level = math.prod(1.0 + percent / 100.0 for percent in percents)
    for name, value in (("{from}", study), ("{to}", years[-1]), ("{level}", f"{level:.3f}")):
        text = text.replace(name, str(value))
    return text


def without_paths(text: str) -> str:
    """Return a text without what it says in brackets of pages of the documentation, which a visitor has not got."""
    return _PATHS.sub("", text)


def in_words(text: str) -> str:
    """Return a message with the labels of inputs in place of their dotted names, longest names first."""
    for name in sorted(inputs(), key=len, reverse=True):
        text = text.replace(name, f"“{inputs()[name].label}”")
    return re.sub(r"” = (-?\d+(?:\.\d+)?)", r"” (\1)", text)


def _input(given: dict[str, Any]) -> Input:
    entry = entries()[given["name"]]
    kind = _kind(entry.value)
    number = kind in ("number", "whole")
    unit = given.get("unit", entry.unit if number else "")
    low, high = (entry.range[0], entry.range[-1]) if number else (None, None)
    choices = tuple(choices_of(given["name"]).items())
    return Input(
        given["name"],
        given["label"],
        unit,
        kind,
        low,
        given.get("most", high),
        given.get("step"),
        choices,
        given.get("hint", ""),
    )


def _kind(value: object) -> InputKind:
    if isinstance(value, bool):
        return "yesno"
    if isinstance(value, str):
        return "choice"
    return "whole" if isinstance(value, int) else "number"


@cache
def _examples() -> dict[str, list[dict[str, Any]]]:
    """Return, for each parameter, what shipped scenarios change it to, and why."""
    found: dict[str, list[dict[str, Any]]] = {}
    for scenario in map(find, shipped()):
        for name, value in scenario.changes.items():
            example = {"scenario": scenario.title, "value": value, "evidence": without_paths(scenario.evidence[name])}
            found.setdefault(name, []).append(example)
    return found


def _said(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)[:MOST_IN_TITLE]
