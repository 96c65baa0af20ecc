"""The names of things: steps, events, reasons, kinds of cost. Numbers are what the log stores; add, never renumber.

The order of :class:`Event` is the order in which one woman's events of the same moment are written down.
"""

from enum import IntEnum


class Step(IntEnum):
    """Where a woman is on the pathway, and what a session, a place or a wait is for."""

    CONTACT = 0
    GETTING_STARTED = 1
    PREPARATION = 2
    PTSD_SCREENING = 3
    STABILISATION = 4
    READINESS = 5
    THERAPY = 6
    CATCH_UP = 7


class Route(IntEnum):
    """How a woman was met."""

    OUTREACH = 0
    DROP_IN = 1
    SELF_REFERRAL = 2


class Recency(IntEnum):
    """How recently, and how often, she sold sex on the street or used heroin or crack."""

    WEEKLY = 0
    MONTH = 1
    THREE_MONTHS = 2
    LONGER = 3


class Trauma(IntEnum):
    """What PTSD screening would find."""

    NONE = 0
    PTSD = 1
    COMPLEX = 2


class Event(IntEnum):
    """What the log records."""

    ARRIVAL = 0
    MET = 1
    DECLINED = 2
    SCREENED = 3
    NOT_ELIGIBLE = 4
    ELIGIBLE = 5
    UNABLE_TO_CONSENT = 6
    ENROLLED = 7
    TREATMENT_STARTED = 8
    TREATMENT_LAPSED = 9
    STABILITY_LOST = 10
    ENDED = 11
    RETURNED = 12
    WAITS = 13
    PLACE_OFFERED = 14
    BEGAN = 15
    ATTENDED = 16
    ATTENDED_IN_PART = 17
    MISSED = 18
    STABILITY_GAINED = 19
    INVITED = 20
    REFERRED = 21
    SYMPTOMS_FOUND = 22
    NO_SYMPTOMS_FOUND = 23
    COMPLETED = 24
    NOT_COMPLETED = 25
    READY = 26
    NOT_READY = 27
    STOPPED_GROUP = 28
    LEFT = 29
    MOVED_ON = 30
    STILL_INSIDE = 31
    DEPART = 32
    SESSION_HELD = 40
    SESSION_EMPTY = 41
    SESSION_CANCELLED = 42
    INCIDENT = 43
    CLINIC_HELD = 44
    SLOTS_USED = 45
    CLINIC_CANCELLED = 46


class Reason(IntEnum):
    """Why a woman declined, did not join, left or moved on."""

    NONE = 0
    TOO_BUSY = 1
    NOT_INTERESTED = 2
    OTHER = 3
    NOT_SELLING_SEX = 4
    SELLS_TOO_SELDOM = 5
    USES_TOO_SELDOM = 6
    BOTH_TOO_SELDOM = 7
    TOO_DISTRESSED = 8
    HEALTH = 9
    DISENGAGED = 10
    HOUSING = 11
    CUSTODY = 12
    ILLNESS = 13
    MOVED_AWAY = 14
    INTEREST_LOST = 15
    NOT_TAKEN_UP = 16
    NOT_REACHED = 17
    LEFT_THERAPY = 18
    THERAPY_ENDED = 19
    NO_SYMPTOMS = 20
    COURSE_NOT_COMPLETED = 21
    NOT_READY = 22


class Component(IntEnum):
    """The rows of the cost table."""

    DRUG_GROUPS = 0
    PTSD_SCREENING = 1
    STABILISATION = 2
    THERAPY = 3
    SUPPORT = 4


class Item(IntEnum):
    """What was paid for."""

    SESSION = 0
    SESSION_EMPTY = 1
    SESSION_CANCELLED = 2
    USUAL_CONTACT = 3
    APPOINTMENT = 4
    APPOINTMENT_MISSED = 5
    VOUCHER = 6
    LUNCH = 7
    TRANSPORT = 8
    REMINDERS = 9
    WELFARE_CALLS = 10
    CASE_MANAGER = 11
    MANAGEMENT = 12
    SUPERVISION = 13
    CASE_REVIEW = 14
    UNUSED_SLOTS = 15


class Kind(IntEnum):
    """How a cost arises: from a deed, from holding a session, or from keeping the service going."""

    EVENT = 0
    SESSION = 1
    ONGOING = 2


class Payer(IntEnum):
    """Who pays."""

    NHS = 0
    COUNCIL = 1
    CHARITY = 2


class Resource(IntEnum):
    """What is used at a site; the number in the log is ``site * 16 + resource``."""

    NONE = 0
    RECRUITERS = 1
    GETTING_STARTED_GROUP = 2
    PREPARATION_GROUP = 3
    STABILISATION_GROUP = 4
    PSYCHOLOGIST = 5


RESOURCES_A_SITE = 16
"""Numbers kept for the resources of a site."""

SITE_SHIFT = 24
"""A woman's number is her site's number times 2**24, plus her own slot at the site."""


def name_of(member: IntEnum) -> str:
    """Return the name as it appears in files: lower case, words joined by underscores."""
    return member.name.lower()
