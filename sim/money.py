"""The price list: what each thing costs, in whole pence at the run's price year."""

from dataclasses import dataclass

from sim import rules
from sim.clock import WEEK, WEEKS_IN_YEAR
from sim.parameters import THERAPIES, Parameters, entries
from sim.words import Component, Item, Kind, Payer

STUDY_PRICE_YEAR = "2017/18"
"""The year in whose prices the unit costs are given."""

Entries = tuple[tuple[int, int, int, int, int], ...]
"""Support costs that fall together: component, item, kind, payer and pence of each; what costs nothing is left out."""

FACTOR = 1_000_000_000
"""Discount factors are whole numbers of this."""


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


def price_level(p: Parameters) -> float:
    """Return the price level of the run's price year, 1 in 2017/18, by the NHS cost inflation index."""
    years = list(entries()["costs.price_year"].range)
    level, wanted, study = 1.0, years.index(p.costs.price_year), years.index(STUDY_PRICE_YEAR)
    for year in range(min(wanted, study) + 1, max(wanted, study) + 1):
        level *= 1.0 + p.costs.nhscii_percent[year - 1] / 100.0
    return level if wanted >= study else 1.0 / level


def build_prices(p: Parameters) -> Prices:
    """Return the price list of a parameter set."""
    c, s, level = p.costs, p.support, price_level(p)
    therapies = [getattr(c, f"{kind}_session") for kind in THERAPIES]

    def pence(pounds: float) -> int:
        return rules.pence(pounds, level)

    def entries_for(*items: tuple[Item, float]) -> Entries:
        kind = Kind.EVENT if items[0][0] is Item.VOUCHER else Kind.ONGOING
        priced = [(item, pence(pounds)) for item, pounds in items]
        return tuple((Component.SUPPORT, item, kind, payer, cost) for item, cost in priced if cost)

    payer = Payer[p.payers.support.upper()]
    years = -(-p.run.delivery_weeks * WEEK // (WEEKS_IN_YEAR * WEEK))
    return Prices(
        drug_group_session=pence(c.drug_group_session),
        usual_contact=pence(c.usual_treatment_contact),
        attendance=entries_for(
            (Item.VOUCHER, c.voucher * s.voucher),
            (Item.LUNCH, c.lunch * s.lunch),
            (Item.TRANSPORT, c.transport * s.transport),
        ),
        week=entries_for(
            (Item.REMINDERS, c.reminders * s.reminders),
            (Item.WELFARE_CALLS, c.welfare_calls * s.welfare_calls),
            (Item.CASE_MANAGER, c.case_manager * s.case_manager),
        ),
        support_at_trauma_sessions=c.support_at_trauma_sessions,
        management=pence(c.management),
        supervision=pence(c.supervision * p.facilitators.supervision),
        case_review=pence(c.case_review * p.referral.case_review),
        ptsd_screening=pence(c.ptsd_screening),
        ptsd_screening_rebooked=pence(c.ptsd_screening_rebooked),
        unused_slot=pence(c.unused_slot),
        unused_slots_not_charged=c.unused_slots_not_charged,
        stabilisation_session=pence(c.stabilisation_session),
        readiness_appointment=pence(c.readiness_appointment),
        catch_up_appointment=pence(c.catch_up_appointment),
        therapy_session=tuple(pence(pounds) for pounds in therapies),
        therapy_missed=tuple(pence(pounds * c.missed_share) for pounds in therapies),
        drug_group_cancelled_late=pence(c.drug_group_session * c.cancelled_late_share),
        stabilisation_cancelled_late=pence(c.stabilisation_session * c.cancelled_late_share),
        therapy_cancelled_late=tuple(pence(pounds * c.cancelled_late_share) for pounds in therapies),
        pays_drug_groups=Payer[p.payers.drug_groups.upper()],
        pays_trauma=Payer[p.payers.trauma.upper()],
        pays_support=payer,
        discount=tuple(round(rules.discount_factor(c.discount_rate, year) * FACTOR) for year in range(years)),
    )
