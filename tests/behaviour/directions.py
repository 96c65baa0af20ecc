"""What a service manager would expect of every parameter: a contrast, a setting in which it matters, and a sign.

A row moves one parameter from one value to another in some setting. ``"+referred"`` says that more are referred
then, ``"-referred"`` that fewer are; a row without an expectation has no sign that everybody would agree on.
"""

from typing import Any, NamedTuple

Setting = dict[str, Any]


class Row(NamedTuple):
    """One expectation."""

    name: str
    before: Any
    after: Any
    expected: str = ""
    setting: Setting = {}  # noqa: RUF012 (never changed)


BENCH: Setting = {
    "run.kind": "service",
    "run.delivery_weeks": 52,
    "run.recruitment_weeks": 26,
    "run.warm_up_weeks": 0,
    "contacts.outreach_per_week": 3.0,
    "contacts.drop_in_per_week": 3.0,
    "contacts.self_referral_per_week": 1.0,
    "population.kind": "unlimited",
    "women.sells_sex": [0.5, 0.2, 0.15, 0.15],
    "women.ptsd": 0.9,
    "screening.accepts": 0.6,
    "screening.screenings_per_day": 10,
    "drug_groups.slots": "shared",
    "drug_groups.places": 15,
    "drug_groups.sessions_to_prepare": 2,
    "drug_groups.cancelled": 0.1,
    "attendance.drug_group": 0.7,
    "attendance.stabilisation": 0.75,
    "attendance.therapy": 0.75,
    "attendance.appointment": 0.7,
    "attendance.spread_between_women": 1.0,
    "climate.incident": 0.15,
    "leaving.getting_started": 0.04,
    "leaving.preparation": 0.04,
    "leaving.stabilisation": 0.04,
    "leaving.early_ratio": 1.5,
    "leaving.life_events": 0.01,
    "returning.per_week": 0.05,
    "stability.judged_at": 1,
    "stability.gained": 0.4,
    "gate.rule": "stable_and_in_a_row",
    "gate.in_a_row": 2,
    "referral.delay_days": 14,
    "waiting.odds_ratio_per_week": 0.95,
    "waiting.takes_up_at_once": 0.9,
    "waiting.service_learns": "at_once",
    "stabilisation.format": "closed",
    "stabilisation.sessions": 4,
    "stabilisation.minimum_size": 2,
    "stabilisation.maximum_size": 8,
    "stabilisation.longest_wait_weeks": 6,
    "stabilisation.slots_per_session": 2,
    "stabilisation.completion": "share",
    "stabilisation.completion_share": 0.6,
    "stabilisation.repeats": 1,
    "readiness.ready": 0.8,
    "emdr.sessions": 6,
    "emdr.interval_weeks": 1,
    "therapy.misses_end": 3,
    "psychologist.number": 1.0,
    "psychologist.clinic_days": [1, 3],
    "psychologist.slots_per_clinic_day": 12,
    "psychologist.reserved_slots": 2,
    "psychologist.cancelled": 0.05,
    "interruption.first_week": 20,
    "interruption.weeks": 2,
    "interruption.stops": "drug_groups",
}
"""A service in which every step is busy and the psychologist is not scarce."""

STUDY: Setting = {"run.kind": "study", "run.delivery_weeks": 45, "emdr.sessions": 12}
SCARCE: Setting = {
    "run.delivery_weeks": 104,
    "psychologist.clinic_days": [1],
    "psychologist.slots_per_clinic_day": 5,
    "psychologist.reserved_slots": 2,
    "waiting.odds_ratio_per_week": 0.98,
    "attendance.drug_group": 0.85,
    "attendance.stabilisation": 0.9,
}
"""Slots for about half of those who need them."""

FULL: Setting = {"drug_groups.places": 6}
WIDE: Setting = {"eligibility.sells_sex": "any", "eligibility.uses_drugs": "any"}
MIXED: Setting = {**WIDE, "women.uses_drugs_if_sells_weekly": [0.5, 0, 0.2, 0.3]}
FEW: Setting = {"population.kind": "finite", "population.size": 60}
YEARS: Setting = {"run.delivery_weeks": 156}
INVITES: Setting = {"gate.rule": "most_frequent_attenders", "gate.clinic_opens_week": 8, "gate.invited": 3}
REPEATEDLY: Setting = {**INVITES, "gate.clinic_times": 4, "gate.clinic_reopens_weeks": 5}
EVERY: Setting = {"stabilisation.completion": "every_session", "stabilisation.repeats": 0}
ABSENT: Setting = {"attendance.stabilisation": 0.4, "stabilisation.completion_share": 0.0}
NO_CATCH_UP: Setting = {"stabilisation.catch_up_appointments": 0}
BARE: Setting = {f"support.{kind}": 0.0 for kind in ("reminders", "transport", "lunch", "voucher", "welfare_calls")}
MANAGED: Setting = {"support.case_manager": 1.0}
SUPERVISED: Setting = {"facilitators.supervision": 1.0, "drug_groups.cancelled": 0.3, "climate.incident": 0.4}
QUARRELS: Setting = {"climate.incident": 0.6}
IN_PART: Setting = {"attendance.in_part": 0.6, "stability.judged_at": 3}
LOSING: Setting = {"stability.judged_at": 3, "stability.lost_per_week": 0.15, "women.treatment_at_contact": 0.9}
ALL_COMPLEX: Setting = {"women.complex_ptsd": 1.0, "stabilisation.repeats": 0}
NOT_READY: Setting = {"readiness.ready": 0.3, "stabilisation.repeats": 0, "readiness.accepts_repeat": 0.9}
STEEP: Setting = {"waiting.shape": "steep_first_week"}
USUAL: Setting = {"pathway.drug_treatment": "usual"}
LATE: Setting = {"drug_groups.cancelled": 0.3, "psychologist.cancelled": 0.3}
IN_2021: Setting = {"costs.price_year": "2021/22"}
LONG_WAITS: Setting = {"stabilisation.minimum_size": 8}


def only(kind: str) -> Setting:
    """Return the setting in which one therapy is offered."""
    others = ("emdr", "trauma_focused_cbt", "imagery_rescripting", "present_focused")
    shares = {f"{other}.share": float(other == kind) for other in others}
    return {**shares, f"{kind}.sessions": 6, f"{kind}.leaving_per_session": 0.04, **ROOMY}


ROOMY: Setting = {"attendance.drug_group": 0.85, "attendance.stabilisation": 0.9, "readiness.ready": 0.9}
"""More women come as far as therapy, so that differences in it show."""


def therapy_rows(kind: str) -> list[Row]:
    """Return what is expected of every kind of therapy alike."""
    other = "present_focused" if kind == "emdr" else "emdr"
    beside = {**only(other), f"{kind}.sessions": 1}
    return [
        Row(f"{kind}.share", 0.0, 1.0, "-therapy_sessions_held", beside),
        Row(f"{kind}.sessions", 6, 12, "-completed_therapy", only(kind)),
        Row(f"{kind}.interval_weeks", 1, 3, "-completed_therapy", only(kind)),
        Row(f"{kind}.leaving_per_session", 0.02, 0.3, "-completed_therapy", only(kind)),
        Row(f"costs.{kind}_session", 100.0, 150.0, "+cost_therapy", only(kind)),
    ]


def support_rows(kind: str) -> list[Row]:
    """Return what is expected of every kind of support that the study gave."""
    cost = Row(f"costs.{kind}", 1.0, 5.0, "+cost_support")
    return [
        Row(f"support.{kind}", 1.0, 0.0, "-drug_group_attendances", {f"support.{kind}_odds_ratio": 2.0}),
        Row(f"support.{kind}", 1.0, 2.0, "+cost_support", {f"support.{kind}_odds_ratio": 1.0}),
        Row(f"support.{kind}_odds_ratio", 1.2, 3.0, "-drug_group_attendances", {f"support.{kind}": 0.0}),
        cost,
    ]


ROWS: list[Row] = [
    # the run, its sites, and who is met
    Row("run.kind", "study", "service", "+contacts"),
    Row("run.recruitment_weeks", 10, 26, "+contacts", STUDY),
    Row("run.delivery_weeks", 35, 55, "+completed_therapy", STUDY),
    Row("run.warm_up_weeks", 0, 20, "-contacts"),
    Row("sites.number", 1, 2, "+consented"),
    Row("sites.contact_multipliers", [1.0], [2.0], "+contacts"),
    Row("sites.opening_weeks", [0], [12], "-contacts"),
    Row("contacts.outreach_per_week", 3.0, 6.0, "+contacts"),
    Row("contacts.drop_in_per_week", 3.0, 6.0, "+consented"),
    Row("contacts.self_referral_per_week", 1.0, 4.0, "+screened"),
    Row("contacts.outreach_days", [1, 3], [0, 5]),
    Row("contacts.drop_in_days", [2, 4], [3]),
    Row("contacts.self_referral_days", [0, 1, 2, 3, 4], [5]),
    Row("contacts.quarterly_multipliers", [1.0], [1.0, 2.0], "+contacts"),
    Row("population.kind", "finite", "unlimited", "+women_met", FEW),
    Row("population.size", 60, 300, "+women_met", FEW),
    Row("population.turnover_per_year", 0.0, 1.0, "+women_met", FEW | YEARS),
    Row("women.sells_sex", [0.3, 0.3, 0.2, 0.2], [0.7, 0.1, 0.1, 0.1], "+eligible"),
    Row("women.uses_drugs_if_sells_weekly", [0.4, 0.2, 0.2, 0.2], [0.9, 0.1, 0, 0], "+eligible"),
    Row(
        "women.uses_drugs_if_sells_less",
        [0.3, 0.3, 0.2, 0.2],
        [0.9, 0.1, 0, 0],
        "+eligible",
        {"eligibility.sells_sex": "any"},
    ),
    Row("women.treatment_at_contact", 0.1, 0.9, "+referred", {"attendance.treatment_odds_ratio": 3.0}),
    Row("women.ptsd", 0.5, 1.0, "+started_stabilisation"),
    Row("women.complex_ptsd", 0.0, 1.0, "-ready", {"readiness.complex_ptsd_odds_ratio": 0.2}),
    Row("eligibility.sells_sex", "weekly", "any", "+consented"),
    Row("eligibility.uses_drugs", "weekly", "three_months", "+consented"),
    Row("eligibility.uses_drugs", "weekly", "any", "+incidents"),
    Row("eligibility.sells_sex", "weekly", "any", "+incidents"),
    Row("screening.accepts", 0.3, 0.6, "+screened"),
    Row("screening.self_referral_odds_ratio", 0.5, 8.0, "+screened", {"screening.accepts": 0.3}),
    Row("screening.says_not_selling", 0.0, 0.9, "-screened"),
    Row("screening.decline_reasons", [0.9, 0.05, 0.05], [0.1, 0.1, 0.8], "-declined_too_busy"),
    Row("screening.screenings_per_day", 10, 1, "-screened", {"contacts.drop_in_per_week": 20.0}),
    Row("screening.able_to_consent", 0.5, 1.0, "+consented"),
    Row(
        "screening.unable_reasons",
        [0.9, 0.1],
        [0.1, 0.9],
        "+unable_to_consent_health",
        {"screening.able_to_consent": 0.5},
    ),
    # what is offered, and the drug groups
    Row("pathway.drug_treatment", "groups", "usual", "-drug_group_sessions_cancelled"),
    Row("pathway.trauma", "offered", "not_offered", "-started_therapy"),
    Row("drug_groups.slots", "shared", "separate", "+drug_group_sessions_held"),
    Row("drug_groups.getting_started_day", 2, 4),
    Row("drug_groups.preparation_day", 3, 5, "", {"drug_groups.slots": "separate"}),
    Row("drug_groups.places", 4, 12, "+reached_preparation"),
    Row("drug_groups.getting_started_first_week", 0, 12, "-reached_preparation"),
    Row("drug_groups.getting_started_last_week", 15, 52, "+reached_preparation"),
    Row("drug_groups.preparation_first_week", 0, 20, "-referred"),
    Row("drug_groups.preparation_last_week", 20, 52, "+referred"),
    Row("drug_groups.sessions_to_prepare", 2, 6, "-reached_preparation"),
    Row("drug_groups.cancelled", 0.05, 0.4, "-drug_group_sessions_held"),
    Row("drug_groups.cancelled_late", 0.0, 1.0, "+cost_drug_groups", LATE),
    # coming
    Row("attendance.drug_group", 0.5, 0.8, "+referred"),
    Row("attendance.stabilisation", 0.4, 0.9, "+completed_stabilisation"),
    Row("attendance.therapy", 0.4, 0.9, "+completed_therapy"),
    Row("attendance.appointment", 0.4, 0.9, "+ptsd_screened"),
    Row("attendance.spread_between_women", 0.0, 3.0, "-drug_group_attendances"),
    Row("attendance.treatment_odds_ratio", 0.8, 4.0, "+drug_group_attendances"),
    Row("attendance.sells_less_odds_ratio", 0.8, 4.0, "+drug_group_attendances", WIDE),
    Row("attendance.uses_less_odds_ratio", 0.8, 4.0, "+drug_group_attendances", MIXED),
    Row("attendance.miss_odds_ratio", 0.4, 1.0, "+drug_group_attendances"),
    Row("attendance.incident_odds_ratio", 0.2, 1.0, "+drug_group_attendances", QUARRELS),
    Row("attendance.venue", "charity", "elsewhere", "-drug_group_attendances"),
    Row("attendance.elsewhere_odds_ratio", 0.3, 0.9, "+drug_group_attendances", {"attendance.venue": "elsewhere"}),
    Row("attendance.in_part", 0.0, 0.9, "-referred", {"stability.judged_at": 3}),
    *support_rows("reminders"),
    *support_rows("transport"),
    *support_rows("lunch"),
    *support_rows("voucher"),
    *support_rows("welfare_calls"),
    Row("support.case_manager", 0.0, 1.0, "+drug_group_attendances"),
    Row("support.case_manager_odds_ratio", 1.0, 3.0, "+drug_group_attendances", MANAGED),
    Row("support.largest_joint_odds_ratio", 1.5, 10.0, "-drug_group_attendances", BARE),
    Row("costs.case_manager", 10.0, 30.0, "+cost_support", MANAGED),
    # groups and those who run them
    Row("climate.incident", 0.05, 0.4, "+incidents"),
    Row("climate.size_odds_ratio", 0.8, 1.4, "+incidents"),
    Row("climate.mixed_odds_ratio", 0.5, 5.0, "+incidents", MIXED),
    Row("facilitators.supervision", 0.0, 1.0, "-incidents", {"climate.incident": 0.4}),
    Row("facilitators.supervision", 0.0, 1.0, "-drug_group_sessions_cancelled", {"drug_groups.cancelled": 0.3}),
    Row("facilitators.cancelled_odds_ratio", 0.2, 0.9, "+drug_group_sessions_cancelled", SUPERVISED),
    Row("facilitators.incident_odds_ratio", 0.2, 0.9, "+incidents", SUPERVISED),
    Row("treatment.starts_per_week", 0.0, 0.3, "+referred"),
    Row("treatment.lapses_per_week", 0.0, 0.3, "-referred", {"women.treatment_at_contact": 0.9}),
    # stability and the gate
    Row("stability.judged_at", 1, 3, "-referred"),
    Row("stability.gained", 0.2, 0.6, "+referred"),
    Row("stability.treatment_odds_ratio", 0.5, 4.0, "+referred", {"stability.judged_at": 3}),
    Row("stability.engagement_odds_ratio", 0.6, 2.0, "+referred", {"stability.judged_at": 3}),
    Row("stability.in_part_share", 0.0, 1.0, "+referred", IN_PART),
    Row("stability.lost_per_week", 0.0, 0.3, "-referred", {"stability.judged_at": 3}),
    Row("stability.lost_treatment_odds_ratio", 0.2, 2.0, "-referred", LOSING),
    Row("stability.lost_miss_odds_ratio", 0.8, 4.0, "-referred", LOSING | {"attendance.drug_group": 0.5}),
    Row("gate.rule", "stable_and_in_a_row", "most_frequent_attenders", "-referred", INVITES),
    Row("gate.in_a_row", 2, 5, "-referred"),
    Row("gate.invited", 2, 8, "+referred", INVITES),
    Row("gate.clinic_opens_week", 10, 40, "-completed_therapy", INVITES),
    Row("gate.clinic_reopens_weeks", 5, 25, "-referred", REPEATEDLY),
    Row("gate.clinic_times", 1, 4, "+referred", REPEATEDLY),
    Row("referral.delay_days", 7, 120, "-ptsd_screened"),
    Row("referral.delay_days", 7, 60, "+weeks_waited_screening"),
    Row("referral.case_review", 0.0, 1.0, "+cost_support"),
    Row("ptsd_screening.appointments", 1, 4, "+ptsd_screened"),
    # stabilisation, readiness, therapy
    Row("stabilisation.format", "closed", "rolling", "-weeks_waited_stabilisation", LONG_WAITS),
    Row("stabilisation.sessions", 5, 12, "-completed_therapy", STUDY),
    Row("stabilisation.sessions", 5, 12, "+still_inside", STUDY),
    Row("stabilisation.sessions", 4, 12, "+weeks_waited_therapy", SCARCE),
    Row("stabilisation.minimum_size", 1, 6, "+weeks_waited_stabilisation"),
    Row("stabilisation.maximum_size", 3, 8, "-weeks_waited_stabilisation", SCARCE),
    Row("stabilisation.longest_wait_weeks", 2, 20, "+weeks_waited_stabilisation", LONG_WAITS),
    Row("stabilisation.slots_per_session", 1, 4, "+psychologist_use"),
    Row("stabilisation.completion", "share", "every_session", "-completed_stabilisation", NO_CATCH_UP),
    Row("stabilisation.completion_share", 0.4, 1.0, "-completed_stabilisation"),
    Row("stabilisation.catch_up_appointments", 0, 4, "+completed_stabilisation", EVERY),
    Row("stabilisation.repeats", 0, 3, "+ready", {"readiness.ready": 0.3}),
    Row("readiness.ready", 0.3, 0.95, "+started_therapy"),
    Row("readiness.missed_all_odds_ratio", 0.01, 1.0, "+ready", ABSENT),
    Row("readiness.complex_ptsd_odds_ratio", 0.1, 1.0, "+ready", ALL_COMPLEX),
    Row("readiness.stability_odds_ratio", 0.6, 4.0, "+ready", {"readiness.ready": 0.4, "stability.judged_at": 0}),
    Row(
        "readiness.extra_session_odds_ratio", 1.0, 3.0, "+ready", {"readiness.ready": 0.3, "stabilisation.sessions": 8}
    ),
    Row("readiness.accepts_repeat", 0.1, 1.0, "+ready", {"readiness.ready": 0.4, "stabilisation.repeats": 3}),
    Row("readiness.appointments", 1, 4, "+ready"),
    Row("therapy.misses_end", 1, 6, "+completed_therapy", only("emdr")),
    Row(
        "therapy.leaving_shape",
        "late",
        "early",
        "-therapy_sessions_held",
        only("emdr") | {"emdr.leaving_per_session": 0.3},
    ),
    *therapy_rows("emdr"),
    *therapy_rows("trauma_focused_cbt"),
    *therapy_rows("imagery_rescripting"),
    *therapy_rows("present_focused"),
    Row("emdr.interval_weeks", 1, 2, "-completed_therapy", STUDY),
    Row("emdr.interval_weeks", 1, 2, "+still_inside", STUDY),
    Row("present_focused.if_not_ready", False, True, "+started_therapy", NOT_READY),
    # the psychologist's time, and waiting
    Row("psychologist.number", 1.0, 2.0, "-weeks_waited_therapy", SCARCE),
    Row("psychologist.number", 1.0, 2.0, "+completed_therapy", SCARCE),
    Row("psychologist.clinic_days", [1], [1, 3], "-weeks_waited_therapy", SCARCE),
    Row("psychologist.slots_per_clinic_day", 5, 9, "-weeks_waited_therapy", SCARCE),
    Row("psychologist.slots_per_clinic_day", 5, 9, "+completed_therapy", SCARCE),
    Row("psychologist.reserved_slots", 0, 3, "+weeks_waited_therapy", SCARCE),
    Row("psychologist.cancelled", 0.0, 0.5, "-completed_therapy", ROOMY),
    Row("psychologist.cancelled_late", 0.0, 1.0, "+cost_total", LATE),
    Row("waiting.odds_ratio_per_week", 0.99, 0.6, "-ptsd_screened"),
    Row("waiting.takes_up_at_once", 0.5, 0.98, "+ptsd_screened"),
    Row("waiting.shape", "steady", "steep_first_week", "-ptsd_screened", {"waiting.first_week_log_odds": 3.0}),
    Row("waiting.first_week_log_odds", 0.5, 4.0, "-ptsd_screened", STEEP),
    Row(
        "waiting.service_learns", "at_once", "at_offer", "+offered_ptsd_screening", {"waiting.odds_ratio_per_week": 0.7}
    ),
    Row("waiting.keep_attending", True, False, "-drug_group_attendances", {"referral.delay_days": 60}),
    # leaving, coming back, and stretches without service
    Row("leaving.getting_started", 0.02, 0.2, "-reached_preparation"),
    Row("leaving.preparation", 0.02, 0.2, "-referred"),
    Row("leaving.stabilisation", 0.01, 0.3, "-completed_stabilisation"),
    Row("leaving.early_ratio", 1.0, 6.0, "-reached_preparation"),
    Row("leaving.early_weeks", 1.0, 20.0, "-referred", {"leaving.early_ratio": 5.0}),
    Row("leaving.miss_ratio", 1.0, 3.0, "-referred"),
    Row("leaving.life_events", 0.0, 0.05, "-completed_therapy", ROOMY),
    Row(
        "leaving.life_event_shares",
        [0.9, 0.05, 0.05, 0],
        [0, 0.9, 0.05, 0.05],
        "+left_custody",
        {"leaving.life_events": 0.05},
    ),
    Row("returning.per_week", 0.0, 0.2, "+returned"),
    Row("returning.within_weeks", 4, 40, "+returned"),
    Row("interruption.first_week", 10, 30),
    Row("interruption.weeks", 0, 15, "-drug_group_sessions_held"),
    Row("interruption.weeks", 0, 15, "-referred"),
    Row("interruption.stops", "drug_groups", "everything", "-slots_offered", {"interruption.weeks": 10}),
    Row("calendar.closed_weeks", [7], [7, 11, 15, 25, 29, 33], "-drug_group_sessions_held"),
    # money
    Row("costs.price_year", "2017/18", "2024/25", "+cost_total"),
    Row("costs.nhscii_percent", [1.0] * 10, [5.0] * 10, "+cost_total", IN_2021),
    Row("costs.drug_group_session", 90.0, 140.0, "+cost_drug_groups"),
    Row("costs.support_at_trauma_sessions", False, True, "+cost_support"),
    Row("costs.management", 0.0, 100.0, "+cost_support"),
    Row("costs.supervision", 40.0, 80.0, "+cost_drug_groups", SUPERVISED),
    Row("costs.case_review", 40.0, 80.0, "+cost_support", {"referral.case_review": 1.0}),
    Row("costs.ptsd_screening", 190.0, 290.0, "+cost_ptsd_screening"),
    Row("costs.ptsd_screening_rebooked", 0.0, 50.0, "+cost_ptsd_screening"),
    Row("costs.unused_slot", 0.0, 60.0, "+cost_support", {"costs.unused_slots_not_charged": 0}),
    Row("costs.unused_slots_not_charged", 0, 12, "-cost_support", {"costs.unused_slot": 60.0}),
    Row("costs.stabilisation_session", 200.0, 300.0, "+cost_stabilisation"),
    Row("costs.readiness_appointment", 0.0, 50.0, "+cost_stabilisation"),
    Row("costs.catch_up_appointment", 50.0, 150.0, "+cost_stabilisation", EVERY),
    Row("costs.missed_share", 0.0, 0.5, "+cost_therapy"),
    Row("costs.cancelled_late_share", 0.0, 1.0, "+cost_total", LATE),
    Row("costs.usual_treatment_contact", 30.0, 60.0, "+cost_drug_groups", USUAL),
    Row("costs.discount_rate", 0.0, 0.1, "-cost_discounted", YEARS),
    Row("payers.drug_groups", "council", "nhs", "+pence_paid_by_nhs"),
    Row("payers.trauma", "nhs", "council", "-pence_paid_by_nhs"),
    Row("payers.support", "charity", "council", "-pence_paid_by_charity"),
]

ONLY_IN_TOTALS = {"run.warm_up_weeks", "costs.discount_rate"}
"""What is counted, or how it is added up, and no event or amount of its own."""
