"""The figures of other studies as data: read and checked before anything is compared with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from calibration.external.fields import check_fields, line, one_of, pair, whole
from calibration.external.measures import MEASURES
from calibration.external.spread import SPREADS, Spread, spread_of
from calibration.priors import drawable
from calibration.toml_files import toml_of
from sim.errors import InputError
from sim.parameters import Parameters, default_parameters, entries

STUDIES_FILE = Path(__file__).with_name("studies.toml")

UNITS = ("share", "sessions")
STATISTICS = ("mean", "median", "sd")
VERDICTS = ("agrees", "above", "below")

_TABLES = ("settings", "figures", "comparisons", "left_out")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it was published.

    Attributes
    ----------
    spread : Spread
        The figure (a share from 0 to 1, or sessions), its interval and the size of its study, as far as known.
    source, standing : str
        The publication by its key in ``docs/evidence/sources.md``, and how far the number was seen.
    trial : str
        The key of the trial's main publication, where this is another one.
    """

    name: str
    help: str
    spread: Spread
    unit: str
    population: str
    source: str
    standing: str
    trial: str

    @property
    def behind_priors(self) -> tuple[str, ...]:
        """The parameters whose priors cite the same publication or trial: agreement then is less of a test."""
        keys = (self.source, self.trial) if self.trial else (self.source,)
        return tuple(name for name in drawable() if any(key in entries()[name].source for key in keys))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is counted on our pathway, and which figure it is put beside.

    Attributes
    ----------
    setting_name, setting : str, Parameters
        The setting in which the pathway is run.
    measure : str
        What is counted, a name of ``calibration.external.measures.MEASURES``; ``sessions`` is its number.
    statistic : str
        ``mean``, ``median`` or ``sd`` over women (or appointments).
    between : tuple of float or None
        If given, the share of women whose value lies from the one to the other is taken instead.
    explains : bool
        Whether ours is no counterpart, but helps to see where a difference comes from.
    why : dict of str to str
        What explains each verdict.
    """

    name: str
    figure: Figure
    setting_name: str
    setting: Parameters
    measure: str
    sessions: int
    statistic: str
    between: tuple[float, float] | None
    ours: str
    caveat: str
    explains: bool
    why: Mapping[str, str]


@dataclass(frozen=True)
class Studies:
    """Everything that the file holds: settings by name, in words; comparisons; and what was left out, with why."""

    settings: dict[str, str]
    comparisons: tuple[Comparison, ...]
    left_out: dict[str, str]


@cache
def studies() -> Studies:
    """Return what ships."""
    return read_studies(STUDIES_FILE)


def read_studies(path: Path) -> Studies:
    """Read and check a file of figures, settings and comparisons.

    Raises
    ------
    InputError
        If anything in it cannot be used: one line that names the file, the entry, the field and what was expected.
    """
    content = toml_of(path)
    check_fields(path.name, content, _TABLES, ())
    for name in _TABLES:
        check_fields(f"{path.name}: {name}", content[name], (), content[name])
    settings = {name: _setting(path.name, name, content["settings"]) for name in content["settings"]}
    figures = {name: _figure(f"{path.name}: [figures.{name}]", name, each) for name, each in content["figures"].items()}
    comparisons = tuple(
        _comparison(f"{path.name}: [comparisons.{name}]", name, each, figures, settings)
        for name, each in content["comparisons"].items()
    )
    if not comparisons:
        raise InputError(f"{path.name}: there is no comparison in it")
    used = {comparison.figure.name for comparison in comparisons}
    if idle := [name for name in figures if name not in used]:
        raise InputError(f"{path.name}: [figures.{idle[0]}] is compared with nothing; expected a comparison")
    for what, why in content["left_out"].items():
        line(f"{path.name}: [left_out]", f"'{what}'", why)
    helps = {name: fields["help"] for name, fields in content["settings"].items()}
    return Studies(helps, comparisons, content["left_out"])


def _setting(file: str, name: str, tables: Mapping[str, Any], above: tuple[str, ...] = ()) -> Parameters:
    """Return a setting's parameters: those of what it is based on, and its own changes."""
    where = f"{file}: [settings.{name}]"
    fields = check_fields(where, tables[name], ("help",), ("based_on", "changes"))
    line(where, "help", fields["help"])
    base = default_parameters()
    if "based_on" in fields:
        other = one_of(where, "based_on", fields["based_on"], tables)
        if other in (name, *above):
            raise InputError(f"{where}: based_on = {other!r}: leads back to itself; expected another setting")
        base = _setting(file, other, tables, (name, *above))
    try:
        return base.changed(fields.get("changes", {}))
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _figure(where: str, name: str, content: Any) -> Figure:
    needed = ("help", "unit", "population", "source", "standing")
    fields = check_fields(where, content, needed, ("value", "women", "interval_of", "trial", *SPREADS))
    help_, unit, population, source, standing = (line(where, key, fields[key]) for key in needed)
    one_of(where, "unit", unit, UNITS)
    trial = line(where, "trial", fields["trial"]) if "trial" in fields else ""
    return Figure(name, help_, spread_of(where, fields), unit, population, source, standing, trial)


def _comparison(
    where: str, name: str, content: Any, figures: Mapping[str, Figure], settings: Mapping[str, Parameters]
) -> Comparison:
    needed = ("figure", "setting", "measure", "sessions", "statistic", "ours", "caveat")
    fields = check_fields(where, content, needed, ("between", "explains", "why"))
    figure = figures[one_of(where, "figure", fields["figure"], figures)]
    setting = one_of(where, "setting", fields["setting"], settings)
    measure = one_of(where, "measure", fields["measure"], MEASURES)
    statistic = one_of(where, "statistic", fields["statistic"], STATISTICS)
    sessions = whole(where, "sessions", fields["sessions"])
    between = pair(where, "between", fields["between"]) if "between" in fields else None
    ours, caveat = (line(where, key, fields[key]) for key in ("ours", "caveat"))
    explains = fields.get("explains", False)
    if not isinstance(explains, bool):
        raise InputError(f"{where}: explains = {explains!r}: expected true or false")
    why = fields.get("why", {})
    if figure.spread.bounds is not None:
        check_fields(f"{where}: why", why, VERDICTS, ())
        why = {verdict: line(f"{where}: why", verdict, text) for verdict, text in why.items()}
    return Comparison(
        name, figure, setting, settings[setting], measure, sessions, statistic, between, ours, caveat, explains, why
    )
