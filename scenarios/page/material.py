"""What a page is made with: draws, and the shipped scenarios' runs worked out beforehand by the same program."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.files import Scenario, find, shipped
from scenarios.page.draws import Draws
from sim.run import Runs

BUILT = Path(__file__).with_name("built")
"""Where a page keeps what it was made with; only there."""

MADE, DRAWS = "made.json", "draws.json"


@dataclass(frozen=True)
class Material:
    """What a page is made with.

    Attributes
    ----------
    version : str
        Version of the program.
    posterior, model : str
        Hashes of the posterior's rows, and of the model's sources.
    seed : int
        Seed of the runs worked out beforehand.
    draws : Draws
        The draws that every run of the page is over.
    known : mapping of str to Runs
        The shipped scenarios' runs over these draws, by name.
    """

    version: str
    posterior: str
    model: str
    seed: int
    draws: Draws
    known: Mapping[str, Runs]

    @property
    def number(self) -> int:
        """How many draws."""
        return len(self.draws.rows)

    def made(self) -> dict[str, Any]:
        """Return what the page was made from, but for the draws and runs themselves."""
        return {"version": self.version, "posterior": self.posterior, "model": self.model, "seed": self.seed}

    def files(self) -> dict[str, bytes]:
        """Return everything as files, from which :func:`read` makes the same again."""
        files = {MADE: _json(self.made()), DRAWS: _json(self.draws.as_json())}
        return files | {_file_of(name): _json(_listed(runs)) for name, runs in self.known.items()}


class _Kept(Mapping[str, Runs]):
    """Runs that are read when they are asked for: most visitors look at two."""

    def __init__(self, text_of: Callable[[str], str], seed: int, draws: int) -> None:
        self._names = shipped()
        self._read = cache(lambda name: _runs(find(name), json.loads(text_of(_file_of(name))), seed, draws))

    def __getitem__(self, name: str) -> Runs:
        if name not in self._names:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def read(text_of: Callable[[str], str] = lambda name: (BUILT / name).read_text(encoding="utf-8")) -> Material:
    """Return what a page was made with, from its files."""
    made = json.loads(text_of(MADE))
    draws = Draws(**json.loads(text_of(DRAWS)))
    known = _Kept(text_of, made["seed"], len(draws.rows))
    return Material(made["version"], made["posterior"], made["model"], made["seed"], draws, known)


def make(number: int, seed: int) -> Material:
    """Return what a page is made with: draws of the posterior, and every shipped scenario run over them.

    Parameters
    ----------
    number : int
        How many draws.
    seed : int
        64-bit seed.

    Raises
    ------
    InputError
        If there are not so many draws, or the posterior cannot be used.
    """
    from importlib.metadata import version

    from calibration.version import model_hash
    from scenarios.drawn import content_of, the_posterior
    from scenarios.running import Settings, default_workers, run_scenarios

    posterior = the_posterior("a page needs it")
    settings = Settings(number, seed, workers=default_workers(), draws=number)
    known = run_scenarios([find(name) for name in shipped()], settings, quiet=True)
    from scenarios.page.draws import draws_of

    return Material(version("dussk"), content_of(posterior), model_hash(), seed, draws_of(posterior, number), known)


def _file_of(name: str) -> str:
    return f"known-{name}.json"


def _json(content: object) -> bytes:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()


def _listed(runs: Runs) -> dict[str, Any]:
    counters: dict[str, Counter[Any]] = {"waits": runs.waits, "sizes": runs.sizes, "years": runs.years}
    listed = {name: [[*key, n] for key, n in sorted(counter.items()) if n] for name, counter in counters.items()}
    return {"cells": runs.cells.tolist(), **listed}


def _runs(scenario: Scenario, listed: dict[str, Any], seed: int, draws: int) -> Runs:
    waits, sizes, years = (Counter({tuple(key): n for *key, n in listed[name]}) for name in ("waits", "sizes", "years"))
    cells = array("q", listed["cells"])
    return Runs(scenario.parameters, seed, 0, cells, waits, sizes, years, array("q", range(draws)))


def licences(home: Path = BUILT) -> dict[str, Any]:
    """Return what the page carries of others: each part with its licence, and the licence texts by name."""
    from zipfile import ZipFile

    from scenarios.page.parts import CARRIED, MANIFEST, parts

    folder = home if (home / MANIFEST).is_file() else CARRIED
    listed = [
        {"file": part.file, "name": part.name, "version": part.version, "licence": part.licence, "holds": part.holds}
        for part in parts(folder)
    ]
    with ZipFile(folder / "licences.zip") as packed:
        texts = {name.removesuffix(".txt"): packed.read(name).decode() for name in packed.namelist()}
    return {"parts": listed, "texts": texts}
