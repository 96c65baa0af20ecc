"""Lists of women: queues in the order of joining, members of a group, and who is to be woken on which day.

A list is a place that holds its first woman (0 if empty); women hold the next and the one before.
"""

from sim import layout
from sim.clock import Phase
from sim.compiled.state import (
    DAYS_AT,
    FIRST,
    LAST,
    LENGTH,
    NUMBER,
    QUEUE,
    QUEUE_DAY,
    QUEUE_NEXT,
    QUEUE_PREVIOUS,
    TIMER,
    TIMER_NEXT,
)
from sim.compiled.toolchain import Cells, compiled

_JOINED = int(Phase.JOINED)


@compiled
def link(m: Cells, head: int, her: int, following: int) -> None:
    """Put a woman at the head of a list; ``following`` is the place of her next, and after it her previous."""
    first = m[head]
    m[her + following] = first
    m[her + following + 1] = 0
    if first > 0:
        m[first + following + 1] = her
    m[head] = her


@compiled
def unlink(m: Cells, head: int, her: int, following: int) -> None:
    """Take a woman out of a list."""
    after, before = m[her + following], m[her + following + 1]
    if before > 0:
        m[before + following] = after
    else:
        m[head] = after
    if after > 0:
        m[after + following + 1] = before


@compiled
def join_queue(m: Cells, queue: int, her: int, day: int) -> None:
    """Join a queue, first in first out by day and, within a day, by number."""
    before = m[queue + LAST]
    while before > 0 and m[before + QUEUE_DAY] == day and m[before + NUMBER] > m[her + NUMBER]:
        before = m[before + QUEUE_PREVIOUS]
    after = m[before + QUEUE_NEXT] if before > 0 else m[queue + FIRST]
    m[her + QUEUE], m[her + QUEUE_DAY] = queue, day
    m[her + QUEUE_PREVIOUS], m[her + QUEUE_NEXT] = before, after
    if before > 0:
        m[before + QUEUE_NEXT] = her
    else:
        m[queue + FIRST] = her
    if after > 0:
        m[after + QUEUE_PREVIOUS] = her
    else:
        m[queue + LAST] = her
    m[queue + LENGTH] += 1


@compiled
def leave_queue(m: Cells, her: int) -> None:
    """Leave the queue she is in, if any."""
    queue = m[her + QUEUE]
    if queue == 0:
        return
    if m[her + QUEUE_NEXT] == 0:
        m[queue + LAST] = m[her + QUEUE_PREVIOUS]
    unlink(m, queue + FIRST, her, QUEUE_NEXT)
    m[queue + LENGTH] -= 1
    m[her + QUEUE] = 0


@compiled
def wake(t: Cells, m: Cells, her: int, day: int, phase: int) -> None:
    """Have her woken at a phase of a day: when interest is lost, or when women join the waiting lists."""
    if day < t[layout.END_DAY]:
        head = m[DAYS_AT] + 2 * day + (1 if phase == _JOINED else 0)
        m[her + TIMER] = head
        link(m, head, her, TIMER_NEXT)


@compiled
def do_not_wake(m: Cells, her: int) -> None:
    """Take back the request to be woken, if there is one."""
    if m[her + TIMER] > 0:
        unlink(m, m[her + TIMER], her, TIMER_NEXT)
        m[her + TIMER] = 0
