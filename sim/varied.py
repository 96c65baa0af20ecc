"""Many parameter sets that differ from one in some numbers: draws from priors or from a posterior.

Structure is never varied: names such as ``stabilisation.format`` belong to a scenario, not to a draw.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError, nearest
from sim.numbers import SETS
from sim.parameters import AT_MOST, SHARES, THERAPIES, WHOLE_SHARES, Parameters, entries

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MEMBER = re.compile(r"(?P<name>[^\[\]]+)\[(?P<member>\d+)\]")


@dataclass(frozen=True, eq=False)
class Varied:
    """A base parameter set and draws of some of its numbers.

    Parameters
    ----------
    base : Parameters
        What every draw starts from.
    names : sequence of str
        The numbers that vary, by dotted name; a member of a list as ``"women.sells_sex[0]"``.
    values : array of float, shape (draws, names)
        One row a draw.

    Raises
    ------
    InputError
        If a name is unknown, not a number or given twice, or a value is not allowed; the message names the draw.
    """

    base: Parameters
    names: tuple[str, ...]
    values: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Check everything, before anything runs."""
        names: object = self.names
        if isinstance(names, str):
            raise InputError(f"draws: names: expected a list of names, got '{names}'")
        try:
            values = np.array(self.values, dtype=np.float64, order="C")
        except (TypeError, ValueError):
            raise InputError("draws: values: expected rows of numbers") from None
        values.setflags(write=False)
        if values.ndim != 2 or values.shape[1] != len(self.names) or not len(values):
            raise InputError(f"draws: expected rows of {len(self.names)} numbers, got an array of shape {values.shape}")
        object.__setattr__(self, "values", values)
        for column, (name, member) in enumerate(self.places):
            _check_column(name, member, self.names[column], values[:, column], self.base)
        self._check_shares()
        self._check_together()

    @classmethod
    def only(cls, base: Parameters) -> Varied:
        """Return the base alone, as a single draw in which nothing varies."""
        return cls(base, (), np.zeros((1, 0)))

    @property
    def draws(self) -> int:
        """How many draws."""
        return len(self.values)

    @cached_property
    def places(self) -> tuple[tuple[str, int | None], ...]:
        """Return the parameter of each column, and which member of it if it is a list."""
        found = tuple(_place(name) for name in self.names)
        if len(set(found)) != len(found):
            raise InputError(f"draws: a column is given twice: {', '.join(self.names)}")
        return found

    def changes(self, draw: int) -> dict[str, Any]:
        """Return what one draw changes, by dotted name."""
        changes: dict[str, Any] = {}
        for (name, member), value in zip(self.places, self.values[draw], strict=True):
            whole = isinstance(_example(name), int)
            number: int | float = int(value) if whole else float(value)
            if member is None:
                changes[name] = number
            else:
                members = changes.setdefault(name, list(self.base.get(name)))  # type: ignore[arg-type]
                members[member] = number
        return changes

    def parameters(self, draw: int) -> Parameters:
        """Return one draw as a whole parameter set.

        Raises
        ------
        InputError
            If there is no such draw, or its values contradict each other.
        """
        if not 0 <= draw < self.draws:
            raise InputError(f"draw: {draw} is not a whole number from 0 to {self.draws - 1}")
        try:
            return self.base.changed(self.changes(draw))
        except InputError as error:
            raise InputError(f"draw {draw}: {error}") from None

    def _check_shares(self) -> None:
        for name in SHARES:
            columns = {member: column for column, (other, member) in enumerate(self.places) if other == name}
            if not columns:
                continue
            base: Any = self.base.get(name)
            total = sum(self.values[:, columns[i]] if i in columns else share for i, share in enumerate(base))
            wrong = np.flatnonzero(np.abs(np.broadcast_to(total, self.draws) - 1.0) > WHOLE_SHARES)
            if len(wrong):
                raise InputError(f"draw {wrong[0]}: {name}: expected shares that add up to 1")

    def values_of(self, name: str) -> Any:
        """Return a number's values, one a draw, or the one value that all draws share."""
        for column, place in enumerate(self.places):
            if place == (name, None):
                return self.values[:, column]
        return self.base.get(name)

    def _check_together(self) -> None:
        """Find the first draw whose values contradict each other, and say how."""
        value = self.values_of
        wrong = np.zeros(self.draws, bool)
        for low, high in AT_MOST:
            wrong |= value(low) > value(high)
        wrong |= value("run.warm_up_weeks") >= value("run.delivery_weeks")
        if self.base.pathway.trauma == "offered":
            wrong |= sum(value(f"{kind}.share") for kind in THERAPIES) == 0.0
            a_day = np.floor(value("psychologist.slots_per_clinic_day") * value("psychologist.number"))
            days = len(set(self.base.psychologist.clinic_days))
            spare = a_day * days - value("psychologist.reserved_slots")
            wrong |= np.minimum(a_day, spare) < value("stabilisation.slots_per_session")
        if wrong.any():
            self.parameters(int(np.argmax(wrong)))


def _place(name: str) -> tuple[str, int | None]:
    match = _MEMBER.fullmatch(name)
    plain, member = (match["name"], int(match["member"])) if match else (name, None)
    if plain not in entries():
        raise InputError(f"draws: unknown parameter '{plain}'.{nearest(plain, entries())}")
    if plain in SETS:
        raise InputError(f"draws: {plain} is a choice of days or weeks; choices are made by scenarios, not by draws")
    is_list = isinstance(entries()[plain].value, list)
    if is_list and member is None:
        raise InputError(f"draws: {plain} is a list: give each member a column, such as '{plain}[0]'")
    if member is not None and not is_list:
        raise InputError(f"draws: {plain} is not a list, so '{name}' names nothing")
    if isinstance(_example(plain), bool | str):
        raise InputError(f"draws: {plain} is a choice; choices are made by scenarios and cannot vary by draw")
    return plain, member


def _example(name: str) -> object:
    value = entries()[name].value
    return value[0] if isinstance(value, list) else value


def _check_column(name: str, member: int | None, column: str, values: NDArray[np.float64], base: Parameters) -> None:
    if member is not None and member >= len(base.get(name)):  # type: ignore[arg-type]
        raise InputError(f"draws: {column}: {name} has {len(base.get(name))} members")  # type: ignore[arg-type]
    low, high = entries()[name].range
    wrong = ~((values >= low) & (values <= high))
    kind = "a number"
    if isinstance(_example(name), int):
        kind = "a whole number"
        wrong |= values != np.floor(values)
    if wrong.any():
        draw = int(np.argmax(wrong))
        raise InputError(f"draw {draw}: {column} = {values[draw]:g}: expected {kind} from {low} to {high}")


def columns_of(names: Sequence[str], base: Parameters) -> list[str]:
    """Return the columns that parameters take in a table of draws: one a number, one for each member of a list."""
    columns: list[str] = []
    for name in names:
        value = base.get(name)
        columns += [f"{name}[{i}]" for i in range(len(value))] if isinstance(value, tuple) else [name]
    return columns
