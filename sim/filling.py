"""Filling the flat table: every rule evaluated once over its grid, as integer thresholds, integer days and pence.

``p`` is a parameter set as numbers (``sim.numbers``) and ``out`` a list of whole numbers laid out as ``sim.layout``
says. The functions run as Python for one parameter set, and compiled, as they stand, for millions of them; so they
meet numbers only, and ``out`` is a list or an array.
"""

from math import log
from typing import Any

from sim import grids, layout, money, rules
from sim.clock import WEEK, WEEKS_IN_YEAR
from sim.grids import CONTACTS_A_DAY, HIGHEST_STABILITY, LARGEST_GROUP, LONGEST_WAIT, WEEKS_TOLD_APART
from sim.numbers import Numbers, choice
from sim.rules import CAP, PROPENSITIES

SERVICE = choice("run.kind", "service")
EVERYTHING = choice("interruption.stops", "everything")
FINITE = choice("population.kind", "finite")
USUAL = choice("pathway.drug_treatment", "usual")
OFFERED = choice("pathway.trauma", "offered")
SHARED = choice("drug_groups.slots", "shared")
ELSEWHERE = choice("attendance.venue", "elsewhere")
MOST_FREQUENT = choice("gate.rule", "most_frequent_attenders")
AT_OFFER = choice("waiting.service_learns", "at_offer")
STEEP = choice("waiting.shape", "steep_first_week")
ROLLING = choice("stabilisation.format", "rolling")
EVERY_SESSION = choice("stabilisation.completion", "every_session")

ROUTES = 3
MULTIPLES = 2
"""Numbers of an arrivals table in the index: its start and its length."""


def fill(p: Numbers, out: Any) -> None:
    """Fill the whole table; ``out`` has at least ``places_needed(p)`` places."""
    fill_run(p, out)
    fill_population(p, out)
    fill_joining(p, out)
    fill_arrivals(p, out)
    fill_groups(p, out)
    fill_attends(p, out)
    fill_weeks(p, out)
    fill_leaving(p, out)
    fill_gate(p, out)
    fill_waiting(p, out)
    fill_stabilisation(p, out)
    fill_ready(p, out)
    fill_therapy(p, out)
    fill_clinic(p, out)
    money.fill_prices(p, out)


def places_needed(p: Numbers) -> int:
    """Return how many places the table takes."""
    tables = used_multipliers(p) * p.contacts.quarterly_multipliers_length * ROUTES
    return int(layout.ARRIVALS + tables * (MULTIPLES + CONTACTS_A_DAY))


def used_multipliers(p: Numbers) -> int:
    """Return how many of the sites' contact multipliers are in use."""
    return int(min(p.sites.number, p.sites.contact_multipliers_length))


def fill_run(p: Numbers, out: Any) -> None:
    """Fill the run's days, weeks and sites."""
    recruiting = p.run.delivery_weeks if p.run.kind == SERVICE else p.run.recruitment_weeks
    gap = p.interruption
    out[layout.END_DAY] = p.run.delivery_weeks * WEEK
    out[layout.CONTACTS_END_DAY] = min(recruiting, p.run.delivery_weeks) * WEEK
    out[layout.COUNTED_FROM_DAY] = p.run.warm_up_weeks * WEEK
    out[layout.SITES] = p.sites.number
    for site in range(p.sites.number):
        out[layout.OPENING_DAYS + site] = p.sites.opening_weeks[site % p.sites.opening_weeks_length] * WEEK
    for i in range(WEEKS_IN_YEAR):
        out[layout.CLOSED_WEEKS + i] = 0
    for i in range(p.calendar.closed_weeks_length):
        out[layout.CLOSED_WEEKS + p.calendar.closed_weeks[i]] = 1
    out[layout.INTERRUPTION_FIRST_WEEK] = gap.first_week
    out[layout.INTERRUPTION_END_WEEK] = gap.first_week + gap.weeks
    out[layout.INTERRUPTION_STOPS_ALL] = int(gap.stops == EVERYTHING)


def fill_population(p: Numbers, out: Any) -> None:
    """Fill whom contacts are drawn from, and what a woman brings."""
    w = p.women
    out[layout.FINITE_POPULATION] = p.population.size if p.population.kind == FINITE else 0
    out[layout.TURNOVER] = rules.threshold(p.population.turnover_per_year)
    grids.put_shares(out, layout.SELLS_SEX, w.sells_sex, 4)
    grids.put_shares(out, layout.USES_DRUGS, w.uses_drugs_if_sells_less, 4)
    grids.put_shares(out, layout.USES_DRUGS + 3, w.uses_drugs_if_sells_weekly, 4)
    out[layout.ON_TREATMENT] = rules.threshold(w.treatment_at_contact)
    trauma = (1.0 - w.ptsd, w.ptsd * (1.0 - w.complex_ptsd), w.ptsd * w.complex_ptsd)
    grids.put_shares(out, layout.TRAUMA, trauma, 3)


def fill_joining(p: Numbers, out: Any) -> None:
    """Fill who accepts screening, who is eligible and who can consent."""
    s = p.screening
    out[layout.ELIGIBLE_SELLS] = p.eligibility.sells_sex
    out[layout.ELIGIBLE_USES] = p.eligibility.uses_drugs
    ratios = (1.0, 1.0, s.self_referral_odds_ratio)
    for route in range(ROUTES):
        out[layout.ACCEPTS + route] = rules.threshold(rules.accepts_screening(s.accepts, ratios[route]))
    out[layout.SAYS_NOT_SELLING] = rules.threshold(s.says_not_selling)
    grids.put_shares(out, layout.DECLINE_REASONS, s.decline_reasons, 3)
    out[layout.SCREENINGS_PER_DAY] = s.screenings_per_day
    out[layout.ABLE_TO_CONSENT] = rules.threshold(s.able_to_consent)
    grids.put_shares(out, layout.UNABLE_REASONS, s.unable_reasons, 2)


def fill_arrivals(p: Numbers, out: Any) -> None:
    """Fill the numbers of contacts a day: a table for each multiplier, quarter and route."""
    c = p.contacts
    multipliers, quarters = used_multipliers(p), c.quarterly_multipliers_length
    weekly = (c.outreach_per_week, c.drop_in_per_week, c.self_referral_per_week)
    days = (c.outreach_days_length, c.drop_in_days_length, c.self_referral_days_length)
    for i in range(ROUTES * WEEK):
        out[layout.ROUTE_DAYS + i] = 0
    for i in range(c.outreach_days_length):
        out[layout.ROUTE_DAYS + c.outreach_days[i]] = 1
    for i in range(c.drop_in_days_length):
        out[layout.ROUTE_DAYS + WEEK + c.drop_in_days[i]] = 1
    for i in range(c.self_referral_days_length):
        out[layout.ROUTE_DAYS + 2 * WEEK + c.self_referral_days[i]] = 1
    out[layout.ARRIVAL_MULTIPLIERS] = multipliers
    out[layout.ARRIVAL_QUARTERS] = quarters
    index = layout.ARRIVALS
    start = index + multipliers * quarters * ROUTES * MULTIPLES
    for multiplier in range(multipliers):
        site = p.sites.contact_multipliers[multiplier]
        for quarter in range(quarters):
            for route in range(ROUTES):
                mean = rules.contacts_a_day(weekly[route], days[route], site, c.quarterly_multipliers[quarter])
                length = grids.put_poisson(out, start, mean)
                out[index], out[index + 1] = start, length
                index, start = index + MULTIPLES, start + length


def fill_groups(p: Numbers, out: Any) -> None:
    """Fill the drug groups: when they meet, who fits in, cancellations and incidents."""
    g, f, c = p.drug_groups, p.facilitators, p.climate
    usual = p.pathway.drug_treatment == USUAL
    fewer_cancelled = f.supervision * log(f.cancelled_odds_ratio)
    fewer_incidents = f.supervision * log(f.incident_odds_ratio)
    out[layout.USUAL_TREATMENT] = int(usual)
    out[layout.TRAUMA_OFFERED] = int(p.pathway.trauma == OFFERED)
    out[layout.SHARED_SLOT] = int(g.slots == SHARED)
    out[layout.GROUP_DAYS] = g.getting_started_day
    out[layout.GROUP_DAYS + 1] = g.preparation_day
    out[layout.GROUP_WEEKS] = g.getting_started_first_week
    out[layout.GROUP_WEEKS + 1] = g.getting_started_last_week
    out[layout.GROUP_WEEKS + 2] = g.preparation_first_week
    out[layout.GROUP_WEEKS + 3] = g.preparation_last_week
    out[layout.GROUP_PLACES] = g.places
    out[layout.GROUP_CANCELLED] = 0 if usual else rules.threshold(rules.cancelled(g.cancelled, fewer_cancelled))
    out[layout.GROUP_CANCELLED_LATE] = rules.threshold(g.cancelled_late)
    out[layout.SESSIONS_TO_PREPARE] = g.sessions_to_prepare
    for size in range(LARGEST_GROUP + 1):
        for mixed in range(2):
            chance = rules.incident(
                c.incident, size, c.size_odds_ratio, mixed == 1, c.mixed_odds_ratio, fewer_incidents
            )
            out[layout.INCIDENT + grids.incident_index(size, mixed == 1)] = 0 if usual else rules.threshold(chance)


def support_log_odds(p: Numbers) -> float:
    """Return the log odds of coming that a scenario's support adds to (or takes from) the study's."""
    s = p.support
    joint = (s.reminders - 1.0) * log(s.reminders_odds_ratio)
    joint += (s.transport - 1.0) * log(s.transport_odds_ratio)
    joint += (s.lunch - 1.0) * log(s.lunch_odds_ratio)
    joint += (s.voucher - 1.0) * log(s.voucher_odds_ratio)
    joint += (s.welfare_calls - 1.0) * log(s.welfare_calls_odds_ratio)
    joint += s.case_manager * log(s.case_manager_odds_ratio)
    return rules.support_log_odds(joint, s.largest_joint_odds_ratio)


def fill_attends(p: Numbers, out: Any) -> None:
    """Fill who comes to a session."""
    a = p.attendance
    service = support_log_odds(p) + (log(a.elsewhere_odds_ratio) if a.venue == ELSEWHERE else 0.0)
    usual = (a.drug_group, a.stabilisation, a.therapy, a.appointment)
    place = layout.ATTENDS
    for kind in range(len(usual)):
        for propensity in PROPENSITIES:
            for who in range(8):
                hers = rules.propensity_log_odds(
                    propensity,
                    a.spread_between_women,
                    who & 4 != 0,
                    a.treatment_odds_ratio,
                    who & 2 != 0,
                    a.sells_less_odds_ratio,
                    who & 1 != 0,
                    a.uses_less_odds_ratio,
                )
                for misses in range(CAP + 1):
                    for incident in range(2):
                        chance = rules.attends(
                            usual[kind], hers, service, misses, a.miss_odds_ratio, incident == 1, a.incident_odds_ratio
                        )
                        out[place] = rules.threshold(chance)
                        place += 1


def fill_weeks(p: Numbers, out: Any) -> None:
    """Fill what a week or a session does to treatment and stability, and who comes back."""
    s, t, r = p.stability, p.treatment, p.returning
    out[layout.IN_PART] = rules.threshold(p.attendance.in_part)
    out[layout.TREATMENT_STARTS] = rules.threshold(t.starts_per_week)
    out[layout.TREATMENT_LAPSES] = rules.threshold(t.lapses_per_week)
    for treated in range(2):
        for row in range(CAP + 1):
            for in_part in range(2):
                gains = rules.gains_stability(
                    s.gained,
                    treated == 1,
                    s.treatment_odds_ratio,
                    row,
                    s.engagement_odds_ratio,
                    in_part == 1,
                    s.in_part_share,
                )
                out[layout.GAINS_STABILITY + grids.gains_index(treated == 1, row, in_part == 1)] = rules.threshold(
                    gains
                )
            loses = rules.loses_stability(
                s.lost_per_week, treated == 1, s.lost_treatment_odds_ratio, row, s.lost_miss_odds_ratio
            )
            out[layout.LOSES_STABILITY + grids.loses_index(treated == 1, row)] = rules.threshold(loses)
    out[layout.RETURN_WEEKS] = r.within_weeks
    for week in range(r.within_weeks):
        out[layout.RETURNS + week] = rules.threshold(rules.returns_by(week + 1, r.per_week))


def fill_leaving(p: Numbers, out: Any) -> None:
    """Fill who leaves in a week and why: competing causes by one total hazard, then a split by share."""
    x = p.leaving
    usual = (x.getting_started, x.preparation, x.stabilisation, 0.0)
    place = 0
    for step in range(len(usual)):
        for weeks in range(WEEKS_TOLD_APART + 1):
            for misses in range(CAP + 1):
                hazard = rules.disengaging_hazard(
                    usual[step], weeks, x.early_ratio, x.early_weeks, misses, x.miss_ratio
                )
                total = hazard + x.life_events
                out[layout.LEAVES + place] = rules.threshold(rules.in_interval(total))
                share = hazard / total if total > 0.0 else 0.0
                causes = layout.CAUSES + place * layout.CAUSES_EACH
                out[causes] = rules.threshold(min(share, 1.0))
                reached = share
                for cause in range(layout.CAUSES_EACH - 1):
                    reached += x.life_event_shares[cause] * (1.0 - share)
                    out[causes + cause + 1] = rules.threshold(min(reached, 1.0))
                place += 1


def fill_gate(p: Numbers, out: Any) -> None:
    """Fill who is referred to the psychologist, and when."""
    g = p.gate
    out[layout.JUDGED_STABLE_AT] = p.stability.judged_at
    out[layout.INVITES_MOST_FREQUENT] = int(g.rule == MOST_FREQUENT)
    out[layout.IN_A_ROW] = g.in_a_row
    out[layout.INVITED] = g.invited
    out[layout.CLINIC_OPENINGS] = g.clinic_times
    for time in range(g.clinic_times):
        out[layout.INVITATION_DAYS + time] = (g.clinic_opens_week + time * g.clinic_reopens_weeks) * WEEK
    out[layout.REFERRAL_DELAY] = p.referral.delay_days
    out[layout.SCREENING_APPOINTMENTS] = p.ptsd_screening.appointments


def fill_waiting(p: Numbers, out: Any) -> None:
    """Fill how long women stay interested, and whether they take a place up."""
    w = p.waiting
    out[layout.KEEP_ATTENDING] = int(w.keep_attending)
    for week in range(LONGEST_WAIT):
        still = rules.still_interested(
            week + 1, w.takes_up_at_once, w.odds_ratio_per_week, w.shape == STEEP, w.first_week_log_odds
        )
        out[layout.INTEREST_LOST + week] = rules.threshold(1.0 - still)
    out[layout.TAKES_UP] = rules.threshold(w.takes_up_at_once)
    out[layout.LEARNS_AT_OFFER] = int(w.service_learns == AT_OFFER)


def fill_stabilisation(p: Numbers, out: Any) -> None:
    """Fill the stabilisation groups."""
    s = p.stabilisation
    out[layout.ROLLING] = int(s.format == ROLLING)
    out[layout.SESSIONS] = s.sessions
    out[layout.MINIMUM_SIZE] = s.minimum_size
    out[layout.MAXIMUM_SIZE] = s.maximum_size
    out[layout.LONGEST_WAIT] = s.longest_wait_weeks * WEEK
    out[layout.SLOTS_PER_SESSION] = s.slots_per_session
    out[layout.EVERY_SESSION] = int(s.completion == EVERY_SESSION)
    out[layout.TO_COMPLETE] = rules.sessions_to_complete(s.sessions, s.completion_share)
    out[layout.CATCH_UP_APPOINTMENTS] = s.catch_up_appointments
    out[layout.REPEATS] = s.repeats


def fill_ready(p: Numbers, out: Any) -> None:
    """Fill who is judged ready for therapy."""
    s, r = p.stabilisation, p.readiness
    out[layout.READINESS_APPOINTMENTS] = r.appointments
    out[layout.ACCEPTS_REPEAT] = rules.threshold(r.accepts_repeat)
    for attended in range(s.sessions + 1):
        for complex_ptsd in range(2):
            for stability in range(HIGHEST_STABILITY + 1):
                chance = rules.ready(
                    r.ready,
                    min(attended / s.sessions, 1.0),
                    r.missed_all_odds_ratio,
                    complex_ptsd == 1,
                    r.complex_ptsd_odds_ratio,
                    stability - p.stability.judged_at,
                    r.stability_odds_ratio,
                    s.sessions - rules.STUDY_SESSIONS,
                    r.extra_session_odds_ratio,
                )
                out[layout.READY + grids.ready_index(attended, complex_ptsd == 1, stability)] = rules.threshold(chance)


def fill_therapy(p: Numbers, out: Any) -> None:
    """Fill the kinds of therapy: who prefers which, how long each is, and who leaves it."""
    e, c, i, f = p.emdr, p.trauma_focused_cbt, p.imagery_rescripting, p.present_focused
    offered = e.share + c.share + i.share + f.share
    if offered == 0.0:
        offered = 1.0
    shares = (e.share / offered, c.share / offered, i.share / offered, f.share / offered)
    sessions = (e.sessions, c.sessions, i.sessions, f.sessions)
    weeks = (e.interval_weeks, c.interval_weeks, i.interval_weeks, f.interval_weeks)
    leaving = (e.leaving_per_session, c.leaving_per_session, i.leaving_per_session, f.leaving_per_session)
    grids.put_shares(out, layout.THERAPY_PREFERENCE, shares, len(shares))
    for kind in range(len(shares)):
        out[layout.THERAPY_SESSIONS + kind] = sessions[kind]
        out[layout.THERAPY_INTERVAL + kind] = weeks[kind] * WEEK
        for session in range(sessions[kind]):
            hazard = rules.therapy_leaving_hazard(leaving[kind], p.therapy.leaving_shape, session + 1, sessions[kind])
            place = layout.LEAVES_THERAPY + kind * layout.MOST_THERAPY_SESSIONS + session
            out[place] = rules.threshold(rules.in_interval(hazard))
    out[layout.MISSES_END] = p.therapy.misses_end
    out[layout.PRESENT_FOCUSED_IF_NOT_READY] = int(f.if_not_ready)


def fill_clinic(p: Numbers, out: Any) -> None:
    """Fill the psychologist's clinic."""
    c = p.psychologist
    a_day = rules.whole_slots(c.slots_per_clinic_day, c.number)
    for weekday in range(WEEK):
        out[layout.CLINIC_DAYS + weekday] = 0
    for i in range(c.clinic_days_length):
        out[layout.CLINIC_DAYS + c.clinic_days[i]] = 1
    out[layout.SLOTS_PER_CLINIC_DAY] = a_day
    out[layout.CASELOAD] = 2 * (a_day * c.clinic_days_length - c.reserved_slots)
    out[layout.CLINIC_CANCELLED] = rules.threshold(c.cancelled)
    out[layout.CLINIC_CANCELLED_LATE] = rules.threshold(c.cancelled_late)
