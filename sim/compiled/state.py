"""Where everything lies in ``m``, the row of whole numbers that is the world of one replication.

A woman, a group or a list is known by the place where it starts: ``m[her + STEP]`` is the step a woman is on, and 0
is nobody. First comes the header, whose places are the constants below; then, at starts that the header holds, the
tables of days, the local population, the recruiters' queue, the stabilisation groups, the women who joined, and the
log if one is kept.
"""

from sim.outcomes import TOTALS

# --- the header: the replication and the site ---------------------------------------------------------------------

(
    _NOBODY,
    SEED_LOW,
    SEED_HIGH,
    REPLICATION,
    SITE,
    OPENING_DAY,
    DAY,
    NOW,
    START,  # the tick from which is counted
    DAYS_AT,
    ARRIVALS_AT,
    POPULATION_AT,
    RECRUITERS_AT,
    GROUPS_AT,
    WOMEN_AT,
    EVENTS_AT,
    EVENTS,
    EVENTS_ROOM,
    LEDGER_AT,
    LEDGER,
    LEDGER_ROOM,
    ADDING,  # how many women in a session can be counted in ``a``; 0 if nothing is added up there
    ADDED_DAYS,  # days of waiting told apart there
    ADDED_YEARS,  # financial years told apart there
    MEMORY,  # how many whole numbers there are
    WOMEN,  # women who joined at this site so far; from here on all is cleared for each site
    RECRUITERS_FIRST,
    RECRUITERS_END,
    CASELOAD_TAKEN,
    ROOM_ASKED,  # the day, plus 1, on which room for a stabilisation group was asked for; 0 if it was not
    GROUPS,
    JOINED_TODAY,
    BOOKED_TODAY,
    OFFERED_THERAPY,
    OFFERED_STABILISATION,
    CLINIC_TODAY,
    YEAR,  # the financial year of today, from opening
) = range(37)

WEEKDAY_CLOCKS = 38
"""Heads of the seven lists of women whose weeks begin on a weekday."""

QUEUES = 46
QUEUE_SIZE = 3
FIRST, LAST, LENGTH = range(QUEUE_SIZE)
GETTING_STARTED_QUEUE, PREPARATION_QUEUE, STABILISATION_QUEUE, CASELOAD_QUEUE, THERAPY_QUEUE, APPOINTMENT_QUEUE = (
    QUEUES + QUEUE_SIZE * queue for queue in range(6)
)

DRUG_GROUPS = 66
"""The two drug groups, as below."""

DRUG_GROUP_SIZE = 5
MEMBERS, TAKEN, INCIDENT_LAST_TIME, MEETS_TODAY, INCIDENT_WORD = range(DRUG_GROUP_SIZE)

PENCE_BY_YEAR = 80
"""Pence by financial year from opening, at most 20 years."""

ROW = 100
"""This replication's totals, in the order of ``sim.outcomes.TOTALS``."""

HEADER = ROW + len(TOTALS)

# --- a stabilisation group ----------------------------------------------------------------------------------------

GROUP_SIZE = 10
(
    G_MEMBERS,  # head of the list of members
    G_COUNT,
    G_INCIDENT_LAST_TIME,
    G_STARTED,
    G_DUE,
    G_BOOKED,  # the day, plus 1, from which it has asked for slots; 0 if it has not
    G_GRANTED,
    G_IN_USE,
    G_NEXT,
    G_PREVIOUS,
) = range(GROUP_SIZE)

# --- a place in the recruiters' queue -----------------------------------------------------------------------------

TURN_SIZE = 5
TURN_DAY, TURN_NUMBER, TURN_SELLS, TURN_CONTACTS, TURN_PERSON = range(TURN_SIZE)

# --- a woman of the local population ------------------------------------------------------------------------------

PERSON_SIZE = 3
MET_COUNTED, NOT_TO_BE_ASKED, CONTACTS = range(PERSON_SIZE)

# --- a woman who joined -------------------------------------------------------------------------------------------

(
    NUMBER,
    SELLS,
    USES,
    TREATMENT,
    TRAUMA,
    PROPENSITY,
    PREFERENCE,
    ENROLLED_DAY,
    INSIDE,
    DOES,  # what she is doing or waiting for, one of the numbers below
    STEP,
    STATUS,  # the step she is in, plus 1; 0 if none
    STATUS_RESOURCE,
    HAZARD,
    WEEKS_IN_STEP,
    GROUP,  # the drug group where she has, or waits for, a place; 0 if none
    GROUP_STEP,
    HAS_PLACE,
    MEANWHILE,  # whether she keeps attending the drug group while she waits
    INVITED,
    MISSES,
    IN_A_ROW,
    SESSIONS_ATTENDED,
    SESSIONS_IN_STEP,
    STABILITY,
    TIMES_LEFT,
    LOST_DAY,
    TAKES_UP,
    COURSE,
    COURSE_SAT,
    COURSE_ATTENDED,
    COURSE_GROUP,  # her stabilisation group; 0 if none
    READY_WORD,
    ACCEPTS_WORD,
    APPOINTMENT_STEP,
    TRIES,
    CAME,
    IN_PART,
    GAINS_WORD,
    SAT,
    THERAPY,
    HELD,
    APPOINTMENTS,
    THERAPY_MISSES,
    LEAVES_WORD,
    UNITS,  # half-slots of the caseload that she holds
    DRUG_GROUP_COUNT,
    STABILISATION_COUNT,
    THERAPY_COUNT,
    READINESS_COUNT,
    REACHED_SO_FAR,
    WAITS_FOR,  # the step whose wait is being counted, plus 1; 0 if none
    WAITS_SINCE,
    ENDED_EVENT,  # how things stood with her last, plus 1
    ENDED_AT,
    ENDED_STEP,
    ENDED_REASON,
    ENROLLED_AT,
    QUEUE,
    QUEUE_DAY,
    QUEUE_NEXT,
    QUEUE_PREVIOUS,
    MEMBER_NEXT,
    MEMBER_PREVIOUS,
    CLOCK_NEXT,
    CLOCK_PREVIOUS,
    TIMER,  # the head of the list of women to be woken in which she is; 0 if none
    TIMER_NEXT,
    TIMER_PREVIOUS,
    TODAY_NEXT,
) = range(70)
WAIT_COUNTS = 72
"""Her own count of waits, by step."""

APPOINTMENT_COUNTS = 80
"""Her own count of appointments, by step."""

WOMAN_SIZE = 88

# --- what a woman does --------------------------------------------------------------------------------------------

(
    NOTHING,
    AWAITS_PLACE,
    IN_GROUP,
    AWAITS_REFERRAL,
    AWAITS_SCREENING,
    AWAITS_TOMORROW,
    AWAITS_APPOINTMENT,
    AT_APPOINTMENT,
    AWAITS_STABILISATION,
    IN_STABILISATION,
    AWAITS_THERAPY,
    AWAITS_SESSION,
    AT_SESSION,
    BETWEEN_SESSIONS,
    AWAY,
) = range(15)

# --- the log ------------------------------------------------------------------------------------------------------

EVENT_SIZE = 6
ENTRY_SIZE = 8
