"""The parameter set: typed, frozen, and checked against the ranges of ``parameters.toml``.

>>> from sim import default_parameters
>>> base = default_parameters()
>>> base.stabilisation.sessions
5
>>> base.changed({"stabilisation.sessions": 8}).stabilisation.sessions
8
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from sim.errors import InputError, nearest
from sim.parameter_groups import AllGroups

Value = bool | int | float | str | tuple[float, ...] | tuple[int, ...]
Standing = Literal["study", "literature", "derived", "assumption"]

PARAMETER_FILE = Path(__file__).with_name("parameters.toml")

_PRIOR_FIELDS = {
    "fixed": set(),
    "structural": set(),
    "beta": {"a", "b"},
    "gamma": {"mean", "cv"},
    "lognormal": {"median", "log_sd"},
    "normal": {"mean", "sd"},
    "uniform": {"low", "high"},
    "triangular": {"low", "mode", "high"},
    "dirichlet": {"weights"},
}
WHOLE_SHARES = 1e-6
"""How far shares may be from adding up to 1."""


class Prior(BaseModel):
    """A prior distribution: its family and the numbers the family needs."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)

    family: str

    @model_validator(mode="after")
    def _complete(self) -> "Prior":
        given = set(self.model_extra or {})
        if self.family not in _PRIOR_FIELDS:
            raise ValueError(f"unknown family '{self.family}'.{nearest(self.family, _PRIOR_FIELDS)}")
        if given != _PRIOR_FIELDS[self.family]:
            raise ValueError(f"{self.family} needs {sorted(_PRIOR_FIELDS[self.family])}, not {sorted(given)}")
        return self

    def __str__(self) -> str:
        """Return the prior as it would be written in a methods section."""
        numbers = [f"{name} {value}" for name, value in (self.model_extra or {}).items()]
        return f"{self.family}({', '.join(numbers)})" if numbers else self.family


class Entry(BaseModel):
    """What is known about one parameter.

    ``range`` is (lowest, highest) for numbers, applied to every member of a list, or the allowed names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Any
    unit: str
    range: tuple[Any, ...]
    prior: Prior
    standing: Standing
    source: str
    help: str


class Parameters(AllGroups):
    """One complete, frozen set of parameters, by group: ``parameters.stabilisation.sessions``."""

    def get(self, name: str) -> Value:
        """Return the value of a parameter by its dotted name, such as ``"stabilisation.sessions"``."""
        group, _, field = known(name).partition(".")
        return cast(Value, getattr(getattr(self, group), field))

    def flat(self) -> dict[str, Value]:
        """Return every value by its dotted name, in the order of the parameter file."""
        return {name: self.get(name) for name in entries()}

    def changed(self, changes: Mapping[str, object]) -> "Parameters":
        """Return a new set with some values changed; this one is left as it is.

        Parameters
        ----------
        changes : mapping of str to value
            New values by dotted name.

        Raises
        ------
        InputError
            If a name is unknown, a value has the wrong type or is out of range, or values contradict each other.
        """
        merged = {**self.flat(), **{known(name): value for name, value in changes.items()}}
        return _build(merged)

    def digest(self) -> str:
        """Return a SHA-256 hash of all values, the same on every machine."""
        text = json.dumps(self.flat(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@cache
def entries() -> dict[str, Entry]:
    """Return what is known about every parameter, by dotted name."""
    with PARAMETER_FILE.open("rb") as file:
        groups = tomllib.load(file)
    return {f"{group}.{name}": Entry(**entry) for group, fields in groups.items() for name, entry in fields.items()}


@cache
def default_parameters() -> Parameters:
    """Return the parameters of DUSSK as it ran."""
    return _build({name: entry.value for name, entry in entries().items()})


def known(name: str) -> str:
    """Return ``name`` if it is a parameter's dotted name.

    Raises
    ------
    InputError
        If it is not, naming the nearest valid name.
    """
    if name not in entries():
        raise InputError(f"unknown parameter '{name}'.{nearest(name, entries())}")
    return name


def check_value(name: str, value: object) -> Value:
    """Return ``value`` in its stored form if the parameter ``name`` may take it.

    Raises
    ------
    InputError
        Naming the parameter, the value given and what was expected.
    """
    entry = entries()[known(name)]
    if isinstance(entry.value, list):
        if not isinstance(value, list | tuple) or (not value and name not in MAY_BE_EMPTY):
            raise InputError(f"{name} = {_shown(value)}: expected a list such as {_shown(entry.value)}")
        return tuple(_check_one(name, item, entry.value[0], entry) for item in value)  # type: ignore[return-value]
    return _check_one(name, value, entry.value, entry)


def _check_one(name: str, value: object, example: object, entry: Entry) -> bool | int | float | str:
    if isinstance(example, bool):
        if not isinstance(value, bool):
            raise InputError(f"{name} = {_shown(value)}: expected true or false")
        return value
    if isinstance(example, str):
        if value not in entry.range:
            names = ", ".join(f"'{allowed}'" for allowed in entry.range)
            hint = nearest(value, entry.range) if isinstance(value, str) else ""
            raise InputError(f"{name} = {_shown(value)}: expected one of {names}.{hint}")
        return str(value)
    low, high = entry.range
    kind = "a whole number" if isinstance(example, int) else "a number"
    if isinstance(value, bool) or not isinstance(value, int if isinstance(example, int) else int | float):
        raise InputError(f"{name} = {_shown(value)}: expected {kind} from {low} to {high} ({entry.unit})")
    if not low <= value <= high:
        raise InputError(f"{name} = {_shown(value)}: expected {kind} from {low} to {high} ({entry.unit})")
    return value if isinstance(example, int) else float(value)


def _shown(value: object) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)


def _build(values: Mapping[str, object]) -> Parameters:
    groups: dict[str, dict[str, Value]] = {}
    for name, value in values.items():
        group, _, field = name.partition(".")
        groups.setdefault(group, {})[field] = check_value(name, value)
    try:
        parameters = Parameters.model_validate(groups)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None
    _check_together(parameters)
    return parameters


def _check_together(parameters: Parameters) -> None:
    """Refuse values that are each allowed but contradict each other."""
    for name, length in SHARES.items():
        shares = cast(tuple[float, ...], parameters.get(name))
        if len(shares) != length or abs(sum(shares) - 1.0) > WHOLE_SHARES:
            raise InputError(f"{name} = {_shown(shares)}: expected {length} shares that add up to 1")
    for low, high in AT_MOST:
        if cast(float, parameters.get(low)) > cast(float, parameters.get(high)):
            raise InputError(
                f"{low} = {parameters.get(low)} is above {high} = {parameters.get(high)}; it can be equal at most"
            )
    if len(parameters.costs.nhscii_percent) != len(entries()["costs.price_year"].range) - 1:
        raise InputError("costs.nhscii_percent: expected one percentage for each year from 2015/16 to 2024/25")
    if parameters.run.warm_up_weeks >= parameters.run.delivery_weeks:
        raise InputError(
            f"run.warm_up_weeks = {parameters.run.warm_up_weeks}: expected less than "
            f"run.delivery_weeks = {parameters.run.delivery_weeks}, or nothing is counted"
        )
    if parameters.pathway.trauma == "offered":
        _check_trauma_work(parameters)


def _check_trauma_work(parameters: Parameters) -> None:
    if not any(cast(float, parameters.get(f"{kind}.share")) for kind in THERAPIES):
        raise InputError("emdr.share = 0.0 and no other therapy has a share: at least one therapy must be offered")
    a_day = int(parameters.psychologist.slots_per_clinic_day * parameters.psychologist.number)
    spare = a_day * len(set(parameters.psychologist.clinic_days)) - parameters.psychologist.reserved_slots
    needed = parameters.stabilisation.slots_per_session
    if min(a_day, spare) < needed:
        raise InputError(
            f"psychologist.slots_per_clinic_day = {parameters.psychologist.slots_per_clinic_day} with "
            f"psychologist.number = {parameters.psychologist.number} and psychologist.reserved_slots = "
            f"{parameters.psychologist.reserved_slots} leaves {min(a_day, spare)} slots for a stabilisation session, "
            f"which takes {needed}"
        )


MAY_BE_EMPTY = {"calendar.closed_weeks"}
"""Lists that may be empty; all others have at least one member."""

THERAPIES = ("emdr", "trauma_focused_cbt", "imagery_rescripting", "present_focused")
"""Names of the kinds of one-to-one therapy, in the order in which a woman's preference is read."""

SHARES = {
    "women.sells_sex": 4,
    "women.uses_drugs_if_sells_weekly": 4,
    "women.uses_drugs_if_sells_less": 4,
    "screening.decline_reasons": 3,
    "screening.unable_reasons": 2,
    "leaving.life_event_shares": 4,
}
"""Lists of shares that add up to 1, and their lengths."""

AT_MOST = (
    ("run.recruitment_weeks", "run.delivery_weeks"),
    ("stabilisation.minimum_size", "stabilisation.maximum_size"),
    ("drug_groups.getting_started_first_week", "drug_groups.getting_started_last_week"),
    ("drug_groups.preparation_first_week", "drug_groups.preparation_last_week"),
)
"""Pairs of which the first is at most the second."""

CONSTRAINED = frozenset(
    {
        *(name for pair in AT_MOST for name in pair),
        *(f"{kind}.share" for kind in THERAPIES),
        "run.warm_up_weeks",
        "stabilisation.slots_per_session",
        "psychologist.number",
        "psychologist.slots_per_clinic_day",
        "psychologist.reserved_slots",
    }
)
"""Parameters whose values may contradict one another's (shares apart)."""
