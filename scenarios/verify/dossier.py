"""Running the checks of a dossier: over this machine's cores, once, or round after round for so many minutes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic

from scenarios.pools import end_at_once, interrupts_wait, processes
from scenarios.verify.checks import SECTIONS, Check, Outcome, Task
from scenarios.verify.lengths import LENGTHS, USUAL_SEED, At
from sim.errors import InputError, nearest


def tasks() -> tuple[Task, ...]:
    """Return everything that a dossier runs, in the order of its sections."""
    from scenarios.verify.compared import COMPARED
    from scenarios.verify.conservation import CONSERVATION, ENGINES
    from scenarios.verify.extremes import TASKS
    from scenarios.verify.repeating import DETERMINISM
    from scenarios.verify.theory import THEORY

    return (*THEORY, *ENGINES, CONSERVATION, *DETERMINISM, *TASKS, *COMPARED)


def checks() -> list[Check]:
    """Return every check, in order."""
    return [check for task in tasks() for check in task.checks]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a dossier.

    Attributes
    ----------
    length : {"quick", "usual", "long"}
        How long.
    only : tuple of str
        Names of sections and checks; empty for all.
    seed : int
        64-bit seed.
    minutes : float or None
        For a long one: for how long to begin new rounds.
    workers : int
        Processes.
    """

    length: str = "usual"
    only: tuple[str, ...] = ()
    seed: int = USUAL_SEED
    minutes: float | None = None
    workers: int = 1

    def __post_init__(self) -> None:
        """Refuse what cannot be run, before anything runs."""
        if self.length not in LENGTHS:
            raise InputError(f"length: '{self.length}': expected {', '.join(LENGTHS)}.{nearest(self.length, LENGTHS)}")
        if (self.length == "long") != (self.minutes is not None):
            raise InputError("--length long and --minutes belong together: give how many minutes a long one may take")
        if self.minutes is not None and not 0 < self.minutes <= 1e6:
            raise InputError(f"minutes: {self.minutes:g} is not a number above 0")
        if not 1 <= self.workers <= 4096:
            raise InputError(f"workers: {self.workers} is not a whole number from 1 to 4096")
        known = [*SECTIONS, *(check.name for check in checks())]
        for name in self.only:
            if name not in known:
                raise InputError(
                    f"only: there is no section or check '{name}'; dussk verify list names them.{nearest(name, known)}"
                )

    def wants(self, check: Check) -> bool:
        """Return whether a check is asked for."""
        return not self.only or check.name in self.only or check.section in self.only


@dataclass(slots=True)
class Result:
    """A check, what it came to (the first round that does not hold, else the last), and how many rounds there were."""

    check: Check
    outcome: Outcome
    rounds: int = 1

    def add(self, outcome: Outcome) -> None:
        """Add a round."""
        self.rounds += 1
        if self.outcome.holds is not False:
            self.outcome = outcome


@dataclass(slots=True)
class Dossier:
    """All that was checked, with what it came to."""

    asked: Asked
    results: dict[str, Result] = field(default_factory=dict)
    seconds: float = 0.0
    stopped: bool = False

    @property
    def broken(self) -> list[Result]:
        """What does not hold."""
        return [result for result in self.results.values() if result.outcome.holds is False]

    @property
    def not_run(self) -> list[Result]:
        """What could not be run here."""
        return [result for result in self.results.values() if result.outcome.holds is None]

    @property
    def statistical(self) -> int:
        """How many checks are judged by an interval."""
        return sum(result.outcome.p_value is not None for result in self.results.values())

    @property
    def rounds(self) -> int:
        """How many rounds there were, at most."""
        return max((result.rounds for result in self.results.values()), default=0)


Done = Callable[[], object]


def verify(asked: Asked, *, quiet: bool = False) -> Dossier:
    """Run what is asked for; Ctrl-C ends a long run with what was seen so far.

    Parameters
    ----------
    asked : Asked
        What to run, and for how long.
    quiet : bool
        Whether to leave out the progress, which is also left out when standard error is not a terminal.
    """
    begun, dossier = monotonic(), Dossier(asked)
    end = None if asked.minutes is None else begun + 60 * asked.minutes
    wanted = [number for number, task in enumerate(tasks()) if any(map(asked.wants, task.checks))]
    at = replace(LENGTHS[asked.length], base=asked.seed, rounds=end is not None)
    _machine_code_first()
    with _progress(len(wanted), quiet) as advance:
        while True:
            try:
                _round(wanted, at, dossier, advance, end)
            except KeyboardInterrupt:
                if not dossier.results or end is None:
                    raise
                dossier.stopped = True
                break
            at = replace(at, round=at.round + 1)
            if end is None or monotonic() >= end:
                break
    order = {check.name: place for place, check in enumerate(checks())}
    dossier.results = dict(sorted(dossier.results.items(), key=lambda item: order[item[0]]))
    dossier.seconds = monotonic() - begun
    return dossier


def _machine_code_first() -> None:
    """Have machine code made once, before workers could all begin to make it."""
    from sim.engines import why_not_compiled

    if not why_not_compiled():
        from sim.compiled import door

        door.get_ready()


def _round(wanted: Sequence[int], at: At, dossier: Dossier, advance: Done, end: float | None) -> None:
    """Run every task once; after the first round, none is begun when time is over."""
    for number, outcomes in _outcomes(wanted, at, dossier.asked.workers, None if at.round == 0 else end):
        for check, outcome in zip(tasks()[number].checks, outcomes, strict=True):
            if not dossier.asked.wants(check):
                continue
            if check.name in dossier.results:
                dossier.results[check.name].add(outcome)
            else:
                dossier.results[check.name] = Result(check, outcome)
        advance()


def _outcomes(
    wanted: Sequence[int], at: At, workers: int, end: float | None
) -> Iterator[tuple[int, Sequence[Outcome]]]:
    every = tasks()
    longest_first = sorted(wanted, key=lambda number: -every[number].weight)
    if workers == 1 or len(wanted) == 1:
        for number in longest_first:
            if end is not None and monotonic() >= end:
                return
            yield run_task(number, at)
        return
    pool = processes(workers)
    try:
        with interrupts_wait():
            futures: list[Future[tuple[int, Sequence[Outcome]]]] = [
                pool.submit(run_task, number, at, end) for number in longest_first
            ]
        for future in as_completed(futures):
            number, outcomes = future.result()
            if outcomes:
                yield number, outcomes
    except BaseException:
        end_at_once(pool)
        raise
    pool.shutdown()


def run_task(number: int, at: At, end: float | None = None) -> tuple[int, Sequence[Outcome]]:
    """Run one task; an error that it stops by is an outcome that does not hold. Nothing if time is over."""
    if end is not None and monotonic() >= end:
        return number, ()
    task = tasks()[number]
    try:
        return number, task.run(at)
    except Exception as error:
        said = f"stopped by an error: {type(error).__name__}: {error}".splitlines()[0]
        return number, [Outcome(False, said, "an answer", "up to the error") for _ in task.checks]


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[Done]:
    with ExitStack() as stack:
        if quiet or not sys.stderr.isatty():
            yield lambda: None
            return
        from tqdm import tqdm

        bar = stack.enter_context(tqdm(total=total, unit="check", file=sys.stderr, leave=False, dynamic_ncols=True))
        yield bar.update
