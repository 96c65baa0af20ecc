"""Write docs/dependencies.md: every package the project stands on, with its version, licence and reason.

    python tools/write_dependencies.py           write the page from pyproject.toml, the pins and docs/dependencies.toml
    python tools/write_dependencies.py --check   is the page up to date, and do licences match what is installed here?

Reasons, and licences as the packages declare them, stand in docs/dependencies.toml. A package that is new needs both.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from made_files import written_or_checked

ROOT = Path(__file__).resolve().parent.parent
PAGE, SAID = ROOT / "docs" / "dependencies.md", ROOT / "docs" / "dependencies.toml"

GROUPS = {
    "": "Needed by every command",
    "report": "Extra `report`: PDF and Word files of reports",
    "calibration": "Extra `calibration`: sensitivity, diagnostics, pictures",
    "cluster": "Extra `cluster`: batches on a Dask cluster",
    "benchmarks": "Extra `benchmarks`: other simulation libraries, to compare with",
    "dev": "For developers: tests, checks and documentation",
}

HEAD = """# Dependencies: what the project stands on

Made from `pyproject.toml`, the pins and `docs/dependencies.toml` by `python tools/write_dependencies.py`; do not edit
by hand. What the commissioner's page carries inside it is listed in [page.md](page.md).

**Versions** are pinned, the same for every supported Python, in `constraints.txt` and `pyproject.toml`
([CONTRIBUTING.md](../CONTRIBUTING.md) says how they are moved).

**Licences** are those that each package declares. All are permissive or, for whole files alone, MPL-2.0; none asks
anything of who uses the results. A test holds that no other licence comes in unseen.

**Known weaknesses.** `uvx pip-audit -r constraints.txt` compares the pins with the public advisories, wherever these
can be reached. It was not run for this version: the machine it was made on could not reach them.
"""


def canonical(name: str) -> str:
    """Return a package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    """Return every pinned package with its version."""
    found = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition("==")
            found[canonical(name)] = rest.partition(" ;")[0]
    return found


def declared() -> dict[str, list[str]]:
    """Return the packages that each group of pyproject.toml names; one that an earlier group has is left out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    seen: set[str] = set()
    found: dict[str, list[str]] = {}
    for group in GROUPS:
        names = [canonical(re.split(r"[<>=!~\[ ;]", each)[0]) for each in groups.get(group, [])]
        found[group] = sorted(name for name in names if name not in seen)
        seen |= set(names)
    unknown = set(groups) - set(GROUPS)
    if unknown:
        raise SystemExit(f"tools/write_dependencies.py: no words for the group {', '.join(sorted(unknown))}")
    return found


def said() -> dict[str, Any]:
    """Return reasons and licences."""
    return tomllib.loads(SAID.read_text(encoding="utf-8"))


def page() -> str:
    """Return the whole page."""
    version, known = pins(), said()
    licence, reason = known["licences"], known["reasons"]
    lines = [HEAD]
    direct: set[str] = set()
    for group, title in GROUPS.items():
        names = declared()[group]
        direct |= set(names)
        lines += [f"## {title}", "", "| package | version | licence | why |", "| --- | --- | --- | --- |"]
        lines += [f"| {name} | {version[name]} | {licence[name]} | {reason[name]} |" for name in names]
        lines.append("")
    rest = sorted(set(version) - direct)
    lines += ["## What those need in turn", "", "| package | version | licence |", "| --- | --- | --- |"]
    lines += [f"| {name} | {version[name]} | {licence[name]} |" for name in rest]
    return "\n".join([*lines, ""])


def licence_declared(name: str) -> str | None:
    """Return the licence that an installed package declares, as it words it; None if it is not installed."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return None
    kinds = [line.split(" :: ")[-1] for line in found.get_all("Classifier") or [] if line.startswith("License ::")]
    said_so = (found.get("License-Expression") or "").strip()
    short = (found.get("License") or "").strip().splitlines()[:1]
    return said_so or (short[0][:60] if short and short[0] != "UNKNOWN" else "") or "; ".join(kinds) or "not declared"


def differences() -> list[str]:
    """Return what is missing, too many or not as installed."""
    version, known = pins(), said()
    direct = {name for names in declared().values() for name in names}
    found = [
        f"{name}: a pinned package has no licence in {SAID.name}" for name in set(version) - set(known["licences"])
    ]
    found += [
        f"{name}: {SAID.name} has a licence of what is not pinned" for name in set(known["licences"]) - set(version)
    ]
    found += [f"{name}: no reason in {SAID.name}" for name in direct - set(known["reasons"])]
    found += [f"{name}: {SAID.name} has a reason for what is not declared" for name in set(known["reasons"]) - direct]
    for name, licence in known["licences"].items():
        if licence not in known["allowed"]:
            found.append(f"{name}: licence '{licence}' is not among those that are allowed")
        declared_so = licence_declared(name)
        if declared_so is not None and not _same(licence, declared_so, known["worded"]):
            found.append(f"{name}: declares '{declared_so}', and {SAID.name} says {licence}")
    return sorted(found)


def _same(licence: str, declared_so: str, worded: dict[str, list[str]]) -> bool:
    return declared_so == licence or declared_so in worded.get(licence, [])


def main() -> int:
    """Write the page, or with ``--check`` compare it; neither if reasons or licences are not as they should be."""
    wrong = differences()
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else written_or_checked({PAGE: page()}, __doc__)


if __name__ == "__main__":
    raise SystemExit(main())
