"""What a check of the engines says at its end."""

from __future__ import annotations

from typing import Any

from scenarios.verify.happenings import HAPPENINGS
from scenarios.verify.runner import Seen


def seen_text(seen: Seen, seed: int) -> str:
    """Return what was seen: how many replications, what happened in them, and whether the engines differ."""
    number = seen.scenarios + seen.designs
    lines = [
        f"{number:,} replications by both engines: {seen.scenarios:,} of scenarios, {seen.designs:,} of random designs "
        f"(seed {seed})"
    ]
    if seen.stopped:
        lines.append("stopped before the end")
    if number:
        lines += ["", "of these"]
        lines += [f"  {seen.happened[name]:>7,}  {name}" for name in HAPPENINGS]
    lines.append("")
    if seen.difference is not None:
        lines += [f"THE ENGINES DIFFER in {seen.case}:", str(seen.difference)]
    elif number:
        lines.append("no difference: every event, every ledger line and all that is counted are the same")
    else:
        lines.append("nothing was compared")
    return "\n".join(lines) + "\n"


def seen_json(seen: Seen, seed: int) -> dict[str, Any]:
    """Return the same for a program."""
    found = seen.difference
    return {
        "seed": seed,
        "scenarios": seen.scenarios,
        "designs": seen.designs,
        "stopped": seen.stopped,
        "happened": {name: seen.happened[name] for name in HAPPENINGS},
        "difference": None
        if found is None or seen.case is None
        else {
            "case": str(seen.case),
            "scenario": seen.case.scenario,
            "design": seen.case.design,
            "replication": seen.case.replication,
            "where": found.where,
            "simpy": found.simpy,
            "compiled": found.compiled,
        },
    }
