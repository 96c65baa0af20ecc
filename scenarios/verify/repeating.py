"""The checks of determinism: the same bytes from the same seed, and the same life for whom a change does not touch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from scenarios.verify import determinism
from scenarios.verify.checks import Check, Outcome, Task
from scenarios.verify.designs import drawn
from scenarios.verify.lengths import At
from scenarios.verify.lives import BrokenLawError
from scenarios.verify.same_life import ROOM, TOUCHES, lives_with, what_is_touched
from sim.parameters import Parameters

OWN_SEED = 50
KEYS = "every draw is keyed by seed, replication, kind of decision, woman and her own count (docs/model.md)"

Law = Callable[[Parameters, int], None]


def _over_designs(law: Law, part: int, at: At) -> Sequence[Outcome]:
    """Hold a law over one random design in so many of those that the length allows."""
    seed, number = at.seed(OWN_SEED), max(4, at.designs // part)
    run = f"{number:,} random designs, SimPy engine"
    for design in range(number):
        try:
            law(drawn(seed, design), seed + design)
        except BrokenLawError as error:
            return [Outcome(False, f"random design {design}, seed {seed}: {error}", "holds", run)]
    return [Outcome(True, "holds", "holds", run)]


def _alone(parameters: Parameters, seed: int) -> None:
    determinism.alone_and_in_parts(parameters, seed, seed % 5)


def _processes(at: At) -> Sequence[Outcome]:
    run = "3 replications of a busy service in each of two processes whose strings hash otherwise"
    try:
        lines = determinism.in_two_processes(at.seed(2**63 + 5))
    except BrokenLawError as error:
        return [Outcome(False, str(error), "the same digest", run)]
    return [Outcome(True, f"the same digest of {int(lines):,} lines", "the same digest", run)]


def _seeds(at: At) -> Sequence[Outcome]:
    run = "3 seeds with 3 replications each of a busy service"
    try:
        words = determinism.seeds_share_nothing(at.seed(OWN_SEED))
    except BrokenLawError as error:
        return [Outcome(False, str(error), "no words and no lives in common", run)]
    return [Outcome(True, f"{words:,} blocks of words, no two alike", "no words and no lives in common", run)]


def _workers(at: At) -> Sequence[Outcome]:
    """Run some scenarios one after the other and over two workers, by both engines."""
    from scenarios.files import find
    from scenarios.running import Settings, run_scenarios
    from sim.engines import why_not_compiled

    engines = ("simpy",) if why_not_compiled() else ("simpy", "compiled")
    scenarios = [find("base"), find("widened-both")]
    same = "the same totals, waits and sizes"
    run = f"{12 * at.times} replications of 2 scenarios by 1 and by 2 workers, {' and '.join(engines)}"
    first = None
    for engine in engines:
        for workers in (1, 2):
            settings = Settings(12 * at.times, at.seed(OWN_SEED), engine, workers)
            runs = run_scenarios(scenarios, settings, quiet=True)
            bytes_of = {name: (one.cells, one.waits, one.sizes, one.years) for name, one in runs.items()}
            first = first or bytes_of
            if bytes_of != first:
                return [Outcome(False, f"others by {engine} with {workers} workers", same, run)]
    return [Outcome(True, same, same, run)]


def _untouched(at: At) -> Sequence[Outcome]:
    seed = at.seed(77)
    before = lives_with(ROOM, seed=seed)
    some = TOUCHES if at.times > 1 else TOUCHES[::4]
    run = f"{len(some)} changes to a service with room for everybody, {len(before):,} women"
    wrong = []
    for change, touched in some:
        what = what_is_touched(change, touched, before, lives_with(ROOM | change, seed=seed))
        if what:
            wrong.append(f"{change}: {what}")
    same = "to the last event the same life"
    return [Outcome(not wrong, "; ".join(wrong) or same, same, run)]


def _task(
    name: str,
    run: Callable[[At], Sequence[Outcome]],
    asked: str,
    law: str,
    items: tuple[str, ...],
    weight: float = 3.0,
) -> Task:
    return Task((Check(f"determinism.{name}", asked, law, KEYS, items),), run, weight)


DETERMINISM: tuple[Task, ...] = (
    _task(
        "processes",
        _processes,
        "Does another process give the same bytes?",
        "the same event log, ledger, totals and waits, to the byte",
        ("TV 4.6",),
    ),
    _task(
        "workers",
        _workers,
        "Do the numbers depend on how many workers there are, or on the engine?",
        "the same totals, waits and sizes",
        ("TV 4.6", "TV 5.4"),
    ),
    _task(
        "replay",
        partial(_over_designs, _alone, 20),
        "Is a replication the same alone as in a longer run, and a run in two parts the run in one?",
        "replication k is keyed by its number, and by nothing that ran before it",
        ("TV 4.6", "AdViSHE C3"),
    ),
    _task(
        "order",
        partial(_over_designs, determinism.order_of_starting, 10),
        "Does it matter which site or process starts first?",
        "the order of a day is stated; the same events whichever starts first",
        ("TV 4.6",),
    ),
    _task(
        "addresses",
        partial(_over_designs, determinism.no_address_twice, 10),
        "Does any address of the generator serve two decisions?",
        "each address once, each with words of its own",
        ("TV 2.14", "TV 4.6"),
    ),
    _task(
        "her-own-count",
        partial(_over_designs, determinism.occasions_are_her_own, 10),
        "Are a woman's draws counted by her own decisions, and never by the calendar?",
        "occasions 0, 1, 2, … of each kind of decision, for each woman",
        ("TV 2.14",),
    ),
    _task(
        "seeds",
        _seeds,
        "Does another seed, or another replication, give other lives?",
        "no block of words in common, and no two lives alike",
        ("TV 4.5", "TV 4.6"),
    ),
    _task(
        "untouched-lives",
        _untouched,
        "Does a woman whom a change does not touch live the same life, also when women are added?",
        "her every event is the same with and without the change",
        ("TV 2.14", "AdViSHE C3"),
        weight=10.0,
    ),
)
