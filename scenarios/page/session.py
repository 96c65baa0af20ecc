"""One visit to the page: the runs begun, and the options kept while the page is open. Nothing is kept beyond it."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.comparability import why_not_comparable
from scenarios.files import Scenario, find
from scenarios.page import designs, starts
from scenarios.page.material import Material
from scenarios.page.work import Lives, Work
from sim.draws import checked_seed
from sim.errors import InputError
from sim.run import Runs

SAVED = "saved:"
SECONDS_A_DRAW = {"study": 0.03, "service": 0.25}
"""About what one draw takes in a browser, see docs/page.md; for a hint of how long the whole answer takes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An option that a visitor keeps."""

    title: str
    lives: Lives
    design: designs.Design


@dataclass(slots=True)
class Session:
    """One visit."""

    made: Material
    runs: dict[str, Work] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    begun: int = 0

    def scenario_facts(self, name: str) -> dict[str, Any]:
        """Return what the page says of a shipped scenario."""
        scenario = find(name)
        kind = scenario.parameters.run.kind
        sites = scenario.parameters.sites.number
        return {
            "name": name,
            "title": scenario.title,
            "question": scenario.question,
            "compare_with": scenario.compare_with,
            "changes": starts.changes(scenario, self.made.draws),
            "kind": kind,
            "seconds_hint": round(self.made.number * SECONDS_A_DRAW[kind] * sites),
        }

    def work(self, run: object) -> Work:
        """Return a run by its identifier."""
        if not isinstance(run, str) or run not in self.runs:
            raise InputError("there is no such run; run the option again")
        return self.runs[run]

    def begin(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Begin a run of a checked design."""
        seed = asked.get("seed", self.made.seed)
        if isinstance(seed, bool) or not isinstance(seed, int):
            raise InputError("seed: expected a whole number")
        checked_seed(seed)
        try:
            other, against, note = self._compared_with(asked, seed)
        except InputError as error:
            return {"errors": [{"name": "compare_with", "message": f"{error}."}]}
        design = designs.design_of(asked, against, note)
        if why_not_comparable(design.scenario, other.scenario):
            message = (
                f"“{other.scenario.title}” runs for another time, so a difference would not be one of design: compare "
                "a study with a study, and a service with a service of the same length."
            )
            return {"errors": [{"name": "compare_with", "message": message}]}
        if other.scenario.name == design.scenario.name:
            other.scenario = replace(other.scenario, name=f"{other.scenario.name}-before")
        mine = Lives(design.scenario, Runs(design.scenario.parameters, seed))
        kept = str(asked.get("compare_with")).startswith(SAVED)
        beforehand = seed == self.made.seed and not kept
        self.begun += 1
        run = f"run-{self.begun}"
        self.runs[run] = Work(design, mine, other, self.made.draws, beforehand)
        return {"run": run, "total": self.made.number}

    def _compared_with(self, asked: dict[str, Any], seed: int) -> tuple[Lives, Scenario, str]:
        """Return what a design is compared with, the shipped scenario its file names for that, and a note for it."""
        below = designs.shipped_scenario(asked["based_on"], "based_on")
        name = asked.get("compare_with") or below.compare_with or below.name
        if isinstance(name, str) and name.startswith(SAVED):
            kept = self._kept(name.removeprefix(SAVED))
            note = f"On the page it was compared with the visitor's option “{kept.title}” ({kept.design.file_name})."
            against = find(below.compare_with or below.name)
            return _with_seed(replace(kept.lives), seed), against, note
        scenario = designs.shipped_scenario(name, "compare_with")
        runs = self.made.known[scenario.name]
        return _with_seed(Lives(scenario, runs), seed), scenario, ""

    def _kept(self, identifier: object) -> Kept:
        if not isinstance(identifier, str) or identifier not in self.kept:
            raise InputError("there is no such option among those you kept")
        return self.kept[identifier]

    def save(self, run: object, title: object) -> None:
        """Keep a finished run under a title."""
        work = self.work(run)
        shown = designs.one_line(title if isinstance(title, str) else "") or work.mine.scenario.title
        if not work.final:
            raise InputError("this run is not finished; keep it when it is")
        lives = Lives(designs.as_it_is(work.mine.scenario, shown), work.mine.runs)
        identifier = str(max(map(int, self.kept), default=0) + 1)
        self.kept[identifier] = Kept(shown, lives, work.design)

    def saved(self) -> dict[str, Any]:
        """Return the options kept."""
        return {"saved": [{"id": identifier, "title": kept.title} for identifier, kept in self.kept.items()]}

    def forget(self, identifier: object) -> None:
        """Let an option go."""
        self._kept(identifier)
        del self.kept[str(identifier)]


def _with_seed(lives: Lives, seed: int) -> Lives:
    """Return lives as they are known, or none yet where they were lived with another seed."""
    if lives.runs.seed == seed:
        return lives
    empty = Runs(lives.scenario.parameters, seed, 0, array("q"), Counter(), Counter(), Counter(), array("q"))
    return Lives(lives.scenario, empty)
