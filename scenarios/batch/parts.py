"""Parts: Parquet files, each one unit's rows, written whole or not at all.

A part's bytes are determined by its inputs alone (and the version of pyarrow): no time, host, worker or path is in
it. Its metadata carry the provenance and a hash of its rows, so that a folder can be understood from its parts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from scenarios.batch.units import Unit
from sim.errors import InputError

Rows = NDArray[np.int64]

KEY = b"dussk"
"""The name of the provenance in a part's metadata."""

INDEX = ("draw", "replication")
WIDE = ("days_", "pence_")
"""Totals whose names begin so take 64 bits; the others are counts, which take 32."""

MEND = "run `dussk batch` once more to mend it"
"""What a reader can do about a part that is damaged."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it stands in a folder.

    Attributes
    ----------
    file : str
        Its path within the folder, with forward slashes.
    sha256 : str
        Hash of its bytes.
    """

    scenario: str
    unit: Unit
    address: str
    file: str
    size: int
    sha256: str


def schema_of(columns: Sequence[str]) -> pa.Schema:
    """Return the schema of parts: the types follow from the columns' names and never from the data."""
    fields = [pa.field(name, pa.uint32(), nullable=False) for name in INDEX]
    fields += [pa.field(n, pa.int64() if n.startswith(WIDE) else pa.int32(), nullable=False) for n in columns]
    return pa.schema(fields)


def file_of(scenario: str, unit: Unit, address: str) -> str:
    """Return where a part stands within the folder."""
    return f"parts/{scenario}/{unit.stem()}-{address[:16]}.parquet"


def named_as_part(name: str) -> bool:
    """Whether a file has a name as parts have."""
    return re.fullmatch(r"d\d+-n\d+-r\d+-n\d+-[0-9a-f]+\.parquet", name) is not None


def encode(unit: Unit, columns: Sequence[str], rows: Rows, provenance: dict[str, Any]) -> bytes:
    """Return a part's bytes.

    Parameters
    ----------
    unit : Unit
        Which rows these are.
    columns : sequence of str
        The totals, in the order of the columns of ``rows``.
    rows : array of int, shape (rows, columns)
        By draw, then by replication.
    provenance : dict
        What the rows were made from.
    """
    draws = np.repeat(np.arange(unit.draw, unit.draw + unit.draws, dtype=np.uint32), unit.replications)
    replications = np.tile(np.arange(unit.first, unit.first + unit.replications, dtype=np.uint32), unit.draws)
    schema = schema_of(columns)
    arrays = [pa.array(draws), pa.array(replications)]
    # A checked cast: a count too large for its column is an error and never another number.
    by_column = np.ascontiguousarray(rows.T)
    arrays += [pa.array(by_column[i]).cast(schema.field(name).type) for i, name in enumerate(columns)]
    content = {**provenance, "rows": rows_hash(arrays)}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    table = pa.Table.from_arrays(arrays, schema=schema.with_metadata({KEY: text.encode()}))
    sink = pa.BufferOutputStream()
    parquet.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=1,
        row_group_size=max(1, len(rows)),
        write_statistics=list(INDEX),
        write_page_checksum=True,
    )
    return bytes(sink.getvalue())


def rows_hash(arrays: Sequence[pa.Array]) -> str:
    """Return a hash of columns of numbers."""
    hashed = hashlib.sha256()
    for array in arrays:
        hashed.update(np.ascontiguousarray(array.to_numpy()).data)
    return hashed.hexdigest()


def provenance_of(path: Path) -> dict[str, Any]:
    """Return what a part says of itself.

    Raises
    ------
    ValueError
        If it is not a whole part; the message says in what way.
    """
    try:
        metadata = parquet.read_metadata(path).metadata or {}
        return dict(json.loads(metadata[KEY]))
    except (pa.ArrowException, OSError, KeyError, ValueError) as error:
        raise ValueError("not a whole part" if not isinstance(error, KeyError) else "not a part of a batch") from None


def read_rows(source: Path | bytes, columns: Sequence[str]) -> pa.Table:
    """Return columns of a part, from its path or its bytes, each page checked.

    Raises
    ------
    ValueError
        If the file is damaged; the message says in what way.
    """
    try:
        table = parquet.read_table(
            pa.BufferReader(source) if isinstance(source, bytes) else source,
            columns=list(columns),
            page_checksum_verification=True,
            use_threads=False,
            partitioning=None,
        )
    except (pa.ArrowException, OSError) as error:
        raise ValueError(" ".join(str(error).split())) from None
    lacking = [name for name in columns if name not in table.column_names]
    if lacking:
        raise ValueError(f"it has no {lacking[0]}")
    return table


def recorded_rows(folder: Path, part: Part, columns: Sequence[str]) -> pa.Table:
    """Return columns of a part, whose bytes are those that the manifest has the hash of.

    Raises
    ------
    InputError
        If they are not; it names the part and how to mend it.
    """
    try:
        content = (folder / part.file).read_bytes()
        if hashlib.sha256(content).hexdigest() != part.sha256:
            raise ValueError("damaged: its bytes are not those that were written")
        return read_rows(content, columns)
    except FileNotFoundError:
        raise InputError(f"{folder}: {part.file}: it is not there; {MEND}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{folder}: {part.file}: {error}; {MEND}") from None


def check_whole(path: Path) -> dict[str, Any]:
    """Return what a part says of itself, after reading all of it.

    Raises
    ------
    ValueError
        If any row is not what the part says.
    """
    said = provenance_of(path)
    table = read_rows(path, [*INDEX, *said["columns"]])
    if rows_hash([column.combine_chunks() for column in table.columns]) != said.get("rows"):
        raise ValueError("its rows are not those it says it has")
    # A byte may have changed where no row is: the same rows are written again, by the same library, to compare.
    if said["versions"]["pyarrow"] == pa.__version__:
        rows = np.column_stack([column.to_numpy() for column in table.columns[len(INDEX) :]]).astype(np.int64)
        known = {key: value for key, value in said.items() if key != "rows"}
        if encode(Unit(*said["unit"]), said["columns"], rows, known) != path.read_bytes():
            raise ValueError("its bytes are not those its rows give")
    return said


def sha256_of(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
