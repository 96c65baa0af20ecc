"""Results on disk: outcomes, events, ledger, and what they were made from."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from scenarios.files import Scenario
from scenarios.running import Settings
from sim.errors import InputError
from sim.outcomes import TOTALS
from sim.record import EVENT_COLUMNS, LEDGER_COLUMNS
from sim.run import Runs

Format = Literal["csv", "parquet"]
RUN_FILE = "run.json"
SCHEMA_VERSION = 1
PACKAGES = ("dussk", "simpy", "pydantic", "numpy")


def check_out(out: Path, *, overwrite: bool, table_format: Format) -> None:
    """Refuse, before anything runs, a folder that cannot be written or holds a result already.

    Raises
    ------
    InputError
        Saying what is in the way.
    """
    if table_format == "parquet":
        _need_pyarrow()
    if out.exists() and not out.is_dir():
        raise InputError(f"--out {out}: there is a file of that name; name a folder")
    if out.is_dir() and any(out.iterdir()) and not overwrite:
        raise InputError(f"--out {out}: the folder is not empty; add --overwrite to replace the result in it")
    if overwrite and out.is_dir() and any(out.iterdir()) and not any(out.rglob(RUN_FILE)):
        raise InputError(f"--out {out}: the folder holds something other than a result ({RUN_FILE} is missing)")
    shutil.rmtree(_made_beside(out.absolute()))


def _made_beside(out: Path) -> Path:
    """Make a new folder beside ``out``, in which its files are made."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise InputError(f"--out {out}: the folder cannot be written to: {error.strerror}") from None


def write_results(
    out: Path, scenarios: Sequence[Scenario], runs: dict[str, Runs], settings: Settings, table_format: Format
) -> None:
    """Write every scenario's result, whole or not at all.

    One scenario is written into ``out``; several into a folder each. Files are made in a new folder beside ``out``
    and moved into place when all are complete, so nothing half-written is ever seen and an existing result is
    replaced only by a complete one.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    out = out.absolute()
    made = _made_beside(out)
    try:
        for scenario in scenarios:
            folder = made if len(scenarios) == 1 else made / scenario.name
            folder.mkdir(exist_ok=True)
            _write_one(folder, scenario, runs[scenario.name], settings, table_format)
        made.chmod(0o755)
        _replace(out, made)
    except OSError as error:
        raise InputError(f"--out {out}: cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _replace(out: Path, made: Path) -> None:
    old = out.with_name(f".{out.name}-old-{os.getpid()}")
    if out.exists():
        out.rename(old)
    try:
        made.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    if old.exists():
        shutil.rmtree(old)


def _write_one(folder: Path, scenario: Scenario, runs: Runs, settings: Settings, table_format: Format) -> None:
    numbered = ((runs.first + i, *row) for i, row in enumerate(runs.rows))
    _write_table(folder, "outcomes", ("replication", *TOTALS), numbered, table_format)
    _write_table(folder, "events", EVENT_COLUMNS, runs.event_rows(scenario.name), table_format)
    _write_table(folder, "ledger", LEDGER_COLUMNS, runs.ledger_rows(), table_format)
    provenance = json.dumps(_provenance(scenario, settings), indent=2, ensure_ascii=False)
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
        raise InputError("--format parquet needs pyarrow: install dussk[parquet], or use csv") from None


def _provenance(scenario: Scenario, settings: Settings) -> dict[str, Any]:
    """Return what a result was made from; the hash is of everything that determines its numbers."""
    inputs = {
        "scenario": scenario.name,
        "parameters": scenario.parameters.flat(),
        "replications": settings.replications,
        "seed": settings.seed,
        "draws": 0,
    }
    canonical = json.dumps(inputs, sort_keys=True, separators=(",", ":"))
    return {
        "schema": SCHEMA_VERSION,
        "title": scenario.title,
        **inputs,
        "changes": scenario.changes,
        "parameters_hash": scenario.parameters.digest(),
        "inputs_hash": hashlib.sha256(canonical.encode()).hexdigest(),
        "engine": "simpy",
        "logs": min(settings.logs, settings.replications),
        "versions": {"python": platform.python_version(), **_versions()},
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found
