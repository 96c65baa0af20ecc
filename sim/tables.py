"""The rules evaluated once: integer thresholds, integer days and integer pence.

An engine compares 32-bit words with these integers and never evaluates a rule itself, so two engines that are handed
the same tables agree exactly.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

from sim import money, rules
from sim.clock import WEEK
from sim.grids import (
    HIGHEST_STABILITY,
    LARGEST_GROUP,
    LONGEST_WAIT,
    NO_YES,
    RECENCIES,
    SHAPES,
    WEEKS_TOLD_APART,
    Thresholds,
    poisson,
    shares,
)
from sim.parameters import THERAPIES, Parameters
from sim.rules import CAP, PROPENSITIES, threshold


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything an engine needs, as integers. Thresholds are for 32-bit words; days count from opening day."""

    # the run
    end_day: int
    contacts_end_day: int
    counted_from_day: int
    opening_days: tuple[int, ...]
    closed_weeks: frozenset[int]
    interruption_first_week: int
    interruption_end_week: int
    interruption_stops_all: bool
    # who is met
    route_days: tuple[frozenset[int], ...]
    arrivals: tuple[tuple[tuple[Thresholds, ...], ...], ...]  # by site, quarter, route
    finite_population: int
    turnover: int
    sells_sex: Thresholds
    uses_drugs: tuple[Thresholds, Thresholds]  # sells less than weekly, sells weekly
    on_treatment: int
    trauma: Thresholds
    eligible_sells: int
    eligible_uses: int
    accepts: Thresholds  # by route
    says_not_selling: int
    decline_reasons: Thresholds
    screenings_per_day: int
    able_to_consent: int
    unable_reasons: Thresholds
    # drug groups
    usual_treatment: bool
    trauma_offered: bool
    shared_slot: bool
    group_days: tuple[int, int]
    group_weeks: tuple[tuple[int, int], tuple[int, int]]
    group_places: int
    group_cancelled: int
    group_cancelled_late: int
    sessions_to_prepare: int
    # a woman's weeks and sessions
    attends: Thresholds
    in_part: int
    incident: Thresholds
    treatment_starts: int
    treatment_lapses: int
    gains_stability: Thresholds
    loses_stability: Thresholds
    leaves: Thresholds
    causes: tuple[Thresholds, ...]
    returns: Thresholds
    # the gate and the trauma work
    judged_stable_at: int
    invites_most_frequent: bool
    in_a_row: int
    invited: int
    invitation_days: tuple[int, ...]
    referral_delay: int
    keep_attending: bool
    interest_lost: Thresholds
    takes_up: int
    learns_at_offer: bool
    screening_appointments: int
    readiness_appointments: int
    rolling: bool
    sessions: int
    minimum_size: int
    maximum_size: int
    longest_wait: int
    slots_per_session: int
    every_session: bool
    to_complete: int
    catch_up_appointments: int
    repeats: int
    ready: Thresholds
    accepts_repeat: int
    present_focused_if_not_ready: bool
    therapy_preference: Thresholds
    therapy_sessions: tuple[int, ...]
    therapy_interval: tuple[int, ...]
    leaves_therapy: tuple[Thresholds, ...]
    misses_end: int
    clinic_days: tuple[int, ...]
    slots_per_clinic_day: int
    caseload: int  # half-slots a week that courses may take
    clinic_cancelled: int
    clinic_cancelled_late: int
    # money
    prices: money.Prices


@lru_cache(maxsize=256)
def build_tables(p: Parameters) -> Tables:
    """Return the tables of one parameter set.

    Parameters
    ----------
    p : Parameters
        A checked, frozen parameter set.
    """
    return Tables(**_run(p), **_women(p), **_groups(p), **_weeks(p), **_trauma_work(p), **_clinic(p))


def _run(p: Parameters) -> dict[str, Any]:
    recruiting = p.run.delivery_weeks if p.run.kind == "service" else p.run.recruitment_weeks
    openings = p.sites.opening_weeks
    gap = p.interruption
    return {
        "end_day": p.run.delivery_weeks * WEEK,
        "contacts_end_day": min(recruiting, p.run.delivery_weeks) * WEEK,
        "counted_from_day": p.run.warm_up_weeks * WEEK,
        "opening_days": tuple(openings[site % len(openings)] * WEEK for site in range(p.sites.number)),
        "closed_weeks": frozenset(p.calendar.closed_weeks),
        "interruption_first_week": gap.first_week,
        "interruption_end_week": gap.first_week + gap.weeks,
        "interruption_stops_all": gap.stops == "everything",
        "prices": money.build_prices(p),
    }


def _women(p: Parameters) -> dict[str, Any]:
    weekly = (p.contacts.outreach_per_week, p.contacts.drop_in_per_week, p.contacts.self_referral_per_week)
    days = (p.contacts.outreach_days, p.contacts.drop_in_days, p.contacts.self_referral_days)
    sites = p.sites.contact_multipliers
    arrivals = {
        multiplier: tuple(
            tuple(
                poisson(rules.contacts_a_day(rate, len(set(on)), multiplier, quarter))
                for rate, on in zip(weekly, days, strict=True)
            )
            for quarter in p.contacts.quarterly_multipliers
        )
        for multiplier in sites
    }
    s, w = p.screening, p.women
    ratios = (1.0, 1.0, s.self_referral_odds_ratio)
    return {
        "route_days": tuple(frozenset(on) for on in days),
        "arrivals": tuple(arrivals[sites[site % len(sites)]] for site in range(p.sites.number)),
        "finite_population": p.population.size if p.population.kind == "finite" else 0,
        "turnover": threshold(p.population.turnover_per_year),
        "sells_sex": shares(w.sells_sex),
        "uses_drugs": (shares(w.uses_drugs_if_sells_less), shares(w.uses_drugs_if_sells_weekly)),
        "on_treatment": threshold(w.treatment_at_contact),
        "trauma": shares((1.0 - w.ptsd, w.ptsd * (1.0 - w.complex_ptsd), w.ptsd * w.complex_ptsd)),
        "eligible_sells": RECENCIES.index(p.eligibility.sells_sex),
        "eligible_uses": RECENCIES.index(p.eligibility.uses_drugs),
        "accepts": tuple(threshold(rules.accepts_screening(s.accepts, ratio)) for ratio in ratios),
        "says_not_selling": threshold(s.says_not_selling),
        "decline_reasons": shares(s.decline_reasons),
        "screenings_per_day": s.screenings_per_day,
        "able_to_consent": threshold(s.able_to_consent),
        "unable_reasons": shares(s.unable_reasons),
    }


def _groups(p: Parameters) -> dict[str, Any]:
    g, f, c = p.drug_groups, p.facilitators, p.climate
    usual = p.pathway.drug_treatment == "usual"
    fewer_cancelled = f.supervision * log(f.cancelled_odds_ratio)
    fewer_incidents = f.supervision * log(f.incident_odds_ratio)
    return {
        "usual_treatment": usual,
        "trauma_offered": p.pathway.trauma == "offered",
        "shared_slot": g.slots == "shared",
        "group_days": (g.getting_started_day, g.preparation_day),
        "group_weeks": (
            (g.getting_started_first_week, g.getting_started_last_week),
            (g.preparation_first_week, g.preparation_last_week),
        ),
        "group_places": g.places,
        "group_cancelled": 0 if usual else threshold(rules.cancelled(g.cancelled, fewer_cancelled)),
        "group_cancelled_late": threshold(g.cancelled_late),
        "sessions_to_prepare": g.sessions_to_prepare,
        "incident": tuple(
            0
            if usual
            else threshold(
                rules.incident(c.incident, size, c.size_odds_ratio, mixed, c.mixed_odds_ratio, fewer_incidents)
            )
            for size in range(LARGEST_GROUP + 1)
            for mixed in NO_YES
        ),
    }


def support_log_odds(p: Parameters) -> float:
    """Return the log odds of coming that a scenario's support adds to (or takes from) the study's."""
    s = p.support
    study_gave = (
        (s.reminders - 1.0, s.reminders_odds_ratio),
        (s.transport - 1.0, s.transport_odds_ratio),
        (s.lunch - 1.0, s.lunch_odds_ratio),
        (s.voucher - 1.0, s.voucher_odds_ratio),
        (s.welfare_calls - 1.0, s.welfare_calls_odds_ratio),
        (s.case_manager, s.case_manager_odds_ratio),
    )
    joint = sum(more * log(ratio) for more, ratio in study_gave)
    return rules.support_log_odds(joint, s.largest_joint_odds_ratio)


def _attends(p: Parameters) -> Thresholds:
    a = p.attendance
    service = support_log_odds(p) + (log(a.elsewhere_odds_ratio) if a.venue == "elsewhere" else 0.0)
    her = [
        rules.propensity_log_odds(
            propensity,
            a.spread_between_women,
            treatment,
            a.treatment_odds_ratio,
            sells_weekly,
            a.sells_less_odds_ratio,
            uses_weekly,
            a.uses_less_odds_ratio,
        )
        for propensity in PROPENSITIES
        for treatment in NO_YES
        for sells_weekly in NO_YES
        for uses_weekly in NO_YES
    ]
    return tuple(
        threshold(rules.attends(usual, woman, service, misses, a.miss_odds_ratio, incident, a.incident_odds_ratio))
        for usual in (a.drug_group, a.stabilisation, a.therapy, a.appointment)
        for woman in her
        for misses in range(CAP + 1)
        for incident in NO_YES
    )


def _weeks(p: Parameters) -> dict[str, Any]:
    s, t, r = p.stability, p.treatment, p.returning
    gains = (
        rules.gains_stability(
            s.gained, on, s.treatment_odds_ratio, row, s.engagement_odds_ratio, in_part, s.in_part_share
        )
        for on in NO_YES
        for row in range(CAP + 1)
        for in_part in NO_YES
    )
    loses = (
        rules.loses_stability(s.lost_per_week, on, s.lost_treatment_odds_ratio, misses, s.lost_miss_odds_ratio)
        for on in NO_YES
        for misses in range(CAP + 1)
    )
    leaves, causes = _leaving(p)
    return {
        "attends": _attends(p),
        "in_part": threshold(p.attendance.in_part),
        "treatment_starts": threshold(t.starts_per_week),
        "treatment_lapses": threshold(t.lapses_per_week),
        "gains_stability": tuple(map(threshold, gains)),
        "loses_stability": tuple(map(threshold, loses)),
        "leaves": leaves,
        "causes": causes,
        "returns": tuple(threshold(rules.returns_by(week, r.per_week)) for week in range(1, r.within_weeks + 1)),
    }


def _leaving(p: Parameters) -> tuple[Thresholds, tuple[Thresholds, ...]]:
    """Competing causes: one total hazard and one draw, then a split by share."""
    x = p.leaving
    leaves, causes = [], []
    for usual in (x.getting_started, x.preparation, x.stabilisation, 0.0):
        for weeks in range(WEEKS_TOLD_APART + 1):
            for misses in range(CAP + 1):
                hazard = rules.disengaging_hazard(usual, weeks, x.early_ratio, x.early_weeks, misses, x.miss_ratio)
                total = hazard + x.life_events
                leaves.append(threshold(rules.in_interval(total)))
                disengaging = hazard / total if total > 0.0 else 0.0
                life = tuple(share * (1.0 - disengaging) for share in x.life_event_shares)
                causes.append(shares((disengaging, *life)))
    return tuple(leaves), tuple(causes)


def _trauma_work(p: Parameters) -> dict[str, Any]:
    g, s, w, r, t = p.gate, p.stabilisation, p.waiting, p.readiness, p.therapy
    kinds = tuple(getattr(p, name) for name in THERAPIES)
    offered = sum(kind.share for kind in kinds) or 1.0
    steep = w.shape == "steep_first_week"
    still = (
        rules.still_interested(week, w.takes_up_at_once, w.odds_ratio_per_week, steep, w.first_week_log_odds)
        for week in range(1, LONGEST_WAIT + 1)
    )
    ready = (
        rules.ready(
            r.ready,
            min(attended / s.sessions, 1.0),
            r.missed_all_odds_ratio,
            complex_ptsd,
            r.complex_ptsd_odds_ratio,
            stability - p.stability.judged_at,
            r.stability_odds_ratio,
            s.sessions - rules.STUDY_SESSIONS,
            r.extra_session_odds_ratio,
        )
        for attended in range(s.sessions + 1)
        for complex_ptsd in NO_YES
        for stability in range(HIGHEST_STABILITY + 1)
    )
    shape = SHAPES.index(t.leaving_shape)
    first = g.clinic_opens_week * WEEK
    return {
        "judged_stable_at": p.stability.judged_at,
        "invites_most_frequent": g.rule == "most_frequent_attenders",
        "in_a_row": g.in_a_row,
        "invited": g.invited,
        "invitation_days": tuple(first + time * g.clinic_reopens_weeks * WEEK for time in range(g.clinic_times)),
        "referral_delay": p.referral.delay_days,
        "keep_attending": w.keep_attending,
        "interest_lost": tuple(threshold(1.0 - share) for share in still),
        "takes_up": threshold(w.takes_up_at_once),
        "learns_at_offer": w.service_learns == "at_offer",
        "screening_appointments": p.ptsd_screening.appointments,
        "readiness_appointments": r.appointments,
        "rolling": s.format == "rolling",
        "sessions": s.sessions,
        "minimum_size": s.minimum_size,
        "maximum_size": s.maximum_size,
        "longest_wait": s.longest_wait_weeks * WEEK,
        "slots_per_session": s.slots_per_session,
        "every_session": s.completion == "every_session",
        "to_complete": rules.sessions_to_complete(s.sessions, s.completion_share),
        "catch_up_appointments": s.catch_up_appointments,
        "repeats": s.repeats,
        "ready": tuple(map(threshold, ready)),
        "accepts_repeat": threshold(r.accepts_repeat),
        "present_focused_if_not_ready": p.present_focused.if_not_ready,
        "therapy_preference": shares(tuple(kind.share / offered for kind in kinds)),
        "therapy_sessions": tuple(kind.sessions for kind in kinds),
        "therapy_interval": tuple(kind.interval_weeks * WEEK for kind in kinds),
        "leaves_therapy": tuple(
            tuple(
                threshold(
                    rules.in_interval(
                        rules.therapy_leaving_hazard(kind.leaving_per_session, shape, session, kind.sessions)
                    )
                )
                for session in range(1, kind.sessions + 1)
            )
            for kind in kinds
        ),
        "misses_end": t.misses_end,
    }


def _clinic(p: Parameters) -> dict[str, Any]:
    c = p.psychologist
    days = tuple(sorted(set(c.clinic_days)))
    a_day = rules.whole_slots(c.slots_per_clinic_day, c.number)
    return {
        "clinic_days": days,
        "slots_per_clinic_day": a_day,
        "caseload": 2 * (a_day * len(days) - c.reserved_slots),
        "clinic_cancelled": threshold(c.cancelled),
        "clinic_cancelled_late": threshold(c.cancelled_late),
    }
