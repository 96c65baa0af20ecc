"""What somebody may have meant by a name that is not known: by its letters, or by its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from pathlib import Path

from calibration.paths import told_of
from sim.errors import InputError, nearest

NEAR = 0.75
"""How alike, of 1, two names or words are that differ by a slip."""

STEM = 4
"""Letters that two words of one family begin with, at least."""

MOST = 3
"""Names that are suggested, at most."""


def suggested(name: str, names: Iterable[str], about: Mapping[str, str] | None = None) -> str:
    """Return ``" Did you mean 'x'?"`` for what may have been meant, or an empty string.

    Parameters
    ----------
    name : str
        The name as given.
    names : iterable of str
        The valid names.
    about : mapping of str to str, optional
        What some of them are about, in words that a user may have taken for the name.
    """
    known = {_plain(one): one for one in names}
    near = get_close_matches(_plain(name), list(known), n=1, cutoff=NEAR)
    if near:
        return f" Did you mean '{known[near[0]]}'?"
    found = _by_words(name, list(known.values()), about or {})
    if not found:
        return nearest(name, known.values())
    said = [f"'{one}'" for one in found]
    return f" Did you mean {', '.join(said[:-1])} or {said[-1]}?" if len(said) > 1 else f" Did you mean {said[0]}?"


def _plain(name: str) -> str:
    """Return a name without what is easily mistaken: capitals, and what parts its words."""
    return re.sub(r"[_\s]+", "-", name.strip().casefold())


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[^\w]+|_", text.casefold()) if len(word) >= STEM)


def _by_words(name: str, names: list[str], about: Mapping[str, str]) -> list[str]:
    """Return the names that have most words in common with one; a word of a name counts more than one about it."""
    given, scores = _words(name), dict[str, tuple[float, float]]()
    for one in names:
        mine, said = _words(one), _words(about.get(one, ""))
        score = sum(1.0 if _has(mine, word) else 0.4 if _has(said, word) else 0.0 for word in given)
        scores[one] = (score, -len(mine))
    best = max((score for score, _ in scores.values()), default=0.0)
    if not best:
        return []
    return sorted((one for one in names if scores[one][0] == best), key=lambda one: scores[one], reverse=True)[:MOST]


def _has(words: tuple[str, ...], wanted: str) -> bool:
    return any(_alike(word, wanted) for word in words)


@cache
def _alike(one: str, other: str) -> bool:
    """Whether two words are the same but for their ending, or a slip."""
    if one[:STEM] == other[:STEM]:
        return True
    return SequenceMatcher(None, one, other).ratio() >= NEAR


def file_of(given: str, kind: str, shipped_in: Path) -> Path:
    """Return the file that is meant by a path of somebody's own, or by the name of a file that ships.

    Parameters
    ----------
    given : str
        What was given.
    kind : str
        What it is to be, in words, such as ``"plan"``.
    shipped_in : Path
        The folder of those that ship.

    Raises
    ------
    InputError
        If it is neither; it names what may have been meant. A path that ends in .toml may be missing for all that.
    """
    path, names = Path(given), sorted(file.stem for file in shipped_in.glob("*.toml"))
    with told_of(given):
        is_there = path.exists()
    if is_there or len(path.parts) > 1:
        return path
    if given in names:
        return shipped_in / f"{given}.toml"
    if path.stem in names:
        raise InputError(f"{given}: there is no such file. Did you mean '{path.stem}', which ships?")
    if path.suffix == ".toml":
        return path
    raise InputError(
        f"{given}: there is no such {kind}.{suggested(given, names)} "
        f"Expected a file that ends in .toml, or {', '.join(names)}"
    )
