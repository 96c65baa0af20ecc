"""Writing a trial's simulated data sets, so that a statistician can run the analysis again elsewhere."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from calibration.whole import check_place, write_whole
from scenarios.trial.design import MOST_WOMEN, Design
from scenarios.trial.effect import Beliefs
from scenarios.trial.lives import Lives
from scenarios.trial.simulate import COLUMNS, data_of, rows_of
from sim.errors import InputError

MOST_ROWS = 5_000_000


def check_data(path: Path, sets: int, size: int | None, largest: int, draws: int, *, overwrite: bool) -> None:
    """Refuse data that cannot be written, before anything runs.

    Parameters
    ----------
    path : Path
        Where.
    sets, draws : int
        How many data sets, each of a draw of its own, and how many draws there are.
    size : int or None
        Women in each; None for the size of the trial, which is not known before it has been worked out.
    largest : int
        The most that the trial's size can be.
    overwrite : bool
        Whether a file that is there may be replaced.

    Raises
    ------
    InputError
        If the file's name does not end in .csv, its folder is not there, it is there already, more data sets are
        asked for than there are draws, or more rows than a file may have.
    """
    if path.suffix.lower() != ".csv":
        raise InputError(f"{path.name}: simulated data are written as a file that ends in .csv")
    check_place(path, overwrite=overwrite)
    if not 1 <= sets <= draws:
        raise InputError(f"--data-sets {sets}: expected 1 to {draws}, a data set for each of the draws")
    if size is not None and not 8 <= size <= MOST_WOMEN:
        raise InputError(f"--data-size {size}: expected 8 to {MOST_WOMEN} women")
    if (size or largest) * sets > MOST_ROWS:
        women = f"{size:,} women" if size else f"up to {largest:,} women, the largest size of the design"
        raise InputError(f"--data-sets {sets} of {women}: expected {MOST_ROWS:,} rows at most")


def write_data(path: Path, lives: Lives, sets: int, size: int, beliefs: Beliefs, design: Design, seed: int) -> None:
    """Write data sets of one size, each of a draw of its own, whole or not at all.

    Parameters
    ----------
    path : Path
        Where.
    lives, beliefs, design
        What they are made of.
    sets : int
        How many.
    size : int
        Women in each.
    seed : int
        Seed of the outcomes.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for draw in range(sets):
        writer.writerows(rows_of(data_of(lives, draw, size, beliefs, design, seed, effect=True), draw + 1))
    try:
        write_whole(path, out.getvalue().encode())
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}") from None
