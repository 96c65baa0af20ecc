"""How fast: replications a second a core, beside Ciw, salabim, R and simmer, and our engines on real scenarios."""

from importlib.metadata import version

import simpy

from benchmarks.engines import COMPILED, SIMPY, busiest, contents, engines, work_of
from benchmarks.peers.shared import parameters, pathway
from benchmarks.text import number, table
from benchmarks.timing import Effort, Elsewhere, Work, in_turn
from scenarios import load
from sim.clock import WEEK

PROCESSES, WAKES = 6, 100


def peers(effort: Effort) -> str:
    """Return the shared pathway's table, by CPU time: our engines, Ciw, salabim, and R and simmer where installed."""
    from benchmarks.peers import in_ciw, in_r, in_salabim

    p = pathway()

    def peer(replicate: object) -> Work:
        return lambda first, many: [replicate(p, seed) for seed in range(first, first + many)]  # type: ignore[operator]

    def in_r_itself(program: in_r.Program) -> Work:
        return lambda first, many: Elsewhere(sum(program.timed(p, seed)[1] for seed in range(first, first + many)))

    names = {
        COMPILED: "ours, compiled",
        SIMPY: "ours, SimPy",
        "ciw": f"Ciw {version('ciw')}",
        "salabim": f"salabim {version('salabim')}",
    }
    works = {engine: work_of(parameters(), engine) for engine in engines()}
    works |= {"ciw": peer(in_ciw.replicate), "salabim": peer(in_salabim.replicate)}
    for program in (in_r.PLAIN, in_r.SIMMER):
        if not program.missing():
            names[program.file] = f"{program.title} {program.version()}"
            works[program.file] = in_r_itself(program)
    seconds = in_turn(works, effort)

    def ratio(name: str, engine: str) -> str:
        return number(seconds[name] / seconds[engine] if name in seconds and engine in seconds else None)

    rows = []
    for name, shown in names.items():
        taken = seconds.get(name)
        rate = number(1 / taken if taken else None)
        rows.append([shown, rate, number(taken and taken * 1e3), ratio(name, SIMPY), ratio(name, COMPILED)])
    heads = ["the shared pathway", "replications a second", "CPU ms a replication", "time, SimPy = 1", "compiled = 1"]
    notes = [f"One core; medians of {effort.rounds} rounds in turn. What is shared: benchmarks/peers/README.md."]
    return table("Engines side by side", heads, rows, notes)


def agreement(effort: Effort) -> str:
    """Return the comparison of the models' results."""
    from benchmarks.peers.agreement import compare

    return compare(40 if effort.quick else 400, SIMPY)[0]


def bare_simpy(first: int, many: int) -> None:
    """Run SimPy clocks with six processes that wake a hundred times each and do nothing."""

    def sleeper(env: simpy.Environment) -> object:
        for _ in range(WAKES):
            yield env.timeout(WEEK)

    for _ in range(many):
        env = simpy.Environment()
        for _ in range(PROCESSES):
            env.process(sleeper(env))  # type: ignore[arg-type]
        env.run()


def scenarios(effort: Effort) -> str:
    """Return the table of our engines on `base` and on the busiest shipped scenario."""
    sample = 2 if effort.quick else 10
    rows = []
    for name in ("base", busiest(1)):
        p = load(name)
        works = {engine: work_of(p, engine) for engine in engines()}
        seconds = in_turn(works | {"bare": bare_simpy}, effort)
        events, weeks = contents(p, sample)
        for engine in (SIMPY, COMPILED):
            taken = seconds.get(engine)
            rows.append(
                [
                    f"{name}, {engine}",
                    number(taken and taken * 1e3),
                    number(taken and 1 / taken),
                    number(taken and seconds[SIMPY] / taken),
                    number(taken and taken * 1e9 / weeks),
                    number(taken and taken / seconds["bare"]),
                    f"{events:,.0f}",
                    f"{weeks:,.0f}",
                ]
            )
    heads = ["real scenarios", "CPU ms", "a second", "times as fast as SimPy", "ns a woman-week", "bare clocks"]
    heads += ["events", "woman-weeks"]
    notes = [
        "A replication each; one core. The second scenario is the shipped one that logs most events.",
        "A woman-week is a week of a woman inside the service, from joining to the end of her stay (or of the run),",
        f"time away not counted; events and woman-weeks are means of {sample} replications.",
        f"A bare clock is SimPy waking {PROCESSES} processes {WAKES} times each and doing nothing.",
    ]
    return table("Our engines on real scenarios", heads, rows, notes)
