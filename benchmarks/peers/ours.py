"""The shared pathway by our own engines: the full model, with everything that is not shared switched off."""

import numpy as np

from benchmarks.peers.shared import COUNTS, parameters
from sim import simulate

SAME = {
    "contacts": "contacts",
    "joined": "consented",
    "group_attendances": "drug_group_attendances",
    "referred": "referred",
    "screened": "ptsd_screened",
    "began_stabilisation": "started_stabilisation",
    "stabilisation_attendances": "stabilisation_attendances",
    "ready": "ready",
    "began_therapy": "started_therapy",
    "therapy_sessions": "therapy_sessions_held",
    "therapy_missed": "therapy_sessions_missed",
    "completed": "completed_therapy",
    "left": "left",
    "moved_on": "moved_on",
    "slots_used": "slots_used",
    "pence": "pence_total",
}
"""Our total for each count."""

ADDED = {
    "group_sessions": ("drug_group_sessions_held", "drug_group_sessions_empty"),
    "stabilisation_sessions": ("stabilisation_sessions_held", "stabilisation_sessions_empty"),
}


def counts(replications: int, seed: int, engine: str) -> np.ndarray:
    """Return one row a replication, in the order of ``COUNTS``."""
    frame = simulate(parameters(), replications, seed, engine).frame()
    for name, parts in ADDED.items():
        frame[name] = frame[list(parts)].sum(axis=1)
    for step in ("screening", "stabilisation", "therapy"):
        frame[f"offered_{step}"] = frame[f"served_{step}"]
    frame = frame.assign(**{name: frame[total] for name, total in SAME.items()})
    return frame[list(COUNTS)].to_numpy(float)
