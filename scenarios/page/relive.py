"""One replication of a run lived again with its whole log, woman by woman and week by week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from calibration.toml_files import toml_of
from scenarios.display import term
from sim.clock import TICKS, WEEK
from sim.outcomes import WAITS
from sim.record import Logged, Record
from sim.words import Event, Reason, Step

PLACES_FILE = Path(__file__).with_name("places.toml")

LEFT, MOVED_ON, COMPLETED = "left", "moved-on", "completed"
CAME = (Event.ATTENDED, Event.ATTENDED_IN_PART)
NOTE = (
    "One simulated run, drawn from many: it shows how things happen, and is no forecast. Only women who joined are "
    "shown. Simulated women are not people. A woman who left may come back."
)


@dataclass(slots=True)
class _Woman:
    """One simulated woman who joined: her number here, where she is, and where she has been."""

    id: int
    place: str = ""
    moves: list[dict[str, Any]] = field(default_factory=list)

    def comes(self, week: int, place: str, what: str) -> None:
        self.place = place
        self.moves.append({"week": week, "place": place, "what": what})


@cache
def places() -> dict[str, dict[str, str]]:
    """Return the places by identifier, in the order of the pathway."""
    return {place["id"]: place for place in toml_of(PLACES_FILE)["place"]}


def relived(record: Record) -> dict[str, Any]:
    """Return a replication as the page's living picture takes it.

    Parameters
    ----------
    record : Record
        The whole log of one replication.

    Returns
    -------
    dict
        ``weeks``, ``places``, ``women`` with their moves, ``attended`` (week, woman, place), ``table`` and ``note``.
    """
    women: dict[int, _Woman] = {}
    attended: list[list[int | str]] = []
    last = 0
    for entry in record.events:
        logged = Logged(*entry)
        week = int(logged.now) // TICKS // WEEK
        last = max(last, week)
        if logged.entity < 0:
            continue
        if logged.event == Event.ENROLLED:
            women.setdefault(logged.entity, _Woman(len(women) + 1))
        if logged.entity in women:
            _happens(women[logged.entity], logged, week, attended)
    seen = {move["place"] for woman in women.values() for move in woman.moves}
    return {
        "weeks": last + 1,
        "places": [
            {name: place[name] for name in ("id", "label", "kind")}
            for place in places().values()
            if place["id"] in seen
        ],
        "women": [{"id": woman.id, "moves": woman.moves} for woman in women.values()],
        "attended": attended,
        "table": _table(women.values()),
        "note": NOTE,
    }


def _happens(woman: _Woman, logged: Logged, week: int, attended: list[list[int | str]]) -> None:
    event, step = Event(logged.event), Step(logged.step)
    if event in CAME:
        attended.append([week, woman.id, _step_place(step)])
    elif event is Event.LEFT:
        woman.comes(week, LEFT, f"{places()[LEFT]['comes']}: {term('reasons', Reason(logged.value).name.lower())}")
    elif event is Event.MOVED_ON:
        why = term("reasons", Reason(logged.value).name.lower())
        woman.comes(week, MOVED_ON, f"{places()[MOVED_ON]['comes']}: {why}")
    elif event is Event.COMPLETED and step is Step.THERAPY:
        woman.comes(week, COMPLETED, places()[COMPLETED]["comes"])
    elif event in (Event.WAITS, Event.BEGAN) and step in WAITS:
        place = _step_place(step) if event is Event.BEGAN else f"waits-{_step_place(step)}"
        what = places()[place]["comes"]
        woman.comes(week, place, f"comes back: {what.removeprefix('joins, and ')}" if woman.place == LEFT else what)


def _step_place(step: Step) -> str:
    """Return the place of a step; missed stabilisation sessions are caught up in the step itself."""
    return WAITS[Step.STABILISATION if step is Step.CATCH_UP else step].replace("_", "-")


def _table(women: Iterable[_Woman]) -> dict[str, Any]:
    """Return where each woman joined and how she stood at the end, for who does not see the picture."""
    labels = {name: place["label"] for name, place in places().items()}
    order = list(places())
    rows = []
    for woman in women:
        if not woman.moves:
            continue
        steps = [move["place"] for move in woman.moves if places()[move["place"]]["kind"] != "outside"]
        furthest = max(steps, key=order.index)
        final = woman.moves[-1]
        rows.append(
            [
                f"Woman {woman.id}",
                f"{woman.moves[0]['week'] + 1}",
                labels[furthest],
                labels[final["place"]],
                f"{final['week'] + 1}",
                final["what"],
            ]
        )
    header = ["Woman", "Joined in week", "Furthest", "At the end", "Since week", "What happened last"]
    return {"caption": "Every woman who joined in this run", "header": header, "rows": rows}
