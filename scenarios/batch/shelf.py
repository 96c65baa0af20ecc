"""The parts of a folder: which are there and whole, and what is still missing."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from calibration.whole import UNFINISHED, write_whole
from scenarios.batch.drawing import Draws
from scenarios.batch.manifest import Manifest, provenance_for
from scenarios.batch.parts import Part, check_whole, file_of, named_as_part, sha256_of
from scenarios.batch.plan import Plan
from scenarios.batch.provenance import varied_hash
from scenarios.batch.units import Unit, missing
from scenarios.batch.work import Done, Job

PARTS = "parts"
ASIDE = "set-aside"


class Shelf:
    """The parts of a folder, by scenario and cell.

    Parameters
    ----------
    folder : Path
        The batch's folder, which this process holds.
    note : callable
        Told, in a line, what the log and the reader should know.
    may_write : bool
        Whether files that are damaged or foreign are put aside; otherwise it is only said that they would be.
    """

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        draws: Draws,
        manifest: Manifest,
        note: Callable[[str], None],
        *,
        may_write: bool = True,
    ) -> None:
        self._may_write = may_write
        self._folder, self._plan, self._draws, self._manifest, self._note = folder, plan, draws, manifest, note
        self._grid = manifest.grid
        self._there: dict[tuple[str, tuple[int, int]], list[Part]] = defaultdict(list)
        self._lost: dict[tuple[str, tuple[int, int]], list[Unit]] = defaultdict(list)
        self._hashes: tuple[tuple[str, int, int], str] | None = None

    def survey(self) -> int:
        """Look through the folder, put aside what is damaged or foreign, and return how many parts are good."""
        recorded = self._manifest.parts
        self._manifest.parts = {}
        for path in sorted((self._folder / PARTS).glob("*/*")):
            if path.name.endswith(UNFINISHED):
                if self._may_write:
                    path.unlink()
                continue
            file = path.relative_to(self._folder).as_posix()
            part, wrong = self._examine(path, file, recorded.get(file))
            if part is None:
                self._put_aside(path, wrong)
            else:
                self._shelve(part)
        for file, part in recorded.items():
            if file not in self._manifest.parts and part.scenario in self._plan.named:
                self._lost[part.scenario, self._grid.cell_of(part.unit)].append(part.unit)
        return len(self._manifest.parts)

    def jobs(self, cells: Iterator[Unit], engine: str) -> Iterator[Job]:
        """Yield what is missing of some cells, all scenarios of a cell together."""
        for cell in cells:
            for scenario in self._plan.named:
                for unit in self.wanted(scenario, cell):
                    yield self._job(scenario, unit, engine)

    def wanted(self, scenario: str, cell: Unit) -> list[Unit]:
        """Return the units that are missing of a cell: first those that were there once, then the rest."""
        place = scenario, self._grid.cell_of(cell)
        there = [part.unit for part in self._there[place]]
        again: list[Unit] = []
        for unit in self._lost.get(place, ()):
            if not any(unit.overlaps(other) for other in (*there, *again)):
                again.append(unit)
        return again + missing(cell, [*there, *again])

    def rows(self) -> int:
        """Return how many rows are there."""
        return sum(part.unit.rows for part in self._manifest.parts.values())

    def parts_of(self, scenario: str, cell: Unit) -> list[Part] | None:
        """Return the parts of a cell in order, or None if some are missing."""
        found = [p for p in self._there[scenario, self._grid.cell_of(cell)] if p.unit.overlaps(cell)]
        if sum(part.unit.rows for part in found) < cell.rows:
            return None
        return sorted(found, key=lambda part: part.unit)

    def store(self, done: Done) -> Part:
        """Write a part that a worker has made."""
        file = file_of(done.scenario, done.unit, done.address)
        write_whole(self._folder / file, done.content)
        sha256 = hashlib.sha256(done.content).hexdigest()
        part = Part(done.scenario, done.unit, done.address, file, len(done.content), sha256)
        self._shelve(part)
        return part

    def _shelve(self, part: Part) -> None:
        self._there[part.scenario, self._grid.cell_of(part.unit)].append(part)
        self._manifest.parts[part.file] = part

    def _examine(self, path: Path, file: str, recorded: Part | None) -> tuple[Part | None, str]:
        """Return a part if it is whole and is what this batch asks for, or what is wrong with it."""
        size = path.stat().st_size
        sha256 = sha256_of(path)
        if recorded is not None and (recorded.size, recorded.sha256) == (size, sha256):
            part = recorded
        else:
            try:
                said = check_whole(path)
                part = Part(str(said["scenario"]), Unit(*said["unit"]), str(said["address"]), file, size, sha256)
            except (ValueError, KeyError, TypeError) as error:
                ours = recorded is not None or named_as_part(path.name)
                return None, f"damaged ({error})" if ours else "not a part"
        wrong = self._foreign(part)
        return (None, wrong) if wrong else (part, "")

    def _foreign(self, part: Part) -> str:
        if part.scenario not in self._plan.named or part.file != file_of(part.scenario, part.unit, part.address):
            return "not where it belongs"
        unit = part.unit
        if unit.draw + unit.draws > self._draws.number or unit.first + unit.replications > self._plan.replications:
            return "beyond what the plan asks for"
        if self._provenance(part.scenario, unit)["address"] != part.address:
            return "made from other inputs"
        others = self._there[part.scenario, self._grid.cell_of(unit)]
        if any(unit.overlaps(other.unit) for other in others):
            return "the same rows as another part"
        return ""

    def _put_aside(self, path: Path, why: str) -> None:
        if not self._may_write:
            self._note(f"{path.parent.name}/{path.name}: {why}; a run will put it into {ASIDE}")
            return
        aside = self._folder / ASIDE / path.parent.name / path.name
        aside.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, aside)
        self._note(f"{path.parent.name}/{path.name}: {why}; put into {ASIDE}")

    def _provenance(self, scenario: str, unit: Unit) -> dict[str, Any]:
        key = (scenario, unit.draw, unit.draws)
        if self._hashes is None or self._hashes[0] != key:
            parameters = self._plan.named[scenario].parameters
            self._hashes = key, varied_hash(parameters, *self._draws.drawn(parameters, unit.draw, unit.draws))
        return provenance_for(self._manifest, scenario, unit, self._hashes[1])

    def _job(self, scenario: str, unit: Unit, engine: str) -> Job:
        base = self._plan.named[scenario].parameters
        columns, values = self._draws.drawn(base, unit.draw, unit.draws)
        provenance = self._provenance(scenario, unit)
        return Job(scenario, unit, base, columns, values, self._plan.seed, engine, provenance)
