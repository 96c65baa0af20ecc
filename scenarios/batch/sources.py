"""Where a plan's parameter draws come from: the posterior, unless it says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from calibration.paths import told_of
from scenarios.drawn import FEW_DRAWS, REPLICATIONS_A_DRAW, content_of, the_posterior, usual_draws
from scenarios.fields import Fields
from sim.errors import InputError

MOST_SEED = (1 << 64) - 1
POINT_VALUES = "number = 0 under [draws] runs the point values"
"""What may be done without a posterior, in the words of a plan."""

FIELDS = ("posterior", "file", "priors", "number", "seed")

HELD = ("priors", "posterior")
"""Kinds of draws whose contradictions with a scenario are held together; a file's are errors."""


@dataclass(frozen=True, slots=True)
class DrawSource:
    """Where parameter draws come from: nowhere (the scenarios' own values), a file, the priors, or the posterior.

    Attributes
    ----------
    kind : {"none", "file", "priors", "posterior"}
        Which.
    number : int or None
        How many draws; None for all that a file has.
    names : tuple of str
        Parameters drawn from their priors.
    seed : int
        Seed of the draws from priors.
    path : Path or None
        The file.
    posterior : str or None
        Hash of the posterior's content.
    by_default : bool
        Whether the plan says nothing of draws: then its replications are divided over them.
    """

    kind: str = "none"
    number: int | None = 1
    names: tuple[str, ...] = ()
    seed: int = 1
    path: Path | None = None
    posterior: str | None = None
    by_default: bool = False

    def __str__(self) -> str:
        """Return where the draws come from, in words."""
        return {
            "none": "point values: intervals hold chance alone",
            "file": "drawn from a file",
            "priors": "drawn from their priors",
            "posterior": f"drawn from the posterior of the calibration ({(self.posterior or '')[:12]})",
        }[self.kind]


def read_source(fields: Fields, folder: Path, replications: int) -> DrawSource:
    """Return where a plan's draws come from.

    Parameters
    ----------
    fields : Fields
        The plan's.
    folder : Path
        Where the plan stands, and its file of draws beside it.
    replications : int
        The plan's, for the usual number of draws where it says nothing of them.

    Raises
    ------
    InputError
        If what it says cannot be used, or the posterior cannot.
    """
    draws = fields.table("draws")
    if draws is None:
        try:
            return _posterior(_divided(replications), by_default=True)
        except InputError as error:
            return fields.told("", str(error), DrawSource())
    draws.only(FIELDS)
    if not set(draws.names()) <= set(FIELDS):
        return DrawSource()
    kinds = [kind for kind in ("posterior", "file", "priors") if draws.has(kind)]
    if not kinds and draws.names() == ["number"] and draws.is_nought("number"):
        return DrawSource()
    if len(kinds) != 1:
        said = "expected one of posterior = true, file and priors; or number = 0, the point values"
        return draws.told("", said, DrawSource())
    if kinds == ["posterior"]:
        return _from_posterior(draws)
    return _from_file(draws, folder) if kinds == ["file"] else _from_priors(draws)


def _divided(replications: int) -> int:
    """Return over how many draws so many replications are divided: as those of a run, but in equal numbers.

    From a hundred on a draw has five, until all draws are taken: so a batch can be extended whatever it began with.
    """
    number = usual_draws(replications, POINT_VALUES)
    if replications < FEW_DRAWS * REPLICATIONS_A_DRAW:
        return number
    return min(the_posterior(POINT_VALUES).number, -(-replications // REPLICATIONS_A_DRAW))


def _posterior(number: int, *, by_default: bool = False) -> DrawSource:
    content = content_of(the_posterior(POINT_VALUES))
    return DrawSource("posterior", number, posterior=content, by_default=by_default)


def _from_posterior(draws: Fields) -> DrawSource:
    draws.true("posterior")
    if draws.has("seed"):
        draws.told("seed", "the posterior has no seed", None)
    try:
        held = the_posterior(POINT_VALUES).number
    except InputError as error:
        return draws.told("posterior", str(error), DrawSource())
    return _posterior(draws.whole("number", 1, held, held))


def _from_file(draws: Fields, folder: Path) -> DrawSource:
    from calibration.priors import MOST_DRAWS

    if draws.has("seed"):
        draws.told("seed", "a file of draws has no seed", None)
    file = folder / str(draws.text("file"))
    try:
        with told_of(f"'{draws.text('file')}'"):
            is_there = file.is_file()
    except InputError as error:
        return draws.told("file", str(error), DrawSource())
    if draws.is_text("file") and not is_there:
        draws.told("file", f"'{draws.text('file')}': there is no such file beside the plan", None)
    elif draws.is_text("file") and file.suffix.lower() not in (".csv", ".parquet"):
        draws.told("file", f"'{file.name}': expected a file that ends in .csv or .parquet", None)
    return DrawSource("file", draws.whole("number", 1, MOST_DRAWS, None), path=file)


def _from_priors(draws: Fields) -> DrawSource:
    from calibration.priors import MOST_DRAWS, check_drawable, drawable

    if draws.is_text("priors"):
        if draws.text("priors") != "all":
            draws.told("priors", f"'{draws.text('priors')}': expected \"all\" or a list of parameters", None)
        names = tuple(drawable())
    else:
        names = draws.texts("priors")
    for name in names:
        try:
            check_drawable(name)
        except InputError as error:
            draws.told("priors", str(error), None)
    if len(set(names)) != len(names):
        draws.told("priors", "a parameter is there twice", None)
    return DrawSource("priors", draws.whole("number", 1, MOST_DRAWS), names, draws.whole("seed", 0, MOST_SEED, 1))
