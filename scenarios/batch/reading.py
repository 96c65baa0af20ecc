"""Reading a batch back, every byte checked: pandas frames of a scenario, a draw, some outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scenarios.batch.drawing import CHUNK, FOLDER, kept_draws
from scenarios.batch.manifest import Manifest
from scenarios.batch.outcomes import check_outcome
from scenarios.batch.parts import INDEX, MEND, file_of, recorded_rows
from scenarios.batch.replay import known_manifest
from sim.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd


def read_batch(
    folder: str | Path,
    scenario: str | Sequence[str] | None = None,
    draw: int | None = None,
    outcomes: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return replications of a batch as a pandas data frame.

    Parameters
    ----------
    folder : str or Path
        The folder of a batch, complete or not.
    scenario : str or sequence of str, optional
        Which scenarios; all by default.
    draw : int, optional
        Which parameter draw; all by default.
    outcomes : str or sequence of str, optional
        Outcomes (in pounds, weeks or shares, not a number where nothing is counted) or totals as they are stored; all
        totals by default.

    Returns
    -------
    pandas.DataFrame
        Columns ``scenario``, ``draw``, ``replication`` and the outcomes, by scenario, draw and replication.

    Raises
    ------
    InputError
        If the folder is not a batch's, has no such scenario, draw or outcome, or a part is damaged.

    Notes
    -----
    Parts that the manifest names are read, and no others; the bytes of each are held against its hash.

    Examples
    --------
    >>> read_batch("results", "base", outcomes=["completed_therapy", "cost_total"])  # doctest: +SKIP
    """
    import pandas as pd
    import pyarrow as pa

    home = Path(folder)
    manifest = known_manifest(home)
    facts = manifest.facts
    chosen = _names("scenario", scenario, facts["scenarios"])
    for name in chosen:
        if name not in facts["scenarios"]:
            raise InputError(f"scenario '{name}' is not in {folder}.{nearest(name, facts['scenarios'])}")
    _check_draw(draw, facts["draws"]["number"])
    asked = _names("outcomes", outcomes, facts["columns"])
    wanted = [check_outcome(name) for name in asked]
    needed = dict.fromkeys(name for o in wanted for name in (o.numerator, o.denominator) if name is not None)
    for name in needed:
        if name not in facts["columns"]:
            raise InputError(f"{folder} does not hold {name}; the plan's outcomes did not need it")
    frames = [_scenario(home, manifest, name, draw, list(needed)) for name in chosen]
    table: Any = pa.concat_tables(frames)
    result: dict[str, Any] = {name: table.column(name).to_numpy() for name in INDEX}
    for given, outcome in zip(asked, wanted, strict=True):
        stored = table.column(outcome.numerator).to_numpy()
        if outcome.denominator is not None:
            below = table.column(outcome.denominator).to_numpy().astype(float)
            below[below == 0] = float("nan")
            result[given] = outcome.scale * stored / below
        else:
            result[given] = stored if given in facts["columns"] else outcome.scale * stored
    frame = pd.DataFrame(result)
    names = [name for name, part in zip(chosen, frames, strict=True) for _ in range(len(part))]
    which: Any = pd.Categorical(names, categories=chosen)
    frame.insert(0, "scenario", which)
    return frame.sort_values(["scenario", *INDEX], ignore_index=True)


def read_draws(folder: str | Path) -> pd.DataFrame:
    """Return a batch's parameter draws as a pandas data frame, one row a draw, as they were taken.

    A scenario's own changes stand: what it decides for itself does not vary in its replications.
    """
    import pandas as pd

    home = Path(folder)
    facts = known_manifest(home).facts
    columns, number = facts["draws"].get("columns", []), facts["draws"]["number"]
    if not columns:
        return pd.DataFrame(index=pd.RangeIndex(number, name="draw"))
    # Draws from priors are made as they are needed, so while a batch runs some may not be there yet.
    there = [f for f in range(0, number, CHUNK) if (home / FOLDER / f"{f:010}.parquet").exists()]
    if not there:
        raise InputError(f"{home}: no draws are there; {MEND}")
    values = [kept_draws(home, first, columns)[: number - first] for first in there]
    index = [first + i for first, some in zip(there, values, strict=True) for i in range(len(some))]
    return pd.DataFrame(np.concatenate(values), columns=columns, index=pd.Index(index, name="draw"))


def _names(what: str, given: str | Sequence[str] | None, all_of_them: Iterable[str]) -> list[str]:
    """Return the names asked for, each once: all by default; one may stand without a list."""
    if given is None:
        return list(all_of_them)
    names = [given] if isinstance(given, str) or not isinstance(given, Iterable) else list(given)
    if not names:
        raise InputError(f"{what}: an empty list: leave it out for all")
    for name in names:
        if not isinstance(name, str):
            raise InputError(f"{what}: {name!r}: expected a name in quotation marks, or a list of them")
    return list(dict.fromkeys(names))


def _check_draw(draw: object, number: int) -> None:
    if draw is None:
        return
    whole = isinstance(draw, int | np.integer) and not isinstance(draw, bool)
    if not whole or not 0 <= draw < number:  # type: ignore[operator]
        raise InputError(f"draw: {draw!r} is not a whole number from 0 to {number - 1}")


def _scenario(home: Path, manifest: Manifest, scenario: str, draw: int | None, columns: list[str]) -> Any:
    """Return the rows of a scenario, of all draws or one, from the parts that the manifest names and no others."""
    import pyarrow as pa
    from pyarrow import compute

    found = []
    for part in manifest.parts.values():
        if part.file != file_of(part.scenario, part.unit, part.address):
            raise InputError(f"{home}: {part.file}: the manifest says something else of it than its name; {MEND}")
        if part.scenario == scenario and (draw is None or 0 <= draw - part.unit.draw < part.unit.draws):
            rows = recorded_rows(home, part, [*INDEX, *columns])
            found.append(rows if draw is None else rows.filter(compute.equal(rows.column("draw"), int(draw))))
    if not found:
        which = scenario if draw is None else f"{scenario} with draw {draw}"
        raise InputError(f"{home}: no part of {which} is there yet")
    return pa.concat_tables([rows.replace_schema_metadata() for rows in found])
