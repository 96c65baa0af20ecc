"""What a visitor may start from: settings, and in each of them the shipped scenarios by the kind of change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from calibration.toml_files import toml_of
from scenarios.files import Scenario, find
from sim.parameters import Value

STARTS_FILE = Path(__file__).with_name("starts.toml")


@dataclass(frozen=True, slots=True)
class Kind:
    """Shipped scenarios that change the same kind of thing, by name."""

    title: str
    scenarios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the pathway runs, and for how long.

    Attributes
    ----------
    id, title, help : str
        Its name, and what people read.
    said : tuple of str
        How titles of its scenarios begin, longest first; a list of changes leaves that away.
    kinds : tuple of Kind
        What may be started from; the first is the setting itself.
    """

    id: str
    title: str
    help: str
    said: tuple[str, ...]
    kinds: tuple[Kind, ...]

    def label(self, name: str) -> str:
        """Return what one of its scenarios is called in a list that says the setting already."""
        title = find(name).title
        if name == self.kinds[0].scenarios[0]:
            return title
        rest = next((title.removeprefix(start) for start in self.said if title.startswith(start)), title)
        return f"{rest[0].upper()}{rest[1:]}"

    def as_json(self) -> dict[str, Any]:
        """Return the setting for JSON."""
        kinds = [
            {
                "title": kind.title,
                "scenarios": [{"name": name, "label": self.label(name)} for name in kind.scenarios],
            }
            for kind in self.kinds
        ]
        return {"id": self.id, "title": self.title, "help": self.help, "kinds": kinds}


@cache
def settings() -> tuple[Setting, ...]:
    """Return the settings in their order."""
    return tuple(
        Setting(
            given["id"],
            given["title"],
            given["help"],
            tuple(given["said"]),
            tuple(Kind(kind["title"], tuple(kind["scenarios"])) for kind in given["kind"]),
        )
        for given in toml_of(STARTS_FILE)["setting"]
    )


def beyond(scenario: Scenario) -> list[str]:
    """Return, in words, what a scenario changes beside what it is compared with and the page has no input for."""
    if scenario.compare_with is None:
        return []
    other = find(scenario.compare_with)
    said = []
    for given in toml_of(STARTS_FILE)["beyond"]:
        mine, theirs = (one.parameters.get(given["name"]) for one in (scenario, other))
        if mine != theirs:
            words = given.get("words", {})
            said.append(f"{given['label']}: {_said(mine, words)}, where it was {_said(theirs, words)}")
    return said


def _said(value: Value, words: dict[str, str]) -> str:
    return words.get(str(value)) or (f"{value:g}" if isinstance(value, float) else str(value))
