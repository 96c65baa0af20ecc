"""The paired comparison: every scenario against the one it names, woman by woman and replication by replication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.comparability import comparator, default_comparisons
from scenarios.drawn import facts_of
from scenarios.files import Scenario, find
from scenarios.intervals import differences, summarise
from scenarios.running import Settings, run_scenarios, usual_replications
from scenarios.summary import Compared
from sim.errors import InputError
from sim.run import Runs


@dataclass(frozen=True, slots=True)
class Comparison:
    """All scenarios of a comparison, with the runs they come from."""

    settings: Settings
    compared: list[Compared]
    runs: dict[str, Runs]

    def scenarios(self) -> list[Scenario]:
        """Return every scenario run, once, in the order in which they were run."""
        by_name = {item.other.name: item.other for item in self.compared}
        by_name |= {item.scenario.name: item.scenario for item in self.compared}
        return [by_name[name] for name in self.runs]

    def as_json(self) -> dict[str, Any]:
        """Return the comparison for JSON: what is compared with, every scenario's outcomes, and the differences."""
        first = {item.other.name: item.other_summary for item in self.compared}
        scenarios = first | {item.scenario.name: item.summary for item in self.compared}
        base = self.compared[0].other.name
        return {
            "scenario": base,
            "replications": self.settings.replications,
            **facts_of(self.settings.draws),
            "seed": self.settings.seed,
            "compared_with": {item.scenario.name: item.other.name for item in self.compared},
            "outcomes": {name: summary.as_json() for name, summary in scenarios[base].items()},
            "scenarios": {name: {o: s.as_json() for o, s in summary.items()} for name, summary in scenarios.items()},
            "differences": {
                item.scenario.name: {name: d.as_json() for name, d in item.difference.items()} for item in self.compared
            },
        }


def compare(
    scenarios: Sequence[str] = (),
    to: str | None = None,
    *,
    replications: int | None = None,
    seed: int = 1,
    engine: str = "auto",
    workers: int = 1,
    logs: int = 0,
    draws: int = 0,
    quiet: bool = False,
) -> Comparison:
    """Compare scenarios, paired.

    Parameters
    ----------
    scenarios : sequence of str
        Shipped names or paths; by default every shipped scenario that compares with ``to``, or with ``base``.
    to : str, optional
        What to compare all of them with, in place of what each one names.
    replications, seed, engine, workers, logs, draws, quiet
        How to run; see ``scenarios.running``. By default 10,000 replications, or 300 by the SimPy engine, of the point
        values; ``draws=scenarios.drawn.usual_draws(10_000)`` is what the command line does.

    Returns
    -------
    Comparison
        With summaries, paired differences and the runs.

    Raises
    ------
    InputError
        If a scenario is unknown, named twice, or does not run for the same time as what it is compared with.
    """
    number = usual_replications(engine) if replications is None else replications
    settings = Settings(number, seed, engine, workers, logs, draws)
    return compare_pairs(pairs_to_compare(scenarios, to), settings, quiet=quiet)


def pairs_to_compare(scenarios: Sequence[str] = (), to: str | None = None) -> list[tuple[Scenario, Scenario]]:
    """Return every scenario with what it is compared with, checked; nothing is run.

    Raises
    ------
    InputError
        As :func:`compare`.
    """
    if to is not None:
        find(to)
    chosen = [find(name) for name in scenarios] or default_comparisons(to or "base")
    if not chosen:
        raise InputError(f"no shipped scenario compares with '{to}'; name the scenarios to compare with it")
    _unique(chosen)
    for name, times in Counter(scenario.name for scenario in chosen).items():
        if times > 1:
            raise InputError(f"'{name}' is named {times} times; name each scenario once")
    pairs = [(scenario, comparator(scenario, to)) for scenario in chosen]
    _unique([*chosen, *(other for _, other in pairs)])
    return pairs


def compare_pairs(pairs: Sequence[tuple[Scenario, Scenario]], settings: Settings, *, quiet: bool = False) -> Comparison:
    """Run and compare pairs from :func:`pairs_to_compare`."""
    unique = _unique([other for _, other in pairs] + [scenario for scenario, _ in pairs])
    runs = run_scenarios(unique, settings, quiet=quiet)
    summaries = {name: summarise(run) for name, run in runs.items()}
    compared = [
        Compared(one, other, summaries[one.name], summaries[other.name], differences(runs[one.name], runs[other.name]))
        for one, other in pairs
    ]
    return Comparison(settings, compared, runs)


def _unique(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """Return every scenario once; two different ones of the same name cannot be told apart."""
    by_name: dict[str, Scenario] = {}
    for scenario in scenarios:
        known = by_name.setdefault(scenario.name, scenario)
        if known.parameters != scenario.parameters:
            raise InputError(f"two different scenarios are called '{scenario.name}'; give one file another name")
    return list(by_name.values())
