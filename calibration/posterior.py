"""The posterior as a file, and as draws for any scenario.

The file is gzipped text: one line of provenance (JSON after ``#``), then a table with a row a draw. Its columns are
every parameter that has a prior, then ``fit.life`` and other ``fit.*`` columns: the life in which this draw's simulated
study matched the study, and what else happened in it. Reading it checks everything, and it is used only with the model
that it was fitted with (:meth:`Posterior.check_model`).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.own import as_scenario_has
from calibration.priors import drawable
from calibration.version import evidence_hash, model_hash, parameter_hashes
from sim.errors import InputError, nearest
from sim.outcomes import TOTALS
from sim.parameters import Parameters, default_parameters
from sim.varied import Varied, columns_of

Numbers = NDArray[np.float64]

POSTERIOR_FILE = Path(__file__).with_name("posterior.csv.gz")
FORMAT = 1
"""Version of the file's layout."""

FIT = "fit."
LIFE = "fit.life"
REFIT = "make a new one with `dussk calibrate fit --out FOLDER`"
LIVED_AGAIN = 200
"""Draws whose studies are lived again where the model's sources have changed."""

SAID: dict[str, type] = {
    "settings": dict,
    "parameters": dict,
    "model": str,
    "evidence": str,
    "passed": list,
    "different_draws": int,
    "different_lives": int,
}
"""What a file's first line says that is used later, beside its format and the hash of its content."""

SAMPLE_OF_TOTALS = (
    "attended_any_group",
    "reached_preparation",
    "referred",
    "ptsd_screened",
    "completed_stabilisation",
    "ready",
    "started_therapy",
    "completed_therapy",
    "drug_group_sessions_held",
    "drug_group_sessions_empty",
    "drug_group_sessions_cancelled",
    "drug_group_attendances",
    "stabilisation_sessions_held",
    "stabilisation_attendances",
    "therapy_sessions_held",
    "therapy_sessions_missed",
    "appointments_missed",
    "left",
    "still_inside",
    "pence_drug_groups",
    "pence_support",
    "pence_ptsd_screening",
    "pence_stabilisation",
    "pence_therapy",
    "pence_total",
)
"""What the file keeps of each matched study."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws from the posterior, with where they come from.

    Attributes
    ----------
    name : str
        The file's name.
    columns : tuple of str
        The parameters.
    values : array of float, shape (draws, columns)
        One row a draw.
    studies : dict of str to array of int
        What happened in each draw's matched study, by total, and its ``life``.
    said : dict
        Its provenance.
    """

    name: str
    columns: tuple[str, ...]
    values: Numbers
    studies: dict[str, NDArray[np.int64]]
    said: dict[str, Any]

    @property
    def number(self) -> int:
        """How many draws."""
        return len(self.values)

    def column(self, name: str) -> Numbers:
        """Return the draws of one parameter."""
        found: Numbers = self.values[:, self.columns.index(name)]
        return found

    def draws(self, base: Parameters, number: int) -> Varied:
        """Return draws for a scenario: its own changes stand, all else varies.

        Parameters
        ----------
        base : Parameters
            The scenario's parameters.
        number : int
            How many draws, from the first: any number of them is a fair sample. They are not wholly independent: of
            the 2,000 of the shipped file 1,992 have parameters of their own and 1,915 lives of their own
            (``different_draws``, ``different_lives`` in :attr:`said`).

        Raises
        ------
        InputError
            If there are not so many.
        """
        if not 1 <= number <= self.number:
            raise InputError(f"draws: {number}: expected 1 to {self.number}, which {self.name} holds")
        return Varied(base, *as_scenario_has(base, self.columns, self.values[:number], held=True))

    def check_model(self, say: Callable[[str], object] | None = None) -> None:
        """Refuse to be used with another model, other priors or other evidence than it was fitted with.

        Where only the model's sources differ, the matched studies are lived again: if each gives the totals it gave,
        the model is taken as the same, and that is said.

        Raises
        ------
        InputError
            If it was fitted with something else: what, and how to fit again.
        """
        changed = [name for name, known in parameter_hashes().items() if self.said["parameters"].get(name) != known]
        gone = [name for name in self.said["parameters"] if name not in parameter_hashes()]
        if changed or gone:
            raise InputError(
                f"{self.name}: {(changed + gone)[0]} has changed in the parameter file since the fit "
                f"({len(changed + gone)} in all); {REFIT}"
            )
        if self.said["evidence"] != evidence_hash():
            raise InputError(
                f"{self.name}: the evidence or the roles of parameters have changed since the fit; {REFIT}"
            )
        if self.said["model"] == model_hash():
            return
        self._live_again()
        (say or _say)(
            f"the model's sources have changed since {self.name} was fitted; "
            f"{min(LIVED_AGAIN, self.number)} of its studies were lived again and gave the same"
        )

    def _live_again(self) -> None:
        from calibration.prices import lived_again
        from calibration.world import Joiners

        number = min(LIVED_AGAIN, self.number)
        world = Joiners({}, self.said["settings"]["seed"])
        lives = self.studies["life"][:number]
        rows = lived_again(world, self.columns, self.values[:number], lives)
        for name in SAMPLE_OF_TOTALS:
            if not np.array_equal(rows[:, TOTALS.index(name)], self.studies[name][:number]):
                raise InputError(
                    f"{self.name}: the model has changed since the fit ({name} is no longer what it was); {REFIT}"
                )


@cache
def posterior() -> Posterior:
    """Return the shipped posterior, checked against the model."""
    found = read_posterior(POSTERIOR_FILE)
    found.check_model()
    return found


def draws(base: Parameters, number: int) -> Varied:
    """Return draws of the shipped posterior for a scenario's parameters, see :meth:`Posterior.draws`."""
    return posterior().draws(base, number)


def encode(said: dict[str, Any], columns: tuple[str, ...], rows: list[list[str]]) -> bytes:
    """Return a posterior file's bytes: the same from the same fit."""
    table = "\n".join([",".join(columns), *(",".join(row) for row in rows)]) + "\n"
    said = {**said, "format": FORMAT, "draws": len(rows), "content": hashlib.sha256(table.encode()).hexdigest()}
    text = f"# {json.dumps(said, sort_keys=True)}\n{table}"
    packed = bytearray(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    packed[9] = 255  # the operating system: not told, so that it is the same on all
    return bytes(packed)


def read_posterior(path: Path) -> Posterior:
    """Read a posterior file and check that it is whole.

    Raises
    ------
    InputError
        If it is not there, is damaged, is of another format, or has a column or a value that cannot be.
    """
    try:
        packed = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path.name}: there is no such file; {REFIT}") from None
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read: {error.strerror or error}") from None
    try:
        text = gzip.decompress(packed).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        raise InputError(f"{path.name}: is damaged: it cannot be unpacked; {REFIT}") from None
    first, _, table = text.partition("\n")
    try:
        said = json.loads(first.removeprefix("# "))
        version, content = said["format"], said["content"]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path.name}: is not a posterior file: its first line does not say what it is") from None
    if version != FORMAT:
        raise InputError(f"{path.name}: is of format {version}, and this version reads {FORMAT}; {REFIT}")
    if hashlib.sha256(table.encode()).hexdigest() != content:
        raise InputError(f"{path.name}: is damaged: its rows are not those it says it has; {REFIT}")
    _check_said(path.name, said)
    return _checked(path.name, said, table.splitlines())


def _check_said(name: str, said: dict[str, Any]) -> None:
    """Refuse provenance in which something is not there, or not of its kind, that is used later."""
    settings, passed = said.get("settings"), said.get("passed")
    wrong = [key for key, kind in SAID.items() if not isinstance(said.get(key), kind)]
    if isinstance(settings, dict) and not isinstance(settings.get("seed"), int):
        wrong.append("settings.seed")
    if isinstance(passed, list) and not (passed and all(isinstance(one, int) for one in passed)):
        wrong.append("passed")
    if wrong:
        raise InputError(f"{name}: is damaged: its first line does not say {', '.join(wrong)} as it should; {REFIT}")


def _checked(name: str, said: dict[str, Any], lines: list[str]) -> Posterior:
    if not lines:
        raise InputError(f"{name}: there are no draws in it")
    header = lines[0].split(",")
    expected = columns_of(drawable(), default_parameters())
    kept = [f"{FIT}{total}" for total in SAMPLE_OF_TOTALS]
    for column in header:
        if column not in (*expected, LIFE, *kept):
            raise InputError(f"{name}: unknown column '{column}'.{nearest(column, [*expected, LIFE, *kept])}")
    for column in (*expected, LIFE, *kept):
        if column not in header:
            raise InputError(f"{name}: there is no column '{column}'; {REFIT}")
    try:
        values = np.array([line.split(",") for line in lines[1:]], np.float64)
    except ValueError as error:
        raise InputError(f"{name}: a row is not made of {len(header)} numbers: {error}") from None
    if values.ndim != 2 or values.shape[1] != len(header):
        raise InputError(f"{name}: there are no draws in it")
    places = [header.index(column) for column in expected]
    studies = {column.removeprefix(FIT): values[:, header.index(column)].astype(np.int64) for column in (LIFE, *kept)}
    try:
        checked = Varied(default_parameters(), tuple(expected), values[:, places])
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
    return Posterior(name, checked.names, checked.values, studies, said)


def _say(line: str) -> None:
    print(f"dussk: {line}", file=sys.stderr)
