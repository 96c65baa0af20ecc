"""One site, day by day, compiled: the order of the day is ``sim.clock.Phase``'s."""

from sim import layout
from sim.clock import TICKS, WEEK, Phase
from sim.compiled.appointments import keeps_appointment, learns_outcome
from sim.compiled.attending import lives_a_week
from sim.compiled.book import DAYS_IN_YEAR, note, spend_on_nobody
from sim.compiled.clinic import gives_slots, opens_clinic
from sim.compiled.groups import gives_places, holds_drug_group, holds_stabilisation
from sim.compiled.joining import meets_women, screens_women
from sim.compiled.lists import do_not_wake
from sim.compiled.pathway import is_woken, joins_service
from sim.compiled.state import (
    ARRIVALS_AT,
    AT_SESSION,
    BOOKED_TODAY,
    CLINIC_TODAY,
    CLOCK_NEXT,
    DAY,
    DAYS_AT,
    DOES,
    DRUG_GROUP_SIZE,
    DRUG_GROUPS,
    G_GRANTED,
    G_NEXT,
    GROUPS,
    HAZARD,
    INSIDE,
    INVITED,
    JOINED_TODAY,
    MEANWHILE,
    MEETS_TODAY,
    NOW,
    NUMBER,
    OPENING_DAY,
    RECRUITERS_END,
    RECRUITERS_FIRST,
    SESSIONS_ATTENDED,
    STEP,
    TODAY_NEXT,
    WEEKDAY_CLOCKS,
    WOMAN_SIZE,
    WOMEN,
    WOMEN_AT,
    YEAR,
)
from sim.compiled.therapy import has_session
from sim.compiled.toolchain import Cells, compiled
from sim.compiled.woman import goes
from sim.filling import ROUTES
from sim.woman import GETTING_STARTED_HAZARD, PREPARATION_HAZARD
from sim.words import Component, Event, Item, Kind, Reason

_LEFT, _INTEREST_LOST, _MET, _SCREENED, _JOINED = (
    int(Phase.LEFT),
    int(Phase.INTEREST_LOST),
    int(Phase.MET),
    int(Phase.SCREENED),
    int(Phase.JOINED),
)
_PLACED, _BOOKED, _SESSION, _OUTCOME, _COUNTED = (
    int(Phase.PLACED),
    int(Phase.BOOKED),
    int(Phase.SESSION),
    int(Phase.OUTCOME),
    int(Phase.COUNTED),
)
_INVITED, _LOST_INTEREST = int(Event.INVITED), int(Reason.INTEREST_LOST)
_SUPPORT, _DRUG_GROUP_COST, _ONGOING = int(Component.SUPPORT), int(Component.DRUG_GROUPS), int(Kind.ONGOING)
_MANAGEMENT, _SUPERVISION, _CASE_REVIEW = int(Item.MANAGEMENT), int(Item.SUPERVISION), int(Item.CASE_REVIEW)


@compiled
def runs_site(t: Cells, m: Cells, a: Cells) -> None:
    """Live every day of a site, from its opening to the end of the run."""
    day = m[OPENING_DAY]
    while day < t[layout.END_DAY]:
        m[DAY], m[YEAR] = day, day // DAYS_IN_YEAR
        lives_the_day(t, m, a)
        day += 1


@compiled
def lives_the_day(t: Cells, m: Cells, a: Cells) -> None:
    """Live one day, phase by phase."""
    day = m[DAY]
    weekday, tick = day % WEEK, day * TICKS
    m[NOW] = tick + _LEFT
    if m[WEEKDAY_CLOCKS + weekday] > 0:
        weeks_go_by(t, m, a)
    if m[m[DAYS_AT] + 2 * day] > 0:
        m[NOW] = tick + _INTEREST_LOST
        interest_is_lost(t, m, a)
    women_join(t, m, a)
    first, second = t[layout.GROUP_DAYS] == weekday, t[layout.GROUP_DAYS + 1] == weekday
    second = second and not t[layout.SHARED_SLOT]
    clinic = t[layout.TRAUMA_OFFERED] and t[layout.CLINIC_DAYS + weekday]
    m[NOW] = tick + _PLACED
    if first:
        gives_places(t, m, a, False)
    if second:
        gives_places(t, m, a, True)
    if clinic:
        opens_clinic(t, m, a)
        if m[CLINIC_TODAY]:
            m[NOW] = tick + _BOOKED
            gives_slots(t, m, a)
    if first and m[DRUG_GROUPS + MEETS_TODAY]:
        holds_drug_group(t, m, a, False)
    if second and m[DRUG_GROUPS + DRUG_GROUP_SIZE + MEETS_TODAY]:
        holds_drug_group(t, m, a, True)
    if clinic:
        clinic_sessions(t, m, a)
    m[NOW] = tick + _COUNTED
    if t[layout.INVITES_MOST_FREQUENT] and t[layout.TRAUMA_OFFERED]:
        invites(t, m, a)
    if (day - m[OPENING_DAY]) % WEEK == 0:
        running_costs(t, m)


@compiled
def weeks_go_by(t: Cells, m: Cells, a: Cells) -> None:
    """Let the women whose weeks begin today live the last one."""
    her = m[WEEKDAY_CLOCKS + m[DAY] % WEEK]
    while her > 0:
        following = m[her + CLOCK_NEXT]
        if m[her + INSIDE]:
            lives_a_week(t, m, a, her)
        her = following


@compiled
def interest_is_lost(t: Cells, m: Cells, a: Cells) -> None:
    """Let the women leave who have waited too long."""
    head = m[DAYS_AT] + 2 * m[DAY]
    while m[head] > 0:
        goes(t, m, a, m[head], _LOST_INTEREST)


@compiled
def women_join(t: Cells, m: Cells, a: Cells) -> None:
    """Meet women, screen them, and let those join the waiting lists for whom today is the day."""
    day = m[DAY]
    tick = day * TICKS
    arrivals = m[ARRIVALS_AT] + day * ROUTES
    if day < t[layout.CONTACTS_END_DAY] and m[arrivals] + m[arrivals + 1] + m[arrivals + 2] > 0:
        m[NOW] = tick + _MET
        meets_women(t, m, a)
    if m[RECRUITERS_FIRST] < m[RECRUITERS_END]:
        m[NOW] = tick + _SCREENED
        screens_women(t, m, a)
    m[NOW] = tick + _JOINED
    her, m[JOINED_TODAY] = m[JOINED_TODAY], 0
    while her > 0:
        joins_service(t, m, a, her)
        her = m[her + TODAY_NEXT]
    head = m[DAYS_AT] + 2 * day + 1
    while m[head] > 0:
        her = m[head]
        do_not_wake(m, her)
        is_woken(t, m, a, her)


@compiled
def clinic_sessions(t: Cells, m: Cells, a: Cells) -> None:
    """Hold the clinic's sessions and appointments of today."""
    group = m[GROUPS]
    while group > 0:
        following = m[group + G_NEXT]
        if m[group + G_GRANTED]:
            m[group + G_GRANTED] = 0
            holds_stabilisation(t, m, a, group)
        group = following
    her, m[BOOKED_TODAY] = m[BOOKED_TODAY], 0
    while her > 0:
        following = m[her + TODAY_NEXT]
        m[NOW] = m[DAY] * TICKS + _SESSION
        if m[her + DOES] == AT_SESSION:
            has_session(t, m, a, her)
        else:
            keeps_appointment(t, m, a, her)
        m[NOW] = m[DAY] * TICKS + _OUTCOME
        learns_outcome(t, m, a, her)
        her = following


@compiled
def invites(t: Cells, m: Cells, a: Cells) -> None:
    """Invite the most frequent attenders, if a clinic opens today."""
    for opening in range(t[layout.CLINIC_OPENINGS]):
        if m[OPENING_DAY] + t[layout.INVITATION_DAYS + opening] == m[DAY]:
            for _ in range(t[layout.INVITED]):
                her = most_frequent_attender(m)
                if her == 0:
                    break
                m[her + INVITED] = 1
                note(t, m, a, her, _INVITED, m[her + STEP], 0, 0)


@compiled
def most_frequent_attender(m: Cells) -> int:
    """Return who has attended most sessions of those who can be invited; of two, the lower number; 0 if nobody."""
    best = 0
    for i in range(m[WOMEN]):
        her = m[WOMEN_AT] + i * WOMAN_SIZE
        in_group = m[her + HAZARD] == GETTING_STARTED_HAZARD or m[her + HAZARD] == PREPARATION_HAZARD
        if m[her + INSIDE] and in_group and not m[her + INVITED] and not m[her + MEANWHILE]:
            more = m[her + SESSIONS_ATTENDED] - (m[best + SESSIONS_ATTENDED] if best > 0 else 0)
            if more > 0 or (more == 0 and best > 0 and m[her + NUMBER] < m[best + NUMBER]):
                best = her
    return best


@compiled
def running_costs(t: Cells, m: Cells) -> None:
    """Enter what keeps the service going for the week."""
    support = t[layout.PAYS_SUPPORT]
    spend_on_nobody(m, _SUPPORT, _MANAGEMENT, _ONGOING, support, t[layout.MANAGEMENT])
    spend_on_nobody(m, _DRUG_GROUP_COST, _SUPERVISION, _ONGOING, t[layout.PAYS_DRUG_GROUPS], t[layout.SUPERVISION])
    spend_on_nobody(m, _SUPPORT, _CASE_REVIEW, _ONGOING, support, t[layout.CASE_REVIEW])
