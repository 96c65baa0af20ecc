"""What a visitor may start from: settings, and in each of them the shipped scenarios by the kind of change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from calibration.toml_files import toml_of
from scenarios.changes import change_in_words
from scenarios.document.cells import in_a_sentence
from scenarios.files import Scenario, find
from scenarios.labels import label_of
from scenarios.page.draws import Draws
from scenarios.page.inputs import inputs

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


def changes(scenario: Scenario, draws: Draws) -> list[str]:
    """Return, in words, all that a shipped scenario changes beside what it is compared with."""
    return [] if scenario.compare_with is None else changes_between(scenario, find(scenario.compare_with), draws)


def changes_between(one: Scenario, other: Scenario, draws: Draws) -> list[str]:
    """Return, in words, all in which a design differs from another, in the order of the parameters."""
    mine, theirs = one.parameters.flat(), other.parameters.flat()
    varies = draws.varying_beside(one, other)
    return [
        change_in_words(name, value, theirs[name], _called(name), varies.get(name, ""))
        for name, value in mine.items()
        if value != theirs[name]
    ]


def _called(name: str) -> str:
    """Return what a parameter is called where nothing better is known: its label on the page, else its help."""
    return in_a_sentence(inputs()[name].label if name in inputs() else label_of(name))
