"""Our own program as the page carries it: the sources that run in the browser, in one archive."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FIXED_DATE = (1980, 1, 1, 0, 0, 0)

IN_BROWSER = (
    "sim/*.py",
    "sim/parameters.toml",
    "calibration/__init__.py",
    "calibration/evidence.py",
    "calibration/evidence.toml",
    "calibration/faults.py",
    "calibration/own.py",
    "calibration/paths.py",
    "calibration/study.py",
    "calibration/study.toml",
    "calibration/toml_files.py",
    "scenarios/__init__.py",
    "scenarios/answers.py",
    "scenarios/bought.py",
    "scenarios/changes.py",
    "scenarios/changes.toml",
    "scenarios/comparability.py",
    "scenarios/display.py",
    "scenarios/document/*.py",
    "scenarios/files.py",
    "scenarios/further.py",
    "scenarios/held.py",
    "scenarios/labels.py",
    "scenarios/library/*.toml",
    "scenarios/names.py",
    "scenarios/page/*.py",
    "scenarios/page/*.toml",
    "scenarios/pictures/*.py",
    "scenarios/pictures/*.toml",
    "scenarios/report/*.py",
    "scenarios/report/*.toml",
    "scenarios/summary.py",
    "scenarios/sure.py",
    "scenarios/waits.py",
    "scenarios/words.toml",
)
"""What the browser needs. The rest (the compiled engine, the calibration, batches) stays at home."""


def archive(built: dict[str, bytes]) -> bytes:
    """Return a zip archive of the sources, the same from the same sources.

    Parameters
    ----------
    built : dict of str to bytes
        Files made for this page, by name; they are put into the folder ``scenarios/page/built``.
    """
    files = {path.relative_to(ROOT).as_posix(): path for pattern in IN_BROWSER for path in ROOT.glob(pattern)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in sorted(files):
            _put(packed, name, files[name].read_bytes())
        for name in sorted(built):
            _put(packed, f"scenarios/page/built/{name}", built[name])
    return made.getvalue()


def _put(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, FIXED_DATE)
    entry.create_system = 3  # not told, so that it is the same on all systems
    packed.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
