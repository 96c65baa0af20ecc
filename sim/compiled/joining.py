"""From contact to joining, compiled (``sim.population``, ``sim.joining``)."""

from sim import layout
from sim.clock import WEEK, WEEKS_IN_YEAR
from sim.compiled.book import note_contact
from sim.compiled.philox import how_many, words
from sim.compiled.state import (
    ARRIVALS_AT,
    CONTACTS,
    DAY,
    ENROLLED_AT,
    ENROLLED_DAY,
    GROUP_STEP,
    JOINED_TODAY,
    MET_COUNTED,
    NOT_TO_BE_ASKED,
    NOW,
    NUMBER,
    PERSON_SIZE,
    POPULATION_AT,
    PREFERENCE,
    PROPENSITY,
    RECRUITERS_AT,
    RECRUITERS_END,
    RECRUITERS_FIRST,
    ROW,
    SELLS,
    SITE,
    START,
    STEP,
    TODAY_NEXT,
    TRAUMA,
    TREATMENT,
    TURN_CONTACTS,
    TURN_DAY,
    TURN_NUMBER,
    TURN_PERSON,
    TURN_SELLS,
    TURN_SIZE,
    USES,
    WOMAN_SIZE,
    WOMEN,
    WOMEN_AT,
)
from sim.compiled.toolchain import Cells, compiled
from sim.compiled.woman import resource_at
from sim.draws import WORD, Block
from sim.filling import MULTIPLES, ROUTES
from sim.grids import RECENCIES, WEEKS_IN_QUARTER
from sim.joining import DECLINE_REASONS, UNABLE_REASONS
from sim.outcomes import TOTALS
from sim.population import DAY_SHIFT, ROUTE_SHIFT
from sim.rules import PROPENSITIES
from sim.woman import WORD_BITS
from sim.words import SITE_SHIFT, Event, Reason, Recency, Resource, Step

_ARRIVALS, _POOL, _TURNOVER = int(Block.ARRIVALS), int(Block.POOL), int(Block.TURNOVER)
_CONTACT, _WOMAN, _CONSENT = int(Block.CONTACT), int(Block.WOMAN), int(Block.CONSENT)
_MET, _DECLINED, _ARRIVAL, _DEPART = int(Event.MET), int(Event.DECLINED), int(Event.ARRIVAL), int(Event.DEPART)
_SCREENED, _ELIGIBLE, _NOT_ELIGIBLE = int(Event.SCREENED), int(Event.ELIGIBLE), int(Event.NOT_ELIGIBLE)
_UNABLE, _ENROLLED = int(Event.UNABLE_TO_CONSENT), int(Event.ENROLLED)
_NOT_SELLING, _BOTH = int(Reason.NOT_SELLING_SEX), int(Reason.BOTH_TOO_SELDOM)
_SELLS_TOO_SELDOM, _USES_TOO_SELDOM = int(Reason.SELLS_TOO_SELDOM), int(Reason.USES_TOO_SELDOM)
_DECLINES, _UNABLES = tuple(map(int, DECLINE_REASONS)), tuple(map(int, UNABLE_REASONS))
_WEEKLY, _THREE_MONTHS = int(Recency.WEEKLY), int(Recency.THREE_MONTHS)
_RECRUITERS, _GETTING_STARTED = int(Resource.RECRUITERS), int(Step.GETTING_STARTED)
_CLASSES, _WOMEN_MET = len(PROPENSITIES), TOTALS.index("women_met")
_TOLD_APART = len(RECENCIES) - 1


# --- how many are met ---------------------------------------------------------------------------------------------


@compiled
def is_interrupted(t: Cells, day: int) -> bool:
    """Whether the day falls in the interruption."""
    return t[layout.INTERRUPTION_FIRST_WEEK] <= day // WEEK < t[layout.INTERRUPTION_END_WEEK]


@compiled
def is_stopped(t: Cells, day: int) -> bool:
    """Whether the day falls in an interruption that stops everything, meeting women included."""
    return t[layout.INTERRUPTION_STOPS_ALL] == 1 and is_interrupted(t, day)


@compiled
def draw_arrivals(t: Cells, m: Cells, site: int, at: int) -> int:
    """Write down how many contacts a site makes by each route on each day, and return their number."""
    opening, multiplier = t[layout.OPENING_DAYS + site], site % t[layout.ARRIVAL_MULTIPLIERS]
    quarters, contacts = t[layout.ARRIVAL_QUARTERS], 0
    for day in range(t[layout.CONTACTS_END_DAY]):
        weekday, place = day % WEEK, at + day * ROUTES
        m[place] = m[place + 1] = m[place + 2] = 0
        routes = (t[layout.ROUTE_DAYS + weekday] | t[layout.ROUTE_DAYS + WEEK + weekday]) | t[
            layout.ROUTE_DAYS + 2 * WEEK + weekday
        ]
        if day < opening or routes == 0 or is_stopped(t, day):
            continue
        quarter = min((day - opening) // WEEK // WEEKS_IN_QUARTER, quarters - 1)
        index = layout.ARRIVALS + (multiplier * quarters + quarter) * ROUTES * MULTIPLES
        drawn = words(m, _ARRIVALS, site, day)
        for route in range(ROUTES):
            if t[layout.ROUTE_DAYS + route * WEEK + weekday]:
                start, length = t[index + route * MULTIPLES], t[index + route * MULTIPLES + 1]
                m[place + route] = how_many(t, start, length, drawn[route])
                contacts += m[place + route]
    return contacts


# --- contact ------------------------------------------------------------------------------------------------------


@compiled
def meets_women(t: Cells, m: Cells, a: Cells) -> None:
    """Make the day's contacts."""
    day = m[DAY]
    place = m[ARRIVALS_AT] + day * ROUTES
    for route in range(ROUTES):
        for i in range(m[place + route]):
            slot = m[SITE] << SITE_SHIFT | day << DAY_SHIFT | route << ROUTE_SHIFT | i
            if t[layout.FINITE_POPULATION] == 0:
                meets(t, m, a, slot, 0, route)
            else:
                meets_somebody(t, m, a, slot, route)


@compiled
def meets_somebody(t: Cells, m: Cells, a: Cells, slot: int, route: int) -> None:
    """Meet a woman of the local population, perhaps met before."""
    size, shift = t[layout.FINITE_POPULATION], m[SITE] << SITE_SHIFT
    place = words(m, _POOL, slot, 0)[0] * size // WORD
    # Two numbers a place: the year up to which is known who followed whom, and how many did.
    known = m[POPULATION_AT] + 2 * place
    year = m[DAY] // (WEEK * WEEKS_IN_YEAR)
    while m[known] < year:
        m[known] += 1
        if words(m, _TURNOVER, shift | place, m[known])[0] < t[layout.TURNOVER]:
            m[known + 1] += 1
    number = m[known + 1] * size + place
    person = m[POPULATION_AT] + 2 * size + number * PERSON_SIZE
    meets(t, m, a, shift | number, person, route)


@compiled
def meets(t: Cells, m: Cells, a: Cells, number: int, person: int, route: int) -> None:
    """Meet a woman and ask her to be screened, unless she was before; ``person`` is 0 if nobody is met twice."""
    note_contact(t, m, a, number, _MET, 0, route, 0)
    contact = 0
    if person > 0:
        if m[person + MET_COUNTED] == 0 and m[NOW] >= m[START]:
            m[person + MET_COUNTED] = 1
            m[ROW + _WOMEN_MET] += 1
        if m[person + NOT_TO_BE_ASKED]:
            return
        contact = m[person + CONTACTS]
        m[person + CONTACTS] = contact + 1
    elif m[NOW] >= m[START]:
        m[ROW + _WOMEN_MET] += 1
    sells_word, says_not_selling, accepts, why = words(m, _CONTACT, number, contact)
    if contact > 0:
        sells_word = words(m, _CONTACT, number, 0)[0]
    sells = how_many(t, layout.SELLS_SEX, _TOLD_APART, sells_word)
    reason = 0
    if sells >= _THREE_MONTHS and sells > t[layout.ELIGIBLE_SELLS] and says_not_selling < t[layout.SAYS_NOT_SELLING]:
        reason = _NOT_SELLING
    elif accepts >= t[layout.ACCEPTS + route]:
        reason = _DECLINES[how_many(t, layout.DECLINE_REASONS, 2, why)]
    if reason > 0:
        note_contact(t, m, a, number, _DECLINED, 0, reason, reason)
        return
    if person > 0:
        m[person + NOT_TO_BE_ASKED] = 1
    note_contact(t, m, a, number, _ARRIVAL, 0, contact, 0)
    waits_for_recruiters(m, number, sells, contact + 1, person)


@compiled
def waits_for_recruiters(m: Cells, number: int, sells: int, contacts: int, person: int) -> None:
    """Wait to be screened, first in first out by day and, within a day, by number."""
    at = m[RECRUITERS_AT] + m[RECRUITERS_END] * TURN_SIZE
    first = m[RECRUITERS_AT] + m[RECRUITERS_FIRST] * TURN_SIZE
    while at > first and m[at - TURN_SIZE + TURN_DAY] == m[DAY] and m[at - TURN_SIZE + TURN_NUMBER] > number:
        for i in range(TURN_SIZE):
            m[at + i] = m[at - TURN_SIZE + i]
        at -= TURN_SIZE
    m[at + TURN_DAY], m[at + TURN_NUMBER], m[at + TURN_SELLS] = m[DAY], number, sells
    m[at + TURN_CONTACTS], m[at + TURN_PERSON] = contacts, person
    m[RECRUITERS_END] += 1


# --- screening ----------------------------------------------------------------------------------------------------


@compiled
def screens_women(t: Cells, m: Cells, a: Cells) -> None:
    """Screen those whose turn it is, as far as the recruiters' day goes."""
    for _ in range(min(t[layout.SCREENINGS_PER_DAY], m[RECRUITERS_END] - m[RECRUITERS_FIRST])):
        turn = m[RECRUITERS_AT] + m[RECRUITERS_FIRST] * TURN_SIZE
        m[RECRUITERS_FIRST] += 1
        screens(t, m, a, turn)


@compiled
def screens(t: Cells, m: Cells, a: Cells, turn: int) -> None:
    """Screen a woman; she joins if the rule admits her and she is able to consent."""
    number, sells = m[turn + TURN_NUMBER], m[turn + TURN_SELLS]
    uses_word, treatment, trauma, propensity = words(m, _WOMAN, number, 0)
    often = layout.USES_DRUGS + (_TOLD_APART if sells == _WEEKLY else 0)
    uses = how_many(t, often, _TOLD_APART, uses_word)
    note_contact(t, m, a, number, _SCREENED, resource_at(m, _RECRUITERS), 0, 0)
    reason = why_not_eligible(t, sells, uses)
    if reason > 0:
        note_contact(t, m, a, number, _NOT_ELIGIBLE, 0, reason, reason)
        note_contact(t, m, a, number, _DEPART, 0, 0, 0)
        return
    note_contact(t, m, a, number, _ELIGIBLE, 0, 0, 0)
    able, why_unable, preference, _ = words(m, _CONSENT, number, m[turn + TURN_CONTACTS])
    if able >= t[layout.ABLE_TO_CONSENT]:
        reason = _UNABLES[how_many(t, layout.UNABLE_REASONS, 1, why_unable)]
        note_contact(t, m, a, number, _UNABLE, 0, reason, reason)
        note_contact(t, m, a, number, _DEPART, 0, 0, 0)
        if m[turn + TURN_PERSON] > 0:
            m[m[turn + TURN_PERSON] + NOT_TO_BE_ASKED] = 0
        return
    her = enrols(m, number, sells, uses)
    m[her + TREATMENT] = 1 if treatment < t[layout.ON_TREATMENT] else 0
    m[her + TRAUMA] = how_many(t, layout.TRAUMA, 2, trauma)
    m[her + PROPENSITY] = propensity * _CLASSES >> WORD_BITS
    m[her + PREFERENCE] = how_many(t, layout.THERAPY_PREFERENCE, 3, preference)
    note_contact(t, m, a, number, _ENROLLED, 0, 0, 0)


@compiled
def why_not_eligible(t: Cells, sells: int, uses: int) -> int:
    """Return why the rule does not admit her, or 0 if it does."""
    sells_too_seldom, uses_too_seldom = sells > t[layout.ELIGIBLE_SELLS], uses > t[layout.ELIGIBLE_USES]
    if sells_too_seldom and uses_too_seldom:
        return _BOTH
    if sells_too_seldom:
        return _SELLS_TOO_SELDOM
    return _USES_TOO_SELDOM if uses_too_seldom else 0


@compiled
def enrols(m: Cells, number: int, sells: int, uses: int) -> int:
    """Return the place of a woman who joins; she begins later in the day."""
    her = m[WOMEN_AT] + m[WOMEN] * WOMAN_SIZE
    m[WOMEN] += 1
    for i in range(WOMAN_SIZE):
        m[her + i] = 0
    m[her + NUMBER], m[her + SELLS], m[her + USES] = number, sells, uses
    m[her + ENROLLED_DAY], m[her + ENROLLED_AT] = m[DAY], m[NOW]
    m[her + STEP] = m[her + GROUP_STEP] = _GETTING_STARTED
    m[her + TODAY_NEXT] = m[JOINED_TODAY]
    m[JOINED_TODAY] = her
    return her
