"""Where everything lies in the flat table of whole numbers that the compiled engine reads.

``SIZES`` lists the sections in order; each section's first place is the constant of the same name in capitals, such
as ``layout.ATTENDS``. After the last section lie the tables of arrivals, whose lengths differ from set to set.
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from sim import grids
from sim.clock import WEEK, WEEKS_IN_YEAR
from sim.numbers import MOST_SITES
from sim.parameters import THERAPIES, entries
from sim.rules import CAP, PROPENSITIES
from sim.words import Payer, Route

KINDS = 4
"""Kinds of session at which attendance is decided."""

MOST_SESSIONS = int(entries()["stabilisation.sessions"].range[1])
MOST_THERAPY_SESSIONS = int(entries()["emdr.sessions"].range[1])
MOST_CLINIC_OPENINGS = int(entries()["gate.clinic_times"].range[1])
MOST_RETURN_WEEKS = int(entries()["returning.within_weeks"].range[1])
MOST_YEARS = -(-int(entries()["run.delivery_weeks"].range[1]) // WEEKS_IN_YEAR)
SUPPORTS = 3
"""Kinds of support that each attendance costs, and that each week costs."""

_LEAVES = 4 * (grids.WEEKS_TOLD_APART + 1) * (CAP + 1)
CAUSES_EACH = 4
"""Thresholds that tell the five causes of leaving apart."""

_LISTS = {
    "opening_days": MOST_SITES,
    "closed_weeks": WEEKS_IN_YEAR,
    "route_days": len(Route) * WEEK,
    "sells_sex": len(grids.RECENCIES) - 1,
    "uses_drugs": 2 * (len(grids.RECENCIES) - 1),
    "trauma": 2,
    "accepts": len(Route),
    "decline_reasons": 2,
    "unable_reasons": 1,
    "group_days": 2,
    "group_weeks": 4,
    "attends": KINDS * len(PROPENSITIES) * 2 * 2 * 2 * (CAP + 1) * 2,
    "incident": (grids.LARGEST_GROUP + 1) * 2,
    "gains_stability": 2 * (CAP + 1) * 2,
    "loses_stability": 2 * (CAP + 1),
    "leaves": _LEAVES,
    "causes": _LEAVES * CAUSES_EACH,
    "returns": MOST_RETURN_WEEKS,
    "invitation_days": MOST_CLINIC_OPENINGS,
    "interest_lost": grids.LONGEST_WAIT,
    "ready": (MOST_SESSIONS + 1) * 2 * (grids.HIGHEST_STABILITY + 1),
    "therapy_preference": len(THERAPIES) - 1,
    "therapy_sessions": len(THERAPIES),
    "therapy_interval": len(THERAPIES),
    "leaves_therapy": len(THERAPIES) * MOST_THERAPY_SESSIONS,
    "clinic_days": WEEK,
    "attendance_pence": SUPPORTS,
    "week_pence": SUPPORTS,
    "therapy_session": len(THERAPIES),
    "therapy_missed": len(THERAPIES),
    "therapy_cancelled_late": len(THERAPIES),
    "discount": MOST_YEARS,
}
_SINGLES = """
    end_day contacts_end_day counted_from_day sites interruption_first_week interruption_end_week
    interruption_stops_all finite_population turnover on_treatment eligible_sells eligible_uses says_not_selling
    screenings_per_day able_to_consent usual_treatment trauma_offered shared_slot group_places group_cancelled
    group_cancelled_late sessions_to_prepare in_part treatment_starts treatment_lapses return_weeks judged_stable_at
    invites_most_frequent in_a_row invited clinic_openings referral_delay keep_attending takes_up learns_at_offer
    screening_appointments readiness_appointments rolling sessions minimum_size maximum_size longest_wait
    slots_per_session every_session to_complete catch_up_appointments repeats accepts_repeat
    present_focused_if_not_ready misses_end slots_per_clinic_day caseload clinic_cancelled clinic_cancelled_late
    drug_group_session usual_contact support_at_trauma_sessions management supervision case_review ptsd_screening
    ptsd_screening_rebooked unused_slot unused_slots_not_charged stabilisation_session readiness_appointment
    catch_up_appointment drug_group_cancelled_late stabilisation_cancelled_late pays_drug_groups pays_trauma
    pays_support years arrival_multipliers arrival_quarters
""".split()  # noqa: SIM905

SIZES: dict[str, int] = dict.fromkeys(_SINGLES, 1) | _LISTS
"""The sections and their sizes, in order."""

STARTS: dict[str, int] = dict(zip(SIZES, accumulate(SIZES.values(), initial=0), strict=False))
"""The first place of every section."""

ARRIVALS = sum(SIZES.values())
"""First place of the index of arrivals: start and length of each table, by multiplier, quarter and route."""

globals().update({name.upper(): start for name, start in STARTS.items()})

assert len(Payer) == 3


def named(out: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return places of a flat row by name: those of ``names`` that have a place of their own."""
    found: dict[str, Any] = {}
    for name in names:
        if name in STARTS:
            start, size = STARTS[name], SIZES[name]
            found[name] = out[start] if size == 1 else tuple(out[start : start + size])
    return found


def __getattr__(name: str) -> int:
    """Say that every section has its constant (for type checkers; the constants are set above)."""
    raise AttributeError(f"there is no section {name.lower()!r} in the table")
