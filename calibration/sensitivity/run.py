"""All alternatives in a folder, resumable at any moment, and the file that ships.

A folder holds ``run.json`` (what it is), ``lives.npz`` (the lives with eleven women; a fit's may be taken), a folder of
blocks for each alternative, and ``alternatives.json``, the results. More studies can be asked for later: the first ones
stay as they are.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from calibration.folder import LIVES, keeper, lives_of, open_folder
from calibration.posterior import Posterior
from calibration.posterior import posterior as shipped
from calibration.sampler import Found, Sampling, blocks
from calibration.sensitivity.listed import Alternative, alternatives, named
from calibration.sensitivity.refit import Result, result_of, result_of_posterior, the_base
from calibration.version import digest, provenance
from calibration.whole import write_whole
from calibration.world import Joiners
from sim.draws import checked_seed
from sim.errors import InputError

RESULTS_FILE = Path(__file__).parents[1] / "alternatives.json"
"""The results that ship."""

IDENTITY = "run.json"
RESULTS = "alternatives.json"
AGAIN = "make them again with `dussk calibrate alternatives --out FOLDER`"


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the results.

    Attributes
    ----------
    studies : int
        Simulated studies of each alternative, in which eleven women join; rounded up to whole blocks.
    replications : int
        New studies of each draw, for the answers.
    seed, lives, block, lives_each : int
        As in ``calibration.fit.Settings``.
    """

    studies: int = 2_500_000
    replications: int = 100
    seed: int = 1
    lives: int = 1 << 17
    block: int = 4096
    lives_each: int = 16

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        checked_seed(self.seed)
        limits = {"studies": (1, 10**9), "replications": (2, 100_000), "lives": (1, 1 << 24)}
        for name, (least, most) in limits.items():
            if not least <= getattr(self, name) <= most:
                raise InputError(f"{name}: {getattr(self, name)}: expected {least} to {most}")

    @property
    def blocks(self) -> int:
        """Blocks of each alternative."""
        return -(-self.studies // (self.block * self.lives_each))


WHAT = {
    "parameters": "parameters have changed",
    "evidence": "evidence has changed",
    "listed": "the list of alternatives has changed",
    "posterior": "the posterior has changed",
}


@dataclass(frozen=True)
class Results:
    """What is known in the base and in every alternative.

    Attributes
    ----------
    base : Result
        The posterior itself.
    others : list of Result
        The alternatives, in the order of ``alternatives.toml``.
    said : dict
        Where they come from.
    """

    base: Result
    others: list[Result]
    said: dict[str, Any]


def run_alternatives(
    settings: Settings,
    folder: Path,
    posterior: Posterior,
    threads: int,
    *,
    fit: Path | None = None,
    only: list[str] | None = None,
    quiet: bool = True,
) -> Path:
    """Fit every alternative, or go on with it, and return the file of the results.

    Parameters
    ----------
    settings : Settings
        What decides the results.
    folder : Path
        The folder; one that holds the same alternatives is gone on with.
    posterior : Posterior
        The base's posterior, which the alternatives are compared with.
    threads : int
        Threads to use; the results do not depend on it.
    fit : Path, optional
        A fit's folder with the same seed and lives, whose lives with eleven women are taken.
    only : list of str, optional
        Which alternatives; all by default.
    quiet : bool
        Show no progress on standard error.

    Raises
    ------
    InputError
        If the folder holds something else, the fit's lives are others, or an alternative is unknown.
    """
    chosen = [named(name) for name in only] if only else list(alternatives().values())
    decides = {name: value for name, value in asdict(settings).items() if name not in ("studies", "replications")}
    if not open_folder(folder, IDENTITY, "other alternatives", {"settings": decides, **_provenance()}):
        raise InputError(f"{folder.name}: holds alternatives of another model; name another folder")
    if fit is not None and not (folder / LIVES).exists():
        _take_lives(fit, folder, decides)
    lives = lives_of(folder, settings.lives, settings.seed, threads, quiet)
    answered = settings.replications, settings.seed, threads
    base = result_of_posterior(the_base(), posterior, *answered)
    others = []
    for alternative in chosen:
        if alternative.not_fitted:
            others.append(result_of_posterior(alternative, posterior, *answered))
        else:
            world, place = alternative.world(lives, settings.seed), folder / alternative.name
            found = _found(alternative, settings, place, world, threads, quiet)
            others.append(result_of(alternative, world, found, base.draws, *answered))
    path = folder / RESULTS
    write_whole(path, encode(Results(base, others, {**_of(posterior), "settings": asdict(settings)})))
    return path


def encode(results: Results) -> bytes:
    """Return the bytes of a file of results: the same from the same results."""
    content = {
        "what": "the headline answers under other priors and other structures; see calibration/sensitivity",
        **results.said,
        "base": results.base.as_json(),
        "alternatives": [one.as_json() for one in results.others],
    }
    return (json.dumps(content, indent=1) + "\n").encode()


def read_results(path: Path = RESULTS_FILE) -> Results:
    """Read a file of results, by default the one that ships.

    Raises
    ------
    InputError
        If it is not there, is not such a file, or belongs to other priors, other evidence, other alternatives or
        another posterior than there are now.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        base, others = content.pop("base"), content.pop("alternatives")
        base, others = Result.from_json(base), [Result.from_json(one) for one in others]
    except FileNotFoundError:
        raise InputError(f"{path.name}: there is no such file; {AGAIN}") from None
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise InputError(f"{path.name}: is not a file of alternatives; {AGAIN}") from None
    now = _of(shipped())
    for key in ("parameters", "evidence", "listed", "posterior"):
        if content.get(key) != now[key]:
            raise InputError(f"{path.name}: {WHAT[key]} since these alternatives were fitted; {AGAIN}")
    if content.get("model") != now["model"]:
        print(f"dussk: the model's sources have changed since {path.name} was made", file=sys.stderr)
    return Results(base, others, content)


def _provenance() -> dict[str, Any]:
    """Return what the blocks of the alternatives depend on: all that a fit does, and what each alternative is."""
    what = [[one.name, one.changes, one.fitted, one.width, one.tied] for one in alternatives().values()]
    return {**provenance(), "listed": digest(what)}


def _of(posterior: Posterior) -> dict[str, Any]:
    """Return what the results depend on: the same, and the posterior of the base."""
    return {**_provenance(), "posterior": posterior.said["content"]}


def _found(
    alternative: Alternative, settings: Settings, folder: Path, world: Joiners, threads: int, quiet: bool
) -> list[Found]:
    sampling = Sampling(settings.seed, settings.block, settings.lives_each)
    found = blocks(world, sampling, threads, *keeper(folder), settings.blocks)
    hidden = None if not quiet else True
    return list(tqdm(found, total=settings.blocks, unit=" blocks", desc=alternative.name, disable=hidden))


def _take_lives(fit: Path, folder: Path, decides: Mapping[str, Any]) -> None:
    """Copy a fit's lives with eleven women, if they are those that would be found here."""
    try:
        said = json.loads((fit / "fit.json").read_text(encoding="utf-8"))
        content = (fit / LIVES).read_bytes()
        settings = dict(said["settings"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{fit.name}: is not the folder of a fit: expected fit.json and {LIVES} in it") from None
    for key in ("seed", "lives"):
        if settings.get(key) != decides[key]:
            raise InputError(f"{fit.name}: {key} = {settings.get(key)}: expected {decides[key]}, as here")
    if said.get("model") != provenance()["model"] or said.get("parameters") != provenance()["parameters"]:
        raise InputError(f"{fit.name}: is a fit of another model; its lives cannot be taken")
    write_whole(folder / LIVES, content)
