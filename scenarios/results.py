"""Results on disk: outcomes, events, ledger, and what they were made from."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from calibration.paths import WRITTEN, told_of
from scenarios.drawn import facts_of
from scenarios.files import Scenario
from scenarios.packages import versions
from scenarios.running import Ran, Settings
from sim.errors import InputError
from sim.outcomes import TOTALS
from sim.record import EVENT_COLUMNS, LEDGER_COLUMNS
from sim.run import Runs

Format = Literal["csv", "parquet"]
RUN_FILE = "run.json"
SCHEMA_VERSION = 1
RESULT_FILES = {RUN_FILE, *(f"{t}.{e}" for t in ("outcomes", "events", "ledger") for e in ("csv", "parquet"))}


def check_out(out: Path, *, overwrite: bool, table_format: Format) -> None:
    """Refuse, before anything runs, a folder that cannot be written or holds something already.

    Raises
    ------
    InputError
        Saying what is in the way.
    """
    if table_format == "parquet":
        _need_pyarrow()
    with told_of(f"--out {out}", WRITTEN):
        target = out.resolve()
        if target.exists() and not target.is_dir():
            raise InputError(f"--out {out}: there is a file of that name; name a folder")
        if target.is_dir() and any(target.iterdir()):
            if not overwrite:
                raise InputError(f"--out {out}: the folder is not empty; add --overwrite to replace the result in it")
            if not _is_result(target):
                raise InputError(f"--out {out}: the folder holds something other than a result; name another folder")
        missing = [folder for folder in target.parents if not folder.exists()]
        made = _made_for(target)
        for folder in (made, *missing):
            folder.rmdir()


def write_results(
    out: Path,
    scenarios: Sequence[Scenario],
    runs: dict[str, Runs],
    settings: Settings,
    table_format: Format,
    *,
    overwrite: bool = False,
) -> None:
    """Write every scenario's result, whole or not at all.

    One scenario is written into ``out``; several into a folder each. Files are made in a new folder and moved into
    place when all are complete, so nothing half-written is ever seen and an existing result is replaced only by a
    complete one, and only with ``overwrite``. What another program has put there meanwhile is never replaced: the
    result is then kept beside it.

    Raises
    ------
    InputError
        If the disk refuses, or something has been put into ``out`` since it was checked.
    """
    with told_of(f"--out {out}", WRITTEN):
        target = out.resolve()
        made = _made_for(target)
        # Runs that are not from run_scenarios have no engine but the one that was asked for.
        engine = runs.engine if isinstance(runs, Ran) else settings.engine
        try:
            for scenario in scenarios:
                folder = made if len(scenarios) == 1 else made / scenario.name
                folder.mkdir(exist_ok=True)
                _write_one(folder, scenario, runs[scenario.name], settings, engine, table_format)
            made.chmod(0o755)
            if not _may_take(target, made, overwrite):
                kept = made.rename(made.with_name(f"{target.name}-new-{made.name.removeprefix('.dussk-')}"))
                raise InputError(f"--out {out}: something else was put into it meanwhile; the result is in {kept.name}")
            _move(made, target)
        finally:
            shutil.rmtree(made, ignore_errors=True)


def _is_result(folder: Path) -> bool:
    """Whether a folder holds a result and nothing else: its files, or folders of them."""
    inside = list(folder.iterdir())
    if any(path.is_dir() for path in inside):
        return all(path.is_dir() and not path.is_symlink() and _is_one_result(path) for path in inside)
    return _is_one_result(folder)


def _is_one_result(folder: Path) -> bool:
    names = {path.name for path in folder.iterdir() if path.is_file()}
    return RUN_FILE in names and names <= RESULT_FILES and len(names) == len(list(folder.iterdir()))


def _may_take(target: Path, made: Path, overwrite: bool) -> bool:
    """Whether a result may be moved into a place: nothing is there, or a result that may be replaced."""
    if not target.is_dir() or all(path == made for path in target.iterdir()):
        return True
    return overwrite and (_stands_fast(target) or _is_result(target))


def _stands_fast(target: Path) -> bool:
    """Whether a folder cannot be replaced by another: one stands in it, or it is a disk of its own."""
    return target.exists() and (target == Path.cwd() or target.is_mount())


def _made_for(target: Path) -> Path:
    """Make a new folder in which the files for ``target`` are made, on the same disk."""
    home = target if _stands_fast(target) else target.parent
    home.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=".dussk-", dir=home))


def _move(made: Path, target: Path) -> None:
    if _stands_fast(target):
        for path in [path for path in target.iterdir() if path != made]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in made.iterdir():
            path.rename(target / path.name)
        return
    old = made.with_name(f"{made.name}-old")
    if target.exists():
        target.rename(old)
    try:
        made.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write_one(
    folder: Path, scenario: Scenario, runs: Runs, settings: Settings, engine: str, table_format: Format
) -> None:
    numbered = ((runs.first + i, *row) for i, row in enumerate(runs.rows))
    columns: tuple[str, ...] = ("replication", *TOTALS)
    if runs.draws:
        columns, numbered = ("draw", *columns), ((draw, *row) for draw, row in zip(runs.draws, numbered, strict=True))
    _write_table(folder, "outcomes", columns, numbered, table_format)
    _write_table(folder, "events", EVENT_COLUMNS, runs.event_rows(scenario.name), table_format)
    _write_table(folder, "ledger", LEDGER_COLUMNS, runs.ledger_rows(), table_format)
    provenance = json.dumps(_provenance(scenario, settings, engine), indent=2, ensure_ascii=False)
    (folder / RUN_FILE).write_text(provenance + "\n", encoding="utf-8")


def _write_table(
    folder: Path, name: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]], table_format: Format
) -> None:
    if table_format == "parquet":
        _write_parquet(folder / f"{name}.parquet", columns, list(rows))
        return
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _write_parquet(path: Path, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = {name: pa.array(list(column)) for name, column in zip(columns, values, strict=True)}
    parquet.write_table(pa.table(arrays), path, compression="zstd")


def _need_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise InputError("--format parquet needs pyarrow: install it, or use csv") from None


def _provenance(scenario: Scenario, settings: Settings, engine: str) -> dict[str, Any]:
    """Return what a result was made from; the hash is of everything that determines its numbers."""
    inputs = {
        "version": versions().get("dussk", "unknown"),
        "scenario": scenario.name,
        "parameters": scenario.parameters.flat(),
        "replications": settings.replications,
        "seed": settings.seed,
        "draws": settings.draws,
    }
    posterior = facts_of(settings.draws)["posterior"]
    if posterior is not None:
        inputs["posterior"] = posterior
    canonical = json.dumps(inputs, sort_keys=True, separators=(",", ":"))
    return {
        "schema": SCHEMA_VERSION,
        "title": scenario.title,
        **inputs,
        "changes": scenario.changes,
        "parameters_hash": scenario.parameters.digest(),
        "inputs_hash": hashlib.sha256(canonical.encode()).hexdigest(),
        "engine": engine,
        "logs": min(settings.logs, settings.replications),
        "versions": versions(),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }
