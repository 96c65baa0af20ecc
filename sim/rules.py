"""Every probability, hazard and cost of the model, as plain functions. Read this file and you have read the model.

Each function takes and returns plain numbers and calls nothing but ``math``, so that it is compiled as it stands
(powers are ``math.pow`` of two floating-point numbers, which is the same either way). Arguments are parameters (see
``parameters.toml``) or what is known about a woman, a group or a day. Probabilities are from 0 to 1, hazards are per
week or per session as named, money is in pounds.
"""

from math import exp, expm1, floor, inf, log, pow

WORD = 4294967296
"""2**32: draws are whole numbers below it."""

CAP = 4
"""Misses, and sessions, in a row beyond this many change nothing more."""

PROPENSITIES = (-1.7997, -1.105, -0.7507, -0.4741, -0.2304, 0.0, 0.2304, 0.4741, 0.7507, 1.105, 1.7997)
"""Propensity to attend, in standard deviations: the means of eleven equal slices of a standard normal distribution."""

GROUP_OF_REFERENCE = 4
"""Women in the group for which ``climate.incident`` is stated."""

STUDY_SESSIONS = 5
"""Stabilisation sessions in the study, from which extra sessions are counted."""


# --- arithmetic of odds -------------------------------------------------------------------------------------------


def log_odds(probability: float) -> float:
    """Return log(p / (1 - p)); minus or plus infinity at 0 and 1."""
    if probability <= 0.0:
        return -inf
    if probability >= 1.0:
        return inf
    return log(probability / (1.0 - probability))


def from_log_odds(x: float) -> float:
    """Return the probability that has these log odds."""
    if x >= 0.0:
        return 1.0 / (1.0 + exp(-x))
    return exp(x) / (1.0 + exp(x))


def threshold(probability: float) -> int:
    """Return floor(p * 2**32): the event happens when its 32-bit word is below this."""
    return floor(probability * WORD)


def in_interval(hazard: float) -> float:
    """Return the probability that something of this hazard happens within one unit of its clock: 1 - exp(-h)."""
    return -expm1(-hazard)


# --- meeting women ------------------------------------------------------------------------------------------------


def contacts_a_day(per_week: float, days_a_week: int, site_multiplier: float, time_multiplier: float) -> float:
    """Return the mean number of contacts by one route on one of its days."""
    return per_week / days_a_week * site_multiplier * time_multiplier


def accepts_screening(accepts: float, odds_ratio: float) -> float:
    """Return the probability of agreeing to be screened; the odds ratio is 1 unless she refers herself."""
    return from_log_odds(log_odds(accepts) + log(odds_ratio))


# --- attending a session ------------------------------------------------------------------------------------------


def support_log_odds(joint_effect: float, largest_joint_odds_ratio: float) -> float:
    """Return the joint effect of support, held within the largest odds ratio in both directions.

    ``joint_effect`` is the sum over kinds of support of (level - the study's level) * log(odds ratio a level).
    The study's attendance was with its support, so its own levels give no change.
    """
    bound = log(largest_joint_odds_ratio)
    return min(max(joint_effect, -bound), bound)


def propensity_log_odds(
    propensity: float,
    spread: float,
    on_treatment: bool,
    treatment_odds_ratio: float,
    sells_weekly: bool,
    sells_less_odds_ratio: float,
    uses_weekly: bool,
    uses_less_odds_ratio: float,
) -> float:
    """Return what a woman brings to her log odds of coming to any session.

    Her own propensity (person-level heterogeneity), opioid substitution therapy now, and how often she sells sex
    and uses drugs, against a woman who does both weekly.
    """
    x = spread * propensity
    if on_treatment:
        x += log(treatment_odds_ratio)
    if not sells_weekly:
        x += log(sells_less_odds_ratio)
    if not uses_weekly:
        x += log(uses_less_odds_ratio)
    return x


def attends(
    usual: float,
    her_log_odds: float,
    service_log_odds: float,
    misses_in_a_row: int,
    miss_odds_ratio: float,
    incident_last_time: bool,
    incident_odds_ratio: float,
) -> float:
    """Return the probability that a woman comes to a session.

    Parameters
    ----------
    usual : float
        Probability for the woman of reference at this kind of session.
    her_log_odds : float
        From :func:`propensity_log_odds`.
    service_log_odds : float
        Support and venue.
    misses_in_a_row : int
        Sessions of this kind missed in a row, counted up to four.
    miss_odds_ratio : float
        Odds ratio for each of them.
    incident_last_time : bool
        Whether the group's last session held an argument or a distressing disclosure.
    incident_odds_ratio : float
        Odds ratio if so.
    """
    x = log_odds(usual) + her_log_odds + service_log_odds + min(misses_in_a_row, CAP) * log(miss_odds_ratio)
    if incident_last_time:
        x += log(incident_odds_ratio)
    return from_log_odds(x)


def incident(
    in_four: float, size: int, size_odds_ratio: float, mixed: bool, mixed_odds_ratio: float, supervision_log_odds: float
) -> float:
    """Return the probability of an argument or a distressing disclosure in a session of ``size`` women.

    ``mixed`` means that women who use weekly and women who have not used in the last month sit together.
    """
    x = log_odds(in_four) + (size - GROUP_OF_REFERENCE) * log(size_odds_ratio) + supervision_log_odds
    if mixed:
        x += log(mixed_odds_ratio)
    return from_log_odds(x)


def cancelled(usual: float, supervision_log_odds: float) -> float:
    """Return the probability that a drug-group session is cancelled."""
    return from_log_odds(log_odds(usual) + supervision_log_odds)


# --- becoming stable ----------------------------------------------------------------------------------------------


def gains_stability(
    usual: float,
    on_treatment: bool,
    treatment_odds_ratio: float,
    in_a_row_before: int,
    engagement_odds_ratio: float,
    in_part: bool,
    in_part_share: float,
) -> float:
    """Return the probability that a preparation or stabilisation session attended brings one level of stability."""
    x = log_odds(usual) + min(in_a_row_before, CAP) * log(engagement_odds_ratio)
    if on_treatment:
        x += log(treatment_odds_ratio)
    return from_log_odds(x) * (in_part_share if in_part else 1.0)


def loses_stability(
    usual: float, on_treatment: bool, treatment_odds_ratio: float, misses_in_a_row: int, miss_odds_ratio: float
) -> float:
    """Return the probability that a week costs a woman one level of stability."""
    x = log_odds(usual) + min(misses_in_a_row, CAP) * log(miss_odds_ratio)
    if on_treatment:
        x += log(treatment_odds_ratio)
    return from_log_odds(x)


# --- leaving ------------------------------------------------------------------------------------------------------


def disengaging_hazard(
    usual: float, weeks_in_step: int, early_ratio: float, early_weeks: float, misses_in_a_row: int, miss_ratio: float
) -> float:
    """Return the hazard, per week, of disengaging from a step.

    It starts at ``early_ratio`` times its later value, fades towards it over ``early_weeks``, and grows with
    every session missed in a row, up to four.
    """
    fading = 1.0 + (early_ratio - 1.0) * exp(-weeks_in_step / early_weeks)
    return usual * fading * pow(miss_ratio, float(min(misses_in_a_row, CAP)))


def therapy_leaving_hazard(per_session: float, shape: int, session: int, sessions: int) -> float:
    """Return the hazard of leaving therapy after an appointment.

    Shapes are 0 constant, 1 early and 2 late. All have the same mean over the course: the early hazard falls in a
    straight line from twice the mean to none, and the late one rises from none to twice the mean.
    """
    if shape == 0 or sessions == 1:
        return per_session
    position = min(session - 1, sessions - 1) / (sessions - 1)
    return per_session * (2.0 * (1.0 - position) if shape == 1 else 2.0 * position)


def still_interested(
    weeks: int, takes_up_at_once: float, odds_ratio_per_week: float, steep: bool, first_week_log_odds: float
) -> float:
    """Return the share still interested after some weeks of waiting, of those who would take up the step at once.

    The published effect is on the odds of taking up the next step: log odds(take-up after w weeks) =
    log odds(take-up at once) + w * log(odds ratio a week). Dividing by take-up at once turns it into the survival
    function of the time until interest is lost. With ``steep``, the odds fall once, in the first week.
    """
    at_once = log_odds(takes_up_at_once)
    if weeks <= 0:
        return 1.0
    fall = -first_week_log_odds if steep else weeks * log(odds_ratio_per_week)
    return from_log_odds(at_once + fall) / from_log_odds(at_once)


def returns_by(weeks: int, per_week: float) -> float:
    """Return the probability that a woman who stopped coming is back within some weeks."""
    return 1.0 - pow(1.0 - per_week, float(weeks))


# --- readiness ----------------------------------------------------------------------------------------------------


def ready(
    usual: float,
    share_attended: float,
    missed_all_odds_ratio: float,
    complex_ptsd: bool,
    complex_odds_ratio: float,
    levels_above_stable: int,
    stability_odds_ratio: float,
    extra_sessions: int,
    extra_session_odds_ratio: float,
) -> float:
    """Return the probability that the psychologist judges a woman ready for therapy after stabilisation."""
    x = log_odds(usual) + (1.0 - share_attended) * log(missed_all_odds_ratio)
    x += levels_above_stable * log(stability_odds_ratio) + extra_sessions * log(extra_session_odds_ratio)
    if complex_ptsd:
        x += log(complex_odds_ratio)
    return from_log_odds(x)


def sessions_to_complete(sessions: int, share: float) -> int:
    """Return how many sessions of a course a woman must attend to complete it: the share, rounded up."""
    needed = floor(share * sessions)
    return needed if needed >= share * sessions - 1e-9 else needed + 1


# --- money --------------------------------------------------------------------------------------------------------


def pence(pounds: float, price_level: float) -> int:
    """Return pounds of 2017/18 as whole pence at another year's price level (1 in 2017/18), halves rounded up."""
    return floor(pounds * price_level * 100.0 + 0.5)


def discount_factor(rate: float, years: int) -> float:
    """Return what a pound spent some whole years from opening is worth at opening."""
    return pow(1.0 + rate, -float(years))


def whole_slots(a_psychologist: int, psychologists: float) -> int:
    """Return the slots of a clinic day: whole ones, rounded down."""
    return floor(a_psychologist * psychologists + 1e-9)


def unused_slots_charged(offered: int, used: int, not_charged: int) -> int:
    """Return how many of a clinic day's slots are paid for although nobody used them."""
    return max(0, offered - max(used, not_charged))
