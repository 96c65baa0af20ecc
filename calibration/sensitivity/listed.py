"""The alternatives: what else might be believed before the study. ``alternatives.toml`` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from calibration.funnel import world_of_joiners
from calibration.priors import check_drawable
from calibration.roles import roles
from calibration.sensitivity.widths import Reshaped
from calibration.toml_files import toml_of
from calibration.world import Joiners, Whole
from sim.errors import InputError, nearest
from sim.parameters import known

ALTERNATIVES_FILE = Path(__file__).with_name("alternatives.toml")

BASE = "base"
WIDTHS = {"twice": 2.0, "half": 0.5}
ALL = "all"
FIELDS = ("help", "changes", "fitted", "tied", "not_fitted", "note")


@dataclass(frozen=True)
class Alternative:
    """One thing else that might be believed.

    Attributes
    ----------
    kind : str
        ``"prior"`` or ``"structure"``.
    help : str
        What it is, in words.
    changes : mapping
        What it changes of the base, by dotted name.
    fitted : tuple of str
        Parameters that are fitted here and left at their priors in the base.
    width : mapping of str to float
        Fitted parameters whose prior is so many times as wide.
    tied : mapping of str to str
        Fitted parameters that take the quantile of another.
    not_fitted : str
        Why the base's posterior is used; empty if it is fitted anew.
    note : str
        What to know when reading its results.
    """

    name: str
    kind: str
    help: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    fitted: tuple[str, ...] = ()
    width: Mapping[str, float] = field(default_factory=dict)
    tied: Mapping[str, str] = field(default_factory=dict)
    not_fitted: str = ""
    note: str = ""

    def world(self, lives_with_eleven: Mapping[int, Whole], seed: int) -> Joiners:
        """Return the world of the eleven as this alternative has it."""
        names = (*roles().fitted, *self.fitted)
        return Joiners(
            lives_with_eleven,
            seed,
            names,
            base=world_of_joiners().changed(dict(self.changes)),
            reshaped=Reshaped(names, self.width, self.tied),
        )


@cache
def alternatives() -> dict[str, Alternative]:
    """Return every alternative by name, those of priors first."""
    return read_alternatives(ALTERNATIVES_FILE)


def read_alternatives(path: Path) -> dict[str, Alternative]:
    """Read and check a file of alternatives.

    Raises
    ------
    InputError
        If a field or a parameter is unknown, or a fitted parameter is in no group or in two.
    """
    content = toml_of(path)
    groups = {ALL: roles().fitted, **_groups(path.name, content["groups"])}
    found = {}
    for group, names in groups.items():
        for word, times in WIDTHS.items():
            what = "all fitted priors" if group == ALL else f"priors of {group.replace('-', ' ')}"
            name = f"{group}-{word}"
            found[name] = Alternative(name, "prior", f"{what} {word} as wide", width=dict.fromkeys(names, times))
    for name, fields in content["structures"].items():
        found[name] = _structure(f"{path.name}: [structures.{name}]", name, fields)
    return found


def named(name: str) -> Alternative:
    """Return one alternative.

    Raises
    ------
    InputError
        If there is none of that name, with the nearest that is.
    """
    if name not in alternatives():
        raise InputError(f"alternative '{name}': there is none of that name.{nearest(name, alternatives())}")
    return alternatives()[name]


def _groups(file: str, groups: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    found = {
        group: tuple(name for name in roles().fitted if name.startswith(tuple(begins)))
        for group, begins in groups.items()
    }
    for name in roles().fitted:
        inside = [group for group, names in found.items() if name in names]
        if len(inside) != 1:
            raise InputError(f"{file}: [groups]: {name} is in {len(inside)} groups; expected one")
    return found


def _structure(where: str, name: str, fields: Mapping[str, Any]) -> Alternative:
    for key in fields:
        if key not in FIELDS:
            raise InputError(f"{where}: unknown field '{key}'.{nearest(key, FIELDS)}")
    try:
        for each in fields["changes"]:
            known(each)
        for each in fields.get("fitted", ()):
            check_drawable(each)
        for each in (*fields.get("tied", {}), *fields.get("tied", {}).values()):
            if each not in roles().fitted:
                raise InputError(f"tied: {each} is not fitted.{nearest(each, roles().fitted)}")
        world_of_joiners().changed(dict(fields["changes"]))
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    fitted = tuple(fields.get("fitted", ()))
    rest = {key: fields[key] for key in ("tied", "not_fitted", "note") if key in fields}
    return Alternative(name, "structure", fields["help"], fields["changes"], fitted, **rest)
