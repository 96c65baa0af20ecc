"""Facts that the checklists quote, read from the code, the parameters, the scenarios and the results.

A fact is asked for by a word and, for most, a name: ``value gate.in_a_row``, ``count scenarios``, ``table outcomes``.
"""

import ast
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from calibration.posterior import POSTERIOR_FILE, Posterior, read_posterior
from calibration.priors import drawable
from calibration.study import study
from scenarios.display import amount, meaning
from scenarios.drawn import REPLICATIONS_A_DRAW
from scenarios.files import find, load, shipped
from scenarios.running import REPLICATIONS, REPLICATIONS_BY_SIMPY
from sim.draws import LANES, Block
from sim.outcomes import OUTCOMES, TOTALS
from sim.parameters import Entry, Value, entries

ROOT = Path(__file__).resolve().parent.parent
STANDINGS = ("study", "literature", "derived", "assumption")
BETTER = {"higher": "more", "lower": "less", None: "–"}
OF_THE_STUDY = "total"


def fact(asked: str) -> str:
    """Return a fact as text.

    Raises
    ------
    SystemExit
        If there is none of that name.
    """
    word, _, name = asked.partition(" ")
    try:
        return FACTS[word](name)
    except (KeyError, StopIteration):
        raise SystemExit(f"docs/checklists: there is no fact '{asked}'") from None


# Parameters


def _number(name: str) -> str:
    return _shown(entries()[name].value)


def _value(name: str) -> str:
    return _with_unit(entries()[name].value, entries()[name].unit)


def _service(name: str) -> str:
    return _with_unit(load("service").get(name), entries()[name].unit)


def _with_unit(value: Value, unit: str) -> str:
    """Return a number and its unit; one thing is one woman, and not one women."""
    if unit in ("name", "yes or no", "level", "ratio", "probability"):
        return _shown(value)
    if value == 1 and not unit.startswith("£"):
        unit = re.sub(r"^women\b", "woman", re.sub(r"^(\w+?)s\b", r"\1", unit))
    return f"{_shown(value)} {unit}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_shown(member) for member in value)
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 and value != round(value, 2) else f"{value:g}"
    return "NHS" if value == "nhs" else str(value).replace("_", " ")


def _percent(name: str) -> str:
    return f"{100 * entries()[name].value:.3g} %"


def _standings(_: str) -> str:
    counts = Counter(entry.standing for entry in entries().values())
    told = ", ".join(f"{counts[standing]} {standing}" for standing in STANDINGS)
    return f"By standing, of {len(entries())} values: {told}."


def _parameters(_: str) -> str:
    head = ["| input | base value | distribution | posterior mean (95 %) | standing | use |"]
    head += ["| --- | --- | --- | --- | --- | --- |"]
    log = (ROOT / "docs" / "assumptions.md").read_text(encoding="utf-8")
    lines, group = [*_about_inputs(), ""], ""
    for name, entry in entries().items():
        if name.partition(".")[0] != group:
            group = name.partition(".")[0]
            heading = next(line[3:] for line in log.splitlines() if line.startswith("## ") and f"(`{group}`)" in line)
            lines += ["", f"### {heading}", "", *head]
        lines.append(_input(name, entry))
    return "\n".join(lines)


def _about_inputs() -> list[str]:
    return [
        f"All {len(entries())} values of `sim/parameters.toml`; source and allowed range of each are in",
        "[the assumptions log](assumptions.md). *Fixed* is a choice of the service, or taken as known; *structural* is",
        "a choice between assumptions. The posterior is that of the calibration; a parameter of which the study tells",
        "nothing stays at its prior. Of a list, the members follow one another.",
    ]


def _input(name: str, entry: Entry) -> str:
    cells = (f"`{name}`", f"{_shown(entry.value)} ({entry.unit})", str(entry.prior), _learnt(name), entry.standing)
    return _row((*cells, entry.help))


def _learnt(name: str) -> str:
    columns = [c for c in _posterior().columns if c == name or c.startswith(f"{name}[")]
    return "; ".join(_mean_and_range(_posterior().column(column)) for column in columns) or "–"


def _mean_and_range(values: Any) -> str:
    low, high = np.quantile(values, (0.025, 0.975))
    return f"{values.mean():.3g} ({low:.3g} to {high:.3g})"


def _structures(_: str) -> str:
    lines = ["| switch | base | may also be | meaning |", "| --- | --- | --- | --- |"]
    for name, entry in entries().items():
        if entry.prior.family == "structural":
            words = isinstance(entry.range[0], str)
            others = (
                [v for v in entry.range if v != entry.value] if words else [f"{entry.range[0]} to {entry.range[1]}"]
            )
            others = ["yes" if entry.value is False else "no"] if isinstance(entry.value, bool) else others
            lines.append(_row((f"`{name}`", _shown(entry.value), _shown(others), entry.help)))
    for name in ("pathway.drug_treatment", "pathway.trauma", "waiting.keep_attending", "present_focused.if_not_ready"):
        entry = entries()[name]
        truth = isinstance(entry.value, bool)
        others = ["no" if entry.value else "yes"] if truth else [v for v in entry.range if v != entry.value]
        lines.append(_row((f"`{name}`", _shown(entry.value), _shown(others), entry.help)))
    return "\n".join(lines)


# Outcomes, scenarios, draws


def _outcomes(_: str) -> str:
    lines = ["Over all replications together; *mean* is the sum divided by the number of replications.", ""]
    lines += ["| outcome | meaning | how | unit | better |", "| --- | --- | --- | --- | --- |"]
    for outcome in OUTCOMES.values():
        how = f"mean of `{outcome.numerator}`"
        if outcome.denominator:
            how = f"sum of `{outcome.numerator}` / sum of `{outcome.denominator}`"
        times = {1.0: "", 0.01: ", in pounds from pence", 1 / 7: ", in weeks from days"}[outcome.scale]
        unit = outcome.unit or "count"
        lines.append(_row((f"`{outcome.name}`", meaning(outcome), how + times, unit, BETTER[outcome.better])))
    return "\n".join(lines)


def _scenarios(_: str) -> str:
    lines = [
        "Each is a file of `scenarios/library`. Values are those of the scenario that it is based on, and its own. A "
        "number that is drawn (table A) is held by a scenario that changes it; beside one that does not, it varies "
        "around the posterior mean of table A and not around the value on the left.",
        "",
    ]
    lines += ["| scenario | title and question | compared with | changes | why |", "| --- | --- | --- | --- | --- |"]
    for name in shipped():
        scenario = find(name)
        below = find(scenario.based_on).parameters if scenario.based_on else None
        changes = [
            f"`{key}`: {_shown(below.get(key)) if below else '–'} → {_shown(value)}"
            for key, value in scenario.changes.items()
        ]
        why = dict.fromkeys(scenario.evidence.values())
        based = f"on `{scenario.based_on}`: " if scenario.based_on else "nothing: the base values"
        lines.append(
            _row(
                (
                    f"`{name}`",
                    f"**{scenario.title}.** {scenario.question}",
                    f"`{scenario.compare_with}`" if scenario.compare_with else "–",
                    based + "; ".join(changes),
                    "; ".join(why) or "–",
                )
            )
        )
    return "\n".join(lines)


def _draws(_: str) -> str:
    lines = [
        "One address gives four 32-bit words, one for each decision of a block. The last two are drawn outside runs.",
        "",
    ]
    lines += ["| block | number | decisions, in order |", "| --- | --- | --- |"]
    lines += [_row((block.name.lower(), str(int(block)), "; ".join(LANES[block]))) for block in Block]
    return "\n".join(lines)


def _verification(_: str) -> str:
    lines = ["| test | what is known from elsewhere |", "| --- | --- |"]
    for path in sorted((ROOT / "tests" / "verification").glob("test_*.py")):
        said = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").splitlines()[0]
        name = path.relative_to(ROOT)
        lines.append(_row((f"[{path.stem.removeprefix('test_').replace('_', ' ')}](../{name})", said)))
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


# Results


@cache
def _posterior() -> Posterior:
    return read_posterior(POSTERIOR_FILE)


@cache
def _alternatives() -> dict[str, Any]:
    return json.loads((ROOT / "calibration" / "alternatives.json").read_text(encoding="utf-8"))


def _answer(name: str) -> str:
    """Return the mean of a headline answer over the posterior, and 95 % of the means of draws."""
    found = _alternatives()["base"]["answers"][name]
    unit, places = ("£", 0) if name.startswith("cost") else ("", 1)
    low, high = (amount(end, unit, decimals=places) for end in found["expected"])
    return f"{amount(found['mean'], unit, decimals=places)} ({low} to {high})"


def _study(name: str) -> str:
    figures = study()
    if name == OF_THE_STUDY:
        return f"£{figures['pounds']['total']:,}"
    return str(figures["counts" if name in figures["counts"] else "assumed_counts"][name])


def _readme(_: str) -> str:
    """Return the block of the README that shows the shipped comparison."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return next(
        block for block in re.findall(r"^```\n.*?^```$", text, re.MULTILINE | re.DOTALL) if "base (mean)" in block
    )


@cache
def _economics_settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "scenarios" / "economics" / "settings.toml").read_text(encoding="utf-8"))


def _economics(name: str) -> str:
    found = _economics_settings()
    for part in name.split("."):
        found = found[part]
    values, listed = found["value"], isinstance(found["value"], list)
    numbers = values if listed else [values]
    shares = all(abs(number) < 1 for number in numbers)
    told = [f"{100 * number:g} %" if shares else f"{number:,}" for number in numbers]
    return " and ".join(told) if len(told) < 3 else ", ".join(told[:-1]) + " and " + told[-1]


def _sources() -> int:
    """Return how many publications and other texts the list of sources holds."""
    text = (ROOT / "docs" / "evidence" / "sources.md").read_text(encoding="utf-8")
    tables = text[text.index("\n## ") :]
    return len(re.findall(r"^\| (?!key |---)", tables, re.MULTILINE))


def _quoted(asked: str) -> str:
    """Return a figure that another page quotes, as it stands there: ``quoted docs/performance.md | 53 s``.

    Raises
    ------
    SystemExit
        If the page does not say so (any more).
    """
    name, _, words = (part.strip() for part in asked.partition("|"))
    if words not in " ".join((ROOT / name).read_text(encoding="utf-8").split()):
        raise SystemExit(f"docs/checklists: {name} does not say '{words}'")
    return words


# Software


def _version(package: str) -> str:
    if package == "dussk":
        return _project()["version"]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return next(pin.partition("==")[2].partition(" ")[0] for pin in pins if pin.startswith(f"{package}=="))


def _python(_: str) -> str:
    return f"{_project()['requires-python'].removeprefix('>=')} or later"


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _assumptions() -> Iterator[str]:
    for entry in entries().values():
        if entry.standing == "assumption":
            family = entry.prior.family
            yield family if family in ("fixed", "structural") else "drawn"


# What may be asked for

COUNTS: dict[str, Callable[[], int]] = {
    "parameters": lambda: len(entries()),
    "drawn": lambda: len(drawable()),
    "structural": lambda: sum(entry.prior.family == "structural" for entry in entries().values()),
    "scenarios": lambda: len(shipped()),
    "outcomes": lambda: len(OUTCOMES),
    "totals": lambda: len(TOTALS),
    "sources": _sources,
    "alternatives": lambda: len(_alternatives()["alternatives"]),
    **{s: lambda s=s: sum(entry.standing == s for entry in entries().values()) for s in STANDINGS},
    **{f"assumption_{how}": lambda how=how: Counter(_assumptions())[how] for how in ("drawn", "fixed", "structural")},
}
RUN = {
    "replications": REPLICATIONS,
    "replications_by_simpy": REPLICATIONS_BY_SIMPY,
    "replications_a_draw": REPLICATIONS_A_DRAW,
}
TABLES = {
    "parameters": _parameters,
    "outcomes": _outcomes,
    "scenarios": _scenarios,
    "draws": _draws,
    "structures": _structures,
    "verification": _verification,
}
FACTS: dict[str, Callable[[str], str]] = {
    "value": _value,
    "number": _number,
    "percent": _percent,
    "prior": lambda name: str(entries()[name].prior),
    "service": _service,
    "standings": _standings,
    "count": lambda name: f"{COUNTS[name]():,}",
    "run": lambda name: f"{RUN[name]:,}",
    "posterior": lambda name: f"{_posterior().said[name]:,}",
    "answer": _answer,
    "study": _study,
    "readme": _readme,
    "quoted": _quoted,
    "economics": _economics,
    "version": _version,
    "python": _python,
    "table": lambda name: TABLES[name](name),
}
