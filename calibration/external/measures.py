"""What other studies counted, counted in the lives of women on our pathway.

A measure takes one woman's life and returns a value for each thing that the study counted (a woman, an appointment),
or none if she is not among those of whom it is asked. A share is the mean of noughts and ones. Nothing here says how
the pathway works: it reads what happened in a run of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from calibration.external.lives import CAME, DRUG_GROUPS, Life, times, until
from sim.clock import day_of
from sim.record import Logged
from sim.words import Event, Step

Measure = Callable[[Life, int], Sequence[float]]

ONE_TO_ONE = (Step.PTSD_SCREENING, Step.READINESS, Step.CATCH_UP, Step.THERAPY)


def drug_group_sessions(life: Life, sessions: int) -> Sequence[float]:
    """Return to how many of the drug group's first so many sessions after she joined she came."""
    end = _end_of_sessions(life, sessions)
    return [float(times((e for e in life.events if day_of(e.now) <= end), CAME, *DRUG_GROUPS))]


def gone_from_drug_groups(life: Life, sessions: int) -> Sequence[float]:
    """Return whether she had left, and was not back, when the group had met so many times since she joined."""
    end = _end_of_sessions(life, sessions)
    moves = [e.event for e in life.events if day_of(e.now) <= end and e.event in (Event.LEFT, Event.RETURNED)]
    return [float(bool(moves) and moves[-1] == Event.LEFT)]


def stabilisation_sessions(life: Life, sessions: int) -> Sequence[float]:
    """Return, of a woman offered a place in stabilisation, to how many sessions of her first course she came."""
    offered = life.since(Event.PLACE_OFFERED, Step.STABILISATION)
    if offered is None:
        return []
    ends = (Event.COMPLETED, Event.NOT_COMPLETED, Event.LEFT)
    return [float(times(until(offered, *ends), CAME, Step.STABILISATION))]


def left_stabilisation(life: Life, sessions: int) -> Sequence[float]:
    """Return, of a woman who began stabilisation, whether she left before the end of her first course."""
    began = life.since(Event.BEGAN, Step.STABILISATION)
    if began is None:
        return []
    last = until(began, Event.COMPLETED, Event.NOT_COMPLETED, Event.LEFT, Event.STILL_INSIDE)[-1].event
    return [] if last == Event.STILL_INSIDE else [float(last == Event.LEFT)]


def left_before_end_of_therapy(life: Life, sessions: int) -> Sequence[float]:
    """Return, of a woman who began stabilisation, whether she left at any time before she completed therapy."""
    began = life.since(Event.BEGAN, Step.STABILISATION)
    if began is None:
        return []
    last = until(began, Event.LEFT, Event.MOVED_ON, Event.STILL_INSIDE, Event.DEPART)[-1].event
    return [] if last == Event.STILL_INSIDE else [float(last == Event.LEFT)]


def therapy_sessions(life: Life, sessions: int) -> Sequence[float]:
    """Return, of a woman who began one-to-one therapy, to how many sessions she came."""
    began = _therapy(life)
    return [] if began is None else [float(times(began, CAME, Step.THERAPY))]


def left_therapy(life: Life, sessions: int) -> Sequence[float]:
    """Return, of a woman who began one-to-one therapy, whether it ended before she completed it, for any reason."""
    began = _therapy(life)
    return [] if began is None else [float(not times(began, [Event.COMPLETED], Step.THERAPY))]


def left_therapy_late(life: Life, sessions: int) -> Sequence[float]:
    """Return, of a woman whose therapy ended before she completed it, whether she had come to more than so many."""
    began = _therapy(life)
    if began is None or times(began, [Event.COMPLETED], Step.THERAPY):
        return []
    return [float(times(began, CAME, Step.THERAPY) > sessions)]


def first_appointment_not_attended(life: Life, sessions: int) -> Sequence[float]:
    """Return, of a woman offered a first appointment for PTSD screening, whether she did not come, taken up or not."""
    offered = life.since(Event.PLACE_OFFERED, Step.PTSD_SCREENING)
    if offered is None:
        return []
    return [float(until(offered, *CAME, Event.MISSED, Event.LEFT)[-1].event not in CAME)]


def appointments_not_attended(life: Life, sessions: int) -> Sequence[float]:
    """Return, for every one-to-one appointment booked with the psychologist, whether she did not come."""
    booked = [e for e in life.events if e.event in (*CAME, Event.MISSED) and e.step in ONE_TO_ONE]
    return [float(e.event == Event.MISSED) for e in booked]


def referred_and_assessed(life: Life, sessions: int) -> Sequence[float]:
    """Return, of a woman referred, whether she was screened for PTSD before she left."""
    referred = life.since(Event.REFERRED, Step.PTSD_SCREENING)
    if referred is None:
        return []
    found = (Event.SYMPTOMS_FOUND, Event.NO_SYMPTOMS_FOUND)
    return [float(until(referred, *found, Event.LEFT, Event.STILL_INSIDE)[-1].event in found)]


def assessed_and_treated(life: Life, sessions: int) -> Sequence[float]:
    """Return, of a woman with symptoms found, whether she came to a first stabilisation session before she left."""
    found = life.since(Event.SYMPTOMS_FOUND, Step.PTSD_SCREENING)
    return [] if found is None else [float(times(until(found, Event.LEFT), CAME, Step.STABILISATION) > 0)]


def assessed_and_in_therapy(life: Life, sessions: int) -> Sequence[float]:
    """Return, of a woman with symptoms found, whether she began one-to-one therapy before she left."""
    found = life.since(Event.SYMPTOMS_FOUND, Step.PTSD_SCREENING)
    return [] if found is None else [float(times(until(found, Event.LEFT), [Event.BEGAN], Step.THERAPY) > 0)]


MEASURES: dict[str, Measure] = {
    measure.__name__: measure
    for measure in (
        drug_group_sessions,
        gone_from_drug_groups,
        stabilisation_sessions,
        left_stabilisation,
        left_before_end_of_therapy,
        therapy_sessions,
        left_therapy,
        left_therapy_late,
        first_appointment_not_attended,
        appointments_not_attended,
        referred_and_assessed,
        assessed_and_treated,
        assessed_and_in_therapy,
    )
}
"""Every measure by the name that ``studies.toml`` uses."""


def _end_of_sessions(life: Life, sessions: int) -> int:
    """Return the day of a drug group's so-manieth session since she joined; of its last, if it met less often."""
    joined = next(day_of(e.now) for e in life.events if e.event == Event.ENROLLED)
    days = [day for day in life.group_days if day >= joined][:sessions]
    return days[-1] if days else joined


def _therapy(life: Life) -> list[Logged] | None:
    """Return what happened from the beginning of her therapy to its end; None if it did not begin, or not end."""
    began = life.since(Event.BEGAN, Step.THERAPY)
    if began is None:
        return None
    events = until(began, Event.COMPLETED, Event.LEFT, Event.STILL_INSIDE)
    return None if events[-1].event == Event.STILL_INSIDE else events
