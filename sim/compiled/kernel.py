"""Replication after replication, compiled: memory, sites, and what a replication came to."""

from sim import layout
from sim.clock import TICKS
from sim.compiled.book import (
    BY_REASON,
    DAYS_IN_YEAR,
    LEFT_AT,
    STILL_WAITING,
    YEARLY_PENCE,
    add_to_year,
    end_wait,
    note,
    note_ending,
)
from sim.compiled.joining import draw_arrivals
from sim.compiled.site import runs_site
from sim.compiled.state import (
    ADDING,
    ARRIVALS_AT,
    DAY,
    DAYS_AT,
    DRUG_GROUP_SIZE,
    DRUG_GROUPS,
    ENDED_AT,
    ENDED_EVENT,
    ENDED_REASON,
    ENDED_STEP,
    ENROLLED_AT,
    ENTRY_SIZE,
    EVENT_SIZE,
    EVENTS,
    EVENTS_AT,
    EVENTS_ROOM,
    GROUP_SIZE,
    GROUPS_AT,
    HEADER,
    INSIDE,
    LEDGER,
    LEDGER_AT,
    LEDGER_ROOM,
    MEMORY,
    NOW,
    OPENING_DAY,
    PENCE_BY_YEAR,
    PERSON_SIZE,
    POPULATION_AT,
    RECRUITERS_AT,
    REPLICATION,
    ROW,
    SEED_HIGH,
    SEED_LOW,
    SITE,
    START,
    STEP,
    TURN_SIZE,
    WAITS_FOR,
    WOMAN_SIZE,
    WOMEN,
    WOMEN_AT,
)
from sim.compiled.toolchain import Cells, cells, compiled, compiled_and_kept, record
from sim.compiled.twins import fill, places_needed
from sim.filling import ROUTES
from sim.money import FACTOR
from sim.outcomes import TOTALS
from sim.stabilisation import HALF_SLOTS
from sim.words import Component, Event, Step

NUMBER_OF_TOTALS = len(TOTALS)
_LEFT, _MOVED_ON, _STILL_INSIDE = int(Event.LEFT), int(Event.MOVED_ON), int(Event.STILL_INSIDE)
_INSIDE_AT_START, _LEFT_TOTAL, _MOVED_ON_TOTAL, _INSIDE_TOTAL = (
    TOTALS.index(name) for name in ("inside_at_start", "left", "moved_on", "still_inside")
)
_SCREENED, _POSITIVE, _NEGATIVE = (TOTALS.index(f"ptsd_{name}") for name in ("screened", "positive", "negative"))
_DAYS_COUNTED, _PENCE, _DISCOUNTED = (
    TOTALS.index(name) for name in ("days_counted", "pence_total", "pence_discounted")
)
_FIRST_COMPONENT, _COMPONENTS = TOTALS.index(f"pence_{Component(0).name.lower()}"), len(Component)
_GETTING_STARTED = int(Step.GETTING_STARTED)

ENOUGH = 0
TABLE_TOO_SMALL = -(1 << 62)


# --- memory -------------------------------------------------------------------------------------------------------


@compiled
def lays_out(t: Cells, m: Cells) -> int:
    """Draw the contacts of every site, lay out what comes after them, and return how much memory that takes.

    If more women may come to a session than can be counted there, return how many, below zero.
    """
    days, sites = t[layout.END_DAY], t[layout.SITES]
    arrivals_each = t[layout.CONTACTS_END_DAY] * ROUTES
    m[DAYS_AT] = HEADER
    arrivals = HEADER + 2 * days
    m[ARRIVALS_AT] = arrivals
    after = arrivals + sites * arrivals_each
    if after > m[MEMORY]:
        return after
    most = 0
    for site in range(sites):
        most = max(most, draw_arrivals(t, m, site, arrivals + site * arrivals_each))
    people = t[layout.FINITE_POPULATION]
    m[POPULATION_AT] = after
    m[RECRUITERS_AT] = m[POPULATION_AT] + population_size(t, people)
    m[GROUPS_AT] = m[RECRUITERS_AT] + most * TURN_SIZE
    m[WOMEN_AT] = m[GROUPS_AT] + groups_at_once(t) * GROUP_SIZE
    m[EVENTS_AT] = m[WOMEN_AT] + most * WOMAN_SIZE
    m[LEDGER_AT] = m[EVENTS_AT] + m[EVENTS_ROOM] * EVENT_SIZE
    if m[ADDING] > 0 and most >= m[ADDING]:
        return -most - 1
    return m[LEDGER_AT] + m[LEDGER_ROOM] * ENTRY_SIZE


@compiled
def population_size(t: Cells, people: int) -> int:
    """Return the memory of a local population: who followed whom in each place, and everybody who may be met."""
    if people == 0:
        return 0
    years = t[layout.END_DAY] // DAYS_IN_YEAR + 1
    return 2 * people + PERSON_SIZE * people * years


@compiled
def groups_at_once(t: Cells) -> int:
    """Return how many stabilisation groups the caseload has room for, and one more to find the first free place."""
    return max(t[layout.CASELOAD], 1) // (HALF_SLOTS * t[layout.SLOTS_PER_SESSION]) + 1


@compiled
def clear(m: Cells, start: int, end: int) -> None:
    """Set a stretch of memory to nothing."""
    for i in range(start, end):
        m[i] = 0


# --- one replication ----------------------------------------------------------------------------------------------


@compiled
def runs_replication(t: Cells, m: Cells, a: Cells) -> None:
    """Run one replication whose memory is laid out, and write its totals into the header."""
    clear(m, PENCE_BY_YEAR, HEADER)
    m[EVENTS] = m[LEDGER] = 0
    m[START] = t[layout.COUNTED_FROM_DAY] * TICKS
    first = m[ARRIVALS_AT]
    for site in range(t[layout.SITES]):
        m[SITE], m[OPENING_DAY] = site, t[layout.OPENING_DAYS + site]
        m[ARRIVALS_AT] = first + site * t[layout.CONTACTS_END_DAY] * ROUTES
        clear(m, WOMEN, DRUG_GROUPS + 2 * DRUG_GROUP_SIZE)
        clear(m, m[DAYS_AT], m[DAYS_AT] + 2 * t[layout.END_DAY])
        clear(m, m[POPULATION_AT], m[RECRUITERS_AT])
        clear(m, m[GROUPS_AT], m[WOMEN_AT])
        runs_site(t, m, a)
        ends_site(t, m, a)
    ends_replication(t, m, a)


@compiled
def ends_site(t: Cells, m: Cells, a: Cells) -> None:
    """Note who is still inside, and count the women who joined by how things stood with them at the end."""
    m[DAY], m[NOW] = t[layout.END_DAY], t[layout.END_DAY] * TICKS
    for i in range(m[WOMEN]):
        her = m[WOMEN_AT] + i * WOMAN_SIZE
        if m[her + INSIDE]:
            note(t, m, a, her, _STILL_INSIDE, m[her + STEP], 0, 0)
            note_ending(m, her, _STILL_INSIDE, m[her + STEP], 0)
        if m[her + WAITS_FOR] > 0:
            end_wait(t, m, a, her, STILL_WAITING)
        if m[her + ENDED_EVENT] > 0 and m[her + ENDED_AT] >= m[START]:
            counts_ending(m, her)


@compiled
def counts_ending(m: Cells, her: int) -> None:
    """Count a woman by how things stood with her at the end."""
    if m[her + ENROLLED_AT] < m[START]:
        m[ROW + _INSIDE_AT_START] += 1
    event, reason = m[her + ENDED_EVENT] - 1, m[her + ENDED_REASON]
    if event == _STILL_INSIDE:
        m[ROW + _INSIDE_TOTAL] += 1
    elif event == _LEFT:
        m[ROW + _LEFT_TOTAL] += 1
        m[ROW + BY_REASON[reason]] += 1
        m[ROW + LEFT_AT[m[her + ENDED_STEP] - _GETTING_STARTED]] += 1
    elif event == _MOVED_ON:
        m[ROW + _MOVED_ON_TOTAL] += 1
        m[ROW + BY_REASON[reason]] += 1


@compiled
def ends_replication(t: Cells, m: Cells, a: Cells) -> None:
    """Fill in the totals that are made of others."""
    m[ROW + _SCREENED] = m[ROW + _POSITIVE] + m[ROW + _NEGATIVE]
    m[ROW + _DAYS_COUNTED] = t[layout.END_DAY] - t[layout.COUNTED_FROM_DAY]
    for component in range(_COMPONENTS):
        m[ROW + _PENCE] += m[ROW + _FIRST_COMPONENT + component]
    first = t[layout.COUNTED_FROM_DAY] // DAYS_IN_YEAR
    for year in range(t[layout.YEARS]):
        pence = m[PENCE_BY_YEAR + year]
        if year >= first:
            # In two parts, so that no product outgrows a word of 64 bits whatever a year costs.
            whole, rest = pence // FACTOR, pence % FACTOR
            factor = t[layout.DISCOUNT + year - first]
            m[ROW + _DISCOUNTED] += whole * factor + (rest * factor + FACTOR // 2) // FACTOR
        add_to_year(t, m, a, YEARLY_PENCE, year, pence)


# --- the doors ----------------------------------------------------------------------------------------------------


@compiled_and_kept
def runs_rows(
    table: Cells,
    numbers: Cells,
    draws: Cells,
    replications: Cells,
    seed: Cells,
    memory: Cells,
    added: Cells,
    sizes: int,
    rows: Cells,
) -> tuple[int, int]:
    """Run rows, each one replication of one parameter draw, until done or until memory is short.

    Parameters
    ----------
    table : array of int
        The flat table; it is filled anew for every draw if there are ``numbers``, and used as it is if not.
    numbers : structured array
        The parameters of every draw, or none.
    draws, replications : array of int
        The draw and the replication of each row.
    seed : array of int
        The low and the high 32 bits.
    memory, added : array of int
        Memory, and what is added up over replications (see ``book``).
    sizes : int
        How many women in a session ``added`` can count; 0 if it is empty.
    rows : array of int, shape (rows, totals)
        Where the totals go.

    Returns
    -------
    tuple of int
        Rows done, and what is short for the next: memory if above 0, women in ``added`` if below; 0 if all is done.
    """
    t, m, a = cells(table), cells(memory), cells(added)
    m[SEED_LOW], m[SEED_HIGH], m[MEMORY], m[ADDING] = seed[0], seed[1], len(memory), sizes
    filled = -1
    for row in range(len(replications)):
        if len(numbers) > 0 and draws[row] != filled:
            filled = draws[row]
            one = record(numbers, filled)
            if places_needed(one) > len(table):
                return row, TABLE_TOO_SMALL
            fill(one, t)
        m[REPLICATION] = replications[row]
        needed = lays_out(t, m)
        if needed > len(memory) or needed < 0:
            return row, needed
        runs_replication(t, m, a)
        for total in range(NUMBER_OF_TOTALS):
            rows[row, total] = m[ROW + total]
    return len(replications), ENOUGH


@compiled_and_kept
def fills_table(numbers: Cells, table: Cells) -> None:
    """Fill the flat table of the first of some parameter draws."""
    fill(record(numbers, 0), cells(table))
