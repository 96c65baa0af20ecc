"""Counting: the integer totals of one replication, derived from its log and ledger."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sim.clock import TICKS, WEEK, WEEKS_IN_YEAR
from sim.money import FACTOR
from sim.outcomes import ADDED, BY_REASON, COUNTED, REACHED, TOTALS, WAITS
from sim.record import Record
from sim.tables import Tables
from sim.words import Component, Event, Payer, Reason, Step


@dataclass(slots=True)
class Counted:
    """What one replication, or many added together, came to.

    ``waits`` counts (step, days, how the wait ended), the end being ``"served"``, ``"left"`` or ``"waiting"``;
    ``sizes`` counts (kind of session, women in a session held); ``years`` adds up (total, financial year), the years
    being 52-week years from opening, the first of them 0.
    """

    totals: dict[str, int]
    waits: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    sizes: Counter[tuple[str, int]] = field(default_factory=Counter)
    years: Counter[tuple[str, int]] = field(default_factory=Counter)


def count(record: Record, tables: Tables) -> Counted:
    """Derive the totals of one replication from its record.

    Parameters
    ----------
    record : Record
        Closed.
    tables : Tables
        The tables it was run with.
    """
    totals = dict.fromkeys(TOTALS, 0)
    counted = Counted(totals)
    _count_events(record.events, tables, counted)
    _count_endings(record.events, tables.counted_from_day * TICKS, totals)
    totals["ptsd_screened"] = totals["ptsd_positive"] + totals["ptsd_negative"]
    totals["days_counted"] = tables.end_day - tables.counted_from_day
    _count_money(record.ledger, tables, counted)
    return counted


def _count_events(events: Sequence[tuple[float, int, int, int, int, int]], tables: Tables, counted: Counted) -> None:
    totals, start = counted.totals, tables.counted_from_day * TICKS
    reached: set[tuple[str, int]] = set()
    waiting: dict[int, tuple[int, float]] = {}
    met = {entity for now, entity, event, *_ in events if event == _MET and now >= start}
    for now, entity, event, step, _, value in events:
        if event in _ENDS_WAIT and entity in waiting:
            _end_wait(counted, waiting.pop(entity), now, _ENDS_WAIT[event], start)
        names = _NAMES.get(event << 3 | step)
        if names is None:
            continue
        first_time, every_time = names
        if first_time and (first_time, entity) not in reached:
            reached.add((first_time, entity))
            if now >= start:
                totals[first_time] += 1
                if first_time in YEARLY:
                    counted.years[first_time, _year(now)] += 1
        if every_time and now >= start:
            totals[every_time] += 1
            if every_time in YEARLY:
                counted.years[every_time, _year(now)] += 1
        if event in _WITH_VALUE:
            _count_value(counted, waiting, (now, entity, event, step, value), start)
    totals["women_met"] = len(met)
    for wait in waiting.values():
        _end_wait(counted, wait, tables.end_day * TICKS, "waiting", start)


def _count_value(
    counted: Counted, waiting: dict[int, tuple[int, float]], logged: tuple[float, int, int, int, int], start: int
) -> None:
    """Count events whose value matters, and remember who begins to wait."""
    now, entity, event, step, value = logged
    if event == Event.WAITS:
        waiting[entity] = (step, now)
    elif now < start:
        return
    elif event in BY_REASON:
        counted.totals[f"{COUNTED[event, step]}_{Reason(value).name.lower()}"] += 1
    elif event == Event.SESSION_HELD:
        counted.sizes["stabilisation" if step == Step.STABILISATION else "drug_group", value] += 1
    elif event in ADDED:
        counted.totals[ADDED[event]] += value


_ENDS_WAIT: dict[int, str] = {Event.PLACE_OFFERED: "served", Event.LEFT: "left", Event.BEGAN: "served"}
_MET = int(Event.MET)
_WITH_VALUE = frozenset({*BY_REASON, *ADDED, Event.SESSION_HELD, Event.WAITS})
_NAMES: dict[int, tuple[str | None, str | None]] = {
    event << 3 | step: (REACHED.get((event, step)), COUNTED.get((event, step)))
    for event in Event
    for step in Step
    if (event, step) in REACHED or (event, step) in COUNTED or event in _WITH_VALUE
}
"""By event and step: the total for getting there the first time, and the total for every time."""


YEARLY = frozenset({"contacts", "consented", "referred", "started_therapy", "completed_therapy"})
"""Totals that are also added up by financial year, beside the total cost."""


def _year(now: float) -> int:
    return int(now // TICKS) // (WEEKS_IN_YEAR * WEEK)


def _end_wait(counted: Counted, wait: tuple[int, float], now: float, how: str, start: int) -> None:
    step, since = wait
    name = WAITS[Step(step)]
    days_queued = int(now // TICKS - max(since, start) // TICKS)
    counted.totals[f"days_queued_{name}"] += max(days_queued, 0)
    if since < start:
        return
    days = int(now // TICKS - since // TICKS)
    counted.waits[name, days, how] += 1
    if how == "served":
        counted.totals[f"served_{name}"] += 1
        counted.totals[f"days_waited_{name}"] += days


def _count_endings(events: Iterable[tuple[float, int, int, int, int, int]], start: int, totals: dict[str, int]) -> None:
    """Count women by how things stood with them at the end."""
    enrolled: dict[int, float] = {}
    ended: dict[int, tuple[float, int, int, int]] = {}
    for now, entity, event, step, _, value in events:
        if event not in _COMES_OR_GOES:
            continue
        if event == Event.ENROLLED:
            enrolled[entity] = now
        elif event in _ENDINGS or (event == Event.COMPLETED and step == Step.THERAPY):
            ended[entity] = (now, event, step, value)
        elif event == Event.RETURNED:
            del ended[entity]
    for entity, joined in enrolled.items():
        now, event, step, reason = ended[entity]
        if now < start:
            continue
        totals["inside_at_start"] += joined < start
        name = _ENDINGS.get(event)
        if name is not None:
            totals[name] += 1
            if name != "still_inside":
                totals[f"{name}_{Reason(reason).name.lower()}"] += 1
            if name == "left":
                totals[f"left_at_{WAITS[Step(step)]}"] += 1


_ENDINGS: dict[int, str] = {Event.LEFT: "left", Event.MOVED_ON: "moved_on", Event.STILL_INSIDE: "still_inside"}
_COMES_OR_GOES = frozenset({*_ENDINGS, Event.ENROLLED, Event.COMPLETED, Event.RETURNED})


def _count_money(ledger: Iterable[tuple[int, ...]], tables: Tables, counted: Counted) -> None:
    totals = counted.totals
    by_component = [0] * len(Component)
    by_payer = [0] * len(Payer)
    by_year = [0] * len(tables.prices.discount)
    year_of_days = WEEKS_IN_YEAR * WEEK
    for day, _, component, _, _, _, payer, pence in ledger:
        if day >= tables.counted_from_day:
            by_component[component] += pence
            by_payer[payer] += pence
            by_year[day // year_of_days] += pence
    for component in Component:
        totals[f"pence_{component.name.lower()}"] = by_component[component]
    for who in Payer:
        totals[f"pence_paid_by_{who.name.lower()}"] = by_payer[who]
    totals["pence_total"] = sum(by_component)
    counted_years = by_year[tables.counted_from_day // year_of_days :]
    totals["pence_discounted"] = sum(
        (pence * factor + FACTOR // 2) // FACTOR
        for pence, factor in zip(counted_years, tables.prices.discount, strict=False)
    )
    for year, pence in enumerate(by_year):
        if pence:
            counted.years["pence_total", year] += pence
