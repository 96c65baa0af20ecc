"""Reading a batch back: pandas frames of a scenario, a draw, some outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.batch.outcomes import check_outcome
from scenarios.batch.parts import INDEX
from scenarios.batch.replay import known_manifest
from sim.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd


def read_batch(
    folder: str | Path,
    scenario: str | Sequence[str] | None = None,
    draw: int | None = None,
    outcomes: Sequence[str] | None = None,
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
    outcomes : sequence of str, optional
        Outcomes (in pounds, weeks or shares, not a number where nothing is counted) or totals as they are stored; all
        totals by default.

    Returns
    -------
    pandas.DataFrame
        Columns ``scenario``, ``draw``, ``replication`` and the outcomes, by scenario, draw and replication.

    Raises
    ------
    InputError
        If the folder is not a batch's, or has no such scenario, draw or outcome.

    Examples
    --------
    >>> read_batch("results", "base", outcomes=["completed_therapy", "cost_total"])  # doctest: +SKIP
    """
    import pandas as pd
    import pyarrow as pa

    home = Path(folder)
    facts = known_manifest(home).facts
    chosen = list(facts["scenarios"]) if scenario is None else [scenario] if isinstance(scenario, str) else [*scenario]
    for name in chosen:
        if name not in facts["scenarios"]:
            raise InputError(f"scenario '{name}' is not in {folder}.{nearest(name, facts['scenarios'])}")
    if draw is not None and not 0 <= draw < facts["draws"]["number"]:
        raise InputError(f"draw: {draw} is not a whole number from 0 to {facts['draws']['number'] - 1}")
    wanted = [check_outcome(name) for name in outcomes or facts["columns"]]
    needed = dict.fromkeys(name for o in wanted for name in (o.numerator, o.denominator) if name is not None)
    for name in needed:
        if name not in facts["columns"]:
            raise InputError(f"{folder} does not hold {name}; the plan's outcomes did not need it")
    frames = [_scenario(home, name, draw, list(needed)) for name in chosen]
    table: Any = pa.concat_tables(frames)
    result: dict[str, Any] = {name: table.column(name).to_numpy() for name in INDEX}
    for given, outcome in zip(outcomes or facts["columns"], wanted, strict=True):
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
    paths = sorted((home / "draws").glob("*.parquet"))
    if not paths:
        return pd.DataFrame(index=pd.RangeIndex(facts["draws"]["number"], name="draw"))
    frame = pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)
    frame.index.name = "draw"
    return frame


def _scenario(home: Path, scenario: str, draw: int | None, columns: list[str]) -> Any:
    import pyarrow.dataset as ds

    paths = sorted((home / "parts" / scenario).glob("*.parquet"))
    if not paths:
        raise InputError(f"{home}: no part of {scenario} is there yet")
    chosen = None if draw is None else ds.field("draw") == draw
    return ds.dataset([str(path) for path in paths], format="parquet").to_table([*INDEX, *columns], filter=chosen)
