"""Plans of batches: a TOML file that says which scenarios, which parameter draws, how many replications."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration.faults import Faults, gathered, messages_of
from calibration.toml_files import read_toml
from scenarios.batch.outcomes import check_outcome
from scenarios.batch.sources import MOST_SEED, DrawSource, read_source
from scenarios.comparability import why_not_comparable
from scenarios.fields import Fields
from scenarios.files import Scenario, find, find_beside
from scenarios.names import file_of, suggested
from sim.errors import InputError
from sim.outcomes import OUTCOMES

DEFAULT_BLOCK = 20_000
MOST_BLOCK = 1_000_000
MOST_REPLICATIONS = 1 << 32
MOST_NAMED = 10
"""Scenarios that a message names as what may be meant."""
PLANS = Path(__file__).parents[1] / "plans"
KEYS = ("title", "scenarios", "replications", "seed", "outcomes", "block", "compare_with", "draws", "stop")


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop early: half-widths of 95 % Monte Carlo intervals, all of which must be reached and must hold.

    Attributes
    ----------
    means, differences : dict of str to float
        Half-width wanted of each outcome's mean, in every scenario, and of its paired difference, in every pair.
    look_every : int
        Replications (or draws, where parameters are drawn) between looks.
    look_ahead : int
        How long the precision has to hold: this many in a hundred of those run, and at least this many.
    """

    means: dict[str, float]
    differences: dict[str, float]
    look_every: int
    look_ahead: int = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked plan.

    Attributes
    ----------
    name, text : str
        The plan file's name and its content.
    pairs : tuple of pairs of str
        Which scenarios are compared, and with which.
    replications : int
        For each draw and scenario; at most, if there is a rule to stop. Where the plan says nothing of draws it is what
        comes of dividing the plan's own number over them, the same for each and so rounded up.
    block : int
        About how many rows a part has.
    """

    name: str
    text: str
    title: str
    scenarios: tuple[Scenario, ...]
    pairs: tuple[tuple[str, str], ...]
    draws: DrawSource
    replications: int
    seed: int
    outcomes: tuple[str, ...]
    block: int
    stop: Stop | None

    @property
    def named(self) -> dict[str, Scenario]:
        """Return the scenarios by name."""
        return {scenario.name: scenario for scenario in self.scenarios}


def found_plan(given: str) -> Path:
    """Return the file of a plan: one's own by its path, or a shipped one by its name.

    Raises
    ------
    InputError
        If it is neither; it names a shipped plan that may have been meant.
    """
    return file_of(given, "plan", PLANS)


def read_plan(path: Path) -> Plan:
    """Read and check a plan.

    Parameters
    ----------
    path : Path
        A TOML file.

    Raises
    ------
    InputError
        All that is wrong with it, in a line each: the file, the field, what was given and what was expected.
    """
    with gathered() as faults:
        text, content = _parse(path)
        return _checked(path, text, Fields(path.name, "", content, faults), faults)


def _checked(path: Path, text: str, fields: Fields, faults: Faults) -> Plan:
    fields.only(KEYS)
    title = fields.text("title")
    scenarios = _scenarios(fields, path)
    outcomes = _outcomes(fields)
    pairs = _pairs(fields, scenarios)
    replications = fields.whole("replications", 1, MOST_REPLICATIONS)
    draws = read_source(fields, path.parent, replications)
    if draws.by_default and draws.number:
        replications = -(-replications // draws.number)
    block = fields.whole("block", 1, MOST_BLOCK, DEFAULT_BLOCK)
    seed, stop = fields.whole("seed", 0, MOST_SEED, 1), _stop(fields, outcomes, pairs, draws, block)
    faults.check()
    return Plan(
        name=path.name,
        text=text,
        title=title,
        scenarios=scenarios,
        pairs=pairs,
        draws=draws,
        replications=replications,
        seed=seed,
        outcomes=outcomes,
        block=block,
        stop=stop,
    )


def _parse(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        return read_toml(path)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; name a plan, a file that ends in .toml") from None
    except IsADirectoryError:
        raise InputError(f"{path}: that is a folder; name a plan file") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _scenarios(fields: Fields, path: Path) -> tuple[Scenario, ...]:
    names = fields.texts("scenarios")
    found: list[Scenario] = []
    for name in names:
        try:
            scenario = find_beside(path, name)
        except InputError as error:
            for message in messages_of(error):
                fields.told("scenarios", message, None)
            continue
        # Folders take the scenarios' names, and some disks do not tell capitals apart.
        if scenario.name.casefold() in {other.name.casefold() for other in found}:
            fields.told("scenarios", f"'{scenario.name}' is there twice", None)
        found.append(scenario)
    return tuple(found)


def _outcomes(fields: Fields) -> tuple[str, ...]:
    names = fields.texts("outcomes", default=tuple(OUTCOMES))
    for name in names:
        try:
            check_outcome(name)
        except InputError as error:
            fields.told("outcomes", str(error), None)
    if len(set(names)) != len(names):
        fields.told("outcomes", "an outcome is there twice", None)
    return names


def _pairs(fields: Fields, scenarios: tuple[Scenario, ...]) -> tuple[tuple[str, str], ...]:
    """Return which scenarios are compared: with the one named, or with what each compares with, if it is there."""
    named = {scenario.name: scenario for scenario in scenarios}
    given = fields.text("compare_with", default=None)
    # One that the plan names and that cannot be used is told there.
    if given is not None and given not in named and given not in fields.texts("scenarios"):
        expected = ", ".join(f"'{name}'" for name in list(named)[:MOST_NAMED])
        said = f"'{given}' is not one of the plan's scenarios: expected one of {expected}.{suggested(given, named)}"
        fields.told("compare_with", said, None)
    pairs = []
    for scenario in scenarios:
        other = given or (find(scenario.compare_with).name if scenario.compare_with else None)
        if other in named and other != scenario.name:
            if why := why_not_comparable(scenario, named[other]):
                fields.told("compare_with" if fields.has("compare_with") else "scenarios", why, None)
            pairs.append((scenario.name, other))
    return tuple(pairs)


def _stop(
    fields: Fields, outcomes: tuple[str, ...], pairs: tuple[tuple[str, str], ...], draws: DrawSource, block: int
) -> Stop | None:
    stop = fields.table("stop")
    if stop is None:
        return None
    stop.only(("means", "differences", "look_every", "look_ahead"))
    wanted = {key: _half_widths(stop, key, outcomes) for key in ("means", "differences")}
    if not any(wanted.values()):
        stop.told("", "expected [stop.means] or [stop.differences] with at least one outcome", None)
    if wanted["differences"] and not pairs:
        stop.told("differences", "no scenario of the plan is compared with another of the plan", None)
    # A look costs nothing, but workers wait for one another at it: ten blocks keep them busy.
    every = 10 * block if draws.kind == "none" else 1000
    return Stop(
        wanted["means"],
        wanted["differences"],
        stop.whole("look_every", 2, MOST_REPLICATIONS, every),
        stop.whole("look_ahead", 0, 100, 5),
    )


def _half_widths(stop: Fields, key: str, outcomes: tuple[str, ...]) -> dict[str, float]:
    table = stop.table(key)
    if table is None:
        return {}
    for name in table.names():
        # Where the list of outcomes is wrong itself, that is told, and what only follows from it is not.
        if name not in outcomes and not (name in OUTCOMES and set(outcomes) - OUTCOMES.keys()):
            table.told(name, f"not one of the plan's outcomes.{suggested(name, OUTCOMES.keys() & outcomes)}", None)
    return {name: table.positive(name) for name in table.names()}
