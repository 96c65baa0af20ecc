"""Extreme values, and what must then be true: nobody met, nobody coming, no psychologist, no costs, and more.

Each is run on a busy service by both engines, and every law of conservation has to hold on it as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from scenarios.verify.checks import Check, Outcome, Task
from scenarios.verify.conservation import broken
from scenarios.verify.engines import held_together
from scenarios.verify.laws import LAWS
from scenarios.verify.lengths import At
from scenarios.verify.lives import DRUG_STEPS
from scenarios.verify.same_life import BUSY, ROOM
from scenarios.verify.world import World
from sim.clock import TICKS, WEEK
from sim.engines import why_not_compiled
from sim.parameters import Parameters, default_parameters, entries
from sim.words import Event

OWN_SEED = 60
WORLDS = 2
"""Replications of a quick run."""

Found = tuple[str, object, object]
"""What was looked at, what was seen, and what must be."""

Rule = Callable[[World], Iterator[Found]]


@dataclass(frozen=True)
class Extreme:
    """Some extreme values, and what must then be so.

    Attributes
    ----------
    name, asked, law : str
        As of a check.
    changes : mapping
        The values, as changes from a busy service.
    rules : tuple of callable
        What must be so.
    items : tuple of str
        Items of TECH-VER and AdViSHE.
    """

    name: str
    asked: str
    law: str
    changes: Mapping[str, object]
    rules: tuple[Rule, ...]
    items: tuple[str, ...] = ("TV 2.6", "AdViSHE C2")

    def parameters(self) -> Parameters:
        """Return the design."""
        return default_parameters().changed(BUSY | dict(self.changes))


def none_of(*totals: str) -> Rule:
    """Return the rule that some totals are nought."""

    def rule(w: World) -> Iterator[Found]:
        yield from ((name, w.all_counted.totals[name], 0) for name in totals)

    return rule


def as_many(one: str, *others: str) -> Rule:
    """Return the rule that one total is the sum of others."""

    def rule(w: World) -> Iterator[Found]:
        yield (
            f"{one}, and {' + '.join(others)}",
            w.all_counted.totals[one],
            sum(w.all_counted.totals[o] for o in others),
        )

    return rule


def some_of(*totals: str) -> Rule:
    """Return the rule that some totals are above nought, so that there was something to check."""

    def rule(w: World) -> Iterator[Found]:
        yield from ((f"{name} above nought", w.all_counted.totals[name] > 0, True) for name in totals)

    return rule


def free(w: World) -> Iterator[Found]:
    """Nothing is paid for."""
    yield "ledger lines", len(w.record.ledger), 0


def gone_soon(w: World) -> Iterator[Found]:
    """Nobody stays for ten weeks."""
    longest = max((until - since for life in w.lives.values() for since, until in life.spells), default=0.0)
    yield "women who stay for ten weeks", longest >= 10 * WEEK * TICKS, False


def no_place_queue(w: World) -> Iterator[Found]:
    """No woman waits a week or more for a place in a drug group that meets."""
    closed = w.tables.interruption_end_week > w.tables.interruption_first_week
    waits = [s for life in w.lives.values() for s in life.stays if s.waiting and s.step in DRUG_STEPS]
    most = max((stay.until - stay.since for stay in waits), default=0.0)
    yield "women who wait for a place for more than a week", most > WEEK * TICKS, False
    yield "weeks in which no group meets", closed, False


def no_event(event: Event, said: str) -> Rule:
    """Return the rule that something never happens."""

    def rule(w: World) -> Iterator[Found]:
        yield said, w.happened(event), 0

    return rule


def not_negative(w: World) -> Iterator[Found]:
    """No total is below nought or too large for the program's integers."""
    totals = w.all_counted.totals
    yield "totals below nought", sum(number < 0 for number in totals.values()), 0
    yield "totals beyond 2⁶²", sum(number > 1 << 62 for number in totals.values()), 0


PRICES = {name: 0.0 for name in entries() if name.startswith("costs.") and entries()[name].unit.startswith("£")}
ROUTES = ("outreach", "drop_in", "self_referral")
NOBODY_MET = {f"contacts.{route}_per_week": 0.0 for route in ROUTES}
ALL_COME = {f"attendance.{kind}": 1.0 for kind in ("drug_group", "stabilisation", "therapy", "appointment")}
NOBODY_LEAVES = {f"leaving.{step}": 0.0 for step in ("getting_started", "preparation", "stabilisation", "life_events")}
NEVER_OPEN = {"interruption.first_week": 0, "interruption.weeks": 520, "interruption.stops": "everything"}
NO_GAP = {"interruption.weeks": 0, "drug_groups.cancelled": 0.0, "calendar.closed_weeks": [51]}
HUGE = {
    **{f"contacts.{route}_per_week": 200.0 for route in ROUTES},
    "screening.screenings_per_day": 1000,
    "run.delivery_weeks": 20,
    "run.recruitment_weeks": 20,
    "drug_groups.places": 1000,
    "psychologist.number": 50.0,
    "psychologist.slots_per_clinic_day": 50,
}
HIGHEST_PRICES = {name: entries()[name].range[1] for name in PRICES}
LEFT_EARLY = ("left_disengaged", "left_housing", "left_custody", "left_illness", "left_moved_away")
HELD = ("drug_group_sessions_held", "stabilisation_sessions_held", "therapy_sessions_held")
HIGH = ("TV 2.7", "AdViSHE C2")

EXTREMES: tuple[Extreme, ...] = (
    Extreme(
        "nobody-met",
        "Nobody is met",
        "nobody joins, comes or leaves",
        NOBODY_MET,
        (none_of("contacts", "screened", "consented", "left", *HELD, "pence_therapy", "pence_stabilisation"),),
    ),
    Extreme(
        "nobody-accepts",
        "Nobody accepts to be screened",
        "every contact declines",
        {"screening.accepts": 0.0},
        (none_of("screened", "consented"), as_many("contacts", "declined"), some_of("contacts")),
    ),
    Extreme(
        "nobody-eligible",
        "Nobody sells sex as often as the rule asks",
        "nobody is eligible",
        {"women.sells_sex": [0.0, 0.0, 0.0, 1.0], "screening.says_not_selling": 0.0},
        (none_of("eligible", "consented"), as_many("screened", "not_eligible"), some_of("screened")),
    ),
    Extreme(
        "nobody-consents",
        "Nobody is able to consent",
        "nobody joins, whoever is eligible",
        {"screening.able_to_consent": 0.0},
        (none_of("consented"), as_many("eligible", "unable_to_consent"), some_of("eligible")),
    ),
    Extreme(
        "everybody-joins",
        "Everybody accepts, is eligible and can consent",
        "every contact joins",
        {
            "screening.accepts": 1.0,
            "screening.says_not_selling": 0.0,
            "screening.able_to_consent": 1.0,
            "screening.screenings_per_day": 1000,
            "eligibility.sells_sex": "any",
            "eligibility.uses_drugs": "any",
        },
        (none_of("declined", "not_eligible", "unable_to_consent"), as_many("contacts", "consented")),
        HIGH,
    ),
    Extreme(
        "nobody-comes",
        "Nobody comes to the drug groups",
        "nobody is prepared or referred",
        {"attendance.drug_group": 0.0},
        (none_of("drug_group_attendances", "reached_preparation", "referred", *HELD), some_of("drug_group_missed")),
    ),
    Extreme(
        "everybody-comes",
        "Everybody always comes",
        "nobody misses anything",
        ALL_COME,
        (no_event(Event.MISSED, "misses"), some_of("drug_group_attendances", "therapy_sessions_held")),
        HIGH,
    ),
    Extreme(
        "nobody-leaves",
        "Every hazard of leaving is zero",
        "nobody leaves by any of its causes",
        NOBODY_LEAVES,
        (none_of(*LEFT_EARLY), some_of("consented", "left_not_taken_up")),
    ),
    Extreme(
        "everybody-leaves",
        "The hazards of leaving are as high as they may be",
        "nobody stays for ten weeks, or reaches the trauma work",
        {name: 5.0 for name in NOBODY_LEAVES} | {"drug_groups.sessions_to_prepare": 12, "returning.per_week": 0.0},
        (gone_soon, none_of("referred", "started_therapy"), some_of("left_disengaged")),
        HIGH,
    ),
    Extreme(
        "nobody-returns",
        "Nobody comes back",
        "no returns, whoever left",
        {"returning.per_week": 0.0},
        (none_of("returned"), some_of("left_disengaged")),
    ),
    Extreme(
        "nobody-stable",
        "Nobody ever gains stability",
        "nobody is referred",
        {"stability.gained": 0.0},
        (none_of("referred", "ptsd_screened", "started_therapy"), some_of("reached_preparation")),
    ),
    Extreme(
        "no-trauma-work",
        "The trauma work is not offered",
        "nobody is referred, screened or treated, and nothing is paid for it",
        {"pathway.trauma": "not_offered"},
        (none_of("referred", "ptsd_screened", "started_therapy", "slots_offered", "pence_therapy"),),
    ),
    Extreme(
        "no-psychologist",
        "Every clinic is cancelled: there is no psychologist",
        "nobody is screened or treated, and women wait or lose interest",
        {"psychologist.cancelled": 1.0},
        (
            none_of("slots_offered", "slots_used", "ptsd_screened", "started_stabilisation", "therapy_sessions_held"),
            some_of("referred", "clinics_cancelled"),
        ),
    ),
    Extreme(
        "no-ptsd",
        "Nobody has PTSD",
        "nobody is offered stabilisation, and all who are screened move on",
        {"women.ptsd": 0.0},
        (
            none_of("ptsd_positive", "started_stabilisation", "started_therapy"),
            as_many("ptsd_screened", "moved_on_no_symptoms"),
            some_of("ptsd_screened"),
        ),
    ),
    Extreme(
        "nobody-ready",
        "Nobody is ready for therapy",
        "nobody begins therapy",
        {"readiness.ready": 0.0},
        (
            none_of("ready", "started_therapy", "therapy_sessions_held", "pence_therapy"),
            some_of("started_stabilisation"),
        ),
    ),
    Extreme(
        "no-wait",
        "There is room for everybody, no delay, and every group meets",
        "nobody waits more than a week for a place, and interest is never lost",
        ROOM | NO_GAP | {"referral.delay_days": 0, "waiting.odds_ratio_per_week": 1.0},
        (no_place_queue, none_of("left_interest_lost"), some_of("started_therapy")),
    ),
    Extreme(
        "one-session",
        "Therapy is one session, nobody misses it or leaves",
        "as many complete therapy as began it",
        ALL_COME | NOBODY_LEAVES | {"emdr.sessions": 1, "emdr.leaving_per_session": 0.0},
        (as_many("started_therapy", "completed_therapy"), as_many("therapy_sessions_held", "completed_therapy")),
    ),
    Extreme(
        "never-open",
        "Everything is interrupted from the first week to the last",
        "nobody is met, and no session is held",
        NEVER_OPEN,
        (none_of("contacts", "consented", *HELD, "slots_offered"),),
    ),
    Extreme(
        "always-cancelled",
        "Every drug group is cancelled",
        "no session is held, and nobody comes to one",
        {"drug_groups.cancelled": 1.0, "facilitators.supervision": 0.0},
        (none_of("drug_group_sessions_held", "drug_group_attendances"), some_of("drug_group_sessions_cancelled")),
        HIGH,
    ),
    Extreme(
        "no-costs",
        "Every price is zero",
        "no line in the ledger, whatever happens",
        PRICES,
        (free, none_of("pence_total", "pence_discounted"), some_of("started_therapy")),
        ("TV 2.11", "AdViSHE C2"),
    ),
    Extreme(
        "one-woman",
        "A local population of one woman, whom everybody meets",
        "one woman at a time, however many contacts",
        {"population.kind": "finite", "population.size": 1, "population.turnover_per_year": 0.0},
        (some_of("contacts"), lambda w: iter([("women met", w.all_counted.totals["women_met"] <= 1, True)])),
        ("TV 2.1", "AdViSHE C2"),
    ),
    Extreme(
        "huge",
        "The largest rates and groups there may be, at once",
        "every law holds, and no total is negative or overflows",
        HUGE,
        (not_negative, some_of("contacts", "consented")),
        ("TV 2.2", "TV 2.7", "AdViSHE C2"),
    ),
    Extreme(
        "huge-prices",
        "The same at the highest prices there may be",
        "every law holds, and no total is negative or overflows",
        HUGE | HIGHEST_PRICES,
        (not_negative, some_of("contacts", "consented")),
        ("TV 2.2", "TV 2.7", "AdViSHE C2"),
    ),
)


def wrong_in(extreme: Extreme, w: World, seed: int) -> Iterator[tuple[str, str]]:
    """Yield what is not as it must be in one world: what was seen, and what must be."""
    for rule in extreme.rules:
        for what, seen, expected in rule(w):
            if seen != expected:
                yield f"{what}: {seen}", str(expected)
    for law in LAWS:
        if what := broken(law, w):
            yield f"{law.__name__.replace('_', ' ')}: {what}", "holds"
    if not why_not_compiled():
        difference, _ = held_together(extreme.parameters(), seed, 3)
        if difference is not None:
            yield f"the engines differ in {difference.in_a_line}", "the same"


def _run(extreme: Extreme, at: At) -> Sequence[Outcome]:
    number = WORLDS * (1 if extreme.name.startswith("huge") else at.times)
    run = f"{number} replications of a busy service so changed, by both engines"
    for place in range(number):
        seed = at.seed(OWN_SEED + place)
        for seen, expected in wrong_in(extreme, World(extreme.parameters(), seed), seed):
            return [Outcome(False, seen, expected, run)]
    return [Outcome(True, extreme.law, extreme.law, run)]


def task_of(extreme: Extreme) -> Task:
    """Return the task that runs one extreme."""
    source = "black-box tests of TECH-VER; extreme value testing of AdViSHE"
    check = Check(f"extremes.{extreme.name}", extreme.asked, extreme.law, source, extreme.items)
    return Task((check,), partial(_run, extreme), 6.0)


TASKS: tuple[Task, ...] = tuple(map(task_of, EXTREMES))
