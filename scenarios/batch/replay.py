"""One replication of a batch, lived again by the SimPy engine, with its whole log, and held against the stored row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from calibration.own import as_scenario_has
from calibration.paths import WRITTEN, told_of
from calibration.whole import write_whole
from scenarios.batch.drawing import CHUNK, kept_draws
from scenarios.batch.manifest import Manifest, read_manifest
from scenarios.batch.parts import INDEX, recorded_rows
from scenarios.batch.sources import HELD
from sim.errors import InputError, nearest
from sim.many import own_replications
from sim.outcomes import TOTALS
from sim.parameters import Parameters, default_parameters
from sim.record import EVENT_COLUMNS, LEDGER_COLUMNS
from sim.run import Runs, simulate
from sim.varied import Varied


@dataclass(frozen=True, slots=True)
class Replay:
    """A replication lived again.

    Attributes
    ----------
    runs : Runs
        It, with its record.
    differs : list of (str, int, int)
        Totals that are not as stored: name, stored, lived again.
    """

    scenario: str
    draw: int
    replication: int
    runs: Runs
    differs: list[tuple[str, int, int]]


def replay(folder: Path, scenario: str, draw: int, replication: int) -> Replay:
    """Live one replication again and hold it against the stored row.

    Parameters
    ----------
    folder : Path
        A batch's folder.
    scenario : str
        The scenario's name in the batch.
    draw, replication : int
        Their numbers.

    Raises
    ------
    InputError
        If there is no such folder, scenario or row.
    """
    manifest = known_manifest(folder)
    scenarios = manifest.facts["scenarios"]
    if scenario not in scenarios:
        raise InputError(f"--scenario {scenario}: not in {folder}.{nearest(scenario, scenarios)}")
    columns = list(manifest.facts["columns"])
    stored = _stored_row(folder, manifest, scenario, draw, replication, columns)
    parameters = _parameters(folder, manifest, scenario, draw)
    number = int(own_replications(draw, replication))
    runs = simulate(parameters, 1, manifest.facts["seed"], "simpy", first=number, logs=number + 1)
    lived = dict(zip(TOTALS, runs.rows[0], strict=True))
    differs = [(name, was, lived[name]) for name, was in zip(columns, stored, strict=True) if lived[name] != was]
    return Replay(scenario, draw, replication, runs, differs)


def write_replay(found: Replay, folder: Path) -> None:
    """Write the replication's events, ledger, totals and parameters into a folder of its own.

    Raises
    ------
    InputError
        If the folder holds something already, or cannot be written.
    """
    with told_of(f"--out {folder}", WRITTEN):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(f"--out {folder}: it is there already and not empty; name another folder")
        _write(found, folder)


def _write(found: Replay, folder: Path) -> None:
    runs = found.runs
    write_whole(folder / "events.csv", _table(EVENT_COLUMNS, runs.event_rows(found.scenario)))
    write_whole(folder / "ledger.csv", _table(LEDGER_COLUMNS, runs.ledger_rows()))
    rows = [(found.replication, *runs.rows[0])]
    write_whole(folder / "outcomes.csv", _table(("replication", *TOTALS), rows))
    content = {
        "scenario": found.scenario,
        "draw": found.draw,
        "replication": found.replication,
        "replication_of_the_engine": runs.first,
        "seed": runs.seed,
        "engine": "simpy",
        "same_as_stored": not found.differs,
        "parameters": runs.parameters.flat(),
    }
    write_whole(folder / "replay.json", (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode())


def known_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder.

    Raises
    ------
    InputError
        If the folder is not a batch's.
    """
    with told_of(folder):
        is_there = folder.is_dir()
    if not is_there:
        raise InputError(f"{folder}: there is no such folder")
    manifest = read_manifest(folder)
    if manifest is None:
        raise InputError(
            f"{folder}: no manifest of a batch is in it: name the folder of a batch; one that lost its manifest gets "
            "it back when `dussk batch` is given once more"
        )
    return manifest


def _stored_row(
    folder: Path, manifest: Manifest, scenario: str, draw: int, replication: int, columns: Sequence[str]
) -> list[int]:
    for part in manifest.parts.values():
        unit = part.unit
        inside = 0 <= draw - unit.draw < unit.draws and 0 <= replication - unit.first < unit.replications
        if part.scenario == scenario and inside:
            table = recorded_rows(folder, part, [*INDEX, *columns])
            at = (draw - unit.draw) * unit.replications + replication - unit.first
            row = [int(column[at].as_py()) for column in table.columns]
            if row[:2] == [draw, replication]:
                return row[2:]
    facts = manifest.facts
    raise InputError(
        f"{folder} has no row of {scenario} with draw {draw} and replication {replication}: draws are numbered from 0 "
        f"to {facts['draws']['number'] - 1} and replications from 0 to {facts['replications'] - 1}, and some may be "
        "missing"
    )


def _parameters(folder: Path, manifest: Manifest, scenario: str, draw: int) -> Parameters:
    """Return the parameters of a draw as the batch had them."""
    facts = manifest.facts
    known = facts["scenarios"][scenario].get("parameters")
    if known is None or "columns" not in facts["draws"]:
        raise InputError(f"{folder}: the manifest was made from parts alone; run `dussk batch` on the folder once more")
    base = default_parameters().changed(known)
    columns: list[str] = facts["draws"]["columns"]
    if not columns:
        return base
    first = draw // CHUNK * CHUNK
    values = kept_draws(folder, first, columns)[draw - first :][:1]
    return Varied(base, *as_scenario_has(base, columns, values, held=facts["draws"]["kind"] in HELD)).parameters(0)


def _table(header: Iterable[str], rows: Iterable[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()
