"""What the calibration does with every parameter: fitted, closed form, priced, or left at its prior."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from calibration.priors import check_drawable, drawable
from calibration.toml_files import toml_of
from sim.errors import InputError

ROLES_FILE = Path(__file__).with_name("roles.toml")


@dataclass(frozen=True)
class ClosedForm:
    """A parameter whose entry in the parameter file is its posterior already.

    Attributes
    ----------
    target : str
        The target whose counts it holds.
    prior_before : tuple of float
        What was thought before the study: Beta or Dirichlet weights.
    added : tuple of float or None
        What the study added, where it is not simply the target's counts.
    """

    parameter: str
    target: str
    prior_before: tuple[float, ...]
    help: str
    added: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Roles:
    """The role of every parameter that has a prior to draw from."""

    fitted: tuple[str, ...]
    rates: tuple[str, ...]
    priced: tuple[str, ...]
    closed_form: dict[str, ClosedForm]
    prior_alone: dict[str, str]
    centred_by_hand: dict[str, str]

    def of(self, name: str) -> str:
        """Return the role of a parameter, in a word or two."""
        for role, names in (("fitted", self.fitted), ("closed form", (*self.rates, *self.closed_form))):
            if name in names:
                return role
        return "priced" if name in self.priced else "prior alone"


@cache
def roles() -> Roles:
    """Return the shipped roles."""
    return read_roles(ROLES_FILE)


def read_roles(path: Path) -> Roles:
    """Read roles from a file.

    Raises
    ------
    InputError
        If a parameter is unknown, has no prior, has two roles, or has none.
    """
    content = toml_of(path)
    forms = {}
    for name, fields in content["closed_form"].items():
        added = tuple(fields["added"]) if "added" in fields else None
        forms[name] = ClosedForm(name, fields["target"], tuple(fields["prior_before"]), fields["help"], added)
    alone = {name: why for why, names in content["prior_alone"].items() for name in names}
    fitted, rates, priced = (tuple(content[role]) for role in ("fitted", "rates", "priced"))
    found = Roles(fitted, rates, priced, forms, alone, content["centred_by_hand"])
    seen: set[str] = set()
    for name in (*found.fitted, *found.rates, *found.priced, *forms, *alone):
        try:
            check_drawable(name)
        except InputError as error:
            raise InputError(f"{path.name}: {error}") from None
        if name in seen:
            raise InputError(f"{path.name}: {name} has two roles; expected one")
        seen.add(name)
    if missing := [name for name in drawable() if name not in seen]:
        raise InputError(f"{path.name}: {missing[0]} has a prior and no role; expected one")
    return found
