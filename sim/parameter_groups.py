"""The typed groups of parameters. The numbers, units and sources are in ``parameters.toml``."""

from pydantic import BaseModel, ConfigDict


class Group(BaseModel):
    """A group of parameters: frozen, and strict about names and types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Run(Group):
    """What kind of run, and for how long."""

    kind: str
    recruitment_weeks: int
    delivery_weeks: int
    warm_up_weeks: int


class Sites(Group):
    """Places where the pathway runs, each with its own groups, team and local population."""

    number: int
    contact_multipliers: tuple[float, ...]
    opening_weeks: tuple[int, ...]


class Contacts(Group):
    """How women are met."""

    outreach_per_week: float
    drop_in_per_week: float
    self_referral_per_week: float
    outreach_days: tuple[int, ...]
    drop_in_days: tuple[int, ...]
    self_referral_days: tuple[int, ...]
    quarterly_multipliers: tuple[float, ...]


class Population(Group):
    """Whom contacts are drawn from."""

    kind: str
    size: int
    turnover_per_year: float


class Women(Group):
    """Who is met: characteristics drawn once for each woman."""

    sells_sex: tuple[float, ...]
    uses_drugs_if_sells_weekly: tuple[float, ...]
    uses_drugs_if_sells_less: tuple[float, ...]
    treatment_at_contact: float
    ptsd: float
    complex_ptsd: float


class Eligibility(Group):
    """Who may join: a rule over characteristics."""

    sells_sex: str
    uses_drugs: str


class Screening(Group):
    """Screening for eligibility, and consent."""

    accepts: float
    self_referral_odds_ratio: float
    says_not_selling: float
    decline_reasons: tuple[float, ...]
    screenings_per_day: int
    able_to_consent: float
    unable_reasons: tuple[float, ...]


class Pathway(Group):
    """What the pathway offers."""

    drug_treatment: str
    trauma: str


class DrugGroups(Group):
    """The two weekly drug-treatment groups: getting started, then preparation for recovery."""

    slots: str
    getting_started_day: int
    preparation_day: int
    places: int
    getting_started_first_week: int
    getting_started_last_week: int
    preparation_first_week: int
    preparation_last_week: int
    sessions_to_prepare: int
    cancelled: float
    cancelled_late: float


class Attendance(Group):
    """Coming to a session that is held."""

    drug_group: float
    stabilisation: float
    therapy: float
    appointment: float
    spread_between_women: float
    treatment_odds_ratio: float
    sells_less_odds_ratio: float
    uses_less_odds_ratio: float
    miss_odds_ratio: float
    incident_odds_ratio: float
    venue: str
    elsewhere_odds_ratio: float
    in_part: float


class Support(Group):
    """What helps women to come. Level 1 is what the study gave, 0 is none."""

    reminders: float
    reminders_odds_ratio: float
    transport: float
    transport_odds_ratio: float
    lunch: float
    lunch_odds_ratio: float
    voucher: float
    voucher_odds_ratio: float
    welfare_calls: float
    welfare_calls_odds_ratio: float
    case_manager: float
    case_manager_odds_ratio: float
    largest_joint_odds_ratio: float


class Climate(Group):
    """What happens in a group."""

    incident: float
    size_odds_ratio: float
    mixed_odds_ratio: float


class Facilitators(Group):
    """Support for the staff who run the groups."""

    supervision: float
    cancelled_odds_ratio: float
    incident_odds_ratio: float


class Treatment(Group):
    """Opioid substitution therapy while a woman is in the service."""

    starts_per_week: float
    lapses_per_week: float


class Stability(Group):
    """Stability of life and drug use, as facilitators judge it: levels from 0 to 4."""

    judged_at: int
    gained: float
    treatment_odds_ratio: float
    engagement_odds_ratio: float
    in_part_share: float
    lost_per_week: float
    lost_treatment_odds_ratio: float
    lost_miss_odds_ratio: float


class Gate(Group):
    """Who is referred to the psychologist."""

    rule: str
    in_a_row: int
    invited: int
    clinic_opens_week: int
    clinic_reopens_weeks: int
    clinic_times: int


class Referral(Group):
    """From referral to the psychologist's list."""

    delay_days: int
    case_review: float


class PtsdScreening(Group):
    """Screening for PTSD by the psychologist."""

    appointments: int


class Stabilisation(Group):
    """The PTSD stabilisation group."""

    format: str
    sessions: int
    minimum_size: int
    maximum_size: int
    longest_wait_weeks: int
    slots_per_session: int
    completion: str
    completion_share: float
    catch_up_appointments: int
    repeats: int


class Readiness(Group):
    """The psychologist's judgement of readiness for therapy."""

    ready: float
    missed_all_odds_ratio: float
    complex_ptsd_odds_ratio: float
    stability_odds_ratio: float
    extra_session_odds_ratio: float
    accepts_repeat: float
    appointments: int


class Therapy(Group):
    """One-to-one therapy, whichever it is."""

    misses_end: int
    leaving_shape: str


class TherapyKind(Group):
    """One kind of one-to-one therapy."""

    share: float
    sessions: int
    interval_weeks: int
    leaving_per_session: float


class PresentFocused(TherapyKind):
    """A present-focused therapy, which may also be offered to women who are not ready for trauma work."""

    if_not_ready: bool


class Psychologist(Group):
    """The psychologist's time: one pool that all trauma work draws on."""

    number: float
    clinic_days: tuple[int, ...]
    slots_per_clinic_day: int
    reserved_slots: int
    cancelled: float
    cancelled_late: float


class Waiting(Group):
    """Waiting, and losing interest."""

    odds_ratio_per_week: float
    takes_up_at_once: float
    shape: str
    first_week_log_odds: float
    service_learns: str
    keep_attending: bool


class Leaving(Group):
    """Leaving the pathway: named, competing hazards."""

    getting_started: float
    preparation: float
    stabilisation: float
    early_ratio: float
    early_weeks: float
    miss_ratio: float
    life_events: float
    life_event_shares: tuple[float, ...]


class Returning(Group):
    """Coming back."""

    per_week: float
    within_weeks: int


class Interruption(Group):
    """A stretch without service, such as re-tendering."""

    first_week: int
    weeks: int
    stops: str


class Calendar(Group):
    """Closures."""

    closed_weeks: tuple[int, ...]


class Costs(Group):
    """Unit costs, in pounds of 2017/18 unless the price year is changed."""

    price_year: str
    nhscii_percent: tuple[float, ...]
    drug_group_session: float
    voucher: float
    lunch: float
    transport: float
    reminders: float
    welfare_calls: float
    case_manager: float
    support_at_trauma_sessions: bool
    management: float
    supervision: float
    case_review: float
    ptsd_screening: float
    ptsd_screening_rebooked: float
    unused_slot: float
    unused_slots_not_charged: int
    stabilisation_session: float
    readiness_appointment: float
    catch_up_appointment: float
    emdr_session: float
    trauma_focused_cbt_session: float
    imagery_rescripting_session: float
    present_focused_session: float
    missed_share: float
    cancelled_late_share: float
    usual_treatment_contact: float
    discount_rate: float


class Payers(Group):
    """Who pays for what."""

    drug_groups: str
    trauma: str
    support: str


class AllGroups(Group):
    """Every group of parameters, by the name it has in the parameter file."""

    run: Run
    sites: Sites
    contacts: Contacts
    population: Population
    women: Women
    eligibility: Eligibility
    screening: Screening
    pathway: Pathway
    drug_groups: DrugGroups
    attendance: Attendance
    support: Support
    climate: Climate
    facilitators: Facilitators
    treatment: Treatment
    stability: Stability
    gate: Gate
    referral: Referral
    ptsd_screening: PtsdScreening
    stabilisation: Stabilisation
    readiness: Readiness
    therapy: Therapy
    emdr: TherapyKind
    trauma_focused_cbt: TherapyKind
    imagery_rescripting: TherapyKind
    present_focused: PresentFocused
    psychologist: Psychologist
    waiting: Waiting
    leaving: Leaving
    returning: Returning
    interruption: Interruption
    calendar: Calendar
    costs: Costs
    payers: Payers
