"""Laws that hold on every run, each a function of a world.

They read the log and the ledger again and know nothing of how the simulation keeps its books.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from scenarios.verify.lives import (
    CAME,
    CAME_OR_NOT,
    DRUG_STEPS,
    SESSIONS,
    BrokenLawError,
    Stay,
    day,
    kind_of,
    most_at_once,
    must,
    places_held,
)
from scenarios.verify.prices_of_events import what_it_should_cost
from scenarios.verify.world import World
from sim.clock import TICKS, WEEK, Phase, tick
from sim.record import Spent
from sim.words import Component, Event, Item, Payer, Reason, Resource, Step


def every_contact_leads_somewhere(w: World) -> None:
    """Contacts = declined + screened + met again (+ those the recruiters had no time for yet)."""
    waiting = met_again = 0
    by_day: Counter[tuple[int, int]] = Counter()
    for life in w.lives.values():
        seen = Counter(e.event for e in life.events)
        again = seen[Event.MET] - seen[Event.DECLINED] - seen[Event.ARRIVAL]
        unseen = seen[Event.ARRIVAL] - seen[Event.SCREENED]
        must(again >= 0)
        must(unseen in (0, 1))
        must(w.p.population.kind == "finite" or seen[Event.MET] == 1)
        must(seen[Event.SCREENED] == seen[Event.NOT_ELIGIBLE] + seen[Event.ELIGIBLE])
        must(seen[Event.ELIGIBLE] == seen[Event.UNABLE_TO_CONSENT] + seen[Event.ENROLLED])
        must(seen[Event.ENROLLED] <= 1)
        waiting += unseen
        met_again += again
        by_day.update((life.number >> 24, day(e)) for e in life.events if e.event == Event.SCREENED)
    a_day = w.p.screening.screenings_per_day
    must(all(number <= a_day for number in by_day.values()))
    last_days = [number for (_, on), number in by_day.items() if on == w.end_day - 1]
    must(not waiting or a_day in last_days, "women wait to be screened while the recruiters have time")
    t = w.all_counted.totals
    must(t["contacts"] == t["declined"] + t["screened"] + met_again + waiting)
    must(t["women_met"] == len(w.lives))


def women_in_are_women_out(w: World) -> None:
    """See that joined + inside at the start = left + moved on + completed + still inside, with or without a warm-up."""
    for t in (w.counted.totals, w.all_counted.totals):
        out = t["left"] + t["moved_on"] + t["completed_therapy"] + t["still_inside"]
        must(t["consented"] + t["inside_at_start"] == out)
        for name in ("declined", "not_eligible", "unable_to_consent", "left", "moved_on"):
            reasons = [f"{name}_{reason.name.lower()}" for reason in Reason]
            must(t[name] == sum(t.get(reason, 0) for reason in reasons), name)
        must(t["screened"] == t["not_eligible"] + t["eligible"] or w.p.run.warm_up_weeks > 0)
        must(t["left"] == sum(t[f"left_at_{name}"] for name in QUEUES.values()))
        must(t["eligible"] == t["unable_to_consent"] + t["consented"])
        must(t["ptsd_screened"] <= t["referred"] or w.p.run.warm_up_weeks > 0)
    must(w.all_counted.totals["inside_at_start"] == 0)


def time_in_steps_is_time_inside(w: World) -> None:
    """See that a woman is in one place at a time, and somewhere for as long as she is inside."""
    for life in w.lives.values():
        stays = iter(life.stays)
        for since, until in life.spells:
            # Consent is a little before the day's joining; nothing lies between.
            now = since - since % TICKS + Phase.JOINED if since % TICKS == Phase.SCREENED else since
            while now < until:
                stay = next(stays)
                if not (stay.since == now):
                    raise BrokenLawError(f"woman {life.number} is nowhere from {now} to {stay.since}")
                must(now <= stay.until <= until)
                now = stay.until
        rest = list(stays)
        if not (all(stay.since == stay.until for stay in rest)):
            raise BrokenLawError(f"woman {life.number} is somewhere while outside: {rest}")


QUEUES = {
    Step.GETTING_STARTED: "getting_started",
    Step.PREPARATION: "preparation",
    Step.PTSD_SCREENING: "screening",
    Step.STABILISATION: "stabilisation",
    Step.READINESS: "readiness",
    Step.THERAPY: "therapy",
}


def queue_lengths_add_up_to_days_waited(w: World) -> None:
    """See that the length of every queue, added up over the days, is the days waited, added up over the women."""
    lengths = {step: [0] * (w.end_day + 1) for step in QUEUES}
    for life in w.lives.values():
        for stay in life.stays:
            if stay.waiting:
                lengths[Step(stay.step)][int(stay.since // TICKS)] += 1
                lengths[Step(stay.step)][int(stay.until // TICKS)] -= 1
    for step, name in QUEUES.items():
        length = area = counted_area = 0
        for on, change in enumerate(lengths[step]):
            length += change
            must(length >= 0)
            area += length
            counted_area += length * (on >= w.tables.counted_from_day)
        must(length == 0)
        waited = sum(days * times for (queue, days, _), times in w.all_counted.waits.items() if queue == name)
        if not (area == waited):
            raise BrokenLawError(f"{name}: queue adds up to {area} woman-days, waits to {waited}")
        must(counted_area == w.counted.totals[f"days_queued_{name}"])


def money_adds_up(w: World) -> None:
    """See that the ledger is the sum of its parts and of the total, and every entry is of something that happened."""
    spent = [Spent(*entry) for entry in w.record.ledger]
    t = w.counted.totals
    counted = [entry for entry in spent if entry.day >= w.tables.counted_from_day]
    for component in Component:
        must(t[f"pence_{component.name.lower()}"] == sum(e.pence for e in counted if e.component == component))
    must(t["pence_total"] == sum(e.pence for e in counted))
    must(t["pence_total"] == sum(t[f"pence_{component.name.lower()}"] for component in Component))
    must(t["pence_total"] == sum(t[f"pence_paid_by_{payer.name.lower()}"] for payer in Payer))
    must(t["pence_total"] == sum(pence for (name, _), pence in w.counted.years.items() if name == "pence_total"))
    ledger: Counter[tuple[int, int]] = Counter()
    for entry in spent:
        ledger[entry.component, entry.item] += entry.pence
    for place, pence in what_it_should_cost(w).items():
        if not (ledger.pop(place, 0) == pence):
            raise BrokenLawError(f"{Component(place[0]).name}, {Item(place[1]).name}")
    must(not ledger, "paid for, and it never happened")


def nothing_is_fuller_than_it_can_be(w: World) -> None:
    """See that groups stay within their places, and sessions are as large as the women who came to them."""
    shared, usual = w.tables.shared_slot, w.tables.usual_treatment
    held: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for life in w.lives.values():
        for group, since, until in places_held(life, shared, w.tables.keep_attending):
            held[group].append((since, until))
    if not usual:
        must(all(most_at_once(intervals) <= w.tables.group_places for intervals in held.values()))
    in_a_session: Counter[tuple[int, int]] = Counter()
    for life in w.lives.values():
        in_a_session.update((day(e), e.resource) for e in life.events if e.event in CAME)
    sizes: Counter[tuple[int, int]] = Counter()
    for e in w.services:
        if e.event in SESSIONS:
            limit = w.tables.maximum_size if e.step == Step.STABILISATION else w.tables.group_places
            must(e.value <= limit or (usual and e.step in DRUG_STEPS))
            must((e.value == 0) == (e.event == Event.SESSION_EMPTY))
            sizes[day(e), e.resource] += e.value
    appointments = {where for where in in_a_session if kind_of(where[1]) == Resource.PSYCHOLOGIST}
    must({where: n for where, n in in_a_session.items() if where not in appointments} == +sizes)


def no_place_is_idle(w: World) -> None:
    """Drug-group places are given in order of joining day, then number, and none is kept while women queue."""
    if w.tables.usual_treatment:
        return
    held: dict[int, list[tuple[float, float]]] = defaultdict(list)
    queues: dict[int, list[tuple[int, Stay]]] = defaultdict(list)
    for life in w.lives.values():
        for group, since, until in places_held(life, w.tables.shared_slot, w.tables.keep_attending):
            held[group].append((since, until))
        for stay in life.stays:
            if stay.waiting and stay.step in DRUG_STEPS:
                queues[stay.resource].append((life.number, stay))
    for group, queue in queues.items():
        weekday = w.tables.group_days[kind_of(group) == Resource.PREPARATION_GROUP]
        opened = w.opening_day(group)
        for on in range(opened + (weekday - opened) % WEEK, w.end_day, WEEK):
            now = tick(on, Phase.PLACED)
            keys = [
                (stay.since // TICKS, number, stay.until) for number, stay in queue if stay.since < now <= stay.until
            ]
            served = [key[:2] for key in keys if key[2] == now]
            waits = [key[:2] for key in keys if key[2] > now]
            if waits:
                members = sum(since <= now < until for since, until in held[group])
                must(members == w.tables.group_places or w.tables.learns_at_offer)
                must(not served or max(served) < min(waits))


def no_slot_is_idle(w: World) -> None:
    """See that a clinic day with slots left leaves nobody waiting who could have had one."""
    used: dict[int, dict[int, int]] = {e.resource: {} for e in w.services if e.event == Event.SLOTS_USED}
    for e in w.services:
        if e.event == Event.SLOTS_USED:
            used[e.resource][day(e)] = e.value
    first_day = {Step.PTSD_SCREENING: max(w.tables.referral_delay, 1), Step.READINESS: 1}
    for life in w.lives.values():
        for stay in life.stays:
            if stay.waiting and stay.step in first_day:
                days = range(int(stay.since // TICKS) + first_day[Step(stay.step)], int(stay.until // TICKS))
                slots = [used[stay.resource][on] for on in days if on in used.get(stay.resource, {})]
                must(all(w.tables.slots_per_clinic_day - n < w.tables.slots_per_session for n in slots))


def slots_used_are_slots_offered(w: World) -> None:
    """Every slot used went to a session, an appointment, or an offer nobody took up, and to no more than there are."""
    offered = {(day(e), e.resource): e.value for e in w.services if e.event == Event.CLINIC_HELD}
    used = {(day(e), e.resource): e.value for e in w.services if e.event == Event.SLOTS_USED}
    must(offered.keys() == used.keys())
    must(all(used[clinic] <= offered[clinic] == w.tables.slots_per_clinic_day for clinic in offered))
    taken: Counter[tuple[int, int]] = Counter()
    for e in w.services:
        if e.event in SESSIONS and e.step == Step.STABILISATION:
            site = e.resource // 16 * 16
            taken[day(e), site + Resource.PSYCHOLOGIST] += w.tables.slots_per_session
    for life in w.lives.values():
        refused = {e.now for e in life.events if e.event == Event.LEFT}
        for e in life.events:
            psychologists = kind_of(e.resource) == Resource.PSYCHOLOGIST
            site = (life.number >> 24) * 16
            if e.event in CAME_OR_NOT and psychologists:
                taken[day(e), e.resource] += 1
            elif e.event == Event.PLACE_OFFERED and e.step == Step.PTSD_SCREENING and e.now in refused:
                taken[day(e), site + Resource.PSYCHOLOGIST] += 1
    must(taken == +Counter(used))


def nothing_meets_when_closed(w: World) -> None:
    """No session in closed or interrupted weeks, before a site opens, or outside a step's running window."""
    gap = range(w.tables.interruption_first_week, w.tables.interruption_end_week)
    usual = w.p.pathway.drug_treatment == "usual"
    meetings = SESSIONS | {Event.SESSION_CANCELLED, Event.CLINIC_HELD, Event.CLINIC_CANCELLED}
    stopped = gap if w.tables.interruption_stops_all else range(0)
    met = [e for life in w.lives.values() for e in life.events if e.event == Event.MET]
    must(all(day(e) // WEEK not in stopped and day(e) < w.tables.contacts_end_day for e in met))
    events = [e for e in w.services if e.event in meetings]
    events += [e for life in w.lives.values() for e in life.events if e.event in CAME_OR_NOT]
    for e in events:
        week = day(e) // WEEK
        must(0 <= w.opening_day(e.resource) <= day(e) < w.end_day)
        in_drug_group = e.step in DRUG_STEPS and e.event != Event.CLINIC_HELD
        if in_drug_group and usual:
            continue
        if not (week % 52 not in w.tables.closed_weeks):
            raise BrokenLawError(f"{e} in a closed week")
        if not (week not in gap or not (in_drug_group or w.tables.interruption_stops_all)):
            raise BrokenLawError(f"{e} while interrupted")
        if in_drug_group and e.entity >= 0:
            first, last = w.tables.group_weeks[e.step - Step.GETTING_STARTED]
            if not (first <= week <= last):
                raise BrokenLawError(f"{e} outside the weeks in which the step runs")


def she_is_in_one_place(w: World) -> None:
    """Whatever a woman attends is what she is in just then, or the drug group while she waits for the psychologist."""
    for life in w.lives.values():
        attended = [e for e in life.events if e.event in CAME_OR_NOT]
        once = Counter((day(e), e.step) for e in attended)
        must(not once or max(once.values()) == 1)
        for e in attended:
            stay = next(s for s in life.stays if s.since < e.now <= s.until)
            if e.step in DRUG_STEPS and stay.waiting:
                must(stay.step == Step.PTSD_SCREENING)
                must(w.tables.keep_attending)
            elif e.step == Step.CATCH_UP:
                must((stay.waiting, stay.step) == (False, Step.STABILISATION))
            elif e.step == Step.READINESS:
                must(stay.step == Step.READINESS)
            else:
                must((stay.waiting, stay.step, stay.resource) == (False, e.step, e.resource))


def courses_are_as_planned(w: World) -> None:
    """Who attended every session of therapy completed it; a course has its sessions; who returns had disengaged."""
    t = w.tables
    for life in w.lives.values():
        held = offered = attended = kind = 0
        ended: Reason | None = None
        for e in life.events:
            if e.event == Event.BEGAN:
                held = offered = attended = 0
                kind = e.value
            elif e.event in CAME_OR_NOT and e.step == Step.STABILISATION:
                offered, attended = offered + 1, attended + (e.event in CAME)
                must(offered <= t.sessions)
            elif e.event in CAME and e.step == Step.CATCH_UP:
                attended += 1
            elif e.event in CAME and e.step == Step.THERAPY:
                held += 1
                must(held <= t.therapy_sessions[kind])
            elif e.event in (Event.COMPLETED, Event.NOT_COMPLETED) and e.step == Step.STABILISATION:
                needed = t.sessions if t.every_session else t.to_complete
                must((offered, attended) == (t.sessions, e.value))
                must((e.event == Event.COMPLETED) == (attended >= needed))
            elif e.event == Event.COMPLETED:
                must(held == e.value == t.therapy_sessions[kind])
            elif e.event == Event.LEFT:
                ended = Reason(e.value)
                must(e.step != Step.THERAPY or held < t.therapy_sessions[kind])
            elif e.event == Event.RETURNED:
                must(ended == Reason.DISENGAGED)


Law = Callable[[World], None]

LAWS: tuple[Law, ...] = (
    every_contact_leads_somewhere,
    women_in_are_women_out,
    time_in_steps_is_time_inside,
    queue_lengths_add_up_to_days_waited,
    money_adds_up,
    nothing_is_fuller_than_it_can_be,
    no_place_is_idle,
    no_slot_is_idle,
    slots_used_are_slots_offered,
    nothing_meets_when_closed,
    she_is_in_one_place,
    courses_are_as_planned,
)
