"""What the page's buttons call: plain text and numbers in, JSON out, and words where something is wrong.

Every function returns a JSON text. Bad input never raises: it returns ``{"errors": [{"name", "message"}]}``. The same
functions run in the browser and in tests.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from scenarios.files import Scenario
from scenarios.held import not_known
from scenarios.page import designs, inputs, material, starts
from scenarios.page.downloads import Asked, download_of
from scenarios.page.relive import relived
from scenarios.page.reply import answer_of, pair_of
from scenarios.page.said import ENOUGH, MADE_WITH_TOO_FEW
from scenarios.page.session import Session
from scenarios.page.work import lived
from scenarios.report.standing import STANDINGS
from sim.errors import InputError

Answer = Callable[..., str]

A_DAY = 24 * 60 * 60 * 1000
"""Milliseconds for which a run is worked at in one go, at most."""

_open: dict[str, Session] = {}


def open_with(made: material.Material) -> None:
    """Begin a visit with this material, as if the page had just been opened."""
    _open["session"] = Session(made)


def session() -> Session:
    """Return the visit, which begins with what the page was made with."""
    if "session" not in _open:
        open_with(material.read())
    return _open["session"]


def _told(function: Callable[..., Any]) -> Answer:
    """Return a function that answers in JSON, and says in words what is wrong instead of raising."""

    @functools.wraps(function)
    def answer_in_json(*given: Any) -> str:
        try:
            found = function(*given)
        except InputError as error:
            found = {"errors": [{"name": "", "message": f"{str(error).rstrip('.')}."}]}
        return json.dumps(found, ensure_ascii=False)

    return answer_in_json


@_told
def facts() -> dict[str, Any]:
    """Return what the page is about: scenarios, inputs, draws, and where all of it comes from."""
    visit = session()
    return {
        **visit.made.made(),
        "posterior": visit.made.posterior[:12],
        "draws": visit.made.number,
        "note": (
            f"Every answer is over {visit.made.number} versions of what may be true. Each is one set of numbers that "
            "the study and other research leave possible (statisticians call it a draw from the posterior), with one "
            "simulated run. "
            "No personal data: everything is simulated. Results of the scenarios that come with the page were worked "
            "out beforehand by the same program; your own option is lived in this page."
        ),
        "warning": MADE_WITH_TOO_FEW if visit.made.number < ENOUGH else "",
        "scenarios": [visit.scenario_facts(name) for name in visit.made.known],
        "settings": [setting.as_json() for setting in starts.settings()],
        "groups": [group.as_json() for group in inputs.groups()],
        "words": {"most_in_title": inputs.MOST_IN_TITLE, "standing": STANDINGS},
    }


@_told
def design(name: str) -> dict[str, Any]:
    """Return a shipped scenario with the value of every input, and of those that vary how they do."""
    scenario = designs.shipped_scenario(name, "scenario")
    values = functools.partial(session().made.draws.values_over, scenario.parameters)
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "compare_with": scenario.compare_with,
        "values": inputs.values_of(scenario.parameters),
        "varies": {name: words for name in inputs.inputs() if (words := not_known(values(name)))},
    }


@_told
def check(given: str) -> dict[str, Any]:
    """Return what is wrong with a design: ``based_on``, ``title`` and ``values``; an empty list if nothing is."""
    return {"errors": [problem.as_json() for problem in designs.problems_of(_object(given))]}


@_told
def begin(given: str) -> dict[str, Any]:
    """Begin a run of a design, and of what it is compared with where that is not known yet."""
    asked = _object(given)
    problems = designs.problems_of(asked)
    if problems:
        return {"errors": [problem.as_json() for problem in problems]}
    return session().begin(asked)


@_told
def step(run: str, milliseconds: float) -> dict[str, Any]:
    """Work at a run for about so long, at least one replication."""
    work = session().work(run)
    _check_number(milliseconds, "milliseconds", A_DAY)
    work.step(milliseconds / 1000.0)
    return {"done": work.done, "total": work.total}


@_told
def answer(run: str) -> dict[str, Any]:
    """Return the answer of a run as far as it has come."""
    work = session().work(run)
    if not work.done:
        raise InputError("the run has only begun; there is no answer yet")
    return answer_of(pair_of(work), session().made.made())


@_told
def save(run: str, title: str) -> dict[str, Any]:
    """Keep a finished run under a title, so that others can be compared with it while the page is open."""
    session().save(run, title)
    return session().saved()


@_told
def saved() -> dict[str, Any]:
    """Return the options kept."""
    return session().saved()


@_told
def forget(kept: str) -> dict[str, Any]:
    """Let an option go."""
    session().forget(kept)
    return session().saved()


@_told
def replay(run: str, replication: int) -> dict[str, Any]:
    """Return one replication of a run, lived again with its whole log; replication 0 is the first draw's."""
    work = session().work(run)
    _check_number(replication, "replication", work.total - 1)
    if replication != int(replication):
        raise InputError(f"replication: {replication} is not a whole number")
    scenario: Scenario = work.mine.scenario
    again = lived(scenario.parameters, work.draws, int(replication), work.mine.runs.seed, logs=True)
    (record,) = again.records.values()
    return relived(record)


@_told
def download(run: str, kind: str, pictures: str = "{}", made_on: str = "") -> dict[str, Any]:
    """Return a file to keep: the scenario, the numbers, or a report with the date that the browser gives."""
    work = session().work(run)
    if not work.done:
        raise InputError("the run has only begun; there is nothing to download yet")
    made = session().made
    asked = Asked(made.made(), made.known, _object(pictures or "{}"), str(made_on or ""))
    return download_of(pair_of(work), kind, asked)


@_told
def licences() -> dict[str, Any]:
    """Return what the page carries of others, with the licence texts."""
    return material.licences()


def _object(given: str) -> dict[str, Any]:
    try:
        found = json.loads(given) if isinstance(given, str) else None
    except (ValueError, RecursionError):  # not JSON, or a number of thousands of digits
        found = None
    if not isinstance(found, dict):
        raise InputError("What the page sent cannot be read; open the page again")
    return found


def _check_number(value: object, name: str, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise InputError(f"{name}: expected a number from 0 to {most}")
