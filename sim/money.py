"""The price list: what each thing costs, in whole pence at the run's price year."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from sim import layout, rules
from sim.clock import WEEKS_IN_YEAR
from sim.numbers import Numbers, choice, numbers
from sim.parameters import Parameters
from sim.words import Component, Item, Kind

STUDY_PRICE_YEAR = "2017/18"
"""The year in whose prices the unit costs are given."""

STUDY_YEAR = choice("costs.price_year", STUDY_PRICE_YEAR)

Entries = tuple[tuple[int, int, int, int, int], ...]
"""Support costs that fall together: component, item, kind, payer and pence of each; what costs nothing is left out."""

FACTOR = 1_000_000_000
"""Discount factors are whole numbers of this."""

ATTENDANCE_ITEMS = (Item.VOUCHER, Item.LUNCH, Item.TRANSPORT)
WEEK_ITEMS = (Item.REMINDERS, Item.WELFARE_CALLS, Item.CASE_MANAGER)


@dataclass(frozen=True, slots=True)
class Prices:
    """Whole pence at the run's price year, already multiplied by the level of support given."""

    drug_group_session: int
    usual_contact: int
    attendance: Entries
    week: Entries
    support_at_trauma_sessions: bool
    management: int
    supervision: int
    case_review: int
    ptsd_screening: int
    ptsd_screening_rebooked: int
    unused_slot: int
    unused_slots_not_charged: int
    stabilisation_session: int
    readiness_appointment: int
    catch_up_appointment: int
    therapy_session: tuple[int, ...]
    therapy_missed: tuple[int, ...]
    drug_group_cancelled_late: int
    stabilisation_cancelled_late: int
    therapy_cancelled_late: tuple[int, ...]
    pays_drug_groups: int
    pays_trauma: int
    pays_support: int
    discount: tuple[int, ...]


def price_level(p: Numbers) -> float:
    """Return the price level of the run's price year, 1 in 2017/18, by the NHS cost inflation index."""
    level, wanted = 1.0, p.costs.price_year
    for year in range(min(wanted, STUDY_YEAR), max(wanted, STUDY_YEAR)):
        level *= 1.0 + p.costs.nhscii_percent[year] / 100.0
    return level if wanted >= STUDY_YEAR else 1.0 / level


def fill_prices(p: Numbers, out: Any) -> None:
    """Fill the price list of the flat table (see ``sim.filling``)."""
    level = price_level(p)
    fill_sessions(p, out, level)
    fill_support(p, out, level)
    fill_therapies(p, out, level)
    out[layout.PAYS_DRUG_GROUPS] = p.payers.drug_groups
    out[layout.PAYS_TRAUMA] = p.payers.trauma
    out[layout.PAYS_SUPPORT] = p.payers.support
    years = -(-p.run.delivery_weeks // WEEKS_IN_YEAR)
    out[layout.YEARS] = years
    for year in range(years):
        out[layout.DISCOUNT + year] = floor(rules.discount_factor(p.costs.discount_rate, year) * FACTOR + 0.5)


def fill_sessions(p: Numbers, out: Any, level: float) -> None:
    """Fill the prices of sessions, appointments and unused time."""
    c = p.costs
    out[layout.DRUG_GROUP_SESSION] = rules.pence(c.drug_group_session, level)
    out[layout.DRUG_GROUP_CANCELLED_LATE] = rules.pence(c.drug_group_session * c.cancelled_late_share, level)
    out[layout.USUAL_CONTACT] = rules.pence(c.usual_treatment_contact, level)
    out[layout.PTSD_SCREENING] = rules.pence(c.ptsd_screening, level)
    out[layout.PTSD_SCREENING_REBOOKED] = rules.pence(c.ptsd_screening_rebooked, level)
    out[layout.STABILISATION_SESSION] = rules.pence(c.stabilisation_session, level)
    out[layout.STABILISATION_CANCELLED_LATE] = rules.pence(c.stabilisation_session * c.cancelled_late_share, level)
    out[layout.READINESS_APPOINTMENT] = rules.pence(c.readiness_appointment, level)
    out[layout.CATCH_UP_APPOINTMENT] = rules.pence(c.catch_up_appointment, level)
    out[layout.UNUSED_SLOT] = rules.pence(c.unused_slot, level)
    out[layout.UNUSED_SLOTS_NOT_CHARGED] = c.unused_slots_not_charged


def fill_support(p: Numbers, out: Any, level: float) -> None:
    """Fill the prices of support: for each attendance, each woman's week and each week of the service."""
    c, s = p.costs, p.support
    attendance = (c.voucher * s.voucher, c.lunch * s.lunch, c.transport * s.transport)
    week = (c.reminders * s.reminders, c.welfare_calls * s.welfare_calls, c.case_manager * s.case_manager)
    for i in range(layout.SUPPORTS):
        out[layout.ATTENDANCE_PENCE + i] = rules.pence(attendance[i], level)
        out[layout.WEEK_PENCE + i] = rules.pence(week[i], level)
    out[layout.SUPPORT_AT_TRAUMA_SESSIONS] = int(c.support_at_trauma_sessions)
    out[layout.MANAGEMENT] = rules.pence(c.management, level)
    out[layout.SUPERVISION] = rules.pence(c.supervision * p.facilitators.supervision, level)
    out[layout.CASE_REVIEW] = rules.pence(c.case_review * p.referral.case_review, level)


def fill_therapies(p: Numbers, out: Any, level: float) -> None:
    """Fill the prices of one-to-one sessions held, missed and cancelled at short notice."""
    c = p.costs
    pounds = (
        c.emdr_session,
        c.trauma_focused_cbt_session,
        c.imagery_rescripting_session,
        c.present_focused_session,
    )
    for kind in range(len(pounds)):
        out[layout.THERAPY_SESSION + kind] = rules.pence(pounds[kind], level)
        out[layout.THERAPY_MISSED + kind] = rules.pence(pounds[kind] * c.missed_share, level)
        out[layout.THERAPY_CANCELLED_LATE + kind] = rules.pence(pounds[kind] * c.cancelled_late_share, level)


def prices_of(out: Sequence[int]) -> Prices:
    """Return the price list that a flat table holds."""
    values = layout.named(out, Prices.__dataclass_fields__)
    payer = values["pays_support"]
    values["attendance"] = _entries(ATTENDANCE_ITEMS, Kind.EVENT, payer, out, layout.ATTENDANCE_PENCE)
    values["week"] = _entries(WEEK_ITEMS, Kind.ONGOING, payer, out, layout.WEEK_PENCE)
    values["support_at_trauma_sessions"] = bool(values["support_at_trauma_sessions"])
    values["discount"] = values["discount"][: out[layout.YEARS]]
    return Prices(**values)


def _entries(items: tuple[Item, ...], kind: Kind, payer: int, out: Sequence[int], start: int) -> Entries:
    priced = zip(items, out[start : start + len(items)], strict=True)
    return tuple((Component.SUPPORT, item, kind, payer, pence) for item, pence in priced if pence)


def build_prices(parameters: Parameters) -> Prices:
    """Return the price list of a parameter set."""
    out = [0] * layout.ARRIVALS
    fill_prices(numbers(parameters), out)
    return prices_of(out)
