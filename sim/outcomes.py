"""What is counted: integer totals of one replication, derived from its log and ledger, and the outcomes they give.

``TOTALS`` are what is stored, one row a replication. ``OUTCOMES`` are what is shown: each is a total, a sum of money,
or the ratio of two totals. A ratio is taken over all replications together; it is never an average of ratios.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sim.clock import WEEK
from sim.words import Component, Event, Payer, Reason, Step

DECLINED = (Reason.TOO_BUSY, Reason.NOT_INTERESTED, Reason.OTHER, Reason.NOT_SELLING_SEX)
NOT_ELIGIBLE = (Reason.SELLS_TOO_SELDOM, Reason.USES_TOO_SELDOM, Reason.BOTH_TOO_SELDOM)
UNABLE = (Reason.TOO_DISTRESSED, Reason.HEALTH)
LEFT = tuple(reason for reason in Reason if Reason.DISENGAGED <= reason <= Reason.THERAPY_ENDED)
MOVED_ON = (Reason.NO_SYMPTOMS, Reason.COURSE_NOT_COMPLETED, Reason.NOT_READY)
WAITS = {
    Step.GETTING_STARTED: "getting_started",
    Step.PREPARATION: "preparation",
    Step.PTSD_SCREENING: "screening",
    Step.STABILISATION: "stabilisation",
    Step.READINESS: "readiness",
    Step.THERAPY: "therapy",
}

REACHED: dict[tuple[int, int], str] = {
    (Event.ATTENDED, Step.GETTING_STARTED): "attended_any_group",
    (Event.ATTENDED_IN_PART, Step.GETTING_STARTED): "attended_any_group",
    (Event.ATTENDED, Step.PREPARATION): "attended_any_group",
    (Event.ATTENDED_IN_PART, Step.PREPARATION): "attended_any_group",
    (Event.BEGAN, Step.PREPARATION): "reached_preparation",
    (Event.REFERRED, Step.PTSD_SCREENING): "referred",
    (Event.PLACE_OFFERED, Step.PTSD_SCREENING): "offered_ptsd_screening",
    (Event.SYMPTOMS_FOUND, Step.PTSD_SCREENING): "ptsd_positive",
    (Event.NO_SYMPTOMS_FOUND, Step.PTSD_SCREENING): "ptsd_negative",
    (Event.BEGAN, Step.STABILISATION): "started_stabilisation",
    (Event.COMPLETED, Step.STABILISATION): "completed_stabilisation",
    (Event.READY, Step.READINESS): "ready",
    (Event.BEGAN, Step.THERAPY): "started_therapy",
    (Event.COMPLETED, Step.THERAPY): "completed_therapy",
}
"""Women counted once, when they first get there."""

COUNTED: dict[tuple[int, int], str] = {
    (Event.MET, Step.CONTACT): "contacts",
    (Event.DECLINED, Step.CONTACT): "declined",
    (Event.SCREENED, Step.CONTACT): "screened",
    (Event.NOT_ELIGIBLE, Step.CONTACT): "not_eligible",
    (Event.ELIGIBLE, Step.CONTACT): "eligible",
    (Event.UNABLE_TO_CONSENT, Step.CONTACT): "unable_to_consent",
    (Event.ENROLLED, Step.CONTACT): "consented",
    (Event.RETURNED, Step.GETTING_STARTED): "returned",
    (Event.RETURNED, Step.PREPARATION): "returned",
    (Event.ATTENDED, Step.GETTING_STARTED): "drug_group_attendances",
    (Event.ATTENDED, Step.PREPARATION): "drug_group_attendances",
    (Event.ATTENDED_IN_PART, Step.GETTING_STARTED): "drug_group_attendances",
    (Event.ATTENDED_IN_PART, Step.PREPARATION): "drug_group_attendances",
    (Event.MISSED, Step.GETTING_STARTED): "drug_group_missed",
    (Event.MISSED, Step.PREPARATION): "drug_group_missed",
    (Event.SESSION_HELD, Step.GETTING_STARTED): "drug_group_sessions_held",
    (Event.SESSION_HELD, Step.PREPARATION): "drug_group_sessions_held",
    (Event.SESSION_EMPTY, Step.GETTING_STARTED): "drug_group_sessions_empty",
    (Event.SESSION_EMPTY, Step.PREPARATION): "drug_group_sessions_empty",
    (Event.SESSION_CANCELLED, Step.GETTING_STARTED): "drug_group_sessions_cancelled",
    (Event.SESSION_CANCELLED, Step.PREPARATION): "drug_group_sessions_cancelled",
    (Event.ATTENDED, Step.STABILISATION): "stabilisation_attendances",
    (Event.ATTENDED_IN_PART, Step.STABILISATION): "stabilisation_attendances",
    (Event.SESSION_HELD, Step.STABILISATION): "stabilisation_sessions_held",
    (Event.SESSION_EMPTY, Step.STABILISATION): "stabilisation_sessions_empty",
    (Event.SESSION_CANCELLED, Step.STABILISATION): "stabilisation_sessions_cancelled",
    (Event.ATTENDED, Step.THERAPY): "therapy_sessions_held",
    (Event.ATTENDED_IN_PART, Step.THERAPY): "therapy_sessions_held",
    (Event.MISSED, Step.THERAPY): "therapy_sessions_missed",
    (Event.SESSION_CANCELLED, Step.THERAPY): "therapy_sessions_cancelled",
    (Event.INCIDENT, Step.GETTING_STARTED): "incidents",
    (Event.INCIDENT, Step.PREPARATION): "incidents",
    (Event.INCIDENT, Step.STABILISATION): "incidents",
    (Event.CLINIC_CANCELLED, Step.CONTACT): "clinics_cancelled",
    (Event.MISSED, Step.STABILISATION): "stabilisation_missed",
    (Event.MISSED, Step.PTSD_SCREENING): "appointments_missed",
    (Event.MISSED, Step.READINESS): "appointments_missed",
    (Event.MISSED, Step.CATCH_UP): "appointments_missed",
}
"""Events counted as they come."""

ADDED: dict[int, str] = {Event.CLINIC_HELD: "slots_offered", Event.SLOTS_USED: "slots_used"}
BY_REASON = {Event.DECLINED, Event.NOT_ELIGIBLE, Event.UNABLE_TO_CONSENT}


def _total_names() -> tuple[str, ...]:
    names = dict.fromkeys((*COUNTED.values(), *REACHED.values()))
    names |= dict.fromkeys(["women_met", "ptsd_screened", "inside_at_start", "left", "moved_on", "still_inside"])
    for stem, reasons in (
        ("declined", DECLINED),
        ("not_eligible", NOT_ELIGIBLE),
        ("unable_to_consent", UNABLE),
        ("left", LEFT),
        ("moved_on", MOVED_ON),
    ):
        names |= dict.fromkeys(f"{stem}_{reason.name.lower()}" for reason in reasons)
    for wait in WAITS.values():
        names |= dict.fromkeys([f"served_{wait}", f"days_waited_{wait}", f"days_queued_{wait}"])
        names[f"left_at_{wait}"] = None
    names["days_counted"] = None
    names |= dict.fromkeys(ADDED.values())
    names |= dict.fromkeys(f"pence_{component.name.lower()}" for component in Component)
    names |= dict.fromkeys(f"pence_paid_by_{payer.name.lower()}" for payer in Payer)
    return (*names, "pence_total", "pence_discounted")


TOTALS = _total_names()
"""The integer totals of one replication, in the order of the columns of ``outcomes.csv``."""

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one outcome is made from totals, and how it is read.

    The value is ``scale * numerator``, or ``scale * numerator / denominator`` over all replications together.
    """

    name: str
    numerator: str
    help: str
    denominator: str | None = None
    scale: float = 1.0
    unit: str = ""
    better: Better | None = None


# name, better, help: the value is the total of the same name
_COUNTS: tuple[tuple[str, Better | None, str], ...] = (
    ("contacts", None, "Contacts made with women."),
    ("screened", None, "Women screened for eligibility."),
    ("eligible", None, "Women screened and found eligible."),
    ("consented", "higher", "Women who joined."),
    ("attended_any_group", "higher", "Women who came to at least one drug-group session."),
    ("reached_preparation", "higher", "Women who reached preparation for recovery."),
    ("referred", "higher", "Women referred (invited) to the psychologist for PTSD screening."),
    ("ptsd_screened", "higher", "Women screened for PTSD."),
    ("ptsd_positive", None, "Women with symptoms of PTSD at screening."),
    ("started_stabilisation", "higher", "Women who began a stabilisation group."),
    ("completed_stabilisation", "higher", "Women who completed stabilisation."),
    ("ready", "higher", "Women judged ready for therapy."),
    ("started_therapy", "higher", "Women who began one-to-one therapy."),
    ("completed_therapy", "higher", "Women who completed one-to-one therapy."),
    ("drug_group_sessions_held", None, "Drug-group sessions to which at least one woman came."),
    ("drug_group_attendances", "higher", "Attendances at drug-group sessions."),
    ("stabilisation_sessions_held", None, "Stabilisation sessions to which at least one woman came."),
    ("therapy_sessions_held", None, "One-to-one therapy sessions held."),
    ("left", "lower", "Women who joined, left, and had not come back by the end."),
    ("still_inside", None, "Women still in the service when the run ended."),
    ("moved_on", None, "Women whose pathway ended with a move to other support."),
    ("returned", None, "Times a woman who had left came back."),
    ("drug_group_sessions_empty", "lower", "Drug-group sessions offered to which nobody came."),
    ("drug_group_sessions_cancelled", "lower", "Drug-group sessions cancelled."),
    ("incidents", "lower", "Sessions with an argument or a distressing disclosure."),
)

# name, numerator, denominator, scale, unit, better, help
_Ratio = tuple[str, str, str, float, str, Better | None, str]
_RATIOS: tuple[_Ratio, ...] = (
    (
        "weeks_waited_screening",
        "days_waited_screening",
        "served_screening",
        1 / WEEK,
        "weeks",
        "lower",
        "Mean weeks from referral to the first PTSD screening appointment, of the women offered one.",
    ),
    (
        "weeks_waited_stabilisation",
        "days_waited_stabilisation",
        "served_stabilisation",
        1 / WEEK,
        "weeks",
        "lower",
        "Mean weeks from PTSD screening to a place in a stabilisation group, of the women offered one.",
    ),
    (
        "weeks_waited_therapy",
        "days_waited_therapy",
        "served_therapy",
        1 / WEEK,
        "weeks",
        "lower",
        "Mean weeks from being judged ready to a place in therapy, of the women offered one.",
    ),
    *(
        (
            f"mean_queue_{wait}",
            f"days_queued_{wait}",
            "days_counted",
            1.0,
            "women",
            "lower",
            f"Mean number of women waiting for {text}, over all days counted.",
        )
        for wait, text in (
            ("screening", "PTSD screening, from referral"),
            ("stabilisation", "a stabilisation group"),
            ("therapy", "a place in therapy"),
        )
    ),
    (
        "psychologist_use",
        "slots_used",
        "slots_offered",
        1.0,
        "share",
        None,
        "Share of the psychologist's slots, on clinic days held, that were used.",
    ),
    (
        "women_in_a_session",
        "drug_group_attendances",
        "drug_group_sessions_held",
        1.0,
        "women",
        None,
        "Mean number of women in a drug-group session held.",
    ),
    (
        "cost_per_woman_joined",
        "pence_total",
        "consented",
        0.01,
        "£",
        "lower",
        "Total cost for each woman who joined.",
    ),
    (
        "cost_per_completer",
        "pence_total",
        "completed_therapy",
        0.01,
        "£",
        "lower",
        "Total cost for each woman who completed one-to-one therapy.",
    ),
)


def _outcomes() -> dict[str, Outcome]:
    made = [Outcome(name, name, text, better=better) for name, better, text in _COUNTS]
    made += [
        Outcome(name, above, text, below, scale, unit, better)
        for name, above, below, scale, unit, better, text in _RATIOS
    ]
    money = {"total": "Total cost.", "discounted": "Total cost, discounted by year from opening."}
    money |= {c.name.lower(): f"Cost of {c.name.lower().replace('_', ' ')}." for c in Component}
    made += [Outcome(f"cost_{name}", f"pence_{name}", text, None, 0.01, "£", "lower") for name, text in money.items()]
    return {outcome.name: outcome for outcome in made}


OUTCOMES = _outcomes()
"""Every outcome by its public name. Names may be added, never changed."""


def value(outcome: Outcome, sums: Mapping[str, int], replications: int) -> float | None:
    """Return an outcome over replications whose totals add up to ``sums``; None where nothing is counted.

    Parameters
    ----------
    outcome : Outcome
        Which outcome.
    sums : mapping of str to int
        Totals added over the replications.
    replications : int
        How many replications.
    """
    below = replications if outcome.denominator is None else sums[outcome.denominator]
    return outcome.scale * sums[outcome.numerator] / below if below else None
