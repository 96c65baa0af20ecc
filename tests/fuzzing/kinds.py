"""The kinds of file that a user hands to the program: how one is made, read, and what must hold if it is accepted."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np

from calibration.evidence import EVIDENCE_FILE, read_evidence
from calibration.faults import MOST, messages_of, told
from calibration.study import study
from scenarios.batch.drawing import Draws
from scenarios.batch.plan import read_plan
from scenarios.display import one_line
from scenarios.files import find
from scenarios.trial.design import read_design
from scenarios.trial.effect import beliefs_of
from sim import simulate
from sim.errors import InputError
from sim.parameters import Parameters, entries

from .mangling import Choose, a_change, mangled, one_of

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = sorted((ROOT / "scenarios" / "library").glob("*.toml"))
DESIGNS = sorted((ROOT / "scenarios" / "trials").glob("*.toml"))
MOST_LETTERS = 1_000
"""Letters of an answer: more is not one clear line."""

PLAN = """title = "A plan"
scenarios = ["base", "more-support"]
replications = 4
seed = 1
block = 2
outcomes = ["started_therapy", "cost_total"]
"""
STOP = "[stop]\nlook_every = 2\nlook_ahead = 1\n[stop.means]\nstarted_therapy = 0.5\n[draws]\nnumber = 0\n"
FILE = '[draws]\nfile = "draws.csv"\n'
COLUMNS = ("leaving.preparation", "attendance.drug_group", "attendance.spread_between_women", "referral.delay_days")


class WrongError(Exception):
    """What was accepted and should not have been, or answered badly."""


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    made : callable
        A file's text, from a source of small numbers.
    tried : callable
        Reads it, as a command would; what it returns is handed to ``holds``.
    holds : callable
        Says what is wrong with what was accepted, by raising :class:`WrongError`.
    """

    made: Callable[[Choose], str]
    tried: Callable[[Path], object]
    holds: Callable[[object], None]
    file: str


def refused_well(error: InputError) -> None:
    """Raise if an answer is not one clear line for each fault, of not too many."""
    lines = told(messages_of(error))
    if not 0 < len(lines) <= MOST + 1:
        raise WrongError(f"{len(lines)} lines")
    for said in map(one_line, lines):
        if not said.strip() or not said.isprintable() or len(said) > MOST_LETTERS or "Traceback" in said:
            raise WrongError(f"not one clear line: {said[:300]!r}")


def _scenario(choose: Choose) -> str:
    if choose(3) == 0:
        text = one_of(LIBRARY, choose).read_text(encoding="utf-8")
        return mangled(text, choose)
    based_on = one_of(("base", "service", "service-scarce", "do-minimum"), choose)
    changes = dict(a_change(entries(), choose) for _ in range(1 + choose(6)))
    lines = ['title = "T"', 'question = "Q?"', f'based_on = "{based_on}"', "", "[changes]"]
    lines += [f'"{name}" = {value}' for name, value in changes.items()]
    lines += ["", "[evidence]", *(f'"{name}" = "why"' for name in changes)]
    text = "\n".join(lines) + "\n"
    return mangled(text, choose) if choose(4) == 0 else text


def _lives(parameters: object) -> None:
    """Raise if what was accepted cannot be lived, or is lived two ways."""
    assert isinstance(parameters, Parameters)
    one, other = (simulate(parameters, replications=1, seed=3, engine=engine) for engine in ("simpy", "compiled"))
    if one.rows != other.rows:
        raise WrongError("the two engines live it differently")
    total = {name: one.total(name)[0] for name in ("contacts", "consented", "started_therapy", "completed_therapy")}
    if any(value < 0 for value in total.values()):
        raise WrongError(f"counts below nought: {total}")
    for name in ("cost_total", "psychologist_use"):
        mean = one.mean(name)
        if mean is not None and not math.isfinite(mean):
            raise WrongError(f"{name} is {mean}")


def _plan(choose: Choose) -> str:
    return mangled(
        PLAN
        + one_of(("", STOP, '[draws]\npriors = "all"\nnumber = 2\nseed = 5\n', "[draws]\nposterior = true\n"), choose),
        choose,
    )


def _design(choose: Choose) -> str:
    return mangled(one_of(DESIGNS, choose).read_text(encoding="utf-8"), choose)


def _beliefs_hold(design: object) -> None:
    found = beliefs_of(design, 8, 1)  # type: ignore[arg-type]
    for one in fields(found):
        values = getattr(found, one.name)
        if not np.isfinite(values).all():
            raise WrongError(f"{one.name} is not a number in some draw")
    for name in ("retention_treated", "retention_comparison", "icc_group", "icc_therapist"):
        values = getattr(found, name)
        if (values < 0.0).any() or (values > 1.0).any():
            raise WrongError(f"{name} is outside 0 to 1 in some draw: {values.min():g} to {values.max():g}")


def _evidence(choose: Choose) -> str:
    return mangled(EVIDENCE_FILE.read_text(encoding="utf-8"), choose)


def _draws(choose: Choose) -> str:
    columns = [one_of(COLUMNS, choose) if choose(4) else one_of(list(entries()), choose) for _ in range(1 + choose(4))]
    rows = [",".join(columns)]
    for _ in range(1 + choose(4)):
        rows.append(",".join(_cell(name, choose) for name in columns))
    text = "\n".join(rows) + "\n"
    return mangled(text, choose) if choose(3) == 0 else text


def _cell(name: str, choose: Choose) -> str:
    entry = entries()[name]
    value = a_change({name: entry}, choose)[1] if choose(3) == 0 else json.dumps(entry.value)
    return value.replace("\n", " ")


def _read_draws(path: Path) -> object:
    plan = path.with_name("plan.toml")
    plan.write_text(PLAN + FILE, encoding="utf-8")
    path.replace(path.with_name("draws.csv"))
    with tempfile.TemporaryDirectory() as folder:
        return Draws(read_plan(plan), Path(folder), may_write=False)


@cache
def _figures() -> dict[str, dict[str, object]]:
    return study()


def make_ready() -> None:
    """Make or load machine code, so that no input is charged for it."""
    simulate(find("base").parameters, replications=1, engine="compiled")


def _nothing(_: object) -> None:
    """Nothing more is asked."""


KINDS = {
    "scenario": Kind(_scenario, lambda path: find(str(path)).parameters, _lives, "a-scenario.toml"),
    "plan": Kind(_plan, read_plan, _nothing, "plan.toml"),
    "design": Kind(_design, read_design, _beliefs_hold, "design.toml"),
    "evidence": Kind(_evidence, lambda path: read_evidence(path, _figures()), _nothing, "evidence.toml"),
    "draws": Kind(_draws, _read_draws, _nothing, "given.csv"),
}


def tried(kind: str, text: str, folder: Path, *, live: bool) -> bool:
    """Hand a text to the program; return whether it was accepted.

    Parameters
    ----------
    kind : str
        Which kind of file it is.
    text : str
        What stands in it.
    folder : Path
        Where it is put.
    live : bool
        Whether what was accepted is used as well.

    Raises
    ------
    WrongError
        If it is not answered in one clear line, or accepted and not sound.
    Exception
        Whatever else the program raises: a traceback, to a user.
    """
    path = folder / KINDS[kind].file
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        found = KINDS[kind].tried(path)
    except InputError as error:
        refused_well(error)
        return False
    if live:
        KINDS[kind].holds(found)
    return True
