"""The evidence as data: what each figure of the study is, and how the fit may use it.

``evidence.toml`` names the targets and ``study.toml`` holds their numbers. Everything is checked when it is read: a
target that cannot happen is one clear line that names the file, the target, the field, and what was expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from calibration.faults import gathered
from calibration.study import study
from calibration.toml_files import toml_of
from sim.errors import InputError, nearest
from sim.outcomes import TOTALS

EVIDENCE_FILE = Path(__file__).with_name("evidence.toml")

USES = ("closed_form", "fitted", "in_prior", "held_out")
LIKELIHOODS = ("poisson", "binomial", "multinomial", "exact", "interval", "rounded_cost")
STANDINGS = ("study", "derived")
NEEDED = ("help", "outcome", "figure", "likelihood", "standing", "use", "source")
OPTIONAL = ("out_of", "rounding")
ROUNDING = 50
"""Pence by which a printed pound may be off, either way, unless the target says otherwise."""

FLOW = (
    "contacts",
    "screened",
    "eligible",
    "consented",
    "referred",
    "ptsd_screened",
    "ptsd_positive",
    "started_therapy",
)
"""Counts of the study of which none can be above the one before it."""

PARTS = {
    "contacts": ("screened", "declined"),
    "declined": ("declined_too_busy", "declined_not_interested", "declined_not_selling_sex", "declined_other"),
    "screened": ("not_eligible", "eligible"),
    "eligible": ("unable_to_consent", "consented"),
    "unable_to_consent": ("unable_to_consent_too_distressed", "unable_to_consent_health"),
}
"""Counts of the study that are the sum of others."""


@dataclass(frozen=True, slots=True)
class Target:
    """One figure of the study, or a few that go together.

    Attributes
    ----------
    outcomes : tuple of str
        The totals of ``sim.outcomes`` that it is about.
    figures : tuple of str
        Where its numbers stand in ``study.toml``.
    low, high : int
        What the sum of those totals may be (pence for costs): the same number twice if it must be exact.
    out_of : int or None
        The count that it is a share of.
    """

    name: str
    help: str
    outcomes: tuple[str, ...]
    figures: tuple[str, ...]
    counts: tuple[int, ...]
    low: int
    high: int
    out_of: int | None
    likelihood: str
    standing: str
    use: str
    source: str

    def shown(self) -> str:
        """Return the figure as people write it."""
        if self.likelihood == "rounded_cost":
            return f"£{self.counts[0]:,}"
        if self.likelihood == "interval":
            return f"{self.low} to {self.high}"
        number = ", ".join(str(count) for count in self.counts)
        return number if self.out_of is None else f"{number} of {self.out_of}"


@cache
def evidence() -> dict[str, Target]:
    """Return the shipped targets by name."""
    return read_evidence(EVIDENCE_FILE, study())


def targets(use: str) -> list[Target]:
    """Return the shipped targets of one use, in the order of the file."""
    return [target for target in evidence().values() if target.use == use]


def read_evidence(path: Path, figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Target]:
    """Read and check a file of targets.

    Parameters
    ----------
    path : Path
        The file.
    figures : mapping
        The study's figures, as :func:`calibration.study.study` gives them.

    Raises
    ------
    InputError
        If anything in it cannot be used: for each fault a line that names the file, the target, the field and what was
        expected.
    """
    found: dict[str, Target] = {}
    with gathered() as faults:
        content = toml_of(path)
        with faults.caught():
            _check_flow(figures)
        for name, fields in content.items():
            with faults.caught():
                found[name] = _target(f"{path.name}: [{name}]", name, fields, figures)
        if not content:
            raise InputError(f"{path.name}: there is no target in it")
        _check_used_once(path.name, found)
    return found


def _target(where: str, name: str, fields: object, figures: Mapping[str, Mapping[str, Any]]) -> Target:
    if not isinstance(fields, dict):
        raise InputError(f"{where} = {fields!r}: expected a table of fields such as {', '.join(NEEDED[:3])}")
    _check_fields(where, fields)
    outcomes = _names(where, "outcome", fields["outcome"])
    places = _names(where, "figure", fields["figure"])
    numbers = [_figure(where, "figure", place, figures) for place in places]
    likelihood = fields["likelihood"]
    rounding = _whole(where, "rounding", fields.get("rounding", ROUNDING))
    counts, low, high = _bounds(where, likelihood, places, numbers, rounding)
    out_of = None
    if "out_of" in fields:
        out_of = _whole(where, fields["out_of"], _figure(where, "out_of", fields["out_of"], figures))
        if low > out_of:
            raise InputError(f"{where}: figure = {low} is above out_of = {out_of}: it can be equal at most")
    elif likelihood == "binomial":
        raise InputError(f"{where}: out_of is missing: a binomial count is out of another")
    text = (likelihood, fields["standing"], fields["use"], fields["source"])
    return Target(name, fields["help"], outcomes, places, counts, low, high, out_of, *text)


def _check_fields(where: str, fields: dict[str, Any]) -> None:
    """Refuse a target whose fields are not those that are expected, each by itself."""
    with gathered() as faults:
        hints = {key: nearest(key, (*NEEDED, *OPTIONAL)) for key in fields if key not in (*NEEDED, *OPTIONAL)}
        for key, hint in hints.items():
            faults.add(InputError(f"{where}: unknown field '{key}'.{hint}"))
        for key in NEEDED:
            if key not in fields and not any(f"'{key}'" in hint for hint in hints.values()):
                faults.add(InputError(f"{where}: {key} is missing"))
        for key, allowed in (("use", USES), ("likelihood", LIKELIHOODS), ("standing", STANDINGS)):
            with faults.caught():
                _one_of(where, key, fields.get(key, allowed[0]), allowed)
        for key in ("help", "source"):
            if not isinstance(fields.get(key, "-"), str) or not fields.get(key, "-").strip():
                faults.add(InputError(f"{where}: {key} = {fields[key]!r}: expected a line of text"))
        if "outcome" in fields:
            for outcome in _names(where, "outcome", fields["outcome"]):
                with faults.caught():
                    _one_of(where, "outcome", outcome, TOTALS, few=False)


def _bounds(
    where: str, likelihood: str, places: tuple[str, ...], numbers: list[Any], rounding: int
) -> tuple[tuple[int, ...], int, int]:
    """Return the counts of a target, and the least and the most that its outcomes may add up to."""
    if likelihood == "interval":
        pair = numbers[0]
        if len(numbers) != 1 or not isinstance(pair, list) or len(pair) != 2:
            raise InputError(f"{where}: figure {places[0]} = {pair!r}: expected two whole numbers, low and high")
        low, high = (_whole(where, places[0], number) for number in pair)
        if low > high:
            raise InputError(f"{where}: figure {places[0]} = [{low}, {high}]: expected the lower number first")
        return (low, high), low, high
    if len(numbers) > 1 and likelihood != "multinomial":
        raise InputError(f"{where}: figure names {len(numbers)} numbers: only a multinomial has more than one")
    counts = tuple(_whole(where, place, number) for place, number in zip(places, numbers, strict=True))
    if likelihood == "rounded_cost":
        return counts, counts[0] * 100 - rounding, counts[0] * 100 + rounding
    return counts, sum(counts), sum(counts)


def _names(where: str, key: str, value: object) -> tuple[str, ...]:
    names = tuple(value) if isinstance(value, list) else (value,)
    if not names or not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        raise InputError(f"{where}: {key} = {value!r}: expected a name, or different names in a list")
    return names


def _one_of(where: str, key: str, value: object, allowed: tuple[str, ...], *, few: bool = True) -> None:
    if value in allowed:
        return
    expected = f"expected one of {', '.join(allowed)}" if few else "expected a total of sim.outcomes"
    raise InputError(f"{where}: {key} = {value!r}: {expected}.{nearest(str(value), allowed)}")


def _figure(where: str, key: str, place: object, figures: Mapping[str, Mapping[str, Any]]) -> Any:
    known = [f"{group}.{name}" for group, numbers in figures.items() for name in numbers]
    if place not in known:
        raise InputError(f"{where}: {key} = {place!r}: study.toml has no such figure.{nearest(str(place), known)}")
    group, _, name = str(place).partition(".")
    return figures[group][name]


def _whole(where: str, place: str, number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise InputError(f"{where}: {place} = {number!r}: expected a whole number, not below 0")
    return number


def _check_flow(figures: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse counts of women that cannot happen."""
    counts = {name: _whole("study.toml: [counts]", name, count) for name, count in figures.get("counts", {}).items()}
    flow = [name for name in FLOW if name in counts]
    for before, after in pairwise(flow):
        if counts[after] > counts[before]:
            raise InputError(
                f"study.toml: [counts]: {after} = {counts[after]} is above {before} = {counts[before]}; "
                "it can be equal at most"
            )
    for whole, parts in PARTS.items():
        if {whole, *parts} <= counts.keys() and counts[whole] != sum(counts[part] for part in parts):
            said = " + ".join(f"{part} {counts[part]}" for part in parts)
            raise InputError(f"study.toml: [counts]: {whole} = {counts[whole]}: expected {said}")


def _check_used_once(file: str, found: Mapping[str, Target]) -> None:
    """Refuse a printed figure that enters the likelihood twice."""
    seen: dict[str, str] = {}
    for target in found.values():
        if target.use not in ("closed_form", "fitted"):
            continue
        for figure in target.figures:
            if figure in seen:
                raise InputError(
                    f"{file}: [{target.name}]: figure = '{figure}' is used by [{seen[figure]}] already; "
                    "each printed figure enters the likelihood once"
                )
            seen[figure] = target.name
