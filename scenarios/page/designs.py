"""A visitor's design: checked, as a scenario file, and as the scenario that the file makes."""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scenarios.files import Scenario, find, shipped
from scenarios.page.inputs import MOST_IN_TITLE, in_words, inputs
from sim.errors import InputError, nearest

CHOSEN = "chosen on the page"
OWN = "my-"
"""How the names of a visitor's files begin, so that none has the name of a shipped scenario."""

MOST_IN_NAME = 70


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with something a visitor gave: the field, and one plain sentence."""

    name: str
    message: str

    def as_json(self) -> dict[str, str]:
        """Return it for JSON."""
        return {"name": self.name, "message": self.message}


@dataclass(frozen=True, slots=True)
class Design:
    """A design that can be run.

    Attributes
    ----------
    scenario : Scenario
        As ``scenarios.files.find`` reads it from the file.
    text : str
        The scenario file.
    """

    scenario: Scenario
    text: str

    @property
    def file_name(self) -> str:
        """Name of the scenario file."""
        return f"{self.scenario.name}.toml"


def shipped_scenario(name: object, field: str) -> Scenario:
    """Return a shipped scenario.

    Raises
    ------
    InputError
        If there is none of that name; paths are never followed.
    """
    if not isinstance(name, str) or name not in shipped():
        hint = nearest(name, shipped()) if isinstance(name, str) else ""
        raise InputError(f"{field}: there is no scenario called “{one_line(str(name))}”.{hint}")
    return find(name)


def problems_of(given: dict[str, Any]) -> list[Problem]:
    """Return everything that is wrong with what a visitor gave: ``based_on``, ``title`` and ``values``."""
    found: list[Problem] = []
    try:
        below = shipped_scenario(given.get("based_on"), "based_on")
    except InputError as error:
        return [Problem("based_on", str(error))]
    title = given.get("title")
    if not isinstance(title, str | None):
        found.append(Problem("title", "The title is not a text: give your option a name."))
    elif not one_line(title or ""):
        found.append(Problem("title", "The title is empty: give your option a name."))
    changes, wrong = changes_of(below, given.get("values"))
    found += wrong
    if not wrong:
        found += _contradictions(below, changes)
    return found


def changes_of(below: Scenario, values: object) -> tuple[dict[str, Any], list[Problem]]:
    """Return what a visitor's values change in a scenario, and what is wrong with them; equal values change nothing."""
    if not isinstance(values, dict):
        return {}, [Problem("values", "The values of the inputs are missing.")]
    changes: dict[str, Any] = {}
    wrong: list[Problem] = []
    for name, value in values.items():
        if name not in inputs():
            wrong.append(Problem(str(name), f"There is no input called “{one_line(str(name))}”."))
            continue
        try:
            read = inputs()[name].read(value)
        except InputError as error:
            wrong.append(Problem(name, f"{error}."))
            continue
        if read != below.parameters.get(name):
            changes[name] = read
    return changes, wrong


def _contradictions(below: Scenario, changes: dict[str, Any]) -> list[Problem]:
    try:
        below.parameters.changed(changes)
    except InputError as error:
        text = str(error)
        named = min((name for name in inputs() if name in text), key=text.index, default="")
        return [Problem(named, f"{in_words(text)}.")]
    return []


def design_of(given: dict[str, Any], compare_with: Scenario, note: str = "") -> Design:
    """Return a checked design as its scenario file and what the program reads from it.

    Parameters
    ----------
    given : dict
        What :func:`problems_of` found nothing wrong with.
    compare_with : Scenario
        The shipped scenario that the file names to compare with.
    note : str
        A line for the head of the file.
    """
    below = shipped_scenario(given["based_on"], "based_on")
    changes, _ = changes_of(below, given["values"])
    title = one_line(given["title"])
    question = f"What would change, compared with “{compare_with.title}”?"
    text = toml_text(title, question, below.name, compare_with.name, changes, note)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name_of(title)}.toml"
        path.write_text(text, encoding="utf-8")
        return Design(find(str(path)), text)


def as_it_is(scenario: Scenario, title: str) -> Scenario:
    """Return a scenario under another title."""
    return replace(scenario, title=title)


def toml_text(
    title: str, question: str, based_on: str, compare_with: str, changes: dict[str, Any], note: str = ""
) -> str:
    """Return a scenario file."""
    head = {"title": title, "question": question, "based_on": based_on, "compare_with": compare_with}
    lines = [f"# {one_line(note)}"] if note else []
    lines += [f"{key} = {_toml(value)}" for key, value in head.items()]
    lines += ["", "[changes]", *(f"{_toml(name)} = {_toml(value)}" for name, value in changes.items())]
    lines += ["", "[evidence]", *(f"{_toml(name)} = {_toml(CHOSEN)}" for name in changes)]
    return "\n".join(lines) + "\n"


def one_line(text: str) -> str:
    """Return a text in one line, without anything that cannot be printed, cut to what a title may have."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:MOST_IN_TITLE].strip()


def name_of(title: str) -> str:
    """Return a file's name from a title: plain letters, numbers and hyphens, on every system."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MOST_IN_NAME].strip("-")
    return f"{OWN}{slug or 'option'}"


def _toml(value: object) -> str:
    # A basic string of TOML is a string of JSON, but for DEL, which no printable line has.
    return json.dumps(value, ensure_ascii=False)
