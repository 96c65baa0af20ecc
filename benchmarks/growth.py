"""Growth: from one to a thousand times the women of `base`, with capacities to match; and tables for a new draw."""

import statistics
from math import log

import numpy as np

from benchmarks.engines import COMPILED, SIMPY, engines, work_of
from benchmarks.text import number, table
from benchmarks.timing import Effort, cpu, in_turn
from scenarios import load
from sim import Parameters, simulate
from sim.many import run_many
from sim.tables import build_tables
from sim.varied import Varied

SIZES = (1, 10, 100, 1000)
MOST_AT_A_SITE = 100
"""Times the women of `base` that one site can meet: a route yields at most 255 contacts a day."""

LARGEST = {"drug_groups.places": 1000, "screening.screenings_per_day": 1000, "psychologist.reserved_slots": 50}


def grown(times: int) -> Parameters:
    """Return `base` with so many times the women and capacities; above a hundred times, at several sites."""
    base = load("base")
    at_a_site = min(times, MOST_AT_A_SITE)
    slots = base.psychologist.slots_per_clinic_day * at_a_site
    changes: dict[str, object] = {
        "sites.number": times // at_a_site,
        "sites.contact_multipliers": [min(at_a_site, 20.0)],
        "contacts.quarterly_multipliers": [max(at_a_site / 20.0, 1.0)],
        "psychologist.slots_per_clinic_day": min(slots, 50),
        "psychologist.number": max(slots / 50, 1.0),
        "stabilisation.maximum_size": min(base.stabilisation.maximum_size * at_a_site, 50),
    }
    for name, most in LARGEST.items():
        changes[name] = min(int(base.get(name)) * at_a_site, most)  # type: ignore[arg-type]
    return base.changed(changes)


def growth(effort: Effort) -> str:
    """Return the table of CPU time as the women grow in number."""
    shown = SIZES[:-1] if effort.quick else SIZES
    met, seconds = {}, {}
    for times in shown:
        p = grown(times)
        met[times] = simulate(p, 1, engine=engines()[-1]).mean("contacts") or 0.0
        works = {engine: work_of(p, engine) for engine in engines()}
        if times == SIZES[-1]:  # one replication is long enough
            seconds[times] = {engine: cpu(lambda: work(0, 1)) for engine, work in works.items()}  # noqa: B023
        else:
            seconds[times] = in_turn(works, Effort(min(effort.rounds, 5), effort.chunk))
    rows = []
    for times in shown:
        row: list[str] = [f"{times:,} times base", f"{met[times]:,.0f}"]
        for engine in (SIMPY, COMPILED):
            taken = seconds[times].get(engine)
            row += [number(taken and taken * 1e3), number(taken and taken * 1e6 / met[times])]
        rows.append(row)
    notes = ["Up to a hundred times at one site, beyond that at several; places, recruiters and slots grow alike."]
    for engine in engines():
        low, high = shown[-2:]
        power = log(seconds[high][engine] / seconds[low][engine]) / log(met[high] / met[low])
        notes.append(f"{engine}: CPU time grows as the women to the power {power:.2f} from {low:,} to {high:,} times.")
    heads = ["women", "met", "SimPy ms", "µs a woman met", "compiled ms", "µs a woman met"]
    return table("Growth", heads, rows, notes)


def tables(effort: Effort) -> str:
    """Return the table of rebuilding the tables for a new parameter draw."""
    base = load("base")
    fresh = getattr(build_tables, "__wrapped__", build_tables)
    taken = statistics.median(cpu(lambda: fresh(base)) for _ in range(5 if effort.quick else 50))
    rows = [
        ["in Python, rule by rule", number(taken * 1e3)],
        ["compiled, for a batch of draws", number(compiled_tables(base, 200 if effort.quick else 2000))],
    ]
    return table("Tables for a new parameter draw", ["base", "CPU ms a draw"], rows)


def compiled_tables(base: Parameters, draws: int) -> float | None:
    """Return CPU ms of tables filled by compiled rules: rows with a table each, less rows that share one."""
    if COMPILED not in engines():
        return None
    which, zeros = np.arange(draws), np.zeros(draws, np.int64)
    varied = Varied(base, ("attendance.drug_group",), np.linspace(0.2, 0.8, draws)[:, None])
    one = Varied.only(base)
    both = cpu(lambda: run_many(varied, which, zeros, 1, COMPILED))
    return (both - cpu(lambda: run_many(one, zeros, zeros, 1, COMPILED))) * 1e3 / draws
