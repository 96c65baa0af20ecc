"""The psychologist's capacity: slots a week, what a change of it means, and what slots that nobody uses cost."""

from __future__ import annotations

from scenarios.report.facts import Ran
from sim.parameters import Parameters
from sim.rules import whole_slots


def clinic_days(parameters: Parameters) -> int:
    """Return the clinic days a week, of all sites together."""
    return len(set(parameters.psychologist.clinic_days)) * parameters.sites.number


def slots_a_week(parameters: Parameters) -> int:
    """Return the slots of the clinic days of a week, of all sites together; whole ones, as the model has them."""
    a_day = whole_slots(parameters.psychologist.slots_per_clinic_day, parameters.psychologist.number)
    return a_day * clinic_days(parameters)


def capacity_words(other: Parameters, mine: Parameters, letters: tuple[str, str]) -> str:
    """Return what a change of the psychologist's capacity means in slots a week; empty where it stays the same.

    Parameters
    ----------
    other, mine : Parameters
        Of what is compared with, and of the option.
    letters : (str, str)
        What they are called, in the same order.
    """
    offered = all(p.pathway.trauma == "offered" for p in (other, mine))
    if not offered or (_one(other), other.psychologist.number) == (_one(mine), mine.psychologist.number):
        return ""
    makes = [f"{_makes(p)} ({letter})" for p, letter in zip((other, mine), letters, strict=True)]
    if _one(other) == _one(mine):
        return f"One psychologist here is {_one(other)}: {', '.join(makes)}."
    each = zip((other, mine), letters, makes, strict=True)
    return " ".join(f"One psychologist of {letter} is {_one(p)}: {made}." for p, letter, made in each)


def _makes(parameters: Parameters) -> str:
    """Return what the psychologists of a site make, such as ``"1.5 psychologists make 6 slots a week"``."""
    number = parameters.psychologist.number
    named = f"{number:g} psychologist{'' if number == 1.0 else 's'} {'makes' if number == 1.0 else 'make'}"
    return f"{named} {_slots(slots_a_week(parameters))} a week{' in all' if parameters.sites.number > 1 else ''}"


def _one(parameters: Parameters) -> str:
    """Return what one psychologist is."""
    days = len(set(parameters.psychologist.clinic_days))
    a_day = parameters.psychologist.slots_per_clinic_day
    named = "one clinic day" if days == 1 else f"{days} clinic days"
    sites = parameters.sites.number
    where = f" at each of {sites} sites" if sites > 1 else ""
    return f"{named} a week{where}, with {_slots(a_day)}{' each' if days > 1 else ''}"


def _slots(number: int) -> str:
    return f"{number:,} slot{'' if number == 1 else 's'}"


def support_and_unused(ran: Ran) -> tuple[float, float]:
    """Return the mean pence of support, and of the psychologist's unused slots.

    Both stand under support, and who pays for trauma work pays for the slots. Where both have one payer they cannot be
    told apart, and all is support.
    """
    payers, sums = ran.scenario.parameters.payers, ran.sums
    together = sums["pence_support"]
    if payers.support == payers.trauma:
        return together / ran.replications, 0.0
    # Whole pence until the end: what is left over of nothing must be nothing.
    by_trauma = sums[f"pence_paid_by_{payers.trauma}"]
    by_trauma -= sum(sums[f"pence_{component}"] for component in ("ptsd_screening", "stabilisation", "therapy"))
    if payers.drug_groups == payers.trauma:
        by_trauma -= sums["pence_drug_groups"]
    return (together - by_trauma) / ran.replications, by_trauma / ran.replications
