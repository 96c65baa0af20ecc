"""The parameter draws of a batch: made once, kept in its folder as Parquet, the same for every scenario.

A scenario's own changes stand: a parameter in which a scenario differs from the defaults is its decision, and keeps
the scenario's value in every draw; all other columns vary. Contradictions that this could make are held together as
``calibration.priors.held_together`` says (draws from priors or from the posterior) or are errors (draws from a file).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv, parquet

from calibration.own import as_scenario_has, own_of
from calibration.priors import prior_values
from calibration.version import digest
from calibration.whole import UNFINISHED, write_whole
from scenarios.batch.parts import KEY, MEND, read_rows, rows_hash
from scenarios.batch.plan import Plan
from scenarios.batch.provenance import SCHEMA, priors_hash
from scenarios.batch.sources import HELD, DrawSource
from scenarios.drawn import the_posterior
from sim.errors import InputError
from sim.many import LARGEST_NUMBER_OF_ROWS
from sim.parameters import Parameters, default_parameters
from sim.varied import Varied, columns_of

Numbers = NDArray[np.float64]

CHUNK = 4096
"""Draws in a file."""

FOLDER = "draws"


class Draws:
    """The draws of a plan.

    Parameters
    ----------
    plan : Plan
        Which draws it wants.
    folder : Path
        The batch's folder.
    may_write : bool
        Whether draws that are made are kept there.
    """

    def __init__(self, plan: Plan, folder: Path, *, may_write: bool = True) -> None:
        self._may_write = may_write
        self._source, self._folder = plan.draws, folder / FOLDER
        self._given = _read_file(plan.draws) if plan.draws.kind == "file" else None
        self.columns = self._columns()
        self.number = plan.draws.number or (1 if self._given is None else len(self._given[1]))
        if self.number > 1 and self.number * plan.replications > LARGEST_NUMBER_OF_ROWS:
            raise InputError(
                f"{plan.name}: replications: {plan.replications} of each of {self.number} draws are more than the "
                f"{LARGEST_NUMBER_OF_ROWS} rows whose chance can be kept apart; ask for fewer, or divide the plan"
            )
        if plan.stop is not None and self.number == 1 and (self.columns or plan.replications == 1):
            one = "draw" if self.columns else "replication"
            raise InputError(f"{plan.name}: [stop]: one {one} gives no interval, so no precision; ask for more {one}s")
        if self._given is not None:
            self._check_given(plan)
        if self._source.kind == "posterior":
            _check_posterior(plan, self.number)
        self._chunk = lru_cache(maxsize=4)(self._read_chunk)
        self._recent: tuple[int, int, Numbers] | None = None

    def facts(self) -> dict[str, Any]:
        """Return what the manifest says of the draws; their number may grow, the rest is fixed."""
        source = self._source
        named: dict[str, Any] = {"kind": source.kind, "columns": list(self.columns)}
        if source.kind == "priors":
            named |= {"parameters": list(source.names), "seed": source.seed}
        if source.kind == "posterior":
            named |= {"posterior": source.posterior}
        recipe = digest([SCHEMA, named, priors_hash() if source.kind == "priors" else None])
        return {**named, "recipe": recipe, "number": self.number}

    def own(self, parameters: Parameters) -> list[str]:
        """Return the drawn parameters that a scenario decides for itself."""
        return own_of(parameters, self.columns)

    def drawn(self, parameters: Parameters, first: int, number: int) -> tuple[tuple[str, ...], Numbers]:
        """Return the columns and values of some draws as a scenario has them."""
        if not self.columns:
            return (), np.zeros((number, 0))
        return as_scenario_has(parameters, self.columns, self.values(first, number), held=self._source.kind in HELD)

    def varied(self, parameters: Parameters, first: int, number: int) -> Varied:
        """Return some draws as a scenario has them, checked."""
        return Varied(parameters, *self.drawn(parameters, first, number))

    def values(self, first: int, number: int) -> Numbers:
        """Return some draws as they were taken, one row a draw."""
        if self._recent is not None and self._recent[:2] == (first, number):
            return self._recent[2]
        chunks = range(first // CHUNK, (first + number - 1) // CHUNK + 1)
        values = np.concatenate([self._chunk(chunk) for chunk in chunks])
        values = values[first - chunks[0] * CHUNK :][:number]
        self._recent = (first, number, values)
        return values

    def keep(self) -> None:
        """Write draws given by a file into the folder, where they stand from then on.

        Raises
        ------
        InputError
            If the folder holds other draws.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        for stray in self._folder.glob(f"*{UNFINISHED}"):
            stray.unlink()
        if self._given is not None:
            for first in range(0, self.number, CHUNK):
                self._chunk(first // CHUNK)
            self._given = None

    def _read_chunk(self, chunk: int) -> Numbers:
        """Return the draws of one file, which is made if it is not there, is damaged, or has too few."""
        first, wanted = chunk * CHUNK, min(CHUNK, self.number - chunk * CHUNK)
        path = self._folder / f"{first:010}.parquet"
        there = self._stored(path)
        if len(there) >= wanted:
            self._compare_given(first, there[:wanted])
            return there[:wanted]
        self._compare_given(first, there)
        # What is there stays as it is: the same draws made by another version of a library may differ in a last digit.
        more = self._made(first + len(there), wanted - len(there))
        values = np.concatenate([there, more]) if len(there) else more
        if self._may_write:
            write_whole(path, _encode(self.columns, values, {"schema": SCHEMA, "first": first}))
        return values

    def _stored(self, path: Path) -> Numbers:
        try:
            return _read_kept(path, self.columns)
        except FileNotFoundError:
            pass
        except ValueError:
            if self._may_write:
                path.unlink(missing_ok=True)
        return np.zeros((0, len(self.columns)))

    def _made(self, first: int, number: int) -> Numbers:
        if self._source.kind == "priors":
            return prior_values(self._source.names, number, self._source.seed, first)
        if self._source.kind == "posterior":
            return the_posterior().values[first : first + number]
        if self._given is None:
            raise InputError(f"{self._folder}: a file of draws is damaged or not there; put it back and run again")
        return self._given[1][first : first + number]

    def _compare_given(self, first: int, there: Numbers) -> None:
        if self._given is None or not len(there):
            return
        given = self._given[1][first : first + len(there)]
        if not np.array_equal(given, there):
            differs = first + int(np.argmax((given != there).any(axis=1)))
            path = self._source.path
            raise InputError(
                f"{path.name if path else ''}: draw {differs} is not the draw {differs} that the folder holds; "
                "draws may be added at the end, never changed; name another folder"
            )

    def _columns(self) -> tuple[str, ...]:
        if self._given is not None:
            return self._given[0]
        if self._source.kind == "posterior":
            return the_posterior().columns
        return tuple(columns_of(self._source.names, default_parameters()))

    def _check_given(self, plan: Plan) -> None:
        """Check all draws of a file under every scenario."""
        assert self._given is not None
        assert self._source.path is not None
        columns, values = self._given
        if self.number > len(values):
            raise InputError(f"{plan.name}: [draws]: number: {self.number}: the file has {len(values)} draws")
        for scenario in plan.scenarios:
            try:
                Varied(default_parameters(), columns, values[:1])
                drawn = as_scenario_has(scenario.parameters, columns, values[: self.number], held=False)
                Varied(scenario.parameters, *drawn)
            except InputError as error:
                raise InputError(f"{self._source.path.name}: scenario {scenario.name}: {error}") from None


def _check_posterior(plan: Plan, number: int) -> None:
    """Check the draws under every scenario: what a scenario decides for itself may contradict them."""
    for scenario in plan.scenarios:
        try:
            the_posterior().draws(scenario.parameters, number)
        except InputError as error:
            raise InputError(f"{plan.name}: scenario {scenario.name}: {error}") from None


def kept_draws(folder: Path, first: int, columns: Sequence[str]) -> Numbers:
    """Return the draws of a batch's file that begins with draw ``first``.

    Raises
    ------
    InputError
        If the file is not there or is damaged; it names the file and how to mend it.
    """
    path = folder / FOLDER / f"{first:010}.parquet"
    try:
        return _read_kept(path, columns)
    except FileNotFoundError:
        raise InputError(f"{folder}: {FOLDER}/{path.name}: it is not there; {MEND}") from None
    except ValueError as error:
        raise InputError(f"{folder}: {FOLDER}/{path.name}: damaged: {error}; {MEND}") from None


def _read_kept(path: Path, columns: Sequence[str]) -> Numbers:
    """Return the draws of a file, whose rows are those it says it has; ValueError says what is wrong with it."""
    content = path.read_bytes()
    table = read_rows(content, columns)
    try:
        said = json.loads(table.schema.metadata[KEY])["rows"]
    except (KeyError, TypeError, ValueError):
        raise ValueError("not a file of draws") from None
    if said != rows_hash([column.combine_chunks() for column in table.columns]):
        raise ValueError("its rows are not those it says it has")
    return np.column_stack([column.to_numpy() for column in table.columns])


def _encode(columns: tuple[str, ...], values: Numbers, said: dict[str, Any]) -> bytes:
    arrays = [pa.array(np.ascontiguousarray(column)) for column in values.T]
    text = json.dumps({**said, "rows": rows_hash(arrays)}, sort_keys=True)
    fields = [pa.field(name, pa.float64(), nullable=False) for name in columns]
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata={KEY: text.encode()}))
    sink = pa.BufferOutputStream()
    parquet.write_table(
        table, sink, compression="zstd", use_dictionary=False, use_byte_stream_split=True, write_page_checksum=True
    )
    return bytes(sink.getvalue())


def _check_commas(path: Path) -> None:
    with path.open("rb") as file:
        if b";" in file.readline():
            raise InputError(f"{path.name}: its columns are divided by semicolons: expected commas between columns")


def _read_file(source: DrawSource) -> tuple[tuple[str, ...], Numbers]:
    """Return the columns and values of a file of draws."""
    path = source.path
    assert path is not None
    try:
        is_csv = path.suffix.lower() == ".csv"
        if is_csv:
            _check_commas(path)
        table = csv.read_csv(path) if is_csv else parquet.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: cannot be read as {path.suffix[1:]}: {str(error).splitlines()[0]}") from None
    if not table.num_columns or not table.num_rows:
        raise InputError(f"{path.name}: there are no draws in it")
    for name in table.column_names:
        if not name or name.startswith(("__index_level_", "Unnamed: ")):
            raise InputError(
                f"{path.name}: a column has no name: if pandas wrote the file, write it with index=False; expected "
                "one column a parameter"
            )
    arrays = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if column.null_count:
            row = column.is_null().to_pylist().index(True)
            raise InputError(f"{path.name}: draw {row}: {name} is empty: expected a number")
        if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
            raise InputError(f"{path.name}: {name}: expected numbers, found {column.type}")
        arrays.append(column.to_numpy().astype(np.float64))
    if len(set(table.column_names)) != len(arrays):
        raise InputError(f"{path.name}: a column is there twice")
    return tuple(table.column_names), np.column_stack(arrays)
