"""Do the models of the shared pathway agree? Differences with intervals, at a stated familywise error rate."""

import numpy as np
from scipy import stats

from benchmarks.peers import in_ciw, in_r, in_salabim, ours
from benchmarks.peers.shared import COUNTS, pathway
from benchmarks.text import number, table
from benchmarks.timing import apart

FAMILY_ERROR_RATE = 0.01
IN_R = {"R": in_r.PLAIN, "simmer": in_r.SIMMER}
LEFT_OUT = {name: reason for name, program in IN_R.items() if (reason := program.missing())}
"""Why a peer is not compared here."""
PEERS = {"Ciw": in_ciw.replicate, "salabim": in_salabim.replicate}
PEERS |= {name: program.replicate for name, program in IN_R.items() if name not in LEFT_OUT}
MEANS = tuple(name for name in COUNTS if not name.startswith(("offered_", "days_waited_")))
WAITS = ("screening", "stabilisation", "therapy")

Samples = tuple[np.ndarray, float]
"""One value a replication, whose mean is judged, and the mean to show."""


def peer_counts(name: str, replications: int) -> np.ndarray:
    """Return one row a replication of one peer, in the order of ``COUNTS``; the replication's number is its seed."""
    p = pathway()
    tallies = (PEERS[name](p, seed) for seed in range(replications))
    return np.array([[tally[count] for count in COUNTS] for tally in tallies], float)


def column(counts: np.ndarray, name: str) -> np.ndarray:
    return counts[:, COUNTS.index(name)]


def samples(counts: np.ndarray, name: str) -> Samples:
    """Return values of a count, or of a mean wait in weeks.

    A mean wait is a ratio of two totals over all replications; its value of a replication is the ratio plus how far
    the replication's days are from it, for each woman served (the usual linear form of a ratio estimator).
    """
    if name in COUNTS:
        values = column(counts, name) / (100 if name == "pence" else 1)
        return values, float(values.mean())
    days, served = column(counts, f"days_waited_{name}") / 7, column(counts, f"offered_{name}")
    ratio = days.sum() / served.sum()
    return ratio + (days - ratio * served) / served.mean(), float(ratio)


def interval(peer: np.ndarray, own: np.ndarray, level: float) -> tuple[float, float]:
    """Return the difference of two means and the half-width of its Welch interval at an error rate."""
    parts = [values.var(ddof=1) / len(values) for values in (peer, own)]
    error = np.sqrt(sum(parts))
    freedom = sum(parts) ** 2 / sum(part**2 / (len(v) - 1) for part, v in zip(parts, (peer, own), strict=True))
    return float(peer.mean() - own.mean()), float(stats.t.isf(level / 2, freedom) * error)


def label(name: str) -> str:
    if name in WAITS:
        return f"weeks waited, {name}"
    return "cost, £" if name == "pence" else name.replace("_", " ")


def compare(replications: int, engine: str) -> tuple[str, bool]:
    """Return the comparison as a table, and whether every interval holds nought."""
    own = ours.counts(replications, 1, engine)
    peers = {name: apart(lambda: peer_counts(name, replications)) for name in PEERS}  # noqa: B023
    names = (*MEANS, *WAITS)
    level = FAMILY_ERROR_RATE / (len(names) * len(peers))
    rows, differing = [], 0
    for name in names:
        values, shown = samples(own, name)
        row = [label(name), number(shown)]
        for counts in peers.values():
            difference, width = interval(samples(counts, name)[0], values, level)
            differing += abs(difference) > width
            digits = 2 if abs(shown) < 1000 else 0
            mark = " apart" if abs(difference) > width else ""
            row.append(f"{difference:+,.{digits}f} ±{width:,.{digits}f}{mark}")
        rows.append(row)
    heads = ["mean a replication", "ours"]
    heads += [f"{name} less ours" for name in peers]
    verdict = "all intervals hold nought" if not differing else f"{differing} intervals do not hold nought"
    notes = [
        f"{replications} replications of each; {len(names) * len(peers)} intervals, together in error at most "
        f"{FAMILY_ERROR_RATE:.0%} of the time",
        f"(each at {1 - level:.3%}): {verdict}.",
        *(f"In R: {program.title} {program.version()}." for name, program in IN_R.items() if name in peers),
        *(f"The model in {name} was not compared: {reason}." for name, reason in LEFT_OUT.items()),
    ]
    return table("Do the models of the shared pathway agree?", heads, rows, notes), not differing
