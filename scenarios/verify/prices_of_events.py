"""What a run should have cost: everything that happened in it, times its price."""

from __future__ import annotations

from collections import Counter

from scenarios.verify.lives import CAME, DRUG_STEPS, Life, day
from scenarios.verify.world import World
from sim.clock import TICKS, WEEK
from sim.words import Component, Event, Item, Step

Cost = Counter[tuple[int, int]]


def what_it_should_cost(w: World) -> Cost:
    """Return what every component and item should come to: events times prices."""
    cost = Cost()
    for part in (groups, support, appointments, therapy, running):
        cost.update(part(w))  # what comes to nothing stays in: the ledger may have it too
    return cost


def groups(w: World) -> Cost:
    """Return what the sessions of drug groups and of stabilisation should come to, and usual contacts."""
    prices, cost = w.tables.prices, Cost()
    services = Counter((e.event, e.step) for e in w.services)
    late = Counter(e.step for e in w.services if e.event == Event.SESSION_CANCELLED and e.value)
    usual = w.p.pathway.drug_treatment == "usual"
    drug, stabilisation = Component.DRUG_GROUPS, Component.STABILISATION
    for event, item in ((Event.SESSION_HELD, Item.SESSION), (Event.SESSION_EMPTY, Item.SESSION_EMPTY)):
        sessions = sum(services[event, step] for step in DRUG_STEPS)
        cost[drug, item] = 0 if usual else sessions * prices.drug_group_session
        cost[stabilisation, item] = services[event, Step.STABILISATION] * prices.stabilisation_session
    cost[drug, Item.SESSION_CANCELLED] = sum(late[s] for s in DRUG_STEPS) * prices.drug_group_cancelled_late
    cost[stabilisation, Item.SESSION_CANCELLED] = late[Step.STABILISATION] * prices.stabilisation_cancelled_late
    cost[drug, Item.USUAL_CONTACT] = usual * w.came(*DRUG_STEPS) * prices.usual_contact
    return cost


def support(w: World) -> Cost:
    """Return what is paid for every attendance, and for every week in which a woman is inside."""
    prices, cost = w.tables.prices, Cost()
    attended = w.came(*DRUG_STEPS)
    if prices.support_at_trauma_sessions:
        attended += w.came(Step.STABILISATION, Step.THERAPY)
    for component, which, _, _, pence in prices.attendance:
        cost[component, which] = attended * pence
    woman_weeks = sum(map(weeks_supported, w.lives.values()))
    for component, which, _, _, pence in prices.week:
        cost[component, which] = woman_weeks * pence
    return cost


def appointments(w: World) -> Cost:
    """Return what the psychologist's appointments should come to, but for those of therapy."""
    prices, cost = w.tables.prices, Cost()
    rebooked = w.came_or_not(Step.PTSD_SCREENING) - w.happened(Event.BEGAN, Step.PTSD_SCREENING)
    first = w.happened(Event.PLACE_OFFERED, Step.PTSD_SCREENING) - rebooked
    cost[Component.PTSD_SCREENING, Item.APPOINTMENT] = (
        first * prices.ptsd_screening + rebooked * prices.ptsd_screening_rebooked
    )
    cost[Component.STABILISATION, Item.APPOINTMENT] = (
        w.came_or_not(Step.READINESS) * prices.readiness_appointment
        + w.came_or_not(Step.CATCH_UP) * prices.catch_up_appointment
    )
    return cost


def therapy(w: World) -> Cost:
    """Return what one-to-one therapy should come to, by the kind that each woman is in."""
    prices, cost = w.tables.prices, Cost()
    for life in w.lives.values():
        for e in life.events:
            if e.event == Event.BEGAN and e.step == Step.THERAPY:
                kind = e.value
            elif e.step == Step.THERAPY and e.event in CAME:
                cost[Component.THERAPY, Item.SESSION] += prices.therapy_session[kind]
            elif e.step == Step.THERAPY and e.event == Event.MISSED:
                cost[Component.THERAPY, Item.APPOINTMENT_MISSED] += prices.therapy_missed[kind]
            elif e.event == Event.SESSION_CANCELLED and e.value:
                cost[Component.THERAPY, Item.SESSION_CANCELLED] += prices.therapy_cancelled_late[kind]
    return cost


def running(w: World) -> Cost:
    """Return what is paid for every week that a site is open, and for the psychologist's slots that nobody uses."""
    prices, cost = w.tables.prices, Cost()
    open_weeks = sum(-(-max(w.end_day - opened, 0) // WEEK) for opened in w.tables.opening_days)
    cost[Component.SUPPORT, Item.MANAGEMENT] = open_weeks * prices.management
    cost[Component.SUPPORT, Item.CASE_REVIEW] = open_weeks * prices.case_review
    cost[Component.DRUG_GROUPS, Item.SUPERVISION] = open_weeks * prices.supervision
    free = prices.unused_slots_not_charged
    idle = [w.tables.slots_per_clinic_day - max(e.value, free) for e in w.services if e.event == Event.SLOTS_USED]
    cost[Component.SUPPORT, Item.UNUSED_SLOTS] = sum(slots for slots in idle if slots > 0) * prices.unused_slot
    return cost


def weeks_supported(life: Life) -> int:
    """Return in how many weeks, counted from her joining, a woman was inside when the week began."""
    joined = [e for e in life.events if e.event == Event.ENROLLED]
    if not joined:
        return 0
    last = int(life.spells[-1][1] // TICKS)
    return 1 + sum(life.inside(on * TICKS) for on in range(day(joined[0]) + WEEK, last + 1, WEEK))
