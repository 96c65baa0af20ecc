"""Random small service designs, in which women queue, groups fill, services are interrupted and women come back.

A design is a string of bytes, one a choice; 0 is the plainest choice. The choices name every parameter that matters to
how things happen, so that retuning the base values changes nothing here. Tests draw the bytes by hypothesis;
``dussk verify`` draws them by keyed draws, so that design 12 of a seed is the same everywhere.
"""

from __future__ import annotations

from struct import Struct
from typing import Any

from sim.draws import Block, Draws
from sim.parameters import Parameters, default_parameters

CHOICES: dict[str, tuple[object, ...]] = {
    # the run and its sites
    "run.kind": ("service", "service", "study"),
    "run.delivery_weeks": (22, 14, 18, 24, 26, 28, 30, 60),
    "sites.number": (1, 1, 1, 1, 2, 2, 3),
    "sites.opening_weeks": ([0], [0, 2], [1, 0, 3]),
    "sites.contact_multipliers": ([1.0], [1.0, 0.6], [0.7, 1.3, 0.4]),
    # who is met
    "contacts.outreach_per_week": (3.0, 0.0, 6.0, 12.0),
    "contacts.drop_in_per_week": (5.0, 0.7, 14.0, 25.0),
    "contacts.self_referral_per_week": (1.5, 0.0, 6.0),
    "contacts.outreach_days": ([1, 3], [0], [5, 6]),
    "contacts.drop_in_days": ([2, 4], [2], [0, 1, 2, 3, 4]),
    "contacts.self_referral_days": ([0, 1, 2, 3, 4], [6]),
    "contacts.quarterly_multipliers": ([1.0], [1.5, 0.5], [0.6, 2.0], [1.0, 0.0]),
    "population.kind": ("unlimited", "finite"),
    "population.size": (40, 8, 15, 90, 200),
    "population.turnover_per_year": (0.4, 0.0, 1.0),
    "women.sells_sex": ((0.55, 0.15, 0.15, 0.15), (0.4, 0.2, 0.2, 0.2), (1.0, 0.0, 0.0, 0.0), (0.25, 0.25, 0.25, 0.25)),
    "women.uses_drugs_if_sells_weekly": ((0.8, 0.1, 0.06, 0.04), (0.4, 0.2, 0.2, 0.2)),
    "women.uses_drugs_if_sells_less": ((0.7, 0.1, 0.1, 0.1), (0.3, 0.1, 0.2, 0.4)),
    "women.treatment_at_contact": (0.4, 0.0, 0.9),
    "women.ptsd": (0.85, 1.0, 0.5),
    "women.complex_ptsd": (0.7, 0.2),
    # who joins
    "eligibility.sells_sex": ("weekly", "month", "three_months", "any"),
    "eligibility.uses_drugs": ("weekly", "month", "three_months", "any"),
    "screening.accepts": (0.7, 0.35, 0.9),
    "screening.self_referral_odds_ratio": (3.0, 1.0),
    "screening.says_not_selling": (0.2, 0.6),
    "screening.screenings_per_day": (2, 1, 4, 50),
    "screening.able_to_consent": (0.8, 0.6, 1.0),
    # what is offered
    "pathway.drug_treatment": ("groups",) * 5 + ("usual",),
    "pathway.trauma": ("offered",) * 11 + ("not_offered",),
    "drug_groups.slots": ("shared", "separate"),
    "drug_groups.getting_started_day": (2, 0, 1),
    "drug_groups.preparation_day": (3, 2, 1),
    "drug_groups.places": (4, 2, 6, 10, 30),
    "drug_groups.sessions_to_prepare": (1, 1, 2, 3),
    "drug_groups.cancelled": (0.06, 0.0, 0.25),
    "drug_groups.cancelled_late": (0.5, 1.0),
    # coming and staying
    "attendance.drug_group": (0.8, 0.6, 0.95),
    "attendance.stabilisation": (0.8, 0.6),
    "attendance.therapy": (0.75, 0.5, 0.95),
    "attendance.appointment": (0.75, 0.5, 0.95),
    "attendance.spread_between_women": (1.0, 0.0, 2.0),
    "attendance.venue": ("charity", "elsewhere"),
    "attendance.in_part": (0.15, 0.5),
    "support.reminders": (1.0, 0.0, 2.0),
    "support.transport": (1.0, 0.0, 1.5),
    "support.lunch": (1.0, 0.0),
    "support.voucher": (1.0, 0.0, 2.0),
    "support.welfare_calls": (1.0, 0.0, 0.5),
    "support.case_manager": (0.0, 1.0),
    "climate.incident": (0.1, 0.0, 0.5),
    "climate.mixed_odds_ratio": (1.6, 5.0),
    "facilitators.supervision": (0.0, 1.0),
    "treatment.starts_per_week": (0.03, 0.2),
    "treatment.lapses_per_week": (0.03, 0.2),
    "leaving.getting_started": (0.04, 0.15),
    "leaving.preparation": (0.04, 0.15),
    "leaving.stabilisation": (0.04, 0.15),
    "leaving.early_ratio": (1.5, 4.0),
    "leaving.life_events": (0.006, 0.04),
    "returning.per_week": (0.1, 0.0, 0.4),
    "returning.within_weeks": (26, 8, 0),
    # the gate
    "gate.rule": ("stable_and_in_a_row", "stable_and_in_a_row", "most_frequent_attenders"),
    "gate.in_a_row": (1, 1, 2, 3),
    "gate.invited": (5, 2, 20),
    "gate.clinic_opens_week": (3, 5, 8),
    "gate.clinic_reopens_weeks": (2, 5),
    "gate.clinic_times": (4, 1),
    "stability.judged_at": (1, 0, 1, 2),
    "stability.gained": (0.7, 0.4),
    "stability.lost_per_week": (0.05, 0.2),
    "referral.delay_days": (7, 0, 1, 14, 30),
    "referral.case_review": (0.0, 1.0),
    "waiting.keep_attending": (True, False),
    "waiting.service_learns": ("at_once", "at_offer"),
    "waiting.shape": ("steady", "steep_first_week"),
    "waiting.odds_ratio_per_week": (0.95, 0.97, 0.75, 1.0),
    "waiting.takes_up_at_once": (0.95, 0.8, 0.99),
    # the trauma work
    "ptsd_screening.appointments": (2, 1, 3),
    "stabilisation.format": ("closed", "rolling"),
    "stabilisation.sessions": (3, 1, 2, 5),
    "stabilisation.longest_wait_weeks": (2, 0, 5),
    "stabilisation.completion": ("share", "every_session"),
    "stabilisation.completion_share": (0.6, 0.0, 1.0),
    "stabilisation.catch_up_appointments": (2, 0, 5),
    "stabilisation.repeats": (1, 0, 2),
    "readiness.ready": (0.8, 0.4, 0.95),
    "readiness.accepts_repeat": (0.7, 1.0),
    "therapy.misses_end": (3, 1, 4),
    "therapy.leaving_shape": ("constant", "early", "late"),
    "emdr.share": (1.0, 0.5),
    "emdr.sessions": (4, 2, 12),
    "emdr.interval_weeks": (1, 2),
    "emdr.leaving_per_session": (0.05, 0.2),
    "trauma_focused_cbt.share": (0.0, 0.5, 1.0),
    "trauma_focused_cbt.sessions": (3, 8),
    "trauma_focused_cbt.interval_weeks": (1, 3),
    "imagery_rescripting.share": (0.0, 0.6, 1.0),
    "imagery_rescripting.sessions": (2, 6),
    "present_focused.share": (0.0, 0.4),
    "present_focused.sessions": (3, 5),
    "present_focused.interval_weeks": (2, 1),
    "present_focused.if_not_ready": (False, True),
    "psychologist.number": (1.0, 0.5, 1.5),
    "psychologist.clinic_days": ([1], [1, 3], [0, 2, 4], [2]),
    "psychologist.cancelled": (0.05, 0.0, 0.3),
    # when nothing meets
    "interruption.first_week": (8, 6, 10, 13),
    "interruption.weeks": (3, 2, 5, 0),
    "interruption.stops": ("drug_groups", "everything"),
    "calendar.closed_weeks": ([7], [2, 11], [51]),
    # money
    "costs.price_year": ("2017/18", "2014/15", "2024/25"),
    "costs.emdr_session": (103.43, 250.0),
    "costs.present_focused_session": (90.0, 0.0),
    "costs.support_at_trauma_sessions": (False, True),
    "costs.management": (0.0, 250.0),
    "costs.missed_share": (0.0, 0.4),
    "costs.cancelled_late_share": (0.5, 1.0, 0.0),
    "costs.ptsd_screening_rebooked": (0.0, 40.0),
    "costs.readiness_appointment": (0.0, 55.5),
    "costs.unused_slot": (0.0, 60.0),
    "costs.unused_slots_not_charged": (0, 3),
    "payers.drug_groups": ("council", "nhs"),
    "payers.support": ("charity", "council"),
}
"""Values to choose from, the plainest first: that is what a failing example shrinks to."""

_FREE = 16
"""Choices made by ``_that_fit``, at most."""

LENGTH = len(CHOICES) + _FREE
"""How many bytes make a design."""

_WORDS = Struct("<4I")


def drawn(seed: int, number: int) -> Parameters:
    """Return one of the random designs of a seed.

    Parameters
    ----------
    seed : int
        64-bit seed.
    number : int
        Which one, from 0 to 2**32 - 1.
    """
    draws = Draws(seed, number)
    blocks = (draws.in_sequence(Block.DESIGN, 0, occasion) for occasion in range(-(-LENGTH // _WORDS.size)))
    return design(b"".join(_WORDS.pack(*words) for words in blocks)[:LENGTH])


def design(choices: bytes) -> Parameters:
    """Return the design that a string of bytes stands for.

    Parameters
    ----------
    choices : bytes
        ``LENGTH`` of them.
    """
    choose = _Chooser(choices)
    values = {name: choose.one_of(*options) for name, options in CHOICES.items()}
    return default_parameters().changed(values | _that_fit(values, choose))


class _Chooser:
    """Choices made by bytes, one each; 0 is the first and plainest, so hypothesis shrinks towards it.

    One string of bytes is a single draw: hypothesis would otherwise copy choices from one to another, and four in
    five designs would be near twins of an earlier one.
    """

    def __init__(self, choices: bytes) -> None:
        self._choices = iter(choices)

    def one_of(self, *values: Any) -> Any:
        """Choose one of some values."""
        return values[next(self._choices) * len(values) // 256]


def _that_fit(values: dict[str, Any], choose: _Chooser) -> dict[str, Any]:
    """Choose the values whose limits depend on others."""
    weeks = values["run.delivery_weeks"]
    biggest = choose.one_of(2, 2, 3, 1, 2, 2, 6)
    per_session = choose.one_of(1, 2)
    slots = choose.one_of(3, 2, 2, 4, 8)
    psychologists = values["psychologist.number"]
    while int(slots * psychologists) < per_session:
        slots += 1
    spare = int(slots * psychologists) * len(values["psychologist.clinic_days"]) - per_session
    starts = choose.one_of(0, 0, 1)
    return {
        "run.recruitment_weeks": weeks - choose.one_of(6, 0, 10),
        "run.warm_up_weeks": choose.one_of(0, 0, 4, 9),
        "stabilisation.maximum_size": biggest,
        "stabilisation.minimum_size": choose.one_of(*range(1, biggest + 1)),
        "stabilisation.slots_per_session": per_session,
        "psychologist.slots_per_clinic_day": slots,
        "psychologist.reserved_slots": choose.one_of(*range(min(2, spare) + 1)),
        "drug_groups.getting_started_first_week": starts,
        "drug_groups.getting_started_last_week": choose.one_of(1040, 1040, weeks - 4),
        "drug_groups.preparation_first_week": starts + choose.one_of(0, 0, 3),
        "drug_groups.preparation_last_week": choose.one_of(1040, 1040, weeks - 2, weeks * 2 // 3),
    }
