"""What a document is written from: plain facts of a comparison, which a browser and the command line both have."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from scenarios.document.blocks import Block
from scenarios.document.cells import FEW, shortened
from scenarios.files import Scenario
from scenarios.pictures.style import letter
from scenarios.summary import Compared, Interval, Summary
from sim.errors import InputError, nearest
from sim.run import Runs

MAIN = (*("answer", "compared", "money", "economics", "stages", "waits", "drivers", "uncertainty", "limits", "rests"),)
"""The sections of a document's main part, in order."""

ANNEXES = (
    *("options", "outcomes", "flow", "waiting", "costs", "economics_in_full", "drivers_in_full", "chance"),
    *("assumptions", "words", "people", "provenance", "sources"),
)
"""Its annexes, in order."""

SECTIONS = (*MAIN, *ANNEXES)


@dataclass(frozen=True, slots=True)
class Ran:
    """What was counted over all runs of one option.

    Attributes
    ----------
    scenario : Scenario
        The option.
    summary : mapping of str to Summary
        Its outcomes.
    replications : int
        How many runs.
    sums : mapping of str to int
        Every total of ``sim.outcomes.TOTALS``, added over the runs.
    waits, sizes, years : Counter
        As in ``sim.run.Runs``.
    study : mapping of (str, ...) to tuple of int
        For a study-kind option, totals of every run, sorted, by what is added up: what the study's figures are set
        beside.
    """

    scenario: Scenario
    summary: Mapping[str, Summary]
    replications: int
    sums: Mapping[str, int]
    waits: Counter[tuple[str, int, str]]
    sizes: Counter[tuple[str, int]]
    years: Counter[tuple[str, int]]
    study: Mapping[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict)

    def mean(self, total: str) -> float:
        """Return the mean of a total in a run."""
        return self.sums[total] / self.replications


def ran_of(scenario: Scenario, summary: Mapping[str, Summary], runs: Runs) -> Ran:
    """Return what was counted over all runs of one option."""
    from scenarios.report.study import comparable

    beside = [target.outcomes for target in comparable()] if scenario.parameters.run.kind == "study" else []
    study = {
        names: tuple(sorted(sum(each) for each in zip(*(runs.total(name) for name in names), strict=True)))
        for names in beside
    }
    return Ran(scenario, summary, runs.replications, runs.sums(), runs.waits, runs.sizes, runs.years, study)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a document is written from.

    Attributes
    ----------
    compared : tuple of Compared
        Every option with what it is compared with.
    ran : mapping of str to Ran
        What was counted, by scenario name, of all options and all that they are compared with.
    replications, draws, seed : int
        How it was run; no draws means the point values of the parameters.
    drawn : str
        Where parameters come from, in sentences (``scenarios.drawn.drawn_words``).
    kept : str
        Which options hold numbers in every draw that vary in what they are compared with, in sentences; may be empty.
    varies : mapping of str to mapping of str to str
        By the name of what options are compared with: numbers that they change and that vary there, and how.
    learnt : tuple of (str, str)
        Parameters that the calibration moved most, by name, and how far, in words.
    made : str
        The date, such as ``"22 November 2026"``; empty for none.
    posterior, version, model, command : str
        The posterior's content as a hash, the program's version, the model's hash, and what gives the same numbers.
    extra : mapping of str to tuple of Block
        Further blocks by the section they end (see ``SECTIONS``). Those of ``economics`` and of both that are "in
        full" are sections of their own, with their headings; those of ``drivers`` follow the heading that
        ``scenarios.report.content`` writes.
    suppress : bool
        Whether small counts of the study are shown as an asterisk (see ``scenarios.report.small_counts``).

    Raises
    ------
    InputError
        If ``extra`` names a section that there is not, or an option has not been run.
    """

    compared: tuple[Compared, ...]
    ran: Mapping[str, Ran]
    replications: int
    draws: int
    seed: int
    drawn: str
    kept: str = ""
    varies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    learnt: tuple[tuple[str, str], ...] = ()
    made: str = ""
    posterior: str = ""
    version: str = ""
    model: str = ""
    command: str = ""
    extra: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    suppress: bool = False

    def __post_init__(self) -> None:
        """Refuse what no document can be written from."""
        if not self.compared:
            raise InputError("a report needs at least one option that is compared with another")
        for name in self.extra:
            if name not in SECTIONS:
                raise InputError(f"unknown section of a report '{name}'.{nearest(name, SECTIONS)}")
        for item in self.compared:
            for scenario in (item.other, item.scenario):
                if scenario.name not in self.ran:
                    raise InputError(f"{scenario.name}: nothing was counted for it")

    @property
    def apart(self) -> bool:
        """Whether chance can be told from parameters: draws of the parameters, and more than one run of some."""
        return 0 < self.draws < self.replications

    @property
    def is_many(self) -> bool:
        """Whether there are more options than have a paragraph each: then they are ranked in a table."""
        return len(self.compared) > FEW

    @property
    def groups(self) -> list[Group]:
        """The options by what they are compared with."""
        found = []
        for _, each in groupby(sorted(self.compared, key=_other), key=_other):
            items = tuple(each)
            ran = (self.ran[items[0].other.name], *(self.ran[i.scenario.name] for i in items))
            found.append(Group(items, ran, tuple(range(len(ran)))))
        return found


@dataclass(frozen=True, slots=True)
class Group:
    """Options that are compared with the same one, which is first among ``ran``.

    ``places`` are their places among all that are compared with it: an option keeps its letter in every part.
    """

    items: tuple[Compared, ...]
    ran: tuple[Ran, ...]
    places: tuple[int, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles, what is compared with first; long ones shortened."""
        return tuple(shortened(each.scenario.title) for each in self.ran)

    @property
    def letters(self) -> tuple[str, ...]:
        """Letters, which stay an option's own in every part of the group."""
        return tuple(letter(place) for place in self.places)

    @property
    def named(self) -> tuple[str, ...]:
        """Letters and titles, what is compared with first."""
        return tuple(f"{mark}: {title}" for mark, title in zip(self.letters, self.titles, strict=True))

    @property
    def name(self) -> str:
        """Name of what is compared with."""
        return self.ran[0].scenario.name

    @property
    def tags(self) -> tuple[str, ...]:
        """What tells options apart in a table: letters, which :attr:`key` explains, or names where they are many."""
        return self.letters if len(self.items) <= FEW else self.named

    @property
    def key(self) -> str:
        """What the letters of :attr:`tags` stand for, as a sentence that ends a note; empty if they are not alone."""
        return f" {'; '.join(self.named)}." if self.tags == self.letters else ""

    def in_parts(self, most: int) -> Iterable[Group]:
        """Yield the group in parts of at most so many options, each with what is compared with."""
        for start in range(0, len(self.items), most):
            end = start + most
            kept = slice(1 + start, 1 + end)
            yield Group(self.items[start:end], (self.ran[0], *self.ran[kept]), (0, *self.places[kept]))

    def first_alone(self) -> Group:
        """Return what is compared with, without the options."""
        return Group((), self.ran[:1], self.places[:1])


def middle_of(values: Sequence[int], share: float = 0.95) -> Interval:
    """Return where the middle share of sorted values lies (the inverse of their distribution function)."""
    if len(values) < 2:
        return None
    tails = ((1.0 - share) / 2.0, (1.0 + share) / 2.0)
    low, high = (values[max(0, math.ceil(len(values) * tail - 1e-9) - 1)] for tail in tails)
    return float(low), float(high)


def _other(item: Compared) -> str:
    return item.other.name
