"""Running a batch: what is missing is given to workers, parts are written as they come, summaries follow."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from calibration.paths import WRITTEN, told_of
from calibration.whole import UNFINISHED, finished_name, write_whole
from scenarios.batch.drawing import Draws
from scenarios.batch.estimate import Estimate, check_room, estimate
from scenarios.batch.lock import FILE as LOCK_FILE
from scenarios.batch.lock import HOLDER, locked
from scenarios.batch.manifest import FILE as MANIFEST_FILE
from scenarios.batch.manifest import Manifest, open_manifest, read_manifest
from scenarios.batch.parts import Part, recorded_rows
from scenarios.batch.plan import Plan
from scenarios.batch.shelf import PARTS, Shelf
from scenarios.batch.stopping import Precision, looks, where_it_looks
from scenarios.batch.summary import as_csv, as_json, summarise
from scenarios.batch.tally import Tally
from scenarios.batch.units import Unit
from scenarios.batch.workers import Workers
from sim.engines import chosen_engine
from sim.errors import InputError

LOG_FILE = "batch.log"
PLAN_FILE = "plan.toml"
SUMMARY_FILES = ("summary.json", "summary.csv")
_OURS = {MANIFEST_FILE, LOG_FILE, PLAN_FILE, *SUMMARY_FILES, PARTS, "draws", "set-aside", LOCK_FILE, HOLDER}

REACHED = "reached after"
"""How the summary's precision begins, where the rule to stop has ended the batch."""

EVERY = 20.0
"""Seconds between manifests, and between summaries, while a batch runs."""


@dataclass(slots=True)
class Batch:
    """A batch in its folder, ready to run.

    Attributes
    ----------
    estimate : Estimate
        What the missing rows will take.
    engine : str
        Which engine runs so many rows, on this machine.
    """

    plan: Plan
    folder: Path
    draws: Draws
    manifest: Manifest
    shelf: Shelf
    estimate: Estimate
    engine: str
    log: TextIO
    note: Callable[[str], None]


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds something other than a batch.

    Raises
    ------
    InputError
        Naming what is in the way.
    """
    with told_of(f"--out {folder}", WRITTEN):
        is_there, is_folder = folder.exists(), folder.is_dir()
    if is_there and not is_folder:
        raise InputError(f"--out {folder}: there is a file of that name; name a folder")
    if not is_folder:
        return
    names = {finished_name(path.name) for path in folder.iterdir()}
    others = sorted(names - _OURS)
    if others:
        raise InputError(f"--out {folder}: the folder holds something other than a batch: {others[0]}")


def check_batch(plan: Plan, folder: Path | None, engine: str, workers: int, note: Callable[[str], None]) -> Estimate:
    """Check everything that :func:`open_batch` checks, and change nothing anywhere.

    Parameters
    ----------
    plan : Plan
        What is wanted.
    folder : Path, optional
        Where it is to stand; without one, a batch of which nothing is there.
    engine : str
        Which engine.
    workers : int
        How many work at once.
    note : callable
        Told, in a line, what the reader should know.
    """
    if folder is not None:
        check_folder(folder)
        _check_writable(folder)
    with ExitStack() as stack:
        # An empty folder of the system's, to read nothing from, where there is none yet; nothing is written to it.
        there = folder is not None and folder.is_dir()
        home = folder if there and folder else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        draws = Draws(plan, home, may_write=False)
        manifest, remade = open_manifest(home, plan, draws)
        if remade:
            note("the manifest is not there or damaged; a run will make it again from the parts")
        shelf = Shelf(home, plan, draws, manifest, note, may_write=False)
        wanted, _ = _what_is_missing(home, plan, draws, manifest, shelf, engine, workers, note)
    if folder is not None:
        check_room(folder, wanted, _nearest(folder))
    note(how_parameters_come(plan, draws.number))
    return wanted


def open_batch(
    stack: ExitStack, plan: Plan, folder: Path, engine: str, workers: int, note: Callable[[str], None]
) -> Batch:
    """Check everything, look through the folder, and time the first rows; nothing of the batch runs yet.

    Parameters
    ----------
    stack : ExitStack
        Holds the folder for this process until it is closed.
    plan : Plan
        What is wanted.
    folder : Path
        Where it is to stand.
    engine : str
        Which engine.
    workers : int
        How many work at once.
    note : callable
        Told, in a line, what the reader should know.
    """
    check_folder(folder)
    draws = Draws(plan, folder)
    folder.mkdir(parents=True, exist_ok=True)
    stack.enter_context(locked(folder, note))
    for stray in folder.glob(f"*{UNFINISHED}"):
        stray.unlink()
    manifest, remade = open_manifest(folder, plan, draws)
    log = stack.enter_context((folder / LOG_FILE).open("a", encoding="utf-8", buffering=1))

    def tell(line: str) -> None:
        _write_log(log, line)
        note(line)

    if remade:
        tell(remade)
    if draws.columns:
        draws.keep()
    shelf = Shelf(folder, plan, draws, manifest, tell)
    wanted, engine = _what_is_missing(folder, plan, draws, manifest, shelf, engine, workers, tell)
    check_room(folder, wanted, folder)
    tell(how_parameters_come(plan, draws.number))
    return Batch(plan, folder, draws, manifest, shelf, wanted, engine, log, tell)


def _what_is_missing(
    folder: Path,
    plan: Plan,
    draws: Draws,
    manifest: Manifest,
    shelf: Shelf,
    engine: str,
    workers: int,
    tell: Callable[[str], None],
) -> tuple[Estimate, str]:
    """Look through the folder, and return what the rest will take, and the engine that runs so many."""
    recorded = set(manifest.parts)
    good = shelf.survey()
    stopped = stopped_before(folder, plan) if recorded <= set(manifest.parts) else None
    if good:
        rest = "" if stopped else "; only the rest is run"
        tell(f"{good} parts with {shelf.rows():,} replications are there and whole{rest}")
    for name, scenario in plan.named.items():
        own = draws.own(scenario.parameters)
        if own:
            tell(f"{name} keeps its own {', '.join(own)} in every draw")
    total = draws.number * plan.replications * len(plan.scenarios)
    engine = chosen_engine(engine, max(0, total - shelf.rows()))
    if stopped:
        return Estimate(0, 0, stopped=stopped), engine
    if plan.stop is not None:
        tell(where_it_looks(plan, draws.number, manifest.grid))
    return estimate(plan, draws, shelf.rows(), workers, engine), engine


def stopped_before(folder: Path, plan: Plan) -> str | None:
    """Return where the plan's rule has ended the batch of a folder, or None if it has not, or was another."""
    found = read_manifest(folder) if plan.stop is not None else None
    if found is None or not found.complete:
        return None
    try:
        if (folder / PLAN_FILE).read_bytes() != plan.text.encode():
            return None
        precision = json.loads((folder / SUMMARY_FILES[0]).read_bytes())["precision"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return precision if isinstance(precision, str) and precision.startswith(REACHED) else None


def how_parameters_come(plan: Plan, number: int) -> str:
    """Return where a plan's parameters come from and how its replications are divided, in a line."""
    if plan.draws.kind == "none":
        return f"parameters are {plan.draws}"
    said = f"parameters are {plan.draws}: {number:,} draws, {plan.replications:,} replications of each"
    return f"{said}; number = 0 under [draws] runs the point values" if plan.draws.by_default else said


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there."""
    folder = folder.absolute()
    return next(path for path in (folder, *folder.parents) if path.exists())


def _check_writable(folder: Path) -> None:
    nearest = _nearest(folder)
    places = [nearest, folder / PARTS, folder / "draws", *folder.glob(f"{PARTS}/*/")] if folder.is_dir() else [nearest]
    for path in places:
        if path.exists() and not (path.is_dir() and os.access(path, os.W_OK | os.X_OK)):
            why = "nothing may be written there" if path.is_dir() else "that is a file"
            raise InputError(f"--out {folder}: cannot be written: {path}: {why}")


def run_batch(batch: Batch, workers: Workers, engine: str, *, quiet: bool = False) -> dict[str, Any]:
    """Run what is missing of a batch, and return its summary.

    Parameters
    ----------
    batch : Batch
        From :func:`open_batch`.
    workers : Workers
        Who computes.
    engine : str
        Which engine.
    quiet : bool
        Whether to leave out the progress bar, which is also left out when standard error is not a terminal.
    """
    plan = batch.plan
    batch.manifest.complete = False
    write_whole(batch.folder / PLAN_FILE, plan.text.encode())
    batch.manifest.write(batch.folder)
    _write_log(batch.log, f"began: {batch.estimate}, {workers.number} at once")
    total = batch.draws.number * plan.replications * len(plan.scenarios)
    try:
        with _bar(total, batch.shelf.rows(), quiet) as advance:
            run = _Run(batch, workers, engine, advance)
            reached = run.to_the_end()
    except BaseException as error:
        _write_log(batch.log, f"stopped before the end: {type(error).__name__}")
        with suppress(OSError):
            batch.manifest.write(batch.folder)
        raise
    summary = run.summary(complete=True, precision=reached)
    _write_summary(batch.folder, summary)
    batch.manifest.complete = True
    batch.manifest.write(batch.folder)
    _write_log(batch.log, f"complete: {len(batch.manifest.parts)} parts, {batch.shelf.rows():,} replications")
    return summary


class _Run:
    """One run of a batch: look after look, cells added to the tally in their order as soon as they are whole."""

    def __init__(self, batch: Batch, workers: Workers, engine: str, advance: Callable[[int], object]) -> None:
        plan = batch.plan
        self._batch, self._workers, self._engine, self._advance = batch, workers, engine, advance
        columns = batch.manifest.facts["columns"]
        drawn = plan.replications if plan.draws.kind != "none" else 0
        self._tally = Tally(tuple(plan.named), plan.pairs, plan.outcomes, columns, drawn)
        self._added = 0
        self._last = time.monotonic()

    def to_the_end(self) -> str | None:
        """Run until the plan is done or its precision is reached; return what became of the precision asked for."""
        batch = self._batch
        precision = Precision(batch.plan)
        for draws, replications in looks(batch.plan, batch.draws.number, batch.manifest.grid):
            self._one_look(draws, replications)
            if precision.reached(self._tally):
                drawn = self._tally.replications
                return f"{REACHED} {draws:,} draws" if drawn else f"{REACHED} {replications:,} replications"
        return precision.at_the_end(self._tally)

    def summary(self, *, complete: bool, precision: str | None) -> dict[str, Any]:
        """Return what is known so far."""
        plan = self._batch.plan
        facts = {"title": plan.title, "seed": plan.seed, "complete": complete, "precision": precision}
        facts |= {"parameters": plan.draws.kind, "posterior": plan.draws.posterior}
        return summarise(self._tally, facts)

    def _one_look(self, draws: int, replications: int) -> None:
        batch = self._batch
        grid = batch.manifest.grid
        order = grid.cells(draws, replications)
        for _ in range(self._added):
            next(order)
        ahead = self._add_whole(order, None)
        jobs = batch.shelf.jobs(grid.cells(draws, replications), self._engine)
        for done in self._workers.each(jobs):
            part = batch.shelf.store(done)
            rate = done.unit.rows / max(done.seconds, 1e-9)
            loaded = f", after {done.loading:.3f} s of loading" if done.loading else ""
            _write_log(batch.log, f"{part.file} {done.seconds:.3f} s, {rate:.0f} a second, {done.where}{loaded}")
            self._advance(done.unit.rows)
            ahead = self._add_whole(order, ahead)
            self._now_and_then()
        assert ahead is None

    def _add_whole(self, order: Iterator[Unit], cell: Unit | None) -> Unit | None:
        """Add cells that are whole to the tally, in order; return the first that is not."""
        cell = next(order, None) if cell is None else cell
        while cell is not None:
            rows = self._rows_of(cell)
            if rows is None:
                return cell
            self._tally.add(cell, rows)
            self._added += 1
            cell = next(order, None)
        return None

    def _rows_of(self, cell: Unit) -> list[Any] | None:
        """Return a cell's rows for every scenario, or None if some are missing."""
        batch = self._batch
        found = [batch.shelf.parts_of(name, cell) for name in batch.plan.named]
        if any(parts is None for parts in found):
            return None
        columns = batch.manifest.facts["columns"]
        return [_stacked(batch.folder, parts, columns, cell) for parts in found if parts]

    def _now_and_then(self) -> None:
        """Write the manifest, and what is known so far, every few seconds."""
        if time.monotonic() - self._last > EVERY:
            self._batch.manifest.write(self._batch.folder)
            if self._tally.rows:
                so_far = None if self._batch.plan.stop is None else "not reached"
                _write_summary(self._batch.folder, self.summary(complete=False, precision=so_far))
            self._last = time.monotonic()


def _stacked(folder: Path, parts: list[Part], columns: list[str], cell: Unit) -> Any:
    """Return the rows of a cell, a row a column, by draw and then by replication."""
    index = [] if len(parts) == 1 else ["draw", "replication"]
    tables = [recorded_rows(folder, part, [*index, *columns]) for part in parts]
    stacked = np.empty((len(columns), cell.rows), np.int64)
    for i, name in enumerate(columns):
        stacked[i] = np.concatenate([table.column(name).to_numpy() for table in tables])
    if index:
        by_place = [np.concatenate([table.column(name).to_numpy() for table in tables]) for name in index]
        stacked = stacked[:, np.lexsort((by_place[1], by_place[0]))]
    return stacked


def _write_summary(folder: Path, summary: dict[str, Any]) -> None:
    write_whole(folder / SUMMARY_FILES[0], as_json(summary))
    write_whole(folder / SUMMARY_FILES[1], as_csv(summary))


def _write_log(log: TextIO, line: str) -> None:
    with suppress(OSError):
        log.write(f"{datetime.now(UTC).isoformat(timespec='milliseconds')} {line}\n")


@contextmanager
def _bar(total: int, there: int, quiet: bool) -> Iterator[Callable[[int], object]]:
    """Show progress with rate and time left, on a terminal; yield what to call with the number of rows done."""
    if quiet or not sys.stderr.isatty():
        yield lambda rows: None
        return
    from tqdm import tqdm

    with tqdm(
        total=total, initial=there, unit=" replications", file=sys.stderr, leave=False, dynamic_ncols=True
    ) as bar:
        yield bar.update
