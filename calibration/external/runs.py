"""Running the pathway in a study's setting, once for each draw of the parameters, and counting in women's lives."""

from __future__ import annotations

import gc
import signal
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from calibration.external.lives import lives_of
from calibration.external.measures import MEASURES
from calibration.external.studies import Comparison
from calibration.own import as_scenario_has
from calibration.posterior import Posterior
from calibration.predict import prior_draws
from sim.engines import why_not_compiled
from sim.many import own_replications
from sim.parameters import Parameters
from sim.run import simulate
from sim.varied import Varied

Numbers = NDArray[np.float64]
Asked = tuple[str, int]
"""A measure, and its number of sessions."""

CHUNK = 4
"""Draws that one process takes at a time."""


@dataclass(frozen=True)
class Counted:
    """What was counted in one setting: for each measure asked, the values of each draw.

    Attributes
    ----------
    before, after : dict of Asked to list of array
        Under draws from the priors, and from the posterior.
    """

    before: dict[Asked, list[Numbers]]
    after: dict[Asked, list[Numbers]]


@dataclass(frozen=True)
class _Task:
    setting: str
    fitted: bool
    varied: Varied
    first: int
    seed: int
    asked: tuple[Asked, ...]


def counted(
    comparisons: Sequence[Comparison],
    fitted: Posterior,
    draws: int,
    seed: int,
    workers: int,
    progress: Callable[[int], object],
) -> dict[str, Counted]:
    """Return what was counted in every setting that these comparisons have, by its name; see ``compare.compared``."""
    found: dict[str, Counted] = defaultdict(lambda: Counted(defaultdict(list), defaultdict(list)))
    tasks = list(_tasks(comparisons, fitted, draws, seed))
    with closing(_each(tasks, workers)) as results:
        for task, rows in zip(tasks, results, strict=True):
            both = found[task.setting]
            for row in rows:
                for asked, values in row.items():
                    (both.after if task.fitted else both.before)[asked].append(values)
            progress(len(rows))
    return dict(found)


def number_of_runs(comparisons: Sequence[Comparison], draws: int) -> int:
    """Return how many runs of the pathway these comparisons take."""
    return 2 * draws * len({comparison.setting_name for comparison in comparisons})


def _tasks(comparisons: Sequence[Comparison], fitted: Posterior, draws: int, seed: int) -> Iterator[_Task]:
    before = prior_draws(draws, seed)
    for name, setting in {each.setting_name: each.setting for each in comparisons}.items():
        asked = dict.fromkeys((each.measure, each.sessions) for each in comparisons if each.setting_name == name)
        prior = Varied(setting, *as_scenario_has(setting, before.names, before.values, held=True))
        for is_fitted, varied in ((False, prior), (True, fitted.draws(setting, draws))):
            for first in range(0, draws, CHUNK):
                some = Varied(setting, varied.names, varied.values[first : first + CHUNK])
                yield _Task(name, is_fitted, some, first, seed, tuple(asked))


def _each(tasks: Sequence[_Task], workers: int) -> Generator[list[dict[Asked, Numbers]], None, None]:
    if workers == 1:
        yield from map(_count, tasks)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _leave_interrupts_to_the_first_process)
    try:
        yield from pool.map(_count, tasks)
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_first_process() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _count(task: _Task) -> list[dict[Asked, Numbers]]:
    return [
        values_of(task.varied.parameters(draw), task.seed, int(own_replications(task.first + draw, 0)), task.asked)
        for draw in range(task.varied.draws)
    ]


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Put off garbage collection, which would look at every event of a long log again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def values_of(parameters: Parameters, seed: int, replication: int, asked: Sequence[Asked]) -> dict[Asked, Numbers]:
    """Return what is counted in the lives of one replication.

    Parameters
    ----------
    parameters : Parameters
        The setting, with one draw of the parameters.
    seed, replication : int
        Which lives.
    asked : sequence of (str, int)
        Measures, each with its number of sessions.

    Returns
    -------
    dict of (str, int) to array
        For each of them a value a woman (or appointment), in the order of sites and of women's numbers.
    """
    engine = "simpy" if why_not_compiled() else "compiled"
    with _no_garbage_collection():
        runs = simulate(parameters, 1, seed, engine, first=replication, logs=replication + 1)
        lives = lives_of(runs.records[replication].events)
        return {
            (name, sessions): np.fromiter(chain.from_iterable(MEASURES[name](life, sessions) for life in lives), float)
            for name, sessions in asked
        }
