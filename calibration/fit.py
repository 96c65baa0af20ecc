"""Fitting: from the evidence to a posterior file, resumable at any moment.

A fit has a folder: ``fit.json`` (what it is), ``lives.npz`` (the lives with eleven women), ``blocks/`` (what was found,
a file a block) and, when it is done, ``posterior.csv.gz``. Each file is there whole or not at all, and each but the
last can be deleted at no other cost than time. The same settings give the same posterior on any number of threads,
and more draws can be asked for later: the first ones stay as they are.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from calibration import posterior as files
from calibration.funnel import contact_rates
from calibration.prices import SESSION, bounded_prices, lived_again, session_prices
from calibration.priors import draw_priors, drawable
from calibration.roles import roles
from calibration.sampler import Found, Match, Sampling, block_of, blocks
from calibration.version import evidence_hash, model_hash, parameter_hashes
from calibration.whole import UNFINISHED, write_whole
from calibration.world import Joiners, find_lives, matches, weeks_possible
from sim.draws import checked_seed
from sim.errors import InputError
from sim.outcomes import TOTALS
from sim.parameters import SHARES, default_parameters, entries
from sim.varied import columns_of

Numbers = NDArray[np.float64]
Say = Callable[[str], object]

POSTERIOR = "posterior.csv.gz"
LIVES = "lives.npz"
BLOCKS = "blocks"
IDENTITY = "fit.json"
SPARE = 1.1
"""Matches asked for, over the draws wanted: a few cannot be priced, or no longer match once written with few digits."""

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
    same_model = _open_folder(settings, folder)
    world = Joiners(_lives(settings, folder, threads, quiet), settings.seed)
    sampling = Sampling(settings.seed, settings.block, settings.lives_each)
    if not same_model:
        _check_blocks(settings, folder, world, sampling)
        say("the model's sources have changed since this fit began; a block was done again and gave the same")
    found: list[Found] = []
    wanted = int(np.ceil(settings.draws * SPARE))
    with tqdm(total=wanted, unit=" draws", desc="matched", disable=None if not quiet else True) as bar:
        for block in blocks(world, sampling, threads, *_keeper(folder)):
            found.append(block)
            bar.update(len(block.matched))
            if sum(len(each.matched) for each in found) >= wanted:
                break
    rows = sum(each.passed[0] for each in found)
    say(f"{sum(len(each.matched) for each in found):,} of {rows:,} simulated studies gave every figure of the study")
    path = folder / POSTERIOR
    write_whole(path, assembled(settings, world, found))
    return path


def assembled(settings: Settings, world: Joiners, found: list[Found]) -> bytes:
    """Return the posterior file of what was found: every parameter that has a prior, priced, as written.

    Values are rounded for the file; each draw's study is lived again as written, and only draws that still match
    every figure, and whose drug-group row can be priced, are in it.
    """
    matched = [match for block in found for match in block.matched]
    columns = tuple(columns_of(drawable(), default_parameters()))
    values = _values(settings, world, columns, matched)
    lives = np.array([match.life for match in matched], np.int64)
    prices = session_prices(world, columns, values, lives)
    values[:, columns.index(SESSION)] = np.where(np.isnan(prices), 0.0, prices)
    rows = lived_again(world, columns, values, lives)
    whole = (matches(world.stages, rows) == len(world.stages)) & ~np.isnan(prices)
    taken = np.flatnonzero(whole)[: settings.draws]
    kept = [f"{files.FIT}{name}" for name in files.SAMPLE_OF_TOTALS]
    header = (*columns, files.LIFE, *kept)
    places = [TOTALS.index(name) for name in files.SAMPLE_OF_TOTALS]
    lines = [
        [*(f"{value:.15g}" for value in values[i]), str(lives[i]), *(str(total) for total in rows[i, places])]
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
        "without_price": int(np.isnan(prices).sum()),
        "rounded_away": int(len(matched) - whole.sum() - np.isnan(prices).sum()),
        "different_draws": len({matched[i].draw for i in taken}),
        "different_lives": len({matched[i].life for i in taken}),
    }
    return files.encode(said, header, lines)


def _values(settings: Settings, world: Joiners, columns: tuple[str, ...], matched: list[Match]) -> Numbers:
    """Return every parameter of every matched draw, rounded, the drug-group session still without its price."""
    number = len(matched)
    values = np.array(draw_priors(default_parameters(), drawable(), number, settings.seed).values)
    for i, name in enumerate(world.names):
        values[:, columns.index(name)] = [match.values[i] for match in matched]
    weeks = values[:, columns.index("run.recruitment_weeks")]
    for name, rates in zip(roles().rates, contact_rates(weeks, settings.seed).T, strict=True):
        values[:, columns.index(name)] = rates
    values = _rounded(columns, values)
    for name, prices in bounded_prices(number, settings.seed).items():
        values[:, columns.index(name)] = np.round(prices, 2)
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
    return {
        "settings": decides,
        "model": model_hash(),
        "evidence": evidence_hash(),
        "parameters": hashlib.sha256(json.dumps(parameter_hashes()).encode()).hexdigest(),
    }


def _open_folder(settings: Settings, folder: Path) -> bool:
    """Begin a folder, or check that it holds this very fit; return whether the model's sources are the same."""
    is_this, path, same = _identity(settings), folder / IDENTITY, True
    if path.exists():
        try:
            there = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError):
            raise InputError(
                f"{folder.name}/fit.json: cannot be read; name another folder, or delete this one"
            ) from None
        for key, what in is_this.items():
            if key == "model":
                same = there.get(key) == what
            elif there.get(key) != what:
                said = f": {json.dumps(there.get(key))}" if key == "settings" else ""
                raise InputError(f"{folder.name}: holds a fit with other {key}{said}; name another folder")
    elif folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder.name}: is not empty and holds no fit; name another folder")
    else:
        _write_identity(settings, folder)
    for stray in folder.rglob(f"*{UNFINISHED}"):
        stray.unlink(missing_ok=True)
    return same


def _write_identity(settings: Settings, folder: Path) -> None:
    text = json.dumps(_identity(settings), indent=1, sort_keys=True) + "\n"
    write_whole(folder / IDENTITY, text.encode())


def _check_blocks(settings: Settings, folder: Path, world: Joiners, sampling: Sampling) -> None:
    """Refuse to go on with blocks of another model: one is done again, and must be what it was."""
    kept = read_blocks(folder)
    if kept and block_of(world, sampling, kept[0].number) != kept[0]:
        raise InputError(f"{folder.name}: holds a fit of another model; name another folder")
    _write_identity(settings, folder)


def read_lives(folder: Path) -> dict[int, NDArray[np.int64]]:
    """Return the lives with eleven women that a fit's folder holds; an ``OSError`` if it holds none."""
    try:
        with np.load(folder / LIVES) as there:
            return {weeks: there[str(weeks)] for weeks in weeks_possible()}
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise OSError(f"{folder.name}/{LIVES} is damaged") from error


def read_blocks(folder: Path) -> list[Found]:
    """Return every block that a fit's folder holds."""
    kept, _ = _keeper(folder)
    found = [kept(int(path.stem)) for path in sorted((folder / BLOCKS).glob("*.json"))]
    return [block for block in found if block is not None]


def _lives(settings: Settings, folder: Path, threads: int, quiet: bool) -> dict[int, NDArray[np.int64]]:
    path = folder / LIVES
    try:
        return read_lives(folder)
    except OSError:
        path.unlink(missing_ok=True)
    total = settings.lives * len(weeks_possible())
    with tqdm(total=total, unit=" lives", desc="eleven joined", disable=None if not quiet else True) as bar:
        found = find_lives(settings.lives, settings.seed, threads, bar.update)
    if short := [weeks for weeks, lives in found.items() if not len(lives)]:
        raise InputError(f"lives: {settings.lives}: none has eleven women in {short[0]} weeks; expected more lives")
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {str(weeks): lives for weeks, lives in found.items()}
    np.savez(buffer, **arrays)
    write_whole(path, buffer.getvalue())
    return found


def _keeper(folder: Path) -> tuple[Callable[[int], Found | None], Callable[[Found], None]]:
    """Return how a block is found among the files, and how it is kept."""

    def path_of(number: int) -> Path:
        return folder / BLOCKS / f"{number:06}.json"

    def kept(number: int) -> Found | None:
        try:
            hashed, _, text = path_of(number).read_text(encoding="utf-8").partition("\n")
            if hashlib.sha256(text.encode()).hexdigest() != hashed:
                return None
            return Found.from_json(json.loads(text))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(found: Found) -> None:
        text = json.dumps(found.as_json(), separators=(",", ":"))
        write_whole(path_of(found.number), f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}".encode())

    return kept, keep
