"""Write docs/assumptions.md from the parameter file: every number with its standing, prior and source.

Run as ``python tools/write_assumptions.py``; with ``--check`` it only says whether the page is up to date.
"""

import json
from collections import Counter
from itertools import groupby
from pathlib import Path

from made_files import written_or_checked

from sim.parameters import PARAMETER_FILE, Entry, entries

PAGE = Path(__file__).parent.parent / "docs" / "assumptions.md"

HEAD = """# Assumptions: every number of the model

Made from `sim/parameters.toml` by `python tools/write_assumptions.py`; do not edit by hand.

**Standing** says where a value comes from: *study* (DUSSK itself counted or stated it), *literature* (published
elsewhere), *derived* (arithmetic on published figures, with an assumption that is named) or *assumption* (set by the
project). Publications are listed in [evidence/sources.md](evidence/sources.md).

**The values here are point values**: `--draws 0` runs them. Hazards and probabilities that the study does not report
were set by hand, to values at which its counts are unsurprising. Results use the posterior instead: 2,000 draws of
everything that has a prior, fitted to the study's counts ([calibration.md](calibration.md)).

A **prior** says how uncertain a value was before the fit. `fixed` is a choice of the service, or taken as known.
`structural` is a choice between assumptions that is shown as a scenario of its own and never averaged over.
"""


def page() -> str:
    """Return the whole page."""
    counts = Counter(entry.standing for entry in entries().values())
    told = ", ".join(f"{counts[standing]} {standing}" for standing in ("study", "literature", "derived", "assumption"))
    lines = [HEAD, f"{len(entries())} values: {told}.", ""]
    titles = _titles()
    for group, members in groupby(entries().items(), key=lambda item: item[0].partition(".")[0]):
        lines += [f"## {titles[group]} (`{group}`)", "", "| parameter | value | meaning | standing, prior, source |"]
        lines += ["| --- | --- | --- | --- |"]
        lines += [_row(name, entry) for name, entry in members]
        lines.append("")
    return "\n".join(lines)


def _row(name: str, entry: Entry) -> str:
    between = ", " if isinstance(entry.range[0], str | bool) else " to "
    allowed = between.join(json.dumps(bound, ensure_ascii=False) for bound in entry.range)
    value = f"{json.dumps(entry.value, ensure_ascii=False)}<br>{entry.unit}"
    known = f"**{entry.standing}**; {entry.prior}; {entry.source}"
    return f"| `{name.partition('.')[2]}` | {value} | {entry.help} Allowed: {allowed}. | {known} |"


def _titles() -> dict[str, str]:
    """Return the heading of each group: the comment before its first parameter."""
    titles: dict[str, str] = {}
    heading = ""
    for line in PARAMETER_FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading = line[2:]
        elif line.startswith("["):
            titles.setdefault(line[1:].partition(".")[0], heading)
    return titles


if __name__ == "__main__":
    raise SystemExit(written_or_checked({PAGE: page()}, __doc__))
