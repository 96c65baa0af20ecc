"""What the page's buttons call."""

from __future__ import annotations

import json

from scenarios.page import material


def facts() -> str:
    made = material.read()
    return json.dumps({"version": made.version, "seed": made.seed, "draws": made.number, "posterior": made.posterior})


def probe() -> str:
    import time

    from scenarios.files import find
    from scenarios.page.draws import replication_of
    from sim.run import simulate
    from sim.tables import build_tables

    made = material.read()
    out = {}
    for name in ("base", "service"):
        base = find(name).parameters
        t0 = time.perf_counter()
        ps = [made.draws.parameters(base, d) for d in range(5)]
        t1 = time.perf_counter()
        for p in ps:
            build_tables(p)
        t2 = time.perf_counter()
        cells = []
        for d, p in enumerate(ps):
            cells += simulate(p, 1, made.seed, "simpy", first=replication_of(d)).cells.tolist()
        t3 = time.perf_counter()
        known = made.known[name].cells.tolist()
        t4 = time.perf_counter()
        out[name] = [(t1 - t0) / 5, (t2 - t1) / 5, (t3 - t2) / 5, t4 - t3, cells == known[: len(cells)]]
    return json.dumps(out)


design = check = begin = step = answer = save = saved = forget = replay = download = licences = facts
