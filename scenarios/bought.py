"""What an option's money buys, told apart exactly from its totals and the price list.

Totals hold money by component. What is inside support is whole pence of a known price list: each attendance is counted,
weeks of the service are known, the psychologist's unused slots stand on her payer's bill, and what is then left is
women's weeks at the price of one. So a named case manager, calls and meetings each have a quantity and a price, and
all of it adds up to the total of every replication. Only the standard library is used: the page makes the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim import rules
from sim.clock import WEEK
from sim.money import price_level
from sim.numbers import numbers
from sim.parameters import Parameters

UNUSED = "The psychologist's unused time"
NOT_TOLD_APART = "Support by the week with the psychologist's unused time (not told apart)"
SESSION, SLOT, WOMAN_WEEK = "session held, whoever came", "slot paid for and not used", "woman for a week, at level 1"
ATTENDANCE, SERVICE_WEEK = "attendance, at level 1", "week of a site"
AT_ATTENDANCES = (("voucher", "Vouchers"), ("lunch", "Lunches"), ("transport", "Transport"))
BY_THE_WOMAN_WEEK = (
    ("reminders", "Reminders"),
    ("welfare_calls", "Welfare calls"),
    ("case_manager", "Case manager"),
)

Column = list[float]
"""One number a replication."""

TotalOf = Callable[[str], Sequence[int]]
ValueOf = Callable[[str], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Bought:
    """One thing that money buys.

    Attributes
    ----------
    name, unit : str
        What, and one of what.
    quantity, pence : list of float
        How many, and what they cost together; one a replication.
    payer : str
        Who pays.
    role : str or None
        Whose hours it pays for; None for what is not time.
    """

    name: str
    unit: str
    quantity: Column
    pence: Column
    payer: str
    role: str | None = None


def bought(p: Parameters, total: TotalOf, value: ValueOf) -> list[Bought]:
    """Return what an option's money buys, which adds up to its total cost in every replication.

    Parameters
    ----------
    p : Parameters
        The option's; numbers that are drawn are taken from ``value`` instead.
    total : callable
        A total of ``sim.outcomes.TOTALS`` in every replication, by name.
    value : callable
        A number's value in every replication, by dotted name.
    """
    kept = _Prices(p, total, value)
    found = [*_drug_treatment(kept), *_trauma_work(kept), *_support(kept)]
    return [item for item in found if any(item.pence)]


class _Prices:
    """Totals and whole pence of one option, a column each."""

    def __init__(self, p: Parameters, total: TotalOf, value: ValueOf) -> None:
        self.p, self._total, self._value = p, total, value
        self._level = price_level(numbers(p))
        self._known: dict[float, int] = {}

    def total(self, *names: str) -> Column:
        return [float(sum(each)) for each in zip(*(self._total(name) for name in names), strict=True)]

    def value(self, name: str) -> Column:
        return [float(each) for each in self._value(name)]

    def pence(self, price: str, level: str = "") -> Column:
        """Return whole pence as the price list has them, times the level of it that is given."""
        pounds = self.value(price)
        if level:
            pounds = [one * given for one, given in zip(pounds, self.value(level), strict=True)]
        for one in set(pounds) - self._known.keys():
            self._known[one] = rules.pence(one, self._level)
        return [float(self._known[one]) for one in pounds]

    def service_weeks(self) -> Column:
        """Return the weeks that are counted of all sites, each from its opening."""
        p, start = self.p, self.p.run.warm_up_weeks
        opened = [p.sites.opening_weeks[site % len(p.sites.opening_weeks)] for site in range(p.sites.number)]
        ends = (start + days // WEEK for days in self._total("days_counted"))
        return [float(sum(max(0, end - max(start, opening)) for opening in opened)) for end in ends]


def _drug_treatment(kept: _Prices) -> list[Bought]:
    payer, left = kept.p.payers.drug_groups, kept.total("pence_drug_groups")
    if kept.p.pathway.drug_treatment == "usual":
        contacts = kept.total("drug_group_attendances")
        return [Bought("Contacts with ordinary drug treatment", "contact", contacts, left, payer, "drug_group_staff")]
    supervision = _weekly(kept, "Extra supervision of facilitators", "supervision", "facilitators", payer)
    sessions = kept.total("drug_group_sessions_held", "drug_group_sessions_empty")
    groups = Bought("Drug-group sessions", SESSION, sessions, _less(left, supervision), payer, "drug_group_staff")
    return [groups, supervision]


def _trauma_work(kept: _Prices) -> list[Bought]:
    payer, role = kept.p.payers.trauma, "psychologist"
    stabilisation = kept.total("stabilisation_sessions_held", "stabilisation_sessions_empty")
    found = (
        ("PTSD screening", "woman offered it", kept.total("offered_ptsd_screening"), "ptsd_screening"),
        ("Stabilisation sessions", SESSION, stabilisation, "stabilisation"),
        ("One-to-one therapy sessions", "session held", kept.total("therapy_sessions_held"), "therapy"),
    )
    return [Bought(name, unit, number, kept.total(f"pence_{of}"), payer, role) for name, unit, number, of in found]


def _support(kept: _Prices) -> list[Bought]:
    """Return the items of support: what falls with each attendance, by the week of a site, unused slots, the rest."""
    p, payer = kept.p, kept.p.payers.support
    attended = kept.total("drug_group_attendances")
    if p.costs.support_at_trauma_sessions:
        attended = kept.total("drug_group_attendances", "stabilisation_attendances", "therapy_sessions_held")
    found = [_at_level(kept, words, ATTENDANCE, of, attended, None) for of, words in AT_ATTENDANCES]
    weeks = kept.service_weeks()
    management = _times(weeks, kept.pence("costs.management"))
    found += [
        Bought("Management and coordination", SERVICE_WEEK, weeks, management, payer, "support_staff"),
        _weekly(kept, "Case-review meetings", "case_review", "referral", payer, "support_staff"),
        _unused(kept),
    ]
    left = kept.total("pence_support")
    for item in found:
        left = _less(left, item)
    return [*found, *_by_the_woman_week(kept, left)]


def _by_the_woman_week(kept: _Prices, left: Column) -> list[Bought]:
    """Return what falls with each week of each woman: its number of weeks is what is left, at the price of one."""
    if any(left) and not _is_told_apart(kept.p):
        number = kept.service_weeks()
        return [Bought(NOT_TOLD_APART, SERVICE_WEEK, number, left, kept.p.payers.support, "support_staff")]
    prices = [kept.pence(f"costs.{of}", f"support.{of}") for of, _ in BY_THE_WOMAN_WEEK]
    each = [sum(of_them) for of_them in zip(*prices, strict=True)]
    weeks = [rest / one if one else 0.0 for rest, one in zip(left, each, strict=True)]
    return [_at_level(kept, words, WOMAN_WEEK, of, weeks, "support_staff") for of, words in BY_THE_WOMAN_WEEK]


def _is_told_apart(p: Parameters) -> bool:
    """Whether unused slots can be told from other support: by who pays, or because all or none are charged for."""
    return p.payers.support != p.payers.trauma or p.costs.unused_slots_not_charged == 0 or _none_charged(p)


def _none_charged(p: Parameters) -> bool:
    """Whether a clinic day has no more slots than are free of charge."""
    a_day = rules.whole_slots(p.psychologist.slots_per_clinic_day, p.psychologist.number)
    return a_day <= p.costs.unused_slots_not_charged


def _unused(kept: _Prices) -> Bought:
    """Return the psychologist's unused slots that are paid for.

    Who pays for trauma work pays for them and for none of the support else, so where these are two payers they are what
    is left of the one's bill. Where they are one, and some slots of a day are charged for and others not, they cannot
    be told apart and stay with the rest of the support.
    """
    p, each = kept.p, kept.pence("costs.unused_slot")
    if p.payers.support != p.payers.trauma:
        also = ("pence_drug_groups",) if p.payers.drug_groups == p.payers.trauma else ()
        others = kept.total("pence_ptsd_screening", "pence_stabilisation", "pence_therapy", *also)
        bill = kept.total(f"pence_paid_by_{p.payers.trauma}")
        pence = [paid - other for paid, other in zip(bill, others, strict=True)]
    elif p.costs.unused_slots_not_charged == 0:
        pence = _times(_slots_not_used(kept), each)
    else:
        pence = [0.0 for _ in each]
    slots = [paid / one if one else 0.0 for paid, one in zip(pence, each, strict=True)]
    return Bought(UNUSED, SLOT, slots, pence, p.payers.trauma, "psychologist")


def _slots_not_used(kept: _Prices) -> Column:
    return [a - b for a, b in zip(kept.total("slots_offered"), kept.total("slots_used"), strict=True)]


def _weekly(kept: _Prices, name: str, price: str, group: str, payer: str, role: str = "drug_group_staff") -> Bought:
    """Return what falls by the week of a site, whoever is there, at the level that is given of it."""
    level, weeks = f"{group}.{price}", kept.service_weeks()
    pence = _times(weeks, kept.pence(f"costs.{price}", level))
    return Bought(name, f"{SERVICE_WEEK}, at level 1", _times(weeks, kept.value(level)), pence, payer, role)


def _at_level(kept: _Prices, name: str, unit: str, of: str, times: Column, role: str | None) -> Bought:
    level = f"support.{of}"
    pence = _times(times, kept.pence(f"costs.{of}", level))
    return Bought(name, unit, _times(times, kept.value(level)), pence, kept.p.payers.support, role)


def _times(one: Column, other: Column) -> Column:
    return [a * b for a, b in zip(one, other, strict=True)]


def _less(left: Column, item: Bought) -> Column:
    return [a - b for a, b in zip(left, item.pence, strict=True)]
