"""The laws of conservation over random designs, and the agreement of the two engines over designs and scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from scenarios.verify.cases import Case, cases_of, replication_of
from scenarios.verify.checks import Check, Outcome, Task
from scenarios.verify.designs import drawn
from scenarios.verify.happenings import FILLED, INTERRUPTED, QUEUED, RETURNS, USED_EVERY_SLOT, happenings
from scenarios.verify.laws import LAWS, Law
from scenarios.verify.lengths import At
from scenarios.verify.lives import BrokenLawError
from scenarios.verify.world import World

OWN_SEED = 40
TOLD = (QUEUED, FILLED, USED_EVERY_SLOT, INTERRUPTED, RETURNS)
BOOKS = "the log and the ledger, read again without the simulation's own books"

_ITEMS: dict[str, tuple[str, ...]] = {
    "every_contact_leads_somewhere": ("TV 2.1", "TV 2.12", "AdViSHE C3"),
    "women_in_are_women_out": ("TV 2.1", "TV 2.4", "TV 2.12"),
    "time_in_steps_is_time_inside": ("TV 2.1", "TV 2.3", "AdViSHE C3"),
    "queue_lengths_add_up_to_days_waited": ("TV 2.2", "TV 2.12"),
    "money_adds_up": ("TV 3.1", "TV 3.9"),
    "courses_are_as_planned": ("TV 2.3", "AdViSHE C3"),
}


def law_name(law: Law) -> str:
    """Return the name of the check of a law."""
    return f"conservation.{law.__name__.replace('_', '-')}"


def broken(law: Law, w: World) -> str:
    """Return what is wrong where a law does not hold in a world, or an empty text."""
    try:
        law(w)
    except BrokenLawError as error:
        return str(error) or "it does not add up"
    except Exception as error:
        return f"the log cannot be read: {type(error).__name__}: {error}"
    return ""


def _laws(at: At) -> Sequence[Outcome]:
    wrong: dict[Law, str] = {}
    seen: Counter[str] = Counter()
    seed, stopped = at.seed(OWN_SEED), ""
    for number in range(at.designs):
        parameters = drawn(seed, number)
        try:
            w = World(parameters, seed)
        except Exception as error:
            stopped = stopped or f"random design {number}, seed {seed}: {type(error).__name__}: {error}"
            continue
        for law in LAWS:
            if law not in wrong and (what := broken(law, w)):
                wrong[law] = f"random design {number}, seed {seed}: {what}"
        seen.update(happenings(parameters, w.tables, w.record))
    told = ", ".join(f"{seen[name]} {name}" for name in TOLD)
    run = f"{at.designs:,} random designs, SimPy engine, of which {told}"
    lived = Outcome(not stopped, stopped or "every life can be followed", "every life can be followed", run)
    return [lived, *(Outcome(law not in wrong, wrong.get(law, "holds"), "holds", run) for law in LAWS)]


CONSERVATION = Task(
    (
        Check(
            "conservation.every-life-can-be-followed",
            "Does every event of a woman's life follow from what went before?",
            "she is inside before anything happens, waits before she begins, and nothing happens after she has left",
            BOOKS,
            ("TV 2.3", "AdViSHE C3"),
        ),
        *(
            Check(
                law_name(law),
                law.__name__.replace("_", " ").capitalize(),
                (law.__doc__ or "").split("\n")[0].rstrip("."),
                BOOKS,
                _ITEMS.get(law.__name__, ("TV 2.2", "AdViSHE C3")),
            )
            for law in LAWS
        ),
    ),
    _laws,
    weight=20.0,
)


# --- the two engines ----------------------------------------------------------------------------------------------


def _held(cases: Iterator[Case], run: str) -> Sequence[Outcome]:
    from scenarios.verify.engines import held_together
    from sim.compiled import door
    from sim.engines import why_not_compiled

    same = "the same events, ledger, totals and tables"
    why = why_not_compiled()
    if why:
        return [Outcome(None, f"the compiled engine cannot run here: {why}", same, "nothing")]
    door.get_ready()
    number = 0
    for case in cases:
        number += 1
        difference, _ = held_together(case.parameters(), case.seed, case.replication)
        if difference is not None:
            return [
                Outcome(False, f"{case}: {difference.in_a_line}", same, f"{number:,} {run}, up to the first difference")
            ]
    return [Outcome(True, same, same, f"{number:,} {run}, by both engines")]


def _random(at: At) -> Sequence[Outcome]:
    seed = at.seed(1)
    numbers = range(2 * at.designs)
    return _held((Case(seed, replication_of(seed, number), design=number) for number in numbers), "random designs")


def _shipped(at: At) -> Sequence[Outcome]:
    from scenarios.files import shipped

    return _held(cases_of(shipped(), at.seed(1), 0, 1), "replications of shipped scenarios")


TWICE = "the same model, written twice: as SimPy processes, and as one compiled loop over integers"

ENGINES = (
    Task(
        (
            Check(
                "engines.random-designs",
                "Do both engines live the same lives, whatever is designed?",
                "every event, every ledger line, every total and every number of the tables is the same",
                TWICE,
                ("TV 5.4", "AdViSHE D2", "AdViSHE E1"),
            ),
        ),
        _random,
        weight=30.0,
    ),
    Task(
        (
            Check(
                "engines.shipped-scenarios",
                "Do both engines live the same lives in every shipped scenario?",
                "every event, every ledger line, every total and every number of the tables is the same",
                TWICE,
                ("TV 5.4", "AdViSHE D2", "AdViSHE E1"),
            ),
        ),
        _shipped,
        weight=12.0,
    ),
)
