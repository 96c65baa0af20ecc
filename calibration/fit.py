"""Fitting: from the evidence to a posterior file, resumable at any moment.

A fit has a folder: ``fit.json`` (what it is), ``lives.npz`` (the lives with eleven women), ``blocks/`` (what was found,
a file a block) and, when it is done, ``posterior.csv.gz``. Each file is there whole or not at all, and each but the
last can be deleted at no other cost than time. The same settings give the same posterior on any number of threads,
and more draws can be asked for later: the first ones stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from calibration import posterior as files
from calibration.folder import keeper, lives_of, open_folder, read_blocks, write_identity
from calibration.funnel import contact_rates
from calibration.prices import SESSION, bounded_prices, lived_again, session_prices
from calibration.priors import draw_priors, drawable
from calibration.roles import roles
from calibration.sampler import Found, Match, Sampling, block_of, blocks
from calibration.version import evidence_hash, model_hash, parameter_hashes, provenance
from calibration.whole import write_whole
from calibration.world import Joiners, Whole, matches
from sim.draws import checked_seed
from sim.errors import InputError
from sim.outcomes import TOTALS
from sim.parameters import SHARES, default_parameters, entries
from sim.varied import columns_of

Numbers = NDArray[np.float64]
Say = Callable[[str], object]

POSTERIOR = "posterior.csv.gz"
IDENTITY = "fit.json"
SPARE = 1.1
"""Matches asked for at first, over the draws wanted: a few cannot be priced, or no longer match once written with few
digits. Where more cannot than these, blocks go on."""

DIGITS, FEW_DIGITS = 4, 3
"""Significant digits in the file: of fitted values, and of all others (decimal places of shares)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides a fit.

    Attributes
    ----------
    draws : int
        Draws wanted.
    seed : int
        Seed of everything.
    lives : int
        Replications of chance looked through for those with eleven women.
    block, lives_each : int
        Draws from the priors in a block, and lives that each is tried with.
    """

    draws: int = 2000
    seed: int = 1
    lives: int = 1 << 17
    block: int = 4096
    lives_each: int = 16

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        checked_seed(self.seed)
        for name, most in (("draws", 100_000), ("lives", 1 << 24), ("block", 1 << 16), ("lives_each", 1024)):
            if not 1 <= getattr(self, name) <= most:
                raise InputError(f"{name}: {getattr(self, name)}: expected 1 to {most}")


def fit(settings: Settings, folder: Path, threads: int, *, quiet: bool = True, say: Say = lambda line: None) -> Path:
    """Fit, or go on with a fit, and return the posterior's file.

    Parameters
    ----------
    settings : Settings
        What decides the fit.
    folder : Path
        Its folder; one that holds the same fit is gone on with.
    threads : int
        Threads to use; the result does not depend on it.
    quiet : bool
        Show no progress on standard error.
    say : callable
        Told in words what is going on.

    Raises
    ------
    InputError
        If the folder holds another fit.
    """
    same_model = open_folder(folder, IDENTITY, "a fit", _identity(settings))
    world = Joiners(lives_of(folder, settings.lives, settings.seed, threads, quiet), settings.seed)
    sampling = Sampling(settings.seed, settings.block, settings.lives_each)
    if not same_model:
        _check_blocks(settings, folder, world, sampling)
        say("the model's sources have changed since this fit began; a block was done again and gave the same")
    found: list[Found] = []
    wanted = int(np.ceil(settings.draws * SPARE))
    with tqdm(total=wanted, unit=" draws", desc="matched", disable=None if not quiet else True) as bar:
        for block in blocks(world, sampling, threads, *keeper(folder)):
            found.append(block)
            bar.update(len(block.matched))
            matched = sum(len(each.matched) for each in found)
            if matched < wanted:
                continue
            written = as_written(settings, world, found)
            if written.number >= settings.draws:
                break
            wanted = matched + int(np.ceil((settings.draws - written.number) * SPARE))
    rows = sum(each.passed[0] for each in found)
    say(f"{matched:,} of {rows:,} simulated studies gave every figure of the study")
    path = folder / POSTERIOR
    write_whole(path, assembled(settings, world, found, written))
    return path


@dataclass(frozen=True, slots=True)
class Written:
    """What was found as a file would have it: every parameter that has a prior, priced, with few digits.

    Attributes
    ----------
    values : array of float, shape (matched, columns)
        The parameters of what matched.
    lives : array of int, shape (matched,)
        Its lives.
    rows : array of int, shape (matched, totals)
        Its studies, lived again as written.
    priced, still : array of bool, shape (matched,)
        Whether its drug-group row can be priced, and whether as written it still gives every figure.
    """

    columns: tuple[str, ...]
    values: Numbers
    lives: Whole
    rows: Whole
    priced: NDArray[np.bool_]
    still: NDArray[np.bool_]

    @property
    def usable(self) -> Whole:
        """The rows that can be in the file."""
        return np.flatnonzero(self.still & self.priced)

    @property
    def number(self) -> int:
        """How many rows can be in the file."""
        return len(self.usable)


def as_written(settings: Settings, world: Joiners, found: list[Found]) -> Written:
    """Return what was found as a file would have it: rounded, priced, and each draw's study lived again as written."""
    matched, seed = [match for block in found for match in block.matched], settings.seed
    columns = tuple(columns_of(drawable(), default_parameters()))
    lives = np.array([match.life for match in matched], np.int64)
    values = priced(world, columns, _rounded(columns, values_of(world, columns, matched, seed)), lives, seed)
    prices = values[:, columns.index(SESSION)].copy()
    values[:, columns.index(SESSION)] = np.where(np.isnan(prices), 0.0, prices)
    rows = lived_again(world, columns, values, lives)
    still = matches(world.stages, rows) == len(world.stages)
    return Written(columns, values, lives, rows, ~np.isnan(prices), still)


def assembled(settings: Settings, world: Joiners, found: list[Found], written: Written) -> bytes:
    """Return the posterior file of the first usable draws of what was found."""
    matched = [match for block in found for match in block.matched]
    taken = written.usable[: settings.draws]
    kept = [f"{files.FIT}{name}" for name in files.SAMPLE_OF_TOTALS]
    header = (*written.columns, files.LIFE, *kept)
    places = [TOTALS.index(name) for name in files.SAMPLE_OF_TOTALS]
    lines = [
        [
            *(f"{value:.15g}" for value in written.values[i]),
            str(written.lives[i]),
            *(str(total) for total in written.rows[i, places]),
        ]
        for i in taken
    ]
    said = {
        "what": "draws from the posterior of the DUSSK simulation; see calibration/posterior.py",
        "settings": asdict(settings),
        "model": model_hash(),
        "evidence": evidence_hash(),
        "parameters": parameter_hashes(),
        "passed": [sum(block.passed[i] for block in found) for i in range(len(world.stages) + 1)],
        "stages": [stage.name for stage in world.stages],
        "tried": len(found) * settings.block,
        "matched": len(matched),
        "without_price": int((~written.priced).sum()),
        "rounded_away": int((written.priced & ~written.still).sum()),
        "different_draws": len({matched[i].draw for i in taken}),
        "different_lives": len({matched[i].life for i in taken}),
    }
    return files.encode(said, header, lines)


def values_of(world: Joiners, columns: tuple[str, ...], matched: list[Match], seed: int) -> Numbers:
    """Return every parameter of every matched draw; prices are still the priors' own.

    Parameters
    ----------
    world : Joiners
        The world in which they matched.
    columns : tuple of str
        Every column of a table of draws.
    matched : list of Match
        What matched.
    seed : int
        Seed of all that was not fitted.
    """
    values = np.array(draw_priors(default_parameters(), drawable(), len(matched), seed).values)
    for i, name in enumerate(world.names):
        values[:, columns.index(name)] = [match.values[i] for match in matched]
    weeks = values[:, columns.index("run.recruitment_weeks")]
    for name, rates in zip(roles().rates, contact_rates(weeks, seed).T, strict=True):
        values[:, columns.index(name)] = rates
    return values


def priced(world: Joiners, columns: tuple[str, ...], values: Numbers, lives: Whole, seed: int) -> Numbers:
    """Return draws with the prices that the study's printed costs give; none for the drug group where none can be."""
    values = values.copy()
    for name, prices in bounded_prices(len(values), seed).items():
        values[:, columns.index(name)] = np.round(prices, 2)
    values[:, columns.index(SESSION)] = session_prices(world, columns, values, lives)
    return values


def _rounded(columns: tuple[str, ...], values: Numbers) -> Numbers:
    """Return values with few digits, in range, and shares that add up to 1."""
    digits = [DIGITS if column in roles().fitted else FEW_DIGITS for column in columns]
    found = np.array([[float(f"{value:.{d}g}") for value, d in zip(row, digits, strict=True)] for row in values])
    for i, column in enumerate(columns):
        low, high = entries()[column.partition("[")[0]].range
        found[:, i] = np.clip(found[:, i], low, high)
    for name, length in SHARES.items():
        places = [columns.index(f"{name}[{i}]") for i in range(length)]
        shares = np.round(values[:, places], FEW_DIGITS)
        largest = shares.argmax(axis=1)
        every = np.arange(len(shares))
        shares[every, largest] = 0.0
        shares[every, largest] = np.round(1.0 - shares.sum(axis=1), FEW_DIGITS)
        found[:, places] = shares
    return found


def _identity(settings: Settings) -> dict[str, Any]:
    """Return what a folder says of the fit that it holds."""
    decides = {key: value for key, value in asdict(settings).items() if key != "draws"}  # more can be asked for later
    return {"settings": decides, **provenance()}


def _check_blocks(settings: Settings, folder: Path, world: Joiners, sampling: Sampling) -> None:
    """Refuse to go on with blocks of another model: one is done again, and must be what it was."""
    kept = read_blocks(folder)
    if kept and block_of(world, sampling, kept[0].number) != kept[0]:
        raise InputError(f"{folder.name}: holds a fit of another model; name another folder")
    write_identity(folder, IDENTITY, _identity(settings))
