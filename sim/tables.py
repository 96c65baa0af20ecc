"""The rules evaluated once: integer thresholds, integer days and integer pence.

An engine compares 32-bit words with these integers and never evaluates a rule itself, so two engines that are handed
the same tables agree exactly. The integers are filled by ``sim.filling`` into one flat row, which is what the compiled
engine reads; :class:`Tables` is the same row by name, which is what the SimPy engine reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from sim import layout, money
from sim.clock import WEEK
from sim.filling import MULTIPLES, ROUTES, fill, places_needed
from sim.grids import Thresholds, ready_index
from sim.numbers import numbers
from sim.parameters import Parameters


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
    return unpacked(flat_table(p))


def flat_table(p: Parameters) -> list[int]:
    """Return the tables of one parameter set as the flat row that ``sim.layout`` describes."""
    as_numbers = numbers(p)
    out = [0] * places_needed(as_numbers)
    fill(as_numbers, out)
    return out


def unpacked(out: Sequence[int]) -> Tables:
    """Return a flat row as tables by name."""
    values = layout.named(out, Tables.__dataclass_fields__)
    for name in _YES_OR_NO:
        values[name] = bool(values[name])
    values |= _lists_cut_to_length(values, out)
    values["arrivals"] = _arrivals(out)
    values["prices"] = money.prices_of(out)
    return Tables(**values)


_YES_OR_NO = """
    interruption_stops_all usual_treatment trauma_offered shared_slot invites_most_frequent keep_attending
    learns_at_offer rolling every_session present_focused_if_not_ready
""".split()  # noqa: SIM905


def _lists_cut_to_length(values: dict[str, Any], out: Sequence[int]) -> dict[str, Any]:
    """Give the lists the lengths and shapes of this parameter set, and lists of days as the days themselves."""
    routes, uses, weeks = values["route_days"], values["uses_drugs"], values["group_weeks"]
    causes, leaves_therapy = iter(values["causes"]), values["leaves_therapy"]
    starts = range(0, len(leaves_therapy), layout.MOST_THERAPY_SESSIONS)
    return {
        "opening_days": values["opening_days"][: out[layout.SITES]],
        "closed_weeks": frozenset(_marked(values["closed_weeks"])),
        "route_days": tuple(frozenset(_marked(routes[i : i + WEEK])) for i in range(0, len(routes), WEEK)),
        "uses_drugs": (uses[: len(uses) // 2], uses[len(uses) // 2 :]),
        "group_weeks": (weeks[:2], weeks[2:]),
        "unable_reasons": (values["unable_reasons"],),
        "causes": tuple(tuple(islice(causes, layout.CAUSES_EACH)) for _ in values["leaves"]),
        "returns": values["returns"][: out[layout.RETURN_WEEKS]],
        "invitation_days": values["invitation_days"][: out[layout.CLINIC_OPENINGS]],
        "ready": values["ready"][: ready_index(values["sessions"] + 1, False, 0)],
        "leaves_therapy": tuple(
            leaves_therapy[start : start + sessions]
            for start, sessions in zip(starts, values["therapy_sessions"], strict=True)
        ),
        "clinic_days": _marked(values["clinic_days"]),
    }


def _marked(flags: Sequence[int]) -> tuple[int, ...]:
    return tuple(place for place, flag in enumerate(flags) if flag)


def _arrivals(out: Sequence[int]) -> tuple[tuple[tuple[Thresholds, ...], ...], ...]:
    """Return the tables of arrivals by site, quarter and route; sites with one multiplier share theirs."""
    quarters = out[layout.ARRIVAL_QUARTERS]
    by_multiplier = [
        tuple(
            tuple(_arrivals_table(out, (multiplier * quarters + quarter) * ROUTES + route) for route in range(ROUTES))
            for quarter in range(quarters)
        )
        for multiplier in range(out[layout.ARRIVAL_MULTIPLIERS])
    ]
    return tuple(by_multiplier[site % len(by_multiplier)] for site in range(out[layout.SITES]))


def _arrivals_table(out: Sequence[int], number: int) -> Thresholds:
    start, length = out[layout.ARRIVALS + number * MULTIPLES : layout.ARRIVALS + (number + 1) * MULTIPLES]
    return tuple(out[start : start + length])
