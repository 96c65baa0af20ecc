"""What ``dussk scenarios`` prints."""

from __future__ import annotations

import json

from scenarios.display import wrapped
from scenarios.files import Scenario, find
from sim.parameters import entries


def list_text(scenarios: list[Scenario]) -> str:
    """Return all scenarios with their questions, grouped by what they are compared with."""
    lines: list[str] = []
    for other in dict.fromkeys(scenario.compare_with for scenario in scenarios):
        lines += [f"Compared with {other}" if other else "To compare with", ""]
        for scenario in scenarios:
            if scenario.compare_with == other:
                lines += [f"  {scenario.name}: {scenario.title}", *wrapped(scenario.question, "      ")]
        lines.append("")
    return "\n".join(lines)


def show_text(scenario: Scenario) -> str:
    """Return one scenario: what it changes, from what, why, and what is known about each value."""
    lines = [f"{scenario.name}: {scenario.title}", *wrapped(scenario.question, ""), ""]
    below = find(scenario.based_on).parameters if scenario.based_on and not _is_file(scenario.based_on) else None
    lines.append(
        f"Based on {scenario.based_on or 'nothing: the parameter file itself'}; "
        f"compared with {scenario.compare_with or 'nothing'}"
    )
    for name, value in scenario.changes.items():
        entry = entries()[name]
        before = "" if below is None else f" (was {_shown(below.get(name))})"
        lines += ["", f"  {name} = {_shown(value)} {entry.unit}{before}", *wrapped(entry.help, "      ")]
        lines += wrapped(f"Evidence: {scenario.evidence[name]}", "      ")
    if not scenario.changes:
        lines += ["", "  It changes nothing. docs/assumptions.md lists every value with its source."]
    return "\n".join(lines) + "\n"


def _is_file(name: str) -> bool:
    return name.endswith(".toml")


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
