"""The shared pathway's numbers, its calendar, and what one replication of it is counted by."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import expm1
from pathlib import Path

from sim import Parameters, default_parameters
from sim.parameters import entries

# Time runs in ticks, ten to a day, and the tick within a day is the phase, so that everything that can share a day has
# a moment of its own. Day 0 is a Monday.
DAY = 10
WEEK = 7 * DAY
LEFT, MET, JOINED, PLACED, BOOKED, SESSION, OUTCOME = 0, 2, 4, 5, 6, 7, 8

COUNTS = (
    "contacts",
    "joined",
    "group_sessions",
    "group_attendances",
    "referred",
    "screened",
    "began_stabilisation",
    "stabilisation_sessions",
    "stabilisation_attendances",
    "ready",
    "began_therapy",
    "therapy_sessions",
    "therapy_missed",
    "completed",
    "left",
    "moved_on",
    "slots_used",
    "offered_screening",
    "days_waited_screening",
    "offered_stabilisation",
    "days_waited_stabilisation",
    "offered_therapy",
    "days_waited_therapy",
    "pence",
)
"""Whole numbers that every model counts in one replication."""

Tally = Counter[str]


@dataclass(frozen=True, slots=True)
class Pathway:
    """What a model of the shared pathway needs to know. Chances are plain probabilities, prices are whole pence."""

    weeks: int
    contacts_a_day: float
    accepts: float
    eligible: float
    able_to_consent: float
    group_day: int
    attends_group: float
    leaves_group: float  # in a week
    sessions_to_attend: int
    delay_days: int
    clinic_day: int
    slots: int
    courses: int  # under way at once, at most
    takes_up: float
    keeps_appointment: float
    symptoms: float
    group_from: int
    group_to: int
    stabilisation_sessions: int
    attends_stabilisation: float
    leaves_stabilisation: float  # in a week
    ready: float
    therapy_sessions: int
    attends_therapy: float
    leaves_therapy: float  # after a session
    price_group_session: int
    price_attendance: int
    price_screening: int
    price_stabilisation_session: int
    price_readiness: int
    price_therapy_session: int


@cache
def parameters() -> Parameters:
    """Return the shared pathway as a parameter set of ours."""
    with Path(__file__).with_name("pathway.toml").open("rb") as file:
        groups = tomllib.load(file)
    values = {f"{group}.{name}": value for group, values in groups.items() for name, value in values.items()}
    missing = sorted(set(entries()) - set(values))
    if missing:
        raise ValueError(f"benchmarks/peers/pathway.toml says nothing of {', '.join(missing)}: switch it off there")
    return default_parameters().changed(values)


def pathway(p: Parameters | None = None) -> Pathway:
    """Read the shared pathway's numbers off the parameter set, worked out anew and not by our rules."""
    p = p or parameters()
    assert p.leaving.getting_started == p.leaving.preparation, "the drug group is one step in the other libraries"
    return Pathway(
        weeks=p.run.delivery_weeks,
        contacts_a_day=p.contacts.outreach_per_week / len(p.contacts.outreach_days),
        accepts=p.screening.accepts,
        eligible=p.women.sells_sex[0],
        able_to_consent=p.screening.able_to_consent,
        group_day=p.drug_groups.getting_started_day,
        attends_group=p.attendance.drug_group,
        leaves_group=-expm1(-p.leaving.getting_started),
        sessions_to_attend=p.drug_groups.sessions_to_prepare + p.gate.in_a_row,
        delay_days=p.referral.delay_days,
        clinic_day=p.psychologist.clinic_days[0],
        slots=p.psychologist.slots_per_clinic_day,
        courses=p.psychologist.slots_per_clinic_day - p.psychologist.reserved_slots,
        takes_up=p.waiting.takes_up_at_once,
        keeps_appointment=p.attendance.appointment,
        symptoms=p.women.ptsd,
        group_from=p.stabilisation.minimum_size,
        group_to=p.stabilisation.maximum_size,
        stabilisation_sessions=p.stabilisation.sessions,
        attends_stabilisation=p.attendance.stabilisation,
        leaves_stabilisation=-expm1(-p.leaving.stabilisation),
        ready=p.readiness.ready,
        therapy_sessions=p.emdr.sessions,
        attends_therapy=p.attendance.therapy,
        leaves_therapy=-expm1(-p.emdr.leaving_per_session),
        price_group_session=round(100 * p.costs.drug_group_session),
        price_attendance=round(100 * p.costs.voucher),
        price_screening=round(100 * p.costs.ptsd_screening),
        price_stabilisation_session=round(100 * p.costs.stabilisation_session),
        price_readiness=round(100 * p.costs.readiness_appointment),
        price_therapy_session=round(100 * p.costs.emdr_session),
    )


def money(tally: Tally, prices: Pathway) -> int:
    """Return what a replication cost, from what was counted; appointments are paid for when offered."""
    return (
        tally["group_sessions"] * prices.price_group_session
        + tally["group_attendances"] * prices.price_attendance
        + tally["offered_screening"] * prices.price_screening
        + tally["stabilisation_sessions"] * prices.price_stabilisation_session
        + tally["offered_readiness"] * prices.price_readiness
        + tally["therapy_sessions"] * prices.price_therapy_session
    )
